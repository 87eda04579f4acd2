"""The service's durable memory: its Journal, Calendar, Album and Upkeep on one SQLite file."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.store import archive, calendar, inbox, outbox, people, pictures, retention, rooms
from bot.store.archive import StoreArchive
from bot.store.database import translated
from bot.store.reading import Reader, open_for_reading
from bot.store.values import seconds
from bot.store.writer import Writer

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.service.ports import CarriedOut, Finished, Loss, Outgoing, Received, Reminder, Tap

_log = logging.getLogger(__name__)


class StoreJournal:
    """Implements the service's ports Journal, Calendar, Album and Upkeep.

    Every change is on disk when its method returns. While the disk is full or failing, or another
    program holds the file, methods wait; nothing is lost or done twice by that. A method that is
    cancelled may or may not have made its change.
    """

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader
        self.archive = StoreArchive(writer, reader)

    @classmethod
    async def open(cls, path: Path | str) -> StoreJournal:
        """Open the journal in the database at `path`, made if there is none. StoreError if that fails."""
        place = Path(path).expanduser().absolute()  # noqa: ASYNC240 - once, before anything waits
        writer = Writer(place)
        await writer.start()
        try:
            with translated(place):
                reader = Reader(place)
        except BaseException:
            await writer.close()
            raise
        return cls(writer, reader)

    async def close(self) -> None:
        """Finish what was asked for and close the database."""
        self._reader.close()
        await self._writer.close()

    # The journal

    async def accept(self, updates: Sequence[Received], now: datetime) -> tuple[Received, ...]:
        """Commit updates; return those not seen before, in order."""
        if not updates:
            return ()
        return await self._writer.sure(lambda connection: inbox.accept(connection, updates, now))

    async def pending(self, limit: int, after: int | None = None) -> tuple[Received, ...]:
        """Updates accepted and not finished, in order of arrival, from behind the key `after`."""
        return await self._reader.read(lambda connection: inbox.pending(connection, limit, after))

    async def finish(self, done: Finished) -> tuple[Outgoing, ...]:
        """Commit what an update led to; nothing when it does not wait, as when it was finished before.

        After forgetting, nothing of what was forgotten is left in the database's files either; while
        another program reads them, or soon after others were forgotten, that happens a little later.
        """
        outgoing = await self._writer.sure(partial(_finish, done=done))
        if done.forget and not await self._writer.scrub():
            _log.info(
                "what was just forgotten leaves the tables now, its last traces in the file a little later"
            )
        return outgoing

    async def quarantine(self, key: int, reason: str, now: datetime) -> None:
        """Put an update aside that can't be read or answered; it can be replayed for 7 days."""
        await self._writer.sure(lambda connection: inbox.end(connection, key, "quarantined", now, reason))

    async def state(self, person: int, chat: int) -> str | None:
        """A person's conversation in a chat, as JSON."""
        return await self._reader.read(lambda connection: people.state(connection, person, chat))

    async def facts(self, person: int) -> Mapping[str, str]:
        """What a person told about themselves: role, consent."""
        return await self._reader.read(lambda connection: people.facts(connection, person))

    async def tap(self, key: str, now: datetime) -> Tap | None:
        """What a button does, if it is known and has not expired."""
        return await self._reader.read(lambda connection: people.tap(connection, key, now))

    async def reminder(self, chat: int, key: str) -> Reminder | None:
        """The reminder of a chat with this key, if there is one."""
        return await self._reader.read(lambda connection: calendar.reminder(connection, chat, key))

    async def room(self, chat: int) -> str:
        """What the admins of a chat have settled, as JSON; "" when nothing."""
        return await self._reader.read(lambda connection: rooms.room(connection, chat))

    async def unsent(self) -> tuple[Outgoing, ...]:
        """Calls committed and not yet settled, in order."""
        return await self._reader.read(outbox.unsent)

    async def attempting(self, id_: int) -> None:
        """Note that a send is about to start, so that after a crash it counts as ambiguous."""
        await self._writer.sure(lambda connection: outbox.attempt(connection, id_))

    async def postpone(self, id_: int, not_before: float) -> None:
        """A call was refused for now: it certainly did not arrive, and waits until the Unix time given."""
        await self._writer.sure(lambda connection: outbox.postpone(connection, id_, not_before))

    async def settle(
        self, id_: int, *, sent: bool, reason: str | None, now: datetime, loss: Loss | None = None
    ) -> None:
        """A call was answered: sent, or dead with the reason, and with all that this shows to be lost.

        Only the first answer counts.
        """

        def settled(connection: sqlite3.Connection) -> None:
            first = outbox.settle(connection, id_, sent=sent, reason=reason, now=now)
            if first and loss is not None:
                _lose(connection, loss)

        await self._writer.sure(settled)

    async def moved(self, old: int, new: int) -> None:
        """A group became a supergroup: its rows go over to the new id."""
        await self._writer.sure(partial(_moved, old=old, new=new))

    async def export(self, person: int) -> Mapping[str, Any]:
        """Everything kept about a person, ready for JSON."""
        return await self._reader.read_aside(lambda connection: people.export(connection, person))

    # The calendar

    async def schedule(self, reminder: Reminder) -> int:
        """Keep a reminder, in place of the one with its key in its chat; its id."""
        return await self._writer.sure(lambda connection: calendar.schedule(connection, reminder))

    async def due(self, now: datetime, limit: int = 100) -> tuple[Reminder, ...]:
        """Reminders whose time has come, the earliest first, until they are carried out or put aside."""
        return await self._reader.read(lambda connection: calendar.due(connection, now, limit))

    async def carry_out(self, done: CarriedOut) -> tuple[Outgoing, ...]:
        """Commit what a reminder led to; nothing when it was carried out, replaced or forgotten before."""
        return await self._writer.sure(lambda connection: calendar.carry_out(connection, done))

    async def put_aside(self, id_: int, reason: str) -> None:
        """Put a reminder aside that nobody can word; it can be replayed for 7 days after its time."""
        await self._writer.sure(lambda connection: calendar.put_aside(connection, id_, reason))

    # The album

    async def file_id(self, picture: str) -> str | None:
        """What Telegram knows a picture by, if it has it."""
        return await self._reader.read(lambda connection: pictures.file_id(connection, picture))

    async def keep_file(self, picture: str, file_id: str, now: datetime) -> None:
        """Note what Telegram knows a picture by."""
        await self._writer.sure(lambda connection: pictures.keep(connection, picture, file_id, now))

    async def drop_file(self, picture: str) -> None:
        """Forget what Telegram does not know a picture by any more."""
        await self._writer.sure(lambda connection: pictures.drop(connection, picture))

    # The upkeep

    async def tidy(self, now: datetime) -> int:
        """Remove what has been kept for as long as was promised; how many rows that changed."""
        changed = 0
        for step, age in retention.STEPS:
            before = seconds(now - age)
            more = True
            while more:
                rows, more = await self._writer.sure(partial(retention.expire, step=step, before=before))
                changed += rows
        if changed and await self._writer.sure(partial(retention.is_day_of_scrubbing, now=now)):
            await self._writer.scrub()
        return changed

    async def counts(self) -> Mapping[str, int]:
        """How much there is: pending, quarantined, shed, unsent, dead, reminders, reminders put aside."""
        return await self._reader.read(retention.counts)

    async def quarantined(self, limit: int = 100) -> tuple[tuple[Received, str], ...]:
        """Updates put aside, with the reason, in order."""
        return await self._reader.read(lambda connection: inbox.quarantined(connection, limit))

    async def replay(self, keys: Sequence[int] | None = None) -> int:
        """Let quarantined updates (all, or those given) wait again, behind all others; how many.

        With all updates, the reminders that were put aside are due again, and counted.
        """
        return await self._writer.sure(partial(_replay, keys=keys))

    async def mark(self, name: str, now: datetime) -> None:
        """Note that something, by its name, went well just now."""
        await self._writer.sure(lambda connection: retention.mark(connection, name, seconds(now)))


