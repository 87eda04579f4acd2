"""Which entry a question belongs to, learned from the entries' own phrasings.

Gaussian-kernel ridge regression (Rasmussen and Williams, *Gaussian Processes for Machine
Learning*, chapter 2): with k(a, b) = exp(2.5 · (S(a, b) - 1)) between phrasings, ridge 0.3 and
Y the entry of each phrasing, the evidence for each entry given a question q is

    E(q) = k(q) · (K + 0.3 / w)⁻¹ · Y

where w makes up for entries with many phrasings. S is 0.6 of the cosine of meaning vectors, 0.2 of
letter groups and 0.2 of words. Evidence becomes a probability by Platt scaling on what the index
would have said of its own phrasings had it not held them; no other examples are needed.

The equations are solved for the question's nearest :data:`NEIGHBOURS` only, when it is asked: what
is further away weighs next to nothing, and to solve them for all takes time with the cube of the
phrasings and memory with their square. How alike these are to each other in letters is read off a
short outline of each (:meth:`bot.questions.sparse.Sparse.outlined`), mostly within a hundredth of S;
how alike they are to the question is exact.

To find the nearest, half of each meaning is enough, if it is the half that differs most: what has to
be read for each question is then small enough to stay in a processor's cache.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.questions import sparse
from bot.questions.words import clean, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bot.questions.encoder import Encoder

    Floats = NDArray[np.float32]

#: Changes whenever arrays of an earlier form, or an earlier cleaning of words, would mislead.
FORMAT = 6

MEANING, LETTERS, WORDS = 0.6, 0.2, 0.2  # shares in S
_HALF_MEANING, _HALF_LETTERS = np.float32(MEANING**0.5), np.float32(LETTERS**0.5)
SHARPNESS = 2.5
RIDGE = 0.3
BALANCE = (0.6, 3.0)  # the least and most that w makes of an entry's size
OFF_TOPIC = 0.3  # share of questions assumed to belong to no entry

NEIGHBOURS = 128
CALIBRATED_ON = 800  # phrasings

_LEADING = 128  # numbers of a meaning by which the nearest are found
_CANDIDATES = 512  # how many of which all numbers are looked at
_OUTLINE = 512  # numbers for each phrasing's letters
_FINEST = 127  # the largest of a byte with a sign

_NEWTON_STEPS = 100
_PLATT_UNTAUGHT = (6.0, -3.0)  # where there is too little to learn from


@dataclass(frozen=True, kw_only=True, slots=True)
class Index:
    """Phrasings in the order of their entries, and what was learned from them.

    A meaning times ``axes`` is the same meaning seen from where meanings differ most in the first
    numbers: ``leading`` and ``trailing`` are these and the others. ``outlines`` times ``grain``, row by
    row, are vectors whose products are about the cosines of the phrasings' letters. ``balance`` is
    0.3 / w per phrasing; ``platt`` are slope and offset of the logistic curve.
    """

    encoder: str
    entries: tuple[str, ...]
    phrasings: tuple[str, ...]
    owners: NDArray[np.int32]  # per phrasing, the number of its entry
    axes: Floats
    leading: Floats
    trailing: Floats
    letters: sparse.Sparse
    words: sparse.Sparse
    outlines: NDArray[np.int8]
    grain: Floats
    balance: Floats
    platt: tuple[float, float]

    def similarities(self, meaning: Floats, letters: sparse.Weighted, words: sparse.Weighted) -> Floats:
        """S of a question to every phrasing; but for the nearest ones only about that."""
        return self._similarities(meaning @ self.axes, letters, words)

    def evidence(self, similarities: Floats) -> Floats:
        """E per entry, given S to every phrasing; about 1 for a phrasing's own entry."""
        near = np.arange(len(similarities))
        if len(near) > NEIGHBOURS:
            near = np.argpartition(-similarities, NEIGHBOURS)[:NEIGHBOURS]
        near = near[similarities[near] > -np.inf]  # what is left out has no similarity
        return self._evidence_among(near, similarities)

    def probability(self, evidence: Floats) -> Floats:
        """How likely an entry is the right one, given its evidence."""
        slope, offset = self.platt
        return np.asarray(_logistic(slope * evidence.astype(np.float64) + offset), np.float32)

    def _similarities(self, meaning: Floats, letters: sparse.Weighted, words: sparse.Weighted) -> Floats:
        """The same for a meaning seen along the axes."""
        first = self.leading.shape[1]
        similarities = np.asarray(
            MEANING * (self.leading @ meaning[:first])
            + LETTERS * self.letters.cosines(letters)
            + WORDS * self.words.cosines(words),
            dtype=np.float32,
        )
        near: slice | NDArray[np.intp] = slice(None)
        if len(similarities) > _CANDIDATES:
            near = np.argpartition(-similarities, _CANDIDATES)[:_CANDIDATES]
        similarities[near] += MEANING * (self.trailing[near] @ meaning[first:])
        return similarities

    def _evidence_among(self, near: NDArray[np.intp], similarities: Floats) -> Floats:
        kernel = _kernel(self._similarities_among(near))
        kernel.ravel()[:: len(near) + 1] += self.balance[near]  # the diagonal
        shares = np.linalg.solve(kernel, _kernel(similarities[near]))
        return np.bincount(self.owners[near], shares, len(self.entries)).astype(np.float32)

    def _similarities_among(self, rows: NDArray[np.intp]) -> Floats:
        # Side by side, as one product takes less time than two.
        traits = np.hstack(
            [
                _HALF_MEANING * self.leading[rows],
                _HALF_MEANING * self.trailing[rows],
                self.outlines[rows] * (_HALF_LETTERS * self.grain[rows, None]),
            ]
        )
        similarities = traits @ traits.T + WORDS * self.words.among(rows)
        np.fill_diagonal(similarities, 1)  # which an outline would only come near
        return np.asarray(similarities, dtype=np.float32)

    def similarities_of(self, row: int) -> Floats:
        """S of one of the phrasings to every phrasing."""
        meaning = np.concatenate([self.leading[row], self.trailing[row]])
        return self._similarities(meaning, self.letters.text(row), self.words.text(row))

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """The index as plain arrays, from which :meth:`from_arrays` makes the same index."""
        return {
            "format": np.array(FORMAT),
            "names": sparse.strings_to_array([self.encoder, *self.entries]),
            "phrasings": sparse.strings_to_array(self.phrasings),
            "owners": self.owners,
            "axes": self.axes,
            "leading": self.leading,
            "trailing": self.trailing,
            "outlines": self.outlines,
            "grain": self.grain,
            "balance": self.balance,
            "platt": np.array(self.platt),
            **{f"letters.{name}": array for name, array in self.letters.to_arrays().items()},
            **{f"words.{name}": array for name, array in self.words.to_arrays().items()},
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Index:
        """The index these arrays were made from.

        Raises KeyError or ValueError for arrays that are missing, of another format or damaged.
        """
        if int(arrays["format"].item()) != FORMAT:
            message = f"the arrays are of format {arrays['format'].item()}, not {FORMAT}"
            raise ValueError(message)
        encoder, *entries = sparse.array_to_strings(arrays["names"])
        slope, offset = arrays["platt"].tolist()
        index = cls(
            encoder=encoder,
            entries=tuple(entries),
            phrasings=sparse.array_to_strings(arrays["phrasings"]),
            owners=arrays["owners"].astype(np.int32, copy=False),
            axes=arrays["axes"].astype(np.float32, copy=False),
            leading=arrays["leading"].astype(np.float32, copy=False),
            trailing=arrays["trailing"].astype(np.float32, copy=False),
            outlines=arrays["outlines"].astype(np.int8, copy=False),
            grain=arrays["grain"].astype(np.float32, copy=False),
            letters=_part(arrays, "letters."),
            words=_part(arrays, "words."),
            balance=arrays["balance"].astype(np.float32, copy=False),
            platt=(float(slope), float(offset)),
        )
        index._refuse_misfits()
        return index

    def _refuse_misfits(self) -> None:
        count = len(self.phrasings)
        rows = {len(self.owners), len(self.leading), len(self.trailing), len(self.outlines)}
        rows |= {len(self.grain), len(self.balance), self.letters.rows, self.words.rows}
        owned = count == 0 or (
            bool((np.diff(self.owners) >= 0).all())
            and self.owners[0] >= 0
            and self.owners[-1] < len(self.entries)
        )
        if rows != {count} or not owned or not self._is_of_one_length():
            message = "the arrays of an index do not fit together"
            raise ValueError(message)

    def _is_of_one_length(self) -> bool:
        """Whether meanings are as long as the axes have it."""
        wide = (self.axes, self.leading, self.trailing, self.outlines)
        return all(array.ndim == 2 for array in wide) and self.axes.shape == (  # noqa: PLR2004
            (self.leading.shape[1] + self.trailing.shape[1],) * 2
        )


def build(entries: Sequence[tuple[str, Sequence[str]]], encoder: Encoder) -> Index:
    """Learn from the phrasings of each entry (id, phrasings).

    Phrasings may be anything a question about the entry can resemble: ways of asking, a row of
    keywords, its text. Entries without phrasings are never found.
    """
    phrasings = tuple(phrasing for _, asked in entries for phrasing in asked)
    owners = np.repeat(np.arange(len(entries), dtype=np.int32), [len(asked) for _, asked in entries])
    found = [tokens(clean(phrasing)) for phrasing in phrasings]
    letters = sparse.build([sparse.letter_features(words) for words in found])
    outlines, grain = _outlines(letters)
    meanings = encoder.encode([" ".join(words) for words in found])
    axes = _axes(meanings)
    turned = meanings @ axes
    index = Index(
        encoder=encoder.name,
        entries=tuple(entry for entry, _ in entries),
        phrasings=phrasings,
        owners=owners,
        axes=axes,
        leading=np.ascontiguousarray(turned[:, :_LEADING]),
        trailing=np.ascontiguousarray(turned[:, _LEADING:]),
        letters=letters,
        words=sparse.build([sparse.word_features(words) for words in found]),
        outlines=outlines,
        grain=grain,
        balance=_balance(owners, len(entries)),
        platt=_PLATT_UNTAUGHT,
    )
    return replace(index, platt=_platt(*_left_out(index)))


def _axes(meanings: Floats) -> Floats:
    """The principal axes of the meanings as columns, that of most weight first."""
    _, axes = np.linalg.eigh(meanings.T @ meanings)
    return np.ascontiguousarray(axes[:, ::-1])


def _outlines(letters: sparse.Sparse) -> tuple[NDArray[np.int8], Floats]:
    """The outline of each phrasing's letters in bytes, and how much one of each row counts."""
    rows = letters.outlined(_OUTLINE)
    grain = np.abs(rows).max(axis=1, initial=0) / _FINEST
    whole = np.rint(rows / np.where(grain > 0, grain, 1)[:, None])
    return whole.astype(np.int8), grain.astype(np.float32)


def _balance(owners: NDArray[np.int32], entries: int) -> Floats:
    sizes = np.bincount(owners, minlength=entries)
    w = np.clip(len(owners) / max(entries, 1) / sizes[owners], *BALANCE)
    return np.asarray(RIDGE / w, dtype=np.float32)


def _left_out(index: Index) -> tuple[Floats, NDArray[np.bool_], Floats]:
    """What the index says of a sample of its phrasings had it not held them.

    Returns the best evidence of each phrasing left out alone, whether it was for its own entry, and
    the best evidence of each phrasing whose entry is left out whole.
    """
    count = len(index.phrasings)
    rows = np.linspace(0, count - 1, min(count, CALIBRATED_ON)).astype(np.intp)
    sizes = np.bincount(index.owners, minlength=len(index.entries))
    known, right, strangers = [], [], []
    for row in rows:
        owner = index.owners[row]
        similarities = index.similarities_of(int(row))
        similarities[row] = -np.inf
        if sizes[owner] > 1:
            evidence = index.evidence(similarities)
            known.append(evidence.max())
            right.append(evidence.argmax() == owner)
        similarities[index.owners == owner] = -np.inf
        if count > sizes[owner]:
            strangers.append(index.evidence(similarities).max())
    return (
        np.array(known, np.float32),
        np.array(right, np.bool_),
        np.array(strangers, np.float32),
    )


def _platt(known: Floats, right: NDArray[np.bool_], strangers: Floats) -> tuple[float, float]:
    """Slope and offset of the logistic curve through these outcomes (Platt 1999).

    The two kinds are weighted to the assumed share of off-topic questions. Targets are drawn in
    from 0 and 1 by Platt's rule, so that outcomes without overlap still give a finite slope.
    """
    if not len(known) or not len(strangers) or not right.any():
        return _PLATT_UNTAUGHT
    count = len(known) + len(strangers)
    evidence = np.concatenate([known, strangers]).astype(np.float64)
    hit = np.concatenate([right, np.zeros(len(strangers), np.bool_)])
    target = np.where(hit, (hit.sum() + 1) / (hit.sum() + 2), 1 / ((~hit).sum() + 2))
    weight = np.concatenate(
        [
            np.full(len(known), (1 - OFF_TOPIC) / len(known)),
            np.full(len(strangers), OFF_TOPIC / len(strangers)),
        ]
    )
    weight *= count
    design = np.stack([evidence, np.ones(count)], axis=1)
    curve = np.zeros(2)
    for _ in range(_NEWTON_STEPS):
        p = _logistic(design @ curve)
        bend = design.T @ (design * (weight * p * (1 - p))[:, None]) + 1e-3 * np.eye(2)
        step = np.linalg.solve(bend, design.T @ (weight * (target - p)) - 1e-3 * curve)
        curve += np.clip(step, -5, 5)
        if np.abs(step).max() < 1e-6:  # noqa: PLR2004 - converged
            break
    if not np.isfinite(curve).all() or curve[0] <= 0:
        return _PLATT_UNTAUGHT
    return float(curve[0]), float(curve[1])


def _part(arrays: Mapping[str, NDArray[np.generic]], prefix: str) -> sparse.Sparse:
    return sparse.Sparse.from_arrays(
        {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
    )


def _kernel(similarities: Floats) -> Floats:
    return np.asarray(np.exp(SHARPNESS * (similarities - 1)), dtype=np.float32)


def _logistic(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -60, 60))))
