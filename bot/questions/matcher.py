"""Ranking the entries that a question may be about, with how sure and why."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, compress
from typing import TYPE_CHECKING

import numpy as np

from bot.questions import sparse
from bot.questions.index import LETTERS, MEANING, WORDS
from bot.questions.words import STOP_WORDS, clean, stems, tokens

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from numpy.typing import NDArray

    from bot.questions.encoder import Encoder
    from bot.questions.index import Index

#: Tokens of a question that are compared; of more, the last ones.
TOKEN_CAP = 400
_UNHEARD = -1


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """An entry that a question may be about.

    ``probability`` is calibrated, ``score`` the evidence it was made from. ``phrasing`` is the
    entry's nearest and ``similarity`` its S to the question. ``explained`` is how much of what the
    question is about, by rarity of its words, the entry's phrasings speak of at all: low where
    an entry shares a name with a question about something else.
    """

    entry: str
    probability: float
    score: float
    phrasing: str
    similarity: float
    explained: float


class Matcher:
    """An index with the encoder it was built with.

    ``stop_words`` carry no subject and are left out of ``explained``.
    """

    def __init__(self, index: Index, encoder: Encoder, *, stop_words: Container[str] = STOP_WORDS) -> None:
        """Pair them. Raises ValueError if the index was built with another encoder."""
        if index.encoder != encoder.name:
            message = f"the index was built with {index.encoder!r}, not {encoder.name!r}"
            raise ValueError(message)
        self._index = index
        self._encoder = encoder
        self._stop_words = stop_words
        self._unheard = float(sparse.rarity_of(0.0, len(index.phrasings)))
        self._first = np.searchsorted(index.owners, np.arange(len(index.entries) + 1))

    @property
    def index(self) -> Index:
        """What was learned from the phrasings."""
        return self._index

    def rank(
        self,
        repaired: Sequence[str],
        raw: Sequence[str] | None = None,
        *,
        limit: int = 10,
        among: Container[str] | None = None,
    ) -> tuple[Match, ...]:
        """The likeliest entries, best first, at most ``limit``.

        ``repaired`` are the question's tokens after repair, ``raw`` those before (letters are
        compared as they were typed). ``among`` restricts the answer to some entries, as if the others
        had not been learned. A question without any token has no match.
        """
        asked = repaired[-TOKEN_CAP:]
        if not asked or not self._index.phrasings or limit < 1:
            return ()
        similarities = self._similarities(asked, (raw or repaired)[-TOKEN_CAP:])
        if among is not None:
            others = np.array([entry not in among for entry in self._index.entries])
            similarities[others[self._index.owners]] = -np.inf
        evidence = self._index.evidence(similarities)
        best = self._best(evidence, limit, among)
        probabilities = self._index.probability(evidence[best])
        explained = self._explained(best, {w for w in asked if w not in self._stop_words and w != "%"})
        return tuple(
            self._match(int(entry), similarities, score=score, probability=probability, explained=share)
            for entry, score, probability, share in zip(
                best, evidence[best].tolist(), probabilities.tolist(), explained, strict=True
            )
        )

    def similarity(self, left: str, right: str) -> float:
        """S of two texts to each other, in the index's weights: 1 for the same words."""
        return float(self.likeness([left, right])[0, 1])

    def likeness(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """S of every text to every other, in the index's weights; 0 for a text without words."""
        parts = [tokens(clean(text))[-TOKEN_CAP:] for text in texts]
        meanings = self._encoder.encode([" ".join(words) for words in parts])
        letters = [self._index.letters.weigh(sparse.letter_features(words)) for words in parts]
        words = [self._index.words.weigh(sparse.word_features(words)) for words in parts]
        found = (MEANING * (meanings @ meanings.T)).astype(np.float32)
        for left, right in combinations(range(len(texts)), 2):
            found[left, right] += LETTERS * sparse.cosine(letters[left], letters[right])
            found[left, right] += WORDS * sparse.cosine(words[left], words[right])
            found[right, left] = found[left, right]
        np.fill_diagonal(found, 1.0)
        blank = [place for place, told in enumerate(parts) if not told]
        found[blank, :] = found[:, blank] = 0.0
        return found

    def _similarities(self, repaired: Sequence[str], raw: Sequence[str]) -> NDArray[np.float32]:
        return self._index.similarities(
            self._encoder.encode([" ".join(repaired)])[0],
            self._index.letters.weigh(sparse.letter_features(raw)),
            self._index.words.weigh(sparse.word_features(repaired)),
        )

    def _best(
        self, evidence: NDArray[np.float32], limit: int, among: Container[str] | None
    ) -> NDArray[np.intp]:
        findable = np.flatnonzero(np.diff(self._first) > 0)
        if among is not None:
            entries = self._index.entries
            findable = np.array([i for i in findable if entries[i] in among], np.intp)
        order = np.argsort(-evidence[findable], kind="stable")
        return findable[order[:limit]]

    def _match(
        self,
        entry: int,
        similarities: NDArray[np.float32],
        *,
        score: float,
        probability: float,
        explained: float,
    ) -> Match:
        first, end = self._first[entry], self._first[entry + 1]
        nearest = first + int(similarities[first:end].argmax())
        return Match(
            entry=self._index.entries[entry],
            probability=probability,
            score=score,
            phrasing=self._index.phrasings[nearest],
            similarity=float(similarities[nearest]),
            explained=explained,
        )

    def _explained(self, entries: NDArray[np.intp], content: set[str]) -> Sequence[float]:
        """The share of the content words, by rarity and each stem once, that each of the entries has.

        A stem that no phrasing has is the rarest. Where there is nothing to explain, all of it is.
        """
        columns, rarity = self._index.words.columns, self._index.words.rarity
        at = [columns.get(stemmed, _UNHEARD) for stemmed in dict.fromkeys(stems(sorted(content)))]
        if not at:
            return [1.0] * len(entries)
        worth = [self._unheard if column == _UNHEARD else float(rarity[column]) for column in at]
        told = self._index.words.holds(self._first[entries], self._first[entries + 1], np.array(at, np.int32))
        return [sum(compress(worth, held)) / sum(worth) for held in told.tolist()]
