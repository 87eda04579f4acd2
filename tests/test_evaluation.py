"""How answers are held against what was expected."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from bot.evaluation import Scorecard, Verdict, evaluate, numbers_in
from bot.exchange import UnusableInputError
from bot.replies.reply import Outcome
from bot.terminal import scorecard

if TYPE_CHECKING:
    from bot.advisor import Advisor

QUESTION = "How many CIOs see data protection as a challenge?"
VAGUE = "mobile"
TITLES = {"Data protection": ["netbiscuits-2013/data-protection"]}


def case(turn: str = QUESTION, **expect: object) -> dict[str, object]:
    return {"id": "a", "category": "figures", "turns": [turn], "expect": {"outcome": "answer", **expect}}


def judged(advisor: Advisor, line: object) -> Verdict:
    return evaluate([line], advisor, TITLES).verdicts[0]


def verdict(group: str, *failures: str, wrong: tuple[str, ...] = ()) -> Verdict:
    return Verdict(
        id="q1",
        group=group,
        turns=("who \x1b[31masks",),
        answer="So many.",
        outcome="answer",
        failures=failures,
        wrong=wrong,
    )


def test_an_answer_that_holds_all_that_is_expected_passes(advisor: Advisor) -> None:
    good = case(
        numbers_all=[83],
        numbers_none=[64],
        any_terms=[["data", "privacy"]],
        entry="netbiscuits-2013/data-protection",
    )
    assert judged(advisor, good).passed


@pytest.mark.parametrize(
    "expect",
    [
        {"numbers_all": [84]},
        {"any_terms": [["data"], ["bananas"]]},
        {"entry": "first-steps"},
        {"outcome": "abstain"},
    ],
    ids=str,
)
def test_an_answer_that_lacks_something_fails_without_being_wrong(
    advisor: Advisor, expect: dict[str, Any]
) -> None:
    found = judged(advisor, case(**expect))
    assert not found.passed
    assert found.failures
    assert found.wrong == ()


@pytest.mark.parametrize(
    ("turn", "passing"),
    [
        (QUESTION, {"answer"}),
        ("thank you", {"social", "abstain"}),
        ("who won the election", {"abstain"}),
        (VAGUE, {"choose", "abstain"}),
    ],
)
@pytest.mark.parametrize("outcome", list(Outcome))
def test_an_outcome_passes_where_it_is_expected_and_any_but_an_answer_where_none_may_be_given(
    advisor: Advisor, turn: str, passing: set[str], outcome: Outcome
) -> None:
    assert judged(advisor, case(turn, outcome=outcome.value)).passed is (outcome.value in passing)


def test_small_talk_passes_as_an_answer_where_that_is_what_was_asked_for(advisor: Advisor) -> None:
    assert judged(advisor, case("thank you") | {"category": "smalltalk"}).passed
    assert not judged(advisor, case("who won the election") | {"category": "smalltalk"}).passed


def test_a_number_that_must_not_be_said_is_a_wrong_number(advisor: Advisor) -> None:
    assert judged(advisor, case(numbers_none=[83])).wrong == ("says 83",)


def test_a_topic_passes_when_its_question_comes_to_one_of_its_entries(advisor: Advisor) -> None:
    assert judged(advisor, {"text": QUESTION, "about": "Data protection", "in": "a"}).passed


def test_a_question_about_nothing_held_must_not_be_answered(advisor: Advisor) -> None:
    assert judged(advisor, {"text": "who won the election", "about": None, "style": "far"}).passed
    assert not judged(advisor, {"text": QUESTION, "about": None, "style": "far"}).passed


def test_a_blank_line_counts_as_a_line_and_is_not_judged(advisor: Advisor) -> None:
    assert len(evaluate([None, case(), None], advisor).verdicts) == 1
    with pytest.raises(UnusableInputError, match="line 3"):
        evaluate([case(), None, {}], advisor)


@pytest.mark.parametrize(
    "line",
    [
        3,
        [],
        "text",
        {"id": "a", "turns": ["x"]},
        {"id": "a", "turns": ["x"], "expect": {"outcome": "applause"}},
        case(numbers_all=["83"]),
        case(numbers_none=83),
        case(any_terms=["data"]),
        {"text": 3, "about": None},
        {"text": "x", "about": ["y"]},
        {"text": "x", "about": None, "role": ["cio"]},
    ],
    ids=str,
)
def test_a_line_that_can_not_be_judged_is_named(advisor: Advisor, line: object) -> None:
    with pytest.raises(UnusableInputError, match="line 2"):
        evaluate([case(), line], advisor, TITLES)


def test_a_topic_without_an_entry_in_the_table_is_skipped_and_counted(advisor: Advisor) -> None:
    card = evaluate([case(), {"text": "x", "about": "a title that no table has"}], advisor, TITLES)
    assert (len(card.verdicts), card.skipped) == (1, 1)


def test_a_topic_without_any_table_is_named(advisor: Advisor) -> None:
    with pytest.raises(UnusableInputError, match="line 1"):
        evaluate([{"text": "x", "about": "Data protection"}], advisor)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("83% and 1,250 of 2.5", ["83", "1250", "2.5"]), ("over 50%.", ["50"]), ("none", [])],
)
def test_numbers_are_read_from_text(text: str, numbers: list[str]) -> None:
    assert numbers_in(text) == {Decimal(number) for number in numbers}


def test_a_scorecard_says_what_failed_and_why_and_sums_up_in_its_last_line() -> None:
    card = Scorecard(
        verdicts=(verdict("a"), verdict("a", "lacks 83"), verdict("b", wrong=("says 64", "says 65")))
    )
    told = list(scorecard.lines(card))
    assert told[:5] == [
        "q1 (a)",
        "  > who \N{REPLACEMENT CHARACTER}[31masks",
        "  lacks 83",
        "  | So many.",
        "",
    ]
    assert "  WRONG: says 64" in told
    assert told[-3:] == ["a     1 of 2", "b     0 of 1", "1 of 3 passed, 2 wrong numbers"]


def test_a_scorecard_without_a_wrong_number_says_so() -> None:
    card = Scorecard(verdicts=(verdict("a"),))
    assert list(scorecard.lines(card))[-1] == "1 of 1 passed, no wrong number"
