"""Cosines of weighted features."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.questions import sparse

TEXTS = [["data", "protection"], ["mobile", "data"], ["who", "owns", "mobile", "data"], []]


@pytest.fixture(scope="module")
def index() -> sparse.Sparse:
    return sparse.build([sparse.word_features(text) for text in TEXTS])


def test_a_text_is_nearest_to_itself(index: sparse.Sparse) -> None:
    for row, text in enumerate(TEXTS[:3]):
        cosines = index.cosines(index.weigh(sparse.word_features(text)))
        assert cosines.argmax() == row
        assert cosines[row] == pytest.approx(1, abs=1e-5)


def test_a_text_of_unknown_words_resembles_nothing(index: sparse.Sparse) -> None:
    assert not index.cosines(index.weigh(sparse.word_features(["croissant"]))).any()


def test_a_rare_word_says_more_than_a_frequent_one(index: sparse.Sparse) -> None:
    rare = index.cosines(index.weigh(sparse.word_features(["protection"])))
    frequent = index.cosines(index.weigh(sparse.word_features(["data"])))
    assert rare[0] > frequent[0]


def test_all_ways_to_a_cosine_agree(index: sparse.Sparse) -> None:
    among = index.among(np.array([2, 0, 1]))
    for row, left in enumerate([2, 0, 1]):
        alone = index.cosines(index.text(left))
        for column, right in enumerate([2, 0, 1]):
            assert among[row, column] == pytest.approx(alone[right], abs=1e-5)
            pair = sparse.cosine(index.text(left), index.text(right))
            assert pair == pytest.approx(alone[right], abs=1e-5)


@given(st.lists(st.lists(st.sampled_from("abcde"), max_size=6), min_size=1, max_size=8), st.data())
def test_cosines_among_some_texts_are_those_of_each_to_each(
    texts: list[list[str]], data: st.DataObject
) -> None:
    """In any choice and order of texts, one of them twice too, and beside texts without a word."""
    index = sparse.build([sparse.word_features(text) for text in texts])
    rows = data.draw(st.lists(st.sampled_from(range(len(texts))), max_size=6))
    among = index.among(np.array(rows, np.intp))
    assert among.shape == (len(rows), len(rows))
    for at, row in enumerate(rows):
        alone = index.cosines(index.text(row))
        assert among[at] == pytest.approx(alone[rows], abs=1e-5)


@given(st.lists(st.lists(st.sampled_from("abcde"), max_size=6), min_size=1, max_size=8), st.data())
def test_ranges_of_texts_hold_what_any_of_their_texts_has(
    texts: list[list[str]], data: st.DataObject
) -> None:
    """Ranges of any length and order, beside texts without a word; and a column of nothing known."""
    index = sparse.build([sparse.word_features(text) for text in texts])
    ends = data.draw(st.lists(st.integers(0, len(texts)), min_size=1, max_size=5))
    firsts = [data.draw(st.integers(0, end)) for end in ends]
    wanted = {column: name for name, column in index.columns.items()} | {-1: ""}
    held = index.holds(np.array(firsts, np.intp), np.array(ends, np.intp), np.array(list(wanted), np.int32))
    for row, (first, end) in enumerate(zip(firsts, ends, strict=True)):
        features = {feature for text in texts[first:end] for feature in sparse.word_features(text)}
        assert held[row].tolist() == [name in features for name in wanted.values()]


@given(st.lists(st.lists(st.sampled_from("abcde"), max_size=6), min_size=1, max_size=8))
def test_products_of_outlines_come_near_to_cosines(texts: list[list[str]]) -> None:
    """Beside texts without a word, too."""
    index = sparse.build([sparse.word_features(text) for text in texts])
    outlines = index.outlined(4_096)
    assert outlines.shape == (len(texts), 4_096)
    for row, outline in enumerate(outlines):
        assert outlines @ outline == pytest.approx(index.cosines(index.text(row)), abs=0.25)


def test_letter_groups_stay_within_words_and_know_their_edges() -> None:
    assert list(sparse.letter_features(["it", "cio"])) == [
        " it",
        "it ",
        " it ",
        " ci",
        "cio",
        "io ",
        " cio",
        "cio ",
        " cio ",
    ]


def test_an_index_survives_its_arrays(index: sparse.Sparse) -> None:
    again = sparse.Sparse.from_arrays(index.to_arrays())
    query = sparse.word_features(["mobile", "data"])
    words = list(query)
    assert np.array_equal(again.cosines(again.weigh(iter(words))), index.cosines(index.weigh(iter(words))))


@pytest.mark.parametrize("name", ["rarity", "starts", "texts", "weights"])
def test_arrays_that_do_not_fit_are_refused(index: sparse.Sparse, name: str) -> None:
    arrays = index.to_arrays()
    arrays[name] = arrays[name][:-1]
    with pytest.raises(ValueError, match="fit together"):
        sparse.Sparse.from_arrays(arrays)


@given(st.lists(st.lists(st.sampled_from("abcde"), max_size=6), max_size=8))
def test_cosines_lie_between_nought_and_one(texts: list[list[str]]) -> None:
    index = sparse.build([iter(text) for text in texts])
    for text in texts:
        cosines = index.cosines(index.weigh(iter(text)))
        assert len(cosines) == len(texts)
        assert ((cosines >= 0) & (cosines <= 1 + 1e-5)).all()


@given(st.lists(st.text()))
def test_strings_survive_their_array(strings: list[str]) -> None:
    assert sparse.array_to_strings(sparse.strings_to_array(strings)) == tuple(strings)
