"""Texts as vectors whose cosine says how close they are in meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

#: Longer texts are cut here, in characters, before they are taken apart into word pieces.
TEXT_CAP = 2_000


class Encoder(Protocol):
    """Anything that turns texts into vectors of one length."""

    @property
    def name(self) -> str:
        """Which encoder it is, so that an index is never read with another one."""

    @property
    def dimensions(self) -> int:
        """The length of each vector."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row per text, of length 1; a row of zeros for a text without content."""


class StaticEncoder:
    """The mean of stored word-piece vectors: no context, but a tenth of a millisecond a text."""

    def __init__(self, *, name: str, tokenizer: Tokenizer, vectors: NDArray[np.float16]) -> None:
        """Row i of ``vectors`` belongs to the tokenizer's id i; it may be a memory map."""
        self.name = name
        self._tokenizer = tokenizer
        self._vectors = vectors

    @property
    def dimensions(self) -> int:
        """The length of each vector."""
        return int(self._vectors.shape[1])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row per text, of length 1; a row of zeros for a text without content."""
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(rows, texts, strict=True):
            pieces = self._tokenizer.encode(text[:TEXT_CAP], add_special_tokens=False).ids
            if pieces:
                row[:] = self._vectors[pieces].astype(np.float32).mean(axis=0)
        return unit_rows(rows)


def unit_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each row at length 1; rows of zeros stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)
