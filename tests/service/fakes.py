"""Stand-ins for what the service asks of its surroundings, in memory."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

from bot.service.ports import Call, Finished, KeptQuestion, Opinion, Outgoing, Received, Tap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.replies.reply import Reply
    from bot.service.incoming import Origin


class InMemoryJournal:
    """A journal that keeps its promises as long as the process lives."""

    def __init__(self) -> None:
        self.rows: dict[int, tuple[Received, str | None]] = {}  # with the note once it is finished
        self.states: dict[tuple[int, int], str] = {}
        self.told: dict[int, dict[str, str]] = {}
        self.taps: dict[str, Tap] = {}
        self.questions: list[KeptQuestion] = []
        self.opinions: dict[tuple[int, str | None, str], Opinion] = {}
        self.outbox: dict[int, Outgoing] = {}
        self.settled: dict[int, str | None] = {}  # None: sent; else the reason
        self._ids = count(1)

    async def accept(self, updates: Sequence[Received], now: datetime) -> tuple[Received, ...]:
        """Keep updates; those not seen before."""
        del now
        fresh = tuple(u for u in {u.key: u for u in updates}.values() if u.key not in self.rows)
        self.rows.update({u.key: (u, None) for u in fresh})
        return fresh

    async def pending(self, limit: int, after: int | None = None) -> tuple[Received, ...]:
        """Updates not finished, in order of arrival, behind the one with the key ``after``."""
        keys = list(self.rows)
        behind = keys[keys.index(after) + 1 :] if after in self.rows else keys
        return tuple(self.rows[k][0] for k in behind if self.rows[k][1] is None)[:limit]

    async def finish(self, done: Finished) -> tuple[Outgoing, ...]:
        """Keep what an update led to."""
        if done.key not in self.rows or self.rows[done.key][1] is not None:
            return ()
        self.rows[done.key] = (self.rows[done.key][0], done.note)
        if done.person is not None:
            self._keep(done, done.person)
        self.taps.update({tap.key: tap for tap in done.taps})
        self.questions.extend(done.questions)
        self.opinions.update({(o.person, o.entry, o.version): o for o in done.opinions})
        sent = tuple(Outgoing(id=next(self._ids), call=call) for call in done.calls)
        self.outbox.update({row.id: row for row in sent})
        return sent

    def _keep(self, done: Finished, person: int) -> None:
        if done.forget:
            self._forget(person)
        if done.state is not None and done.chat is not None:
            self.states[person, done.chat] = done.state
        facts = self.told.setdefault(person, {})
        for name, value in done.person_facts.items():
            if value is None:
                facts.pop(name, None)
            else:
                facts[name] = value

    def _forget(self, person: int) -> None:
        self.told.pop(person, None)
        self.states = {key: state for key, state in self.states.items() if key[0] != person}
        self.taps = {key: tap for key, tap in self.taps.items() if tap.person != person}
        self.questions = [q for q in self.questions if q.person != person]
        self.opinions = {key: o for key, o in self.opinions.items() if o.person != person}

    async def quarantine(self, key: int, reason: str, now: datetime) -> None:
        """Put an update aside."""
        del now
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

    async def unsent(self) -> tuple[Outgoing, ...]:
        """Calls not yet settled."""
        return tuple(self.outbox.values())

    async def attempting(self, id_: int) -> None:
        """Note that a send starts."""
        self.outbox[id_] = replace(self.outbox[id_], attempted=True)

    async def postpone(self, id_: int, not_before: float) -> None:
        """Note when a call may be tried again."""
        self.outbox[id_] = replace(self.outbox[id_], attempted=False, not_before=not_before)

    async def settle(self, id_: int, *, sent: bool, reason: str | None, now: datetime) -> None:
        """Note how a send ended."""
        del now
        self.outbox.pop(id_)
        self.settled[id_] = None if sent else reason

    async def moved(self, old: int, new: int) -> None:
        """A group has another id."""
        self.states = {(p, new if c == old else c): state for (p, c), state in self.states.items()}
        self.taps = {k: replace(t, chat=new) if t.chat == old else t for k, t in self.taps.items()}

    async def export(self, person: int) -> Mapping[str, Any]:
        """Everything about a person."""
        return {
            "facts": dict(self.told.get(person, {})),
            "conversations": {str(c): state for (p, c), state in self.states.items() if p == person},
            "questions": [q.text for q in self.questions if q.person == person],
        }


class PlainSpeaker:
    """A speaker whose calls hold just what it was given."""

    def say(
        self, reply: Reply, origin: Origin, buttons: Sequence[tuple[str, str]], edit: int | None = None
    ) -> tuple[Call, ...]:
        """One call that sends, or edits, the reply."""
        payload: dict[str, Any] = {
            "chat_id": origin.chat,
            "thread": origin.thread,
            "text": reply.text,
            "buttons": [list(button) for button in buttons],
        }
        if edit is not None:
            edited = payload | {"message_id": edit}
            return (Call(method="editMessageText", chat=origin.chat, payload=edited, idempotent=True),)
        return (Call(method="sendMessage", chat=origin.chat, payload=payload),)

    def document(self, origin: Origin, name: str, text: str) -> Call:
        """A call that sends a file."""
        payload = {"chat_id": origin.chat, "document": {"name": name, "text": text}}
        return Call(method="sendDocument", chat=origin.chat, payload=payload)

    def keyboard(self, origin: Origin, buttons: Sequence[tuple[str, str]]) -> Call:
        """A call that changes the buttons of a message."""
        payload = {"message_id": origin.message, "buttons": [list(button) for button in buttons]}
        return Call(method="editMessageReplyMarkup", chat=origin.chat, payload=payload, idempotent=True)

    def answer(self, callback_id: str, text: str | None = None) -> Call:
        """A call that answers a tap."""
        payload = {"callback_query_id": callback_id, "text": text}
        return Call(method="answerCallbackQuery", chat=None, payload=payload, idempotent=True, transient=True)
