"""Stand-ins for what the service asks of its surroundings, in memory."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

from bot.service.ports import Call, Finished, Outgoing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.replies.reply import Reply
    from bot.service.incoming import Origin
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
    from bot.service.speaker import Link, Offered
    from bot.service.versions import Concluded


class InMemoryJournal:
    """A Journal and Calendar that keeps its promises as long as the process lives.

    ``tests/store/test_contract.py`` holds it to the same promises as the real one.
    """

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
        _check(done)
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
        _check(done)
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

    # What they share

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
        _check(done)
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


def _check(done: Finished | CarriedOut | Concluded) -> None:
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


class PlainSpeaker:
    """A speaker whose calls hold just what it was given."""

    def say(
        self,
        reply: Reply,
        origin: Origin,
        buttons: Sequence[tuple[str, str]],
        edit: int | None = None,
        links: Sequence[Link] = (),
    ) -> tuple[Call, ...]:
        """One call that sends, or edits, the reply."""
        payload: dict[str, Any] = {
            "chat_id": origin.chat,
            "thread": origin.thread,
            "text": reply.text,
            "buttons": [list(button) for button in buttons],
            "links": [[link.label, link.payload] for link in links],
        }
        if edit is not None:
            edited = payload | {"message_id": edit}
            return (Call(method="editMessageText", chat=origin.chat, payload=edited, idempotent=True),)
        return (Call(method="sendMessage", chat=origin.chat, payload=payload),)

    def document(self, origin: Origin, name: str, text: str) -> Call:
        """A call that sends a file."""
        payload = {"chat_id": origin.chat, "document": {"name": name, "text": text}}
        return Call(method="sendDocument", chat=origin.chat, payload=payload)

    def picture(
        self, origin: Origin, chart: Mapping[str, Any], words: str = "", links: Sequence[Link] = ()
    ) -> Call:
        """A call that sends a picture."""
        payload = {
            "chat_id": origin.chat,
            "thread": origin.thread,
            "chart": dict(chart),
            "words": words,
            "links": [[link.label, link.payload] for link in links],
        }
        return Call(method="sendPhoto", chat=origin.chat, payload=payload)

    def keyboard(self, origin: Origin, buttons: Sequence[tuple[str, str]], copy: str = "") -> Call:
        """A call that changes the buttons of a message."""
        payload = {
            "message_id": origin.message,
            "buttons": [list(button) for button in buttons],
            "copy": copy,
        }
        return Call(method="editMessageReplyMarkup", chat=origin.chat, payload=payload, idempotent=True)

    def answer(self, callback_id: str, text: str | None = None) -> Call:
        """A call that answers a tap."""
        payload = {"callback_query_id": callback_id, "text": text}
        return Call(method="answerCallbackQuery", chat=None, payload=payload, idempotent=True, transient=True)

    def as_guest(self, query_id: str, reply: Reply, links: Sequence[Link] = ()) -> Call:
        """A call that answers as a guest."""
        shown = {"text": reply.text, "links": [[link.label, link.payload] for link in links]}
        payload = {"guest_query_id": query_id, **shown}
        return Call(method="answerGuestQuery", chat=None, payload=payload, idempotent=True, transient=True)

    def results(self, query_id: str, offered: Offered) -> Call:
        """A call that shows cards."""
        payload = {
            "inline_query_id": query_id,
            "titles": [card.title for card in offered.cards],
            "texts": [card.reply.text for card in offered.cards],
            "keys": [card.entry_key for card in offered.cards],
            "next_offset": offered.next_offset,
            "link": None if offered.link is None else offered.link.payload,
            "personal": offered.personal,
        }
        return Call(method="answerInlineQuery", chat=None, payload=payload, idempotent=True, transient=True)
