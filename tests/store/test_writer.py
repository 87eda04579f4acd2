"""The writing thread: one commit for many, no failure shared, and patience with the file."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING

import pytest

from bot.store import StoreError
from bot.store.writer import Writer
from tests.store.keeping import run

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path


@asynccontextmanager
async def writer_at(file: Path) -> AsyncIterator[Writer]:
    writer = Writer(file)
    await writer.start()
    try:
        yield writer
    finally:
        await writer.close()


def noting(name: str) -> Callable[[sqlite3.Connection], str]:
    def job(connection: sqlite3.Connection) -> str:
        connection.execute("INSERT INTO mark (name, at) VALUES (?, 0)", (name,))
        return name

    return job


def noted(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as other:
        return {row[0] for row in other.execute("SELECT name FROM mark")}


def test_what_is_asked_for_meanwhile_shares_one_commit(tmp_path: Path) -> None:
    async def story() -> None:
        async with writer_at(tmp_path / "entente.db") as writer:
            names = [str(number) for number in range(1_000)]
            assert await asyncio.gather(*(writer.sure(noting(name)) for name in names)) == names
            assert noted(tmp_path / "entente.db") == set(names)
            assert writer.commits <= 20

    run(story())


def test_a_change_that_fails_takes_no_other_with_it(tmp_path: Path) -> None:
    def failing(connection: sqlite3.Connection) -> None:
        noting("half")(connection)
        noting("one")(connection)

    async def story() -> None:
        async with writer_at(tmp_path / "entente.db") as writer:
            jobs = [writer.sure(noting("one")), writer.sure(failing), writer.sure(noting("two"))]
            first, second, third = await asyncio.gather(*jobs, return_exceptions=True)
            assert (first, third) == ("one", "two")
            assert isinstance(second, sqlite3.IntegrityError)
            assert noted(tmp_path / "entente.db") == {"one", "two"}

    run(story())


def test_a_mistake_is_raised_at_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with writer_at(tmp_path / "entente.db") as writer:
            with pytest.raises(sqlite3.OperationalError, match="no such table"):
                await writer.sure(lambda connection: connection.execute("DELETE FROM nowhere"))

    run(story())


def test_closing_does_first_what_was_asked_for_before(tmp_path: Path) -> None:
    async def story() -> None:
        async with writer_at(tmp_path / "entente.db") as writer:
            waiting = [asyncio.ensure_future(writer.sure(noting(str(number)))) for number in range(100)]
            await asyncio.sleep(0)
        assert len(await asyncio.gather(*waiting)) == 100
        with pytest.raises(RuntimeError, match="not open"):
            await writer.sure(noting("late"))
        assert len(noted(tmp_path / "entente.db")) == 100

    run(story())


def test_who_no_longer_waits_harms_no_one(tmp_path: Path) -> None:
    async def story() -> None:
        async with writer_at(tmp_path / "entente.db") as writer:
            gone = asyncio.ensure_future(writer.sure(noting("gone")))
            await asyncio.sleep(0)
            gone.cancel()
            assert await writer.sure(noting("here")) == "here"
        assert noted(tmp_path / "entente.db") == {"gone", "here"}

    run(story())


def test_a_place_that_cannot_be_used_is_told_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    async def story() -> None:
        writer = Writer(tmp_path / "file" / "entente.db")
        with pytest.raises(StoreError, match=r"\[store\] path"):
            await writer.start()
        await writer.close()

    run(story())


def test_a_full_disk_is_waited_for(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Everything asked for while there is no room is written, once, as soon as there is."""
    file = tmp_path / "entente.db"

    def limit(connection: sqlite3.Connection, pages: int = 0) -> int:
        (used,) = connection.execute("PRAGMA page_count").fetchone()
        (most,) = connection.execute(f"PRAGMA max_page_count = {pages or used + 1}").fetchone()
        return int(most)

    names = [f"{number} {'x' * 2_000}" for number in range(40)]

    async def story() -> None:
        async with writer_at(file) as writer:
            await writer.sure(limit)
            waiting = [asyncio.ensure_future(writer.sure(noting(name))) for name in names]
            await asyncio.sleep(0.5)
            assert not all(task.done() for task in waiting)
            await writer.sure(lambda connection: limit(connection, 1_000_000))
            started = time.monotonic()
            assert await asyncio.gather(*waiting) == names
            assert time.monotonic() - started < 60
            assert noted(file) == set(names)

    with caplog.at_level(logging.WARNING, logger="bot.store.writer"):
        run(story())
    messages = [record.getMessage() for record in caplog.records]
    assert "full" in messages[0]
    assert messages[-1].endswith("can be written again")
    assert not any("xxx" in message for message in messages)


@pytest.mark.parametrize("patience", [0.05, 5])
def test_a_lock_of_another_program_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, patience: float
) -> None:
    """For two seconds, which is longer than SQLite itself waits in one case and shorter in the other."""
    monkeypatch.setattr("bot.store.database._PATIENCE_SECONDS", patience)
    file = tmp_path / "entente.db"

    async def story() -> None:
        async with writer_at(file) as writer:
            with closing(sqlite3.connect(file, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                waiting = [asyncio.ensure_future(writer.sure(noting(str(n)))) for n in range(50)]
                await asyncio.sleep(2)
                assert not any(task.done() for task in waiting)
                other.execute("ROLLBACK")
            await asyncio.wait_for(asyncio.gather(*waiting), 3)
            assert len(noted(file)) == 50

    run(story())


def test_a_lock_holds_up_the_end_for_seconds_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be written then is told as not written."""
    monkeypatch.setattr("bot.store.database._PATIENCE_SECONDS", 1)
    file = tmp_path / "entente.db"

    async def story() -> None:
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            async with writer_at(file) as writer:
                await writer.sure(noting("before"))
                other.execute("BEGIN IMMEDIATE")
                first = asyncio.ensure_future(writer.sure(noting("first")))
                await asyncio.sleep(0.2)
                second = asyncio.ensure_future(writer.sure(noting("second")))
                await asyncio.sleep(0)
                started = time.monotonic()
            assert time.monotonic() - started < 60
            told = await asyncio.gather(first, second, return_exceptions=True)
            assert [type(error) for error in told] == [RuntimeError, RuntimeError]
            other.execute("ROLLBACK")
        assert noted(file) == {"before"}

    run(story())


@pytest.mark.parametrize(
    "code", [sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY_SNAPSHOT]
)
def test_a_change_is_tried_again_until_the_disk_answers(tmp_path: Path, code: int) -> None:
    attempts: list[int] = []

    def flaky(connection: sqlite3.Connection) -> int:
        noting("once")(connection)
        attempts.append(len(attempts))
        if len(attempts) < 4:
            error = sqlite3.OperationalError("trouble")
            error.sqlite_errorcode = code
            raise error
        return len(attempts)

    async def story() -> None:
        async with writer_at(tmp_path / "entente.db") as writer:
            assert await writer.sure(flaky) == 4
        assert noted(tmp_path / "entente.db") == {"once"}

    run(story())
