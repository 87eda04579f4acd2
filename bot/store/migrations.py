"""How the tables came to be, one step after the other.

A step that was released is never edited: databases out there have taken it. A change is a new
step at the end.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("entente")


def known_migrations() -> frozenset[str]:
    """Return the names of every step this version knows."""
    nothing_applied = Database(memory=True, execute_plugins=False)
    try:
        return frozenset(migration.name for migration in MIGRATIONS.pending(nothing_applied))
    finally:
        nothing_applied.close()


@MIGRATIONS()
def m001_sessions(database: Database) -> None:
    """Keep one conversation per person and chat."""
    database.table("session").create(
        {"person": str, "chat": str, "state": str, "updated": str},
        pk=("person", "chat"),
        not_null={"state", "updated"},
    )
