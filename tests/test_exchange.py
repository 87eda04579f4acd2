"""The JSON shape that other programs rely on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exchange import Conversation, UnusableInputError, audience, hold, parse, read, record

if TYPE_CHECKING:
    from bot.advisor import Advisor

# As promised.
KEYS = [
    *("id", "outcome", "kind", "entry", "confidence", "ranking", "choices", "numbers", "nearest", "missing"),
    *("sources", "text"),
]
OUTCOMES = {"answer", "choose", "abstain", "social"}


def held(advisor: Advisor, *turns: str, role: str | None = None) -> dict[str, object]:
    return record("x", hold(Conversation(id="x", turns=turns, role=role), advisor))


def test_a_record_has_the_promised_keys_in_the_promised_order(advisor: Advisor) -> None:
    assert list(held(advisor, "How many CMOs find alignment desirable?")) == KEYS


def test_a_figure_answers_with_its_number_and_its_sources(advisor: Advisor) -> None:
    answer = held(advisor, "How many CIOs see data protection as a challenge?")
    assert answer["outcome"] == "answer"
    assert answer["entry"] == "netbiscuits-2013/data-protection"
    assert answer["numbers"] == [83]
    assert answer["sources"] == ["time-to-team-up"]
    assert "83%" in str(answer["text"])


def test_only_the_last_turn_is_answered_in_the_light_of_those_before(advisor: Advisor) -> None:
    answer = held(advisor, "How many CIOs see data protection as a challenge?", "and the CMOs?")
    assert answer["numbers"] == [64]


def test_a_refusal_names_what_is_missing_and_has_no_numbers(advisor: Advisor) -> None:
    answer = held(advisor, "How many CFOs find alignment desirable?")
    assert answer["outcome"] == "abstain"
    assert answer["missing"] == "role"
    assert answer["numbers"] == []


def test_each_conversation_begins_from_nothing(advisor: Advisor) -> None:
    held(advisor, "How many CIOs see data protection as a challenge?")
    assert held(advisor, "and the CMOs?")["numbers"] != [64]


@given(turns=st.lists(st.text(max_size=60), min_size=1, max_size=3), role=st.none() | st.text(max_size=5))
def test_every_record_is_of_the_promised_types(advisor: Advisor, turns: list[str], role: str | None) -> None:
    line = json.dumps({"id": "a", "turns": turns, "role": role})
    answer = json.loads(json.dumps(record("a", hold(read(line), advisor))))
    assert answer["outcome"] in OUTCOMES
    assert answer["confidence"] is None or 0 <= answer["confidence"] <= 1
    assert len(answer["ranking"]) <= 10
    assert all(isinstance(id_, str) and 0 <= p <= 1 for id_, p in answer["ranking"])
    assert answer["choices"] or answer["outcome"] != "choose"
    assert all(set(choice) == {"id", "label"} for choice in answer["choices"])
    assert all(type(number) in {int, float} for number in answer["numbers"])
    assert answer["outcome"] == "answer" or answer["numbers"] == []
    assert answer["text"].strip()


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        "3",
        "null",
        "[" * 100_000,
        '"text"',
        "{}",
        '{"id": "a"}',
        '{"id": 7, "turns": ["x"]}',
        '{"id": "a", "turns": []}',
        '{"id": "a", "turns": "x"}',
        '{"id": "a", "turns": ["x", 3]}',
        '{"id": "a", "turns": ["x"], "role": 3}',
        '{"id": "a", "turns": ["x"], "role": ["cio"]}',
        "1" * 5_000,
    ],
    ids=lambda line: line[:40],
)
def test_a_line_that_is_no_conversation_is_refused_with_a_reason(line: str) -> None:
    with pytest.raises(UnusableInputError, match=r"\w"):
        read(line)


def test_what_is_not_known_on_a_line_is_left_alone() -> None:
    assert parse({"id": "a", "turns": ["x"], "note": 3}) == Conversation(id="a", turns=("x",))


@pytest.mark.parametrize(
    ("given_role", "counts_as"),
    [("cio", "cio"), ("ceo", "ceo"), ("CIO", "other"), ("intern", "other"), (None, None)],
)
def test_an_unknown_role_counts_as_other(given_role: str | None, counts_as: str | None) -> None:
    assert audience(given_role) == counts_as
