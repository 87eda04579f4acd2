"""Which figures answer a question, and what is refused instead of answered with something else."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from bot.conversation import coverage, reckon, scopes
from bot.conversation.moves import Declined, Found
from bot.figures.findings import Incomparable, readings_of
from bot.knowledge.model import Missing, Role
from bot.questions.matcher import Match
from bot.questions.question import Elsewhere, Question
from bot.questions.vocabulary import Terms
from tests import builders

if TYPE_CHECKING:
    from bot.knowledge.model import Knowledge, Measure

ALONE = builders.knowledge(builders.measure("bread", figures={"cio": 60}))
TERMS = Terms(ALONE, frozenset())


def test_a_ranking_of_gaps_where_there_is_none_is_a_refusal() -> None:
    asked = Question(tokens=("rank", "the", "gaps"), cues=frozenset(["order", "apart"]))
    assert isinstance(scopes.ranked(asked, ALONE, TERMS, of_gaps=True), Declined)


def test_the_widest_gap_where_there_is_none_is_a_refusal() -> None:
    asked = Question(tokens=("widest", "gap"), cues=frozenset(["largest", "apart"]))
    found = scopes.extreme(asked, ALONE, TERMS, place=1, largest=True, of_gaps=True)
    assert isinstance(found, Declined)


def test_a_role_nobody_counted_is_refused_by_name_with_the_nearest_figures() -> None:
    measure = next(iter(ALONE.measures.values()))
    found = reckon.reckon(Question(tokens=("cfos",), roles=("cfo",)), [measure], ALONE)
    assert isinstance(found, Declined)
    assert (found.missing, found.about, found.nearest) == (Missing.ROLE, "CFOs", measure.id)
    assert [r.figure.value for r in found.readings] == [60]


def test_taking_groups_together_is_refused_because_their_sizes_are_not_told() -> None:
    measure = next(iter(ALONE.measures.values()))
    asked = Question(tokens=("average",), cues=frozenset(["pool", "number"]))
    found = reckon.reckon(asked, [measure], ALONE)
    assert isinstance(found, Declined)
    assert (found.missing, found.about) == (Missing.BREAKDOWN, "pooled")


# ── Years ─────────────────────────────────────────────────────────────────────────────────────────

WAVES = builders.measure(
    "waves",
    figures={
        "cio": builders.figure(33, period="2023"),
        "new-cio": builders.figure(58, period="2020"),
        "cmo": builders.figure(20, period="2023"),
    },
)
ROPE = builders.measure("rope", survey="harbours", figures={"cio": 12})
DATED = builders.dated(builders.knowledge(WAVES, ROPE), guilds="2023", harbours="2013 and 2014")


def told(known: Knowledge, measure: Measure, **asked: object) -> list[str]:
    """The populations whose figures answer, in order; none where it is refused."""
    move = reckon.reckon(Question(tokens=("x",), **asked), [measure], known)  # type: ignore[arg-type]
    return [r.population.id for r in readings_of(move.finding)] if isinstance(move, Found) else []


def refused(known: Knowledge, measure: Measure | None, **asked: object) -> Missing | None:
    """What a refusal names as missing; None where there is none."""
    move = coverage.outside(Question(tokens=("x",), **asked), known, measure)  # type: ignore[arg-type]
    return move.missing if move is not None else None


@pytest.mark.parametrize(
    ("years", "people"),
    [
        ((), ["cio", "new-cio", "cmo"]),
        (("2023",), ["cio", "cmo"]),
        (("2020",), ["new-cio"]),
        (("2020", "2023"), ["cio", "new-cio", "cmo"]),
        (("2019", "2020"), ["new-cio"]),
        (("2019",), []),
    ],
)
def test_only_figures_of_the_year_asked_for_answer(years: tuple[str, ...], people: list[str]) -> None:
    assert told(DATED, WAVES, years=years) == people


def test_a_figure_of_another_period_does_not_answer_for_the_year_of_its_survey() -> None:
    earlier = builders.measure("bread", figures={"cio": builders.figure(60, period="2020")})
    known = builders.dated(builders.knowledge(earlier), guilds="2023")
    assert refused(known, earlier, years=("2023",)) is Missing.YEAR


def test_a_survey_answers_for_every_year_it_ran_in() -> None:
    for year in ("2013", "2014"):
        assert told(DATED, ROPE, years=(year,)) == ["cio"]


def test_a_year_is_refused_where_the_survey_has_no_date() -> None:
    assert refused(builders.knowledge(ROPE), ROPE, years=("2013",)) is Missing.YEAR


def test_without_a_measure_only_a_year_of_no_survey_is_refused() -> None:
    assert refused(DATED, None, years=("1999",)) is Missing.YEAR
    assert refused(DATED, None, years=("2013",)) is None


def test_words_for_another_time_are_refused_unless_the_measure_has_several_waves() -> None:
    over_time = (Elsewhere(missing=Missing.YEAR, phrase="over time"),)
    assert refused(DATED, ROPE, elsewhere=over_time, cues=frozenset(["trend"])) is Missing.YEAR
    assert refused(DATED, WAVES, elsewhere=over_time, cues=frozenset(["trend"])) is None


def test_words_that_are_the_measures_own_point_nowhere_else() -> None:
    own = builders.measure("plans", asked_as=("plans for next year", "plans"))
    known = builders.knowledge(own)
    assert refused(known, own, elsewhere=(Elsewhere(missing=Missing.YEAR, phrase="next year"),)) is None
    assert (
        refused(known, own, elsewhere=(Elsewhere(missing=Missing.YEAR, phrase="last year"),)) is Missing.YEAR
    )


# ── Narrower groups ───────────────────────────────────────────────────────────────────────────────

SIZES = builders.measure("sizes", figures={"cio": 38, "cmo": 42, "new-cio": 44})
GROUPED = builders.grouped(builders.knowledge(SIZES), "new-cio", "newly appointed")
NEW = ("guilds/new-cio",)


def test_a_narrower_group_answers_only_when_it_is_named() -> None:
    assert told(GROUPED, SIZES, roles=("cio",), subject="cio") == ["cio"]
    assert told(GROUPED, SIZES, roles=("cio",), subject="cio", groups=NEW) == ["new-cio"]
    assert told(GROUPED, SIZES, groups=NEW) == ["new-cio"]
    assert told(GROUPED, SIZES) == ["cio", "cmo"]


def test_a_group_of_another_survey_narrows_nothing() -> None:
    assert told(GROUPED, SIZES, groups=("harbours/new-cio",)) == ["cio", "cmo"]


@pytest.mark.parametrize("missing", [Missing.COUNTRY, Missing.BREAKDOWN])
def test_a_group_that_was_counted_is_not_refused_as_a_place_or_breakdown(missing: Missing) -> None:
    named = (Elsewhere(missing=missing, phrase="newly appointed"),)
    assert refused(GROUPED, SIZES, elsewhere=named, groups=NEW) is None
    assert refused(GROUPED, SIZES, elsewhere=named) is missing


# ── Everyone, and what is no share ────────────────────────────────────────────────────────────────


def everyone(*figures: tuple[str, object]) -> tuple[Knowledge, Measure]:
    """A measure of a survey whose "others" are all it asked together."""
    measure = builders.measure("bread", figures=dict(figures))
    held = builders.knowledge(measure)
    survey = held.surveys["guilds"]
    people = {**survey.populations, "others": replace(survey.populations["others"], role=coverage.EVERYONE)}
    surveys = {"guilds": replace(survey, populations=MappingProxyType(people))}
    roles = {**builders.ROLES, "everyone": Role(id="everyone", one="respondent", many="all", names=())}
    words = replace(held.words, roles=MappingProxyType(roles))
    return replace(held, surveys=MappingProxyType(surveys), words=words), measure


def test_all_who_were_asked_together_answer_for_the_average_where_a_survey_prints_them() -> None:
    known, measure = everyone(("cio", 60), ("cmo", 40), ("others", 52))
    pooled = frozenset(["pool", "number"])
    assert refused(known, measure, cues=pooled) is None
    assert told(known, measure, cues=pooled) == ["others"]


def test_without_a_figure_for_all_together_nothing_is_pooled() -> None:
    known, measure = everyone(("cio", 60), ("cmo", 40))
    assert refused(known, measure, cues=frozenset(["pool"])) is Missing.BREAKDOWN


def test_both_roles_asked_of_what_only_all_together_answered_get_that_figure() -> None:
    known, measure = everyone(("others", 52))
    assert told(known, measure, roles=("cio", "cmo")) == ["others"]


def test_one_role_asked_of_what_only_all_together_answered_is_refused() -> None:
    known, measure = everyone(("others", 52))
    assert told(known, measure, roles=("cio",), subject="cio") == []


def test_an_average_that_is_the_figure_itself_is_told() -> None:
    tested = builders.measure("ovens", figures={"cases": builders.figure(10, unit="ovens")})
    assert refused(builders.knowledge(tested), tested, cues=frozenset(["pool"])) is None


def test_no_gap_or_rest_is_made_of_what_is_no_share() -> None:
    spent = builders.measure(
        "spending", figures={p: builders.figure(7, unit="% of revenue") for p in ("cio", "cmo")}
    )
    known = builders.knowledge(spent)
    for cues in (frozenset(["gap"]), frozenset(["ratio"])):
        move = reckon.reckon(Question(tokens=("x",), cues=cues), [spent], known)
        assert isinstance(move, Found)
        assert isinstance(move.finding, Incomparable)
    assert isinstance(reckon.reckon(Question(tokens=("x",), denied=True), [spent], known), Declined)


# ── Roles that a measure speaks of ────────────────────────────────────────────────────────────────

TIE = builders.measure(
    "tie", short="the tie with the CIO", statement="call the tie with the CIO strong", figures={"cmo": 51}
)


def test_a_measure_says_the_roles_in_its_own_words_and_no_others() -> None:
    known = builders.knowledge(TIE)
    assert coverage.says(TIE, "cio", known)
    assert not coverage.says(TIE, "cmo", known)
    assert not coverage.says(TIE, "no-such-role", known)
    precise = builders.measure("precise", short="precise", statement="bake with precision")
    assert not coverage.says(precise, "cio", known), "a name inside a word is no name"


def test_a_role_that_a_figure_is_about_is_not_who_was_asked() -> None:
    """Where the question speaks of the figure itself, and does not count people of that role."""
    known = builders.knowledge(TIE)
    likely = (
        Match(entry=TIE.id, probability=0.9, explained=1.0, score=0.9, similarity=0.9, phrasing="the tie"),
    )
    assert told(known, TIE, roles=("cio",), ranking=likely) == ["cmo"]
    assert told(known, TIE, roles=("cio",), subject="cio", ranking=likely) == []
    assert told(known, TIE, roles=("cmo", "cio"), subject="cmo", ranking=likely) == ["cmo"]


def test_a_role_named_after_a_figure_that_is_about_it_is_who_is_asked() -> None:
    """As "and the CIOs?" asks the same of them, and nobody asked them."""
    assert told(builders.knowledge(TIE), TIE, roles=("cio",)) == []
