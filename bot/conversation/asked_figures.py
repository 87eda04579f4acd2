"""Whether a question asks for figures, for which, and what they say.

Figures answer only for measures that are named or surely meant, or for a whole scope of them. A
number that nobody measured is refused, and the nearest thing held offered as such.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.conversation import reckon
from bot.conversation.carry import is_bare
from bot.conversation.decision import Decision
from bot.conversation.judge import BY_VALUE
from bot.conversation.moves import Declined, Found, ToldDispute
from bot.figures import reason
from bot.knowledge.model import Advice, Claim, Decoy, Dispute, Measure, Missing, Source, Survey, Theme

if TYPE_CHECKING:
    from bot.conversation.carry import Carried
    from bot.conversation.judge import Judge
    from bot.conversation.state import State
    from bot.questions.question import Question

_WHOLE = Decimal(100)
#: A fraction in words ("half") stands for any value this near, in percentage points.
_NEAR = 5


def by_number(question: Question, judge: Judge) -> Question:
    """A question that names no measure but a printed value is about that value's measure."""
    if question.measures:
        return question
    shares = [s for s in question.stated if s.share and not s.rough]
    if not shares and not question.residue:
        shares = list(question.stated)
    rows = [r for s in shares for r in reason.with_value(judge.knowledge, s.value)]
    measures = tuple(dict.fromkeys(r.measure.id for r in rows))
    if not measures or len(measures) > reckon.PAIR:
        return question
    roles = question.roles or tuple(dict.fromkeys(r.population.role for r in rows))
    return replace(question, measures=measures, roles=roles, cues=question.cues | {"number", BY_VALUE})


def asked_figures(question: Question, state: State, carried: Carried, judge: Judge) -> Decision | None:
    """The answer in figures; None where the question asks for none."""
    if judge.defines(question) and not carried.measures:
        return None
    whole = _next_place(question, state, judge) or _whole_scope(question, judge)
    if whole is not None:
        return whole
    if question.has("confirm") and judge.invented(question):
        return Decision(move=Declined(missing=Missing.MEASURE), question=question)
    if not _wanted(question, carried, judge):
        return _contradiction(question, judge)
    measures, confidence = _meant(question, carried, judge)
    if not measures:
        return _contradiction(question, judge) or _unmeasured(question, judge)
    return _told(
        replace(question, measures=tuple(m.id for m in measures)), measures, carried, judge, confidence
    )


def checked(move: Found | Declined, question: Question, judge: Judge) -> Found | Declined:
    """Mark a finding whose question stated a share that is not printed for it."""
    shares = [s for s in question.stated if s.share]
    if isinstance(move, Declined) or not shares:
        return move
    knowledge = judge.knowledge
    printed = {
        r.figure.value for m in question.measures for r in reason.readings(knowledge, knowledge.measures[m])
    }
    held = printed | {_WHOLE - v for v in printed} | {abs(a - b) for a in printed for b in printed}
    failed = all(
        s.value not in held and not (s.rough and any(abs(s.value - v) <= _NEAR for v in held)) for s in shares
    )
    return replace(move, premise_failed=failed)


# ── Whole scopes ──────────────────────────────────────────────────────────────────────────────


def _next_place(question: Question, state: State, judge: Judge) -> Decision | None:
    """The next place of the ranking before: "and the runner-up?"."""
    focus = state.focus
    if focus is None or not focus.place or not question.has("second", "third") or not is_bare(question):
        return None
    place = focus.place + 1 if question.has("second") else 3
    again = replace(question, roles=question.roles or focus.roles, measures=())
    of_gaps = focus.operation == "extreme-gap"
    move = reckon.extreme(
        again, judge.knowledge, judge.reader.terms, place=place, largest=focus.largest, of_gaps=of_gaps
    )
    return Decision(move=move, question=again, operation=focus.operation, place=place, largest=focus.largest)


def _whole_scope(question: Question, judge: Judge) -> Decision | None:
    """Lists, extremes and rankings, which are about no single measure."""
    apart = question.has("apart")
    superlative = question.has("largest", "smallest")
    if not superlative and apart and question.has("list") and not question.measures:
        move = reckon.ranked(question, judge.knowledge, judge.reader.terms, of_gaps=True)
        return Decision(move=move, question=question, operation="ranking")
    if not superlative and _wants_list(question, judge):
        move = reckon.listed(question, judge.knowledge, judge.reader.terms)
        return Decision(move=move, question=question, operation="list")
    if question.measures or (_guided(question, judge) and not (superlative and apart)):
        return None
    if superlative and (
        apart or question.roles or question.has("number", "figures", "single", "second", "third")
    ):
        largest = question.has("largest")
        of_gaps = apart and len(question.roles) != 1
        place = 3 if question.has("third") else 2 if question.has("second") else 1
        move = reckon.extreme(
            question, judge.knowledge, judge.reader.terms, place=place, largest=largest, of_gaps=of_gaps
        )
        operation = "extreme-gap" if of_gaps else "extreme-value"
        return Decision(move=move, question=question, operation=operation, place=place, largest=largest)
    if question.has("order"):
        move = reckon.ranked(question, judge.knowledge, judge.reader.terms, of_gaps=apart)
        return Decision(move=move, question=question, operation="ranking")
    return None


