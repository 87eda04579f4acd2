"""One service at a time on a database."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.store.database import StoreError, make_private, translated

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def only_instance(path: Path | str) -> Iterator[None]:
    """Hold the right to serve the database at `path`; it ends with the block or with the process.

    It is the system's lock on a file beside the database, so a crash leaves nothing to clear away.
    Reading the database, and the terminal, need no such right.

    Raises StoreError when another process, or this one, has it already.
    """
    place = Path(path).expanduser().resolve()
    beside = place.with_name(f"{place.name}-instance")
    with translated(place):
        make_private(beside)
        connection = sqlite3.connect(beside, timeout=0, isolation_level=None, check_same_thread=False)
    with closing(connection):
        with translated(place):
            try:
                connection.execute("PRAGMA journal_mode = DELETE").fetchall()
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                trouble = "another Entente is already running on this database"
                raise StoreError(
                    place, trouble, "end that one first, or name another file as [store] path"
                ) from error
        yield
