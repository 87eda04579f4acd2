"""What the journal in memory keeps."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from bot.service.ports import Call, Finished, Outgoing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.service.ports import (
        CarriedOut,
        Deed,
        Errand,
        KeptQuestion,
        Loss,
        Opinion,
        Receipt,
        Received,
        Reminder,
        Tap,
    )
    from bot.service.versions import Concluded


class Memory:
    """What a journal keeps, and how each thing that an update or a reminder leads to changes it."""

    def __init__(self) -> None:
        self.rows: dict[int, tuple[Received, str | None]] = {}  # with the note once it is finished
        self.states: dict[tuple[int, int], str] = {}
        self.told: dict[int, dict[str, str]] = {}
        self.taps: dict[str, Tap] = {}
        self.asked: dict[int, KeptQuestion] = {}  # by a number that grows
        self.opinions: dict[tuple[int, str | None, str], tuple[int, Opinion]] = {}  # after which question
        self.receipts: dict[tuple[int, str, str], Receipt] = {}  # by person, measure and population
        self.errands: dict[int, Errand] = {}
        self.deeds: list[Deed] = []
        self.outbox: dict[int, Outgoing] = {}
        self.settled: dict[int, str | None] = {}  # None: sent; else the reason
        self.reminders: dict[int, Reminder] = {}
        self.aside: dict[int, str] = {}  # reminders put aside, with the reason
        self.rooms: dict[int, str] = {}
        self._owners: dict[int, int | None] = {}  # of calls, sent or not
        self._ids = count(1)

    def _waits(self, key: int) -> bool:
        return key in self.rows and self.rows[key][1] is None

    def _learn(self, done: Finished, person: int) -> None:
        if done.forget:
            self._forget(person)
        if done.state is not None and done.chat is not None:
            self.states[person, done.chat] = done.state
        if done.none_of_these:
            self._count_as_in_vain(person)
        self.keep_receipts(done.receipts)
        self._learn_facts(person, done.person_facts)

    def _lose(self, loss: Loss) -> None:
        if loss.person is not None:
            self._learn_facts(loss.person, loss.facts)
        if loss.unsettled:
            self._settle(loss.chat, "")
        for key in loss.cancelled:
            self._cancel(loss.chat, key)
        if loss.ended is not None and loss.ended.id in self.reminders:
            self._drop(loss.ended.id)
            for reminder in loss.ended.reminders:
                self._schedule(reminder)

    def _learn_facts(self, person: int, told: Mapping[str, str | None]) -> None:
        facts = self.told.setdefault(person, {})
        for name, value in told.items():
            if value is None:
                facts.pop(name, None)
            else:
                facts[name] = value

    def _forget(self, person: int) -> None:
        self.told.pop(person, None)
        self.states = {key: state for key, state in self.states.items() if key[0] != person}
        self.taps = {key: tap for key, tap in self.taps.items() if tap.person != person}
        self.asked = {number: q for number, q in self.asked.items() if q.person != person}
        self.opinions = {key: kept for key, kept in self.opinions.items() if key[0] != person}
        self.receipts = {key: receipt for key, receipt in self.receipts.items() if key[0] != person}
        self.reminders = {id_: r for id_, r in self.reminders.items() if r.person != person}
        self.outbox = {id_: row for id_, row in self.outbox.items() if self._owners.get(id_) != person}
        for key, (update, note) in self.rows.items():
            if note is not None and (update.lane == person or str(person) in update.raw):
                self.rows[key] = (replace(update, raw=""), note)

    def _commission(self, calls: Sequence[Call], person: int | None) -> tuple[Outgoing, ...]:
        rows = tuple(Outgoing(id=next(self._ids), call=call) for call in calls)
        self.outbox.update({row.id: row for row in rows})
        self._owners.update({row.id: person for row in rows})
        return rows

    def _settle(self, chat: int, settings: str) -> None:
        self.rooms = {key: kept for key, kept in self.rooms.items() if key != chat}
        if settings:
            self.rooms[chat] = settings

    def keep_errand(self, errand: Errand) -> None:
        """Keep something that is to be done."""
        json.dumps(errand.payload)
        id_ = next(self._ids)
        self.errands[id_] = replace(errand, id=id_, attempts=0)

    def keep_receipts(self, receipts: Sequence[Receipt]) -> None:
        """Keep what people were told of figures."""
        self.receipts.update({(r.person, r.measure, r.population): r for r in receipts})

    def commit(self, done: Concluded) -> tuple[Outgoing, ...]:
        """Put what an errand led to in its place, but for what is kept of the knowledge."""
        check(done)
        self.errands.pop(done.errand, None)
        self.deeds.extend(done.deeds)
        self.keep_receipts(done.receipts)
        for reminder in done.reminders:
            self._schedule(reminder)
        self.taps.update({tap.key: tap for tap in done.taps})
        return tuple(row for call in done.calls for row in self._commission((call,), call.chat))

    def _count_as_in_vain(self, person: int) -> None:
        last = max((number for number, q in self.asked.items() if q.person == person), default=None)
        if last is not None and self.asked[last].outcome == "choose":
            self.asked[last] = replace(self.asked[last], outcome="none of these")

    def _schedule(self, reminder: Reminder) -> int:
        if reminder.key is not None:
            self._cancel(reminder.chat, reminder.key)
        id_ = next(self._ids)
        self.reminders[id_] = replace(reminder, id=id_)
        return id_

    def _cancel(self, chat: int | None, key: str) -> None:
        for id_, reminder in list(self.reminders.items()):
            if (reminder.chat, reminder.key) == (chat, key):
                self._drop(id_)

    def _drop(self, id_: int) -> None:
        del self.reminders[id_]
        self.aside.pop(id_, None)


def check(done: Finished | CarriedOut | Concluded) -> None:
    """Refuse what can't be kept, before anything of it is."""
    json.dumps([call.payload for call in done.calls])
    json.dumps([tap.action for tap in done.taps])
    json.dumps([reminder.payload for reminder in done.reminders])
    if isinstance(done, Finished):
        personal = done.forget or done.state is not None or done.person_facts
        if personal and done.person is None:
            raise ValueError("this belongs to a person")
        if done.state is not None and done.chat is None:
            raise ValueError("a conversation belongs to a person in a chat")
        if done.room is not None and done.chat is None:
            raise ValueError("settings belong to a chat")
