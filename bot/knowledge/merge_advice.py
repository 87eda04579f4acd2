"""One advice entry from the parts that several files hold of it."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.knowledge.merge import joined
from bot.knowledge.model import Problem
from bot.knowledge.nearest import suggestion
from bot.knowledge.texts import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.knowledge.model import Advice
    from bot.knowledge.parse_advice import AdvicePart


def merge_advice(
    parts: Sequence[AdvicePart], unread: frozenset[str], problems: list[Problem]
) -> Mapping[str, Advice]:
    """The entries that the parts, in loading order, make together.

    An addition's sections, steps and basis replace those before it; the rest of it is added.
    One to an entry in a file that couldn't be read (``unread``) is dropped without a word.
    """
    found: dict[str, Advice] = {}
    for part in parts:
        entry = part.entry
        held = found.get(entry.id)
        if part.extends and held is not None:
            found[entry.id] = _added(held, entry if part.based else replace(entry, basis=held.basis))
        elif part.extends and entry.id not in unread:
            mend = suggestion(entry.id, found)
            what = f"unknown entry {quoted(entry.id)}"
            problems.append(Problem(place=entry.place, what=what, mend=mend))
        elif held is not None:
            what = f"{quoted(entry.id)} is entered at {held.place} too"
            mend = 'write "extends" here or rename one of the two'
            problems.append(Problem(place=entry.place, what=what, mend=mend))
        elif not part.extends:
            found[entry.id] = entry
    return MappingProxyType(found)


def _added(held: Advice, more: Advice) -> Advice:
    return replace(
        held,
        title=more.title or held.title,
        asked_as=joined(held.asked_as, more.asked_as),
        rests_on=tuple(dict.fromkeys((*held.rests_on, *more.rests_on))),
        basis=more.basis,
        sections=MappingProxyType({**held.sections, **more.sections}),
        steps=more.steps or held.steps,
        related=joined(held.related, more.related),
        takes=joined(held.takes, more.takes),
        reach=joined(held.reach, more.reach),
        not_=joined(held.not_, more.not_),
        place=more.place,
        section_places=MappingProxyType({**held.section_places, **more.section_places}),
    )
