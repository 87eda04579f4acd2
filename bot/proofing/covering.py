"""How well a new version is covered by tests, and what of its phrasings an editor should look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.questions.coverage import Coverage, coverage
from bot.questions.phrasing import phrasings

if TYPE_CHECKING:
    from bot.knowledge.model import Entry, Knowledge
    from bot.questions.coverage import Drawn, Pair
    from bot.questions.index import Index

#: New phrasings held against all others; each takes some milliseconds.
MOST_PHRASINGS: Final = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Covered:
    """How well the new version is covered, and what of it an editor should look at.

    ``untested``, ``drawn`` and ``near_duplicates`` hold only what is new against the base: entries that
    have phrasings and no test, and what :mod:`bot.questions.coverage` says of the first new phrasings.
    """

    tests: int
    tested: int
    entries: int
    phrasings: int
    untested: tuple[str, ...] = ()
    drawn: tuple[Drawn, ...] = ()
    near_duplicates: tuple[Pair, ...] = ()


def covered(old: Knowledge | None, new: Knowledge, index: Index) -> Covered:
    """How well ``new`` is covered, whose phrasings the index holds, and what of it was not so in ``old``."""
    entries = tuple(new.entries())
    known = frozenset(_rows(old))
    rows = [row for row, _ in enumerate(index.phrasings) if _named(index, row) not in known]
    found = coverage(index, rows[:MOST_PHRASINGS]) if rows else Coverage(near_duplicates=(), drawn=())
    untested = frozenset(e.id for e in old.entries() if _is_untested(e)) if old is not None else frozenset()
    return Covered(
        tests=sum(len(e.reach) + len(e.not_) for e in entries),
        tested=sum(bool(e.reach) for e in entries),
        entries=len(entries),
        phrasings=sum(len(e.asked_as) for e in entries),
        untested=tuple(e.id for e in entries if _is_untested(e) and e.id not in untested),
        drawn=found.drawn,
        near_duplicates=found.near_duplicates,
    )


def _rows(knowledge: Knowledge | None) -> list[tuple[str, str]]:
    held = phrasings(knowledge) if knowledge is not None else ()
    return [(entry, phrasing) for entry, rows in held for phrasing in rows]


def _named(index: Index, row: int) -> tuple[str, str]:
    return index.entries[index.owners[row]], index.phrasings[row]


def _is_untested(entry: Entry) -> bool:
    return bool(entry.asked_as) and not entry.reach
