"""Whole sentences as vectors, from a model that reads each word beside the others.

The model itself is handed in as a function, so that nothing here knows what runs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from bot.questions.encoder import TEXT_CAP, unit_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

#: Word pieces of a text that are read, the two that mark its ends included; the model was trained on
#: no longer ones, and time grows with them.
PIECE_CAP = 128

#: Word pieces that are worked on at once, padding included: memory grows with them.
PIECES_AT_ONCE = 2_048

#: What the model makes of word pieces (texts by pieces) and of which of them count (1, or 0 for
#: padding): one vector per piece.
Model: TypeAlias = "Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float32]]"


class SentenceEncoder:
    """The mean of what a model makes of each word piece in its context: milliseconds a text."""

    def __init__(self, *, name: str, dimensions: int, tokenizer: Tokenizer, model: Model) -> None:
        """``name`` must differ for every other model; ``tokenizer`` neither pads nor cuts."""
        self.name = name
        self.dimensions = dimensions
        self._tokenizer = tokenizer
        self._model = model

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row per text, of length 1; a row of zeros for a text without content."""
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        pieces = [self._pieces(text) for text in texts]
        for batch in _batches([len(found) for found in pieces]):
            rows[batch] = self._means([pieces[row] for row in batch])
        return unit_rows(rows)

    def _pieces(self, text: str) -> list[int]:
        """The text's word pieces between the marks of its ends; none if there is nothing between."""
        found = self._tokenizer.encode(text[:TEXT_CAP])
        if all(found.special_tokens_mask):
            return []
        ids: list[int] = found.ids
        return ids if len(ids) <= PIECE_CAP else [*ids[: PIECE_CAP - 1], ids[-1]]

    def _means(self, texts: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """The mean vector of each text's own pieces, whatever they are padded with."""
        pieces = np.zeros((len(texts), max(map(len, texts))), np.int64)
        counts = np.zeros_like(pieces)
        for row, text in enumerate(texts):
            pieces[row, : len(text)] = text
            counts[row, : len(text)] = 1
        vectors = self._model(pieces, counts)
        summed = np.einsum("tpd,tp->td", vectors, counts.astype(np.float32))
        return np.asarray(summed / counts.sum(axis=1, keepdims=True), np.float32)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Which texts to work on at once: those of about the same length, so that little is padded.

    Texts of length 0 are in none.
    """
    batch: list[int] = []
    for row in sorted((row for row, length in enumerate(lengths) if length), key=lambda row: lengths[row]):
        # Sorted, so the newcomer is the longest, and all are padded to it.
        if batch and (len(batch) + 1) * lengths[row] > PIECES_AT_ONCE:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch
