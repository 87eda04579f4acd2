"""The desk: whatever editors ask for is done once, wholly or not at all, and told."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.service import editors_taps as taps
from bot.service.ports import Errand
from bot.service.publishing import errands
from bot.service.versions import Concluded, Edition
from tests.knowledge.guild import SURVEY_FILE, TEXTS
from tests.service.publishing_fakes import PlainWorkshop
from tests.service.publishing_office import EDITH, EMIL, NOW, PREVIEW, PROUDER, SURVEY, Office

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pytest


def test_an_errand_that_fails_is_tried_again_and_then_given_up(office: Office) -> None:
    class Broken(PlainWorkshop):
        tried = 0

        async def place(self, texts: Mapping[str, str], upload: str) -> str:
            del texts, upload
            Broken.tried += 1
            raise RuntimeError("a secret of somebody")

    office.employs(Broken())
    before = office.stands()
    office.sends(SURVEY, "That could not be done; nothing has changed.")
    assert "secret" not in office.delivered[-1].call.payload["text"]
    assert Broken.tried == 3
    assert office.stands() == before
    assert office.archive.journal.errands == {}


def test_what_failed_once_may_well_be_done_the_second_time(office: Office) -> None:
    office.workshop.says = RuntimeError("no process to be had")
    office.sends(SURVEY.replace("64.5", "65"), PREVIEW)


def test_what_can_t_be_worded_keeps_no_other_errand_waiting(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsayable(*_: object) -> object:
        def said(_visit: object) -> None:
            raise TypeError("a template lacks a value")

        return said

    monkeypatch.setattr("bot.service.publishing.saying.nothing_changes", unsayable)
    office.sends(SURVEY, "That could not be done; nothing has changed.")
    office.is_told(errands.RollBack(number=9), "There is no version 9")


def test_what_can_t_be_loaded_does_not_go_live(office: Office) -> None:
    spoilt = {**TEXTS, SURVEY_FILE: "[survey"}
    asyncio.run(office.archive.conclude(Concluded(errand=0, now=NOW, edition=Edition(texts=spoilt))))
    before = office.stands()
    office.is_told(errands.RollBack(number=2), "That could not be done; nothing has changed.")
    assert office.stands() == before


def test_an_errand_of_another_version_of_the_program_is_dropped(office: Office) -> None:
    assert office.takes(Errand(kind="dance", payload={"how": "tango"}, person=EDITH)) == []
    assert office.archive.journal.errands == {}


def test_every_editor_is_told_what_the_start_found(office: Office) -> None:
    told = office.does(errands.Tell(kind="fell back", why="1"), None)
    assert [to for to, _ in told] == [EDITH, EMIL]
    assert "version 1 is live again" in told[0][1]


def test_an_errand_that_was_concluded_before_the_process_ended_leads_to_nothing_more(office: Office) -> None:
    """The process may end between the transaction and what follows it."""
    buttons = office.sends(SURVEY.replace("64.5", "65"), PREVIEW)
    does = buttons["Publish"]
    assert isinstance(does, taps.Publish)
    taken = errands.errand(errands.Publish(draft=does.draft), EDITH)
    done = replace(taken, id=99, attempts=1)
    office.archive.journal.errands[99] = done
    concluded: Sequence[bool] = [asyncio.run(office.desk.carry_out(done)) for _ in range(2)]
    assert list(concluded) == [True, True]
    assert len(office.archive.published) == 2


def test_the_time_between_two_looks_is_short_and_after_a_failure_longer(office: Office) -> None:
    office.does(errands.Look(), None)
    office.workshop.says = RuntimeError("once")
    office.folder.held |= PROUDER
    office.does(errands.Look(), None)
    assert min(office.slept) < max(office.slept) <= timedelta(seconds=1).total_seconds()
