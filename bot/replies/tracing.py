"""What a reply tells of several surveys at once: as far as it is brief, the rest folded below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.figures.findings import Reading
    from bot.knowledge.model import Survey

Item = TypeVar("Item")

#: Titles named for each survey, more and fewer.
_TITLES: Final = (2, 1)


def by_survey(rows: Iterable[Reading]) -> list[tuple[Survey, list[Reading]]]:
    """The readings of each survey together, in the order of their first."""
    grouped: dict[str, tuple[Survey, list[Reading]]] = {}
    for row in rows:
        grouped.setdefault(row.survey.id, (row.survey, []))[1].append(row)
    return list(grouped.values())


def traced(rows: Sequence[Reading]) -> Iterator[Mapping[str, object]]:
    """Values for the sources of several surveys, the fullest first, each shorter than the one before."""
    surveys = by_survey(rows)
    whole = {"shown": surveys, "rest": []}
    yield whole | {"full": True, "most": _TITLES[0]}
    for most in _TITLES:
        yield whole | {"full": False, "most": most}
    yield from cuts(surveys)


def cuts(items: Sequence[Item]) -> Iterator[Mapping[str, object]]:
    """Values that show fewer and fewer of several things, at least one."""
    for end in range(len(items), 0, -1):
        yield {"shown": items[:end], "rest": items[end:]}
