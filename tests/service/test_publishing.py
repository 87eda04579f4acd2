"""What is published: live, kept, written to the folder, in the audit, and told to whom it corrects."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.service import editors_taps as taps
from bot.service.ports import Errand, Receipt
from bot.service.publishing import correcting, errands
from bot.service.versions import Concluded, Edition, Status, Unwritten, digest
from tests.knowledge.guild import SURVEY_FILE, TEXTS
from tests.service.publishing_office import BOB, EDITH, EMIL, NOW, PREVIEW, PRIDE, SURVEY, Office

if TYPE_CHECKING:
    import pytest

    from bot.service.ports import Outgoing

# ── What goes live ────────────────────────────────────────────────────────────────────────────────


def test_what_is_published_is_live_kept_written_and_in_the_audit(office: Office) -> None:
    was = office.live.now
    edited = SURVEY.replace("64.5", "65")
    office.publishes(office.sends(edited, PREVIEW, comment="a misprint"))
    assert office.live.now.texts == {**TEXTS, SURVEY_FILE: edited}
    assert office.live.now.version == Edition(texts=office.live.now.texts).version != was.version
    assert office.live.now.advisor.knowledge.measures[PRIDE].figures["brewer"].value == 65
    last = office.archive.published[-1]
    assert (last.number, last.version, last.person, last.comment) == (
        2,
        office.live.now.version,
        EDITH,
        "a misprint",
    )
    assert office.folder.held == office.live.now.texts
    assert office.archive.waiting == {}
    (published,) = office.drafts(Status.PUBLISHED)
    office.is_told(errands.Publish(draft=published.id), "That draft is published")
    deeds = office.archive.journal.deeds
    assert [(deed.did, deed.what) for deed in deeds] == [
        ("proposed", SURVEY_FILE),
        ("published", "version 2"),
        ("changed", SURVEY_FILE),
    ]
    assert (deeds[1].before, deeds[1].after) == (was.version, office.live.now.version)
    assert "-figures.brewer = 64.5\n+figures.brewer = 65" in deeds[2].after


def test_nothing_is_rolled_back_over_changes_that_the_folder_alone_has(office: Office) -> None:
    office.publishes(office.sends(SURVEY.replace("64.5", "65"), PREVIEW))
    live, edited = office.live.now, SURVEY.replace("64.5", "66")
    office.folder.held[SURVEY_FILE] = edited
    office.is_told(errands.RollBack(number=1), "The knowledge folder has changes in")
    assert office.live.now == live
    assert office.folder.held[SURVEY_FILE] == edited
    office.folder.held[SURVEY_FILE] = live.texts[SURVEY_FILE]
    office.is_told(errands.RollBack(number=1), "Rolled back: version 3 is live")
    assert office.folder.held[SURVEY_FILE] == SURVEY


def test_a_draft_of_what_is_live_no_more_is_compared_anew(office: Office) -> None:
    mine = office.sends(SURVEY.replace("64.5", "65"), PREVIEW, comment="mine")
    other = office.sends(TEXTS["decoys.toml"].replace("millers and their mills", "millers"), PREVIEW)
    office.publishes(other)
    does = mine["Publish"]
    assert isinstance(does, taps.Publish)
    again = office.is_told(errands.Publish(draft=does.draft, why="mine"), PREVIEW)
    assert office.delivered[0].call.payload["text"].startswith("Something else was published since")
    assert len(office.archive.published) == 2
    office.publishes(again)
    assert "millers and" not in office.live.now.texts["decoys.toml"]
    assert "65" in office.live.now.texts[SURVEY_FILE]
    assert office.archive.published[-1].comment == "mine"


def test_a_draft_of_files_that_were_published_otherwise_meanwhile_is_overtaken(office: Office) -> None:
    mine = office.sends(SURVEY.replace("64.5", "65"), PREVIEW)
    office.publishes(office.sends(SURVEY.replace("64.5", "66"), PREVIEW))
    does = mine["Publish"]
    assert isinstance(does, taps.Publish)
    office.is_told(errands.Publish(draft=does.draft), f"{SURVEY_FILE} has changed since")
    assert len(office.archive.published) == 2


def test_an_earlier_version_is_live_again_whole_and_so_is_the_folder(office: Office) -> None:
    first = office.live.now.version
    office.publishes(office.sends(SURVEY.replace("64.5", "65"), PREVIEW))
    office.is_told(errands.RollBack(number=1), "Rolled back: version 3 is live")
    assert office.live.now.version == first
    assert office.folder.held == TEXTS
    assert [each.version for each in office.archive.published] == [
        first,
        office.archive.published[1].version,
        first,
    ]
    assert office.archive.published[-1].comment == "back to version 1"
    office.is_told(errands.RollBack(number=1), "Version 1 holds what is live")
    office.is_told(errands.RollBack(number=9), "There is no version 9")
    office.is_told(errands.RollBack(number=2), "Rolled back: version 4 is live")


def test_however_long_ago_a_version_was_live_it_can_be_again(office: Office) -> None:
    first = office.live.now.version
    office.publishes(office.sends(SURVEY.replace("64.5", "65"), PREVIEW))
    other = office.archive.published[-1]
    office.archive.published.extend(replace(other, number=number) for number in range(3, 1_200))
    office.is_told(errands.RollBack(number=1), "Rolled back: version 1200 is live")
    assert office.live.now.version == first


def test_a_draft_that_there_is_none_of_is_gone(office: Office) -> None:
    office.is_told(errands.Publish(draft="made up"), "That draft is gone")
    office.is_told(errands.Discard(draft="made up"), "That draft is gone")


def test_what_an_editor_wrote_meanwhile_stays_in_the_folder_and_is_told(office: Office) -> None:
    """The publication is noted in its transaction, and the folder follows it."""
    buttons = office.sends(SURVEY.replace("64.5", "65"), PREVIEW)
    office.folder.full = True
    office.publishes(buttons)
    assert office.folder.held[SURVEY_FILE] == SURVEY
    assert list(office.archive.waiting) == [SURVEY_FILE]
    assert office.does(errands.Look(), None) == [], "what is not written yet is no change of the folder"
    office.folder.full = False
    office.folder.held[SURVEY_FILE] = hand = SURVEY.replace("64.5", "66")
    told = office.does(errands.Look(), None)
    assert office.archive.waiting == {}
    assert office.folder.held[SURVEY_FILE] == hand
    assert [to for to, _ in told] == [EDITH, EMIL]
    assert office.live.now.texts[SURVEY_FILE] != hand


def test_a_text_that_could_not_be_written_is_written_at_the_next_start(office: Office) -> None:
    office.folder.full = True
    office.publishes(office.sends(SURVEY.replace("64.5", "65"), PREVIEW))
    office.folder.full = False
    office.takes(Errand(kind="look", payload={}))
    assert office.folder.held == office.live.now.texts


def test_a_file_that_a_version_takes_away_goes_from_the_folder(office: Office) -> None:
    fewer = {path: text for path, text in TEXTS.items() if path != "decoys.toml"}
    edition = Edition(texts=fewer)
    asyncio.run(office.archive.conclude(Concluded(errand=0, now=NOW, edition=edition)))
    office.is_told(errands.RollBack(number=2), "Rolled back: version 3 is live")
    assert "decoys.toml" not in office.folder.held
    office.is_told(errands.RollBack(number=1), "Rolled back: version 4 is live")
    assert office.folder.held == TEXTS


def test_what_is_waiting_to_be_written_names_what_it_goes_over(office: Office) -> None:
    office.folder.full = True
    office.publishes(office.sends(SURVEY.replace("64.5", "65"), PREVIEW))
    office.publishes(office.sends(SURVEY.replace("64.5", "66"), PREVIEW))
    assert asyncio.run(office.archive.unwritten()) == (
        Unwritten(path=SURVEY_FILE, over=digest(SURVEY), text=SURVEY.replace("64.5", "66")),
    )
    office.folder.full = False
    office.does(errands.Look(), None)
    assert office.folder.held[SURVEY_FILE] == SURVEY.replace("64.5", "66")


# ── Corrections ───────────────────────────────────────────────────────────────────────────────────


def receipt(person: int, printed: str, population: str = "brewer") -> Receipt:
    return Receipt(person=person, measure=PRIDE, population=population, printed=printed)


def test_who_was_told_what_a_version_corrects_is_told_once_with_the_reason(office: Office) -> None:
    for person, printed in ((BOB, "64.5%"), (8, "65%"), (9, "64.5%"), (10, "")):
        office.happens(person, receipts=[receipt(person, printed), receipt(person, "83%", "baker")])
    office.happens(9, person_facts={correcting.FACT: "no"})
    office.publishes(office.sends(SURVEY.replace("64.5", "65"), PREVIEW, comment="a misprint"))
    assert "is told" not in office.delivered[-1].call.payload["text"]
    reminders = list(office.archive.journal.reminders.values())
    assert sorted(each.person or 0 for each in reminders) == [BOB, 10]
    (mine,) = [each for each in reminders if each.person == BOB]
    assert (mine.payload["was"], mine.payload["now"], mine.payload["why"]) == ("64.5%", "65%", "a misprint")
    office.publishes(office.sends(SURVEY.replace("64.5", "65") + "\n# no other figure\n", PREVIEW))
    assert len(office.archive.journal.reminders) == 2


def test_who_was_told_it_while_the_version_went_live_is_told_so_once_too(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.happens(BOB, receipts=[receipt(BOB, "64.5%")])
    buttons = office.sends(SURVEY.replace("64.5", "65"), PREVIEW, comment="a misprint")
    conclude = office.archive.conclude

    async def concluded(done: Concluded) -> tuple[Outgoing, ...]:
        if done.edition is not None:
            office.archive.journal.keep_receipts([receipt(EMIL, "64.5%")])
        return await conclude(done)

    monkeypatch.setattr(office.archive, "conclude", concluded)
    office.publishes(buttons)
    reminders = list(office.archive.journal.reminders.values())
    assert [each.person for each in reminders] == [BOB, EMIL]
    assert {each.payload["why"] for each in reminders} == {"a misprint"}
    office.publishes(office.sends(SURVEY.replace("64.5", "65") + "\n# no other figure\n", PREVIEW))
    assert len(office.archive.journal.reminders) == 2
