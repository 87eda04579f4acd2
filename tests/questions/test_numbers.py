"""Numbers that people write or speak."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.questions.numbers import Stated, stated
from bot.questions.words import clean, tokens

UNITS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def read(text: str) -> tuple[Stated, ...]:
    """The numbers in a text as it is sent."""
    return stated(tokens(clean(text)))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("44%", "44"),
        ("44 %", "44"),
        ("44 percent of CIOs", "44"),
        ("44 per cent", "44"),
        ("44 pct", "44"),
        ("44.5%", "44.5"),
        ("forty four percent", "44"),
        ("forty-four per cent", "44"),
        ("fourty percent", "40"),
        ("ninety nine percent", "99"),
        ("twelve percent", "12"),
        ("zero percent", "0"),
        ("a hundred percent", "100"),
        ("one hundred percent", "100"),
        ("hundred per cent", "100"),
    ],
)
def test_a_number_with_percent_is_a_share(text: str, value: str) -> None:
    (found,) = read(text)
    assert (found.value, found.share, found.rough) == (Decimal(value), True, False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("half of them", "50"),
        ("is it half", "50"),
        ("a third of CIOs", "33.3"),
        ("one third of CIOs", "33.3"),
        ("two thirds of CMOs", "66.7"),
        ("two-thirds", "66.7"),
        ("a quarter of firms", "25"),
        ("three quarters", "75"),
        ("four fifths of us", "80"),
        ("nine tenths", "90"),
        ("nine out of ten", "90"),
        ("nine in ten CIOs", "90"),
        ("one in five", "20"),
        ("1 in 4", "25"),
        ("9 out of 10", "90"),
    ],
)
def test_a_fraction_in_words_is_a_rough_share(text: str, value: str) -> None:
    found = read(text)[0]
    assert (round(found.value, 1), found.share, found.rough) == (Decimal(value), True, True)


@pytest.mark.parametrize(
    "text", ["three steps", "two articles", "in 2013", "1,100 firms", "3.24 points", "seven"]
)
def test_a_bare_number_is_no_share(text: str) -> None:
    (found,) = read(text)
    assert not found.share


@pytest.mark.parametrize(
    "text", ["a third article", "the third place", "a quarter final", "in the first place"]
)
def test_an_ordinal_is_no_share(text: str) -> None:
    assert not any(n.share for n in read(text))


@pytest.mark.parametrize("text", ["eleven in ten", "ten in 0", "5 out of 3"])
def test_more_than_the_whole_is_no_share(text: str) -> None:
    assert not any(n.share for n in read(text))


@pytest.mark.parametrize("text", ["20 people", "3 seconds", "step 2", "the first 100 days", "top 10"])
def test_what_counts_things_is_told_from_what_may_be_a_share(text: str) -> None:
    assert [s.counts for s in read(text)] == [True]


@pytest.mark.parametrize("text", ["64", "is 64 right?", "no, I read 83", "44% of chiefs", "17 times 23"])
def test_what_may_be_a_share_counts_nothing(text: str) -> None:
    assert not any(s.counts for s in read(text))


def test_a_percent_sign_behind_one_asks_for_a_share_and_states_none() -> None:
    assert read("quick one: % of CIOs who agree") == ()
    assert read("one percent of CIOs")[0].share


def test_several_numbers_are_found_in_their_order() -> None:
    found = read("is it 83% against sixty four percent, or a third of them in 2013?")
    assert [(round(n.value), n.share) for n in found] == [(83, True), (64, True), (33, True), (2013, False)]


@given(st.integers(20, 99))
def test_a_number_in_words_is_the_same_as_in_digits(number: int) -> None:
    spoken = f"{TENS[number // 10 - 2]} {UNITS[number % 10]} percent"
    assert [n.value for n in read(spoken)] == [n.value for n in read(f"{number}%")] == [number]


WORDS = (
    "a",
    "one",
    "half",
    "third",
    "thirds",
    "in",
    "out",
    "of",
    "ten",
    "nine",
    "0",
    "5",
    "1e9",
    "²",
    "1,1",
    "%",
)


@given(st.lists(st.sampled_from(WORDS)))
def test_numbers_lie_in_order_without_overlap_whatever_the_words(words: list[str]) -> None:
    found = stated(tuple(words))
    ends = [0, *(n.end for n in found)]
    assert all(end <= n.start < n.end <= len(words) for end, n in zip(ends, found, strict=False))
    assert all(n.value >= 0 for n in found)
    assert all(n.value <= 100 for n in found if n.rough)


@given(st.text())
def test_no_text_stops_the_reading_of_numbers(text: str) -> None:
    assert isinstance(read(text), tuple)
