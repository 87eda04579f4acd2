"""The knowledge folder: written whole or not at all, never elsewhere, and never over somebody's work."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.folder import KnowledgeFolder
from bot.library import read_texts
from bot.service.versions import Unwritten, digest
from tests.service.publishing_fakes import InMemoryFolder

if TYPE_CHECKING:
    from pathlib import Path

    from bot.service.versions import Folder

PATH = "articles/survey.toml"
OLD, NEW = "a = 1\n", "a = 2 # größer\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with one text."""
    (tmp_path / "knowledge" / "articles").mkdir(parents=True)
    (tmp_path / "knowledge" / PATH).write_text(OLD, encoding="utf-8")
    return tmp_path / "knowledge"


def wrote(folder: Folder, text: str | None = NEW, over: str | None = OLD, path: str = PATH) -> bool:
    named = None if over is None else digest(over)
    return asyncio.run(folder.write(Unwritten(path=path, over=named, text=text)))


def held(place: Path) -> dict[str, bytes]:
    return {str(file.relative_to(place)): file.read_bytes() for file in place.rglob("*") if file.is_file()}


# ── What every folder promises ────────────────────────────────────────────────────────────────────


@pytest.fixture(params=["on disk", "in memory"])
def folder(request: pytest.FixtureRequest, place: Path) -> Folder:
    """The real one, and the stand-in that the tests of the desk rely on."""
    return KnowledgeFolder(place) if request.param == "on disk" else InMemoryFolder({PATH: OLD})


def texts(folder: Folder) -> dict[str, str]:
    found, unread = asyncio.run(folder.texts())
    assert unread == ()
    return dict(found)


def test_a_text_is_written_over_the_one_that_is_expected(folder: Folder) -> None:
    assert wrote(folder)
    assert texts(folder) == {PATH: NEW}


def test_what_somebody_wrote_meanwhile_stays(folder: Folder) -> None:
    assert not wrote(folder, over="something else")
    assert not wrote(folder, over=None)
    assert not wrote(folder, text=None, over="something else")
    assert texts(folder) == {PATH: OLD}


def test_a_text_that_is_there_already_is_written(folder: Folder) -> None:
    assert wrote(folder, text=OLD, over="something else")
    assert texts(folder) == {PATH: OLD}


def test_a_new_text_is_written_where_there_is_none(folder: Folder) -> None:
    assert wrote(folder, over=None, path="library/advice/new.md")
    assert not wrote(folder, over="was", path="library/other.toml")
    assert texts(folder) == {PATH: OLD, "library/advice/new.md": NEW}


def test_a_text_that_goes_is_taken_away_once(folder: Folder) -> None:
    assert wrote(folder, text=None)
    assert wrote(folder, text=None)
    assert texts(folder) == {}


# ── The real one ──────────────────────────────────────────────────────────────────────────────────


def test_what_cannot_be_read_is_told_with_its_place(place: Path) -> None:
    (place / "articles" / "odd.toml").write_bytes(b"\xff\xfe")
    found, unread = asyncio.run(KnowledgeFolder(place).texts())
    assert set(found) == {PATH}
    assert len(unread) == 1
    assert unread[0].startswith("articles/odd.toml")


def test_marks_that_editors_of_some_systems_leave_make_no_other_text(place: Path) -> None:
    (place / PATH).write_bytes(b"\xef\xbb\xbfa = 1\r\n")
    assert wrote(KnowledgeFolder(place))
    assert (place / PATH).read_bytes() == NEW.encode()


def test_what_is_no_text_is_left_as_it_is(place: Path) -> None:
    (place / PATH).write_bytes(b"\xff\xfe")
    assert not wrote(KnowledgeFolder(place))
    assert (place / PATH).read_bytes() == b"\xff\xfe"


@pytest.mark.parametrize(
    "path",
    [
        "../outside.toml",
        "articles/../../outside.toml",
        "/etc/outside.toml",
        "",
        ".",
        ".hidden.toml",
        "articles/.hidden/x.toml",
        "..",
    ],
)
def test_nothing_is_written_outside_the_folder(place: Path, path: str) -> None:
    before = held(place.parent)
    with pytest.raises(OSError, match="no path within the knowledge folder"):
        wrote(KnowledgeFolder(place), over=None, path=path)
    assert held(place.parent) == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(parts=st.lists(st.sampled_from(["..", ".", "a", "/", "", "~", ".x", "b.toml", "..."]), max_size=4))
def test_no_path_leads_outside_whatever_it_is_made_of(place: Path, parts: list[str]) -> None:
    before = {file for file in held(place.parent) if not file.startswith("knowledge/")}
    with suppress(OSError):
        wrote(KnowledgeFolder(place), over=None, path="/".join(parts))
    assert {file for file in held(place.parent) if not file.startswith("knowledge/")} == before


def test_a_link_that_leads_elsewhere_is_not_followed(place: Path) -> None:
    outside = place.parent / "outside"
    outside.mkdir()
    (outside / "survey.toml").write_text(OLD, encoding="utf-8")
    (place / "linked").symlink_to(outside)
    (place / "file.toml").symlink_to(outside / "survey.toml")
    for path in ("linked/survey.toml", "linked/new.toml", "file.toml"):
        with pytest.raises(PermissionError):
            wrote(KnowledgeFolder(place), path=path)
    assert held(outside) == {"survey.toml": OLD.encode()}


def test_a_folder_that_is_itself_a_link_is_written_to(place: Path) -> None:
    (place.parent / "link").symlink_to(place)
    assert wrote(KnowledgeFolder(place.parent / "link"))
    assert (place / PATH).read_text(encoding="utf-8") == NEW


def test_a_write_that_breaks_off_leaves_the_old_text_and_nothing_else(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        wrote(KnowledgeFolder(place))
    assert held(place) == {PATH: OLD.encode()}


def test_what_is_half_written_is_no_text_of_the_knowledge(place: Path) -> None:
    (place / "articles" / ".entente-x1y2").write_text("half", encoding="utf-8")
    assert set(read_texts(place)[0]) == {PATH}


def test_a_file_keeps_its_mode_and_a_new_one_can_be_read_by_all(place: Path) -> None:
    (place / PATH).chmod(0o640)
    wrote(KnowledgeFolder(place))
    wrote(KnowledgeFolder(place), over=None, path="new.toml")
    assert (place / PATH).stat().st_mode & 0o777 == 0o640
    assert (place / "new.toml").stat().st_mode & 0o777 == 0o644


def test_a_change_is_told_once_it_has_been_left_alone(place: Path) -> None:
    """Also one made by the bot: what it leads to is for the desk to say."""
    folder = KnowledgeFolder(place)

    async def told() -> int:
        changes = folder.changes()
        first = asyncio.ensure_future(anext(changes))
        await asyncio.sleep(0.5)
        assert not first.done()
        for number in range(5):
            (place / PATH).write_text(f"a = {number}", encoding="utf-8")
            await asyncio.sleep(0.1)
        await asyncio.wait_for(first, 30)
        second = asyncio.ensure_future(anext(changes))
        _, waiting = await asyncio.wait([second], timeout=2.5)
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
        return len(waiting)

    assert asyncio.run(told()) == 1
