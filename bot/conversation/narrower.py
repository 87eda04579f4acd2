"""What is held for others than the last answer was about: narrower groups, places, whoever else was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import coverage
from bot.conversation.carry import is_bare
from bot.conversation.decision import Decision
from bot.figures import reason
from bot.knowledge.model import Missing

if TYPE_CHECKING:
    from bot.conversation.carry import Carried
    from bot.conversation.judge import Judge
    from bot.conversation.state import State
    from bot.questions.question import Question


def of_groups_alone(question: Question, state: State, carried: Carried, judge: Judge) -> Decision | None:
    """What is held for a narrower group, or for a place, of which a question says no more than its name."""
    place = any(e.missing is Missing.COUNTRY for e in question.elsewhere)
    if carried.measures or not (place or question.groups) or not is_bare(question) or question.residue:
        return None
    if question.surveys or question.sources or question.has("advice", "next", "definition", "why"):
        return None
    replying = question.follows and state.focus is not None  # then it asks for no figures of its own
    rows = coverage.held_apart(question, judge.knowledge) if not replying else ()
    if not rows:
        refused = coverage.outside(question, judge.knowledge, None)
        return Decision(move=refused, question=question) if refused is not None else None
    single = len({row.measure.id for row in rows}) == 1
    finding = reason.compare(judge.knowledge, rows) if single else reason.listing(rows)
    return Decision(move=coverage.settled(finding, None), question=question, operation="list")
