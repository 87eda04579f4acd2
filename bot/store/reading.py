"""Short reads beside the writer, which they neither wait for nor hold up."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING, TypeVar
from urllib.request import pathname2url

from bot.store.writer import is_passing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")

_FIRST_WAIT_SECONDS = 0.01
_LONGEST_WAIT_SECONDS = 1.0


def open_for_reading(place: Path) -> sqlite3.Connection:
    """Open an existing database so that nothing can be changed. sqlite3.OperationalError if there is none."""
    # Not mode=ro: who reads first after a crash has to be able to mend the log's index.
    connection = sqlite3.connect(
        f"file:{pathname2url(str(place))}?mode=rw", uri=True, timeout=0, isolation_level=None
    )
    connection.execute("PRAGMA query_only = ON")
    return connection


class Reader:
    """Reads the database at `place` in the caller's thread, which is quicker than switching to another.

    It sees everything committed before it was asked.
    """

    def __init__(self, place: Path) -> None:
        self._place = place
        self._connection = open_for_reading(place)

    async def read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """Return what `query` returns; when the file can't be read just now, wait and try again."""
        wait = _FIRST_WAIT_SECONDS
        while True:
            try:
                return query(self._connection)
            except sqlite3.OperationalError as error:
                if not is_passing(error):
                    raise
            await asyncio.sleep(wait)
            wait = min(_LONGEST_WAIT_SECONDS, wait * 2)

    async def read_aside(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """Like `read`, for what takes longer: in another thread, on a connection of its own."""
        return await asyncio.to_thread(self._read_once, query)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _read_once(self, query: Callable[[sqlite3.Connection], T]) -> T:
        connection = open_for_reading(self._place)
        try:
            connection.execute("PRAGMA busy_timeout = 5000")
            return query(connection)
        finally:
            connection.close()
