"""Sessions: what is saved comes back, what is forgotten is nowhere."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store import Sessions, StoreError, open_database
from tests.store.keeping import everything_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
CANARY = "canary-7d1f"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=2_000)


@pytest.fixture(name="file", scope="module")
def _file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store") / "entente.db"


@pytest.fixture(name="shared", scope="module")
def _shared(file: Path) -> Iterator[Database]:
    with closing(open_database(file)) as database:
        yield database


@given(person=texts, chat=texts, state=texts)
def test_any_text_comes_back_as_it_was_saved(shared: Database, person: str, chat: str, state: str) -> None:
    sessions = Sessions(shared)
    sessions.save(person, chat, state, NOW)
    assert sessions.load(person, chat) == state


def test_nobody_is_known_at_first(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "entente.db")) as database:
        assert Sessions(database).load("ada", "terminal") is None


def test_the_last_state_saved_is_the_one_that_counts(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "entente.db")) as database:
        sessions = Sessions(database)
        sessions.save("ada", "terminal", "first", NOW)
        sessions.save("ada", "terminal", "second", NOW)
        assert sessions.load("ada", "terminal") == "second"
        assert database["session"].count == 1


def test_a_session_is_remembered_by_the_next_program(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "entente.db")) as database:
        Sessions(database).save("ada", "terminal", "kept", NOW)
    with closing(open_database(tmp_path / "entente.db")) as database:
        assert Sessions(database).load("ada", "terminal") == "kept"


def test_times_are_kept_in_universal_time(tmp_path: Path) -> None:
    noon_in_the_east = NOW.astimezone(timezone(timedelta(hours=9)))
    with closing(open_database(tmp_path / "entente.db")) as database:
        Sessions(database).save("ada", "terminal", "{}", noon_in_the_east)
        assert [row["updated"] for row in database["session"].rows] == ["2026-05-04T12:00:00+00:00"]
        with pytest.raises(ValueError, match="without its zone"):
            Sessions(database).save("ada", "terminal", "{}", NOW.replace(tzinfo=None))


def test_a_lone_surrogate_changes_nothing(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "entente.db")) as database:
        sessions = Sessions(database)
        sessions.save("ada", "terminal", "before", NOW)
        with pytest.raises(UnicodeEncodeError):
            sessions.save("ada", "terminal", "\ud800", NOW)
        assert sessions.load("ada", "terminal") == "before"
        sessions.save("ada", "terminal", "after", NOW)


def test_forgetting_takes_every_chat_of_that_person_and_nobody_else(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "entente.db")) as database:
        sessions = Sessions(database)
        for person, chat in (("ada", "one"), ("ada", "two"), ("grace", "one")):
            sessions.save(person, chat, "{}", NOW)
        assert sessions.forget("ada") == 2
        assert sessions.forget("ada") == 0
        assert sessions.load("ada", "one") is None
        assert sessions.load("grace", "one") == "{}"


@pytest.mark.parametrize("size", [10, 400, 1_500, 3_900, 20_000])
def test_what_is_forgotten_is_nowhere_in_the_files(tmp_path: Path, size: int) -> None:
    """Rows that share a page with others, fill one, or spill over many; rewritten many times before."""
    with closing(open_database(tmp_path / "entente.db")) as database:
        sessions = Sessions(database)
        for number in range(60):
            sessions.save(f"other {number}", "terminal", "y" * size, NOW)
            for chat in ("one", "two", f"chat {number}"):
                sessions.save(CANARY, chat, f"{CANARY} " * (1 + (size + number) // len(CANARY)), NOW)
            if number % 7 == 0:
                sessions.forget(f"other {number // 2}")
        assert CANARY.encode() in everything_in(tmp_path)
        sessions.forget(CANARY)
        assert CANARY.encode() not in everything_in(tmp_path)
    assert CANARY.encode() not in everything_in(tmp_path)


def test_forgetting_while_another_program_reads_is_not_called_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.database._PATIENCE_SECONDS", 0.05)
    file = tmp_path / "entente.db"
    with (
        closing(open_database(file)) as database,
        closing(sqlite3.connect(file, isolation_level=None)) as reader,
    ):
        sessions = Sessions(database)
        sessions.save("ada", "terminal", CANARY, NOW)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM session").fetchall()
        with pytest.raises(StoreError, match="end that program and forget again"):
            sessions.forget("ada")
        reader.execute("ROLLBACK")
        assert sessions.load("ada", "terminal") is None
        assert sessions.forget("ada") == 0
        assert CANARY.encode() not in everything_in(tmp_path)
