"""The SQLite file: how it is opened, written to, and what is said when it can't be."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlite_utils import Database

from bot.store.migrations import MIGRATIONS, known_migrations

if TYPE_CHECKING:
    from collections.abc import Iterator

# What people tell an adviser in confidence is read by the owner of the file alone.
_OWNER_ONLY = 0o600
_PATIENCE_SECONDS = 5.0
_PAGE_BYTES = 4096
_REBUILT_IN_MEMORY_BYTES = 32 * 1024 * 1024

# What to do about it, by SQLite's own name for the trouble (extended names share the prefix).
_MENDS = {
    "SQLITE_NOTADB": "it is not an Entente database; move it away to start afresh, or restore a copy",
    "SQLITE_CORRUPT": "the file is damaged; restore a copy, or move it away to start afresh",
    "SQLITE_BUSY": "another program keeps it locked; end that program and try again",
    "SQLITE_READONLY": "it may not be written; check who owns it, or name another file as [store] path",
    "SQLITE_CANTOPEN": "it can't be opened; check who owns it, or name another file as [store] path",
    "SQLITE_FULL": "the disk is full; make room and try again",
    "SQLITE_IOERR": "the disk does not answer as it should; check it, or name another file as [store] path",
}


class StoreError(Exception):
    """The store can't be used. The message names the file and what would mend it, nothing kept in it."""

    def __init__(self, place: Path, trouble: str, mend: str) -> None:
        super().__init__(f"{place}: {trouble}: {mend}")
        self.place = place
        self.mend = mend


def open_database(path: Path | str) -> Database:
    """Open the database at `path`, made if there is none, with every migration applied.

    The file and its companions (``-wal``, ``-shm``) can be read by their owner only. Deleted
    content is overwritten. The caller closes the database.

    Raises StoreError when the file can't be opened, is no database, or was written by a newer
    version of Entente; an existing file is then left as it was.
    """
    place = Path(path).expanduser().absolute()
    with translated(place):
        make_private(place)
        connection = sqlite3.connect(place, timeout=_PATIENCE_SECONDS, isolation_level=None)
        try:
            database = Database(connection, execute_plugins=False)
            _refuse_newer(database, place)
            _set_up(database)
        except BaseException:
            connection.close()
            raise
    return database


@contextmanager
def translated(place: Path) -> Iterator[None]:
    """Turn whatever the file system or SQLite raises inside the block into a StoreError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        # Not every error of the module comes from SQLite itself; those have no name.
        name = getattr(error, "sqlite_errorname", None) or ""
        mends = (mend for prefix, mend in _MENDS.items() if name.startswith(prefix))
        raise StoreError(place, str(error), next(mends, f"SQLite reports {name or 'misuse'}")) from error
    except OSError as error:
        mend = "check the folder and who owns it, or name another file as [store] path"
        raise StoreError(place, error.strerror or str(error), mend) from error


@contextmanager
def writing(database: Database, place: Path) -> Iterator[None]:
    """Hold the write lock from the start: all the block writes is committed together, or none of it.

    A transaction that begins by reading can't be upgraded once another has written; it would fail
    at once instead of waiting its turn.
    """
    with translated(place):
        database.execute("BEGIN IMMEDIATE")
        try:
            yield
            database.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                database.rollback()
            raise


def owe_scrubbing(connection: sqlite3.Connection) -> None:
    """Note, together with what a transaction removes, that its traces are still to be cleared."""
    connection.execute("PRAGMA user_version = 1")


def owes_scrubbing(connection: sqlite3.Connection) -> bool:
    """Whether traces are still to be cleared of what was removed, perhaps by a process that crashed."""
    return bool(connection.execute("PRAGMA user_version").fetchone()[0])


def rebuild(connection: sqlite3.Connection) -> None:
    """Write the file anew, with nothing in it but what the tables hold.

    Overwriting what is deleted (secure_delete) is not enough: where SQLite moves a row to a neighbouring
    page to balance them, the copy it leaves behind in the unused part stays there.
    """
    size = connection.execute("PRAGMA page_count").fetchone()[0] * _PAGE_BYTES
    # A small one is rebuilt in memory, which is quicker and needs no other folder to be writable.
    connection.execute(f"PRAGMA temp_store = {'MEMORY' if size <= _REBUILT_IN_MEMORY_BYTES else 'DEFAULT'}")
    connection.execute("VACUUM")
    connection.execute("PRAGMA user_version = 0")


def empty_log(connection: sqlite3.Connection) -> bool:
    """Move the write-ahead log into the file and empty it; False when another program is reading it."""
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def place_of(database: Database) -> Path:
    """Return the file behind an open database."""
    (file,) = [row[2] for row in database.conn.execute("PRAGMA database_list") if row[1] == "main"]
    return Path(file)


def make_private(place: Path) -> None:
    """Make the file if there is none, and let its owner alone read it."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Made before SQLite would, whose new files follow the umask. It gives -wal and -shm this file's mode.
    # An existing file is never opened here: closing it again would drop the locks that SQLite's other
    # connections of this process hold on it.
    with suppress(FileExistsError):
        os.close(os.open(place, os.O_RDWR | os.O_CREAT | os.O_EXCL, _OWNER_ONLY))
    if place.stat().st_mode & 0o077:
        place.chmod(_OWNER_ONLY)


def _refuse_newer(database: Database, place: Path) -> None:
    applied = {migration.name for migration in MIGRATIONS.applied(database)}
    unknown = sorted(applied - known_migrations())
    if unknown:
        trouble = f"written by a newer version of Entente ({unknown[-1]} is not known here)"
        raise StoreError(place, trouble, "install that version again, or name another file as [store] path")


def _set_up(database: Database) -> None:
    for pragma in (
        f"busy_timeout = {int(_PATIENCE_SECONDS * 1000)}",
        "journal_mode = WAL",
        # What was answered must still be known after a power cut.
        "synchronous = FULL",
        # What is forgotten must not linger in freed pages.
        "secure_delete = ON",
    ):
        database.conn.execute(f"PRAGMA {pragma}").fetchall()
    if MIGRATIONS.pending(database):
        # Two programs may start at once; the second waits here and then finds nothing left to do.
        with writing(database, place_of(database)):
            MIGRATIONS.apply(database)
