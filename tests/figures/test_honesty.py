"""The honesty rules that figures keep, for any knowledge."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.figures import reason
from bot.figures.findings import Bar, Gap, Incomparable, Ordering, Points, Ratio, Rest, Times
from bot.knowledge.model import Dispute, Figure, Knowledge, Measure, Population, Relation, Survey, Theme
from tests import builders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.figures.findings import Finding, Reading

Kind = TypeVar("Kind")


def computed(finding: Finding) -> list[Gap | Ratio]:
    """The gaps and ratios inside a finding."""
    return [*parts(finding, Gap), *parts(finding, Ratio)]


def parts(value: object, kind: type[Kind]) -> Iterator[Kind]:
    """Everything of a kind inside a finding, without looking into what was stored before it."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, Measure | Population | Survey | Dispute | Theme | Figure | Points | Times):
        return
    elif isinstance(value, tuple):
        for item in value:
            yield from parts(item, kind)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from parts(getattr(value, field.name), kind)


@given(builders.held_knowledge())
def test_a_gap_takes_its_sign_from_the_order_asked(held: Knowledge) -> None:
    for left, right in combinations(builders.every_reading(held), 2):
        there, back = reason.gap(held, left, right), reason.gap(held, right, left)
        if isinstance(there, Gap):
            assert isinstance(back, Gap)
            assert there.points.value == -back.points.value
        else:
            assert isinstance(back, Incomparable)
            assert there.reason == back.reason


@given(builders.held_knowledge())
def test_gaps_and_ratios_stay_within_one_measure_survey_unit_and_period_and_are_of_exact_shares(
    held: Knowledge,
) -> None:
    for finding in builders.every_finding(held):
        for found in computed(finding):
            left, right = found.left, found.right
            assert left.measure.id == right.measure.id
            assert left.survey.id == right.survey.id
            assert left.figure.unit == right.figure.unit == "%"
            assert left.figure.period == right.figure.period
            assert left.figure.relation is right.figure.relation is Relation.EXACTLY


@given(builders.held_knowledge())
def test_a_disputed_measure_is_computed_with_only_in_the_wording_of_a_source_that_puts_the_same_to_both(
    held: Knowledge,
) -> None:
    for finding in builders.every_finding(held):
        for found in computed(finding):
            disputes = held.disputes_of(found.left.measure.id)
            if not disputes:
                assert found.worded_by is None
                continue
            assert found.worded_by in found.left.figure.sources
            assert found.worded_by in found.right.figure.sources
            for disputed in disputes:
                assert any(v.alike and found.worded_by in v.sources for v in disputed.versions)


@given(builders.held_knowledge())
def test_nothing_is_pooled_and_every_number_is_stored_or_a_step_from_stored_ones(
    held: Knowledge,
) -> None:
    stored = [f for m in held.measures.values() for f in m.figures.values()]
    for finding in builders.every_finding(held):
        for printed in parts(finding, Figure):
            assert any(printed is f for f in stored)
        for gap in parts(finding, Gap):
            assert gap.points.value == gap.left.figure.value - gap.right.figure.value
        for ratio in parts(finding, Ratio):
            exact = ratio.left.figure.value / ratio.right.figure.value
            assert abs(ratio.times.value - exact) <= Decimal("0.005")
        for rest in parts(finding, Rest):
            assert rest.values == tuple(100 - r.figure.value for r in rest.readings)
        bare = [d for d in parts(finding, Decimal) if not isinstance(finding, Rest)]
        assert bare == []


@given(builders.held_knowledge())
def test_only_an_exact_share_whose_measure_words_the_rest_has_a_rest(held: Knowledge) -> None:
    for finding in builders.every_finding(held):
        for rest in parts(finding, Rest):
            for row in rest.readings:
                assert row.measure.complement is not None
                assert row.figure.relation is Relation.EXACTLY
                assert row.figure.unit == "%"
            assert all(0 <= value <= 100 for value in rest.values)


@pytest.mark.parametrize("relation", [r for r in Relation if r is not Relation.EXACTLY])
def test_a_bound_has_no_rest_and_no_gap(relation: Relation) -> None:
    bound = builders.figure(50, relation=relation)
    held = builders.knowledge(builders.measure("bread", figures={"cio": bound, "cmo": 40}))
    left, right = (builders.reading(held, "guilds/bread", p) for p in ("cio", "cmo"))
    assert not isinstance(reason.rest([left]), Rest)
    assert reason.gap(held, left, right) == Incomparable(reason=Bar.BOUND, readings=(left, right))


def test_one_share_without_a_rest_leaves_the_whole_question_without_one() -> None:
    """Half an answer would read as if the rest of the others were nobody."""
    bound = builders.figure(50, relation=Relation.MORE_THAN)
    held = builders.knowledge(builders.measure("bread", figures={"cio": 60, "cmo": bound}))
    assert not isinstance(reason.rest(builders.every_reading(held)), Rest)


@given(builders.held_knowledge())
def test_rankings_never_cross_surveys_or_units(held: Knowledge) -> None:
    for finding in builders.every_finding(held):
        for ordering in parts(finding, Ordering):
            assert len({r.survey.id for r in ordering.readings}) == 1
            assert len({r.figure.unit for r in ordering.readings}) == 1


@given(builders.held_knowledge())
def test_values_of_different_measures_are_put_in_order_and_never_subtracted(held: Knowledge) -> None:
    for left, right in combinations(builders.every_reading(held), 2):
        if left.measure.id == right.measure.id:
            continue
        for finding in (
            reason.gap(held, left, right),
            reason.ratio(held, left, right),
            reason.compare(held, [left, right]),
        ):
            assert isinstance(finding, Incomparable)
        assert not [*parts(reason.order([left, right]), Points)]


def test_nothing_is_divided_by_zero() -> None:
    held = builders.knowledge(builders.measure("bread", figures={"cio": 60, "cmo": 0}))
    left, right = builders.every_reading(held)
    assert isinstance(reason.ratio(held, left, right), Incomparable)
    assert isinstance(reason.ratio(held, right, left), Ratio)


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_points_are_exact_decimals(left: int, right: int) -> None:
    """So that 0.3 − 0.1 is 0.2 and not 0.19999999999999998."""
    held = builders.knowledge(
        builders.measure("bread", figures={"cio": f"{left / 10:.1f}", "cmo": f"{right / 10:.1f}"})
    )
    found = reason.gap(held, *_pair(held))
    assert isinstance(found, Gap)
    assert found.points.value * 10 == left - right


def test_a_gap_names_the_source_whose_wording_makes_it_fair() -> None:
    both = builders.figure(23, sources=("coverage", "commentary"))
    measure = builders.measure("bread", figures={"cio": both, "cmo": both})
    held = builders.knowledge(measure, disputes=[builders.dispute(measure)])
    found = reason.gap(held, *_pair(held))
    assert isinstance(found, Gap)
    assert found.worded_by == "commentary"


def test_a_disputed_measure_that_no_source_words_alike_has_no_gap() -> None:
    measure = builders.measure("bread")
    held = builders.knowledge(measure, disputes=[builders.dispute(measure)])
    found = reason.gap(held, *_pair(held))
    assert isinstance(found, Incomparable)
    assert found.reason is Bar.WORDING


def _pair(held: Knowledge) -> tuple[Reading, Reading]:
    first, second = builders.every_reading(held)[:2]
    return first, second
