"""What reasoning about figures can find: a closed union of frozen values.

Nothing here is a bare number. A :class:`Reading` is one printed figure with all that must be said
with it; whatever is computed from readings names its unit and the readings it came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from bot.knowledge.model import Dispute, Figure, Measure, Missing, Population, Relation, Survey, Theme

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One figure as printed, with its measure, population and survey."""

    measure: Measure
    population: Population
    figure: Figure
    survey: Survey

    @property
    def exact(self) -> bool:
        """Whether the value is the value, not a bound or a rounding in words."""
        return self.figure.relation is Relation.EXACTLY

    @property
    def years(self) -> frozenset[str]:
        """The years it may be asked for by: its own period, or else those of its survey."""
        return frozenset([self.figure.period]) if self.figure.period else self.survey.years

    @property
    def year(self) -> str:
        """The year it stands under beside others; "" where none is told."""
        return self.figure.period or self.survey.year

    @property
    def key(self) -> tuple[str, str]:
        """The measure's and the population's id: what identifies a reading."""
        return self.measure.id, self.population.id

    @property
    def group(self) -> str:
        """The population by the id under which a question names a group: its survey's, a slash, its own."""
        return f"{self.survey.id}/{self.population.id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Points:
    """A difference of two percentages, in percentage points; negative when the left is lower."""

    value: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """A quotient of two percentages, rounded to two decimals."""

    value: Decimal


class Bar(StrEnum):
    """Why two figures can't be subtracted or ordered."""

    BOUND = "bound"  # one of them is printed as a bound ("over …")
    UNIT = "unit"
    MEASURE = "measure"  # they answer different questions
    SURVEY = "survey"
    PERIOD = "period"
    WORDING = "wording"  # disputed, and no source words both sides alike


@dataclass(frozen=True, kw_only=True, slots=True)
class Values:
    """Figures asked for one by one. At least one reading."""

    readings: tuple[Reading, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """Left minus right, within one measure of one survey.

    ``worded_by`` names the source whose wording makes the two comparable where the measure is
    disputed; it is None for an undisputed measure.
    """

    left: Reading
    right: Reading
    points: Points
    worded_by: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """Two or more populations on one measure, in the order asked.

    ``gap`` is the first minus the second where they may be subtracted.
    """

    readings: tuple[Reading, ...]
    higher: Reading | None
    gap: Gap | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ratio:
    """Left divided by right, within one measure of one survey."""

    left: Reading
    right: Reading
    times: Times
    worded_by: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ordering:
    """Readings of different measures of one survey, highest first. Never subtracted.

    ``sure`` is False when a bound leaves the order open.
    """

    readings: tuple[Reading, ...]
    sure: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class GapOrdering:
    """Gaps of different measures of one survey, ranked by their size in the direction asked."""

    gaps: tuple[Gap, ...]
    largest_first: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Extreme:
    """The reading or gap at one place of a ranking.

    ``place`` counts from 1 at the end asked for (``largest_first``); ``of`` is how many were ranked.
    ``open_ended`` holds readings printed as bounds that might outrank it.
    """

    found: Reading | Gap
    place: int
    of: int
    largest_first: bool
    role: str | None = None
    open_ended: tuple[Reading, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Rest:
    """Those who were not counted: the whole minus an exact share, in the measure's own words.

    ``values`` are in percent, one for each reading.
    """

    readings: tuple[Reading, ...]
    values: tuple[Decimal, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """All readings in a scope, each measure's together. ``scope`` is empty, a role, survey or source."""

    readings: tuple[Reading, ...]
    scope: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SideBySide:
    """A theme: nearly the same asked by several surveys, with what differs, the oldest first.

    ``trend`` is set when it was asked what changed, which such a row can't show. ``gaps`` are those within
    its measures, where it was asked which side is ahead.
    """

    theme: Theme
    rows: tuple[tuple[Reading, str], ...]
    trend: bool = False
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Incomparable:
    """Figures that may be shown together but not computed with."""

    reason: Bar
    readings: tuple[Reading, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SourcesAgree:
    """Whether the sources that print a measure agree. Without disputes they do."""

    measure: Measure
    readings: tuple[Reading, ...]
    disputes: tuple[Dispute, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Absent:
    """No source tells. ``nearest`` holds figures that may be offered, as the nearest held."""

    missing: Missing
    asked: str | None = None
    nearest: tuple[Reading, ...] = ()


Finding: TypeAlias = (
    Values
    | Comparison
    | Gap
    | Ratio
    | Ordering
    | GapOrdering
    | Extreme
    | Rest
    | Listing
    | SideBySide
    | Incomparable
    | SourcesAgree
    | Absent
)


def readings_of(finding: Finding) -> tuple[Reading, ...]:
    """The readings a finding rests on, in its order."""
    match finding:
        case Gap(left=left, right=right) | Ratio(left=left, right=right):
            return (left, right)
        case GapOrdering(gaps=gaps):
            return tuple(r for g in gaps for r in (g.left, g.right))
        case Extreme(found=Gap(left=left, right=right)):
            return (left, right)
        case Extreme(found=Reading() as reading):
            return (reading,)
        case SideBySide(rows=rows):
            return tuple(r for r, _ in rows)
        case (
            Values(readings=rows)
            | Comparison(readings=rows)
            | Ordering(readings=rows)
            | Listing(readings=rows)
            | Incomparable(readings=rows)
            | SourcesAgree(readings=rows)
            | Rest(readings=rows)
        ):
            return rows
        case _:
            return ()
