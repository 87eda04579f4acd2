"""The figures that the last answer showed: remembered by name, read from what is held now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.figures import reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.state import State
    from bot.figures.findings import Reading
    from bot.knowledge.model import Knowledge

#: Figures remembered of one answer; no theme has as many, and a longer list is folded anyway.
MOST: Final = 24


def names(rows: Iterable[Reading]) -> tuple[str, ...]:
    """The figures by measure and population, each once and in their order, as a state remembers them."""
    return tuple(dict.fromkeys(f"{row.measure.id}/{row.population.id}" for row in rows))[:MOST]


def every(rows: Iterable[Reading], knowledge: Knowledge) -> tuple[Reading, ...]:
    """All figures of the measures of which these are, of whomever they are."""
    measures = {row.measure.id: row.measure for row in rows}
    return tuple(r for measure in measures.values() for r in reason.readings(knowledge, measure))


def shown(state: State, knowledge: Knowledge) -> tuple[Reading, ...]:
    """The figures that the last answer showed, without those that have left the knowledge."""
    if state.focus is None:
        return ()
    found = []
    for name in state.focus.shown:
        id_, _, population = name.rpartition("/")
        measure = knowledge.measures.get(id_)
        if measure is not None:
            found += [r for r in reason.readings(knowledge, measure) if r.population.id == population]
    return tuple(found)
