"""Drafts of who says so: the sources of figures, of claims and of guidance, and what a publication is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.figures.reason import readings, themes_of
from bot.replies.drafts import grounds
from bot.replies.drafts.draft import Draft, fewer
from bot.replies.grouping import by_survey, measures_of, sources_of, values_of
from bot.replies.reply import Kind, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.conversation.moves import ToldSource, Traced, Weighed
    from bot.figures.findings import Reading
    from bot.knowledge.model import Knowledge

#: Titles named where there is room, and of each of several surveys more and fewer.
_MOST_TITLES: Final = 3
_TITLES: Final = (2, 1)
#: How a doubted figure is told, the fullest first.
_DOUBTED: Final = (
    {"full": True, "most": 3, "noted": True, "stated": True, "sponsor": True, "asked": True},
    {"full": False, "most": 2},
    {"most": 1},
    {"others": 0},
    {"noted": False},
    {"stated": False},
    {"sponsor": False},
    {"asked": False},
)


def traced(move: Traced, knowledge: Knowledge) -> Draft:
    """Who says so, and where somebody doubts it, what lets them check it."""
    if len(measures_of(move.readings)) > 1:
        return _several(move)
    if move.readings and move.doubted:
        return _doubted(move, knowledge)
    return _one(move, knowledge)


def told_source(move: ToldSource) -> Draft:
    """What a publication is, who wrote it, what it rests on."""
    return Draft(
        template="publication",
        values={"source": move.source},
        outcome=Outcome.ANSWER,
        kind=Kind.SOURCE,
        entry=move.source.id,
        sources=(move.source.id,),
    )


def weighed(move: Weighed, knowledge: Knowledge) -> Draft:
    """What lets somebody judge the figures just told; that they are much, beside all of the same measure."""
    rows = move.readings
    single = len(measures_of(rows)) == 1
    beside = readings(knowledge, rows[0].measure) if single else ()
    compared = beside if move.point == "much" and len(beside) > 1 else ()
    return Draft(
        template="weighed",
        values={"move": move, "readings": rows, "single": single, "one_survey": len(by_survey(rows)) == 1},
        outcome=Outcome.ANSWER,
        kind=Kind.SOURCE,
        entry=rows[0].measure.id if single else None,
        numbers=values_of(compared),
        sources=sources_of(rows),
        readings=rows,
        cuts=({"compared": compared, "most": _MOST_TITLES}, {"most": 1}, {"compared": ()}),
    )


def _one(move: Traced, knowledge: Knowledge) -> Draft:
    """The sources of one measure's figures, of a claim, or of guidance."""
    rows, claim, advice = move.readings, move.claim, move.advice
    entry = rows[0].measure if rows else claim or advice
    sources = sources_of(rows)
    if claim is not None:
        sources = claim.sources
    if advice is not None:
        sources = grounds.sources_of(advice, knowledge)
    named = [grounds.named(ground, knowledge) for ground in advice.rests_on] if advice is not None else []
    return Draft(
        template="source",
        values={
            "move": move,
            "readings": rows,
            "claim": claim,
            "advice": advice,
            "several": len(knowledge.surveys) > 1,
            "ids": sources,
        },
        outcome=Outcome.ANSWER,
        kind=Kind.SOURCE,
        entry=entry.id if entry is not None else None,
        numbers=values_of(rows),
        sources=sources,
        readings=rows,
        more=None if rows else "sources_more",
        cuts=(
            {"shown": named, "rest": (), "most": _MOST_TITLES},
            *({"most": most} for most in _TITLES),
            *fewer(named),
        ),
    )


def _several(move: Traced) -> Draft:
    """The sources of figures of several measures, survey by survey."""
    return Draft(
        template="traced",
        values={"move": move},
        outcome=Outcome.ANSWER,
        kind=Kind.SOURCE,
        entry=move.theme.id if move.theme is not None else None,
        sources=sources_of(move.readings),
        more="traced_more",
        cuts=_cuts_of_several(move.readings),
    )


def _cuts_of_several(rows: Sequence[Reading]) -> Iterator[Mapping[str, object]]:
    surveys = by_survey(rows)
    yield {"shown": surveys, "rest": [], "full": True, "most": _TITLES[0], "linked": True}
    for most in _TITLES:
        yield {"full": False, "most": most}
    yield {"linked": False}  # the way to each is one tap away, too; whose figures they are comes first
    yield from fewer(surveys)


def _doubted(move: Traced, knowledge: Knowledge) -> Draft:
    """All that lets somebody check figures of one measure: disputes, and who else asked nearly the same."""
    rows, measure = move.readings, move.readings[0].measure
    alike = next(iter(themes_of(knowledge, measure.id)), None)
    asked = {knowledge.measures[m.measure].survey for m in alike.members} if alike is not None else set()
    return Draft(
        template="doubted",
        values={
            "move": move,
            "readings": rows,
            "disputes": knowledge.disputes_of(measure.id),
            "alike": alike,
            "others": len(asked - {measure.survey}),
        },
        outcome=Outcome.ANSWER,
        kind=Kind.SOURCE,
        entry=measure.id,
        numbers=values_of(rows),
        sources=sources_of(rows),
        readings=rows,
        cuts=_DOUBTED,
    )
