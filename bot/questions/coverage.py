"""How well the entries' own phrasings keep apart: what an editor should look at.

Nothing here is wrong in itself. A phrasing that another entry would answer shows where two entries
lie close; one that another entry has nearly word for word shows where they overlap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.questions.index import Index

#: S from which two phrasings count as nearly the same.
NEARLY_THE_SAME = 0.92
#: How likely another entry must be for a phrasing to count as answered better there.
DRAWN_FROM = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Two phrasings of different entries that are nearly the same, with their S."""

    entry: str
    phrasing: str
    other: str
    other_phrasing: str
    similarity: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A phrasing that, had its entry not listed it, another entry would answer with ``probability``."""

    entry: str
    phrasing: str
    other: str
    probability: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """What phrasings say of an index, the worst first."""

    near_duplicates: tuple[Pair, ...]
    drawn: tuple[Drawn, ...]


def coverage(index: Index, among: Collection[int] | None = None) -> Coverage:
    """Near-duplicates and phrasings that are answered better elsewhere. Takes some milliseconds each.

    Of all phrasings, or only of those in the rows ``among`` beside all the others.
    """
    pairs: list[Pair] = []
    drawn: list[Drawn] = []
    rows: Collection[int] = range(len(index.phrasings)) if among is None else frozenset(among)
    for row in sorted(rows):
        similarities = index.similarities_of(row)
        foreign = np.where(index.owners == index.owners[row], -np.inf, similarities)
        nearest = int(foreign.argmax())
        # Where both are looked at, the first tells of the second.
        if (row < nearest or nearest not in rows) and foreign[nearest] >= NEARLY_THE_SAME:
            pairs.append(_pair(index, row, nearest, float(foreign[nearest])))
        own = np.where(index.owners == index.owners[row], similarities, -np.inf)
        own[row] = -np.inf
        if foreign[nearest] > own.max(initial=-np.inf) and (found := _elsewhere(index, row, similarities)):
            drawn.append(found)
    return Coverage(
        near_duplicates=tuple(sorted(pairs, key=lambda p: -p.similarity)),
        drawn=tuple(sorted(drawn, key=lambda d: -d.probability)),
    )


def _pair(index: Index, row: int, other: int, similarity: float) -> Pair:
    return Pair(
        entry=index.entries[index.owners[row]],
        phrasing=index.phrasings[row],
        other=index.entries[index.owners[other]],
        other_phrasing=index.phrasings[other],
        similarity=similarity,
    )


def _elsewhere(
    index: Index, row: int, similarities: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
) -> Drawn | None:
    """Where a phrasing comes to without itself, if that is surely elsewhere."""
    without = similarities.copy()
    without[row] = -np.inf
    evidence = index.evidence(without)
    best = int(evidence.argmax())
    probability = float(index.probability(evidence)[best])
    if best == index.owners[row] or probability < DRAWN_FROM:
        return None
    return Drawn(
        entry=index.entries[index.owners[row]],
        phrasing=index.phrasings[row],
        other=index.entries[best],
        probability=probability,
    )
