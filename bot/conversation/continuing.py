"""More of what was just said: all its figures, what must be known of them, and what is held beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation.decision import Decision
from bot.conversation.judge import MOST_CHOICES
from bot.conversation.moves import Guided, ToldMore, Traced
from bot.conversation.naming import choice
from bot.conversation.shown import every, shown
from bot.conversation.telling import advice_after, audience
from bot.conversation.tracing import asks_nothing_else
from bot.figures import reason
from bot.knowledge.model import Advice, Claim, Decoy, Dispute, Measure, Source, Survey, Theme

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.conversation.carry import Carried
    from bot.conversation.judge import Judge
    from bot.conversation.state import Choice, State
    from bot.figures.findings import Reading
    from bot.knowledge.model import Entry
    from bot.questions.question import Question

#: "Go on" and "anything else on that" are short; what says more has a subject of its own.
_LONGEST: Final = 6


def more(question: Question, state: State, carried: Carried, judge: Judge) -> Decision | None:
    """What follows when somebody asks for no more than more."""
    brief = len(question.tokens) <= _LONGEST and asks_nothing_else(question, carried)
    if state.focus is None or not question.has("more") or not brief:
        return None
    match judge.focused(state):
        case Advice() as advice if advice.steps and state.focus.operation != "next":
            told = audience(question, state)
            # Steps that were told first push out what they follow from, so that this comes next.
            steps = state.focus.operation != "steps"
            move = Guided(advice=advice, audience=told, steps_wanted=steps, carried=advice.title)
            return Decision(move=move, question=question, operation="next")
        case Advice() as advice:
            return Decision(move=Traced(advice=advice, carried=advice.title), question=question)
        case Claim() as claim:
            return Decision(move=Traced(claim=claim), question=question)
        case (Measure() | Theme() | Dispute() | Survey() | Source() | Decoy() | None) as focused:
            rows = shown(state, judge.knowledge)
            if not rows:
                return None
            theme = focused if isinstance(focused, Theme) else None
            told_of = rows if theme is not None else every(rows, judge.knowledge)
            return Decision(
                move=ToldMore(readings=told_of, beside=_beside(rows, theme, judge)), question=question
            )


def _beside(rows: Sequence[Reading], theme: Theme | None, judge: Judge) -> tuple[Choice, ...]:
    """What else is held on the same, the nearest first."""
    measures = {row.measure.id: row.measure for row in rows}
    found: dict[str, Entry] = {}
    for measure in measures.values():
        near: list[Entry] = [*reason.themes_of(judge.knowledge, measure.id), *_akin(measure, judge)]
        for entry in near:
            if entry is not theme and entry.id not in measures:
                found.setdefault(entry.id, entry)
    advice = advice_after(theme or rows[0].measure, judge)
    kept = list(found.values())[: MOST_CHOICES - (advice is not None)]
    entries: list[Entry] = [*kept, *([advice] if advice is not None else [])]
    return tuple(choice(entry) for entry in entries)


def _akin(measure: Measure, judge: Judge) -> Iterator[Measure]:
    """Measures of the same survey whose short names share a word with this one's."""
    terms = judge.reader.terms
    core = terms.core(measure.id)
    for other in judge.knowledge.measures.values():
        if other.survey == measure.survey and other is not measure and core & terms.core(other.id):
            yield other
