"""What is asked of the surveys behind an answer: who says so, and what a survey tells about itself.

After several figures each of their surveys is meant, and each is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation import reckon
from bot.conversation.carry import OPERATIONS, is_bare
from bot.conversation.decision import Decision
from bot.conversation.judge import MOST_CHOICES
from bot.conversation.moves import Chatted, Declined, Offered, ToldOfEach, ToldSurvey, ToldSurveys, Traced
from bot.conversation.naming import choice
from bot.conversation.shown import shown
from bot.figures import reason
from bot.knowledge.model import (
    SURVEY_FACTS,
    Advice,
    Claim,
    Decoy,
    Dispute,
    Measure,
    Missing,
    Source,
    Survey,
    Theme,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.carry import Carried
    from bot.conversation.judge import Judge
    from bot.conversation.state import State
    from bot.figures.findings import Reading
    from bot.questions.question import Question

#: What a missing fact of a survey counts as.
_FACT_MISSING: Final = {
    "fieldwork": Missing.YEAR,
    "published": Missing.YEAR,
    "countries": Missing.COUNTRY,
    "companies": Missing.BREAKDOWN,
}
_FACT: Final = "fact-"
#: Cues with which a text asks for something, and doubts nothing.
_ASKING: Final = (
    "source",
    "why",
    "next",
    "advice",
    "other-one",
    "contradiction",
    "definition",
    "trend",
    "pool",
)
#: Facts that may be asked of the survey while a measure is named.
_OF_A_MEASURE: Final = frozenset(["wording", "margin_of_error"])


def fact(question: Question, state: State, carried: Carried, judge: Judge) -> Decision | None:
    """What a survey tells about itself, or that it does not."""
    spoken_of = judge.surveys(question, state)
    # Where nothing tells which, all that are held are named, unless there is but one.
    survey = next(iter((*spoken_of, *judge.knowledge.surveys.values())), None)
    if survey is None:
        return None
    asked = [f for f in SURVEY_FACTS if question.has(_FACT + f)]
    figured = judge.tops(question, Measure) and judge.certain(question.top)
    if asked and (figured or judge.is_year(question.top)):
        return None  # a figure, such as a year that was forecast, and no fact of its survey
    wanted = next((f for f in asked if f in _OF_A_MEASURE), next(iter(asked), None))
    if wanted is None:
        return _all_told(question, spoken_of, judge)
    if question.measures and not carried.measures and wanted not in _OF_A_MEASURE:
        return None
    of_measure = bool(question.measures) and wanted in _OF_A_MEASURE
    if judge.surely(question, Advice | Claim | Source) and question.residue and not of_measure:
        return None
    top = judge.entry(question.top)
    named = isinstance(top, Survey) and top in spoken_of[:MOST_CHOICES] and bool(question.surveys)
    if named and isinstance(top, Survey) and judge.sure(question.top, question):
        survey, spoken_of = top, (top,)
    if len(spoken_of) > 1:
        # In the order in which they were shown, which is the other way round.
        move = _which_of(spoken_of) if question.surveys else of_each(spoken_of[::-1], wanted)
        return Decision(move=move, question=question)
    if not spoken_of and len(judge.knowledge.surveys) > 1 and wanted not in _OF_A_MEASURE:
        return Decision(move=_held(question, judge), question=question)
    if wanted in survey.facts:
        return Decision(move=ToldSurvey(survey=survey, fact=wanted), question=question)
    missing = _FACT_MISSING.get(wanted, Missing.OTHER)
    return Decision(move=Declined(missing=missing, fact=wanted, nearest=survey.id), question=question)


def trace(question: Question, state: State, carried: Carried, judge: Judge) -> Decision | None:
    """Who says so."""
    if not question.has("source") or question.has("gap", "ratio", "confirm", "contradiction"):
        return None
    if judge.defines(question) and not carried.measures:
        return None
    several = of_several(question, state, carried, judge)
    if several is not None:
        return Decision(move=several, question=question, operation="source")
    if question.measures and (carried.measures or not judge.outranked(question)):
        measure = judge.knowledge.measures[question.measures[0]]
        rows = reckon.pick(question, measure, judge.knowledge) or reason.readings(judge.knowledge, measure)
        return Decision(move=Traced(readings=rows), question=question, operation="source")
    if not is_bare(question):
        return None
    match judge.focused(state):
        case Advice() as advice:
            return Decision(move=Traced(advice=advice), question=question, operation="source")
        case Claim() as claim:
            return Decision(move=Traced(claim=claim), question=question, operation="source")
        case Measure() | Theme() | Dispute() | Survey() | Source() | Decoy() | None:
            return _told_of(judge.surveys(question, state), question, judge)


def doubt(question: Question, state: State, carried: Carried, judge: Judge) -> Decision | None:
    """How what was just said can be followed up, when somebody says no more than that they doubt it."""
    flat = question.has("flat") and len(question.tokens) == 1
    if not (flat or question.has("doubt")) or not asks_nothing_else(question, carried):
        return None
    if flat and state.focus is not None and not state.focus.fresh:
        return Decision(move=Chatted(kind="okay"), question=question)  # to a "thanks", and doubts nothing
    move = _doubted(state, judge)
    return Decision(move=move, question=question, operation="source") if move is not None else None


def _doubted(state: State, judge: Judge) -> Traced | None:
    """What was just said, to be checked; None where it rests on nothing that can be."""
    match judge.focused(state):
        case Advice() as advice:
            return Traced(advice=advice, doubted=True)
        case Claim() as claim:
            return Traced(claim=claim, doubted=True)
        case (Measure() | Theme() | Dispute() | Survey() | Source() | Decoy() | None) as focused:
            rows = shown(state, judge.knowledge)
            theme = focused if isinstance(focused, Theme) else None
            return Traced(readings=rows, theme=theme, doubted=True) if rows else None


def asks_nothing_else(question: Question, carried: Carried) -> bool:
    """Whether a text names nothing and asks for nothing but what its cues for talk about an answer say."""
    named = (question.surveys, question.sources, question.years, question.stated, question.elsewhere)
    told = named + (() if carried.measures else (question.measures, question.roles, question.groups))
    return not any(told) and not question.residue and not question.has(*OPERATIONS, *_ASKING)


def of_several(question: Question, state: State, carried: Carried, judge: Judge) -> Traced | None:
    """All figures of the last answer, traced, if it had several and the question means no other."""
    if question.measures and not carried.measures:
        return None
    rows = _meant(question, state, judge)
    if len({row.measure.id for row in rows}) <= 1:
        return None
    theme = judge.focused(state)
    return Traced(readings=rows, theme=theme if isinstance(theme, Theme) else None)


def _meant(question: Question, state: State, judge: Judge) -> tuple[Reading, ...]:
    """The figures last shown that are of the surveys, years and roles a question names, if it names any."""
    surveys = {survey.id for survey in judge.surveys(question, state)}
    rows = tuple(row for row in shown(state, judge.knowledge) if row.survey.id in surveys)
    if question.years:
        rows = tuple(row for row in rows if row.years.intersection(question.years))
    return tuple(row for row in rows if row.population.role in question.roles) or rows


# ── Surveys ───────────────────────────────────────────────────────────────────────────────────────


def _all_told(question: Question, spoken_of: Sequence[Survey], judge: Judge) -> Decision | None:
    """All that is told of a survey, where no fact of it is asked for."""
    scope = question.has("largest", "smallest", "list", "order")
    named = bool(question.surveys) and is_bare(question) and not question.roles
    named = named and not question.has("number")
    about = (question.has("about") or named) and not scope and not question.measures
    unsure = not judge.sure(question.top, question) or judge.tops(question, Survey)
    asked_of = question.surveys and question.about and judge.tops(question, Measure | Theme | Claim)
    unsure = named or (unsure and not asked_of)
    # Which survey it is, asked of several figures, traces them all.
    if not about or not unsure or (question.has("source") and len(spoken_of) > 1):
        return None
    return _told_of(spoken_of, question, judge)


def _told_of(surveys: Sequence[Survey], question: Question, judge: Judge) -> Decision:
    """All that is told of a survey; which is meant, of several just spoken of; of none, those held."""
    if not surveys:
        return Decision(move=_held(question, judge), question=question)
    if len(surveys) > 1 and not question.surveys:
        return Decision(move=_which_of(surveys), question=question)
    return Decision(move=ToldSurvey(survey=surveys[0]), question=question)


def _held(question: Question, judge: Judge) -> ToldSurvey | ToldSurveys | Declined:
    """Which surveys are held, of the years named; of a single one, all that is told of it."""
    held = tuple(judge.knowledge.surveys.values())
    if not held:
        return Declined(missing=Missing.OTHER)
    if len(held) == 1:
        return ToldSurvey(survey=held[0])
    dated = tuple(s for s in held if s.years.intersection(question.years))
    return ToldSurveys(surveys=dated if question.years else held, years=question.years)


def of_each(surveys: Sequence[Survey], wanted: str) -> ToldOfEach:
    """A fact of each of these surveys."""
    told = any(wanted in survey.facts for survey in surveys)
    missing = None if told else _FACT_MISSING.get(wanted, Missing.OTHER)
    return ToldOfEach(surveys=tuple(surveys), fact=wanted, missing=missing)


def _which_of(surveys: Sequence[Survey]) -> Offered:
    """The question which of these surveys is meant."""
    return Offered(choices=tuple(choice(s) for s in surveys[:MOST_CHOICES]))
