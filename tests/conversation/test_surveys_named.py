"""A survey that is named answers for itself: no other survey's figure ever stands in for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.events import Said
from bot.conversation.moves import Claimed, Declined, Found, Guided, Offered, ToldDispute, ToldSurvey, Traced
from bot.conversation.state import State
from bot.figures.findings import readings_of
from bot.knowledge.model import Claim, Dispute, Measure, Missing
from bot.questions import phrasing
from bot.questions.vocabulary import Phrases, singular
from bot.questions.words import tokens
from bot.replies.reply import Kind, Outcome
from tests import builders

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.advisor import Advisor, Turn
    from bot.conversation.moves import Move
    from bot.knowledge.model import Knowledge

JOINED = (
    "{asked} according to {name}",
    "{name}: {asked}",
    "in {name}, {asked}?",
    "what does {name} say about {asked}",
    "{asked} ({name})",
)
AGAIN = ("and according to {name}?", "what did {name} say about that?", "and {name}?", "same for {name}")


def surveys_told(move: Move, known: Knowledge) -> set[str]:
    """The surveys whose figures or findings a move tells or rests on."""
    match move:
        case Found(finding=finding):
            return {r.survey.id for r in readings_of(finding)}
        case Traced(readings=rows) | Declined(readings=rows) | ToldDispute(readings=rows) if rows:
            return {r.survey.id for r in rows}
        case Guided(advice=advice):
            return {known.measures[g.id].survey for g in advice.rests_on if g.kind == "figure"}
        case Claimed(claim=claim):
            return {claim.survey}
        case ToldSurvey(survey=survey):
            return {survey.id}
        case Offered(choices=choices):
            entries = [known.entry(c.id) for c in choices]
            return {e.survey for e in entries if isinstance(e, Measure | Claim | Dispute)}
        case _:
            return set()


@pytest.fixture(scope="module")
def named_in(whole_knowledge: Knowledge) -> Callable[[str], set[str]]:
    """The surveys that some name in a text may mean."""
    titles = Phrases(phrasing.titles(whole_knowledge), singular)

    def named(text: str) -> set[str]:
        return set(phrasing.named_as(titles.every(singular(tokens(text))), phrasing.SURVEY))

    return named


@pytest.fixture(scope="module")
def asked(whole_advisor: Advisor) -> Callable[..., tuple[Move, Turn]]:
    """Hold a conversation; its last move with the turn."""

    def hold(*turns: str) -> tuple[Move, Turn]:
        state = State()
        for text in turns[:-1]:
            state = whole_advisor.turn(Said(text=text), state).state
        decision = whole_advisor._decider.decide(turns[-1], state)
        return decision.move, whole_advisor.turn(Said(text=turns[-1]), state)

    return hold


def a_name(known: Knowledge, place: int) -> tuple[str, str]:
    """A survey, and one of the names it is called by."""
    return builders.chosen(
        [(s.id, name) for s in known.surveys.values() for name in (s.short, *s.names)], place
    )


def a_question(known: Knowledge, besides: str, place: int) -> str:
    """What a measure of another survey is asked."""
    return builders.chosen(
        [p for m in known.measures.values() if m.survey != besides for p in m.asked_as], place
    )


# ── Whatever is asked ─────────────────────────────────────────────────────────────────────────────


@settings(max_examples=60)
@given(builders.places, builders.places, st.sampled_from(JOINED))
def test_what_another_survey_asked_is_never_answered_for_the_one_named(  # noqa: PLR0913, PLR0917 (fixtures and a question)
    whole_advisor: Advisor,
    asked: Callable[..., tuple[Move, Turn]],
    named_in: Callable[[str], set[str]],
    who: int,
    what: int,
    joined: str,
) -> None:
    survey, name = a_name(whole_advisor.knowledge, who)
    text = joined.format(name=name, asked=a_question(whole_advisor.knowledge, survey, what))
    move, turn = asked(text)
    assert surveys_told(move, whole_advisor.knowledge) <= named_in(text), (text, turn.replies[0].text)


@settings(max_examples=60)
@given(builders.places, builders.places, st.sampled_from(AGAIN))
def test_a_survey_named_in_a_follow_up_answers_for_itself_or_not_at_all(  # noqa: PLR0913, PLR0917 (fixtures and a question)
    whole_advisor: Advisor,
    asked: Callable[..., tuple[Move, Turn]],
    named_in: Callable[[str], set[str]],
    who: int,
    what: int,
    joined: str,
) -> None:
    survey, name = a_name(whole_advisor.knowledge, who)
    first, again = a_question(whole_advisor.knowledge, survey, what), joined.format(name=name)
    move, turn = asked(first, again)
    assert surveys_told(move, whole_advisor.knowledge) <= named_in(again), (
        first,
        again,
        turn.replies[0].text,
    )
    assert turn.replies[0].kept_rule, (first, again)


@settings(max_examples=60)
@given(builders.places, builders.places, st.sampled_from(JOINED))
def test_a_reply_on_a_survey_named_is_worded_as_it_was_meant(
    whole_advisor: Advisor, asked: Callable[..., tuple[Move, Turn]], who: int, what: int, joined: str
) -> None:
    """Names of surveys hold numbers of their own, which must not stop a reply."""
    survey, name = a_name(whole_advisor.knowledge, who)
    text = joined.format(name=name, asked=a_question(whole_advisor.knowledge, survey, what))
    _, turn = asked(text)
    assert turn.replies[0].kept_rule, text


@settings(max_examples=60)
@given(builders.places)
def test_a_survey_named_beside_its_own_question_answers_with_no_other(
    whole_advisor: Advisor, asked: Callable[..., tuple[Move, Turn]], what: int
) -> None:
    """By the name that replies give it, the least ambiguous there is."""
    known = whole_advisor.knowledge
    questions = [(m.survey, p) for m in known.measures.values() for p in m.asked_as]
    survey, question = builders.chosen(questions, what)
    text = f"{question} according to {known.surveys[survey].short}"
    move, turn = asked(text)
    assert surveys_told(move, known) <= {survey}, (text, turn.replies[0].text)


# ── By example ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "entry", "numbers"),
    [
        (
            "how many CIOs say the relationship improved, in the 2014 Accenture survey?",
            "accenture-2014/relationship-improved",
            [50],
        ),
        (
            "how many CIOs say the relationship improved, in the 2013 Accenture survey?",
            "accenture-2013/relationship-improved",
            [47],
        ),
        (
            "EPAM: share of CMOs for whom the relationship has grown closer",
            "epam-2014/grown-closer",
            [71],
        ),
        (
            "what share of CMOs see the CIO as a roadblock according to IDG?",
            "idg-2013/roadblock",
            [14],
        ),
    ],
)
def test_the_survey_named_tells_which_of_several_like_questions_is_meant(
    asked: Callable[..., tuple[Move, Turn]], text: str, entry: str, numbers: list[int]
) -> None:
    _, turn = asked(text)
    reply = turn.replies[0]
    assert (reply.outcome, reply.entry, [int(n) for n in reply.numbers]) == (Outcome.ANSWER, entry, numbers)


@pytest.mark.parametrize(
    "text",
    [
        "how many CIOs worry about data protection according to Rackspace?",
        "KPMG on data protection among CIOs",
        "what did PwC find about marketing going straight to vendors",
    ],
)
def test_what_a_survey_did_not_ask_is_refused_in_its_name(
    asked: Callable[..., tuple[Move, Turn]], text: str
) -> None:
    _, turn = asked(text)
    reply = turn.replies[0]
    assert (reply.outcome, reply.kind, reply.numbers) == (Outcome.ABSTAIN, Kind.REFUSAL, ())


def test_a_survey_that_nobody_holds_is_refused(asked: Callable[..., tuple[Move, Turn]]) -> None:
    for text in ("what did the Bain survey find about CIOs and CMOs", "is there a McKinsey survey of CIOs"):
        _, turn = asked(text)
        reply = turn.replies[0]
        assert (reply.outcome, reply.missing, reply.kept_rule) == (Outcome.ABSTAIN, Missing.SURVEY, True), (
            text
        )


@pytest.mark.parametrize(
    ("name", "entry", "number"),
    [
        ("the 2014 Accenture survey", "accenture-2014/relationship-improved", 50),
        ("EPAM", "epam-2014/grown-closer", 63),
        ("the Creative Group", "creative-group-2015/closer-than-before", 33),
    ],
)
def test_the_same_asked_again_of_another_survey_is_that_surveys_own_figure(
    asked: Callable[..., tuple[Move, Turn]], name: str, entry: str, number: int
) -> None:
    first = "how many CIOs say the relationship improved, in the 2013 Accenture survey?"
    _, turn = asked(first, f"and according to {name}?")
    reply = turn.replies[0]
    assert (reply.entry, [int(n) for n in reply.numbers]) == (entry, [number])


@pytest.mark.parametrize("text", ["what did Gartner say about that?", "and according to Gartner?"])
def test_a_publisher_of_many_surveys_none_of_which_asked_is_not_answered_with_one_of_them(
    asked: Callable[..., tuple[Move, Turn]], text: str
) -> None:
    _, turn = asked("how many CIOs say the relationship improved, in the 2014 Accenture survey?", text)
    assert turn.replies[0].numbers == ()
    assert turn.replies[0].outcome is not Outcome.ANSWER
