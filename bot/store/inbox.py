"""Updates that came: each is kept before Telegram is told so, and done with exactly once.

These are jobs: functions of a connection, called inside a transaction.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.service.ports import Received
from bot.store.values import seconds, storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

_LARGEST = 2**63 - 1
_COLUMNS = "key, lane, raw, stale_after, received"


def accept(
    connection: sqlite3.Connection, updates: Sequence[Received], now: datetime
) -> tuple[Received, ...]:
    """Keep the updates whose key is not known, and return them in their order.

    OverflowError for a key that is no number of 64 bits; a lane that is none is only bent to one.
    """
    received = seconds(now)
    fresh = []
    for update in updates:
        lane = max(-_LARGEST, min(_LARGEST, update.lane))
        row = (update.key, lane, storable(update.raw), update.stale_after, received)
        cursor = connection.execute(
            f"INSERT INTO inbox ({_COLUMNS}) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",  # noqa: S608
            row,
        )
        if cursor.rowcount:
            fresh.append(_read(row))
    return tuple(fresh)


def pending(connection: sqlite3.Connection, limit: int, after: int | None) -> tuple[Received, ...]:
    """Return updates that wait, in order of arrival, from behind the one with the key `after`."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM inbox WHERE note IS NULL "  # noqa: S608
        "AND seq > COALESCE((SELECT seq FROM inbox WHERE key = ?), 0) ORDER BY seq LIMIT ?",
        (after, limit),
    )
    return tuple(_read(row) for row in rows)


def end(
    connection: sqlite3.Connection, key: int, note: str, now: datetime, reason: str | None = None
) -> bool:
    """Note how an update ended; False, and nothing changed, when it does not wait."""
    cursor = connection.execute(
        "UPDATE inbox SET note = ?, finished = ?, reason = ? WHERE key = ? AND note IS NULL",
        (storable(note), seconds(now), None if reason is None else storable(reason), key),
    )
    return cursor.rowcount == 1


def quarantined(connection: sqlite3.Connection, limit: int) -> tuple[tuple[Received, str], ...]:
    """Return updates that were put aside and can still be replayed, with the reason, in order."""
    rows = connection.execute(
        f"SELECT {_COLUMNS}, reason FROM inbox "  # noqa: S608
        "WHERE note = 'quarantined' AND raw IS NOT NULL ORDER BY seq LIMIT ?",
        (limit,),
    )
    return tuple((_read(row[:-1]), row[-1] or "") for row in rows)


def replay(connection: sqlite3.Connection, keys: Sequence[int] | None) -> int:
    """Let quarantined updates wait again, behind all others; return how many.

    They move to the end, so that a service that is running comes by them.
    """
    if keys is None:
        rows = connection.execute(
            "SELECT key FROM inbox WHERE note = 'quarantined' AND raw IS NOT NULL ORDER BY seq"
        )
        keys = [row[0] for row in rows]
    return sum(
        connection.execute(
            "UPDATE inbox SET seq = (SELECT MAX(seq) + 1 FROM inbox), note = NULL, finished = NULL, "
            "reason = NULL WHERE key = ? AND note = 'quarantined' AND raw IS NOT NULL",
            (key,),
        ).rowcount
        for key in keys
    )


def _read(row: tuple[int, int, str, int | None, float]) -> Received:
    key, lane, raw, stale_after, received = row
    arrived = datetime.fromtimestamp(received, UTC)
    return Received(key=key, lane=lane, raw=raw, stale_after=stale_after, received=arrived)
