"""Calls that were committed, and a delivery that is run until each has come to its end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.service import weekly
from bot.service.ports import Call, Outgoing, Reminder
from bot.telegram.delivery import Delivery
from tests.service.fakes import InMemoryJournal
from tests.telegram.scripted import ScriptedRequest, scripted_bot

if TYPE_CHECKING:
    from bot.service.ports import Loss
    from tests.telegram.scripted import Answer


SUBSCRIBED = Reminder(at=datetime(2026, 5, 8, tzinfo=UTC), kind=weekly.KIND, payload={}, key=weekly.KEY)


class NotingJournal(InMemoryJournal):
    """Notes in which order what was asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[tuple[Any, ...]] = []
        self.all_settled = asyncio.Event()

    async def attempting(self, id_: int) -> None:
        """Note it, with what was asked before and after."""
        self.log.append(("attempting", id_))
        await super().attempting(id_)

    async def postpone(self, id_: int, not_before: float) -> None:
        """Note it, with what was asked before and after."""
        self.log.append(("postpone", id_))
        await super().postpone(id_, not_before)

    async def moved(self, old: int, new: int) -> None:
        """Note it, with what was asked before and after."""
        self.log.append(("moved", old, new))
        await super().moved(old, new)

    async def settle(
        self, id_: int, *, sent: bool, reason: str | None, now: datetime, loss: Loss | None = None
    ) -> None:
        """Tell when it was the last."""
        await super().settle(id_, sent=sent, reason=reason, now=now, loss=loss)
        if not self.outbox:
            self.all_settled.set()

    def keep(self, *calls: Call) -> tuple[Outgoing, ...]:
        """Commit calls."""
        rows = tuple(Outgoing(id=next(self._ids), call=call) for call in calls)
        self.outbox.update({row.id: row for row in rows})
        return rows

    def subscribed(self, *chats: int) -> None:
        """Let these have the figure of the week."""
        for chat in chats:
            self._schedule(replace(SUBSCRIBED, chat=chat))


def send(text: str, chat: int = 7, **more: object) -> Call:
    return Call(method="sendMessage", chat=chat, payload={"chat_id": chat, "text": text} | more)


def answer() -> Call:
    payload = {"callback_query_id": "q"}
    return Call(method="answerCallbackQuery", chat=None, payload=payload, idempotent=True, transient=True)


def edit(text: str, **more: object) -> Call:
    payload = {"chat_id": 7, "message_id": 3, "text": text} | more
    return Call(method="editMessageText", chat=7, payload=payload, idempotent=True)


class Sent:
    """A delivery, run until everything has come to its end."""

    def __init__(self, *script: Answer, seconds: float = 0.0) -> None:
        self.request = ScriptedRequest(*script)
        self.request.seconds = seconds
        self.journal = NotingJournal()

    def run(self, *calls: Call) -> None:
        """Deliver these, which must all come to their end."""

        async def main() -> None:
            delivery = Delivery(scripted_bot(self.request), self.journal)
            delivery.push(self.journal.keep(*calls))
            ends = [asyncio.create_task(work) for work in (self.journal.all_settled.wait(), delivery.run())]
            done, _ = await asyncio.wait(ends, timeout=10, return_when=asyncio.FIRST_COMPLETED)
            assert [await end for end in done] == [True]
            await delivery.close(1)
            ends[1].cancel()
            assert delivery._chats == {}

        asyncio.run(main())

    @property
    def texts(self) -> list[object]:
        """What was sent, in order."""
        return [payload.get("text") for _, payload in self.request.calls]
