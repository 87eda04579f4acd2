"""Figures from queries, under the honesty rules.

A percentage is only subtracted from another of the same measure in the same survey, unit and
period, both printed as exact; where the measure is disputed, one source must word both sides
alike. Values of different measures are ordered, never subtracted. Nothing is averaged, pooled or
extrapolated, and only an exact share whose measure says how the rest may be spoken of has a rest.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.figures.findings import (
    Absent,
    Bar,
    Comparison,
    Extreme,
    Gap,
    GapOrdering,
    Incomparable,
    Listing,
    Ordering,
    Points,
    Ratio,
    Reading,
    Rest,
    SideBySide,
    SourcesAgree,
    Times,
    Values,
)
from bot.knowledge.model import SHARE, Missing, Relation

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence

    from bot.knowledge.model import Knowledge, Measure, Theme

WHOLE = Decimal(100)
CENT = Decimal("0.01")
TWO_SIDES = 2


def readings(knowledge: Knowledge, measure: Measure) -> tuple[Reading, ...]:
    """All figures of a measure, in the order in which they were entered."""
    survey = knowledge.surveys[measure.survey]
    return tuple(
        Reading(measure=measure, population=survey.populations[name], figure=figure, survey=survey)
        for name, figure in measure.figures.items()
    )


def of_role(knowledge: Knowledge, measure: Measure, role: str) -> tuple[Reading, ...]:
    """A measure's figures for populations of a role; empty where nobody of that role was counted."""
    return tuple(r for r in readings(knowledge, measure) if r.population.role == role)


def roles_counted(knowledge: Knowledge) -> frozenset[str]:
    """The roles of which some survey asked people."""
    return frozenset(
        population.role for survey in knowledge.surveys.values() for population in survey.populations.values()
    )


def values(found: Sequence[Reading]) -> Values | Absent:
    """Figures as printed, or what is missing."""
    return Values(readings=tuple(found)) if found else Absent(missing=Missing.MEASURE)


def bar(knowledge: Knowledge, left: Reading, right: Reading) -> Bar | None:
    """Why ``left`` and ``right`` can't be subtracted, or None when they can."""
    if left.survey.id != right.survey.id:
        return Bar.SURVEY
    if left.measure.id != right.measure.id:
        return Bar.MEASURE
    if left.figure.unit != SHARE or right.figure.unit != SHARE:
        return Bar.UNIT
    if left.figure.period != right.figure.period:
        return Bar.PERIOD
    if not (left.exact and right.exact):
        return Bar.BOUND
    if disputed(knowledge, left.measure) and worded_alike(knowledge, left, right) is None:
        return Bar.WORDING
    return None


def disputed(knowledge: Knowledge, measure: Measure) -> bool:
    """Whether sources disagree about a measure in a way that bears on computing with it."""
    return bool(knowledge.disputes_of(measure.id))


def worded_alike(knowledge: Knowledge, left: Reading, right: Reading) -> str | None:
    """The id of a source that prints both figures and words both sides alike, or None."""
    common = [s for s in left.figure.sources if s in right.figure.sources]
    for dispute in knowledge.disputes_of(left.measure.id):
        alike = {s for v in dispute.versions if v.alike for s in v.sources}
        common = [s for s in common if s in alike]
    return common[0] if common else None


def gap(knowledge: Knowledge, left: Reading, right: Reading) -> Gap | Incomparable:
    """Left minus right in percentage points, or why not. The sign follows the order asked."""
    reason = bar(knowledge, left, right)
    if reason is not None:
        return Incomparable(reason=reason, readings=(left, right))
    return Gap(
        left=left,
        right=right,
        points=Points(value=left.figure.value - right.figure.value),
        worded_by=worded_alike(knowledge, left, right) if disputed(knowledge, left.measure) else None,
    )


def ratio(knowledge: Knowledge, left: Reading, right: Reading) -> Ratio | Incomparable:
    """Left divided by right, rounded half up to two decimals, or why not."""
    reason = bar(knowledge, left, right)
    if reason is None and right.figure.value == 0:
        reason = Bar.BOUND
    if reason is not None:
        return Incomparable(reason=reason, readings=(left, right))
    quotient = (left.figure.value / right.figure.value).quantize(CENT, ROUND_HALF_UP)
    return Ratio(
        left=left,
        right=right,
        times=Times(value=quotient),
        worded_by=worded_alike(knowledge, left, right) if disputed(knowledge, left.measure) else None,
    )


def compare(knowledge: Knowledge, found: Sequence[Reading]) -> Comparison | Values | Absent | Incomparable:
    """Populations on one measure, in the order given; figures of several measures are ordered instead."""
    if len(found) < TWO_SIDES:
        return values(found)
    if len({r.measure.id for r in found}) > 1:
        return Incomparable(reason=Bar.MEASURE, readings=tuple(found))
    difference = gap(knowledge, found[0], found[1])
    return Comparison(
        readings=tuple(found),
        higher=_highest(knowledge, found),
        gap=difference if isinstance(difference, Gap) else None,
    )


