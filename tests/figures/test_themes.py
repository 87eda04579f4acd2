"""What several surveys asked alike stands side by side: in the order of time, as printed, uncomputed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.figures import reason
from bot.figures.findings import SideBySide, readings_of
from bot.knowledge.model import Knowledge, Theme
from tests import builders

if TYPE_CHECKING:
    from bot.figures.findings import Reading

SURVEYS = ("guilds", "harbours", "markets", "mills")
YEARS = ("", "2010", "2013", "2013 and 2014", "2020")


@st.composite
def themed(draw: st.DrawFn) -> Knowledge:
    """A theme over measures of up to four surveys, of any year or none, with groups and without."""
    made = [
        draw(builders.measures(id_, survey))
        for survey in SURVEYS[: draw(st.integers(1, 4))]
        for id_ in ("bread", "salt")[: draw(st.integers(1, 2))]
    ]
    held = builders.knowledge(*made, themes=[builders.theme(*draw(st.permutations(made)))])
    held = builders.dated(held, **{survey: draw(st.sampled_from(YEARS)) for survey in held.surveys})
    return builders.grouped(held, "new-cio", "new") if draw(st.booleans()) else held


def side_by_side(held: Knowledge, *surveys: str) -> SideBySide:
    return reason.side_by_side(held, held.themes["both"], surveys=surveys or None)


def rows(held: Knowledge, *surveys: str) -> list[Reading]:
    return list(readings_of(side_by_side(held, *surveys)))


# ── Their order ───────────────────────────────────────────────────────────────────────────────────


def test_the_oldest_comes_first_and_what_has_no_date_last() -> None:
    measures = [builders.measure("bread", survey=survey, figures={"cio": 60}) for survey in SURVEYS]
    held = builders.knowledge(*measures, themes=[builders.theme(*measures)])
    held = builders.dated(held, guilds="2020", markets="May 2010", mills="2013 to 2014")
    assert [(r.survey.id, r.year) for r in rows(held)] == [
        ("markets", "2010"),
        ("mills", "2014"),
        ("guilds", "2020"),
        ("harbours", ""),
    ]


def test_a_figure_of_another_year_stands_under_that_year_and_not_its_surveys() -> None:
    waves = {"cio": builders.figure(33, period="2023"), "new-cio": builders.figure(58, period="2020")}
    bread = builders.measure("bread", figures=waves)
    rope = builders.measure("rope", survey="harbours", figures={"cio": 12})
    held = builders.knowledge(bread, rope, themes=[builders.theme(bread, rope)])
    held = builders.dated(held, guilds="2023", harbours="2021")
    assert [(str(r.figure.value), r.year) for r in rows(held)] == [
        ("58", "2020"),
        ("12", "2021"),
        ("33", "2023"),
    ]


@pytest.mark.parametrize(
    ("period", "fieldwork", "years", "year"),
    [
        (None, "2013", {"2013"}, "2013"),
        (None, "2013 and 2014", {"2013", "2014"}, "2014"),
        (None, "", set(), ""),
        ("2011", "2013", {"2011"}, "2011"),
        ("2011", "", {"2011"}, "2011"),
    ],
)
def test_a_figure_is_asked_for_by_its_own_year_or_else_by_those_of_its_survey(
    period: str | None, fieldwork: str, years: set[str], year: str
) -> None:
    held = builders.knowledge(builders.measure("bread", figures={"cio": builders.figure(60, period=period)}))
    (reading,) = builders.every_reading(builders.dated(held, guilds=fieldwork))
    assert reading.years == years
    assert reading.year == year


@given(themed())
def test_years_never_run_backwards_and_undated_figures_are_last(held: Knowledge) -> None:
    years = [r.year for r in rows(held)]
    dated = [year for year in years if year]
    assert years == dated + [""] * (len(years) - len(dated))
    assert dated == sorted(dated)


@given(themed())
def test_figures_of_one_year_keep_the_order_of_the_theme(held: Knowledge) -> None:
    members = [m.measure for m in held.themes["both"].members]
    found = rows(held)
    for year in {r.year for r in found}:
        places = [members.index(r.measure.id) for r in found if r.year == year]
        assert places == sorted(places)


# ── What stands there ─────────────────────────────────────────────────────────────────────────────


@given(themed())
def test_nothing_stands_there_that_no_survey_printed_and_nothing_is_derived(held: Knowledge) -> None:
    """Only stored readings, each with what its own measure differs in: no gap, mean or sum."""
    finding = side_by_side(held)
    differs = {m.measure: m.differs for m in held.themes["both"].members}
    stored = builders.every_reading(held)
    assert {type(value) for value in (getattr(finding, f) for f in finding.__slots__)} <= {Theme, tuple, bool}
    for reading, told in finding.rows:
        assert reading in stored
        assert told == differs[reading.measure.id]


@given(themed())
def test_each_member_is_there_with_all_its_main_figures_once(held: Knowledge) -> None:
    found = rows(held)
    assert len({r.key for r in found}) == len(found)
    for member in held.themes["both"].members:
        own = reason.main(reason.readings(held, held.measures[member.measure]))
        assert [r for r in found if r.measure.id == member.measure] == sorted(
            own, key=lambda r: (not r.year, r.year)
        )


@given(themed(), st.sets(st.sampled_from(SURVEYS)))
def test_restricted_to_surveys_it_is_the_same_row_without_the_others(
    held: Knowledge, surveys: set[str]
) -> None:
    finding = reason.side_by_side(held, held.themes["both"], surveys=surveys)
    assert finding.rows == tuple(row for row in side_by_side(held).rows if row[0].survey.id in surveys)


@pytest.mark.parametrize("trend", [True, False])
def test_that_a_change_was_asked_for_is_kept_and_changes_no_figure(trend: bool) -> None:  # noqa: FBT001 (pytest passes it by name)
    bread = builders.measure("bread")
    held = builders.knowledge(bread, themes=[builders.theme(bread)])
    finding = reason.side_by_side(held, held.themes["both"], trend=trend)
    assert finding.trend is trend
    assert finding.rows == side_by_side(held).rows


def test_an_empty_choice_of_surveys_leaves_nothing() -> None:
    """None means all of them; an empty choice is not None."""
    bread = builders.measure("bread")
    held = builders.knowledge(bread, themes=[builders.theme(bread)])
    assert reason.side_by_side(held, held.themes["both"], surveys=()).rows == ()


# ── Narrower groups ───────────────────────────────────────────────────────────────────────────────


def test_narrower_groups_stand_back_where_there_are_others() -> None:
    bread = builders.measure("bread", figures={"cio": 38, "new-cio": 44, "cmo": 42})
    held = builders.grouped(builders.knowledge(bread), "new-cio", "newly appointed")
    assert [r.population.id for r in reason.main(reason.readings(held, bread))] == ["cio", "cmo"]


def test_narrower_groups_alone_all_stand() -> None:
    bread = builders.measure("bread", figures={"new-cio": 44})
    held = builders.grouped(builders.knowledge(bread), "new-cio", "newly appointed")
    assert [r.population.id for r in reason.main(reason.readings(held, bread))] == ["new-cio"]


@given(themed())
def test_the_main_figures_are_some_of_a_measures_and_none_only_where_it_has_none(held: Knowledge) -> None:
    for measure in held.measures.values():
        every = reason.readings(held, measure)
        chosen = reason.main(every)
        wider = [r for r in every if not r.population.names]
        assert list(chosen) == (wider or list(every))
        assert reason.main(chosen) == chosen


def test_the_main_figures_of_nothing_are_none() -> None:
    assert reason.main(()) == ()


# ── Finding themes, and figures by value ──────────────────────────────────────────────────────────


def test_the_themes_of_a_measure_are_those_in_which_it_stands() -> None:
    bread, salt, rope = (builders.measure(id_) for id_ in ("bread", "salt", "rope"))
    themes = [builders.theme(bread, salt, id_="food"), builders.theme(bread, rope, id_="trade")]
    held = builders.knowledge(bread, salt, rope, themes=themes)
    assert [t.id for t in reason.themes_of(held, bread.id)] == ["food", "trade"]
    assert [t.id for t in reason.themes_of(held, rope.id)] == ["trade"]
    assert reason.themes_of(held, "guilds/unknown") == ()


def test_look_alikes_are_found_in_every_survey() -> None:
    measures = [builders.measure("bread", survey=survey, figures={"cio": 23}) for survey in SURVEYS]
    found = reason.with_value(builders.knowledge(*measures), Decimal(23))
    assert [r.survey.id for r in found] == list(SURVEYS)


def test_a_number_of_something_else_is_no_look_alike_of_a_share() -> None:
    """12% of revenue is not 12% of anybody."""
    bread = builders.measure("bread", figures={"cio": builders.figure(12, unit="% of revenue")})
    salt = builders.measure("salt", figures={"cio": builders.figure(12)})
    found = reason.with_value(builders.knowledge(bread, salt), Decimal(12))
    assert [r.measure.id for r in found] == [salt.id]


@given(themed())
def test_a_share_is_among_its_look_alikes_and_each_of_them_is_printed_the_same(held: Knowledge) -> None:
    for reading in builders.every_reading(held):
        found = reason.with_value(held, reading.figure.value)
        assert (reading in found) == (reading.figure.unit == "%")
        assert {r.figure.value for r in found} <= {reading.figure.value}


# ── The shipped knowledge ─────────────────────────────────────────────────────────────────────────


def test_every_shipped_theme_stands_side_by_side_with_two_figures_or_more(whole_knowledge: Knowledge) -> None:
    for theme in whole_knowledge.themes.values():
        found = readings_of(reason.side_by_side(whole_knowledge, theme))
        years = {r.year for r in found}
        assert len({r.survey.id for r in found}) > 1 or len(years) > 1, theme.id
        units = {r.figure.unit for r in found}
        assert len(units) == 1 or theme.id == "data-apart", (theme.id, units)


def test_a_shipped_theme_can_be_narrowed_to_each_of_its_surveys(whole_knowledge: Knowledge) -> None:
    for theme in whole_knowledge.themes.values():
        for survey in {whole_knowledge.measures[m.measure].survey for m in theme.members}:
            narrowed = reason.side_by_side(whole_knowledge, theme, surveys=[survey])
            assert {r.survey.id for r in readings_of(narrowed)} == {survey}


def test_the_shipped_waves_of_one_question_stand_in_the_order_of_time(whole_knowledge: Knowledge) -> None:
    finding = reason.side_by_side(whole_knowledge, whole_knowledge.themes["stack-in-use"])
    assert [(r.year, str(r.figure.value)) for r in readings_of(finding)] == [
        ("2020", "58"),
        ("2022", "42"),
        ("2023", "33"),
    ]
