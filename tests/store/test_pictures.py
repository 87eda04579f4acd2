"""What Telegram knows pictures by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.store.keeping import journal_at, run

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 5, 4, tzinfo=UTC)


def test_a_picture_is_known_from_one_start_to_the_next_until_it_is_dropped(tmp_path: Path) -> None:
    async def story() -> None:
        async with journal_at(tmp_path / "entente.db") as journal:
            assert await journal.file_id("a") is None
            await journal.keep_file("a", "old", NOW)
            await journal.keep_file("a", "new", NOW)
        async with journal_at(tmp_path / "entente.db") as journal:
            assert await journal.file_id("a") == "new"
            await journal.drop_file("a")
            await journal.drop_file("never kept")
            assert await journal.file_id("a") is None

    run(story())


def test_a_picture_nobody_asked_for_anew_in_three_months_is_removed(tmp_path: Path) -> None:
    async def story() -> None:
        async with journal_at(tmp_path / "entente.db") as journal:
            await journal.keep_file("old", "x", NOW - timedelta(days=91))
            await journal.keep_file("new", "y", NOW - timedelta(days=89))
            assert await journal.tidy(NOW) == 1
            assert await journal.file_id("new") == "y"

    run(story())
