"""Values as people type them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editing.value import read_value
from bot.knowledge.model import Problem, Relation


@pytest.mark.parametrize(
    ("typed", "value", "relation"),
    [
        ("64", "64", Relation.EXACTLY),
        ("64%", "64", Relation.EXACTLY),
        (" 64 % ", "64", Relation.EXACTLY),
        ("64\u00a0%", "64", Relation.EXACTLY),
        ("６４％", "64", Relation.EXACTLY),
        ("63.5", "63.5", Relation.EXACTLY),
        ("63,5", "63.5", Relation.EXACTLY),
        (".5", "0.5", Relation.EXACTLY),
        ("+3", "3", Relation.EXACTLY),
        ("\N{MINUS SIGN}3", "-3", Relation.EXACTLY),
        ("exactly 64", "64", Relation.EXACTLY),
        ("64 percent.", "64", Relation.EXACTLY),
        ("Over 50", "50", Relation.MORE_THAN),
        ("more  than\n50 per cent", "50", Relation.MORE_THAN),
        ("> 50%", "50", Relation.MORE_THAN),
        (">50", "50", Relation.MORE_THAN),
        ("less than 10", "10", Relation.LESS_THAN),
        ("<10", "10", Relation.LESS_THAN),
        ("about 40", "40", Relation.ABOUT),
        ("ca. 40", "40", Relation.ABOUT),
        ("~40", "40", Relation.ABOUT),
        ("at least 30", "30", Relation.AT_LEAST),
        ("≥ 30", "30", Relation.AT_LEAST),
        ("up to 30", "30", Relation.AT_MOST),
        ("<=30", "30", Relation.AT_MOST),
        ("120000", "120000", Relation.EXACTLY),
    ],
)
def test_a_value_is_read_with_its_relation(typed: str, value: str, relation: Relation) -> None:
    assert read_value(typed) == (Decimal(value), relation)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "there is no value"),
        (" \n", "there is no value"),
        ("lots", '"lots" holds no number'),
        ("half", '"half" is in words'),
        ("sixty percent", "is in words"),
        ("60-64", "is not one value alone"),
        ("50 of 100", "is not one value alone"),
        ("½", "is not one value alone"),
        ("1,000", 'can be read in two ways, write "1000"'),
        ("1.234.567", 'write "1234567"'),
        ("1.2.3", "is no number anyone measured"),
        ("9" * 20, "is no number anyone measured"),
        ("0." + "1" * 9, "is no number anyone measured"),
        ("9" * 5_000, "longer than a value"),
        ("maybe 4", '"maybe" is no word for how exact a value is'),
        ("\ud800 4", '"\\ud800" is no word'),
    ],
)
def test_what_is_no_value_is_told_why(typed: str, said: str) -> None:
    found = read_value(typed)
    assert isinstance(found, Problem)
    assert said in str(found)


@given(st.sampled_from(Relation), st.decimals(min_value=0, max_value=10**9, places=2))
def test_what_is_told_can_be_typed_again(relation: Relation, value: Decimal) -> None:
    assert read_value(f"{relation} {value}%") == (value, relation)


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_is_typed_gets_an_answer(typed: str) -> None:
    found = read_value(typed)
    assert isinstance(found, Problem) or found[0].is_finite()
