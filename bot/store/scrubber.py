"""Clearing the database's files of what is no longer in its tables."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING

from bot.store.database import empty_log, owes_scrubbing, rebuild

if TYPE_CHECKING:
    from collections.abc import Callable

_AGAIN_SECONDS = 1.0
_PATIENCE_MS = 200
# Rebuilding a large file takes a while in which no one can write, and anybody can ask to be forgotten:
# between two rebuilds this many times as long is left to others.
_BREAK = 10
_UNNOTICED_SECONDS = 0.05


class Scrubber:
    """Rebuilds the file and empties its log for the writer, in its thread, between two commits.

    What can't be done at once stays owed: over a crash, too, if the transaction that removed something
    has noted that it owes this.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rebuild_owed = False
        self._log_owed = False
        self._not_before = 0.0

    def resume(self, connection: sqlite3.Connection) -> None:
        """Take over what a crash may have left."""
        self._rebuild_owed = owes_scrubbing(connection)
        self._log_owed = True
        self.work(connection)

    def seconds_to_wait(self) -> float | None:
        """How long to sleep at most before working again, None if nothing is owed."""
        if not (self._rebuild_owed or self._log_owed):
            return None
        return max(0.01, self._not_before - self._clock())

    def work(self, connection: sqlite3.Connection, *, asked: bool = False) -> bool:
        """Do what is owed, and what is `asked` for just now, if it is time; whether all is done."""
        self._rebuild_owed |= asked
        if not (self._rebuild_owed or self._log_owed):
            return True
        if self._clock() < self._not_before:
            return False
        pause = 0.0
        try:
            if self._rebuild_owed:
                started = self._clock()
                rebuild(connection)
                took = self._clock() - started
                pause = _BREAK * took if took > _UNNOTICED_SECONDS else 0.0
                self._rebuild_owed, self._log_owed = False, True
            self._log_owed = not _emptied(connection)
        except sqlite3.Error:
            # A full disk, a lock: it stays owed.
            self._not_before = self._clock() + _AGAIN_SECONDS
            return False
        self._not_before = self._clock() + max(_AGAIN_SECONDS * self._log_owed, pause)
        return not self._log_owed


def _emptied(connection: sqlite3.Connection) -> bool:
    """Empty the log, with little patience for those who read it: others wait to write."""
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
    try:
        return empty_log(connection)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience}")
