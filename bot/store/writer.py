"""The one thread that writes.

Everything that is asked for while a commit is under way shares the next one: a commit waits for the
disk once, however many changes it holds. A change that fails takes no other with it; when the file
itself can't be written, nothing of the group has happened, and each change is tried again.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import sqlite3
from concurrent.futures import Future
from contextlib import closing, suppress
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from bot.store.database import open_database
from bot.store.scrubber import Scrubber

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

T = TypeVar("T")

_log = logging.getLogger(__name__)

# More would make the first of a group wait for the last without saving much.
_GROUP = 512
_FIRST_WAIT_SECONDS = 0.05
_LONGEST_WAIT_SECONDS = 1.0
_LAST_PATIENCE_MS = 500
_LARGEST_LOG_BYTES = 32 * 1024 * 1024

_PASSING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PROTOCOL,
    }
)


def is_passing(error: BaseException) -> bool:
    """Whether waiting may help: the disk is full or fails, or another program holds the file."""
    if not isinstance(error, sqlite3.OperationalError):
        return False
    # Extended codes carry the plain one in their lowest byte.
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF in _PASSING


@dataclass(frozen=True, slots=True)
class _Task(Generic[T]):
    """A change and who waits for it; no job means to clear traces of what was removed."""

    job: Callable[[sqlite3.Connection], T] | None
    waiter: asyncio.Future[T]


@dataclass(frozen=True, slots=True)
class _Outcome:
    waiter: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


class Writer:
    """Writes to the database at `path` from a thread of its own, for the loop that started it.

    A job is a function of the connection, called inside a transaction that others may share: it
    neither begins nor ends one, and may be called again when the commit failed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._queue: queue.SimpleQueue[_Task[Any] | None] = queue.SimpleQueue()
        self._thread = Thread(target=self._run, name="store-writer", daemon=True)
        self._opened: Future[None] = Future()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._troubled = False
        self._scrubber = Scrubber()
        self.commits = 0

    async def start(self) -> None:
        """Open the database. StoreError when that can't be done."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()
        await asyncio.wrap_future(self._opened)

    async def close(self) -> None:
        """Do what was asked for before, then close the database."""
        if self._loop is None:
            return
        self._loop = None
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    async def sure(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Return what `job` returned, once that is committed.

        While the disk is full or failing, or the file locked, it is tried again until it works. Any
        other error is raised, and nothing of the job has happened then.
        """
        wait = _FIRST_WAIT_SECONDS
        while True:
            try:
                return await self.once(job)
            except sqlite3.OperationalError as error:
                if not is_passing(error):
                    raise
            await asyncio.sleep(wait)
            wait = min(_LONGEST_WAIT_SECONDS, wait * 2)

    async def once(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Like `sure`, without trying again."""
        return await self._ask(job)

    async def scrub(self) -> bool:
        """Leave no trace of what was overwritten or removed in the database's files.

        False when that has to wait, as while another program reads them; it is done then by itself.
        """
        return bool(await self._ask(None))

    async def _ask(self, job: Callable[[sqlite3.Connection], T] | None) -> T:
        if self._loop is None:
            raise RuntimeError("the writer is not open")
        waiter: asyncio.Future[T] = self._loop.create_future()
        self._queue.put(_Task(job, waiter))
        return await waiter

    # Everything below runs in the writer's thread.

    def _run(self) -> None:
        try:
            database = open_database(self._path)
        except BaseException as error:  # noqa: BLE001 - raised again where start() waits
            self._opened.set_exception(error)
            return
        loop = self._loop
        self._opened.set_result(None)
        with closing(database):
            connection = database.conn
            connection.execute(f"PRAGMA journal_size_limit = {_LARGEST_LOG_BYTES}").fetchall()
            self._scrubber.resume(connection)
            more = True
            while more:
                group, more = self._next_group()
                if not more:
                    # Who ends the program waits for this; what can't be written now comes again later.
                    connection.execute(f"PRAGMA busy_timeout = {_LAST_PATIENCE_MS}").fetchall()
                outcomes = self._serve(connection, group)
                if outcomes and loop is not None:
                    with suppress(RuntimeError):  # the loop is gone, and all who waited with it
                        loop.call_soon_threadsafe(_answer, outcomes)

    def _next_group(self) -> tuple[Sequence[_Task[Any]], bool]:
        group: list[_Task[Any]] = []
        try:
            task = self._queue.get(timeout=self._scrubber.seconds_to_wait())
            while task is not None:
                group.append(task)
                if len(group) == _GROUP:
                    return group, True
                task = self._queue.get_nowait()
        except queue.Empty:
            return group, True
        return group, False

    def _serve(self, connection: sqlite3.Connection, group: Sequence[_Task[Any]]) -> Sequence[_Outcome]:
        changes = [task for task in group if task.job is not None]
        scrubs = [task for task in group if task.job is None]
        outcomes = self._commit(connection, changes) if changes else []
        clean = self._scrubber.work(connection, asked=bool(scrubs))
        return [*outcomes, *(_Outcome(task.waiter, clean) for task in scrubs)]

    def _commit(self, connection: sqlite3.Connection, group: Sequence[_Task[Any]]) -> list[_Outcome]:
        try:
            connection.execute("BEGIN IMMEDIATE")
            outcomes = [_perform(connection, task) for task in group]
            connection.execute("COMMIT")
        except Exception as error:  # noqa: BLE001 - raised again where each of the group waits
            if connection.in_transaction:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
            outcomes = [_Outcome(task.waiter, error=error) for task in group]
        self.commits += 1
        self._tell_trouble(outcomes)
        return outcomes

    def _tell_trouble(self, outcomes: Sequence[_Outcome]) -> None:
        """Log where trouble begins and ends, not every time it is met."""
        met = next((o.error for o in outcomes if o.error is not None and is_passing(o.error)), None)
        if met is not None and not self._troubled:
            _log.warning("%s can't be written for now, waiting: %s", self._path, met)
        elif met is None and self._troubled:
            _log.warning("%s can be written again", self._path)
        self._troubled = met is not None


def _perform(connection: sqlite3.Connection, task: _Task[Any]) -> _Outcome:
    """Call a job so that its failure undoes what it alone has written."""
    if task.job is None:
        raise TypeError("there is nothing to perform")
    connection.execute("SAVEPOINT job")
    try:
        result = task.job(connection)
    except Exception as error:
        # Some errors make SQLite give up the whole transaction; then no one's change has happened.
        if not connection.in_transaction:
            raise
        connection.execute("ROLLBACK TO job")
        connection.execute("RELEASE job")
        return _Outcome(task.waiter, error=error)
    connection.execute("RELEASE job")
    return _Outcome(task.waiter, result)


def _answer(outcomes: Sequence[_Outcome]) -> None:
    for outcome in outcomes:
        # Who no longer waits, because it was cancelled, has its change all the same.
        if outcome.waiter.done():
            continue
        if outcome.error is not None:
            outcome.waiter.set_exception(outcome.error)
        else:
            outcome.waiter.set_result(outcome.result)
