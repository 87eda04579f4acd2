"""What an editor's command, line, file or tap leads to, before the desk does anything."""

from __future__ import annotations

import html
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any, TypeGuard

import pytest

from bot.service import editors_taps as taps
from bot.service import taps as service_taps
from bot.service.answering import Answering
from bot.service.incoming import Origin, Pressed, Sent, Text
from bot.service.permissions import Access
from bot.service.ports import Finished, Tap
from bot.service.publishing import errands
from bot.service.publishing.dialogue import FACT, Dialogue
from bot.service.versions import Papers, Publication
from bot.service.visit import Known
from tests.replies.markup import faults
from tests.service.publishing_samples import DIALOGUES, ENTRY, EVERY_TAP, FULL_PREVIEW, NOW, draft
from tests.service.speaking import PlainSpeaker

if TYPE_CHECKING:
    from bot.advisor import Advisor

EDITH = 3
HERE = Origin(key=1, chat=EDITH, chat_kind="private", person=EDITH, message=9)
FILES = {f"library/file-{number}.toml": f"text {number}" for number in range(10, 40)}
HISTORY = tuple(Publication(number=n, version=f"v{n}", at=NOW, person=EDITH) for n in (3, 2, 1))


class Editor:
    """Somebody who edits, with what is kept of them and their papers."""

    def __init__(self, advisor: Advisor) -> None:
        numbers = count(1)
        self._keys = lambda: f"key-{next(numbers)}"
        self.answering = Answering(advisor, PlainSpeaker(), Access(admins=frozenset({EDITH})))
        self.known = Known(papers=Papers(texts=FILES, publications=HISTORY, draft=draft()))
        self.buttons: dict[str, taps.Does] = {}

    def says(self, line: str) -> Finished:
        """A command or a line."""
        name, _, argument = line.removeprefix("/").partition(" ")
        command = name if line.startswith("/") else None
        argument = argument if command else ""
        text = Text(origin=HERE, text=line, command=command, argument=argument, addressed=True)
        return self._done(self.answering.answer(text, self.known, NOW, self._keys))

    def sends(self, caption: str = "") -> Finished:
        """A file."""
        file = Sent(origin=HERE, file="F1", caption=caption)
        return self._done(self.answering.answer(file, self.known, NOW, self._keys))

    def taps(self, does: service_taps.Does) -> Finished:
        """A tap."""
        action = service_taps.stored(does)
        tap = Tap(
            key="k", chat=EDITH, person=EDITH, action=action, version="", expires=NOW.replace(year=2030)
        )
        pressed = Pressed(origin=HERE, key="k", callback_id="c")
        done = self._done(self.answering.answer(pressed, replace(self.known, tap=tap), NOW, self._keys))
        assert [call.method for call in done.calls].count("answerCallbackQuery") == 1
        return done

    @property
    def asked(self) -> str | None:
        """What they are asked for."""
        open_ = Dialogue.from_json(self.known.facts.get(FACT))
        return None if open_ is None else open_.asks

    def _done(self, done: Finished) -> Finished:
        facts = {**self.known.facts, **done.person_facts}
        self.known = replace(self.known, facts={k: v for k, v in facts.items() if v is not None})
        kept = {tap.key: service_taps.understood(tap.action) for tap in done.taps}
        self.buttons = {
            label: kept[key]  # type: ignore[misc]
            for call in done.calls
            for label, key in call.payload.get("buttons", ())
            if key in kept
        }
        for text in texts(done):
            assert faults(text) == []
            assert "can't word" not in text
        return done


@pytest.fixture
def editor(advisor: Advisor) -> Editor:
    """An editor."""
    return Editor(advisor)


def texts(done: Finished) -> list[str]:
    sent = [call for call in done.calls if call.method in {"sendMessage", "editMessageText"}]
    return [call.payload["text"] for call in sent]


def ordered(done: Finished) -> list[errands.Asked | None]:
    assert all(each.person == EDITH for each in done.errands)
    return [errands.understood(each) for each in done.errands]


# ── Finding ───────────────────────────────────────────────────────────────────────────────────────


def test_an_entry_is_found_by_words_and_shown_with_what_can_be_changed(editor: Editor) -> None:
    editor.says("/edit protecting data")
    assert taps.Open(entry=ENTRY) in editor.buttons.values()
    assert len(editor.buttons) <= 8
    assert all(len(label) <= 28 for label in editor.buttons)
    (text,) = texts(editor.taps(taps.Open(entry=ENTRY)))
    for words in ("data protection", ENTRY, "articles/survey.toml", "CIOs: <b>83%</b>"):
        assert words in text
    changes = {
        "Value: CIOs": taps.Change(entry=ENTRY, what="value", population="cio"),
        "Value: CMOs": taps.Change(entry=ENTRY, what="value", population="cmo"),
        "Caveat": taps.Change(entry=ENTRY, what="caveat"),
        "Add a phrasing": taps.Change(entry=ENTRY, what="phrasing"),
        "Statement": taps.Change(entry=ENTRY, what="statement"),
    }
    assert changes.items() <= editor.buttons.items()


