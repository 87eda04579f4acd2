"""What is read beforehand for what editors do, and for nothing else."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.service import commands
from bot.service import editors_taps as taps
from bot.service.permissions import Action, is_for_editors
from bot.service.publishing.live import Live, Loaded
from bot.service.publishing.papers import PapersOf
from bot.service.versions import Concluded, Edition, Papers
from tests.service.publishing_fakes import InMemoryArchive
from tests.service.publishing_samples import draft

if TYPE_CHECKING:
    from bot.advisor import Advisor

NOW = datetime(2026, 5, 4, tzinfo=UTC)
TEXTS = {"a.toml": "a"}


@pytest.fixture
def papers_of(advisor: Advisor) -> PapersOf:
    """Papers from an archive with a draft and a version."""
    archive = InMemoryArchive()
    done = Concluded(errand=0, now=NOW, drafts=[draft()], edition=Edition(texts=TEXTS))
    asyncio.run(archive.conclude(done))
    return PapersOf(archive, Live(Loaded(version="v", texts=TEXTS, advisor=advisor)))


def read(papers_of: PapersOf, does: taps.Does | None, wants: Action | None = None) -> Papers:
    action = wants if does is None else commands.asked_by(does)
    assert action is not None
    return asyncio.run(papers_of(action, does))


def test_a_comparison_has_its_draft(papers_of: PapersOf) -> None:
    assert read(papers_of, taps.Compare(draft="d", place=0)) == Papers(draft=draft())
    assert read(papers_of, taps.Compare(draft="gone", place=0)) == Papers()


def test_a_download_has_the_live_texts(papers_of: PapersOf) -> None:
    assert read(papers_of, None, Action.DOWNLOAD) == Papers(texts=TEXTS)
    assert read(papers_of, taps.Download(path="a")) == Papers(texts=TEXTS)


def test_versions_have_what_was_published(papers_of: PapersOf) -> None:
    for wants in (Action.VERSIONS, Action.ROLL_BACK):
        assert [each.number for each in read(papers_of, None, wants).publications] == [1]


def test_everything_else_reads_nothing(papers_of: PapersOf) -> None:
    reading = {Action.DOWNLOAD, Action.VERSIONS, Action.ROLL_BACK}
    for action in Action:
        if action not in reading:
            assert read(papers_of, None, action) == Papers()
    assert {action for action in reading if is_for_editors(action)} == reading
    assert read(papers_of, taps.Publish(draft="d")) == Papers()
