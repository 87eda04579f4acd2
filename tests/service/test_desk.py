"""The desk: whatever editors ask for is done once, wholly or not at all, and told."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from bot.knowledge.parse import parse
from bot.proofing.halting import Halted, Reason, Stage
from bot.service import editors_taps as taps
from bot.service import taps as service_taps
from bot.service.ports import Errand, Finished, KeptQuestion, Opinion, Receipt
from bot.service.publishing import correcting, errands
from bot.service.publishing.desk import Desk
from bot.service.publishing.dialogue import Dialogue
from bot.service.publishing.live import Live, Loaded
from bot.service.versions import Concluded, Draft, Edition, Status, Unwritten, Way, digest
from tests.conftest import advising, matching
from tests.knowledge.guild import SURVEY_FILE, TEXTS
from tests.service.fakes import PlainSpeaker
from tests.service.publishing_fakes import Drawer, InMemoryArchive, InMemoryFolder, PlainWorkshop
from tests.store.keeping import update

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.advisor import Advisor
    from bot.service.ports import Outgoing
    from bot.service.publishing.errands import Asked

NOW = datetime(2026, 5, 4, tzinfo=UTC)
EDITH, EMIL, BOB = 3, 4, 7
EVERY_EDITOR = (EDITH, EMIL)
PRIDE = "yeast-survey/starter-pride"
SURVEY = TEXTS[SURVEY_FILE]
#: Both collections print the figure.
PROUDER = {
    path: TEXTS[path].replace("figures.baker = 83", "figures.baker = 84")
    for path in (SURVEY_FILE, "library/barm.toml")
}
WORSE = SURVEY.replace('sources = ["guild-news"]', 'sources = ["nowhere"]', 1)
REVALUED = Dialogue(
    kind="value", about={"entry": PRIDE, "population": "brewer"}, given={"value": "70%"}
).to_json()


@cache
def _advisor(texts: tuple[tuple[str, str], ...]) -> Advisor:
    knowledge, problems = parse(dict(texts))
    assert knowledge is not None
    if problems:
        raise ValueError("these texts can't be loaded")
    return advising(knowledge, matching(knowledge))


async def load(texts: Mapping[str, str]) -> Advisor:
    return _advisor(tuple(sorted(texts.items())))


class Office:
    """A desk with all its surroundings in memory."""

    def __init__(self) -> None:
        self.archive = InMemoryArchive()
        self.folder = InMemoryFolder(TEXTS)
        self.workshop = PlainWorkshop()
        self.drawer = Drawer()
        self.delivered: list[Outgoing] = []
        self.slept: list[float] = []
        texts = dict(TEXTS)
        self.live = Live(
            Loaded(version=Edition(texts=texts).version, texts=texts, advisor=asyncio.run(load(texts)))
        )
        first = Edition(texts=texts, comment="the first start")
        asyncio.run(self.archive.conclude(Concluded(errand=0, now=NOW, edition=first)))
        numbers = count(1)
        self.desk = Desk(
            archive=self.archive,
            folder=self.folder,
            workshop=self.workshop,
            files=self.drawer,
            load=load,
            live=self.live,
            speaker=PlainSpeaker(),
            editors=EVERY_EDITOR,
            deliver=self.delivered.extend,
            clock=lambda: NOW,
            keys=lambda: f"key-{next(numbers)}",
            sleep=self._sleep,
        )
        self._keys = count(1)

    async def _sleep(self, seconds: float) -> None:
        """Sleep until nothing is left to do; then the desk's day is over."""
        self.slept.append(seconds)
        if not self.archive.journal.errands or len(self.slept) > 20:
            raise asyncio.CancelledError

    def does(self, asked: Asked, person: int | None = EDITH) -> list[tuple[int | None, str]]:
        """Have something done; who is told what."""
        return self.takes(errands.errand(asked, person))

    def takes(self, errand: Errand) -> list[tuple[int | None, str]]:
        """Have an errand done by a desk that begins its day; who is told what."""
        self.delivered.clear()

        async def day() -> None:
            await self.archive.ask(errand)
            await self.desk.run()

        with pytest.raises(asyncio.CancelledError):
            asyncio.run(day())
        return [(each.call.chat, each.call.payload["text"]) for each in self.delivered]

    def is_told(self, asked: Asked, beginning: str, person: int | None = EDITH) -> Mapping[str, taps.Does]:
        """Have something done of which one is told as much; what the last buttons do."""
        told = self.does(asked, person)
        assert told, "nothing was told"
        assert all(to == person for to, _ in told)
        assert told[-1][1].startswith(beginning), told[-1][1]
        return self.buttons()

    def buttons(self) -> dict[str, Any]:
        """What can be tapped under what was told last."""
        kept = self.archive.journal.taps
        last = self.delivered[-1].call.payload["buttons"]
        return {label: service_taps.understood(kept[key].action) for label, key in last}

    def sends(self, text: str | bytes, beginning: str, comment: str = "") -> Mapping[str, taps.Does]:
        """Have a file taken."""
        name = f"f{next(self._keys)}"
        self.drawer.held[name] = text.encode() if isinstance(text, str) else text
        return self.is_told(errands.Receive(file=name, comment=comment), beginning)

    def publishes(self, buttons: Mapping[str, taps.Does]) -> None:
        """Publish what was previewed."""
        does = buttons["Publish"]
        assert isinstance(does, taps.Publish)
        self.is_told(errands.Publish(draft=does.draft, why=does.why), "Published: version")

    def drafts(self, status: Status) -> list[Draft]:
        """The drafts of which this has become."""
        return [draft for draft in self.archive.kept_drafts.values() if draft.status is status]

    def stands(self) -> tuple[object, ...]:
        """What must not change where nothing is done."""
        return self.live.now, list(self.archive.published), dict(self.folder.held)

    def happens(self, person: int, **rest: Any) -> None:  # noqa: ANN401 (any field of Finished)
        """Let an update of somebody lead to something."""

        async def happened() -> None:
            key = next(self._keys)
            await self.archive.journal.accept([update(key, person)], NOW)
            await self.archive.journal.finish(Finished(key=key, now=NOW, person=person, chat=person, **rest))

        asyncio.run(happened())


