"""Opening the database: who may read it, what it survives, and how it refuses."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from bot.store import Sessions, StoreError, open_database
from bot.store.migrations import MIGRATIONS, known_migrations

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def test_all_files_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "new" / "entente.db")) as database:
        Sessions(database).save("ada", "terminal", "{}", NOW)
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "new").iterdir()}
    assert modes == {"entente.db": 0o600, "entente.db-wal": 0o600, "entente.db-shm": 0o600}
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    file = tmp_path / "entente.db"
    file.touch(mode=0o644)
    open_database(file).close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_is_committed_survives_a_power_cut_and_what_is_deleted_is_overwritten(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "entente.db")) as database:
        pragmas = {
            name: database.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "busy_timeout", "secure_delete")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 5000, "secure_delete": 1}


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "entente.db"
    with closing(open_database(file)) as database:
        before = database.schema
    with closing(open_database(file)) as database:
        assert database.schema == before
        assert database["_sqlite_migrations"].count == len(known_migrations())


def test_several_programs_may_start_at_once(tmp_path: Path) -> None:
    file = tmp_path / "entente.db"

    def start(_: int) -> int:
        with closing(open_database(file)) as database:
            return int(database["_sqlite_migrations"].count)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(start, range(24))) == {len(known_migrations())}


def test_a_database_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "entente.db"
    with closing(open_database(file)) as database:
        database.table("_sqlite_migrations").insert(
            {"migration_set": "entente", "name": "m999_later", "applied_at": "2031-01-01"}
        )
    before = file.read_bytes()
    with pytest.raises(StoreError, match=r"newer version of Entente \(m999_later") as refusal:
        open_database(file)
    assert str(file) in str(refusal.value)
    assert file.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "entente.db"
    file.write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(StoreError, match="not an Entente database; move it away") as refusal:
        open_database(file)
    assert refusal.value.place == file
    assert file.read_bytes() == b"Dear diary, " * 1000


def test_damage_found_later_is_told_the_same_way(tmp_path: Path) -> None:
    file = tmp_path / "entente.db"
    with closing(open_database(file)) as database:
        for number in range(200):
            Sessions(database).save(f"person {number}", "terminal", "x" * 500, NOW)
    content = bytearray(file.read_bytes())
    half = len(content) // 2
    content[half:] = b"\xff" * (len(content) - half)
    file.write_bytes(content)
    with closing(open_database(file)) as database:
        sessions = Sessions(database)
        with pytest.raises(StoreError, match=r"entente\.db: .*restore a copy"):
            [sessions.load(f"person {number}", "terminal") for number in range(200)]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"file/entente\.db: .*\[store\] path"):
        open_database(tmp_path / "file" / "entente.db")
    with pytest.raises(StoreError, match=r"\[store\] path"):
        open_database(tmp_path)


def test_a_file_locked_by_another_program_is_told_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "entente.db"
    open_database(file).close()
    monkeypatch.setattr("bot.store.database._PATIENCE_SECONDS", 0.05)
    with (
        closing(sqlite3.connect(file, isolation_level=None)) as other,
        closing(open_database(file)) as database,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program keeps it locked"):
            Sessions(database).save("ada", "terminal", "{}", NOW)
        other.execute("ROLLBACK")
        Sessions(database).save("ada", "terminal", "{}", NOW)


def test_a_database_of_the_first_version_is_brought_up_to_date_with_all_it_holds(tmp_path: Path) -> None:
    file = tmp_path / "entente.db"
    with closing(Database(file, execute_plugins=False)) as old:
        MIGRATIONS.apply(old, stop_before="m002_inbox_and_outbox")
        old.table("session").insert(
            {"person": "ada", "chat": "terminal", "state": "{}", "updated": "2026-05-04T12:00:00+00:00"}
        )
        assert set(old.table_names()) == {"session", "_sqlite_migrations"}
    with closing(open_database(file)) as database:
        assert Sessions(database).load("ada", "terminal") == "{}"
        assert {"inbox", "outbox", "tap", "fact", "question", "opinion", "due"} <= set(database.table_names())


def test_opening_again_keeps_the_locks_that_are_held_on_the_file(tmp_path: Path) -> None:
    """POSIX drops all of a process's locks on a file when it closes the file once."""
    file = tmp_path / "entente.db"
    attempt = (
        "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)"
        ".execute('PRAGMA locking_mode=EXCLUSIVE').connection.execute('BEGIN EXCLUSIVE')"
    )
    with closing(open_database(file)) as database:
        database.execute("SELECT * FROM session").fetchall()
        open_database(file).close()
        taken = subprocess.run([sys.executable, "-c", attempt, str(file)], check=False, capture_output=True)
    assert b"database is locked" in taken.stderr
