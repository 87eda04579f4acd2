"""Which numbers count as typed."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge import numerals
from bot.knowledge.numerals import first_typed_number, typed_numbers

TYPED = (
    "83 percent", "½ of them", "٣", "Ⅳ", "x²", "₂", "B2B", "𝟗", "１",
    "one in five", "Nine out of ten CIOs", "one in a hundred", "one out of every ten", "one\nin\nfive",
    "half of them", "halves", "halved", "halving", "one half", "one-half", "_half_", "**half**",
    "two-thirds", "two thirds of", "a third of CIOs", "nearly a third worry", "fell by a third.",
    "one third of", "one-third", "a third say so", "every third CIO", "another third of",
    "a fifth of", "tenths", "four fifths", "about a tenth.",
    "a quarter of", "three quarters", "three-quarters of", "a quarter said", "grew by a quarter.",
    "quarter of the firms",
    "twice as many", "thrice", "doubled", "double the budget", "doubling", "double as many", "triples",
    "quadruple", "trebled", "double-digit growth", "single-digit",
    "threefold", "ten-fold", "dozens", "a dozen", "two to one", "three times as many", "five times more",
    "thirteen", "twenty", "ninety-nine", "ninety nine", "two hundred", "a thousand", "millions",
    "billion", "in their twenties", "TWENTY", "fifty-fifty", "five hundred thousand",
    "ten percent", "five per cent", "zero percent", "five percentage points", "nineteen points",
    "nine points apart", "a nine-point gap", "one point five",
)  # fmt: skip

PASSING = (
    "two articles", "twelve people", "zero tolerance", "ten weeks", "five minutes", "one of two articles",
    "the third place", "first, second, third", "third of all, ask", "a third option", "a third voice",
    "a third party", "third parties", "one third-party vendor", "to a third party", "the second step",
    "double-check", "double-checking the list", "double down", "doubles as a guide", "a double role",
    "unfold", "manifold", "scaffold", "folder",
    "once a quarter", "every quarter", "next quarter", "the last quarter of the year", "headquarters of",
    "quarterly", "halfway", "half-hearted", "behalf of", "half-finished",
    "two in one go", "one-on-one", "one to one", "once", "both", "all of them", "a majority", "few",
    "percent", "points", "none", "weight", "often", "tent", "attend", "someone", "freight", "",
)  # fmt: skip


@pytest.mark.parametrize("text", TYPED)
def test_a_number_is_found(text: str) -> None:
    assert first_typed_number(text) is not None


@pytest.mark.parametrize("text", PASSING)
def test_what_states_no_number_passes(text: str) -> None:
    assert first_typed_number(text) is None


def test_spans_come_in_order_as_written_and_the_longest_at_a_place() -> None:
    text = "Eighty-three percent, 12, and one in five."
    spans = typed_numbers(text)
    assert [span.text for span in spans] == ["Eighty-three percent", "12", "one in five"]
    assert all(text[span.start : span.end] == span.text for span in spans)


def test_the_numbers_of_a_name_pass_where_the_whole_name_stands() -> None:
    names = ["Web 2.0", "The 5G Report 2013"]
    assert first_typed_number("Web 2.0 and The 5G Report 2013", names) is None
    assert first_typed_number("The 5G Report", names) == "5"
    assert first_typed_number("Web 2.01", names) == "2"
    assert first_typed_number("Web 2.0 in 2013", names) == "2013"


def test_a_name_exempts_nothing_that_reaches_beyond_it() -> None:
    assert first_typed_number("one in five", ["five"]) == "one in five"


def test_overlapping_names_exempt_together() -> None:
    assert first_typed_number("Survey 2013 Report 14", ["Survey 2013 Report", "2013 Report 14"]) is None


@given(st.text(), st.lists(st.text(max_size=10), max_size=5))
def test_any_text_has_spans_of_its_own(text: str, names: list[str]) -> None:
    spans = typed_numbers(text, names)
    assert all(text[span.start : span.end] == span.text for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))


# Every word the patterns know, with what may stand in its place, and between.
_KNOWN = sorted({word for pattern in numerals._PATTERNS for word in re.findall("[a-z]+", pattern.pattern)})
_TOLD = ["fourty", "halves", "halved", "halving", "hundreds", "doubled", "tripling", "don’t", "thirds"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*_KNOWN, *_TOLD]).flatmap(
                lambda word: st.sampled_from([word, word.upper(), word.replace("s", "ſ"), word + "s"])
            ),
            st.sampled_from(["", " ", "-", "\n", "\u2011", " \u2013 ", "_", ".", "’"]),
        ),
        max_size=6,
    )
)
@settings(max_examples=2_000, deadline=None)
def test_no_pattern_finds_anything_in_a_text_that_tells_of_none(pieces: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in pieces)
    if numerals._TELLING.search(text) is None:
        assert not any(pattern.search(text) for pattern in numerals._PATTERNS)


@given(st.text(), st.integers(min_value=0, max_value=10**6), st.text())
def test_no_digit_escapes_whatever_stands_around_it(before: str, number: int, after: str) -> None:
    assert typed_numbers(f"{before}{number}{after}")


@pytest.mark.parametrize(
    "piece",
    [
        "one ",
        "1 ",
        " ",
        "-",
        "a",
        "a third ",
        "two-",
        "one out of ",
        "nearly a ",
        "   one",
        "quarter ",
        "double as ",
    ],
)
def test_time_is_linear_in_the_text(piece: str) -> None:
    text = piece * (250_000 // len(piece))
    start = time.perf_counter()
    typed_numbers("one" + text, ["a third", "1"])
    assert time.perf_counter() - start < 5
