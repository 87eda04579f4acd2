"""What the sections of advice call for, looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.model import Problem, Relation
from bot.knowledge.nearest import suggestion
from bot.knowledge.prose import references
from bot.knowledge.texts import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.knowledge.model import Knowledge, Measure
    from bot.knowledge.prose import Reference


def call_problems(knowledge: Knowledge, unread: frozenset[str]) -> Iterator[Problem]:
    """Calls for what is not held or can't be derived, except for ids in texts that weren't read."""
    for advice in knowledge.advice.values():
        for section, text in advice.sections.items():
            for call in references(text):
                place = advice.section_place(section, call.line)
                for what, mend in _call(knowledge, unread, call):
                    yield Problem(place=place, what=what, mend=mend)


def _call(knowledge: Knowledge, unread: frozenset[str], call: Reference) -> Iterator[tuple[str, str]]:
    id_ = call.arguments[0]
    kinds: Mapping[str, Mapping[str, object]]
    kinds = {"source": knowledge.sources, "survey": knowledge.surveys}
    kind = call.function if call.function in kinds else "measure"
    known = kinds.get(kind, knowledge.measures)
    if id_ not in known:
        if id_.rpartition("/")[2] not in unread:
            yield f"unknown {kind} {quoted(id_)}", suggestion(id_, known)
    elif kind == "measure":
        yield from _figures(knowledge.measures[id_], call)


def _figures(measure: Measure, call: Reference) -> Iterator[tuple[str, str]]:
    populations = call.arguments[1:]
    missing = [p for p in populations if p not in measure.figures]
    for population in missing:
        what = f"{quoted(measure.id)} has no figure for {quoted(population)}"
        yield what, suggestion(population, measure.figures)
    if missing:
        return
    figures = [measure.figures[p] for p in populations]
    vague = [f for f in figures if f.relation is not Relation.EXACTLY]
    if call.function not in {"gap", "rest"}:
        return
    derived = f"{call.function} of {quoted(measure.id)}, which is"
    if vague:
        yield f"{derived} {vague[0].relation} {vague[0].value}", "print the figure itself"
    elif any(figure.unit != "%" for figure in figures):
        yield f"{derived} no share", "print the figure itself"
    elif call.function == "gap" and populations[0] == populations[1]:
        yield f"gap of {quoted(populations[0])} with itself", "name two populations"
    elif call.function == "rest" and measure.complement is None:
        what = f"rest of {quoted(measure.id)}, which has no complement"
        yield what, "say nothing of the rest, or enter how it may be spoken of"
