"""Drafts of what figures say: findings, all figures of what was shown, sources that disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.figures.findings import (
    Absent,
    Comparison,
    Extreme,
    Finding,
    Gap,
    GapOrdering,
    Incomparable,
    Listing,
    Ordering,
    Ratio,
    Rest,
    SideBySide,
    SourcesAgree,
    Values,
    readings_of,
)
from bot.knowledge.model import Missing
from bot.replies.drafts.draft import Draft, fewer
from bot.replies.grouping import by_measure, measures_of, sources_of, values_of
from bot.replies.reply import Kind, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from bot.conversation.moves import Found, ToldDispute, ToldMore
    from bot.figures.findings import Reading
    from bot.knowledge.model import Knowledge

#: Sources named of each survey, where there is room.
_MOST_TITLES: Final = 3


def found(move: Found, knowledge: Knowledge) -> Draft:
    """What was found about figures."""
    if isinstance(move.finding, SideBySide):
        return _side_by_side(move, move.finding)
    if isinstance(move.finding, Listing):
        return _listed(move, move.finding)
    finding, rows = move.finding, readings_of(move.finding)
    template, kind = _worded_by(finding)
    measures = measures_of(rows)
    single = len(measures) == 1 and kind not in {Kind.RANKING, Kind.LIST}
    told = not isinstance(finding, Incomparable)
    cuts = ({"shown": shown} for shown in range(len(rows), 0, -1))
    return Draft(
        template=template,
        values={"move": move, "finding": finding, "within": _within(rows, knowledge)},
        outcome=Outcome.ANSWER if told else Outcome.ABSTAIN,
        kind=kind,
        missing=None if told else Missing.OTHER,
        entry=measures[0] if single else None,
        numbers=numbers_of(finding) if told else (),
        sources=sources_of(rows),
        readings=rows,
        behind=move.others,
        cuts=({"shown": len(rows), "most": _MOST_TITLES}, {"most": 1}, *cuts),
    )


def told_more(move: ToldMore) -> Draft:
    """All figures of what was shown, as far as they are brief, and what is held beside them."""
    measures = measures_of(move.readings)
    return Draft(
        template="further",
        values={"move": move, "readings": move.readings},
        outcome=Outcome.ANSWER,
        kind=Kind.LIST,
        entry=measures[0] if len(measures) == 1 else None,
        numbers=values_of(move.readings),
        sources=sources_of(move.readings),
        readings=move.readings,
        cuts=_cuts_of_all(move.readings),
    )


def told_dispute(move: ToldDispute) -> Draft:
    """Sources that disagree: each version, and what we make of it."""
    versions = move.dispute.versions
    return Draft(
        template="dispute",
        values={
            "dispute": move.dispute,
            "readings": move.readings,
            "valued": any(version.figures for version in versions),
        },
        outcome=Outcome.ANSWER,
        kind=Kind.DISPUTE,
        entry=move.dispute.id,
        numbers=values_of(move.readings),
        sources=tuple(dict.fromkeys(source for version in versions for source in version.sources)),
        readings=move.readings,
    )


def numbers_of(finding: Finding) -> tuple[Decimal, ...]:
    """The figures and derivations that a finding states, in order."""
    match finding:
        case Gap(left=left, right=right, points=points):
            return (points.value, left.figure.value, right.figure.value)
        case Ratio(left=left, right=right, times=times):
            return (times.value, left.figure.value, right.figure.value)
        case Comparison(readings=rows, gap=gap):
            return (*values_of(rows), *((gap.points.value,) if gap else ()))
        case GapOrdering(gaps=gaps):
            return tuple(g.points.value for g in gaps)
        case Extreme(found=at_the_end):
            return numbers_of(at_the_end) if isinstance(at_the_end, Gap) else (at_the_end.figure.value,)
        case Rest(values=values):
            return values
        case SideBySide(gaps=gaps):
            return (*values_of(readings_of(finding)), *(g.points.value for g in gaps))
        case Values() | Ordering() | Listing() | Incomparable() | SourcesAgree() | Absent():
            return values_of(readings_of(finding))


def _listed(move: Found, finding: Listing) -> Draft:
    """A list as far as it is brief; the rest of it is one tap away."""
    rows = finding.readings
    measures = measures_of(rows)
    cuts = (
        {
            "shown": tuple(r for r in rows if r.measure.id in measures[:most]),
            "rest": tuple(r for r in rows if r.measure.id not in measures[:most]),
        }
        for most in range(len(measures), 0, -1)
    )
    template, kind = _worded_by(finding)
    return Draft(
        template=template,
        values={"move": move, "finding": finding},
        outcome=Outcome.ANSWER,
        kind=kind,
        numbers=numbers_of(finding),
        sources=sources_of(rows),
        readings=rows,
        more="listing_more",
        cuts=cuts,
    )


def _side_by_side(move: Found, finding: SideBySide) -> Draft:
    rows = readings_of(finding)
    # The note is one tap away, then what differs; but a figure never stands there for its contrary.
    # Before what differs goes, it is said in few words that the surveys asked differently.
    noted, bare, terse = {"noted": True, "terse": False}, {"noted": False}, {"terse": True}
    template, kind = _worded_by(finding)
    return Draft(
        template=template,
        values={"move": move, "finding": finding, "repeated": tuple(_repeated(rows))},
        outcome=Outcome.ANSWER,
        kind=kind,
        entry=finding.theme.id,
        numbers=numbers_of(finding),
        sources=sources_of(rows),
        readings=rows,
        more="theme_more",
        cuts=(noted | {"differing": True}, bare, terse, noted | {"differing": False}, bare),
    )


def _repeated(rows: Sequence[Reading]) -> Iterator[Reading]:
    """One reading of each measure that its survey prints for several years of the same people."""
    for _, same in by_measure(rows):
        times = {(row.population.role, row.year) for row in same if row.year}
        if len(times) > len({role for role, _ in times}):
            yield same[-1]


def _worded_by(finding: Finding) -> tuple[str, Kind]:  # noqa: C901, PLR0912 (one case for each finding)
    """The template that words a finding, and what sort of reply that makes."""
    match finding:
        case Values(readings=rows):
            return "value", Kind.VALUE if len(rows) == 1 else Kind.LIST
        case Comparison():
            return "compare", Kind.COMPARE
        case Gap():
            return "gap", Kind.GAP
        case Ratio():
            return "ratio", Kind.RATIO
        case Ordering():
            return "ordering", Kind.RANKING
        case GapOrdering():
            return "gap_ordering", Kind.RANKING
        case Extreme(found=at_the_end):
            return "extreme_gap" if isinstance(at_the_end, Gap) else "extreme_value", Kind.RANKING
        case Rest():
            return "complement", Kind.COMPLEMENT
        case Listing():
            return "listing", Kind.LIST
        case SideBySide():
            return "theme", Kind.THEME
        case Incomparable():
            return "incomparable", Kind.REFUSAL
        case SourcesAgree():
            return "sources_agree", Kind.DISPUTE
        case Absent():
            return "plain", Kind.REFUSAL


def _within(rows: Sequence[Reading], knowledge: Knowledge) -> str | None:
    """The survey that a ranking stays within, where there are others."""
    return rows[0].survey.short if len(knowledge.surveys) > 1 and rows else None


def _cuts_of_all(rows: Sequence[Reading]) -> Iterator[Mapping[str, object]]:
    """All figures with all that must be known of them, then with less, then fewer."""
    measures = by_measure(rows)
    yield {"shown": measures, "rest": [], "sampled": True, "noted": True}
    yield {"sampled": False}
    yield {"noted": False}
    yield from fewer(measures)