@pytest.fixture
def office() -> Office:
    """An office in which the folder is live."""
    return Office()


PREVIEW = "<b>This is what it changes.</b>"
BAD_PREVIEW = "<b>This can't be published yet.</b>"
REFUSED = "That can't be taken as it is."
UNPUBLISHED = "The knowledge folder has changes in "


# ── What comes in ─────────────────────────────────────────────────────────────────────────────────


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


# ── The folder ────────────────────────────────────────────────────────────────────────────────────


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


# ── Trouble ───────────────────────────────────────────────────────────────────────────────────────


def test_an_errand_that_fails_is_tried_again_and_then_given_up(office: Office) -> None:
    class Broken(PlainWorkshop):
        tried = 0

        async def place(self, texts: Mapping[str, str], upload: str) -> str:
            del texts, upload
            Broken.tried += 1
            raise RuntimeError("a secret of somebody")

    office.desk._workshop = Broken()
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


# ── What people ask in vain ───────────────────────────────────────────────────────────────────────


def test_what_people_ask_in_vain_is_told_grouped_and_without_them(office: Office) -> None:
    office.is_told(errands.Gather(), "Nothing was asked in vain")
    for number, (text, outcome) in enumerate(
        [
            ("how vain are brewers about their starter", "abstain"),
            ("how vain are brewers about their starters", "none of these"),
            ("what is the price of a tram to the harbour", "abstain"),
        ]
    ):
        kept = KeptQuestion(person=1_000_000 + number, text=text, entry=None, outcome=outcome, version="v")
        office.happens(1_000_000 + number, questions=[kept])
    liked = KeptQuestion(person=BOB, text="who keeps it", entry=PRIDE, outcome="answer", version="v")
    opinion = Opinion(person=BOB, entry=PRIDE, version="v", liked=False, reason="wrong")
    office.happens(BOB, questions=[liked], opinions=[opinion])
    buttons = office.is_told(errands.Gather(), "<b>how vain are brewers about their starter")
    text = office.delivered[-1].call.payload["text"]
    assert "None of these: one" in text
    assert "Unanswered: one" in text
    assert "(1 of 3)" in text
    assert "100000" not in text
    assert taps.Teach(question="how vain are brewers about their starters") in buttons.values() or (
        taps.Teach(question="how vain are brewers about their starter") in buttons.values()
    )
    assert buttons["Next ›"] == taps.Gather(first=1)


def test_the_time_between_two_looks_is_short_and_after_a_failure_longer(office: Office) -> None:
    office.does(errands.Look(), None)
    office.workshop.says = RuntimeError("once")
    office.folder.held |= PROUDER
    office.does(errands.Look(), None)
    assert min(office.slept) < max(office.slept) <= timedelta(seconds=1).total_seconds()


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
