"""What every reply keeps to, whatever is asked of the whole library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.events import Said
from bot.conversation.state import State
from bot.questions import phrasing
from bot.replies.reply import Kind, Outcome, Reply, plain
from tests import builders
from tests.conversation import promises

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.advisor import Advisor, Turn
    from bot.knowledge.model import Knowledge

    Talk = Callable[..., Reply]

ON = (
    *("and the CMOs?", "and the CIOs?", "and the CFOs?", "what's the gap?", "compare both", "who says so?"),
    *("and in 2014?", "and in 2009?", "in Germany?", "has it improved?", "why?", "so what should I do?"),
    *("and in small firms?", "on average?", "list them all", "do the sources agree?", "and the other one?"),
    *(
        "n=?",
        "how old is that?",
        "that's wrong",
        "no",
        "more",
        "small vs large?",
        "UK vs US?",
        "in large companies",
    ),
    *("what did Gartner say about that?", "and according to Accenture?", "which of those is higher?"),
)


@pytest.fixture(scope="module")
def broken(whole_knowledge: Knowledge) -> Callable[[Turn], list[str]]:
    """The promises that a turn breaks."""
    may_tell = promises.tellable(whole_knowledge)
    return lambda turn: promises.broken(turn, whole_knowledge, may_tell)


@settings(max_examples=60)
@given(
    builders.places,
    st.lists(st.sampled_from(ON), max_size=3),
    st.sampled_from([None, "cio", "cmo", "ceo", "other"]),
)
def test_no_conversation_breaks_a_promise(
    whole_advisor: Advisor, broken: Callable[[Turn], list[str]], first: int, then: list[str], role: str | None
) -> None:
    asked = [p for entry in whole_advisor.knowledge.entries() for p in entry.asked_as]
    turns = [builders.chosen(asked, first), *then]
    state = State(role=role)
    for text in turns:
        turn = whole_advisor.turn(Said(text=text), state)
        assert broken(turn) == [], turns
        assert promises.stored(turn.state) == turn.state
        state = turn.state


# ── Names ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_survey_is_understood_by_the_name_that_replies_give_it(
    whole_advisor: Advisor, whole_knowledge: Knowledge
) -> None:
    """And nothing in that name is taken for a year, a place or a survey nobody holds."""
    misread = {}
    for survey in whole_knowledge.surveys.values():
        question = whole_advisor.turn(Said(text=f"how many CIOs agree in {survey.short}?"), State()).question
        assert question is not None
        if question.surveys != (survey.id,) or question.elsewhere:
            misread[survey.id] = (question.surveys, question.elsewhere)
    assert misread == {}


def test_each_name_of_a_group_is_found_in_a_question(
    whole_advisor: Advisor, whole_knowledge: Knowledge
) -> None:
    for group, name in phrasing.groups(whole_knowledge):
        question = whole_advisor.turn(Said(text=f"how many CIOs, {name}, agree?"), State()).question
        assert question is not None
        assert group in question.groups, name


# ── Groups ────────────────────────────────────────────────────────────────────────────────────────

EXCELLENT = "How many CIOs call the tie with the CMO excellent, says IDG?"


@pytest.mark.parametrize(
    ("turns", "numbers"),
    [
        ([EXCELLENT], [38]),
        ([EXCELLENT, "and in small firms?"], [44]),
        ([EXCELLENT, "and in large firms?"], [28]),
        ([EXCELLENT, "and in small firms?", "and the CMOs?"], [51]),
        (["what share of Australian CIOs see IT as a strategic partner of marketing?"], [61]),
    ],
)
def test_a_narrower_group_answers_when_it_is_named(talk: Talk, turns: list[str], numbers: list[int]) -> None:
    reply = talk(*turns)
    assert (reply.outcome, [int(n) for n in reply.numbers]) == (Outcome.ANSWER, numbers)


def test_how_many_want_what_guidance_advises_is_asked_of_the_figure_that_it_cites(talk: Talk) -> None:
    reply = talk("should we involve IT early?", "how many CIOs want that?")
    assert (reply.entry, [int(n) for n in reply.numbers]) == ("sas-2013/earlier-involvement", [62])
    assert "Still about" in plain(reply.text)


def test_a_group_that_this_survey_did_not_count_is_refused(talk: Talk) -> None:
    reply = talk("How many CIOs say that the CEO encourages collaboration with the CMO?", "and in Australia?")
    assert (reply.outcome, reply.numbers) == (Outcome.ABSTAIN, ())


# ── Years ─────────────────────────────────────────────────────────────────────────────────────────

STACK = "how much of the martech stack is used?"
BUDGET = "what was technology's share of the marketing budget in 2016?"


@pytest.mark.parametrize(
    ("turns", "numbers"),
    [
        ([STACK, "and in 2022?"], [42]),
        ([STACK, "and in 2022?", "and in 2020?"], [58]),
        ([BUDGET], [27]),
        ([BUDGET, "and in 2018?"], [29]),
        (["how many CMOs rate the CIO a valued partner?", "and in 2011?"], [30]),
        (["how many CIOs think the relationship has improved, Accenture 2013?", "and in 2014?"], [50]),
    ],
)
def test_a_year_asked_next_is_answered_by_the_wave_of_that_year(
    talk: Talk, turns: list[str], numbers: list[int]
) -> None:
    reply = talk(*turns)
    assert (reply.outcome, [int(n) for n in reply.numbers]) == (Outcome.ANSWER, numbers)


@pytest.mark.parametrize("first", [STACK, BUDGET, EXCELLENT])
def test_a_year_of_no_wave_is_refused(talk: Talk, first: str) -> None:
    reply = talk(first, "and in 2008?")
    assert (reply.outcome, reply.numbers) == (Outcome.ABSTAIN, ())
    assert "time" in plain(reply.text)


# ── Disputes ──────────────────────────────────────────────────────────────────────────────────────


def test_whether_sources_agree_is_asked_of_what_was_spoken_of(talk: Talk) -> None:
    """And not of the first dispute there is."""
    reply = talk("How many CMOs believe they control mobile applications, per EPAM?", "which is right?")
    assert reply.kind is Kind.DISPUTE
    assert reply.entry == "epam-2014/cmo-applications-74-or-76"


def test_that_nobody_disputes_what_was_spoken_of_is_said(talk: Talk) -> None:
    reply = talk("How many CIOs say that the CEO encourages collaboration with the CMO?", "which is right?")
    assert reply.entry == "accenture-2014/ceo-encourages"
    assert "No contradiction" in plain(reply.text)


@pytest.mark.parametrize(
    "text",
    [
        "do the sources contradict each other on shadow IT?",
        "what does the 2010 Accenture survey say about priorities being conveyed both ways",
        "are the surveys consistent on the budget of marketing?",
    ],
)
def test_a_dispute_about_something_else_is_no_answer(talk: Talk, text: str) -> None:
    reply = talk(text)
    assert reply.entry != "netbiscuits-2013/alignment-wording"
    assert not {23, 9} & set(reply.numbers)
