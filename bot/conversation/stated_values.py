"""Values that a question states: of which measures they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.carry import Carried
from bot.conversation.coverage import of_the_years
from bot.conversation.decision import Decision
from bot.conversation.judge import BY_VALUE
from bot.conversation.moves import Found
from bot.conversation.premises import claimed, written
from bot.conversation.shown import every, shown
from bot.figures import reason
from bot.figures.findings import Listing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from bot.conversation.judge import Judge
    from bot.conversation.state import State
    from bot.figures.findings import Reading
    from bot.knowledge.model import Dispute, Knowledge, Measure
    from bot.questions.numbers import Stated
    from bot.questions.question import Question

#: Measures that values alone can name.
_MOST_MEANT = 2
#: What asks for that which a number is of, and the words for a number that is asked for.
_ASKING = frozenset(["what", "which", "who", "whose", "whom", "where", "why"])
_TAGS = frozenset(["right", "correct", "true"])
_BEFORE_A_TAG = frozenset(["is", "this", "that", "it", "am", "i"])
_HOW_MANY = ("how", "many")
#: Look-alikes shown in one reply.
_MOST_ALIKE = 8


def of_the_last(question: Question, state: State, knowledge: Knowledge) -> Carried | None:
    """A number and nothing else, after figures, as a question about these; None where it is not about them.

    It is if it stands among them, or is held against them ("no, I heard 40%").
    """
    focus, rows = state.focus, _in_sight(state, knowledge)
    claims = claimed(question, bare=True)
    named = question.measures or question.surveys or question.sources or question.years or question.groups
    if focus is None or not rows or not claims or named or question.residue or question.elsewhere:
        return None
    values = {s.value for s in claims if not s.rough}
    alike = [
        r
        for r in every(rows, knowledge)
        if r.figure.value in values and (not question.roles or r.population.role in question.roles)
    ]
    measures = tuple(dict.fromkeys(r.measure.id for r in alike))
    against = question.has("confirm", "no", "flat", "doubt", "denial")
    if not measures and against and focus.entry not in knowledge.advice:
        measures = tuple(dict.fromkeys(r.measure.id for r in rows))
        measures = measures[:1] if focus.entry in knowledge.themes else measures
    if len(measures) != 1:
        return None
    asked = focus.roles if against or not alike else tuple(dict.fromkeys(r.population.role for r in alike))
    groups = focus.groups if against or not alike else tuple(r.group for r in alike if r.population.names)
    # "No" speaks of the answer before, and not of those who did not say so.
    question = replace(
        question,
        measures=measures,
        roles=question.roles or asked,
        groups=groups,
        denied=False,
        cues=question.cues | {BY_VALUE} if alike else question.cues,
    )
    return Carried(question=question, measures=True)


def _in_sight(state: State, knowledge: Knowledge) -> tuple[Reading, ...]:
    """The figures that the last answer showed, or on which the guidance in it rests."""
    advice = knowledge.advice.get(state.focus.entry or "") if state.focus is not None else None
    if advice is None:
        return shown(state, knowledge)
    cited = (knowledge.measures[g.id] for g in advice.rests_on if g.kind == "figure")
    return tuple(r for measure in cited for r in reason.readings(knowledge, measure))


def by_number(question: Question, judge: Judge) -> Question:
    """A question that names no measure but a printed value is about that value's measure."""
    if question.measures:
        return question
    asked = _as_asked(question, judge)
    if asked is not None and (asked.measures or judge.named(asked)):
        return asked
    shares = [s for s in question.stated if s.share and not s.rough]
    if not shares and not question.residue:
        shares = list(written(question))
    values = tuple(dict.fromkeys(s.value for s in shares))
    printed = (r for v in values for r in reason.with_value(judge.knowledge, v))
    rows = of_the_years(printed, question)
    measures = _valued(rows, values, question)
    if asked is not None:
        measures = tuple(m for m in measures if judge.speaks_of(m, asked))
    if not measures or len(measures) > _MOST_MEANT:
        return asked or question
    meant = [r for r in rows if r.measure.id in measures]
    roles = question.roles or tuple(dict.fromkeys(r.population.role for r in meant))
    # What only a narrower group has is a figure of that group, and is shown as such.
    narrow = all(r.population.names for r in meant)
    groups = question.groups or (tuple(r.group for r in meant) if narrow else ())
    cues = question.cues | {"number", BY_VALUE}
    return replace(question, measures=measures, roles=roles, groups=groups, cues=cues)


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


def meant_instead(question: Question, measure: Measure, judge: Judge) -> Measure | None:
    """Another measure of the same survey that speaks of as much of a question, and makes what it states true.

    "18% want more of it for the CMO" has most of its words in common with more of it for the CIO.
    """
    claims = [s for s in question.stated if s.share and not s.rough]
    explained = next((m.explained for m in question.ranking if m.entry == measure.id), 1.0)
    for match in question.ranking:
        other = judge.knowledge.measures.get(match.entry)
        likely = match.probability >= judge.least.choose and match.explained >= explained
        if other is None or other.survey != measure.survey or other is measure or not (likely and claims):
            continue
        rows = reason.main(reason.readings(judge.knowledge, other))
        if all(_is_printed(s, rows, question) for s in claims):
            return other
    return None


def _is_printed(claim: Stated, rows: Sequence[Reading], question: Question) -> bool:
    roles = (claim.of,) if claim.of is not None else question.roles
    return any(r.figure.value == claim.value and r.population.role in roles for r in rows)


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


def _as_asked(question: Question, judge: Judge) -> Question | None:
    """A share stated of people, as the question how many of them it is; None where it names no subject.

    "44% of CIOs trust it" is about trust, whatever else somebody printed the number for.
    """
    claim = next((s for s in question.stated if s.of is not None), None)
    if claim is None or not question.residue or not _ASKING.isdisjoint(question.tokens[: claim.start]):
        return None
    before, behind = question.tokens[: claim.start], _untagged(question.tokens[claim.end + 1 :])
    opening = judge.reader.read(" ".join(before))
    telling = opening.roles or opening.measures or opening.surveys or opening.residue
    asked = judge.reader.read(" ".join([*(before if telling else ()), *_HOW_MANY, *behind]))
    return replace(
        question,
        ranking=asked.ranking,
        measures=asked.measures,
        roles=asked.roles,
        subject=asked.subject,
        denied=asked.denied,
        residue=asked.residue,
        about=asked.about,
        strays=asked.strays,
        cues=question.cues | asked.cues,
    )


def _untagged(words: Sequence[str]) -> Sequence[str]:
    """What is stated without a "right?" or "is that correct?" at its end."""
    if not words or words[-1] not in _TAGS:
        return words
    end = len(words) - 1
    while end and words[end - 1] in _BEFORE_A_TAG:
        end -= 1
    return words[:end]


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
