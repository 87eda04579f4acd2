"""What runs beside the answers, and what does not end it."""

from __future__ import annotations

import asyncio
import logging
import shutil
from contextlib import suppress
from copy import copy
from typing import TYPE_CHECKING

from bot.beside import Tidying, Watch, Wording
from bot.folder import KnowledgeFolder
from bot.service.publishing.live import Live, Loaded
from tests.service.publishing_fakes import InMemoryArchive
from tests.store.keeping import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    import pytest

    from bot.advisor import Advisor
    from bot.telegram.app import Runs

PATIENCE = 30.0


async def beside(work: Runs, *until: Callable[[], object]) -> None:
    """Let it run until each of these is true, in turn; whatever ends it before that is raised."""
    running = asyncio.ensure_future(work.run())
    async with asyncio.timeout(PATIENCE):
        for each in until:
            while not each():
                if running.done():
                    await running
                await asyncio.sleep(0.01)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


def test_a_folder_that_is_gone_is_waited_for_and_looked_at_when_it_is_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place, archive = tmp_path / "knowledge", InMemoryArchive()
    watch = Watch(KnowledgeFolder(place), archive, again_seconds=0.01)

    def asked_once_it_is_back() -> bool:
        place.mkdir(exist_ok=True)
        return bool(archive.journal.errands)

    with caplog.at_level(logging.WARNING):
        asyncio.run(beside(watch, lambda: caplog.records, asked_once_it_is_back))
    assert [errand.kind for errand in archive.journal.errands.values()] == ["look"]
    assert "the knowledge folder can't be watched" in caplog.text


def test_a_folder_that_goes_while_it_is_watched_is_watched_again_when_it_is_back(tmp_path: Path) -> None:
    place, archive = tmp_path / "knowledge", InMemoryArchive()
    watch = Watch(KnowledgeFolder(place), archive, again_seconds=0.01)
    looks = archive.journal.errands

    def asked_after(change: Callable[[], object]) -> Callable[[], bool]:
        """Whether a look is asked for, and then taken; the change is made until it has been seen."""

        def asked() -> bool:
            change()
            found = bool(looks)
            looks.clear()
            return found

        return asked

    place.mkdir()
    asyncio.run(
        beside(
            watch,
            asked_after((place / "note").touch),
            asked_after(lambda: shutil.rmtree(place, ignore_errors=True)),
            asked_after(lambda: place.mkdir(exist_ok=True)),
            asked_after((place / "note").touch),
        )
    )


def test_what_could_not_be_removed_is_told_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    times: list[datetime] = []

    async def tidy(now: datetime) -> None:
        times.append(now)
        if len(times) == 1:
            raise RuntimeError("a slip")

    asyncio.run(beside(Tidying(tidy, lambda: NOW, pause_seconds=0.01), lambda: len(times) > 1))
    assert "could not be removed" in caplog.text


def test_cards_that_cannot_be_worded_ahead_are_told_of_and_those_of_the_next_version_worded(
    advisor: Advisor, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = copy(advisor), copy(advisor)
    steps: list[None] = []

    def fails() -> Iterator[None]:
        yield
        raise RuntimeError("a slip")

    def works() -> Iterator[None]:
        yield
        steps.append(None)

    monkeypatch.setattr(broken, "word_cards", fails)
    monkeypatch.setattr(whole, "word_cards", works)
    live = Live(Loaded(version="one", texts={}, advisor=broken))

    def swapped() -> bool:
        live.swap(Loaded(version="two", texts={}, advisor=whole))
        return bool(steps)

    asyncio.run(beside(Wording(live), lambda: caplog.records, swapped))
    assert "could not all be worded ahead" in caplog.text
