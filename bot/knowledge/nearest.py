"""The known word that a misspelt one was most likely meant to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.knowledge.texts import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALIKE = 60.0  # of 100; under this a suggestion is more puzzling than none
_LISTED = 12
_COMPARED = 80  # characters; no id is longer, and a hostile one would take long


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, or None when none is alike."""
    choices = sorted(known)
    found = process.extractOne(word[:_COMPARED], choices, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return None if found is None else str(found[0])


def suggestion(word: str, known: Iterable[str]) -> str:
    """What would be right instead of an unknown word, as the end of a sentence."""
    choices = sorted(known)
    guess = nearest(word, choices)
    if guess is not None:
        return f"did you mean {quoted(guess)}?"
    if not choices:
        return "none is entered"
    if len(choices) <= _LISTED:
        return "known: " + ", ".join(quoted(c) for c in choices)
    return "nothing known is like it"
