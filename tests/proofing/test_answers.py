"""Answers before and after: what differs, and how bad it is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.proofing.answers import Answered, Counted, Severity, answered, counted, differences
from bot.proofing.asking import asked
from bot.replies.reply import Kind, Outcome, plain

if TYPE_CHECKING:
    from bot.advisor import Advisor

VALUE = Answered(
    outcome=Outcome.ANSWER, kind=Kind.VALUE, entry="bread", numbers=(Decimal(60),), text="60% of CIOs"
)
REFUSAL = Answered(outcome=Outcome.ABSTAIN, kind=Kind.REFUSAL, entry=None, numbers=(), text="Not held.")
CHOICE = Answered(outcome=Outcome.CHOOSE, kind=Kind.CLARIFY, entry=None, numbers=(), text="Which one?")
replies = st.builds(
    Answered,
    outcome=st.sampled_from(Outcome),
    kind=st.sampled_from(Kind),
    entry=st.sampled_from([None, "bread", "salt"]),
    numbers=st.lists(st.integers(0, 2).map(Decimal), max_size=2).map(tuple),
    text=st.sampled_from(["one", "another"]),
)


@pytest.mark.parametrize(
    ("before", "after", "severity"),
    [
        (VALUE, replace(VALUE, entry="salt"), Severity.ANOTHER),
        (VALUE, replace(VALUE, kind=Kind.GAP), Severity.ANOTHER),
        (VALUE, REFUSAL, Severity.LOST),
        (VALUE, CHOICE, Severity.LOST),
        (REFUSAL, VALUE, Severity.GAINED),
        (CHOICE, REFUSAL, Severity.SHIFTED),
        (VALUE, replace(VALUE, numbers=(Decimal(61),), text="61% of CIOs"), Severity.NUMBERS),
        (VALUE, replace(VALUE, text="60 percent"), Severity.WORDING),
        (REFUSAL, replace(REFUSAL, text="Nothing is held."), Severity.WORDING),
    ],
)
def test_a_difference_is_as_bad_as_what_it_does(
    before: Answered, after: Answered, severity: Severity
) -> None:
    (found,) = differences({"q": before}, {"q": after})
    assert (found.severity, found.before, found.after) == (severity, before, after)


@given(st.dictionaries(st.text(max_size=3), replies), st.dictionaries(st.text(max_size=3), replies))
def test_the_questions_of_both_that_are_answered_otherwise_are_told_worst_first(
    before: dict[str, Answered], after: dict[str, Answered]
) -> None:
    found = differences(before, after)
    assert {d.question for d in found} == {q for q in before.keys() & after.keys() if before[q] != after[q]}
    order = [(list(Severity).index(d.severity), d.question) for d in found]
    assert order == sorted(order)
    assert sum(c.count for c in counted(found)) == len(found)


def test_what_is_folded_away_counts_as_words_of_the_answer(advisor: Advisor) -> None:
    reply = asked("How many CIOs worry about data protection?", advisor).replies[0]
    caveat = replace(reply, more=f"{reply.more}\n<i>Read with care.</i>")
    before, after = answered(reply), answered(caveat)
    assert after.text.endswith("Read with care.")
    (found,) = differences({"q": before}, {"q": after})
    assert found.severity is Severity.WORDING
    assert answered(replace(reply, more="")).text == plain(reply.text)


def test_each_severity_is_counted() -> None:
    found = differences({"a": VALUE, "b": VALUE, "c": REFUSAL}, {"a": REFUSAL, "b": REFUSAL, "c": VALUE})
    assert counted(found) == (
        Counted(severity=Severity.LOST, count=2),
        Counted(severity=Severity.GAINED, count=1),
    )
