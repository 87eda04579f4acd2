"""What short words refer to: the last answer and its surveys, unless they ask a whole question themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.conversation.events import Said
from bot.conversation.state import State
from bot.replies.reply import Kind, Outcome, Reply, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.advisor import Advisor

    Talk = Callable[..., Reply]

FIGURE = "How many CIOs see data protection as a challenge?"
THEME = "does marketing go round IT?"


@pytest.fixture
def talk(whole_advisor: Advisor) -> Talk:
    """The reply to the last of some texts, said one after the other."""

    def told(*texts: str) -> Reply:
        state, reply = State(), Reply(text="", outcome=Outcome.ABSTAIN, kind=Kind.CLARIFY)
        for text in texts:
            turn = whole_advisor.turn(Said(text=text), state)
            state, reply = turn.state, turn.replies[0]
        return reply

    return told


# ── Surveys ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["what sources do you have", "which surveys do you know", "source?"])
def test_who_asks_for_surveys_and_names_none_is_told_how_many_there_are(talk: Talk, text: str) -> None:
    assert "48 surveys" in plain(talk(text).text)


def test_of_a_year_the_surveys_of_that_year_are_named(talk: Talk) -> None:
    text = plain(talk("which surveys are from 2024").text)
    assert "the 2024 Gartner CMO spend survey" in text
    assert "Netbiscuits" not in text


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("how old is that?", Outcome.ANSWER),
        ("who ran that survey?", Outcome.ANSWER),
        ("what is the full report?", Outcome.CHOOSE),
    ],
)
def test_after_a_theme_its_surveys_are_meant_and_no_other(talk: Talk, text: str, outcome: Outcome) -> None:
    reply = talk(THEME, text)
    assert reply.outcome is outcome
    assert "Netbiscuits" not in plain(reply.text)
    assert "Accenture" in plain(reply.text)


def test_after_a_figure_its_survey_is_meant(talk: Talk) -> None:
    assert "2013 IDG" in plain(
        talk("How many CMOs in IDG rate the relationship good?", "how old is that?").text
    )


def test_several_surveys_of_one_name_are_refused_together(talk: Talk) -> None:
    text = plain(talk(FIGURE, "only from Accenture").text)
    assert "None of the surveys that you name" in text
    assert "nearest" not in text


# ── Answers ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("before", [FIGURE, "How do I win over the CMO?"])
@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("why should CIOs and CMOs team up?", "why-team-up"),
        ("does meeting more often help", "how-often-to-meet"),
    ],
)
def test_a_whole_question_is_no_follow_up_however_common_its_words(
    talk: Talk, before: str, text: str, entry: str
) -> None:
    assert talk(before, text).entry == entry


def test_a_role_after_the_definition_of_another_asks_for_its_own(talk: Talk) -> None:
    reply = talk("what is a CMO exactly?", "and a CIO?")
    assert (reply.kind, reply.entry) == (Kind.DEFINITION, "what-is-cio")


@pytest.mark.parametrize("doubt", ["are you sure?", "how do you know?"])
def test_who_doubts_a_figure_is_told_who_says_so(talk: Talk, doubt: str) -> None:
    assert talk(FIGURE, doubt).kind is Kind.SOURCE


def test_without_somebody_is_no_denial(talk: Talk) -> None:
    text = plain(talk("What percentage of marketing departments use cloud software without IT?").text)
    assert "35%" in text
    assert "65%" not in text


def test_a_value_of_a_year_is_looked_for_in_that_year(talk: Talk) -> None:
    everywhere, dated = (plain(talk(text).text) for text in ("is it 23%?", "is it 23% in 2014?"))
    assert "Netbiscuits" in everywhere
    assert "Accenture" in dated
    assert "Netbiscuits" not in dated


# ── Words ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text", ["shadwo it", "shadow it", "how common is shadwo it?", "dealing with rgoue it"]
)
def test_a_slip_beside_the_department_is_mended_before_it_is_taken_for_the_pronoun(
    whole_advisor: Advisor, text: str
) -> None:
    question = whole_advisor.turn(Said(text=text), State()).question
    assert question is not None
    assert "information technology" in " ".join(question.tokens)


def test_a_word_explained_is_no_answer_to_what_something_else_says_more_of(talk: Talk) -> None:
    reply = talk("what about owning martech")
    assert reply.outcome is Outcome.CHOOSE
    assert talk("martech").kind is Kind.DEFINITION
