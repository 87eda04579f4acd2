"""Clearing traces: taken over after a crash, and with breaks in which others can write."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from bot.store import open_database
from bot.store import scrubber as module
from bot.store.database import owe_scrubbing, owes_scrubbing
from bot.store.scrubber import Scrubber
from tests.store.keeping import journal_at, run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


class Clock:
    """Time that passes when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def test_what_a_crash_left_is_cleared_at_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "entente.db"
    with closing(open_database(file)) as database:
        owe_scrubbing(database.conn)
        assert owes_scrubbing(database.conn)

    async def story() -> None:
        async with journal_at(file) as journal:
            assert not await journal._writer.sure(owes_scrubbing)

    run(story())


def test_a_long_rebuild_is_followed_by_a_break(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, rebuilt = Clock(), []

    def rebuild(_: sqlite3.Connection) -> None:
        rebuilt.append(clock.now)
        clock.now += 2

    monkeypatch.setattr(module, "rebuild", rebuild)
    with closing(open_database(tmp_path / "entente.db")) as database:
        scrubber = Scrubber(clock)
        assert scrubber.seconds_to_wait() is None
        assert scrubber.work(database.conn, asked=True)
        assert not scrubber.work(database.conn, asked=True)
        assert scrubber.seconds_to_wait() == 20
        clock.now += 20
        assert scrubber.work(database.conn)
        assert rebuilt == [100, 122]
        assert scrubber.seconds_to_wait() is None


def test_what_fails_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    clock = Clock()
    with closing(open_database(tmp_path / "entente.db")) as database:
        scrubber = Scrubber(clock)
        with monkeypatch.context() as patch:
            patch.setattr(module, "rebuild", failing)
            assert not scrubber.work(database.conn, asked=True)
        assert scrubber.seconds_to_wait() == 1
        clock.now += 1
        assert scrubber.work(database.conn)