def order(found: Iterable[Reading]) -> Ordering | Incomparable | Absent:
    """Readings of one survey, unit and period from the highest down.

    A bound stands at its value, and the order is unsure where a reading may lie beyond it.
    """
    rows = sorted(found, key=lambda r: r.figure.value, reverse=True)
    if not rows:
        return Absent(missing=Missing.MEASURE)
    if len({r.survey.id for r in rows}) > 1:
        return Incomparable(reason=Bar.SURVEY, readings=tuple(rows))
    if len({r.figure.unit for r in rows}) > 1:
        return Incomparable(reason=Bar.UNIT, readings=tuple(rows))
    if len({r.figure.period for r in rows}) > 1:
        return Incomparable(reason=Bar.PERIOD, readings=tuple(rows))
    sure = all(_lowest(a) >= _top(b) for a, b in pairwise(rows))
    return Ordering(readings=tuple(rows), sure=sure)


def gaps(knowledge: Knowledge, survey: str, left: str, right: str) -> tuple[Gap, ...]:
    """All gaps of a survey between two roles, left minus right, in the order of its measures."""
    found = []
    for measure in knowledge.measures.values():
        if measure.survey != survey:
            continue
        sides = of_role(knowledge, measure, left), of_role(knowledge, measure, right)
        if len(sides[0]) == len(sides[1]) == 1:
            difference = gap(knowledge, sides[0][0], sides[1][0])
            if isinstance(difference, Gap):
                found.append(difference)
    return tuple(found)


def rank_gaps(found: Iterable[Gap], *, largest_first: bool = True) -> GapOrdering:
    """Gaps by their size, whichever side is ahead."""
    return GapOrdering(
        gaps=tuple(sorted(found, key=lambda g: abs(g.points.value), reverse=largest_first)),
        largest_first=largest_first,
    )


def extreme_gap(found: Iterable[Gap], *, largest_first: bool, place: int = 1) -> Extreme | Absent:
    """The gap at ``place``, counted from the largest or from the smallest."""
    ranked = rank_gaps(found, largest_first=largest_first).gaps
    if not 1 <= place <= len(ranked):
        return Absent(missing=Missing.MEASURE)
    return Extreme(found=ranked[place - 1], place=place, of=len(ranked), largest_first=largest_first)


def extreme_value(
    found: Iterable[Reading], *, largest_first: bool, place: int = 1, role: str | None = None
) -> Extreme | Incomparable | Absent:
    """The exact reading at ``place`` among those of one survey; bounds that might outrank it are named."""
    rows = tuple(found)
    if len({r.survey.id for r in rows}) > 1:
        return Incomparable(reason=Bar.SURVEY, readings=rows)
    if len({r.figure.unit for r in rows}) > 1:
        return Incomparable(reason=Bar.UNIT, readings=rows)
    if len({r.figure.period for r in rows}) > 1:
        return Incomparable(reason=Bar.PERIOD, readings=rows)
    exact = sorted((r for r in rows if r.exact), key=lambda r: r.figure.value, reverse=largest_first)
    if not 1 <= place <= len(exact):
        return Absent(missing=Missing.MEASURE)
    chosen = exact[place - 1]
    return Extreme(
        found=chosen,
        place=place,
        of=len(exact),
        largest_first=largest_first,
        role=role,
        open_ended=tuple(r for r in rows if not r.exact and _might_outrank(r, chosen, largest_first)),
    )


def rest(found: Sequence[Reading]) -> Rest | Absent:
    """The shares that were not counted; absent for bounds and where a measure has no wording for them."""
    speakable = [r for r in found if r.measure.complement is not None and r.exact and r.figure.unit == SHARE]
    if not speakable or len(speakable) < len(found):
        return Absent(missing=Missing.MEASURE, nearest=tuple(found))
    return Rest(readings=tuple(speakable), values=tuple(WHOLE - r.figure.value for r in speakable))


def listing(found: Iterable[Reading], scope: str | None = None) -> Listing | Absent:
    """Readings of a scope together, or Absent when it holds none."""
    rows = tuple(found)
    return Listing(readings=rows, scope=scope) if rows else Absent(missing=Missing.MEASURE)


def printed_in(knowledge: Knowledge, source: str) -> tuple[Reading, ...]:
    """Every reading that a source prints."""
    return tuple(
        r for m in knowledge.measures.values() for r in readings(knowledge, m) if source in r.figure.sources
    )