def test_an_entry_is_found_by_its_id(editor: Editor) -> None:
    assert ENTRY in texts(editor.says(f"/edit {ENTRY}"))[0]


@pytest.mark.parametrize("words", ["xyzzy plugh", "qqqq", "zebra crossings"])
def test_by_words_that_nothing_is_like_no_entry_is_offered(whole_advisor: Advisor, words: str) -> None:
    editor = Editor(whole_advisor)
    assert texts(editor.says(f"/edit {words}"))[0].startswith("I find nothing like these words.")
    assert editor.buttons == {}


@pytest.mark.parametrize("words", ["budget", "stack", "cost", "gartner"])
def test_one_word_is_enough_to_find_what_is_asked_so(whole_advisor: Advisor, words: str) -> None:
    editor = Editor(whole_advisor)
    editor.says(f"/edit {words}")
    assert len(editor.buttons) > 1


def test_without_words_it_is_told_how_to_edit(editor: Editor) -> None:
    assert texts(editor.says("/edit"))[0].startswith("Tell me what to change")


def test_every_entry_can_be_shown_and_each_of_its_parts_asked_for(advisor: Advisor) -> None:
    editor = Editor(advisor)
    for entry in advisor.knowledge.entries():
        editor.taps(taps.Open(entry=entry.id))
        changes = [does for does in editor.buttons.values() if isinstance(does, taps.Change)]
        assert changes
        for does in changes:
            (text,) = texts(editor.taps(does))
            assert "/cancel ends this." in text
            assert editor.asked is not None


def test_groups_of_the_same_name_are_told_apart_wherever_they_stand(whole_advisor: Advisor) -> None:
    editor, entry = Editor(whole_advisor), "gartner-martech-2023/stack-use"
    (text,) = texts(editor.taps(taps.Open(entry=entry)))
    for population, period in (("cmo", "2023"), ("cmo-2022", "2022"), ("cmo-2020", "2020")):
        assert f"marketing leaders, {period}: <b>" in text
        does = taps.Change(entry=entry, what="value", population=population)
        assert next(label for label, tapped in editor.buttons.items() if tapped == does).endswith(period)
        assert f"the new value for marketing leaders, {period}?" in texts(Editor(whole_advisor).taps(does))[0]


def test_the_caveat_of_one_figure_is_changed_apart_from_that_of_its_measure(whole_advisor: Advisor) -> None:
    editor, entry = Editor(whole_advisor), "netbiscuits-2013/owner-today"
    measure = whole_advisor.knowledge.measures[entry]
    own = {group: figure.caveat for group, figure in measure.figures.items() if figure.caveat}
    assert own
    editor.taps(taps.Open(entry=entry))
    does = {tap.population: tap for tap in editor.buttons.values() if is_caveat(tap)}
    assert set(does) == {"", *own}
    for group, caveat in own.items():
        (text,) = texts(editor.taps(does[group]))
        assert caveat in html.unescape(text)
        assert "with the figure for" in text
        (order,) = ordered(editor.says("As told to others."))
        about = {"entry": entry, "population": group}
        whole = Dialogue(kind="caveat", about=about, given={"caveat": "As told to others."})
        assert order == errands.Revise(dialogue=whole.to_json())


def is_caveat(tap: object) -> TypeGuard[taps.Change]:
    return isinstance(tap, taps.Change) and tap.what == "caveat"


def test_no_two_buttons_of_an_entry_have_the_same_label(whole_advisor: Advisor) -> None:
    editor = Editor(whole_advisor)
    for entry in whole_advisor.knowledge.entries():
        done = editor.taps(taps.Open(entry=entry.id))
        labels = [label for call in done.calls for label, _ in call.payload.get("buttons", ())]
        assert labels
        assert len(set(labels)) == len(labels), (entry.id, labels)


@pytest.mark.parametrize(
    "does", [taps.Open(entry="gone"), taps.Change(entry="gone", what="caveat")], ids=repr
)
def test_an_entry_that_is_gone_since_is_told_to_be(editor: Editor, does: taps.Does) -> None:
    assert texts(editor.taps(does)) == ["That is not there any more."]
    assert editor.asked is None


