"""Cosine similarity of weighted features (words, letter groups) to many texts at once.

The weights are TF-IDF: (1 + ln tf) · (1 + ln((1 + n) / (1 + df))), the smoothed form of Salton
and Buckley's scheme. An inverted index makes a query cost what its features' lists hold.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from bot.questions.words import stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

_GROUP_SIZES = (3, 4, 5)


def word_features(tokens: Sequence[str]) -> Iterator[str]:
    """The stems of the words and of each two neighbours."""
    stemmed = stems(tokens)
    yield from stemmed
    for left, right in pairwise(stemmed):
        yield f"{left} {right}"


def letter_features(tokens: Sequence[str]) -> Iterator[str]:
    """Groups of three to five letters within each word, its edges marked by spaces."""
    for token in tokens:
        word = f" {token} "
        for size in _GROUP_SIZES:
            if len(word) <= size:
                yield word
                break
            for at in range(len(word) - size + 1):
                yield word[at : at + size]


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighted:
    """A text's known features as columns, with weights that make a vector of length 1."""

    columns: NDArray[np.int32]
    weights: NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sparse:
    """Texts as weighted features, by feature.

    ``texts[starts[c]:starts[c + 1]]`` are the rows in which the feature of column c occurs, and
    ``weights`` of the same slice how much it weighs there.
    """

    rows: int
    columns: Mapping[str, int]
    rarity: NDArray[np.float32]  # idf per column
    starts: NDArray[np.int64]
    texts: NDArray[np.int32]
    weights: NDArray[np.float32]
    _by_text: list[tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]] = field(
        default_factory=list, compare=False
    )

    def weigh(self, features: Iterator[str]) -> Weighted:
        """A text's features in this index's weights; features no text has are left out."""
        counts = Counter(column for f in features if (column := self.columns.get(f)) is not None)
        columns = np.fromiter(counts.keys(), np.int32, len(counts))
        times = np.fromiter(counts.values(), np.float32, len(counts))
        weights = (1 + np.log(times)) * self.rarity[columns]
        return Weighted(columns=columns, weights=_unit(weights))

    def cosines(self, query: Weighted) -> NDArray[np.float32]:
        """The cosine of a query to every text."""
        if not len(query.columns):
            return np.zeros(self.rows, np.float32)
        starts, ends = self.starts[query.columns], self.starts[query.columns + 1]
        # Cut out whole: to pick the same one by one takes twice as long.
        lists = [slice(start, end) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        texts = np.concatenate([self.texts[each] for each in lists])
        weights = np.concatenate([self.weights[each] for each in lists])
        weights *= np.repeat(query.weights, ends - starts)
        return np.bincount(texts, weights, self.rows).astype(np.float32)

    def text(self, row: int) -> Weighted:
        """One of the texts, as its own query."""
        starts, columns, weights = self._texts()
        held = slice(starts[row], starts[row + 1])
        return Weighted(columns=columns[held], weights=weights[held])

    def holds(
        self, firsts: NDArray[np.intp], ends: NDArray[np.intp], wanted: NDArray[np.int32]
    ) -> NDArray[np.bool_]:
        """Whether any of the texts ``firsts[i]`` to ``ends[i] - 1`` has the feature of each wanted column."""
        starts, columns, _ = self._texts()
        firsts, ends = starts[firsts], starts[ends]
        places, told = np.nonzero(columns[_ranges(firsts, ends)][:, None] == wanted)
        held = np.zeros((len(firsts), len(wanted)), np.bool_)
        held[np.repeat(np.arange(len(firsts)), ends - firsts)[places], told] = True
        return held

    def among(self, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """The cosines of some texts to each other."""
        starts, columns, weights = self._texts()
        places = _ranges(starts[rows], starts[rows + 1])
        column, weight = columns[places], weights[places]
        row = np.repeat(np.arange(len(rows)), starts[rows + 1] - starts[rows])
        # What only one of them has bears on no other: most columns, and nearly all the work.
        held_by = np.bincount(column, minlength=len(self.rarity))
        shared = held_by[column] > 1
        dense_column = np.cumsum(held_by > 1) - 1
        dense = np.zeros((len(rows), int((held_by > 1).sum())), np.float32)
        dense[row[shared], dense_column[column[shared]]] = weight[shared]
        cosines = np.asarray(dense @ dense.T, dtype=np.float32)
        np.fill_diagonal(cosines, np.bincount(row, weight * weight, len(rows)))
        return cosines

    def outlined(self, size: int) -> NDArray[np.float32]:
        """Each text as so many numbers, whose products are about the cosines of the texts.

        Features fall into places, with a sign, by their hash (Weinberger and others, *Feature
        Hashing for Large Scale Multitask Learning*, 2009): right on average, and off by about
        1 / sqrt(size).
        """
        hashes = np.frombuffer(
            b"".join(blake2b(name.encode(), digest_size=4).digest() for name in self.columns), "<u4"
        )
        lengths = np.diff(self.starts)
        places = np.repeat((hashes >> 1) % size, lengths) + self.texts.astype(np.int64) * size
        signs = np.repeat(1 - 2 * (hashes & 1).astype(np.float32), lengths)
        sums = np.bincount(places, self.weights * signs, self.rows * size)
        return sums.reshape(self.rows, size).astype(np.float32)

    def _texts(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
        """The same index by text. Made when first needed: small indexes answer without it."""
        if not self._by_text:
            order = np.argsort(self.texts, kind="stable")
            column = np.repeat(np.arange(len(self.rarity), dtype=np.int32), np.diff(self.starts))
            starts = _offsets(np.bincount(self.texts, minlength=self.rows))
            self._by_text.append((starts, column[order], self.weights[order]))
        return self._by_text[0]

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """The index as plain arrays, from which :meth:`from_arrays` makes the same index."""
        return {
            "rows": np.array(self.rows),
            "columns": strings_to_array(list(self.columns)),
            "rarity": self.rarity,
            "starts": self.starts,
            "texts": self.texts,
            "weights": self.weights,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Sparse:
        """The index these arrays were made from. Raises ValueError if they don't fit together."""
        names = array_to_strings(arrays["columns"])
        index = cls(
            rows=int(arrays["rows"].item()),
            columns={name: column for column, name in enumerate(names)},
            rarity=arrays["rarity"].astype(np.float32, copy=False),
            starts=arrays["starts"].astype(np.int64, copy=False),
            texts=arrays["texts"].astype(np.int32, copy=False),
            weights=arrays["weights"].astype(np.float32, copy=False),
        )
        index._refuse_misfits(len(names))
        return index

    def _refuse_misfits(self, names: int) -> None:
        entries = len(self.texts)
        fits = (
            len(self.rarity) == names == len(self.starts) - 1
            and len(self.weights) == entries
            and self.starts[0] == 0
            and self.starts[-1] == entries
            and bool((np.diff(self.starts) >= 0).all())
            and (entries == 0 or (self.texts.min() >= 0 and self.texts.max() < self.rows))
        )
        if not fits:
            message = "the arrays of a feature index do not fit together"
            raise ValueError(message)


def build(texts: Sequence[Iterator[str]]) -> Sparse:
    """Index texts, each given by its features."""
    counted = [Counter(features) for features in texts]
    frequency = Counter(feature for counts in counted for feature in counts)
    columns = {feature: column for column, feature in enumerate(sorted(frequency))}
    row = np.repeat(np.arange(len(counted), dtype=np.int32), [len(counts) for counts in counted])
    column = np.fromiter((columns[f] for counts in counted for f in counts), np.int32, len(row))
    times = np.fromiter((n for counts in counted for n in counts.values()), np.float32, len(row))
    shared = np.fromiter((frequency[f] for f in columns), np.float32, len(columns))
    rarity = rarity_of(shared, len(counted)).astype(np.float32)
    weights = (1 + np.log(times)) * rarity[column]
    lengths = np.sqrt(np.bincount(row, weights * weights, len(counted)))
    weights = (weights / lengths[row]).astype(np.float32)
    order = np.argsort(column, kind="stable")
    return Sparse(
        rows=len(counted),
        columns=columns,
        rarity=rarity,
        starts=_offsets(np.bincount(column, minlength=len(columns))),
        texts=row[order],
        weights=weights[order],
    )


def rarity_of(shared: NDArray[np.float32] | float, texts: int) -> NDArray[np.float64]:
    """The smoothed inverse document frequency of a feature that so many of the texts share."""
    return np.asarray(1 + np.log((1 + texts) / (1 + np.asarray(shared, np.float64))))


def cosine(left: Weighted, right: Weighted) -> float:
    """The cosine of two texts weighed by the same index."""
    _, at_left, at_right = np.intersect1d(
        left.columns, right.columns, assume_unique=True, return_indices=True
    )
    return float(left.weights[at_left] @ right.weights[at_right])


def strings_to_array(strings: Sequence[str]) -> NDArray[np.uint8]:
    """Any strings as bytes."""
    return np.frombuffer(json.dumps(strings).encode(), np.uint8)


def array_to_strings(array: NDArray[np.generic]) -> tuple[str, ...]:
    """The strings of :func:`strings_to_array`. Raises ValueError for anything else."""
    strings = json.loads(array.astype(np.uint8, copy=False).tobytes())
    if not isinstance(strings, list) or not all(isinstance(item, str) for item in strings):
        message = "the bytes hold no list of strings"
        raise ValueError(message)
    return tuple(strings)


def _unit(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    length = float(np.linalg.norm(weights))
    return (weights / length).astype(np.float32) if length else weights.astype(np.float32)


def _offsets(counts: NDArray[np.intp]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])


def _ranges(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """start, start + 1, … end - 1 of each pair, one after the other."""
    lengths = ends - starts
    shift = starts - np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)[:-1]])
    return np.asarray(np.arange(lengths.sum()) + np.repeat(shift, lengths), np.int64)
