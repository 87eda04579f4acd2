"""The worker: reads what is known, lets it be answered, commits what it leads to, and hands out the calls."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeGuard

from bot.service import taps
from bot.service.commands import action, asked_by
from bot.service.incoming import (
    Blocked,
    Guest,
    Ignored,
    Incoming,
    Migrated,
    Origin,
    Pressed,
    Sent,
    Text,
    Typed,
    Unblocked,
    Unreadable,
)
from bot.service.mishap import named
from bot.service.permissions import Action, is_for_editors, is_for_leaders, person
from bot.service.ports import Finished, Received
from bot.service.room import Room
from bot.service.visit import Known
from bot.service.weekly import KEY as SUBSCRIPTION

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from bot.service.answering import Answering
    from bot.service.ports import Journal, Members, Outgoing
    from bot.service.publishing.papers import PapersOf

_LOG = logging.getLogger(__name__)


class Read(Protocol):
    """Reads an update's JSON text. Never raises."""

    def __call__(self, raw: str, /) -> Incoming | Unreadable:
        """What the update says."""


class Elsewhere(Protocol):
    """Answers texts where that keeps nobody here waiting."""

    async def answer(self, text: Text, known: Known, now: datetime) -> Finished | None:
        """What a text leads to; None where it has to be answered here. Never raises."""


