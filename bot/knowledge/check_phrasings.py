"""Phrasings and tests that contradict each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.knowledge.model import Problem
from bot.knowledge.texts import normal, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.knowledge.model import Entry, Knowledge


@dataclass(frozen=True, kw_only=True, slots=True)
class _Owner:
    """The entry that a phrase was first seen in."""

    entry: Entry

    def __str__(self) -> str:
        return f"{quoted(self.entry.id)} ({self.entry.place})"


def phrasing_problems(knowledge: Knowledge) -> Iterator[Problem]:
    """Phrasings of two entries, tests that are phrasings, tests that two entries claim."""
    phrasings: dict[str, _Owner] = {}
    for entry in knowledge.entries():
        yield from _shared(entry, phrasings)
    expected: dict[str, _Owner] = {}
    for entry in knowledge.entries():
        yield from _tests(entry, phrasings, expected)


def _shared(entry: Entry, phrasings: dict[str, _Owner]) -> Iterator[Problem]:
    for phrasing in entry.asked_as:
        key = normal(phrasing)
        owner = phrasings.setdefault(key, _Owner(entry=entry)) if key else None
        if owner is None:
            what = f"the phrasing {quoted(phrasing)} has no word in it"
            yield Problem(place=entry.place, what=what, mend="delete it")
        elif owner.entry is not entry:
            what = f"the phrasing {quoted(phrasing)} is one of {owner} too"
            yield Problem(place=entry.place, what=what, mend="keep it where it belongs")
    seen: set[str] = set()
    for phrasing in entry.asked_as:
        if normal(phrasing) in seen:
            what = f"the phrasing {quoted(phrasing)} is listed twice"
            yield Problem(place=entry.place, what=what, mend="delete one")
        seen.add(normal(phrasing))


def _tests(entry: Entry, phrasings: dict[str, _Owner], expected: dict[str, _Owner]) -> Iterator[Problem]:
    for test in (*entry.reach, *entry.not_):
        phrased = phrasings.get(normal(test))
        if phrased is not None:
            what = f"the test {quoted(test)} is a phrasing of {phrased}"
            yield Problem(place=entry.place, what=what, mend="test in other words")
    reach = {normal(test) for test in entry.reach}
    for test in entry.not_:
        if normal(test) in reach:
            what = f"the test {quoted(test)} is in reach and in not"
            yield Problem(place=entry.place, what=what, mend="delete it from one")
    for test in entry.reach:
        owner = expected.setdefault(normal(test), _Owner(entry=entry))
        if owner.entry is not entry:
            what = f"the test {quoted(test)} must reach {owner} too"
            yield Problem(place=entry.place, what=what, mend="keep it where it belongs")
