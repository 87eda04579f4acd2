"""What a reply tells of several surveys at once: as far as it is brief, the rest folded below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from bot.figures.reason import themes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.figures.findings import Reading
    from bot.knowledge.model import Knowledge, Measure, Survey

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


def doubted(rows: Sequence[Reading], knowledge: Knowledge) -> Mapping[str, object]:
    """What may differ from figures of one measure: disputes, and the surveys that asked nearly the same."""
    measure = rows[0].measure
    alike = next(iter(themes_of(knowledge, measure.id)), None)
    asked = {knowledge.measures[m.measure].survey for m in alike.members} if alike is not None else set()
    return {
        "readings": rows,
        "disputes": knowledge.disputes_of(measure.id),
        "alike": alike,
        "others": len(asked - {measure.survey}),
    }


def further(rows: Sequence[Reading]) -> Iterator[Mapping[str, object]]:
    """Values for all figures of what was shown, with all that must be known of them, with less, and fewer."""
    grouped: dict[str, tuple[Measure, list[Reading]]] = {}
    for row in rows:
        grouped.setdefault(row.measure.id, (row.measure, []))[1].append(row)
    whole = {"shown": list(grouped.values()), "rest": []}
    yield whole | {"sampled": True, "noted": True}
    yield whole | {"sampled": False}
    yield whole | {"noted": False}
    yield from cuts(list(grouped.values()))


#: How a doubted figure is told, the fullest first.
DOUBTED: Final = (
    {"full": True, "most": 3, "noted": True, "stated": True, "sponsor": True, "asked": True},
    {"full": False, "most": 2},
    {"most": 1},
    {"others": 0},
    {"noted": False},
    {"stated": False},
    {"sponsor": False},
    {"asked": False},
)


def cuts(items: Sequence[Item]) -> Iterator[Mapping[str, object]]:
    """Values that show fewer and fewer of several things, at least one."""
    for end in range(len(items), 0, -1):
        yield {"shown": items[:end], "rest": items[end:]}
