"""Stand-ins for what the service asks of its surroundings, in memory."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.service.memory import Memory, check

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.service.ports import Call, CarriedOut, Finished, Loss, Outgoing, Received, Reminder, Tap


class InMemoryJournal(Memory):
    """A Journal and Calendar that keeps its promises as long as the process lives.

    The tests of contracts in ``tests/store`` hold it to the same promises as the real one.
    """

    # The journal

    async def accept(self, updates: Sequence[Received], now: datetime) -> tuple[Received, ...]:
        """Keep updates; those not seen before."""
        fresh = []
        for update in updates:
            if update.key not in self.rows:
                fresh.append(replace(update, received=now))
                self.rows[update.key] = (fresh[-1], None)
        return tuple(fresh)

    async def pending(self, limit: int, after: int | None = None) -> tuple[Received, ...]:
        """Updates not finished, in order of arrival, behind the one with the key ``after``."""
        keys = list(self.rows)
        behind = keys[keys.index(after) + 1 :] if after in self.rows else keys
        return tuple(self.rows[k][0] for k in behind if self._waits(k))[:limit]

    async def finish(self, done: Finished) -> tuple[Outgoing, ...]:
        """Keep what an update led to."""
        if not self._waits(done.key):
            return ()
        check(done)
        self.rows[done.key] = (self.rows[done.key][0], done.note)
        if done.person is not None:
            self._learn(done, done.person)
        self.taps.update({tap.key: tap for tap in done.taps})
        if (answered := self.taps.get(done.answered_tap or "")) is not None:
            self.taps[answered.key] = replace(answered, answered=done.now)
        self.asked.update({next(self._ids): question for question in done.questions})
        after = max(self.asked, default=0)
        self.opinions.update({(o.person, o.entry, o.version): (after, o) for o in done.opinions})
        if done.room is not None and done.chat is not None:
            self._settle(done.chat, done.room)
        if done.loss is not None:
            self._lose(done.loss)
        for key in done.cancelled:
            self._cancel(done.chat, key)
        for reminder in done.reminders:
            self._schedule(reminder)
        for errand in done.errands:
            self.keep_errand(errand)
        self.deeds.extend(done.deeds)
        return self._commission(done.calls, done.person)

    async def quarantine(self, key: int, reason: str, now: datetime) -> None:
        """Put an update aside."""
        del now
        if self._waits(key):
            self.rows[key] = (self.rows[key][0], f"quarantined: {reason}")

    async def state(self, person: int, chat: int) -> str | None:
        """A conversation."""
        return self.states.get((person, chat))

    async def facts(self, person: int) -> Mapping[str, str]:
        """What a person told."""
        return dict(self.told.get(person, {}))

    async def tap(self, key: str, now: datetime) -> Tap | None:
        """What a button does."""
        tap = self.taps.get(key)
        return tap if tap is not None and tap.expires > now else None

    async def reminder(self, chat: int, key: str) -> Reminder | None:
        """The reminder of a chat with a key."""
        return next((r for r in self.reminders.values() if (r.chat, r.key) == (chat, key)), None)

    async def room(self, chat: int) -> str:
        """What is settled for a chat."""
        return self.rooms.get(chat, "")

    async def unsent(self) -> tuple[Outgoing, ...]:
        """Calls not yet settled."""
        return tuple(self.outbox.values())

    async def attempting(self, id_: int) -> None:
        """Note that a send starts."""
        if id_ in self.outbox:
            self.outbox[id_] = replace(self.outbox[id_], attempted=True)

    async def postpone(self, id_: int, not_before: float) -> None:
        """Note when a call may be tried again."""
        if id_ in self.outbox:
            self.outbox[id_] = replace(self.outbox[id_], attempted=False, not_before=not_before)

    async def settle(
        self, id_: int, *, sent: bool, reason: str | None, now: datetime, loss: Loss | None = None
    ) -> None:
        """Note how a send ended."""
        del now
        if self.outbox.pop(id_, None) is None:
            return
        self.settled[id_] = None if sent else reason
        if loss is not None:
            self._lose(loss)

    async def moved(self, old: int, new: int) -> None:
        """A group has another id."""
        for key, (update, note) in self.rows.items():
            if note is None and update.lane == old:
                self.rows[key] = (replace(update, lane=new), note)
        for id_, row in self.outbox.items():
            if row.call.chat == old:
                self.outbox[id_] = replace(row, call=_moved(row.call, new))
        self.taps = {k: replace(t, chat=new) if t.chat == old else t for k, t in self.taps.items()}
        here = {r.key for r in self.reminders.values() if r.chat == new and r.key is not None}
        for id_, reminder in list(self.reminders.items()):
            if reminder.chat == old and reminder.key in here:
                self._drop(id_)
            elif reminder.chat == old:
                self.reminders[id_] = replace(reminder, chat=new)
        self._settle(new, self.rooms.get(new) or self.rooms.get(old, ""))
        self._settle(old, "")
        older = {(p, new): state for (p, c), state in self.states.items() if c == old}
        self.states = older | {(p, c): state for (p, c), state in self.states.items() if c != old}

    async def export(self, person: int) -> Mapping[str, Any]:
        """Everything about a person."""
        return {
            "facts": dict(self.told.get(person, {})),
            "conversations": [[c, state] for (p, c), state in self.states.items() if p == person],
            "questions": [q.text for q in self.asked.values() if q.person == person],
            "opinions": [
                [o.entry, o.liked, o.reason] for _, o in self.opinions.values() if o.person == person
            ],
            "figures received": [
                [r.measure, r.population, r.printed] for r in self.receipts.values() if r.person == person
            ],
            "buttons": [[t.chat, dict(t.action)] for t in self.taps.values() if t.person == person],
            "reminders": [[r.kind, dict(r.payload)] for r in self.reminders.values() if r.person == person],
            "messages received": [u.raw for u, _ in self.rows.values() if _is_from(person, u)],
            "messages sent": [
                [row.call.method, dict(row.call.payload)]
                for id_, row in self.outbox.items()
                if self._owners.get(id_) == person
            ],
        }

    def commissioned(self, *calls: Call) -> tuple[Outgoing, ...]:
        """Calls kept as if an update had led to them."""
        return self._commission(calls, None)

    # The calendar

    async def schedule(self, reminder: Reminder) -> int:
        """Keep a reminder."""
        json.dumps(reminder.payload)
        return self._schedule(reminder)

    async def due(self, now: datetime, limit: int = 100) -> tuple[Reminder, ...]:
        """Reminders whose time has come."""
        waiting = [r for r in self.reminders.values() if r.at <= now and r.id not in self.aside]
        return tuple(sorted(waiting, key=lambda reminder: (reminder.at, reminder.id)))[:limit]

    async def carry_out(self, done: CarriedOut) -> tuple[Outgoing, ...]:
        """Put what a reminder led to in its place."""
        if done.id not in self.reminders:
            return ()
        check(done)
        person = self.reminders[done.id].person
        self._drop(done.id)
        self.taps.update({tap.key: tap for tap in done.taps})
        for reminder in done.reminders:
            self._schedule(reminder)
        self.keep_receipts(done.receipts)
        return self._commission(done.calls, person)

    async def put_aside(self, id_: int, reason: str) -> None:
        """Keep a reminder from being due."""
        if id_ in self.reminders:
            self.aside[id_] = reason


def _moved(call: Call, chat: int) -> Call:
    there = {"chat_id": chat} if "chat_id" in call.payload else {}
    return replace(call, chat=chat, payload={**call.payload, **there})


def _is_from(person: int, update: Received) -> bool:
    bodies = json.loads(update.raw).values() if update.raw.startswith("{") else ()
    return any(isinstance(body, dict) and body.get("from", {}).get("id") == person for body in bodies)


class Roll:
    """Members of whom some lead; ``asked`` is who was asked about. ``silent``: nothing can be learned."""

    def __init__(self, *leading: tuple[int, int]) -> None:
        self.leading = {*leading}
        self.asked: list[tuple[int, int]] = []
        self.silent = False

    async def leads(self, chat: int, person: int) -> bool | None:
        """Whether this person was named for this chat."""
        self.asked.append((chat, person))
        return None if self.silent else (chat, person) in self.leading


class InMemoryAlbum:
    """An Album that lasts as long as the process."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}

    async def file_id(self, picture: str) -> str | None:
        """What a picture is known by."""
        return self.files.get(picture)

    async def keep_file(self, picture: str, file_id: str, now: datetime) -> None:
        """Note what a picture is known by."""
        del now
        self.files[picture] = file_id

    async def drop_file(self, picture: str) -> None:
        """Forget a picture."""
        self.files.pop(picture, None)
