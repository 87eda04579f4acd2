"""Typing errors, mended towards the words that the knowledge uses.

A word is changed only when it can't be meant: it is in no phrasing, is no English word, is long
enough to tell, and one known word is near it. Nearness is the optimal string alignment distance
(insertions, deletions, substitutions and swaps of neighbours), as typing errors are nearly all one
of these (Damerau 1964).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

#: Least share of a word that must be right: one edit from four letters, two from eight.
LEAST_SIMILARITY = 0.75
MOST_EDITS = 3
#: Words of a text that are looked up at most, and letters of a word.
MOST_WORDS = 24
LONGEST_WORD = 32
SHORTEST_WORD = 4
#: A typo of an English word is mended only if that is one of so many commonest.
EVERYDAY = 8_000

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_ABBREVIATION = 4  # letters, at most
_MEMORY = 4_096


@dataclass(frozen=True, kw_only=True, slots=True)
class Repaired:
    """The tokens after repair, as many as before, and each (written, meant) that differ."""

    tokens: tuple[str, ...]
    changes: tuple[tuple[str, str], ...] = ()


class Repairer:
    """Mends words towards a vocabulary.

    ``vocabulary`` are the words that phrasings use, with how often if it is a mapping. ``english``
    are words that are never changed; if it maps words to how common they are, a typo of one of
    them is mended too where the vocabulary has nothing as near.
    """

    def __init__(self, vocabulary: Mapping[str, int] | Iterable[str], english: Container[str]) -> None:
        self._counts: dict[str, int] = (
            dict(vocabulary) if isinstance(vocabulary, Mapping) else dict.fromkeys(vocabulary, 1)
        )
        self._english = english
        self._common = _everyday(english) if isinstance(english, Mapping) else {}
        self._by_length: defaultdict[int, list[str]] = defaultdict(list)
        for word in sorted(self._counts):
            if word.isalpha() and len(word) <= LONGEST_WORD + MOST_EDITS:
                self._by_length[len(word)].append(word)
        self._remembered: dict[tuple[str, bool], str] = {}

    def knows(self, word: str) -> bool:
        """Whether a word is in the vocabulary or an English one, and so never changed."""
        return word in self._counts or word in self._english

    def repair(self, tokens: Sequence[str]) -> Repaired:
        """The tokens with mistyped words mended; a known word is never changed."""
        unknown = [token for token in dict.fromkeys(tokens) if self._mendable(token)]
        # A text of mostly unknown words is another language or no language: everyday words, of
        # which some are near anything, would make it look like English.
        readable = 2 * len(unknown) < len(set(tokens))
        mended = {token: self._meant(token, everyday=readable) for token in unknown[:MOST_WORDS]}
        return Repaired(
            tokens=tuple(mended.get(token, token) for token in tokens),
            changes=tuple((token, meant) for token, meant in mended.items() if token != meant),
        )

    def _mendable(self, token: str) -> bool:
        return (
            SHORTEST_WORD - 1 <= len(token) <= LONGEST_WORD
            and token.isascii()
            and token.isalpha()
            and not self.knows(token)
        )

    def _meant(self, word: str, *, everyday: bool) -> str:
        key = (word, everyday)
        if key not in self._remembered:
            if len(self._remembered) >= _MEMORY:
                self._remembered.clear()
            self._remembered[key] = self._looked_up(word, everyday=everyday)
        return self._remembered[key]

    def _looked_up(self, word: str, *, everyday: bool) -> str:
        if len(word) < SHORTEST_WORD:
            return max(self._swaps(word), key=self._weight, default=word)
        edits, own = self._nearest(word)
        if edits > 1 and everyday and self._common:
            # A word one slip from an everyday word is that word, not a subject two slips away.
            plain = max(self._slips(word), key=lambda slip: self._common[slip], default=None)
            own = plain or own
        return own or word

    def _nearest(self, word: str) -> tuple[int, str | None]:
        """The vocabulary's best candidate and its distance."""
        most = min(MOST_EDITS, int((1 - LEAST_SIMILARITY) * (len(word) + MOST_EDITS)))
        near = [
            (edits, candidate)
            for length in range(len(word) - most, len(word) + most + 1)
            for candidate, edits, _ in process.extract(
                word,
                self._by_length.get(length, ()),
                scorer=OSA.distance,
                score_cutoff=most,
                limit=5,
            )
            if 1 - edits / max(len(word), length) >= LEAST_SIMILARITY and self._plausible(word, candidate)
        ]
        if not near:
            return MOST_EDITS + 1, None
        edits, best = min(near, key=lambda found: (found[0], *self._rank(word, found[1])))
        return int(edits), best

    def _rank(self, word: str, candidate: str) -> tuple[bool, bool, int, str]:
        """Smaller is likelier: same start, same letters in another order, more used."""
        reordered = sorted(word) == sorted(candidate)
        same_letters = set(word) == set(candidate)
        return (
            word[0] != candidate[0],
            not (reordered or same_letters),
            -self._weight(candidate),
            candidate,
        )

    def _plausible(self, word: str, candidate: str) -> bool:
        if len(candidate) <= _ABBREVIATION and candidate not in self._english:
            # Abbreviations are one letter apart from each other: CISO is no typo of CIOs, and
            # CTOs none of CMOs. Only a letter typed twice or a swap that makes no title counts.
            twice = len(word) > len(candidate) and set(word) == set(candidate)
            swapped = sorted(word) == sorted(candidate) and not word.rstrip("s").endswith("o")
            return twice or swapped
        if len(word) <= SHORTEST_WORD and len(word) == len(candidate):
            # Of four letters one in exchange for another leaves too little to go by.
            return sorted(word) == sorted(candidate)
        # The first letter is seldom wrong, but it may be swapped, missing or doubled.
        return (
            word[0] == candidate[0]
            or word[:2] == candidate[1::-1]
            or word[1:2] == candidate[:1]
            or word[:1] == candidate[1:2]
        )

    def _weight(self, word: str) -> int:
        return self._counts.get(word, 0)

    def _swaps(self, word: str) -> Iterator[str]:
        """Vocabulary words of three letters with two neighbours exchanged (teh, adn, yuo)."""
        for swapped in _swapped(word):
            if swapped in self._counts and self._plausible(word, swapped):
                yield swapped

    def _slips(self, word: str) -> Iterator[str]:
        """Everyday words one slip away that keep the first letter or swap it."""
        for slip in _one_edit(word):
            if len(slip) >= SHORTEST_WORD and slip in self._common and slip[0] in word[:2]:
                yield slip


def _everyday(english: Mapping[str, int]) -> dict[str, int]:
    commonest = sorted(english, key=lambda word: english[word], reverse=True)[:EVERYDAY]
    return {word: english[word] for word in commonest}


def _swapped(word: str) -> Iterator[str]:
    for at in range(len(word) - 1):
        if word[at] != word[at + 1]:
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _one_edit(word: str) -> Iterator[str]:
    yield from _swapped(word)
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
        for letter in _ALPHABET:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
