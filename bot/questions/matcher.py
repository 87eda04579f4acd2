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
        content = {word for word in asked if word not in self._stop_words and word != "%"}
        subject = self._subject(content)
        return tuple(
            self._match(
                int(entry),
                similarities,
                score=float(evidence[entry]),
                probability=float(probability),
                subject=subject,
            )
            for entry, probability in zip(best, probabilities, strict=True)
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
        subject: _Subject,
    ) -> Match:
        first, end = self._first[entry], self._first[entry + 1]
        nearest = first + int(similarities[first:end].argmax())
        return Match(
            entry=self._index.entries[entry],
            probability=probability,
            score=score,
            phrasing=self._index.phrasings[nearest],
            similarity=float(similarities[nearest]),
            explained=subject.share_in(self._index.words.held(first, end)),
        )

    def _subject(self, content: set[str]) -> _Subject:
        """What the content words are worth, each stem once."""
        columns, rarity = self._index.words.columns, self._index.words.rarity
        unheard = float(sparse.rarity_of(0.0, len(self._index.phrasings)))
        known = [columns.get(stemmed, _UNHEARD) for stemmed in dict.fromkeys(stems(sorted(content)))]
        return _Subject(
            columns=np.array(known, np.int32),
            rarities=tuple(unheard if at == _UNHEARD else float(rarity[at]) for at in known),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Subject:
    """What a question is about: the columns of its content stems, and how much each says.

    A stem that no phrasing has stands at column :data:`_UNHEARD` and says most.
    """

    columns: NDArray[np.int32]
    rarities: tuple[float, ...]

    def share_in(self, held: NDArray[np.int32]) -> float:
        """The share of the rarities whose stems are held; 1 where there is nothing to explain."""
        total = sum(self.rarities)
        told = (held[:, None] == self.columns).any(axis=0).tolist()
        return sum(compress(self.rarities, told)) / total if total else 1.0
