"""What comes in: it becomes a draft, or it is refused with the reason, and what is live stays as it is."""

from __future__ import annotations

import asyncio
import re
import time

import pytest

from bot.proofing.halting import Halted, Reason, Stage
from bot.service import editors_taps as taps
from bot.service.ports import KeptQuestion
from bot.service.publishing import errands
from bot.service.publishing.dialogue import Dialogue
from bot.service.versions import Status, Way
from tests.knowledge.guild import SURVEY_FILE
from tests.service.publishing_office import (
    BOB,
    EDITH,
    LONG,
    PREVIEW,
    REVALUED,
    SURVEY,
    WORSE,
    Office,
)

BAD_PREVIEW = "<b>This can't be published yet.</b>"
REFUSED = "That can't be taken as it is."


def test_a_file_becomes_a_draft_at_the_place_that_its_ids_name(office: Office) -> None:
    before = office.stands()
    buttons = office.sends(SURVEY.replace("64.5", "65"), PREVIEW, comment="a misprint")
    (draft,) = office.drafts(Status.READY)
    assert set(draft.revised) == {SURVEY_FILE}
    assert (draft.way, draft.person, draft.base) == (Way.FILE, EDITH, office.live.now.version)
    assert buttons["Publish"] == taps.Publish(draft=draft.id, why="a misprint")
    assert office.stands() == before
    assert [(deed.did, deed.person, deed.what) for deed in office.archive.journal.deeds] == [
        ("proposed", EDITH, SURVEY_FILE)
    ]


@pytest.mark.parametrize("text", [b"PK\x03\x04\xff", b"", b"a = ", b"\x00", b"[[measure]]\nid = 7"])
def test_a_file_that_is_nothing_of_ours_is_refused(office: Office, text: bytes) -> None:
    before = office.stands()
    assert office.sends(text, REFUSED) == {}
    assert office.stands() == before
    assert office.archive.kept_drafts == {}


def test_a_file_that_is_not_to_be_had_or_too_large_is_refused(office: Office) -> None:
    office.is_told(errands.Receive(file="gone"), "I can't take that file")
    office.sends(b"#" * 3_000_000, "I can't take that file")


def test_a_file_that_is_what_is_live_already_changes_nothing(office: Office) -> None:
    office.sends(SURVEY, "That is what is live already")
    assert office.archive.kept_drafts == {}


def test_what_has_a_mistake_can_be_discarded_and_nothing_else(office: Office) -> None:
    buttons = office.sends(WORSE, BAD_PREVIEW)
    assert list(buttons) == ["Discard"]
    assert f"{SURVEY_FILE}:" in office.delivered[-1].call.payload["text"]
    (draft,) = office.drafts(Status.REFUSED)
    before = office.stands()
    office.is_told(errands.Publish(draft=draft.id), "That draft is refused")
    assert office.stands() == before
    office.is_told(errands.Discard(draft=draft.id), "Discarded.")
    office.is_told(errands.Discard(draft=draft.id), "That draft is discarded")


@pytest.mark.parametrize("reason", list(Reason))
def test_an_examination_that_was_ended_leads_to_no_draft(office: Office, reason: Reason) -> None:
    office.workshop.says = Halted(stage=Stage.PLACING, reason=reason, limit=5)
    office.sends(SURVEY.replace("64.5", "65"), "That can't be taken, and what is live stays as it is")
    office.workshop.says = Halted(stage=Stage.COMPARING, reason=reason, limit=5)
    office.is_told(errands.Revise(dialogue=REVALUED), "That can't be taken, and what is live stays")
    assert office.archive.kept_drafts == {}


def test_whoever_waits_long_is_told_once_that_the_examination_goes_on(office: Office) -> None:
    office.workshop.takes = 3 * LONG
    told = office.does(errands.Revise(dialogue=REVALUED))
    assert [(to, re.split(":|\n", text)[0]) for to, text in told] == [
        (EDITH, "This takes longer than usual"),
        (EDITH, PREVIEW),
    ]
    assert len(office.drafts(Status.READY)) == 1


@pytest.mark.parametrize("says", [Halted(stage=Stage.COMPARING, reason=Reason.BROKE), ValueError("odd")])
def test_an_examination_that_goes_on_can_still_come_to_nothing(
    office: Office, says: Halted | Exception
) -> None:
    office.workshop.takes, office.workshop.says = 2 * LONG, says
    told = office.does(errands.Revise(dialogue=REVALUED))
    assert told[0][1].startswith("This takes longer than usual")
    assert {to for to, _ in told} == {EDITH}


def test_of_what_nobody_sent_nobody_waits(office: Office) -> None:
    office.workshop.takes = 2 * LONG
    office.folder.held[SURVEY_FILE] = SURVEY.replace("64.5", "65")
    told = office.does(errands.Look(), None)
    assert {text.partition("\n")[0] for _, text in told} == {PREVIEW}


def test_an_examination_ends_with_the_desk_and_says_nothing_more(office: Office) -> None:
    office.workshop.takes = 60

    async def day() -> None:
        await office.archive.ask(errands.errand(errands.Revise(dialogue=REVALUED), EDITH))
        working = asyncio.create_task(office.desk.run())
        await asyncio.sleep(LONG / 2)
        working.cancel()
        with pytest.raises(asyncio.CancelledError):
            await working

    began = time.monotonic()
    asyncio.run(day())
    assert time.monotonic() - began < 30
    assert office.delivered == []
    assert len(office.archive.journal.errands) == 1


def test_what_an_editor_said_becomes_a_draft(office: Office) -> None:
    office.is_told(errands.Revise(dialogue=REVALUED), PREVIEW)
    (draft,) = office.drafts(Status.READY)
    assert draft.way is Way.CHAT
    assert draft.revised == {SURVEY_FILE: SURVEY.replace("64.5", "70")}


@pytest.mark.parametrize("dialogue", ["", "{}", Dialogue(kind="figure").to_json()])
def test_what_was_not_said_to_its_end_leads_to_nothing(office: Office, dialogue: str) -> None:
    assert office.does(errands.Revise(dialogue=dialogue)) == []
    assert office.archive.kept_drafts == {}
    assert office.archive.journal.errands == {}


def test_what_can_t_be_revised_is_told_with_the_reason(office: Office) -> None:
    gone = Dialogue(kind="phrasing", about={"entry": "yeast-survey/gone"}, given={"phrasing": "x"})
    office.is_told(errands.Revise(dialogue=gone.to_json()), REFUSED)
    assert "yeast-survey/gone" in office.delivered[-1].call.payload["text"]


def test_questions_that_people_agreed_to_keep_are_asked_before_and_after(office: Office) -> None:
    kept = KeptQuestion(person=BOB, text="who is proud", entry=None, outcome="answer", version="v")
    office.happens(BOB, questions=[kept])
    office.is_told(errands.Revise(dialogue=REVALUED), PREVIEW)
    assert office.workshop.kept == ("who is proud",)
