"""A question about figures → a finding, or what is missing for one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.moves import Declined, Found
from bot.figures import reason
from bot.figures.findings import Absent, Bar, Finding, Incomparable, Reading
from bot.knowledge.model import Missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.figures.findings import Gap
    from bot.knowledge.model import Knowledge, Measure
    from bot.questions.question import Question
    from bot.questions.vocabulary import Terms

#: The two roles whose gap is meant where none is named.
SIDES = ("cio", "cmo")
PAIR = 2
_COMPUTING = ("gap", "ratio", "number", "higher")
_OUTSIDE = (Missing.COUNTRY, Missing.YEAR, Missing.BREAKDOWN, Missing.SURVEY)


def reckon(
    question: Question, measures: Sequence[Measure], knowledge: Knowledge, operation: str = ""
) -> Found | Declined:
    """What the figures of the measures asked about say. ``operation`` is carried from the turn before."""
    refused = outside(question, knowledge, measures[0])
    if refused is not None:
        return refused
    if len(measures) > 1:
        return _several(question, measures, knowledge, operation)
    measure = measures[0]
    rows = pick(question, measure, knowledge)
    if not rows:
        return _nobody_asked(question, measure, knowledge)
    move = _settled(_one(question, rows, measure, knowledge, operation), measure)
    if isinstance(move, Found) and measure.option is None:
        counted = {r.population.role for r in rows}
        lacking = [r for r in _roles(question) if r not in counted and r in SIDES]
        move = replace(move, uncounted=tuple(knowledge.words.roles[r].many for r in lacking))
    return move


def outside(question: Question, knowledge: Knowledge, measure: Measure | None) -> Declined | None:
    """A refusal where a question asks for people, places or times that nobody measured."""
    nearest = reason.readings(knowledge, measure) if measure else ()
    held = {p.role for s in knowledge.surveys.values() for p in s.populations.values()}
    for missing in _OUTSIDE:
        if any(e.missing is missing for e in question.elsewhere):
            return Declined(missing=missing, nearest=measure.id if measure else None, readings=nearest)
    for role in question.roles:
        if role not in held and not (measure and measure.option == role):
            wider = knowledge.words.roles[role].within
            within = tuple(r for r in nearest if r.population.role == wider) if wider else ()
            return Declined(
                missing=Missing.ROLE,
                about=knowledge.words.roles[role].many,
                nearest=measure.id if measure else None,
                readings=within or nearest,
            )
    if question.has("pool") and measure is not None:
        return Declined(missing=Missing.BREAKDOWN, about="pooled", nearest=measure.id, readings=nearest)
    return None


def pick(question: Question, measure: Measure, knowledge: Knowledge) -> tuple[Reading, ...]:
    """The readings a question asks for, in its order; none when it names only people not counted."""
    every = reason.readings(knowledge, measure)
    if measure.option is not None:
        counted = {r.population.role for r in every}
        options = [r for r in question.roles if r not in counted]
        return every if not options or measure.option in options else ()
    roles = _roles(question)
    if not roles:
        return every
    chosen = tuple(r for role in roles for r in every if r.population.role == role)
    if chosen and len(roles) == 1 and question.has("gap", "ratio", "compare", "higher"):
        chosen += tuple(r for r in every if r not in chosen)
    return chosen


def extreme(  # noqa: PLR0913 (the three choices are keywords of one question)
    question: Question, knowledge: Knowledge, terms: Terms, *, place: int, largest: bool, of_gaps: bool
) -> Found | Declined:
    """The largest or smallest gap or figure, at a place counted from that end."""
    scope = _scope(question, knowledge, terms)
    if of_gaps:
        finding: Finding = reason.extreme_gap(
            _all_gaps(question, knowledge), largest_first=largest, place=place
        )
    else:
        role = question.subject or (question.roles[0] if len(question.roles) == 1 else None)
        rows = [r for r in scope if role is None or r.population.role == role]
        finding = reason.extreme_value(rows, largest_first=largest, place=place, role=role)
    return _settled(finding, None)


def ranked(question: Question, knowledge: Knowledge, terms: Terms, *, of_gaps: bool) -> Found | Declined:
    """All gaps or figures of a scope, ordered."""
    smallest_first = question.has("smallest") and not question.has("largest")
    if of_gaps:
        gaps = _all_gaps(question, knowledge)
        if not gaps:
            return Declined(missing=Missing.MEASURE)
        return Found(finding=reason.rank_gaps(gaps, largest_first=not smallest_first))
    rows = [
        r
        for r in _scope(question, knowledge, terms)
        if not question.roles or r.population.role in question.roles
    ]
    return _settled(reason.order(rows), None)


def listed(question: Question, knowledge: Knowledge, terms: Terms) -> Found | Declined:
    """All figures of a role, of a source, on a topic, of a survey, or all there are."""
    refused = outside(question, knowledge, None)
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
    return _settled(reason.listing(rows, scope), None)


def _roles(question: Question) -> tuple[str, ...]:
    comparing = question.has("gap", "ratio", "compare", "higher")
    if question.subject is not None and not comparing:
        return (question.subject,)
    return question.roles


def _one(
    question: Question, rows: tuple[Reading, ...], measure: Measure, knowledge: Knowledge, operation: str
) -> Finding:
    both = question.has("both-articles") and not question.has(*_COMPUTING)
    if question.has("contradiction") or both:
        return reason.sources_agree(knowledge, measure)
    asks_rest = question.has("number", "figures", "single", "those") or not question.residue
    if question.denied or (question.has("rest") and asks_rest):
        return reason.rest(rows)
    if len(rows) >= PAIR and question.has("ratio"):
        return reason.ratio(knowledge, rows[0], rows[1])
    if len(rows) < PAIR and question.has("gap", "ratio"):
        return _one_sided(question, rows, knowledge)
    wants_gap = question.has("gap") or (
        operation == "gap" and not question.has("number", "figures", "higher")
    )
    if len(rows) >= PAIR and wants_gap:
        return reason.gap(knowledge, rows[0], rows[1])
    return reason.compare(knowledge, rows)


def _one_sided(question: Question, rows: tuple[Reading, ...], knowledge: Knowledge) -> Absent:
    """A difference needs two sides: name the one that was not counted."""
    counted = {r.population.role for r in rows}
    asked = (*question.roles, *SIDES)
    lacking = next((r for r in asked if r not in counted and r in knowledge.words.roles), None)
    about = knowledge.words.roles[lacking].many if lacking is not None else None
    return Absent(missing=Missing.ROLE, asked=about, nearest=rows)


def _several(
    question: Question, measures: Sequence[Measure], knowledge: Knowledge, operation: str
) -> Found | Declined:
    rows = [r for m in measures for r in pick(question, m, knowledge)]
    if question.has("gap") and operation != "gap":
        # Asked in one breath it is a difference of two different items, and there is none.
        return Found(finding=Incomparable(reason=Bar.MEASURE, readings=tuple(rows)))
    if operation == "gap":
        found: list[Gap] = [g for g in _all_gaps(question, knowledge) if g.left.measure in measures]
        if len(found) == len(measures):
            return Found(finding=reason.rank_gaps(found))
    if not rows:
        return _nobody_asked(question, measures[0], knowledge)
    if question.roles and any(r.population.role in question.roles for r in rows):
        rows = [r for r in rows if r.population.role in question.roles]
    roles = {r.population.role for r in rows}
    if question.has("higher", "compare", "largest", "smallest", "order") and len(roles) == 1:
        return _settled(reason.order(rows), None)
    return _settled(reason.listing(rows), None)


def _settled(finding: Finding, measure: Measure | None) -> Found | Declined:
    if isinstance(finding, Absent):
        return Declined(
            missing=finding.missing,
            about=finding.asked or ("rest" if measure else None),
            nearest=measure.id if measure else None,
            readings=finding.nearest,
        )
    return Found(finding=finding)


def _nobody_asked(question: Question, measure: Measure, knowledge: Knowledge) -> Declined:
    nearest = reason.readings(knowledge, measure)
    role = next((r for r in _roles(question) if r in knowledge.words.roles), None)
    about = knowledge.words.roles[role].many if role else None
    return Declined(missing=Missing.ROLE, about=about, nearest=measure.id, readings=nearest)


def _survey(question: Question, knowledge: Knowledge) -> str | None:
    return next(iter(question.surveys), next(iter(knowledge.surveys), None))


def _everything(question: Question, knowledge: Knowledge) -> tuple[Reading, ...]:
    survey = _survey(question, knowledge)
    return tuple(
        r for m in knowledge.measures.values() if m.survey == survey for r in reason.readings(knowledge, m)
    )


def _scope(question: Question, knowledge: Knowledge, terms: Terms) -> tuple[Reading, ...]:
    """Readings of the measures whose own words cover what the question is about, or else all."""
    rows = _everything(question, knowledge)
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


def _all_gaps(question: Question, knowledge: Knowledge) -> tuple[Gap, ...]:
    survey = _survey(question, knowledge)
    if survey is None:
        return ()
    sides = tuple(r for r in question.roles if r in SIDES)
    left, right = sides[:2] if len(sides) >= PAIR else SIDES
    return reason.gaps(knowledge, survey, left, right)