def _wants_list(question: Question, judge: Judge) -> bool:
    if question.has("everything") and question.has("figures") and is_bare(question):
        return True
    if not question.has("list") or question.has("pool") or judge.surely(question, Decoy | Dispute):
        return False
    figures = question.has("number", "figures")
    return figures or bool(question.sources or question.measures) or not judge.sure(question.top, question)


def _guided(question: Question, judge: Judge) -> bool:
    """Whether an entry without numbers surely answers."""
    asked = question.has("number", "figures", "single")
    return not asked and not judge.tops(question, Measure) and judge.sure(question.top, question)


# ── Measures ──────────────────────────────────────────────────────────────────────────────────


def _wanted(question: Question, carried: Carried, judge: Judge) -> bool:
    """Whether figures are asked for, by a word for numbers or by what the question names."""
    if carried.measures or question.has("number", "ratio"):
        return True
    top = question.top
    if not question.measures:
        unsaid = question.has("gap", "contradiction") and not question.has("advice")
        return judge.tops(question, Measure) and (unsaid or judge.sure(top, question))
    if question.has("advice", "definition", "why"):
        return judge.guide(question) is None
    if judge.surely(question, Dispute) and not question.has("gap", "ratio", "compare"):
        return False
    cued = question.has(
        "gap", "compare", "higher", "figures", "contradiction", "smallest", "largest", "unnamed"
    )
    if cued and question.roles:
        return True
    guide = judge.guide(question)
    if guide is None:
        return True
    likely = judge.likelihood(question)
    if cued or question.roles:
        return likely >= judge.least.beside * guide.probability
    return likely > guide.probability


def _meant(question: Question, carried: Carried, judge: Judge) -> tuple[list[Measure], float | None]:
    """The measures a question is about: named, or else the one that surely fits."""
    held = judge.knowledge.measures
    if question.measures:
        other = not carried.measures and judge.outranked(question)
        return ([], None) if other else ([held[m] for m in question.measures], None)
    best = next((m for m in question.ranking if m.entry in held), None)
    if best is None:
        return [], None
    sure = judge.sure(best, question, beside=Measure | Decoy | Survey | Source)
    if not sure and not (best is question.top and judge.all_said(best, question)):
        return [], None
    return [held[best.entry]], best.probability


def _told(
    question: Question, measures: list[Measure], carried: Carried, judge: Judge, confidence: float | None
) -> Decision | None:
    """What the figures of the measures say."""
    disputed = [d for m in measures for d in judge.knowledge.disputes_of(m.id)]
    if disputed and question.has("contradiction"):
        return Decision(move=told_dispute(disputed[0], judge), question=question, confidence=confidence)
    move = reckon.reckon(question, measures, judge.knowledge, carried.operation)
    shared = _of_another(question, measures[0], judge) if isinstance(move, Declined) else None
    if shared is not None:
        return Decision(move=shared, question=question, confidence=confidence)
    uncounted = isinstance(move, Declined) and move.missing is Missing.ROLE and not judge.unheld(question)
    counting = carried.measures or question.has("number", "ratio", "gap", "figures")
    if uncounted and not counting and judge.guide(question) is not None:
        return None  # roles beside a measure that asks no number: guidance is meant
    return Decision(
        move=checked(move, question, judge),
        question=question,
        confidence=confidence,
        operation=_operation(question, carried),
    )


def _of_another(question: Question, measure: Measure, judge: Judge) -> Found | None:
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


def told_dispute(dispute: Dispute, judge: Judge) -> ToldDispute:
    """A dispute with the figures it is about."""
    knowledge = judge.knowledge
    rows = tuple(r for m in dispute.measures for r in reason.readings(knowledge, knowledge.measures[m]))
    return ToldDispute(dispute=dispute, readings=rows)


def _contradiction(question: Question, judge: Judge) -> Decision | None:
    """Where sources contradict each other, if no entry surely says so."""
    if not question.has("contradiction") or judge.sure(question.top, question) or question.measures:
        return None
    first = next(iter(judge.knowledge.disputes.values()), None)
    if first is None or judge.surely(question, Decoy):
        return None
    return Decision(move=told_dispute(first, judge), question=question)


def _unmeasured(question: Question, judge: Judge) -> Decision | None:
    """A number was asked for, and no measure is it."""
    top = question.top
    entry = judge.entry(top) if top is not None and top.probability >= judge.least.choose else None
    if judge.surely(question, Decoy | Survey | Source | Dispute | Theme):
        return None
    measure = entry if isinstance(entry, Measure) else None
    refused = reckon.outside(question, judge.knowledge, measure)
    confidence = top.probability if top is not None else None
    if refused is not None:
        return Decision(move=refused, question=question, confidence=confidence)
    if not question.has("number", "ratio"):
        return None
    nearest = entry.id if isinstance(entry, Measure | Claim | Advice) else None
    rows = reason.readings(judge.knowledge, measure) if measure is not None else ()
    move = Declined(missing=Missing.MEASURE, nearest=nearest, readings=rows)
    return Decision(move=move, question=question, confidence=confidence)


def _operation(question: Question, carried: Carried) -> str:
    for name in ("gap", "ratio", "compare", "higher"):
        if question.has(name):
            return name
    return carried.operation or "value"
