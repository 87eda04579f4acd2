"""What guidance rests on: figures, claims and publications, which speak for or against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.figures.reason import readings
from bot.knowledge.model import Stance

if TYPE_CHECKING:
    from bot.figures.findings import Reading
    from bot.knowledge.model import Advice, Ground, Knowledge


def sources_of(advice: Advice, knowledge: Knowledge, stance: Stance | None = None) -> tuple[str, ...]:
    """The ids of the sources that bear on guidance, each once; with a stance those that bear so."""
    grounds = (ground for ground in advice.rests_on if stance in {None, ground.stance})
    return tuple(dict.fromkeys(source for ground in grounds for source in _sources(ground, knowledge)))


def figures_of(advice: Advice, knowledge: Knowledge) -> tuple[Reading, ...]:
    """The figures that guidance rests on, of the people it rests on."""
    grounds = ((g, knowledge.measures.get(g.id)) for g in advice.rests_on if g.kind == "figure")
    return tuple(
        row
        for ground, measure in grounds
        if measure is not None
        for row in readings(knowledge, measure)
        if ground.population in {None, row.figure.population}
    )


def named(ground: Ground, knowledge: Knowledge) -> str:
    """One thing that guidance rests on, in words."""
    against = "against it: " if ground.stance is Stance.OPPOSES else ""
    match ground.kind:
        case "figure":
            measure = knowledge.measures[ground.id]
            if not ground.population:
                return f"{against}the figure on {measure.short}"
            people = knowledge.population(measure, ground.population).label
            return f"{against}the figure on {measure.short} among {people}"
        case "claim":
            claim = knowledge.claims[ground.id]
            voice = "the survey" if claim.by == "survey" else "an author's view"
            return f"{against}{claim.short} ({voice})"
        case _:
            return f"{against}“{knowledge.sources[ground.id].title}”"


def _sources(ground: Ground, knowledge: Knowledge) -> tuple[str, ...]:
    match ground.kind:
        case "figure":
            measure = knowledge.measures[ground.id]
            held = measure.figures.get(ground.population or "")
            return held.sources if held is not None else measure.sources
        case "claim":
            return knowledge.claims[ground.id].sources
        case _:
            return (ground.id,)
