"""How long things are kept, and how much there is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.service.keeping import FIGURE_DAYS, QUESTION_DAYS, RAW_DAYS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

# A step takes little enough that those who wait behind it don't notice.
_ROWS_A_STEP = 500

# Telegram offers an update again for 24 hours; after a quiet week it may number from anywhere.
_RAW = timedelta(days=RAW_DAYS)
_KEYS = timedelta(days=8)
_QUESTIONS = timedelta(days=QUESTION_DAYS)
_PICTURES = timedelta(days=90)
_RECEIPTS = timedelta(days=FIGURE_DAYS)
_NOW = timedelta()
# Rebuilding the file is work; once a day is often enough for what nobody asked to have removed.
_SCRUBBING = timedelta(days=1)
_SCRUBBED = "scrubbed"

# What to do, and how long after the moment it looks at.
STEPS = (
    (
        (
            "UPDATE inbox SET raw = NULL WHERE seq IN (SELECT seq FROM inbox "
            "WHERE finished IS NOT NULL AND raw IS NOT NULL AND finished <= ? LIMIT ?)"
        ),
        _RAW,
    ),
    (
        (
            "DELETE FROM inbox WHERE seq IN (SELECT seq FROM inbox "
            "WHERE finished IS NOT NULL AND finished <= ? LIMIT ?)"
        ),
        _KEYS,
    ),
    (
        (
            "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox "
            "WHERE settled IS NOT NULL AND settled <= ? LIMIT ?)"
        ),
        _KEYS,
    ),
    (
        ("DELETE FROM due WHERE id IN (SELECT id FROM due WHERE reason IS NOT NULL AND at <= ? LIMIT ?)"),
        _RAW,
    ),
    ("DELETE FROM question WHERE id IN (SELECT id FROM question WHERE asked <= ? LIMIT ?)", _QUESTIONS),
    # Nothing is lost by it: a picture is drawn anew.
    ("DELETE FROM picture WHERE key IN (SELECT key FROM picture WHERE kept <= ? LIMIT ?)", _PICTURES),
    # A preview tells how kept questions are answered.
    (
        (
            "UPDATE draft SET preview = NULL WHERE id IN (SELECT id FROM draft "
            "WHERE preview IS NOT NULL AND made <= ? LIMIT ?)"
        ),
        _QUESTIONS,
    ),
    (
        (
            "DELETE FROM receipt WHERE (person, measure, population) IN "
            "(SELECT person, measure, population FROM receipt WHERE told <= ? LIMIT ?)"
        ),
        _RECEIPTS,
    ),
    # A button says itself until when it works.
    ("DELETE FROM tap WHERE key IN (SELECT key FROM tap WHERE expires <= ? LIMIT ?)", _NOW),
)

_COUNTS = {
    "pending": "SELECT COUNT(*) FROM inbox WHERE note IS NULL",
    "quarantined": "SELECT COUNT(*) FROM inbox WHERE note = 'quarantined'",
    "shed": "SELECT COUNT(*) FROM inbox WHERE note = 'shed'",
    "unsent": "SELECT COUNT(*) FROM outbox WHERE settled IS NULL",
    "dead": "SELECT COUNT(*) FROM outbox WHERE sent = 0",
    "reminders": "SELECT COUNT(*) FROM due WHERE reason IS NULL",
    "reminders put aside": "SELECT COUNT(*) FROM due WHERE reason IS NOT NULL",
}


def expire(connection: sqlite3.Connection, step: str, before: float) -> tuple[int, bool]:
    """Take one step for a few rows; how many, and whether more are left."""
    changed = connection.execute(step, (before, _ROWS_A_STEP)).rowcount
    return changed, changed == _ROWS_A_STEP


def is_day_of_scrubbing(connection: sqlite3.Connection, now: datetime) -> bool:
    """Whether the last scrubbing was a day ago; if so, the next one counts from now."""
    last = marks(connection).get(_SCRUBBED)
    if last is not None and now - last < _SCRUBBING:
        return False
    mark(connection, _SCRUBBED, now.timestamp())
    return True


def counts(connection: sqlite3.Connection) -> Mapping[str, int]:
    """Return how much waits, was put aside or could not be sent."""
    return {name: int(connection.execute(query).fetchone()[0]) for name, query in _COUNTS.items()}


def mark(connection: sqlite3.Connection, name: str, at: float) -> None:
    """Note when something last went well."""
    connection.execute(
        "INSERT INTO mark (name, at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET at = excluded.at",
        (name, at),
    )


def marks(connection: sqlite3.Connection) -> Mapping[str, datetime]:
    """Return when each thing last went well."""
    rows = connection.execute("SELECT name, at FROM mark").fetchall()
    return {name: datetime.fromtimestamp(at, UTC) for name, at in rows}
