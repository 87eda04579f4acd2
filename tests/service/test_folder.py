"""The knowledge folder: what changes there is told once, and nothing is published over it."""

from __future__ import annotations

from bot.service import editors_taps as taps
from bot.service.publishing import errands
from bot.service.versions import Status, Way
from tests.knowledge.guild import SURVEY_FILE, TEXTS
from tests.service.publishing_office import (
    EDITH,
    EMIL,
    PREVIEW,
    PROUDER,
    REVALUED,
    SURVEY,
    WORSE,
    Office,
)

UNPUBLISHED = "The knowledge folder has changes in "


def test_what_is_new_in_the_folder_is_told_to_every_editor_once(office: Office) -> None:
    office.folder.held |= PROUDER
    assert [to for to, _ in office.does(errands.Look(), None)] == [EDITH, EMIL]
    assert office.delivered[0].call.payload["text"].startswith(PREVIEW)
    (draft,) = office.drafts(Status.READY)
    assert (draft.way, draft.person, draft.revised) == (Way.FOLDER, None, PROUDER)
    assert office.does(errands.Look(), None) == []
    office.is_told(errands.Publish(draft=draft.id), "Published: version 2", EMIL)
    assert office.live.now.texts == {**TEXTS, **PROUDER}
    assert office.does(errands.Look(), None) == []


def test_a_mistake_in_the_folder_is_told_once_too(office: Office) -> None:
    office.folder.held[SURVEY_FILE] = WORSE
    assert len(office.does(errands.Look(), None)) == 2
    assert office.does(errands.Look(), None) == []


def test_what_was_undone_in_the_folder_is_a_draft_no_more(office: Office) -> None:
    office.folder.held |= PROUDER
    office.does(errands.Look(), None)
    (draft,) = office.drafts(Status.READY)
    office.folder.held |= TEXTS
    assert office.does(errands.Look(), None) == []
    assert office.drafts(Status.READY) == []
    office.is_told(errands.Publish(draft=draft.id), "That draft is overtaken")
    office.folder.held |= PROUDER
    assert office.does(errands.Look(), None) != []


def test_what_was_changed_once_more_takes_the_place_of_the_earlier_draft(office: Office) -> None:
    office.folder.held |= PROUDER
    office.does(errands.Look(), None)
    office.folder.held["decoys.toml"] = TEXTS["decoys.toml"] + "\n# more\n"
    office.does(errands.Look(), None)
    (draft,) = office.drafts(Status.READY)
    assert set(draft.revised) == {*PROUDER, "decoys.toml"}


def test_what_was_changed_back_to_a_discarded_draft_ends_the_one_in_between(office: Office) -> None:
    office.folder.held |= PROUDER
    office.does(errands.Look(), None)
    (first,) = office.drafts(Status.READY)
    office.does(errands.Discard(draft=first.id))
    office.folder.held["decoys.toml"] = TEXTS["decoys.toml"] + "\n# more\n"
    office.does(errands.Look(), None)
    office.folder.held["decoys.toml"] = TEXTS["decoys.toml"]
    assert office.does(errands.Look(), None) == []
    assert office.drafts(Status.READY) == []
    assert [draft.id for draft in office.drafts(Status.DISCARDED)] == [first.id]


def test_a_folder_that_is_looked_at_again_keeps_its_draft(office: Office) -> None:
    office.folder.held |= PROUDER
    office.does(errands.Look(), None)
    office.does(errands.Look(), None)
    assert len(office.drafts(Status.READY)) == 1


def test_a_folder_draft_whose_files_were_changed_since_is_not_published(office: Office) -> None:
    office.folder.held |= PROUDER
    office.does(errands.Look(), None)
    (draft,) = office.drafts(Status.READY)
    office.folder.held[SURVEY_FILE] += "# hm\n"
    before = office.stands()
    office.is_told(errands.Publish(draft=draft.id), f"{SURVEY_FILE}, library/barm.toml has changed since")
    assert office.stands() == before
    assert office.drafts(Status.READY) == []


def test_a_discarded_change_stays_in_the_folder(office: Office) -> None:
    office.folder.held |= PROUDER
    office.does(errands.Look(), None)
    (draft,) = office.drafts(Status.READY)
    before = office.stands()
    office.is_told(errands.Discard(draft=draft.id), "Not published. The files in the knowledge folder stay")
    assert office.stands() == before
    assert office.does(errands.Look(), None) == []


def test_a_folder_that_can_t_be_read_is_told_and_nothing_is_drafted(office: Office) -> None:
    office.folder.odd = ("a.toml: it is not UTF-8",)
    told = office.does(errands.Look(), None)
    assert [to for to, _ in told] == [EDITH, EMIL]
    assert "a.toml: it is not UTF-8" in told[0][1]
    assert office.archive.kept_drafts == {}


def test_by_chat_nothing_is_changed_of_a_file_with_changes_that_are_not_published(office: Office) -> None:
    office.folder.held[SURVEY_FILE] += "\n# under way\n"
    before = office.stands()
    office.is_told(errands.Revise(dialogue=REVALUED), UNPUBLISHED + SURVEY_FILE)
    office.sends(SURVEY.replace("64.5", "65"), UNPUBLISHED + SURVEY_FILE)
    assert office.stands() == before
    decoys = TEXTS["decoys.toml"].replace("millers and their mills", "millers")
    office.sends(decoys, PREVIEW)


def test_a_draft_is_not_published_over_changes_that_came_after_it(office: Office) -> None:
    buttons = office.sends(SURVEY.replace("64.5", "65"), PREVIEW)
    office.folder.held[SURVEY_FILE] += "\n# under way\n"
    before = office.stands()
    does = buttons["Publish"]
    assert isinstance(does, taps.Publish)
    office.is_told(errands.Publish(draft=does.draft), UNPUBLISHED + SURVEY_FILE)
    assert office.stands() == before
    office.folder.held |= TEXTS
    office.publishes(buttons)
