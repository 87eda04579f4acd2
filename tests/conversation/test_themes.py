"""Questions that several surveys answer: side by side, unless a survey, a year or a role tells which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import reckon
from bot.conversation.moves import Declined, Found
from bot.figures import reason
from bot.figures.findings import Comparison, SideBySide, Values, readings_of
from bot.knowledge.model import Missing
from bot.questions.question import Question
from bot.replies.reply import Kind, Outcome, Reply, plain
from tests import builders

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.knowledge.model import Knowledge

    Talk = Callable[..., Reply]

BREAD = builders.measure("bread", figures={"cio": 47, "cmo": 45})
ROLLS = builders.measure("rolls", survey="harbours", figures={"cio": 50, "cmo": 43})
CRUST = builders.measure("crust", survey="markets", figures={"cmo": 55})
CRUMB = builders.measure("crumb", survey="markets", figures={"others": 12})
THEME = builders.theme(BREAD, ROLLS, CRUST, CRUMB)
HELD = builders.dated(
    builders.knowledge(BREAD, ROLLS, CRUST, CRUMB, themes=[THEME]),
    guilds="2013",
    harbours="December 2013 to January 2014",
)


def asking(**told: object) -> Question:
    return Question(tokens=("bread",), **told)  # type: ignore[arg-type]


def found(question: Question) -> list[tuple[str, str]]:
    """The survey and population of each figure that answers."""
    move = reckon.themed(question, THEME, HELD)
    assert isinstance(move, Found)
    return [(r.survey.id, r.population.id) for r in readings_of(move.finding)]


SPENT = builders.measure("spent", figures={"cmo": builders.figure(12, unit="% of revenue")})
PAID = builders.measure("paid", survey="harbours", figures={"cmo": builders.figure(8, unit="% of revenue")})
AMOUNTS = builders.theme(SPENT, PAID)


def test_an_average_that_each_survey_printed_is_told_and_their_own_is_nobodys() -> None:
    held = builders.knowledge(SPENT, PAID, themes=[AMOUNTS])
    of_the_subject = asking(cues=frozenset(["pool"]), residue=("spent",))
    assert isinstance(reckon.themed(of_the_subject, AMOUNTS, held), Found)
    for cues, residue in ((["pool", "those"], ("spent",)), (["pool"], ())):
        pooled = reckon.themed(asking(cues=frozenset(cues), residue=residue), AMOUNTS, held)
        assert isinstance(pooled, Declined)
        assert pooled.about == "pooled"


# ── What of a theme answers ───────────────────────────────────────────────────────────────────────


def test_where_nothing_tells_which_all_stand_side_by_side() -> None:
    move = reckon.themed(asking(), THEME, HELD)
    assert isinstance(move, Found)
    assert move.finding == reason.side_by_side(HELD, THEME)


def test_of_several_surveys_named_only_those_answer() -> None:
    assert found(asking(surveys=("harbours", "guilds"))) == [
        ("guilds", "cio"),
        ("guilds", "cmo"),
        ("harbours", "cio"),
        ("harbours", "cmo"),
    ]


def test_one_survey_left_with_one_measure_answers_with_its_own_figures() -> None:
    move = reckon.themed(asking(surveys=("guilds",)), THEME, HELD)
    assert isinstance(move, Found)
    assert isinstance(move.finding, Comparison)
    assert readings_of(move.finding) == reason.readings(HELD, BREAD)


def test_one_survey_left_with_several_measures_stays_side_by_side() -> None:
    move = reckon.themed(asking(surveys=("markets",)), THEME, HELD)
    assert isinstance(move, Found)
    assert isinstance(move.finding, SideBySide)


def test_one_figure_left_is_told_as_one() -> None:
    move = reckon.themed(asking(surveys=("guilds",), roles=("cmo",)), THEME, HELD)
    assert isinstance(move, Found)
    assert isinstance(move.finding, Values)
    assert [r.figure.value for r in readings_of(move.finding)] == [45]


@pytest.mark.parametrize(("year", "surveys"), [("2013", {"guilds", "harbours"}), ("2014", {"harbours"})])
def test_a_year_leaves_the_surveys_that_may_be_asked_for_by_it(year: str, surveys: set[str]) -> None:
    assert {survey for survey, _ in found(asking(years=(year,)))} == surveys


def test_an_undated_survey_answers_for_no_year() -> None:
    for year in ("2013", "2014", "2015"):
        move = reckon.themed(asking(years=(year,)), THEME, HELD)
        rows = readings_of(move.finding) if isinstance(move, Found) else ()
        assert not {r.survey.id for r in rows} & {"markets"}


def test_a_year_that_no_survey_has_is_refused_with_the_theme_as_the_nearest() -> None:
    assert reckon.themed(asking(years=("1999",)), THEME, HELD) == Declined(
        missing=Missing.YEAR, nearest=THEME.id
    )


def test_a_survey_that_is_not_in_the_theme_is_refused() -> None:
    move = reckon.themed(asking(surveys=("mills",)), THEME, HELD)
    assert isinstance(move, Declined)
    assert move.missing is Missing.SURVEY


def test_a_survey_and_a_year_that_do_not_go_together_are_refused() -> None:
    move = reckon.themed(asking(surveys=("guilds",), years=("2014",)), THEME, HELD)
    assert isinstance(move, Declined)


def test_a_role_leaves_its_own_figures() -> None:
    assert found(asking(roles=("cmo",))) == [("guilds", "cmo"), ("harbours", "cmo"), ("markets", "cmo")]
    assert found(asking(roles=("cio",))) == [("guilds", "cio"), ("harbours", "cio")]
    assert found(asking(roles=("other-executives", "cio"))) == [
        ("guilds", "cio"),
        ("harbours", "cio"),
        ("markets", "others"),
    ]


def test_a_role_that_none_of_them_counted_is_not_answered_with_other_roles() -> None:
    """A population that no source covers gets a refusal that names it."""
    move = reckon.themed(asking(roles=("cfo",), subject="cfo"), THEME, HELD)
    assert isinstance(move, Declined)
    assert move.missing is Missing.ROLE


def test_what_changed_is_asked_of_all_years_and_said_not_to_be_shown_by_them() -> None:
    move = reckon.themed(asking(cues=frozenset(["trend"])), THEME, HELD)
    assert isinstance(move, Found)
    assert isinstance(move.finding, SideBySide)
    assert move.finding.trend
    assert len(move.finding.rows) == len(reason.side_by_side(HELD, THEME).rows)


@given(
    st.lists(st.sampled_from(["guilds", "harbours", "markets"]), max_size=2, unique=True).map(tuple),
    st.lists(st.sampled_from(["2013", "2014", "1999"]), max_size=2, unique=True).map(tuple),
    st.lists(st.sampled_from(["cio", "cmo", "other-executives"]), max_size=2, unique=True).map(tuple),
)
def test_no_figure_answers_for_a_survey_a_year_or_a_role_it_is_not_of(
    surveys: tuple[str, ...], years: tuple[str, ...], roles: tuple[str, ...]
) -> None:
    move = reckon.themed(asking(surveys=surveys, years=years, roles=roles), THEME, HELD)
    rows = readings_of(move.finding) if isinstance(move, Found) else ()
    for row in rows:
        assert not surveys or row.survey.id in surveys
        assert not years or row.years.intersection(years)
        counted = {r.population.role for r in rows}
        assert not counted.intersection(roles) or row.population.role in roles


# ── In conversation, on the shipped library ───────────────────────────────────────────────────────


def numbers(reply: Reply) -> list[float]:
    return [float(n) for n in reply.numbers]


IMPROVED = "has the relationship between CIOs and CMOs improved?"


def test_a_question_that_many_surveys_asked_is_answered_side_by_side(talk: Talk) -> None:
    reply = talk(IMPROVED)
    assert (reply.outcome, reply.kind, reply.entry) == (Outcome.ANSWER, Kind.THEME, "relationship-improved")
    assert {45, 47, 43, 50, 71, 63, 55, 33} <= set(numbers(reply))
    assert "can't show a change" in plain(reply.text)


def test_once_a_survey_tells_which_it_answers_alone(talk: Talk) -> None:
    reply = talk("has the relationship between CIOs and CMOs improved, in the 2014 Accenture survey?")
    assert reply.entry == "accenture-2014/relationship-improved"
    assert set(numbers(reply)[:2]) == {50, 43}


def test_once_a_year_tells_which_only_surveys_of_that_year_answer(
    talk: Talk, whole_knowledge: Knowledge
) -> None:
    reply = talk("had the relationship between CIOs and CMOs improved in 2015?")
    assert reply.outcome is Outcome.ANSWER
    assert reply.sources
    assert set(numbers(reply)[:2]) == {33, 55}
    assert "Creative Group" in plain(reply.text)
    told = {s.short for s in whole_knowledge.surveys.values() if s.short in plain(reply.text)}
    assert told <= {"the 2015 Creative Group survey"}


@pytest.mark.parametrize("year", ["1999", "2009", "2030"])
def test_no_theme_answers_for_a_year_of_no_survey(talk: Talk, whole_knowledge: Knowledge, year: str) -> None:
    for theme in whole_knowledge.themes.values():
        reply = talk(f"{theme.asked_as[0]} in {year}")
        assert reply.outcome is not Outcome.ANSWER, theme.asked_as[0]
        assert reply.numbers == (), theme.asked_as[0]


@pytest.mark.parametrize("year", ["1999", "2009", "2030"])
def test_a_year_of_no_survey_is_refused_by_name(talk: Talk, year: str) -> None:
    reply = talk(f"how much of the martech stack was used in {year}")
    assert (reply.outcome, reply.missing) == (Outcome.ABSTAIN, Missing.YEAR)
    assert "time" in plain(reply.text)


def test_a_theme_asked_of_one_role_gives_that_roles_figures(talk: Talk, whole_knowledge: Knowledge) -> None:
    theme = whole_knowledge.themes["relationship-improved"]
    rows = readings_of(reason.side_by_side(whole_knowledge, theme))
    reply = talk(
        "has the relationship with marketing improved, what do surveys of CIOs say?", "and the CMOs?"
    )
    assert reply.outcome is Outcome.ANSWER
    assert set(reply.numbers) <= {r.figure.value for r in rows if r.population.role == "cmo"}


def test_a_theme_goes_on_with_the_survey_named_next(talk: Talk) -> None:
    reply = talk(IMPROVED, "and according to EPAM?")
    assert reply.entry == "epam-2014/grown-closer"
    assert set(numbers(reply)[:2]) == {71, 63}


def test_a_theme_goes_on_with_the_year_named_next(talk: Talk) -> None:
    reply = talk(IMPROVED, "and in 2015?")
    assert reply.entry == "creative-group-2015/closer-than-before"


def test_who_says_so_after_a_theme_names_publications(talk: Talk) -> None:
    reply = talk(IMPROVED, "who says so?")
    assert reply.outcome is Outcome.ANSWER
    assert reply.sources


def test_what_to_do_after_a_theme_is_advice(talk: Talk) -> None:
    assert talk(IMPROVED, "so what should I do?").kind is Kind.ADVICE


@pytest.mark.parametrize("place", ["in Germany", "in the retail industry"])
def test_a_place_or_breakdown_that_nobody_measured_is_refused(talk: Talk, place: str) -> None:
    reply = talk(f"has the relationship improved {place}?")
    assert (reply.outcome, reply.numbers) == (Outcome.ABSTAIN, ())


def test_a_role_that_nobody_counted_is_refused_by_name(talk: Talk) -> None:
    reply = talk("do CFOs think the relationship has improved?")
    assert (reply.outcome, reply.missing) == (Outcome.ABSTAIN, Missing.ROLE)
    assert "CFOs" in plain(reply.text)


# ── Look-alikes ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["44%", "44 percent?", "which 44% is that?", "what is the 44%?"])
def test_a_value_alone_names_every_figure_that_has_it(talk: Talk, text: str) -> None:
    reply = talk(text)
    assert (reply.outcome, reply.kind) == (Outcome.ANSWER, Kind.LIST)
    assert len(reply.numbers) > 2
    assert set(numbers(reply)) == {44}


def test_a_value_beside_a_survey_is_that_surveys(talk: Talk) -> None:
    reply = talk("44% in the IDG survey?")
    assert set(numbers(reply)) <= {44}
    assert "Accenture" not in plain(reply.text)


def test_a_value_that_nobody_printed_is_no_list(talk: Talk) -> None:
    assert talk("97.3%").outcome is not Outcome.ANSWER


# ── How it has changed ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change", ["trend?", "has it dropped?", "is it falling?", "growing?", "has that risen?"]
)
def test_a_few_words_for_a_change_ask_it_of_the_figure_just_shown(talk: Talk, change: str) -> None:
    refused = talk("how many CMOs see no need to align?", change)
    assert (refused.outcome, refused.missing, refused.numbers) == (Outcome.ABSTAIN, Missing.YEAR, ())
    told = talk("what share of organisations has a marketing technologist?", change)
    assert [int(n) for n in told.numbers] == [81, 70]
    assert talk("marketing budget share of revenue?", change).entry == "marketing-budget"


def test_the_survey_of_a_theme_that_tells_of_several_years_is_named(talk: Talk) -> None:
    reply = plain(talk("is marketing a priority for IT?", "is it falling?").text)
    assert "only the 2021 Forrester marketing survey gives the same for several years" in reply
    assert "Between surveys no change shows" in reply
