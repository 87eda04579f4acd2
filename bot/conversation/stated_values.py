"""Values that a question states: of which measures they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.coverage import of_the_years
from bot.conversation.decision import Decision
from bot.conversation.judge import BY_VALUE
from bot.conversation.moves import Found
from bot.conversation.premises import written
from bot.figures import reason
from bot.figures.findings import Listing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from bot.conversation.judge import Judge
    from bot.figures.findings import Reading
    from bot.knowledge.model import Dispute, Measure
    from bot.questions.question import Question

#: Measures that values alone can name.
_MOST_MEANT = 2
#: Look-alikes shown in one reply.
_MOST_ALIKE = 8


def by_number(question: Question, judge: Judge) -> Question:
    """A question that names no measure but a printed value is about that value's measure."""
    if question.measures:
        return question
    shares = [s for s in question.stated if s.share and not s.rough]
    if not shares and not question.residue:
        shares = list(written(question))
    values = tuple(dict.fromkeys(s.value for s in shares))
    printed = (r for v in values for r in reason.with_value(judge.knowledge, v))
    rows = of_the_years(printed, question)
    measures = _valued(rows, values, question)
    if not measures or len(measures) > _MOST_MEANT:
        return question
    roles = question.roles or tuple(
        dict.fromkeys(r.population.role for r in rows if r.measure.id in measures)
    )
    return replace(question, measures=measures, roles=roles, cues=question.cues | {"number", BY_VALUE})


def look_alikes(question: Question, judge: Judge) -> Decision | None:
    """Every figure with the one value that a question names and nothing else: look-alikes, told apart."""
    shares = [s for s in question.stated if s.share and not s.rough] or list(written(question))
    values = {s.value for s in shares}
    likely = question.top is not None and question.top.probability >= judge.least.answer
    if len(values) != 1 or question.measures or (question.residue and likely):
        return None
    rows = [
        r
        for r in of_the_years(reason.with_value(judge.knowledge, *values), question)
        if (not question.surveys or r.survey.id in question.surveys)
        and (not question.roles or r.population.role in question.roles)
    ]
    if len({r.measure.id for r in rows}) <= 1:
        return None
    found = Found(finding=Listing(readings=tuple(rows[:_MOST_ALIKE])))
    return Decision(move=found, question=question, operation="list")


def weighs(question: Question, dispute: Dispute) -> bool:
    """Whether a question holds two values against each other, one of them that of a version."""
    told = {figure.value for version in dispute.versions for figure in version.figures.values()}
    stated = {s.value for s in question.stated}
    return len(stated) > 1 and bool(told & stated)


def of_another(question: Question, measure: Measure, judge: Judge) -> Found | None:
    """A true share said of the wrong role ("the CMO owns it in 44%"): corrected, not refused."""
    rows = reason.readings(judge.knowledge, measure)
    said = {s.value for s in question.stated if s.share}
    if (
        measure.option is None
        or question.has("gap", "ratio")
        or not any(r.figure.value in said for r in rows)
    ):
        return None
    return Found(finding=reason.values(rows), premise_failed=True)


def _valued(rows: Sequence[Reading], values: Sequence[Decimal], question: Question) -> tuple[str, ...]:
    """The measures that values may stand for: those which print all of them, for a role that is named.

    Of several, the one that the rest of the question is surely about.
    """
    printed: dict[str, set[Decimal]] = {}
    for r in rows:
        if not question.roles or r.population.role in question.roles or r.measure.option in question.roles:
            printed.setdefault(r.measure.id, set()).add(r.figure.value)
    every = tuple(m for m, held in printed.items() if held.issuperset(values)) or tuple(printed)
    likely = [m.entry for m in question.ranking if m.entry in every]
    if len(every) > 1 and len(likely) == 1 and question.residue:
        return tuple(likely)
    return every or tuple(dict.fromkeys(r.measure.id for r in rows))
