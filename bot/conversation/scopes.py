"""Questions about a whole scope of figures, and no single measure: what is largest, all in order, a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.coverage import outside, settled
from bot.conversation.moves import Declined, Found
from bot.figures import reason
from bot.knowledge.model import SHARE, Missing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.figures.findings import Finding, Gap, Reading
    from bot.knowledge.model import Knowledge
    from bot.questions.question import Question
    from bot.questions.vocabulary import Terms

#: The two roles whose gap is meant where none is named.
SIDES = ("cio", "cmo")
PAIR = 2


def extreme(  # noqa: PLR0913 (the three choices are keywords of one question)
    question: Question, knowledge: Knowledge, terms: Terms, *, place: int, largest: bool, of_gaps: bool
) -> Found | Declined:
    """The largest or smallest gap or figure, at a place counted from that end."""
    refused = _outside_of_all(question, knowledge)
    if refused is not None:
        return refused
    scope = _scope(question, knowledge, terms)
    if of_gaps:
        finding: Finding = reason.extreme_gap(
            all_gaps(question, knowledge), largest_first=largest, place=place
        )
    else:
        role = question.subject or (question.roles[0] if len(question.roles) == 1 else None)
        rows = [r for r in scope if role is None or r.population.role == role]
        finding = reason.extreme_value(rows, largest_first=largest, place=place, role=role)
    return settled(finding, None)


def ranked(question: Question, knowledge: Knowledge, terms: Terms, *, of_gaps: bool) -> Found | Declined:
    """All gaps or figures of a scope, ordered."""
    refused = _outside_of_all(question, knowledge)
    if refused is not None:
        return refused
    smallest_first = question.has("smallest") and not question.has("largest")
    if of_gaps:
        gaps = all_gaps(question, knowledge)
        if not gaps:
            return Declined(missing=Missing.MEASURE)
        return Found(finding=reason.rank_gaps(gaps, largest_first=not smallest_first))
    rows = [
        r
        for r in _scope(question, knowledge, terms)
        if not question.roles or r.population.role in question.roles
    ]
    return settled(reason.order(rows), None)


def listed(question: Question, knowledge: Knowledge, terms: Terms) -> Found | Declined:
    """All figures of a role, of a source, on a topic, of a survey, or all there are."""
    refused = _outside_of_all(question, knowledge)
    if refused is not None:
        return refused
    if question.sources:
        rows: Iterable[Reading] = reason.printed_in(knowledge, question.sources[0])
        scope: str | None = question.sources[0]
    else:
        rows = _on_topic(question, knowledge, terms)
        scope = None
    if question.roles:
        rows = tuple(
            r for r in rows if r.population.role in question.roles or r.measure.option in question.roles
        )
        scope = question.roles[0] if len(question.roles) == 1 else scope
    return settled(reason.listing(rows, scope), None)


def all_gaps(question: Question, knowledge: Knowledge) -> tuple[Gap, ...]:
    """Every gap of the survey meant, between the two roles named or else the two that mostly are."""
    survey = _survey(question, knowledge)
    if survey is None:
        return ()
    sides = tuple(r for r in question.roles if r in SIDES)
    left, right = sides[:2] if len(sides) >= PAIR else SIDES
    return reason.gaps(knowledge, survey, left, right)


def _outside_of_all(question: Question, knowledge: Knowledge) -> Declined | None:
    """A refusal where a whole survey is asked for people, places or times that it does not tell apart."""
    survey = knowledge.surveys.get(_survey(question, knowledge) or "")
    if survey is not None and question.years and not survey.years.intersection(question.years):
        return Declined(missing=Missing.YEAR)
    return outside(question, knowledge, None)


def _survey(question: Question, knowledge: Knowledge) -> str | None:
    return next(iter(question.surveys), next(iter(knowledge.surveys), None))


def _everything(question: Question, knowledge: Knowledge) -> tuple[Reading, ...]:
    survey = _survey(question, knowledge)
    return tuple(
        r
        for m in knowledge.measures.values()
        if m.survey == survey
        for r in reason.main(reason.readings(knowledge, m))
    )


def _scope(question: Question, knowledge: Knowledge, terms: Terms) -> tuple[Reading, ...]:
    """Shares of the measures whose own words cover what the question is about, or else all shares."""
    rows = tuple(r for r in _everything(question, knowledge) if r.figure.unit == SHARE)
    about = terms.content(question.about)
    covered = tuple(r for r in rows if about and about <= terms.naming(r.measure.id))
    return covered or rows


def _on_topic(question: Question, knowledge: Knowledge, terms: Terms) -> tuple[Reading, ...]:
    """Readings of all measures that speak of what the question is about, or else all."""
    rows = _everything(question, knowledge)
    topic = frozenset().union(*(terms.core(m) for m in question.measures)) | terms.content(question.about)
    if not question.measures:
        topic = frozenset(t for t in topic if any(t in terms.naming(r.measure.id) for r in rows))
    covered = tuple(r for r in rows if topic and topic <= terms.naming(r.measure.id))
    named = tuple(r for r in rows if r.measure.id in question.measures)
    return covered or named or rows
