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


@MIGRATIONS()
def m002_inbox_and_outbox(database: Database) -> None:
    """Keep what came and what is to be sent until both are done with."""
    _run(
        database,
        # `key` is Telegram's update id, which may start anew after a quiet week: the order is `seq`.
        # An update waits until it has a note; `raw` goes before the rest of the row does.
        """CREATE TABLE inbox (
            seq INTEGER PRIMARY KEY, key INTEGER NOT NULL UNIQUE, lane INTEGER NOT NULL, raw TEXT,
            stale_after INTEGER, received REAL NOT NULL, note TEXT, finished REAL, reason TEXT)""",
        "CREATE INDEX inbox_pending ON inbox (seq) WHERE note IS NULL",
        "CREATE INDEX inbox_finished ON inbox (finished) WHERE finished IS NOT NULL",
        "CREATE INDEX inbox_raw ON inbox (finished) WHERE finished IS NOT NULL AND raw IS NOT NULL",
        "CREATE INDEX inbox_noted ON inbox (note, seq) WHERE note IN ('shed', 'quarantined')",
        # An id must never come again while a sender may still hold it, hence AUTOINCREMENT.
        """CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT, key INTEGER, person INTEGER, chat INTEGER,
            method TEXT NOT NULL, payload TEXT, idempotent INTEGER NOT NULL, transient INTEGER NOT NULL,
            attempted INTEGER NOT NULL DEFAULT 0, not_before REAL NOT NULL DEFAULT 0,
            settled REAL, sent INTEGER, reason TEXT)""",
        "CREATE INDEX outbox_unsent ON outbox (id) WHERE settled IS NULL",
        "CREATE INDEX outbox_settled ON outbox (settled) WHERE settled IS NOT NULL",
        "CREATE INDEX outbox_dead ON outbox (id) WHERE sent = 0",
    )


@MIGRATIONS()
def m003_people(database: Database) -> None:
    """Keep what buttons do, what people told about themselves, asked with their consent, and thought."""
    _run(
        database,
        """CREATE TABLE tap (
            key TEXT PRIMARY KEY, chat INTEGER NOT NULL, person INTEGER NOT NULL, action TEXT NOT NULL,
            version TEXT NOT NULL, expires REAL NOT NULL) WITHOUT ROWID""",
        "CREATE INDEX tap_expires ON tap (expires)",
        """CREATE TABLE fact (
            person INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
            PRIMARY KEY (person, name)) WITHOUT ROWID""",
        """CREATE TABLE question (
            id INTEGER PRIMARY KEY, person INTEGER NOT NULL, text TEXT NOT NULL, entry TEXT,
            outcome TEXT NOT NULL, version TEXT NOT NULL, asked REAL NOT NULL)""",
        "CREATE INDEX question_asked ON question (asked)",
        """CREATE TABLE opinion (
            id INTEGER PRIMARY KEY, person INTEGER NOT NULL, entry TEXT, version TEXT NOT NULL,
            liked INTEGER NOT NULL, reason TEXT, given REAL NOT NULL)""",
        "CREATE INDEX opinion_person ON opinion (person)",
    )


@MIGRATIONS()
def m004_reminders(database: Database) -> None:
    """Keep what is to be sent at a time, and when something last went well."""
    _run(
        database,
        """CREATE TABLE due (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, kind TEXT NOT NULL,
            payload TEXT NOT NULL, person INTEGER, chat INTEGER)""",
        "CREATE INDEX due_at ON due (at, id)",
        "CREATE TABLE mark (name TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID",
    )


@MIGRATIONS()
def m005_reminders_by_key(database: Database) -> None:
    """Let a reminder take the place of another, and be put aside when nobody can word it."""
    _run(
        database,
        "ALTER TABLE due ADD COLUMN key TEXT",
        "ALTER TABLE due ADD COLUMN reason TEXT",
        "DROP INDEX due_at",
        # Looked at every second, so it holds nothing but what waits.
        "CREATE INDEX due_waiting ON due (at, id) WHERE reason IS NULL",
        "CREATE INDEX due_key ON due (key) WHERE key IS NOT NULL",
        "CREATE INDEX due_aside ON due (at) WHERE reason IS NOT NULL",
    )


@MIGRATIONS()
def m006_rooms(database: Database) -> None:
    """Keep what the admins of groups and channels have settled."""
    _run(
        database,
        "CREATE TABLE room (chat INTEGER PRIMARY KEY, settings TEXT NOT NULL) WITHOUT ROWID",
    )


@MIGRATIONS()
def m007_pictures(database: Database) -> None:
    """Keep what Telegram knows a picture by, so that each is drawn and sent up once."""
    _run(
        database,
        """CREATE TABLE picture (
            key TEXT PRIMARY KEY, file_id TEXT NOT NULL, kept REAL NOT NULL) WITHOUT ROWID""",
        "CREATE INDEX picture_kept ON picture (kept)",
    )


@MIGRATIONS()
def m008_versions(database: Database) -> None:
    """Keep every version of the knowledge, drafts of it, what is to be done with them, and who did what."""
    _run(
        database,
        "CREATE TABLE text (name TEXT PRIMARY KEY, packed BLOB NOT NULL) WITHOUT ROWID",
        "CREATE TABLE version (name TEXT PRIMARY KEY, texts TEXT NOT NULL) WITHOUT ROWID",
        # The last one is live; that is the only place where it stands.
        """CREATE TABLE publication (
            number INTEGER PRIMARY KEY AUTOINCREMENT, version TEXT NOT NULL REFERENCES version (name),
            at REAL NOT NULL, person INTEGER, comment TEXT NOT NULL)""",
        """CREATE TABLE draft (
            id TEXT PRIMARY KEY, way TEXT NOT NULL, base TEXT NOT NULL, revised TEXT NOT NULL,
            made REAL NOT NULL, person INTEGER, status TEXT NOT NULL, preview TEXT) WITHOUT ROWID""",
        """CREATE TABLE errand (
            id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, payload TEXT NOT NULL,
            person INTEGER, asked REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0)""",
        'CREATE TABLE unwritten (path TEXT PRIMARY KEY, "over" TEXT, text TEXT) WITHOUT ROWID',
        """CREATE TABLE deed (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, person INTEGER, did TEXT NOT NULL,
            what TEXT NOT NULL, "before" TEXT NOT NULL, "after" TEXT NOT NULL)""",
        """CREATE TABLE receipt (
            person INTEGER NOT NULL, measure TEXT NOT NULL, population TEXT NOT NULL,
            printed TEXT NOT NULL, told REAL NOT NULL,
            PRIMARY KEY (person, measure, population)) WITHOUT ROWID""",
        "CREATE INDEX receipt_figure ON receipt (measure, population)",
        "CREATE INDEX receipt_told ON receipt (told)",
    )


@MIGRATIONS()
def m009_answered_taps(database: Database) -> None:
    """Note when a button was answered, so that a tap that counts as two does not answer twice."""
    _run(database, "ALTER TABLE tap ADD COLUMN answered REAL")


def _run(database: Database, *statements: str) -> None:
    for statement in statements:
        database.execute(statement)
