"""What is learned from phrasings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.questions import index as indexes
from tests.questions import bakery

if TYPE_CHECKING:
    from bot.questions.encoder import StaticEncoder
    from bot.questions.index import Index


def test_a_phrasing_is_evidence_for_its_own_entry(bakery_index: Index) -> None:
    for row, owner in enumerate(bakery_index.owners):
        evidence = bakery_index.evidence(bakery_index.similarities_of(row))
        assert evidence.argmax() == owner
        assert bakery_index.probability(evidence).max() > 0.5


def test_more_evidence_is_never_less_likely(bakery_index: Index) -> None:
    probabilities = bakery_index.probability(np.linspace(-2, 2, 50, dtype=np.float32))
    assert (np.diff(probabilities) >= 0).all()
    assert probabilities.min() >= 0
    assert probabilities.max() <= 1


def test_a_phrasing_left_out_is_as_if_it_had_never_been_held(
    encoder: StaticEncoder, bakery_index: Index
) -> None:
    """The calibration asks the index for its own phrasings without them."""
    row = 3
    similarities = bakery_index.similarities_of(row)
    similarities[row] = -np.inf
    rest = [(entry, [p for p in asked if p != bakery_index.phrasings[row]]) for entry, asked in bakery.FAQ]
    without = replace(
        indexes.build(rest, encoder),
        # Rarities are learned from all phrasings; here only the equations are compared.
        axes=bakery_index.axes,
        leading=np.delete(bakery_index.leading, row, axis=0),
        trailing=np.delete(bakery_index.trailing, row, axis=0),
        balance=np.delete(bakery_index.balance, row),
        outlines=np.delete(bakery_index.outlines, row, axis=0),
        grain=np.delete(bakery_index.grain, row),
    )
    left = bakery_index.evidence(similarities)
    assert left.argmax() == without.evidence(np.delete(similarities, row)).argmax()
    assert left.max() < bakery_index.evidence(bakery_index.similarities_of(row)).max()


def test_an_index_survives_its_arrays(bakery_index: Index) -> None:
    again = indexes.Index.from_arrays(bakery_index.to_arrays())
    assert again.entries == bakery_index.entries
    assert again.phrasings == bakery_index.phrasings
    assert again.platt == bakery_index.platt
    for row in range(0, len(again.phrasings), 7):
        similarities = again.similarities_of(row)
        assert np.array_equal(similarities, bakery_index.similarities_of(row))
        assert np.array_equal(again.evidence(similarities), bakery_index.evidence(similarities))


@pytest.mark.parametrize("name", ["owners", "axes", "leading", "trailing", "balance", "outlines", "grain"])
def test_arrays_that_do_not_fit_are_refused(bakery_index: Index, name: str) -> None:
    arrays = bakery_index.to_arrays()
    arrays[name] = arrays[name][:-1]
    with pytest.raises(ValueError, match="fit together"):
        indexes.Index.from_arrays(arrays)


def test_arrays_of_another_format_are_refused(bakery_index: Index) -> None:
    arrays = bakery_index.to_arrays() | {"format": np.array(indexes.FORMAT + 1)}
    with pytest.raises(ValueError, match="format"):
        indexes.Index.from_arrays(arrays)


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [("silent", [])],
        [("only", ["who owns it"])],
        [("one", ["who owns it"]), ("two", ["who pays"])],
        [("one", ["", "!?"]), ("two", ["who pays", "who pays"])],
        [("one", ["who pays"]), ("silent", []), ("two", ["who pays"])],
    ],
)
def test_the_smallest_knowledge_can_be_learned(
    entries: list[tuple[str, list[str]]], encoder: StaticEncoder
) -> None:
    index = indexes.build(entries, encoder)
    for row in range(len(index.phrasings)):
        evidence = index.evidence(index.similarities_of(row))
        assert np.isfinite(evidence).all()
        assert np.isfinite(index.probability(evidence)).all()


def test_far_phrasings_weigh_next_to_nothing(bakery_index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """Solving for the nearest agrees with solving for all."""
    rows = range(0, len(bakery_index.phrasings), 5)
    whole = [bakery_index.evidence(bakery_index.similarities_of(row)) for row in rows]
    monkeypatch.setattr(indexes, "NEIGHBOURS", len(bakery_index.phrasings) // 2)
    for row, every in zip(rows, whole, strict=True):
        near = bakery_index.evidence(bakery_index.similarities_of(row))
        assert near.argmax() == every.argmax()
        assert near.max() == pytest.approx(every.max(), abs=0.05)


def test_calibration_asks_a_sample_of_a_large_knowledge(
    encoder: StaticEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "NEIGHBOURS", 20)
    monkeypatch.setattr(indexes, "CALIBRATED_ON", 30)
    index = indexes.build(bakery.FAQ, encoder)
    slope, _ = index.platt
    assert slope > 0
    evidence = index.evidence(index.similarities_of(0))
    assert evidence.argmax() == index.owners[0]
