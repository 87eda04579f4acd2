"""Findings → charts as data; drawing them is an edge's business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.figures.findings import Comparison, Finding, GapOrdering, Listing, Ordering, Reading, SideBySide
from bot.knowledge.model import SHARE
from bot.replies.marks import printed
from bot.replies.reply import Bar, Chart

if TYPE_CHECKING:
    from collections.abc import Sequence


def chart(finding: Finding) -> Chart | None:
    """A chart of a finding's figures; None where a picture would say no more than the text."""
    match finding:
        case Comparison(readings=rows):
            return _chart(rows[0].measure.statement, rows)
        case Ordering(readings=rows) | Listing(readings=rows):
            return _chart("", rows)
        case GapOrdering(gaps=gaps):
            return _chart("", [r for g in gaps for r in (g.left, g.right)])
        case SideBySide(theme=theme, rows=rows):
            return _chart(theme.title, [r for r, _ in rows])
        case _:
            return None


def _chart(title: str, rows: Sequence[Reading]) -> Chart | None:
    units = {r.figure.unit for r in rows}
    if len(units) != 1 or not all(unit.startswith(SHARE) for unit in units):
        return None  # bars of different kinds have no scale in common
    surveys = ", ".join(dict.fromkeys(r.survey.short.removeprefix("the ") for r in rows))
    return Chart(
        title=title,
        bars=tuple(
            Bar(
                label=r.population.label,
                value=r.figure.value,
                printed=printed(r.figure),
                role=r.population.role,
                group=r.measure.short,
            )
            for r in rows
        ),
        note=surveys,
    )
