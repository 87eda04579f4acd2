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


def test_leaving_out_in_closed_form_is_leaving_out() -> None:
    """The identity behind the calibration, against solving again without the phrasings."""
    random = np.random.default_rng(7)
    points = random.normal(size=(12, 3)).astype(np.float32)
    kernel = np.exp(-((points[:, None] - points[None]) ** 2).sum(axis=2)) + 0.3 * np.eye(12)
    owners = np.repeat(np.arange(4, dtype=np.int32), 3)
    belongs = np.eye(4, dtype=np.float32)[owners]
    inverse = np.linalg.inv(kernel)
    known, right, strangers = indexes._left_out(owners, belongs, inverse, inverse @ belongs)
    for row in range(12):
        rest = np.arange(12) != row
        evidence = kernel[row, rest] @ np.linalg.solve(kernel[np.ix_(rest, rest)], belongs[rest])
        assert known[row] == pytest.approx(evidence.max(), abs=1e-4)
        assert right[row] == (evidence.argmax() == owners[row])
        rest = owners != owners[row]
        evidence = kernel[row, rest] @ np.linalg.solve(kernel[np.ix_(rest, rest)], belongs[rest])
        others = np.delete(evidence, owners[row])
        assert strangers[row] == pytest.approx(others.max(), abs=1e-4)


def test_the_inverse_by_halves_is_the_inverse() -> None:
    random = np.random.default_rng(7)
    points = random.normal(size=(901, 40)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    kernel = np.exp(indexes.SHARPNESS * (points @ points.T - 1)) + indexes.RIDGE * np.eye(901)
    inverse = indexes._inverse(kernel.astype(np.float32))
    assert np.abs(inverse @ kernel - np.eye(901)).max() < 1e-3


def test_an_index_survives_its_arrays(bakery_index: Index) -> None:
    again = indexes.Index.from_arrays(bakery_index.to_arrays())
    assert again.entries == bakery_index.entries
    assert again.phrasings == bakery_index.phrasings
    assert again.platt == bakery_index.platt
    for row in range(0, len(again.phrasings), 7):
        similarities = again.similarities_of(row)
        assert np.array_equal(similarities, bakery_index.similarities_of(row))
        assert np.array_equal(again.evidence(similarities), bakery_index.evidence(similarities))


@pytest.mark.parametrize("name", ["owners", "meanings", "balance", "solution"])
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


def test_solving_for_the_nearest_agrees_with_solving_whole(
    bakery_index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With all phrasings among the nearest the two ways are the same equations."""
    monkeypatch.setattr(indexes, "NEIGHBOURS", len(bakery_index.phrasings) - 1)
    local = replace(bakery_index, solution=None)
    for row in range(0, len(bakery_index.phrasings), 5):
        similarities = bakery_index.similarities_of(row)
        whole, near = bakery_index.evidence(similarities), local.evidence(similarities)
        assert near.argmax() == whole.argmax()
        assert near.max() == pytest.approx(whole.max(), abs=0.02)


def test_a_large_knowledge_is_calibrated_without_being_solved(
    encoder: StaticEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "SOLVED_WHOLE", 40)
    monkeypatch.setattr(indexes, "NEIGHBOURS", 20)
    monkeypatch.setattr(indexes, "CALIBRATED_ON", 30)
    index = indexes.build(bakery.FAQ, encoder)
    assert index.solution is None
    slope, _ = index.platt
    assert slope > 0
    evidence = index.evidence(index.similarities_of(0))
    assert evidence.argmax() == index.owners[0]
