"""Phrasings that move: what an entry of one collection is asked, once a later one answers it better.

"How often should we meet" is asked of guidance on daily work as long as there is nothing on meetings;
an entry that ``takes`` it has it alone from then on.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from bot.knowledge.merge import joined
from bot.knowledge.model import Advice, Problem, Theme
from bot.knowledge.texts import normal, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.knowledge.model import Entry, Knowledge

    Asked = TypeVar("Asked", bound=Entry)


def taken(knowledge: Knowledge, problems: list[Problem]) -> Knowledge:
    """The knowledge with each taken phrasing where it belongs. What nobody is asked can't be taken."""
    takers = [e for e in knowledge.entries() if isinstance(e, Advice | Theme) and e.takes]
    moved = {normal(phrasing): entry.id for entry in takers for phrasing in entry.takes}
    held = {normal(p) for e in knowledge.entries() for p in e.asked_as}
    for entry in takers:
        for phrasing in entry.takes:
            if normal(phrasing) not in held:
                what = f"{quoted(entry.id)} takes {quoted(phrasing)}, which no entry is asked"
                mend = "copy the phrasing as it stands there, or write it into asked_as"
                problems.append(Problem(place=entry.place, what=what, mend=mend))
    return replace(
        knowledge,
        measures=_moved(knowledge.measures, moved),
        claims=_moved(knowledge.claims, moved),
        disputes=_moved(knowledge.disputes, moved),
        surveys=_moved(knowledge.surveys, moved),
        sources=_moved(knowledge.sources, moved),
        themes=_moved(knowledge.themes, moved),
        advice=_moved(knowledge.advice, moved),
        decoys=_moved(knowledge.decoys, moved),
    )


def _moved(group: Mapping[str, Asked], moved: Mapping[str, str]) -> Mapping[str, Asked]:
    return MappingProxyType({id_: _after(entry, moved) for id_, entry in group.items()})


def _after(entry: Asked, moved: Mapping[str, str]) -> Asked:
    own = entry.takes if isinstance(entry, Advice | Theme) else ()
    kept = tuple(p for p in entry.asked_as if moved.get(normal(p), entry.id) == entry.id)
    if not own and kept == entry.asked_as:
        return entry
    return replace(entry, asked_as=joined(kept, own))
