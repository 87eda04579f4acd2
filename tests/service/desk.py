"""A worker at its desk, with a journal in memory: what is said to it, and what it answers."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING

from bot.service.answering import Answering
from bot.service.incoming import Blocked, Incoming, Origin, Pressed, Text
from bot.service.permissions import Access
from bot.service.ports import Received, Reminder
from bot.service.room import Room
from bot.service.weekly import KEY
from bot.service.worker import Worker
from tests.replies.markup import faults
from tests.service.fakes import InMemoryJournal, Roll
from tests.service.speaking import PlainSpeaker

if TYPE_CHECKING:
    from bot.advisor import Advisor
    from bot.service.ports import Call

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)  # a Monday
ADA, GRACE, BOSS, GROUP, CHANNEL = 5, 6, 7, -100, -200
HOME = Origin(key=0, chat=ADA, chat_kind="private", person=ADA, message=9)
AS_MEMBER = Origin(key=0, chat=GROUP, chat_kind="supergroup", person=ADA, message=9, thread=3)
AS_ADMIN = replace(AS_MEMBER, person=BOSS)
UNNAMED = replace(AS_MEMBER, person=None, as_chat=True)
POST = Origin(key=0, chat=CHANNEL, chat_kind="channel", message=9, as_chat=True)


class Desk:
    """A worker with a journal in memory, and a roll of who leads which chat."""

    def __init__(self, advisor: Advisor, access: Access | None = None) -> None:
        self.journal = InMemoryJournal()
        self.roll = Roll((GROUP, BOSS), (CHANNEL, BOSS))
        self._answering = Answering(advisor, PlainSpeaker(), access or Access())
        self._numbers, self._keys = count(1), count(1)

    def take(self, incoming: Incoming) -> list[Call]:
        """Handle an update; what is sent for it."""
        number, before = next(self._numbers), len(self.journal.outbox)
        received = Received(key=number, lane=1, raw="{}", received=NOW)
        worker = Worker(
            journal=self.journal,
            answering=lambda: self._answering,
            members=self.roll,
            read=lambda _: _numbered(incoming, number),
            deliver=lambda _: None,
            clock=lambda: NOW,
            keys=lambda: f"key-{next(self._keys)}",
        )

        async def story() -> None:
            await self.journal.accept([received], NOW)
            await worker.handle(received)

        asyncio.run(story())
        return [row.call for row in list(self.journal.outbox.values())[before:]]

    def says(self, text: str, where: Origin = HOME) -> list[Call]:
        """A command."""
        name, _, argument = text.removeprefix("/").partition(" ")
        calls = self.take(Text(origin=where, text=text, command=name, argument=argument, addressed=True))
        assert all(faults(call.payload["text"]) == [] for call in calls)
        return calls

    def presses(self, label: str, calls: list[Call], where: Origin = HOME) -> list[Call]:
        """A tap on a button that was sent."""
        return self.take(Pressed(origin=where, key=buttons(calls)[label], callback_id="c"))

    def settled(self, chat: int) -> Room:
        """What is settled for a chat."""
        return Room.from_json(asyncio.run(self.journal.room(chat)))

    def subscription(self, chat: int) -> Reminder | None:
        """What a chat will get."""
        return asyncio.run(self.journal.reminder(chat, KEY))


def _numbered(incoming: Incoming, number: int) -> Incoming:
    assert isinstance(incoming, Text | Pressed | Blocked)
    return replace(incoming, origin=replace(incoming.origin, key=number))


def buttons(calls: list[Call]) -> dict[str, str]:
    """The buttons of what was sent, by their labels."""
    return {label: key for call in calls for label, key in call.payload.get("buttons", ())}


def told(calls: list[Call]) -> str:
    """What was said."""
    return " | ".join(str(call.payload.get("text")) for call in calls)
