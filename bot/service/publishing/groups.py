"""How the groups of a measure are told apart in front of editors. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.knowledge.model import Knowledge, Measure

#: Names on buttons at most, in characters.
_LABEL: Final = 28


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """A group as its survey calls it, and what tells it ``apart`` from others called so, or ""."""

    label: str
    apart: str = ""

    def __str__(self) -> str:
        """Both, as they are told in a sentence."""
        return ", ".join(part for part in (self.label, self.apart) if part)


def named(measure: Measure, knowledge: Knowledge) -> Mapping[str, Named]:
    """Every group of the measure's survey by its id, no two alike.

    A survey that asked year after year has groups of the same label. The period of a figure tells them
    apart; else the words by which people name the group, or its id.
    """
    groups = knowledge.surveys[measure.survey].populations
    periods = {id_: figure.period or "" for id_, figure in measure.figures.items()}
    names = {id_: Named(label=group.label, apart=periods.get(id_, "")) for id_, group in groups.items()}
    for id_ in _alike(names):
        names[id_] = replace(names[id_], apart=next(iter(groups[id_].names), id_))
    return {**names, **{id_: replace(names[id_], apart=id_) for id_ in _alike(names)}}


def labels(does: str, groups: Iterable[str], names: Mapping[str, Named]) -> Mapping[str, str]:
    """What the button that ``does`` something with each of these groups is called, no two alike."""
    short = {id_: _short(does, names[id_]) for id_ in groups}
    return {**short, **{id_: f"{does}: {id_}" for id_ in _alike(short)}}


def shortened(label: str, most: int = _LABEL) -> str:
    """A label no longer than a button shows."""
    return label if len(label) <= most else f"{label[: max(most - 1, 0)].rstrip()}…"


def _short(does: str, name: Named) -> str:
    # What tells apart must be seen; so the rest gives way to it.
    room = _LABEL - len(f"{does}: , {name.apart}" if name.apart else f"{does}: ")
    return shortened(f"{does}: {replace(name, label=shortened(name.label, room))}")


def _alike(names: Mapping[str, object]) -> list[str]:
    """The ids whose names others have, too."""
    often = Counter(names.values())
    return [id_ for id_, name in names.items() if often[name] > 1]