def look(path: Path | str) -> tuple[Mapping[str, int], Mapping[str, datetime]]:
    """Return the counts and the marks of the database at `path`, whether or not a service uses it.

    Both are empty for a database that only the terminal has used, before this version could serve.
    Raises StoreError when it can't be read or is not there.
    """
    place = Path(path).expanduser().absolute()
    with translated(place):
        connection = open_for_reading(place)
        try:
            connection.execute("PRAGMA busy_timeout = 5000")
            served = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'inbox'").fetchone()
            return (retention.counts(connection), retention.marks(connection)) if served else ({}, {})
        finally:
            connection.close()


def _moved(connection: sqlite3.Connection, old: int, new: int) -> None:
    people.moved(connection, old, new)
    rooms.moved(connection, old, new)


def _lose(connection: sqlite3.Connection, loss: Loss) -> None:
    if loss.person is not None:
        people.learn(connection, loss.person, loss.facts)
    if loss.unsettled:
        rooms.settle(connection, loss.chat, "")
    for key in loss.cancelled:
        calendar.cancel(connection, loss.chat, key)
    if loss.ended is not None:
        calendar.carry_out(connection, loss.ended)


def _finish(connection: sqlite3.Connection, done: Finished) -> tuple[Outgoing, ...]:
    if not inbox.end(connection, done.key, done.note, done.now):
        return ()
    if done.forget:
        if done.person is None:
            raise ValueError("only a person can be forgotten")
        people.forget(connection, done.person)
    people.remember(connection, done)
    _arrange(connection, done)
    for errand in done.errands:
        archive.keep_errand(connection, errand, done.now)
    for deed in done.deeds:
        archive.keep_deed(connection, deed)
    return outbox.commission(connection, done.calls, key=done.key, person=done.person)


def _arrange(connection: sqlite3.Connection, done: Finished) -> None:
    """Write what becomes of the chat: its settings and its reminders."""
    if done.room is not None:
        if done.chat is None:
            raise ValueError("settings belong to a chat")
        rooms.settle(connection, done.chat, done.room)
    if done.loss is not None:
        _lose(connection, done.loss)
    for key in done.cancelled:
        calendar.cancel(connection, done.chat, key)
    for reminder in done.reminders:
        calendar.schedule(connection, reminder)


def _replay(connection: sqlite3.Connection, keys: Sequence[int] | None) -> int:
    replayed = inbox.replay(connection, keys)
    return replayed if keys is not None else replayed + calendar.replay(connection)
