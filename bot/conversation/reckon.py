"""A question about figures → a finding, or what is missing for one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation import coverage
from bot.conversation.moves import Declined, Found
from bot.conversation.scopes import PAIR, SIDES, all_gaps
from bot.figures import reason
from bot.figures.findings import Absent, Bar, Finding, Incomparable, Reading
from bot.knowledge.model import SHARE, Missing
from bot.questions.words import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.figures.findings import Gap
    from bot.knowledge.model import Knowledge, Measure, Theme
    from bot.questions.question import Elsewhere, Question

#: The operation of a turn that told of those who were not counted.
REST = "rest"
_COMPUTING = ("gap", "ratio", "number", "higher")
#: This likely it is what a question speaks of.
_SPOKEN = 0.2
#: Roles that mostly are no group that was asked, but part of what is spoken of.
_CONTEXT = frozenset(["organisation", "staff", "manager", "public", coverage.EVERYONE])
_NEGATIVE = frozenset(["no", "not", "never", "none", "without", "nobody", "lack", "fails", "unable"])


def reckon(
    question: Question, measures: Sequence[Measure], knowledge: Knowledge, operation: str = ""
) -> Found | Declined:
    """What the figures of the measures asked about say. ``operation`` is carried from the turn before."""
    refused = coverage.outside(question, knowledge, measures[0])
    if refused is not None:
        return refused
    if len(measures) > 1:
        return _several(question, measures, knowledge, operation)
    measure = measures[0]
    rows = pick(question, measure, knowledge)
    if not rows:
        return coverage.nobody_asked(question, measure, knowledge)
    move = coverage.settled(_one(question, rows, measure, knowledge, operation), measure)
    if isinstance(move, Found) and measure.option is None:
        counted = {r.population.role for r in rows}
        lacking = [r for r in coverage.roles_of(question) if r not in counted and r in SIDES]
        move = replace(move, uncounted=tuple(knowledge.words.roles[r].many for r in lacking))
    return move


def pick(question: Question, measure: Measure, knowledge: Knowledge) -> tuple[Reading, ...]:
    """The readings a question asks for, in its order; none when it names only people not counted."""
    every = coverage.of_the_years(reason.readings(knowledge, measure), question)
    grouped = coverage.of_groups(question, every)
    every = grouped or reason.main(every)
    if question.has("pool"):
        every = tuple(r for r in every if r.population.role == coverage.EVERYONE) or every
    if measure.option is not None:
        counted = {r.population.role for r in every}
        options = [r for r in question.roles if r not in counted]
        return every if not options or measure.option in options else ()
    roles = coverage.roles_of(question)
    if not roles:
        return every
    chosen = tuple(r for role in roles for r in every if r.population.role == role)
    if not chosen:
        return _of_nobody_named(question, measure, every, knowledge, grouped=bool(grouped))
    sides = bool(grouped) and len(chosen) >= PAIR
    if len(roles) == 1 and not sides and question.has("gap", "ratio", "compare", "higher"):
        chosen += tuple(r for r in every if r not in chosen)
    return chosen


def _of_nobody_named(
    question: Question,
    measure: Measure,
    every: tuple[Reading, ...],
    knowledge: Knowledge,
    *,
    grouped: bool,
) -> tuple[Reading, ...]:
    """The readings that answer although none is of the roles named; none where the roles are what counts.

    These are a group that is named itself, an amount of something whoever told it, both sides taken
    together, and roles that the figure is about and not of.
    """
    roles = coverage.roles_of(question)
    if grouped or all(r.figure.unit != SHARE for r in every):
        return every
    together = tuple(r for r in every if r.population.role == coverage.EVERYONE)
    if together and set(SIDES) <= set(question.roles):
        return together
    # What a question says itself, not what it takes over, may have roles that the figure is about.
    likely = question.probability(measure.id) if question.subject is None else 0.0
    about = likely >= coverage.SURE and _CONTEXT.issuperset(roles)
    about = about or (likely >= _SPOKEN and all(coverage.says(measure, r, knowledge) for r in roles))
    return every if about else ()


def themed(question: Question, theme: Theme, knowledge: Knowledge) -> Found | Declined:
    """What several surveys say that asked nearly the same, side by side.

    Only those of the surveys and years named, and of the roles where they counted them; what is left
    of a single measure answers as if that had been asked for.
    """
    surveys = question.surveys or None
    finding = reason.side_by_side(
        knowledge, theme, surveys=surveys, among=lambda row: coverage.is_asked_of(question, row)
    )
    asked = question if not finding.rows else replace(question, elsewhere=_of_time(question))
    refused = coverage.outside(asked, knowledge, None)
    if refused is not None and refused.missing is not Missing.YEAR:
        apart = _told_apart(theme, knowledge) if refused.missing in coverage.OF_A_GROUP else ()
        return replace(refused, nearest=theme.id, apart=apart)
    if question.has("pool") and _is_to_be_pooled(question, theme, knowledge):
        return Declined(missing=Missing.BREAKDOWN, about="pooled", nearest=theme.id)
    if not finding.rows:
        finding = reason.side_by_side(knowledge, theme, surveys=surveys)
    finding = replace(finding, trend=question.has("trend"))
    rows = finding.rows
    if question.years:
        rows = tuple(row for row in rows if row[0].years.intersection(question.years))
    if not rows:
        return Declined(missing=Missing.YEAR if question.years else Missing.SURVEY, nearest=theme.id)
    rows = tuple(row for row in rows if row[0].population.role in question.roles) or rows
    if len({r.measure.id for r, _ in rows}) == 1:
        return coverage.settled(reason.compare(knowledge, [r for r, _ in rows]), rows[0][0].measure)
    finding = replace(finding, rows=rows)
    bare = question.has("compare") and not question.residue  # "CIOs and CMOs" alone compares nothing
    if bare or question.has("gap", "higher", "ratio"):
        finding = replace(finding, gaps=reason.gaps_within(knowledge, finding))
    return Found(finding=finding)


def _is_to_be_pooled(question: Question, theme: Theme, knowledge: Knowledge) -> bool:
    """Whether several figures are to be made one, and no average is asked for that is printed as such.

    "The average budget" is an amount that each survey printed; "their average" is nobody's.
    """
    averages = all(
        r.figure.unit != SHARE
        for member in theme.members
        for r in reason.readings(knowledge, knowledge.measures[member.measure])
    )
    return not averages or not question.residue or question.has("those", "everything")


def _of_time(question: Question) -> tuple[Elsewhere, ...]:
    """What a question names that the groups which answer it do not settle."""
    return tuple(e for e in question.elsewhere if e.missing not in coverage.OF_A_GROUP)


def _told_apart(theme: Theme, knowledge: Knowledge) -> tuple[Reading, ...]:
    """The figures of a theme's measures that are of narrower groups."""
    measures = (knowledge.measures[member.measure] for member in theme.members)
    return tuple(r for m in measures for r in reason.readings(knowledge, m) if r.population.names)


