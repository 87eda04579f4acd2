"""Which finding a query leads to: extremes and their places, ties, bounds, lists, themes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.figures import reason
from bot.figures.findings import (
    Absent,
    Bar,
    Comparison,
    Extreme,
    Gap,
    GapOrdering,
    Incomparable,
    Listing,
    Ordering,
    Reading,
    Values,
)
from bot.knowledge.model import Knowledge, Missing, Relation
from tests import builders

THREE = builders.knowledge(
    builders.measure("bread", figures={"cio": 83, "cmo": 64}),
    builders.measure("salt", figures={"cio": 72, "cmo": 47}),
    builders.measure("rope", figures={"cio": 60, "cmo": 66}),
)


def over(value: int) -> Knowledge:
    """Two measures of one role: 60, and a figure printed as "over value"."""
    return builders.knowledge(
        builders.measure("bread", figures={"cio": 60}),
        builders.measure("salt", figures={"cio": builders.figure(value, relation=Relation.MORE_THAN)}),
    )


# ── Extremes ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("place", "largest_first", "of"),
    [(1, True, "salt"), (2, True, "bread"), (3, True, "rope"), (1, False, "rope"), (3, False, "salt")],
)
def test_the_gap_at_a_place_counts_from_the_end_asked_for(place: int, largest_first: bool, of: str) -> None:  # noqa: FBT001 (pytest passes it by name)
    gaps = reason.gaps(THREE, "guilds", "cio", "cmo")
    found = reason.extreme_gap(gaps, largest_first=largest_first, place=place)
    assert isinstance(found, Extreme)
    assert isinstance(found.found, Gap)
    assert found.found.left.measure.id == f"guilds/{of}"
    assert (found.place, found.of, found.largest_first) == (place, 3, largest_first)


@pytest.mark.parametrize("place", [0, -1, 4])
def test_a_place_outside_the_ranking_holds_nothing(place: int) -> None:
    gaps = reason.gaps(THREE, "guilds", "cio", "cmo")
    rows = builders.every_reading(THREE)[:3]
    assert isinstance(reason.extreme_gap(gaps, largest_first=True, place=place), Absent)
    assert isinstance(reason.extreme_value(rows, largest_first=True, place=place), Absent)


def test_gaps_rank_by_size_whichever_side_is_ahead() -> None:
    ordering = reason.rank_gaps(reason.gaps(THREE, "guilds", "cio", "cmo"))
    assert isinstance(ordering, GapOrdering)
    assert [g.points.value for g in ordering.gaps] == [25, 19, -6]


def test_gaps_between_roles_asked_the_other_way_round_turn_every_sign() -> None:
    there = reason.gaps(THREE, "guilds", "cio", "cmo")
    back = reason.gaps(THREE, "guilds", "cmo", "cio")
    assert [g.points.value for g in there] == [-g.points.value for g in back]


def test_a_measure_with_two_populations_of_one_role_yields_no_gap_by_role() -> None:
    """Which of the two was meant is not ours to choose."""
    held = builders.knowledge(builders.measure("bread", figures={"cio": 83, "new-cio": 70, "cmo": 64}))
    assert reason.gaps(held, "guilds", "cio", "cmo") == ()


def test_a_role_that_nobody_counted_yields_no_gaps() -> None:
    assert reason.gaps(THREE, "guilds", "cio", "cfo") == ()


def test_the_highest_figure_of_a_role_is_the_highest_exact_one() -> None:
    rows = [r for r in builders.every_reading(THREE) if r.population.role == "cmo"]
    found = reason.extreme_value(rows, largest_first=True, role="cmo")
    assert isinstance(found, Extreme)
    assert isinstance(found.found, Reading)
    assert found.found.figure.value == 66
    assert found.open_ended == ()


@pytest.mark.parametrize("value", [50, 60, 70])
def test_a_figure_printed_as_over_something_may_outrank_the_highest(value: int) -> None:
    found = reason.extreme_value(builders.every_reading(over(value)), largest_first=True)
    assert isinstance(found, Extreme)
    assert isinstance(found.found, Reading)
    assert found.found.figure.value == 60
    assert [r.figure.value for r in found.open_ended] == [value]


def test_a_figure_printed_as_over_something_higher_does_not_outrank_the_lowest() -> None:
    found = reason.extreme_value(builders.every_reading(over(70)), largest_first=False)
    assert isinstance(found, Extreme)
    assert found.open_ended == ()


def test_bounds_alone_have_no_extreme() -> None:
    rows = builders.every_reading(over(50))[1:]
    assert isinstance(reason.extreme_value(rows, largest_first=True), Absent)


@given(builders.held_knowledge(), st.booleans())
def test_places_run_through_all_exact_readings(held: Knowledge, largest: bool) -> None:  # noqa: FBT001 (pytest passes it by name)
    rows = [r for r in builders.every_reading(held) if r.survey.id == "guilds" and r.figure.unit == "%"]
    exact = [r for r in rows if r.exact]
    if len({r.figure.period for r in rows}) > 1:
        assert isinstance(reason.extreme_value(rows, largest_first=largest), Incomparable)
        return
    found = [reason.extreme_value(rows, largest_first=largest, place=p + 1) for p in range(len(exact))]
    values = [f.found.figure.value for f in found if isinstance(f, Extreme) and isinstance(f.found, Reading)]
    assert values == sorted((r.figure.value for r in exact), reverse=largest)


# ── Comparing and ordering ────────────────────────────────────────────────────────────────────────


def test_a_comparison_names_the_higher_side_and_keeps_the_order_asked() -> None:
    left, right = (builders.reading(THREE, "guilds/bread", p) for p in ("cmo", "cio"))
    found = reason.compare(THREE, [left, right])
    assert isinstance(found, Comparison)
    assert found.readings == (left, right)
    assert found.higher == right
    assert found.gap is not None
    assert found.gap.points.value == -19


def test_a_tie_has_no_higher_side() -> None:
    held = builders.knowledge(builders.measure("bread", figures={"cio": 60, "cmo": 60}))
    found = reason.compare(held, builders.every_reading(held))
    assert isinstance(found, Comparison)
    assert found.higher is None


@pytest.mark.parametrize(
    ("relation", "value", "higher"),
    [
        (Relation.MORE_THAN, 70, "cio"),
        (Relation.AT_LEAST, 70, "cio"),
        (Relation.MORE_THAN, 60, "cio"),
        (Relation.AT_LEAST, 60, None),
        (Relation.MORE_THAN, 50, None),
        (Relation.LESS_THAN, 50, "cmo"),
        (Relation.LESS_THAN, 60, "cmo"),
        (Relation.AT_MOST, 60, None),
        (Relation.LESS_THAN, 70, None),
        (Relation.ABOUT, 61, None),
    ],
)
def test_a_bound_is_higher_or_lower_only_where_it_must_be(
    relation: Relation, value: int, higher: str | None
) -> None:
    """Of CIOs the bound is printed, of CMOs exactly 60."""
    bound = builders.figure(value, relation=relation)
    held = builders.knowledge(builders.measure("bread", figures={"cio": bound, "cmo": 60}))
    found = reason.compare(held, builders.every_reading(held))
    assert isinstance(found, Comparison)
    assert found.gap is None
    assert (found.higher.population.id if found.higher else None) == higher


@given(builders.held_knowledge())
def test_the_higher_side_of_a_comparison_is_printed_no_lower_than_any_other(held: Knowledge) -> None:
    for measure in held.measures.values():
        found = reason.compare(held, reason.readings(held, measure))
        if isinstance(found, Comparison) and found.higher is not None:
            others = [r for r in found.readings if r != found.higher]
            assert all(found.higher.figure.value >= r.figure.value for r in others)


@given(builders.held_knowledge())
def test_no_side_is_called_higher_across_units_periods_or_unlike_wordings(held: Knowledge) -> None:
    """What may not be subtracted for these reasons stands side by side; only a bound may still be higher."""
    for measure in held.measures.values():
        found = reason.compare(held, reason.readings(held, measure))
        if isinstance(found, Comparison) and found.higher is not None:
            bars = {reason.bar(held, found.higher, r) for r in found.readings if r != found.higher}
            assert bars <= {None, Bar.BOUND}


def test_one_figure_is_no_comparison() -> None:
    row = builders.every_reading(THREE)[0]
    assert reason.compare(THREE, [row]) == Values(readings=(row,))
    assert reason.compare(THREE, []) == Absent(missing=Missing.MEASURE)


def test_readings_are_ordered_from_the_highest_down() -> None:
    found = reason.order(builders.every_reading(THREE))
    assert isinstance(found, Ordering)
    assert [r.figure.value for r in found.readings] == [83, 72, 66, 64, 60, 47]
    assert found.sure


@pytest.mark.parametrize(("value", "sure"), [(50, False), (70, True)])
def test_an_order_is_sure_as_long_as_no_bound_could_upset_it(value: int, sure: bool) -> None:  # noqa: FBT001 (pytest passes it by name)
    found = reason.order(builders.every_reading(over(value)))
    assert isinstance(found, Ordering)
    assert found.sure is sure


def test_an_order_across_surveys_is_refused_with_its_reason() -> None:
    held = builders.knowledge(builders.measure("bread"), builders.measure("bread", survey="harbours"))
    for found in (
        reason.order(builders.every_reading(held)),
        reason.extreme_value(builders.every_reading(held), largest_first=True),
    ):
        assert isinstance(found, Incomparable)
        assert found.reason is Bar.SURVEY


@pytest.mark.parametrize(
    ("changed", "reason_given"),
    [
        ({"unit": "respondents"}, Bar.UNIT),
        ({"period": "spring"}, Bar.PERIOD),
        ({"relation": Relation.MORE_THAN}, Bar.BOUND),
    ],
)
def test_what_bars_a_gap_is_named(changed: dict[str, object], reason_given: Bar) -> None:
    held = builders.knowledge(
        builders.measure("bread", figures={"cio": builders.figure(60, **changed), "cmo": 40})
    )
    left, right = builders.every_reading(held)
    found = reason.gap(held, left, right)
    assert isinstance(found, Incomparable)
    assert found.reason is reason_given
    assert found.readings == (left, right)


# ── Lists, themes, sources ────────────────────────────────────────────────────────────────────────


def test_a_list_keeps_each_measure_together_and_an_empty_scope_has_none() -> None:
    rows = builders.every_reading(THREE)
    assert reason.listing(rows) == Listing(readings=rows, scope=None)
    assert [r.measure.id for r in rows] == [
        f"guilds/{i}" for i in ("bread", "bread", "salt", "salt", "rope", "rope")
    ]
    assert isinstance(reason.listing([], "cfo"), Absent)


def test_what_a_source_prints_is_all_that_names_it_and_nothing_else() -> None:
    held = builders.knowledge(
        builders.measure(
            "bread", figures={"cio": builders.figure(60, sources=("commentary", "release")), "cmo": 40}
        )
    )
    assert [r.population.id for r in reason.printed_in(held, "commentary")] == ["cio"]
    assert [r.population.id for r in reason.printed_in(held, "coverage")] == ["cmo"]
    assert reason.printed_in(held, "unknown") == ()


def test_a_value_is_found_wherever_it_is_printed() -> None:
    held = builders.knowledge(builders.measure("bread"), builders.measure("salt", figures={"others": "60.0"}))
    assert [r.key for r in reason.with_value(held, Decimal(60))] == [
        ("guilds/bread", "cio"),
        ("guilds/salt", "others"),
    ]


def test_a_theme_stands_side_by_side_in_the_order_of_time() -> None:
    later = builders.measure("bread", figures={"cio": builders.figure(60, period="2015")})
    earlier = builders.measure("salt", survey="harbours", figures={"cio": builders.figure(70, period="2013")})
    both = builders.theme(later, earlier)
    found = reason.side_by_side(builders.knowledge(later, earlier, themes=[both]), both)
    assert [(r.figure.period, differs) for r, differs in found.rows] == [
        ("2013", "asked by harbours"),
        ("2015", "asked by guilds"),
    ]


def test_sources_agree_unless_a_dispute_is_entered() -> None:
    bread, salt = builders.measure("bread"), builders.measure("salt")
    disputed = builders.dispute(bread)
    held = builders.knowledge(bread, salt, disputes=[disputed])
    assert reason.sources_agree(held, bread).disputes == (disputed,)
    assert reason.sources_agree(held, salt).disputes == ()
    assert [r.figure.value for r in reason.sources_agree(held, salt).readings] == [60, 40]
