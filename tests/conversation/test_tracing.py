"""What is asked of the surveys behind an answer: after several figures each of them is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.conversation.moves import Traced
from bot.conversation.shown import MOST, names, shown
from bot.conversation.state import Focus, State
from bot.figures import reason
from bot.figures.findings import readings_of
from bot.replies.reply import BRIEF, Kind, Outcome, Reply, plain, spelled
from bot.service.taps import REASONS
from tests import builders

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.advisor import Advisor
    from bot.knowledge.model import Knowledge

    Talk = Callable[..., Reply]

IMPROVED = "has the relationship between CIOs and CMOs improved?"
PROTECTION = "how many CMOs worry about data protection?"


@pytest.fixture(scope="module")
def surveys(whole_knowledge: Knowledge) -> tuple[str, ...]:
    """The short names of the surveys that the theme of relationships improved puts side by side."""
    theme = whole_knowledge.themes["relationship-improved"]
    rows = readings_of(reason.side_by_side(whole_knowledge, theme))
    return tuple(dict.fromkeys(row.survey.short.removeprefix("the ") for row in rows))


# ── What was shown ────────────────────────────────────────────────────────────────────────────────


def test_what_was_shown_is_read_back_as_it_is_held_now() -> None:
    bread, rolls = builders.measure("bread"), builders.measure("rolls", figures={"cmo": 12})
    held = builders.knowledge(bread, rolls)
    rows = builders.every_reading(held)
    state = State(focus=Focus(shown=names(rows)))
    assert shown(state, held) == tuple(rows)
    assert shown(state, builders.knowledge(rolls)) == tuple(r for r in rows if r.measure.id == rolls.id)


def test_a_state_remembers_so_many_figures_and_no_more(whole_knowledge: Knowledge) -> None:
    assert len(names(builders.every_reading(whole_knowledge))) == MOST


def test_nothing_was_shown_before_anything_was_said(whole_knowledge: Knowledge) -> None:
    assert shown(State(), whole_knowledge) == ()


# ── Who says so ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["source?", "who says so?", "which survey is this?", "which study is that?"])
def test_after_a_theme_each_of_its_surveys_is_traced(talk: Talk, surveys: tuple[str, ...], text: str) -> None:
    reply = talk(IMPROVED, text)
    assert (reply.outcome, reply.kind, reply.entry) == (Outcome.ANSWER, Kind.SOURCE, "relationship-improved")
    told = plain(reply.text)
    assert all(survey in told for survey in surveys), told
    assert set(reply.sources) == set(talk(IMPROVED).sources)


def test_after_one_of_them_was_picked_that_one_is_traced(talk: Talk) -> None:
    reply = talk(IMPROVED, "and according to EPAM?", "source?")
    assert reply.entry == "epam-2014/grown-closer"
    assert "Accenture" not in plain(reply.text)


def test_what_was_asked_of_the_surveys_does_not_lose_what_was_shown(
    talk: Talk, surveys: tuple[str, ...]
) -> None:
    told = plain(talk(IMPROVED, "sample size?", "who says so?", "from when?").text)
    assert all(survey in told for survey in surveys)


@pytest.mark.parametrize("turns", [(PROTECTION, "source?"), (IMPROVED, "source?"), ("who is IDG?",)])
def test_a_title_leads_to_the_publication_where_its_address_is_known(
    talk: Talk, whole_knowledge: Knowledge, turns: tuple[str, ...]
) -> None:
    reply = talk(*turns)
    told = f"{reply.text}{reply.more}"
    known = [s for s in map(whole_knowledge.sources.get, reply.sources) if s is not None and s.url]
    linked = [s for s in known if f"\N{LEFT DOUBLE QUOTATION MARK}{s.title}" in plain(told)]
    assert all(str(s.url) in spelled(told).replace("&amp;", "&") for s in linked)
    assert "http" not in plain(told)


def test_publications_behind_guidance_can_be_reached(talk: Talk) -> None:
    assert "https://" in spelled(talk("how do I win over the CMO?", "who says so?").more)


# ── What the surveys tell of themselves ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text", ["sample size?", "n=?", "N = ?", "how many people were asked?", "out of how many?"]
)
def test_how_many_were_asked_is_told_of_each_survey_shown(
    talk: Talk, surveys: tuple[str, ...], text: str
) -> None:
    reply = talk(IMPROVED, text)
    assert (reply.outcome, reply.kind) == (Outcome.ANSWER, Kind.ABOUT)
    assert all(survey in plain(reply.text) for survey in surveys)
    assert "237 top IT executives" in plain(reply.text)


@pytest.mark.parametrize("text", ["since when?", "how old is that?", "from when?", "when was that?"])
def test_when_they_asked_is_told_of_each_or_else_when_it_was_published(
    talk: Talk, surveys: tuple[str, ...], text: str
) -> None:
    told = plain(talk(IMPROVED, text).text)
    assert all(survey in told for survey in surveys)
    assert "December 2013 to January 2014" in told
    assert "published 30 April 2013" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [("n=?", "300 executives"), ("since when?", "September 2013"), ("how old is it?", "2013")],
)
def test_after_one_figure_its_survey_is_meant(talk: Talk, text: str, told: str) -> None:
    reply = talk(PROTECTION, text)
    assert (reply.kind, reply.entry) == (Kind.ABOUT, "netbiscuits-2013")
    assert told in plain(reply.text)


@pytest.mark.parametrize("text", ["who paid for that survey?", "sample sizes?", "which countries?"])
def test_a_fact_of_no_survey_spoken_of_is_not_taken_from_the_first(talk: Talk, text: str) -> None:
    reply = talk(text)
    assert "Name a survey" in plain(reply.text)
    assert len(spelled(reply.text)) <= BRIEF


def test_a_fact_takes_a_line_and_the_publications_are_behind_more(talk: Talk) -> None:
    reply = talk(PROTECTION, "which year?")
    assert len(spelled(reply.text)) < BRIEF / 2
    assert len(reply.sources) == reply.more.count("•")


def test_a_fact_that_none_of_several_surveys_tells_is_said_to_be_missing(talk: Talk) -> None:
    reply = talk(IMPROVED, "were the answers weighted?")
    assert (reply.outcome, reply.kind) == (Outcome.ABSTAIN, Kind.REFUSAL)
    assert "None of these surveys" in plain(reply.text)


def test_of_several_surveys_of_one_name_it_is_asked_which_is_meant(talk: Talk) -> None:
    assert talk("sample size of the Gartner CMO spend survey").outcome is Outcome.CHOOSE


# ── Doubts ────────────────────────────────────────────────────────────────────────────────────────

DOUBTS = [
    *(
        "that's wrong",
        "no",
        "I don't believe that",
        "that can't be right",
        "I disagree",
        "really?",
        "not true",
    ),
    *("nonsense", "that is too high", "you made that up", "I doubt it"),
]


@pytest.mark.parametrize("text", DOUBTS)
def test_who_doubts_a_figure_is_told_how_to_check_it_and_where_to_report_it(talk: Talk, text: str) -> None:
    reply = talk(PROTECTION, text)
    assert (reply.kind, reply.entry, [int(n) for n in reply.numbers]) == (
        Kind.SOURCE,
        "netbiscuits-2013/data-protection",
        [64],
    )
    told = plain(reply.text)
    for part in (
        "commissioned by Netbiscuits",
        "300 executives",
        "September 2013",
        "Time to Team Up",
        "It is wrong",
    ):
        assert part in told


def test_the_way_to_report_a_mistake_is_the_button_of_that_name(talk: Talk) -> None:
    assert f"👎 under the answer and “{REASONS['wrong']}”" in plain(talk(PROTECTION, "that's wrong").text)


@pytest.mark.parametrize("text", ["that's wrong", "no", "I disagree"])
def test_after_several_figures_guidance_or_a_finding_all_of_it_may_be_doubted(talk: Talk, text: str) -> None:
    for before in (IMPROVED, "how do I win over the CMO?", "who knows customers best?"):
        reply = talk(before, text)
        assert reply.kind is Kind.SOURCE, before
        assert "It is wrong" in plain(reply.text), before


def test_who_doubts_what_sources_differ_on_is_told_what_each_prints(talk: Talk) -> None:
    told = plain(
        talk("How many CMOs believe they control mobile applications, per EPAM?", "I doubt that").text
    )
    assert "differ on this" in told
    assert {"74%", "76%"} <= {word.strip(".,") for word in told.split()}
    assert "do not differ" not in told


def test_every_figure_can_be_doubted_in_brief_and_no_dispute_is_passed_over(
    whole_advisor: Advisor, whole_knowledge: Knowledge
) -> None:
    for measure in whole_knowledge.measures.values():
        move = Traced(readings=reason.readings(whole_knowledge, measure), doubted=True)
        reply = whole_advisor.trial(move, State())
        assert reply.kept_rule, measure.id
        assert len(plain(reply.text)) <= BRIEF, measure.id
        disputed = bool(whole_knowledge.disputes_of(measure.id))
        assert disputed == any(said in reply.text for said in ("differ on this", "word this differently"))


@pytest.mark.parametrize("text", ["no, the other one", "no, CIOs", "no, what about the CIOs?"])
def test_who_puts_a_question_right_is_answered_and_not_taken_for_a_doubter(talk: Talk, text: str) -> None:
    assert [int(n) for n in talk(PROTECTION, text).numbers] == [83]


def test_no_to_an_offer_of_more_doubts_nothing(talk: Talk) -> None:
    assert talk(PROTECTION, "thanks", "no").outcome is Outcome.SOCIAL
    assert talk(PROTECTION, "thanks", "and the CIOs?", "no").kind is Kind.SOURCE


@pytest.mark.parametrize("text", [text for text in DOUBTS if text != "I disagree"])
def test_a_doubt_about_nothing_is_no_answer(talk: Talk, text: str) -> None:
    assert talk(text).outcome is not Outcome.ANSWER