def _is_negative(measure: Measure) -> bool:
    """Whether a measure counts those who do not, so that a negative in a question is its own."""
    return not _NEGATIVE.isdisjoint(tokens(f"{measure.statement} {measure.short}"))


def _one(
    question: Question, rows: tuple[Reading, ...], measure: Measure, knowledge: Knowledge, operation: str
) -> Finding:
    both = question.has("both-articles") and not question.has(*_COMPUTING)
    if question.has("contradiction") or both:
        return reason.sources_agree(knowledge, measure)
    asks_rest = question.has("number", "figures", "single", "those") or not question.residue
    of_rest = operation == REST and not question.has("figures", "compare", *_COMPUTING)
    if (question.denied and not _is_negative(measure)) or (question.has("rest") and asks_rest) or of_rest:
        return reason.rest(rows)
    if len(rows) >= PAIR and question.has("ratio"):
        return reason.ratio(knowledge, rows[0], rows[1])
    if len(rows) < PAIR and question.has("gap", "ratio") and rows[0].figure.unit == SHARE:
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
    if question.roles and any(r.population.role in question.roles for r in rows):
        rows = [r for r in rows if r.population.role in question.roles]
    if question.has("gap") and operation != "gap":
        # Asked in one breath it is a difference of two different items, and there is none.
        return Found(finding=Incomparable(reason=Bar.MEASURE, readings=tuple(rows)))
    if operation == "gap":
        found: list[Gap] = [g for g in all_gaps(question, knowledge) if g.left.measure in measures]
        if len(found) == len(measures):
            return Found(finding=reason.rank_gaps(found))
    if not rows:
        return coverage.nobody_asked(question, measures[0], knowledge)
    roles = {r.population.role for r in rows}
    if question.has("higher", "compare", "largest", "smallest", "order") and len(roles) == 1:
        return coverage.settled(reason.order(rows), None)
    return coverage.settled(reason.listing(rows), None)
