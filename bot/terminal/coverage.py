"""How well the knowledge is covered, as lines for an editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.knowledge.model import Knowledge
    from bot.questions.coverage import Coverage


def covered(knowledge: Knowledge, coverage: Coverage, *, most: int | None) -> Iterator[str]:
    """Tests, near-duplicates and phrasings that another entry draws; of each kind at most so many."""
    entries = tuple(knowledge.entries())
    tested = sum(bool(e.reach) for e in entries)
    tests = sum(len(e.reach) + len(e.not_) for e in entries)
    asked = sum(len(e.asked_as) for e in entries)
    yield f"Tests: {tests:,}, for {tested} of {len(entries)} entries."
    untested = [e.id for e in entries if not e.reach and e.asked_as]
    yield from _listed("Entries without a test", [f"  {id_}" for id_ in untested], most)
    drawn = [
        f"  {d.phrasing!r} of {d.entry} comes to {d.other} without it (P {d.probability:.2f})"
        for d in coverage.drawn
    ]
    yield from _listed(f"Phrasings, of {asked:,}, that another entry would answer", drawn, most)
    pairs = [
        f"  {p.phrasing!r} of {p.entry} and {p.other_phrasing!r} of {p.other} (S {p.similarity:.2f})"
        for p in coverage.near_duplicates
    ]
    yield from _listed("Phrasings of two entries that are nearly the same", pairs, most)


def _listed(title: str, lines: Sequence[str], most: int | None) -> Iterator[str]:
    shown = lines if most is None else lines[:most]
    yield f"{title}: {len(lines)}" + (", the first of them:" if 0 < len(shown) < len(lines) else ".")
    yield from shown
