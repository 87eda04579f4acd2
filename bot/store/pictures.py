"""Pictures that Telegram has, by what is drawn in them: nothing of any person.

These are jobs: functions of a connection; those that write are called inside a transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store.values import seconds, storable

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime


def file_id(connection: sqlite3.Connection, picture: str) -> str | None:
    """Return what Telegram knows a picture by."""
    row = connection.execute("SELECT file_id FROM picture WHERE key = ?", (picture,)).fetchone()
    return None if row is None else str(row[0])


def keep(connection: sqlite3.Connection, picture: str, known_by: str, now: datetime) -> None:
    """Note what Telegram knows a picture by."""
    connection.execute(
        "INSERT INTO picture (key, file_id, kept) VALUES (?, ?, ?) "
        "ON CONFLICT (key) DO UPDATE SET file_id = excluded.file_id, kept = excluded.kept",
        (picture, storable(known_by), seconds(now)),
    )


def drop(connection: sqlite3.Connection, picture: str) -> None:
    """Forget what Telegram knew a picture by."""
    connection.execute("DELETE FROM picture WHERE key = ?", (picture,))