def test_a_value_that_is_gone_since_is_asked_for_all_the_same(editor: Editor) -> None:
    """What comes of it, the desk says."""
    editor.taps(taps.Change(entry=ENTRY, what="value", population="pope"))
    assert editor.asked == "value"


# ── Dialogues ─────────────────────────────────────────────────────────────────────────────────────


def test_a_line_answers_what_was_asked_for_and_the_whole_is_ordered(editor: Editor) -> None:
    (text,) = texts(editor.taps(taps.Change(entry=ENTRY, what="value", population="cio")))
    assert "83%" in text
    wrong = editor.says("many")
    assert texts(wrong)[0].startswith("I can't read a value in that.")
    assert (wrong.errands, editor.asked) == ((), "value")
    done = editor.says("81%")
    whole = Dialogue(
        kind="value", about={"entry": ENTRY, "population": "cio"}, given={"value": "81%"}
    ).to_json()
    assert ordered(done) == [errands.Revise(dialogue=whole)]
    assert editor.asked is None
    assert "83%" in texts(editor.says("How many CIOs see data protection as a challenge?"))[0]


def test_a_command_between_two_lines_leaves_the_dialogue_open(editor: Editor) -> None:
    editor.says("/new figure")
    editor.says("/versions")
    assert editor.asked == "survey"
    editor.says("netbiscuits")
    assert editor.asked == "short"


def test_what_can_t_be_entered_is_asked_for_again_and_the_rest_is_kept(editor: Editor) -> None:
    for line in ("/new figure", "netbiscuits", "tablets", "buy tablets", "cio"):
        editor.says(line)
    (text,) = texts(editor.says("140%"))
    assert text.startswith("That can't be entered: ")
    assert editor.asked == "value"
    editor.says("40%")
    assert editor.asked == "source"


def test_a_dialogue_is_ended_by_its_word(editor: Editor) -> None:
    editor.says("/new advice")
    assert texts(editor.says("/cancel")) == ["Cancelled."]
    assert editor.asked is None
    assert texts(editor.says("/cancel")) == ["There is nothing to cancel."]


@pytest.mark.parametrize("kind", ["figure", "advice"])
def test_something_new_is_begun_by_name_or_by_a_tap(editor: Editor, kind: str) -> None:
    editor.says("/new")
    assert set(editor.buttons.values()) == {taps.Begin(kind="figure"), taps.Begin(kind="advice")}
    by_tap = texts(editor.taps(taps.Begin(kind=kind)))
    assert by_tap == texts(editor.says(f"/new {kind.upper()}"))


@pytest.mark.parametrize("open_", DIALOGUES, ids=lambda each: f"{each.kind} {len(each.given)}")
@pytest.mark.parametrize("line", ["", "64%", "some words", "x" * 4_000, "\ud800", "<b>half of 3</b>"])
def test_whatever_a_line_says_something_is_answered(editor: Editor, open_: Dialogue, line: str) -> None:
    editor.known = replace(editor.known, facts={FACT: open_.to_json()})
    done = editor.says(line)
    assert texts(done)
    assert (editor.asked is None) == (done.errands != ())


# ── Files, previews and versions ──────────────────────────────────────────────────────────────────


def test_a_file_is_ordered_to_be_taken_with_what_was_written_beside_it(editor: Editor) -> None:
    done = editor.sends("a misprint")
    assert ordered(done) == [errands.Receive(file="F1", comment="a misprint")]
    assert texts(done) == ["I am checking what that changes; a moment."]


def test_a_preview_is_published_with_a_tap_and_can_t_be_tapped_twice(editor: Editor) -> None:
    done = editor.taps(taps.Publish(draft="d", why="because"))
    assert ordered(done) == [errands.Publish(draft="d", why="because")]
    assert [call.payload["buttons"] for call in done.calls if call.method == "editMessageReplyMarkup"] == [[]]


def test_why_something_is_published_is_asked_for_and_passed_on(editor: Editor) -> None:
    done = editor.taps(taps.Publish(draft="d", ask=True))
    assert (done.errands, editor.asked) == ((), "why")
    assert texts(editor.says(" \n"))[0].startswith("That is empty.")
    assert ordered(editor.says("a misprint")) == [errands.Publish(draft="d", why="a misprint")]
    assert editor.asked is None


def test_a_draft_is_discarded_with_a_tap(editor: Editor) -> None:
    assert ordered(editor.taps(taps.Discard(draft="d"))) == [errands.Discard(draft="d")]


