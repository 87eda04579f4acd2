"""What each kind of entry must have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.model import (
    Advice,
    Basis,
    Claim,
    Decoy,
    Dispute,
    Measure,
    Problem,
    Source,
    Survey,
    Theme,
)
from bot.knowledge.texts import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.knowledge.model import Entry, Knowledge

_FEWEST_PHRASINGS = 10
_FEWEST_STEPS, _MOST_STEPS = 2, 5
_FEWEST_SIDES = 2


def entry_problems(knowledge: Knowledge) -> Iterator[Problem]:
    """Entries without tests or a basis, and lists too short or too long."""
    for entry in knowledge.entries():
        if _needs_tests(entry) and not entry.reach:
            mend = 'write reach = ["a question that must come here"]'
            yield Problem(place=entry.place, what=f"{quoted(entry.id)} has no test", mend=mend)
        match entry:
            case Advice():
                yield from _advice(entry)
            case Claim():
                yield from _related_to_itself(entry)
            case Dispute():
                yield from _dispute(entry)
            case Measure():
                yield from _measure(entry)
            case Source():
                yield from _source(entry)
            case Decoy() | Survey() | Theme():
                pass


def _needs_tests(entry: Entry) -> bool:
    match entry:
        case Advice() | Measure() | Decoy() | Theme():
            return True
        case Claim():
            return bool(entry.asked_as)
        case Dispute() | Survey() | Source():
            return False


def _advice(entry: Advice) -> Iterator[Problem]:
    if len(entry.asked_as) < _FEWEST_PHRASINGS:
        what = f"{quoted(entry.id)} has {len(entry.asked_as)} phrasings"
        yield Problem(
            place=entry.place, what=what, mend=f"write {_FEWEST_PHRASINGS} or more, in varied words"
        )
    steps = len(entry.steps)
    if steps > _MOST_STEPS or (entry.kind == "advice" and steps < _FEWEST_STEPS):
        what = f"{quoted(entry.id)} has {steps} steps"
        yield Problem(place=entry.place, what=what, mend=f"write {_FEWEST_STEPS} to {_MOST_STEPS}")
    own_words = entry.kind == "definition" and entry.basis is Basis.ADVISER
    if not entry.rests_on and not own_words:
        mend = "name the figures, claims or sources in rests_on"
        yield Problem(place=entry.place, what=f"{quoted(entry.id)} rests on nothing", mend=mend)
    elif entry.basis is Basis.SURVEY and all(g.kind == "source" for g in entry.rests_on):
        what = f"{quoted(entry.id)} claims to be a survey finding but rests on none"
        mend = "name a figure or a claim in rests_on, or another basis"
        yield Problem(place=entry.place, what=what, mend=mend)
    yield from _related_to_itself(entry)


def _related_to_itself(entry: Advice | Claim) -> Iterator[Problem]:
    if entry.id in entry.related:
        yield Problem(place=entry.place, what=f"{quoted(entry.id)} is related to itself", mend="delete that")


def _dispute(entry: Dispute) -> Iterator[Problem]:
    if len(entry.versions) < _FEWEST_SIDES:
        what = f"the dispute {quoted(entry.id)} has one side"
        yield Problem(place=entry.place, what=what, mend="write what each side says")


def _measure(entry: Measure) -> Iterator[Problem]:
    if not entry.asked_as:
        what = f"{quoted(entry.id)} has no phrasing"
        yield Problem(place=entry.place, what=what, mend='write asked_as = ["…"]')


def _source(entry: Source) -> Iterator[Problem]:
    if entry.id in entry.derives_from:
        what = f"{quoted(entry.id)} derives from itself"
        yield Problem(place=entry.place, what=what, mend="delete that")
