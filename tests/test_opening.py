"""Which version is live at a start."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot import library
from bot.assembly import BrokenKnowledgeError, Setup
from bot.config import TelegramSettings
from bot.opening import opened
from bot.service.publishing import errands
from bot.service.versions import Concluded, Edition
from tests.knowledge.guild import SURVEY_FILE, TEXTS
from tests.service.publishing_fakes import InMemoryArchive

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bot.service.publishing.errands import Asked
    from bot.service.publishing.live import Loaded

EDITH = 3
FIRST = Edition(texts=TEXTS)
OTHER = {**TEXTS, SURVEY_FILE: TEXTS[SURVEY_FILE].replace("64.5", "65")}
BROKEN = {**TEXTS, SURVEY_FILE: "[survey"}


class Start:
    """A folder, an archive, and starts of the program on them."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.archive = InMemoryArchive()
        self.writes(TEXTS)

    def writes(self, texts: Mapping[str, str]) -> None:
        """Change the folder."""
        for path, text in texts.items():
            file = self.place / "knowledge" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def publishes(self, texts: Mapping[str, str], comment: str = "") -> None:
        """Put a version into the history."""
        edition = Edition(texts=texts, person=EDITH, comment=comment)
        done = Concluded(errand=0, now=datetime(2026, 5, 4, tzinfo=UTC), edition=edition)
        asyncio.run(self.archive.conclude(done))

    def starts(self, *admins: int) -> Loaded:
        """Start the program."""
        setup = Setup(
            folder=self.place / "knowledge",
            collections=(),
            store=self.place / "data" / "entente.db",
            telegram=TelegramSettings(admins=admins),
        )
        return asyncio.run(opened(setup, self.archive))

    @property
    def history(self) -> list[tuple[str, int | None, str]]:
        """What was published, in order."""
        return [(each.version, each.person, each.comment) for each in self.archive.published]

    @property
    def asked(self) -> list[Asked | None]:
        """What the desk is to do."""
        return [errands.understood(each) for each in self.archive.journal.errands.values()]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What starts find already made."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def start(tmp_path: Path, cache: Path) -> Start:
    """A folder of which nothing was published yet."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "cache").symlink_to(cache)
    return Start(tmp_path)


@pytest.mark.parametrize("admins", [(), (EDITH,)])
def test_the_first_start_publishes_the_folder(start: Start, admins: tuple[int, ...]) -> None:
    loaded = start.starts(*admins)
    assert (loaded.version, loaded.texts) == (FIRST.version, TEXTS)
    assert loaded.advisor.knowledge.measures["yeast-survey/starter-pride"].figures["brewer"].value
    assert start.history == [(FIRST.version, None, "the first start")]
    (deed,) = start.archive.journal.deeds
    assert (deed.person, deed.did, deed.what, deed.after) == (
        None,
        "published",
        "the first start",
        FIRST.version,
    )


def test_a_first_start_on_a_broken_folder_publishes_nothing(start: Start) -> None:
    start.writes(BROKEN)
    with pytest.raises(BrokenKnowledgeError) as broken:
        start.starts(EDITH)
    assert broken.value.problems
    assert start.history == []


def test_a_later_start_answers_from_what_was_published_last(start: Start) -> None:
    start.publishes(OTHER, "a misprint")
    assert start.starts(EDITH).texts == OTHER
    assert len(start.history) == 1


def test_where_there_are_editors_changes_of_the_folder_wait_for_them(start: Start) -> None:
    start.starts(EDITH)
    start.writes(OTHER)
    assert start.starts(EDITH).texts == TEXTS
    assert start.starts(EDITH).texts == TEXTS
    assert start.asked == [errands.Look()]
    assert len(start.history) == 1


def test_where_there_are_none_a_start_follows_the_folder(start: Start) -> None:
    start.starts()
    start.writes(OTHER)
    loaded = start.starts()
    assert loaded.texts == OTHER
    assert start.history[1:] == [(Edition(texts=OTHER).version, None, "found in the folder")]
    assert start.starts().version == loaded.version
    assert len(start.history) == 2
    assert start.asked == []


@pytest.mark.parametrize("first", [True, False])
def test_what_is_published_is_what_was_loaded_although_somebody_is_writing(
    start: Start, monkeypatch: pytest.MonkeyPatch, *, first: bool
) -> None:
    if not first:
        start.publishes(OTHER)
    read = library.read_texts

    def read_before_a_change(folder: Path, chosen: Sequence[str] | None = None) -> object:
        """Whoever reads twice reads something else the second time."""
        found = read(folder, chosen)
        start.writes({SURVEY_FILE: found[0][SURVEY_FILE].replace("64.5", "66")})
        return found

    monkeypatch.setattr(library, "read_texts", read_before_a_change)
    loaded = start.starts()
    assert loaded.texts == TEXTS
    assert loaded.version == FIRST.version == loaded.advisor.knowledge.version


def test_a_file_that_cannot_be_read_is_told_even_if_all_else_is_as_published(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    start.starts()
    (start.place / "knowledge" / "latin.toml").write_bytes(b"\xff")
    with caplog.at_level(logging.ERROR):
        assert start.starts().texts == TEXTS
    assert "latin.toml" in caplog.text


def test_a_folder_that_is_broken_is_not_followed_and_that_is_said(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    start.starts()
    start.writes(BROKEN)
    with caplog.at_level(logging.ERROR):
        assert start.starts().texts == TEXTS
    assert "answering from the last version published" in caplog.text
    assert SURVEY_FILE in caplog.text
    assert len(start.history) == 1


@pytest.mark.parametrize("admins", [(), (EDITH,)])
def test_a_version_that_cannot_be_loaded_gives_way_to_the_last_good_one_loudly(
    start: Start, admins: tuple[int, ...], caplog: pytest.LogCaptureFixture
) -> None:
    for texts in (OTHER, TEXTS, BROKEN, BROKEN):
        start.publishes(texts)
    with caplog.at_level(logging.ERROR):
        loaded = start.starts(*admins)
    assert loaded.texts == TEXTS
    assert "version 4 can't be loaded; back to version 2" in caplog.text
    assert start.history[-1] == (FIRST.version, None, "version 4 can't be loaded; back to version 2")
    assert errands.Tell(kind="fell back", why="2") in start.asked
    caplog.clear()
    assert start.starts(*admins).texts == TEXTS
    assert len(start.history) == 5
    assert "can't be loaded" not in caplog.text


def test_texts_that_are_lost_count_as_what_cannot_be_loaded(start: Start) -> None:
    start.publishes(OTHER)
    start.publishes(TEXTS)
    del start.archive.kept_texts[FIRST.version]
    assert start.starts(EDITH).texts == OTHER


def test_where_nothing_published_can_be_loaded_the_folder_is_tried(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    start.publishes(BROKEN)
    assert start.starts(EDITH).texts == TEXTS
    assert "no version that was published can be loaded" in caplog.text
    start.writes(BROKEN)
    start.archive.kept_texts.clear()
    with pytest.raises(BrokenKnowledgeError):
        start.starts(EDITH)


def test_however_long_ago_the_last_good_version_was_live_it_is_live_again(start: Start) -> None:
    start.publishes(TEXTS)
    for number in range(60):
        start.publishes({**BROKEN, "decoys.toml": f"# {number}"})
    assert start.starts(EDITH).texts == TEXTS
    assert start.history[-1] == (FIRST.version, None, "version 61 can't be loaded; back to version 1")