def test_answers_are_read_in_place_of_the_preview_and_back(editor: Editor) -> None:
    (text,) = texts(editor.taps(taps.Compare(draft="d", place=1)))
    assert "Before" in text
    assert "After" in text
    (text,) = texts(editor.taps(taps.Compare(draft="d", place=-1)))
    assert text.startswith("<b>This is what it changes.</b>")
    done = editor.taps(taps.Compare(draft="d", place=len(FULL_PREVIEW.differences) + 5))
    assert {call.method for call in done.calls} == {"answerCallbackQuery", "editMessageText"}


def test_what_was_said_of_a_draft_is_kept_while_its_answers_are_read(editor: Editor) -> None:
    editor.taps(taps.Compare(draft="d", place=0, why="a misprint"))
    for label in ("Next ›", "‹ Before", "Back"):
        editor.taps(editor.buttons[label])
    assert editor.buttons["Publish"] == taps.Publish(draft="d", why="a misprint")


@pytest.mark.parametrize(
    "kept",
    [None, draft(None), replace(draft(), preview='{"base":"v0"}'), replace(draft(), preview="no JSON")],
    ids=["gone", "without a preview", "of another version of the program", "damaged"],
)
def test_a_draft_that_can_t_be_shown_is_told_to_be_gone(editor: Editor, kept: Any) -> None:  # noqa: ANN401 (a draft)
    editor.known = replace(editor.known, papers=Papers(draft=kept))
    assert texts(editor.taps(taps.Compare(draft="d", place=0))) == ["That is not there any more."]


def test_versions_are_listed_and_gone_back_to_by_number(editor: Editor) -> None:
    (text,) = texts(editor.says("/versions"))
    assert text.startswith("<b>3</b> (live)")
    assert texts(editor.says("/rollback")) == [text]
    assert texts(editor.says("/rollback ²")) == texts(editor.says("/rollback 1234567890")) == [text]
    assert ordered(editor.says("/rollback 2")) == [errands.RollBack(number=2)]
    assert ordered(editor.taps(taps.RollBack(number=1))) == [errands.RollBack(number=1)]


def test_a_file_is_handed_over_by_a_part_of_its_name(editor: Editor) -> None:
    (call,) = editor.says("/download FILE-17").calls
    assert call.payload["document"] == {"name": "file-17.toml", "text": "text 17"}


def test_many_files_are_offered_a_page_at_a_time(editor: Editor) -> None:
    editor.says("/download")
    seen = set()
    while True:
        seen |= {label for label in editor.buttons if label != "More ›"}
        if "More ›" not in editor.buttons:
            break
        editor.taps(editor.buttons["More ›"])
    assert seen == {path.rpartition("/")[2] for path in FILES}
    editor.says("/download file-2")
    assert set(editor.buttons) == {f"file-{number}.toml" for number in range(20, 30)}


def test_that_no_file_is_called_so_is_said_before_all_are_offered(editor: Editor) -> None:
    (text,) = texts(editor.says("/download zzz"))
    assert text.startswith("No file has zzz in its name. These are the files")
    assert texts(editor.says("/download"))[0].startswith("These are the files")


# ── What people ask in vain ───────────────────────────────────────────────────────────────────────


def test_what_is_asked_in_vain_is_gathered_on_demand(editor: Editor) -> None:
    assert ordered(editor.says("/unanswered")) == [errands.Gather(first=0)]
    assert ordered(editor.taps(taps.Gather(first=3))) == [errands.Gather(first=3)]


def test_one_tap_drafts_a_question_into_an_entry(editor: Editor) -> None:
    taught = editor.taps(taps.Teach(question="why?", entry=ENTRY))
    whole = Dialogue(kind="phrasing", about={"entry": ENTRY}, given={"phrasing": "why?"})
    assert ordered(taught) == [errands.Revise(dialogue=whole.to_json())]


def test_what_is_out_of_scope_is_said_in_the_editor_s_words_and_never_the_person_s(editor: Editor) -> None:
    asked = editor.taps(taps.Teach(question="how many stripes has my neighbour's zebra"))
    assert (asked.errands, editor.asked) == ((), "subject")
    assert "Nothing I hold covers zebras, so I can't tell." in texts(asked)[0]
    assert "Nothing I hold covers quaggas, so I can't tell." in texts(editor.says("quaggas"))[0]
    (order,) = ordered(editor.says("how many quaggas are there"))
    given = {"subject": "quaggas", "phrasings": "how many quaggas are there"}
    assert order == errands.Revise(dialogue=Dialogue(kind="decoy", given=given).to_json())


@pytest.mark.parametrize("does", EVERY_TAP, ids=repr)
def test_every_tap_is_answered(editor: Editor, does: taps.Does) -> None:
    done = editor.taps(does)
    assert done.errands or len(done.calls) > 1
