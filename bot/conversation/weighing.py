"""What a figure just told is worth, if somebody asks: whether it still holds, is much, a cause, slanted.

No source tells any of that. What is told instead lets somebody judge: when it was asked, who paid for it,
what was asked later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation.decision import Decision
from bot.conversation.moves import Weighed
from bot.conversation.shown import shown
from bot.conversation.tracing import asks_nothing_else, of_each
from bot.figures.reason import themes_of
from bot.knowledge.model import Advice, Claim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.carry import Carried
    from bot.conversation.judge import Judge
    from bot.conversation.state import State
    from bot.figures.findings import Reading
    from bot.knowledge.model import Theme
    from bot.questions.question import Question

#: Cues of what is asked, with the fact of each survey that answers where figures of several were told.
_POINTS: Final = {"holds": "fieldwork", "slanted": "commissioned_by", "causal": None, "much": None}


def weigh(question: Question, state: State, carried: Carried, judge: Judge) -> Decision | None:
    """What is told of the worth of the figures last shown, when somebody asks for no more than that."""
    point = next((p for p in _POINTS if question.has(p)), None)
    # "Are you biased" asks it of the bot.
    if point is None or "you" in question.tokens or not asks_nothing_else(question, carried):
        return None
    if isinstance(judge.focused(state), Advice | Claim):
        return None  # which rest on more than figures
    rows = shown(state, judge.knowledge)
    if not rows:
        return None
    surveys = tuple({row.survey.id: row.survey for row in rows}.values())
    fact = _POINTS[point]
    if fact is not None and len(surveys) > 1:
        return Decision(move=of_each(surveys, fact), question=question)
    return Decision(move=Weighed(readings=rows, point=point, newer=_newer(rows, judge)), question=question)


def _newer(rows: Sequence[Reading], judge: Judge) -> Theme | None:
    """The theme in which a later survey asked nearly the same, if there is one."""
    latest = max(row.year for row in rows)
    measures = {row.measure.id for row in rows}
    for theme in (theme for id_ in measures for theme in themes_of(judge.knowledge, id_)):
        asked = (judge.knowledge.measures[m.measure] for m in theme.members if m.measure not in measures)
        if any(judge.knowledge.surveys[m.survey].year > latest for m in asked):
            return theme
    return None
