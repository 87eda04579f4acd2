"""What editors are told: whatever it is about, in words that can be sent, with the buttons that fit."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from bot.knowledge.model import Basis, Place, Problem
from bot.proofing.halting import Halted, Reason, Stage
from bot.proofing.preview import Preview
from bot.proofing.unanswered import Group
from bot.service import editors_taps as editing
from bot.service import taps
from bot.service.incoming import Origin
from bot.service.publishing import saying
from bot.service.publishing.dialogue import _QUESTIONS
from bot.service.versions import Publication, Status, Way
from bot.service.visit import Known, Visit
from tests.replies.markup import faults
from tests.service.publishing_samples import BAD_PREVIEW, ENTRY, FULL_PREVIEW, NOW, draft
from tests.service.speaking import PlainSpeaker

if TYPE_CHECKING:
    from bot.advisor import Advisor
    from bot.knowledge.model import Knowledge
    from bot.service.ports import Finished
    from bot.service.publishing.saying import Said

ME = 5
HERE = Origin(key=1, chat=ME, chat_kind="private", person=ME, message=9)
#: What may stand in somebody's words: numbers, markup, half a character.
WORDS = "7 of <b>9</b> & half \ud800"

WORDED = (
    "checking",
    "publishing",
    "cancelled",
    "nothing to cancel",
    "silent",
    "speaking",
    "gone",
    "fell back",
)


def visit(advisor: Advisor) -> Visit:
    numbers = count(1)
    return Visit(
        advisor=advisor,
        speaker=PlainSpeaker(),
        origin=HERE,
        known=Known(),
        now=NOW,
        keys=lambda: f"key-{next(numbers)}",
    )


def told(advisor: Advisor, said: Said) -> Finished:
    """What it says, in words of its own."""
    here = visit(advisor)
    said(here)
    done = here.done()
    for call in done.calls:
        assert faults(call.payload["text"]) == []
        assert "can't word" not in call.payload["text"]
        assert call.payload["text"].strip()
    return done


def does(done: Finished) -> dict[str, taps.Does | None]:
    """What the buttons do, by their labels."""
    kept = {tap.key: taps.understood(tap.action) for tap in done.taps}
    return {label: kept[key] for call in done.calls for label, key in call.payload["buttons"]}


SAYINGS: list[tuple[str, Said]] = [
    ("failed", saying.failed("ValueError in desk.py:7")),
    ("too large", saying.too_large(200_000)),
    ("nothing changes", saying.nothing_changes()),
    ("unpublished", saying.unpublished(["a1.toml", "b<2>.md"])),
    ("overtaken", saying.overtaken(["a1.toml"])),
    ("compared anew", saying.compared_anew()),
    *((f"over: {status}", saying.over(status)) for status in (*Status, None)),
    *((f"discarded: {way}", saying.discarded(way)) for way in Way),
    ("unread", saying.unread([WORDS] * 3)),
    ("unread, many", saying.unread([f"a.toml:{n}: {WORDS}" for n in range(90)])),
    ("problems", saying.problems([Problem(place=Place(file="a<1>", line=3), what=WORDS, mend="5 & 6")])),
    *(
        (f"halted: {stage}, {reason}", saying.halted(Halted(stage=stage, reason=reason, limit=60, signal=9)))
        for stage in Stage
        for reason in Reason
    ),
    *(
        (f"live: {did}, {people}", saying.live(12, did, people))
        for did in ("published", "rolled back")
        for people in (0, 1, 2, 4_000)
    ),
    ("no such version", saying.no_such_version(77)),
    ("live already", saying.live_already(3)),
    *((kind, saying.word(kind, "12")) for kind in WORDED),
    ("history", saying.history([Publication(number=9, version="v", at=NOW, person=3, comment=WORDS)])),
    ("preview", saying.preview(draft(), FULL_PREVIEW)),
    ("bad preview", saying.preview(draft(BAD_PREVIEW, Status.REFUSED), BAD_PREVIEW)),
    ("empty preview", saying.preview(draft(), Preview(base=None, version="v"))),
    *(
        (f"comparison {place}", saying.comparison(draft(), FULL_PREVIEW, place))
        for place in range(len(FULL_PREVIEW.differences))
    ),
]


@pytest.mark.parametrize("said", [said for _, said in SAYINGS], ids=[name for name, _ in SAYINGS])
def test_everything_can_be_said_and_says_something_of_its_own(advisor: Advisor, said: Said) -> None:
    assert len(told(advisor, said).calls) == 1


def test_no_two_of_them_say_the_same(advisor: Advisor) -> None:
    texts = [told(advisor, said).calls[0].payload["text"] for name, said in SAYINGS if ": " not in name]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("asks", sorted({name for asked in _QUESTIONS.values() for name in asked}))
@pytest.mark.parametrize("held", ["", WORDS, "x" * 9_000])
def test_every_question_to_an_editor_has_words(advisor: Advisor, asks: str, held: str) -> None:
    text = advisor.notice("service_asks", None, asks=asks, held=held, dialogue=None).text
    assert faults(text) == []
    assert len(text.replace("/cancel ends this.", "").strip()) > 10


@pytest.mark.parametrize("why", ["empty", "no value", "no basis", "not one", "gone"])
def test_every_reason_why_an_answer_is_refused_has_words(advisor: Advisor, why: str) -> None:
    near = tuple(Basis) if why == "no basis" else ("gartner-2022", "<b>")
    text = advisor.notice("service_wrong", None, why=why, near=near, asks="survey").text
    assert faults(text) == []
    assert "/cancel" in text


def test_what_can_be_published_has_the_buttons_for_it(advisor: Advisor) -> None:
    assert does(told(advisor, saying.preview(draft(), FULL_PREVIEW, why="said before"))) == {
        "Publish": editing.Publish(draft="d", why="said before"),
        "Publish, and say why": editing.Publish(draft="d", ask=True),
        "Read the answers": editing.Compare(draft="d", place=0, why="said before"),
        "Discard": editing.Discard(draft="d"),
    }


@pytest.mark.parametrize("status", [Status.REFUSED, Status.PUBLISHED, Status.DISCARDED])
def test_what_can_t_be_published_has_no_button_for_it(advisor: Advisor, status: Status) -> None:
    assert set(does(told(advisor, saying.preview(draft(None, status), BAD_PREVIEW)))) == {"Discard"}


def test_a_preview_names_the_changes_the_differences_and_what_to_look_at(advisor: Advisor) -> None:
    (call,) = told(advisor, saying.preview(draft(), FULL_PREVIEW)).calls
    for words in (
        "83% → <b>81%</b>",
        "5%</b>, new",
        "5%, withdrawn",
        "30 with no answer any more",
        "400 tests",
        "One figure is corrected or withdrawn; whoever was told it hears of that.",
    ):
        assert words in call.payload["text"]


def test_the_problems_of_a_preview_are_told_with_their_places_and_the_rest_is_counted(
    advisor: Advisor,
) -> None:
    (call,) = told(advisor, saying.preview(draft(BAD_PREVIEW, Status.REFUSED), BAD_PREVIEW)).calls
    assert "a&lt;b&gt;.toml:1: 1 &amp; more" in call.payload["text"]
    assert "285 more" in call.payload["text"]


def test_differences_are_read_one_after_the_other(advisor: Advisor) -> None:
    last = len(FULL_PREVIEW.differences) - 1
    assert list(does(told(advisor, saying.comparison(draft(), FULL_PREVIEW, 0)))) == ["Back", "Next ›"]
    between = does(told(advisor, saying.comparison(draft(), FULL_PREVIEW, 2)))
    assert between == {
        "‹ Before": editing.Compare(draft="d", place=1),
        "Back": editing.Compare(draft="d", place=-1),
        "Next ›": editing.Compare(draft="d", place=3),
    }
    beyond = told(advisor, saying.comparison(draft(), FULL_PREVIEW, 99))
    assert list(does(beyond)) == ["‹ Before", "Back"]
    assert f"({last + 1} of {last + 1})" in beyond.calls[0].payload["text"]
    assert beyond.calls[0].payload["message_id"] == HERE.message


def group(question: str, nearest: str | None = ENTRY, others: int = 9) -> Group:
    return Group(
        question=question,
        others=tuple(f"{WORDS} {n}" for n in range(others)),
        why={"unanswered": 12, "disliked": 1, "none of these": 2},
        nearest=nearest,
        probability=0.4,
    )


def test_what_was_asked_in_vain_is_told_a_group_at_a_time(advisor: Advisor, knowledge: Knowledge) -> None:
    groups = [group("why 3?"), group("who?", None, 0), group("what?", "gone-since")]
    first = told(advisor, saying.in_vain(groups, 0, knowledge))
    assert "Unanswered: twelve; Disliked: one; None of these: two." in first.calls[0].payload["text"]
    assert does(first) == {
        "Add to “data protection”": editing.Teach(question="why 3?", entry=ENTRY),
        "Out of scope": editing.Teach(question="why 3?"),
        "Next ›": editing.Gather(first=1),
    }
    assert list(does(told(advisor, saying.in_vain(groups, 1, knowledge)))) == [
        "Out of scope",
        "‹ Before",
        "Next ›",
    ]
    for place in (2, 3, 700):
        assert does(told(advisor, saying.in_vain(groups, place, knowledge))) == {
            "Out of scope": editing.Teach(question="what?"),
            "‹ Before": editing.Gather(first=1),
        }
    assert does(told(advisor, saying.in_vain([], 3, knowledge))) == {}


@pytest.mark.parametrize("groups", [[group("why 3?")], []])
@pytest.mark.parametrize(
    ("declined", "said"),
    [(1, "One question on a subject that is out of scope is left out."), (40, "40 questions on subjects")],
)
def test_what_is_out_of_scope_is_counted_below_what_was_asked_in_vain(
    advisor: Advisor, knowledge: Knowledge, groups: list[Group], declined: int, said: str
) -> None:
    done = told(advisor, saying.in_vain(groups, 0, knowledge, declined=declined))
    text = done.calls[0].payload["text"]
    assert f"\n\n{said}" in text
    assert "\n\n\n" not in text


def test_of_the_history_each_earlier_version_can_be_gone_back_to(advisor: Advisor) -> None:
    history = [Publication(number=n, version="v", at=NOW, person=3, comment=WORDS) for n in range(30, 0, -1)]
    done = told(advisor, saying.history(history))
    assert does(done) == {f"Back to {n}": editing.RollBack(number=n) for n in range(29, 21, -1)}
    assert "<b>30</b> (live)" in done.calls[0].payload["text"]
