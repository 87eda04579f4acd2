"""What is to be sent at a time, kept until it is carried out.

These are jobs: functions of a connection, called inside a transaction.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.service.ports import CarriedOut, Outgoing, Reminder
from bot.store import outbox, people
from bot.store.values import packed, seconds, storable

if TYPE_CHECKING:
    import sqlite3

_COLUMNS = "id, at, kind, payload, person, chat, key"


def schedule(connection: sqlite3.Connection, reminder: Reminder) -> int:
    """Keep a reminder, in place of the one with its key in its chat; return its id.

    It has an id of its own even then: who has read the old one can't carry out the new one for it.
    """
    if reminder.key is not None:
        cancel(connection, reminder.chat, reminder.key)
    cursor = connection.execute(
        "INSERT INTO due (at, kind, payload, person, chat, key) VALUES (?, ?, ?, ?, ?, ?)",
        (
            seconds(reminder.at),
            reminder.kind,
            packed(reminder.payload),
            reminder.person,
            reminder.chat,
            None if reminder.key is None else storable(reminder.key),
        ),
    )
    return cursor.lastrowid or 0


def cancel(connection: sqlite3.Connection, chat: int | None, key: str) -> None:
    """Remove the reminder of a chat with this key, if there is one."""
    connection.execute("DELETE FROM due WHERE key = ? AND chat IS ?", (storable(key), chat))


def reminder(connection: sqlite3.Connection, chat: int, key: str) -> Reminder | None:
    """Return the reminder of a chat with this key, put aside or not, if there is one."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM due WHERE key = ? AND chat = ?",  # noqa: S608
        (storable(key), chat),
    ).fetchone()
    return None if row is None else _read(row)


def due(connection: sqlite3.Connection, now: datetime, limit: int) -> tuple[Reminder, ...]:
    """Return reminders whose time has come and that wait to be carried out, the earliest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM due "  # noqa: S608
        "WHERE reason IS NULL AND at <= ? ORDER BY at, id LIMIT ?",
        (seconds(now), limit),
    )
    return tuple(_read(row) for row in rows)


def carry_out(connection: sqlite3.Connection, done: CarriedOut) -> tuple[Outgoing, ...]:
    """Put what a reminder led to in its place; nothing when it is gone."""
    row = connection.execute("SELECT person FROM due WHERE id = ?", (done.id,)).fetchone()
    if row is None:
        return ()
    connection.execute("DELETE FROM due WHERE id = ?", (done.id,))
    people.keep_taps(connection, done.taps)
    for reminder in done.reminders:
        schedule(connection, reminder)
    people.keep_receipts(connection, done.receipts, done.now)
    return outbox.commission(connection, done.calls, key=None, person=row[0])


def put_aside(connection: sqlite3.Connection, id_: int, reason: str) -> None:
    """Keep a reminder from being due, and note why."""
    connection.execute("UPDATE due SET reason = ? WHERE id = ?", (storable(reason), id_))


def replay(connection: sqlite3.Connection) -> int:
    """Let the reminders that were put aside be due again; return how many."""
    return connection.execute("UPDATE due SET reason = NULL WHERE reason IS NOT NULL").rowcount


def _read(row: tuple[int, float, str, str, int | None, int | None, str | None]) -> Reminder:
    id_, at, kind, payload, person, chat, key = row
    return Reminder(
        id=id_,
        at=datetime.fromtimestamp(at, UTC),
        kind=kind,
        payload=json.loads(payload),
        person=person,
        chat=chat,
        key=key,
    )