def with_value(knowledge: Knowledge, value: Decimal) -> tuple[Reading, ...]:
    """Every share printed with this value, in any survey."""
    # A text may be nothing but numbers, so most measures are passed by at a glance.
    held = (m for m in knowledge.measures.values() if any(f.value == value for f in m.figures.values()))
    rows = (r for m in held for r in readings(knowledge, m))
    return tuple(r for r in rows if r.figure.value == value and r.figure.unit == SHARE)


def side_by_side(
    knowledge: Knowledge,
    theme: Theme,
    *,
    surveys: Container[str] | None = None,
    among: Callable[[Reading], bool] | None = None,
    trend: bool = False,
) -> SideBySide:
    """A theme's figures by year, undated ones last, with what differs; never computed with.

    ``surveys`` restricts them to some surveys, ``among`` to the narrower groups of which it is true.
    """
    rows = [
        (reading, member.differs)
        for member in theme.members
        for reading in _of(readings(knowledge, knowledge.measures[member.measure]), among)
        if surveys is None or reading.survey.id in surveys
    ]
    rows.sort(key=lambda row: (not row[0].year, row[0].year))
    return SideBySide(theme=theme, rows=tuple(rows), trend=trend)


def gaps_within(knowledge: Knowledge, found: SideBySide) -> tuple[Gap, ...]:
    """The gaps between the first two sides that each measure of a theme counted at one time.

    Without those of disputed measures, of which more needs to be said than there is room for.
    """
    sides: dict[tuple[str, str], list[Reading]] = {}
    for row, _ in found.rows:
        sides.setdefault((row.measure.id, row.year), []).append(row)
    pairs = (rows[:TWO_SIDES] for rows in sides.values() if len(rows) >= TWO_SIDES)
    differences = (gap(knowledge, left, right) for left, right in pairs)
    return tuple(each for each in differences if isinstance(each, Gap) and each.worded_by is None)


def _of(found: Sequence[Reading], among: Callable[[Reading], bool] | None) -> tuple[Reading, ...]:
    return main(found) if among is None else tuple(row for row in found if among(row))


def main(found: Sequence[Reading]) -> tuple[Reading, ...]:
    """Readings without those of narrower groups, unless there are no others."""
    return tuple(r for r in found if not r.population.names) or tuple(found)


def themes_of(knowledge: Knowledge, measure: str) -> tuple[Theme, ...]:
    """The themes in which a measure stands."""
    return tuple(t for t in knowledge.themes.values() if any(m.measure == measure for m in t.members))


def sources_agree(knowledge: Knowledge, measure: Measure) -> SourcesAgree:
    """What the sources that print a measure make of it: the same, or a dispute."""
    return SourcesAgree(
        measure=measure,
        readings=readings(knowledge, measure),
        disputes=knowledge.disputes_of(measure.id),
    )


def _highest(knowledge: Knowledge, found: Sequence[Reading]) -> Reading | None:
    """The reading that surely lies above all others.

    None where they tie, can't be compared, or a bound leaves it open.
    """
    return next(
        (r for r in found if all(_surely_above(knowledge, r, other) for other in found if other is not r)),
        None,
    )


def _surely_above(knowledge: Knowledge, high: Reading, low: Reading) -> bool:
    """Whether two readings may be compared and the first can't truly be as low as the second."""
    if bar(knowledge, high, low) not in {None, Bar.BOUND}:
        return False
    if disputed(knowledge, high.measure) and worded_alike(knowledge, high, low) is None:
        return False
    open_end = high.figure.relation is Relation.MORE_THAN or low.figure.relation is Relation.LESS_THAN
    return _lowest(high) > _top(low) or (open_end and _lowest(high) == _top(low))


_OPEN_ABOVE = {Relation.MORE_THAN, Relation.AT_LEAST, Relation.ABOUT}
_OPEN_BELOW = {Relation.LESS_THAN, Relation.AT_MOST, Relation.ABOUT}
_ENDLESS = Decimal("Infinity")


def _lowest(reading: Reading) -> Decimal:
    """The least that a figure may truly be."""
    return -_ENDLESS if reading.figure.relation in _OPEN_BELOW else reading.figure.value


def _top(reading: Reading) -> Decimal:
    """The most that a figure may truly be."""
    return _ENDLESS if reading.figure.relation in _OPEN_ABOVE else reading.figure.value


def _might_outrank(bound: Reading, chosen: Reading, largest_first: bool) -> bool:  # noqa: FBT001 (mirrors the keyword of its only callers)
    """Whether a reading printed as a bound could lie beyond the chosen one."""
    if largest_first:
        return bound.figure.relation in _OPEN_ABOVE or bound.figure.value > chosen.figure.value
    return bound.figure.relation in _OPEN_BELOW or bound.figure.value < chosen.figure.value
