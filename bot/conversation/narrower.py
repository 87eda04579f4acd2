"""What is held for others than the last answer was about: narrower groups, places, whoever else was asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.conversation import coverage
from bot.conversation.carry import is_bare
from bot.conversation.decision import Decision
from bot.conversation.moves import ANYBODY_ELSE, Declined
from bot.conversation.reckon import REST
from bot.conversation.shown import every, shown
from bot.figures import reason
from bot.knowledge.model import Measure, Missing
from bot.questions.words import STOP_WORDS

if TYPE_CHECKING:
    from bot.conversation.carry import Carried
    from bot.conversation.judge import Judge
    from bot.conversation.state import State
    from bot.questions.question import Question

#: What asks for whoever else answered: "others?", "who else?".
_OTHERS: Final = frozenset(["others", "else"])
#: Words beside it that say no more.
_WHOEVER: Final = frozenset(["who", "anyone", "anybody", "others"])


def of_groups_alone(question: Question, state: State, carried: Carried, judge: Judge) -> Decision | None:
    """What is held for a narrower group, or for a place, of which a question says no more than its name."""
    place = any(e.missing is Missing.COUNTRY for e in question.elsewhere)
    if carried.measures or not (place or question.groups) or not is_bare(question) or question.residue:
        return None
    if question.surveys or question.sources or question.has("advice", "next", "definition", "why"):
        return None
    if judge.tops(question, Measure) and judge.certain(question.top):
        return None  # whose name is but part of what is asked
    replying = question.follows and state.focus is not None  # then it asks for no figures of its own
    rows = coverage.held_apart(question, judge.knowledge) if not replying else ()
    if not rows:
        refused = coverage.outside(question, judge.knowledge, None)
        return Decision(move=refused, question=question) if refused is not None else None
    single = len({row.measure.id for row in rows}) == 1
    finding = reason.compare(judge.knowledge, rows) if single else reason.listing(rows)
    return Decision(move=coverage.settled(finding, None), question=question, operation="list")


def others(question: Question, state: State, judge: Judge) -> Decision | None:
    """The figures of everybody else who answered what was last shown, where a text asks for no more."""
    words = frozenset(question.tokens)
    plain = not (words - STOP_WORDS - _WHOEVER) and bool(words & _OTHERS) and bool(words & _WHOEVER)
    told = shown(state, judge.knowledge)
    if not plain or not told or question.has("rest"):
        return None
    rows = reason.main([row for row in every(told, judge.knowledge) if row not in told])
    measures = tuple(dict.fromkeys(row.measure.id for row in rows or told))
    asked = replace(
        question, measures=measures[:1], roles=tuple(dict.fromkeys(r.population.role for r in rows))
    )
    if not rows:
        move = Declined(missing=Missing.ROLE, about=ANYBODY_ELSE, nearest=measures[0], readings=told)
        return Decision(move=move, question=asked)
    if state.focus is not None and state.focus.operation == REST:
        return Decision(
            move=coverage.settled(reason.rest(rows), rows[0].measure), question=asked, operation=REST
        )
    finding = reason.compare(judge.knowledge, rows) if len(measures) == 1 else reason.listing(rows)
    return Decision(move=coverage.settled(finding, None), question=asked, operation="value")
