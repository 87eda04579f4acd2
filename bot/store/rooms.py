"""What the admins of groups and channels have settled. These are jobs: functions of a connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store.values import storable

if TYPE_CHECKING:
    import sqlite3


def room(connection: sqlite3.Connection, chat: int) -> str:
    """Return the settings of a chat, as JSON; "" when there are none."""
    row = connection.execute("SELECT settings FROM room WHERE chat = ?", (chat,)).fetchone()
    return "" if row is None else str(row[0])


def settle(connection: sqlite3.Connection, chat: int, settings: str) -> None:
    """Keep the settings of a chat, or none of them when they are ""."""
    if settings:
        connection.execute(
            "INSERT INTO room (chat, settings) VALUES (?, ?) "
            "ON CONFLICT (chat) DO UPDATE SET settings = excluded.settings",
            (chat, storable(settings)),
        )
    else:
        connection.execute("DELETE FROM room WHERE chat = ?", (chat,))


def moved(connection: sqlite3.Connection, old: int, new: int) -> None:
    """Let the settings of a chat go over to its new id, unless something was settled there already."""
    connection.execute("UPDATE OR IGNORE room SET chat = ? WHERE chat = ?", (new, old))
    connection.execute("DELETE FROM room WHERE chat = ?", (old,))
