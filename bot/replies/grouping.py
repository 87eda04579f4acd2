"""Readings put together: those of one measure or survey, and what goes with all of them, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bot.knowledge.model import Measure, Survey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

    from bot.figures.findings import Reading
    from bot.knowledge.model import Dispute, Knowledge

Shared = TypeVar("Shared", Measure, Survey)


def by_measure(rows: Iterable[Reading]) -> list[tuple[Measure, list[Reading]]]:
    """The readings of each measure together, in the order of their first."""
    return _grouped(rows, lambda row: row.measure)


def by_survey(rows: Iterable[Reading]) -> list[tuple[Survey, list[Reading]]]:
    """The readings of each survey together, in the order of their first."""
    return _grouped(rows, lambda row: row.survey)


def measures_of(rows: Iterable[Reading]) -> tuple[str, ...]:
    """The ids of the measures of which these are."""
    return tuple(dict.fromkeys(row.measure.id for row in rows))


def sources_of(rows: Iterable[Reading]) -> tuple[str, ...]:
    """The ids of the sources that print these."""
    return tuple(dict.fromkeys(source for row in rows for source in row.figure.sources))


def values_of(rows: Iterable[Reading]) -> tuple[Decimal, ...]:
    """The values of these as printed, each for itself."""
    return tuple(row.figure.value for row in rows)


def told_disputes(rows: Iterable[Reading], knowledge: Knowledge) -> list[Dispute]:
    """Disputes that must be told with any of these figures."""
    found = {d.id: d for row in rows for d in knowledge.disputes_of(row.measure.id) if d.tell == "always"}
    return list(found.values())


def _grouped(
    rows: Iterable[Reading], shared: Callable[[Reading], Shared]
) -> list[tuple[Shared, list[Reading]]]:
    grouped: dict[str, tuple[Shared, list[Reading]]] = {}
    for row in rows:
        grouped.setdefault(shared(row).id, (shared(row), []))[1].append(row)
    return list(grouped.values())
