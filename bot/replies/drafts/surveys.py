"""Drafts of what surveys tell about themselves, and of which are held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.knowledge.model import SURVEY_FACTS
from bot.replies.drafts.draft import Draft, fewer
from bot.replies.reply import Kind, Outcome

if TYPE_CHECKING:
    from bot.conversation.moves import ToldOfEach, ToldSurvey, ToldSurveys
    from bot.knowledge.model import Knowledge, Survey

#: What is told of a survey even in brief, where it is known.
_MAIN_FACTS: Final = ("sample", "fieldwork", "published")
#: Sources named where all that is told of a survey is asked for, and beside a single fact.
_MOST_TITLES, _FEWER_TITLES = 3, 1
#: Surveys named where somebody asks which there are.
_MOST_SURVEYS: Final = 5
#: Things a survey asked that are named when it is asked about, more and fewer.
_MOST_ASKED, _FEWER_ASKED = 4, 2


def told_survey(move: ToldSurvey, knowledge: Knowledge) -> Draft:
    """What is told of a survey: one fact, or all of them, with what is not told."""
    if move.fact is not None:
        return _fact(move.survey, move.fact)
    survey = move.survey
    measures = [m for m in knowledge.measures.values() if m.survey == survey.id]
    return Draft(
        template="survey",
        values={
            "survey": survey,
            "facts": [f for f in SURVEY_FACTS if f in survey.facts],
            "untold": [f for f in SURVEY_FACTS if f not in survey.facts],
            "several": len(knowledge.surveys) > 1,
            "measures": measures[:_MOST_ASKED],
            "most": _MOST_TITLES,
            "ids": survey.sources,
        },
        outcome=Outcome.ANSWER,
        kind=Kind.ABOUT,
        entry=survey.id,
        sources=survey.sources,
        more="sources_more",
        cuts=(
            {},
            {"most": _FEWER_TITLES},
            {"measures": measures[:_FEWER_ASKED]},
            {"untold": ()},
            {"measures": ()},
            {"facts": list(_MAIN_FACTS)},
            {"facts": ()},
        ),
    )


def _fact(survey: Survey, fact: str) -> Draft:
    """One fact, and where to read of it."""
    return Draft(
        template="fact",
        values={"survey": survey, "fact": fact, "most": _FEWER_TITLES, "ids": survey.sources},
        outcome=Outcome.ANSWER,
        kind=Kind.ABOUT,
        entry=survey.id,
        sources=survey.sources,
        more="sources_more",
    )


def told_of_each(move: ToldOfEach) -> Draft:
    """A fact of each of several surveys."""
    told = move.missing is None
    sources = dict.fromkeys(source for survey in move.surveys for source in survey.sources)
    return Draft(
        template="facts",
        values={"move": move, "fact": move.fact},
        outcome=Outcome.ANSWER if told else Outcome.ABSTAIN,
        kind=Kind.ABOUT if told else Kind.REFUSAL,
        missing=move.missing,
        sources=tuple(sources) if told else (),
        more="facts_more",
        cuts=fewer(move.surveys),
    )


def told_surveys(move: ToldSurveys) -> Draft:
    """The latest of the surveys; where some years are named, the surveys of these years."""
    by_year = sorted((s for s in move.surveys if s.years), key=lambda s: max(s.years), reverse=True)
    shown = (move.surveys if move.years else by_year)[:_MOST_SURVEYS]
    # With no year named, it tells of the first one, too.
    first = None if move.years else move.surveys[0]
    return Draft(
        template="surveys",
        values={
            "surveys": move.surveys,
            "years": move.years,
            "shown": shown,
            "rest": len(move.surveys) - len(shown),
            "first": first,
            "oldest": min((min(s.years) for s in by_year), default=""),
            "newest": max((max(s.years) for s in by_year), default=""),
        },
        outcome=Outcome.ANSWER,
        kind=Kind.ABOUT,
        entry=None if first is None else first.id,
        sources=() if first is None else first.sources,
        cuts=({"most": most} for most in range(_MOST_TITLES, 0, -1)),
    )
