"""Rankings, extremes and lists: of one survey, in brief, and never of what nobody measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.conversation.events import Said
from bot.conversation.state import State
from bot.figures import reason
from bot.replies.reply import BRIEF, Kind, Outcome, Reply, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.advisor import Advisor
    from bot.knowledge.model import Knowledge

ACCENTURE = "accenture-2014"
WHOLE = (
    "biggest gap between CIOs and CMOs{}",
    "where do CIOs and CMOs differ most{}?",
    "rank the gaps{}",
    "what is the highest figure for CIOs{}?",
    "rank the figures of CMOs{}",
    "list all figures{}",
)


def asked(advisor: Advisor, text: str) -> Reply:
    return advisor.turn(Said(text=text), State()).replies[0]


def answered(advisor: Advisor, texts: Iterable[str]) -> list[str]:
    """Those of the texts that are not refused, or refused with numbers as if they answered."""
    replies = {text: asked(advisor, text) for text in texts}
    return [t for t, r in replies.items() if r.outcome is not Outcome.ABSTAIN or r.numbers]


@pytest.mark.parametrize("outside", ["in Germany", "in 1999", "in the retail industry"])
def test_what_nobody_measured_is_not_ranked(advisor: Advisor, whole_advisor: Advisor, outside: str) -> None:
    """Neither by the two articles nor by all surveys."""
    for one in (advisor, whole_advisor):
        assert answered(one, [text.format(f" {outside}") for text in WHOLE]) == []


@pytest.mark.parametrize(
    "text",
    [
        "biggest gap between CIOs and CFOs",
        "where do CMOs and CFOs differ most?",
        "what is the highest figure for CFOs?",
        "rank the figures of CFOs",
    ],
)
def test_people_nobody_asked_are_not_ranked_in_the_place_of_others(
    advisor: Advisor, whole_advisor: Advisor, text: str
) -> None:
    for one in (advisor, whole_advisor):
        assert answered(one, [text]) == []


@pytest.mark.parametrize("text", WHOLE)
def test_a_ranking_of_a_survey_named_is_of_its_figures_alone(
    whole_advisor: Advisor, whole_knowledge: Knowledge, text: str
) -> None:
    reply = asked(whole_advisor, text.format(" of the 2014 Accenture survey"))
    own = {
        r.figure.value
        for m in whole_knowledge.measures.values()
        if m.survey == ACCENTURE
        for r in reason.readings(whole_knowledge, m)
    }
    gaps = {g.points.value for g in reason.gaps(whole_knowledge, ACCENTURE, "cio", "cmo")}
    assert reply.outcome is Outcome.ANSWER
    assert reply.kind in {Kind.RANKING, Kind.LIST}
    assert set(reply.numbers) <= own | gaps
    assert "2014 Accenture survey" in plain(reply.text)


@pytest.mark.parametrize("of", ["", " of the 2014 Accenture survey", " of the 2023 Gartner martech survey"])
def test_rankings_and_lists_are_brief(whole_advisor: Advisor, of: str) -> None:
    texts = [text.format(of) for text in (*WHOLE, "rank the figures{}", "highest figure of all{}")]
    replies = {text: asked(whole_advisor, text) for text in texts}
    assert [t for t, r in replies.items() if len(plain(r.text)) > BRIEF or not r.kept_rule] == []


def test_the_runner_up_stays_within_the_survey_that_was_named(whole_advisor: Advisor) -> None:
    state = whole_advisor.turn(Said(text="what is the biggest gap in the 2013 IDG survey?"), State()).state
    reply = whole_advisor.turn(Said(text="and the runner-up?"), state).replies[0]
    assert reply.outcome is Outcome.ANSWER
    assert "2013 IDG survey" in plain(reply.text)


def test_the_highest_figure_of_several_surveys_is_not_that_of_the_first(whole_advisor: Advisor) -> None:
    """Ranking stays within one survey: asked of many, it says so or leaves the choice."""
    reply = asked(whole_advisor, "what is the highest figure in Gartner's surveys?")
    assert reply.outcome is not Outcome.ANSWER
    assert reply.numbers == ()
