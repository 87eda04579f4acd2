"""What the tests of a journal's promises share: both of its kinds, and what is kept there."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from bot.service.ports import (
    Calendar,
    Call,
    Finished,
    Journal,
    KeptQuestion,
    Opinion,
    Outgoing,
    Received,
    Reminder,
    Tap,
)
from tests.service.fakes import InMemoryJournal
from tests.store.keeping import NOW, journal_at, send, update

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
    from pathlib import Path


DAY = timedelta(days=1)
ADA, GRACE, GROUP = 7, 8, -5


class Memory(Journal, Calendar, Protocol):
    """Both ports, which one object implements."""


Story: TypeAlias = "Callable[[Memory], Coroutine[None, None, None]]"
Hold: TypeAlias = "Callable[[Story], None]"


@asynccontextmanager
async def memory(kind: str, folder: Path) -> AsyncIterator[Memory]:
    if kind == "in memory":
        yield InMemoryJournal()
        return
    async with journal_at(folder / "entente.db") as journal:
        yield journal


def keys(updates: Sequence[Received]) -> list[int]:
    return [each.key for each in updates]


def texts(outgoing: Sequence[Outgoing]) -> list[str]:
    return [each.call.payload["text"] for each in outgoing]


def tap(key: str, person: int | None = ADA, chat: int = ADA, **action: Any) -> Tap:  # noqa: ANN401 (JSON)
    return Tap(key=key, chat=chat, person=person, action=action, version="v", expires=NOW + 30 * DAY)


def reminder(at: int, chat: int | None = ADA, person: int | None = ADA, key: str | None = None) -> Reminder:
    """A reminder so many days from now, which says so."""
    payload = {"at": at, "about": "later"}
    return Reminder(at=NOW + at * DAY, kind="say", payload=payload, person=person, chat=chat, key=key)


async def finished(journal: Memory, done: Finished) -> tuple[Outgoing, ...]:
    """Finish an update that is accepted for it."""
    await journal.accept([update(done.key, done.person or 0, done.chat)], NOW)
    return await journal.finish(done)


def whole(key: int) -> Finished:
    """An update that leads to something of every kind."""
    return Finished(
        key=key,
        now=NOW,
        person=ADA,
        chat=ADA,
        state="asked",
        calls=[send(ADA, "answer")],
        taps=[tap("k", say="more")],
        questions=[KeptQuestion(person=ADA, text="wondered", entry=None, outcome="abstain", version="v")],
        opinions=[Opinion(person=ADA, entry="gap", version="v", liked=False, reason="thin")],
        reminders=[reminder(1, key="week")],
        person_facts={"role": "cio"},
    )


UNKEEPABLE = Call(method="sendMessage", chat=ADA, payload={"text": object()})