class Worker:
    """Answers updates one at a time; :class:`bot.service.lanes.Lanes` decides which and when."""

    def __init__(  # noqa: PLR0913 (its surroundings, each a port or a function)
        self,
        *,
        journal: Journal,
        answering: Callable[[], Answering],
        elsewhere: Elsewhere | None = None,
        papers: PapersOf | None = None,
        members: Members,
        read: Read,
        deliver: Callable[[Sequence[Outgoing]], None],
        clock: Callable[[], datetime],
        keys: Callable[[], str],
    ) -> None:
        """``answering`` is asked for once an update: it answers from what is live at that moment.

        ``deliver`` is given what was committed to be sent; ``keys`` gives keys nobody can guess.
        """
        self._journal = journal
        self._answering = answering
        self._elsewhere = elsewhere
        self._papers = papers
        self._members = members
        self._read = read
        self._deliver = deliver
        self._clock = clock
        self._keys = keys

    async def handle(self, received: Received) -> None:
        """Answer an update and finish it; what can't be read or answered is put aside for a replay."""
        now = self._clock()
        if _is_stale(received, now):
            await self._finish(Finished(key=received.key, now=now, note="stale"))
            return
        await self._end(received, now, self._answered)

    async def shed(self, received: Received, *, first: Callable[[], bool]) -> None:
        """Finish an update that is too much to be answered; what can't be is put aside as by ``handle``.

        The chat is told so if the update would have had an answer and ``first()`` says that it was not
        told before. What became of a chat is kept nevertheless.
        """

        async def put_off(incoming: Incoming, now: datetime) -> Finished:
            match incoming:
                case Migrated() | Blocked() | Unblocked():
                    return await self._answered(incoming, now)
                case _:
                    # Asked only on behalf of who waits for an answer: chatter must not use up the one notice.
                    answering = self._answering()
                    tell = await self._is_heeded(answering, incoming, now) and first()
                    return answering.put_off(incoming, now, self._keys, tell=tell)

        await self._end(received, self._clock(), put_off)

    async def _end(
        self, received: Received, now: datetime, led: Callable[[Incoming, datetime], Awaitable[Finished]]
    ) -> None:
        """Finish an update with what ``led`` says that it leads to, or put it aside."""
        incoming = self._read(received.raw)
        if isinstance(incoming, Unreadable):
            await self._put_aside(received, incoming.why, now)
            return
        try:
            await self._finish(await led(incoming, now))
        except Exception as error:  # noqa: BLE001 (one update must never stop the others)
            await self._put_aside(received, f"answering it raised {named(error)}", now)

    async def _answered(self, incoming: Incoming, now: datetime) -> Finished:
        if isinstance(incoming, Migrated):
            await self._journal.moved(incoming.old, incoming.new)
        known = await self._looked_up(incoming, now)
        if self._elsewhere is not None and _is_question(incoming):
            done = await self._elsewhere.answer(incoming, known, now)
            if done is not None:
                return done
        return self._answering().answer(incoming, known, now, self._keys)

    async def _looked_up(self, incoming: Incoming, now: datetime) -> Known:
        """What is kept that the answer may depend on."""
        match incoming:
            case Text(addressed=True):
                known = await self._known(incoming.origin)
                wants = action(incoming.command) if incoming.command is not None else None
                return await self._with_what_it_takes(wants, None, incoming.origin, known)
            case Sent(origin=origin):
                return await self._known(origin)
            case Pressed(origin=origin):
                tap = await self._journal.tap(incoming.key, now)
                known = replace(await self._known(origin), tap=tap)
                does = taps.understood(tap.action) if tap is not None and tap.chat == origin.chat else None
                wants = asked_by(does) if does is not None else None
                return await self._with_what_it_takes(wants, does, origin, known)
            case Text() | Typed() | Guest() | Blocked() | Unblocked() | Migrated() | Ignored():
                return Known()

    async def _is_heeded(self, answering: Answering, incoming: Incoming, now: datetime) -> bool:
        """Whether it gets an answer; what is settled for a chat is asked for only if it else would."""
        if not isinstance(incoming, Text) or not answering.heeds(incoming, Room(), now):
            return False
        return answering.heeds(incoming, await self._room(incoming.origin), now)

    async def _known(self, origin: Origin) -> Known:
        sender, room = person(origin), await self._room(origin)
        if sender is None:
            return Known(room=room)
        return Known(
            state=await self._journal.state(sender, origin.chat),
            facts=await self._journal.facts(sender),
            room=room,
        )

    async def _room(self, origin: Origin) -> Room:
        return (
            Room() if origin.chat_kind == "private" else Room.from_json(await self._journal.room(origin.chat))
        )

    async def _with_what_it_takes(
        self, wants: Action | None, does: taps.Does | None, origin: Origin, known: Known
    ) -> Known:
        """What some actions depend on and others don't; Telegram is asked only for those that do."""
        if wants is Action.EXPORT:
            return await self._with_export(origin, known)
        if wants is not None and is_for_editors(wants) and self._papers is not None:
            return replace(known, papers=await self._papers(wants, does))
        if wants in {Action.SUBSCRIBE, Action.UNSUBSCRIBE, Action.SETTINGS}:
            known = replace(known, subscription=await self._journal.reminder(origin.chat, SUBSCRIPTION))
        sender = person(origin)
        if wants is not None and sender is not None and is_for_leaders(wants, origin.chat_kind):
            return replace(known, leads=await self._members.leads(origin.chat, sender))
        return known

    async def _with_export(self, origin: Origin, known: Known) -> Known:
        sender = person(origin)
        return known if sender is None else replace(known, export=await self._journal.export(sender))

    async def _finish(self, done: Finished) -> None:
        outgoing = await self._journal.finish(done)
        if outgoing:
            self._deliver(outgoing)

    async def _put_aside(self, received: Received, why: str, now: datetime) -> None:
        _LOG.error("update %d is put aside: %s", received.key, why)
        await self._journal.quarantine(received.key, why, now)


def _is_question(incoming: Incoming) -> TypeGuard[Text]:
    """Whether it is a text that takes long to answer and little to be told of."""
    if not isinstance(incoming, Text) or not incoming.addressed:
        return False
    return incoming.command is None or action(incoming.command) is Action.ASK


def _is_stale(received: Received, now: datetime) -> bool:
    if received.stale_after is None or received.received is None:
        return False
    return (now - received.received).total_seconds() > received.stale_after
