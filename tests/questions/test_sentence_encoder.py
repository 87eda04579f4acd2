"""What becomes of a model's vectors; the model here is made up, and counts what it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from bot.questions.sentence_encoder import PIECE_CAP, PIECES_AT_ONCE, SentenceEncoder

if TYPE_CHECKING:
    from numpy.typing import NDArray

WORDS = ("[PAD]", "[CLS]", "[SEP]", "[UNK]", "data", "protection", "who", "owns")
BEGIN, END = WORDS.index("[CLS]"), WORDS.index("[SEP]")


class OneHot:
    """A model that tells pieces apart and nothing else; what is padding, it fills with nonsense."""

    def __init__(self) -> None:
        self.asked: list[NDArray[np.int64]] = []

    def __call__(self, pieces: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.float32]:
        """One vector per piece."""
        assert pieces.shape == counts.shape
        self.asked.append(pieces)
        vectors = np.eye(len(WORDS), dtype=np.float32)[pieces]
        vectors[counts == 0] = 1_000
        return vectors


@pytest.fixture
def model() -> OneHot:
    return OneHot()


@pytest.fixture
def sentences(model: OneHot) -> SentenceEncoder:
    vocabulary = {word: number for number, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))  # noqa: S106 - no secret
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", BEGIN), ("[SEP]", END)]
    )
    return SentenceEncoder(name="one-hot", dimensions=len(WORDS), tokenizer=tokenizer, model=model)


def mean_of(*words: str) -> NDArray[np.float32]:
    """The unit vector that these words and the marks of the ends come to."""
    counts = np.zeros(len(WORDS), np.float32)
    for word in ("[CLS]", *words, "[SEP]"):
        counts[WORDS.index(word)] += 1
    return np.asarray(counts / np.linalg.norm(counts), np.float32)


def test_a_text_is_the_mean_of_its_own_pieces_whatever_it_is_padded_with(sentences: SentenceEncoder) -> None:
    short, long = sentences.encode(["data", "who owns data protection data"])
    assert short == pytest.approx(mean_of("data"))
    assert long == pytest.approx(mean_of("who", "owns", "data", "protection", "data"))


def test_rows_stand_in_the_order_of_the_texts(sentences: SentenceEncoder) -> None:
    texts = ["who owns data", "data", "who owns", "protection"]
    alone = np.concatenate([sentences.encode([text]) for text in texts])
    assert sentences.encode(texts) == pytest.approx(alone)


def test_a_text_without_content_is_a_row_of_zeros(sentences: SentenceEncoder, model: OneHot) -> None:
    assert not sentences.encode(["", "  \n"]).any()
    assert model.asked == []
    assert np.linalg.norm(sentences.encode(["", "data"]), axis=1) == pytest.approx([0, 1])


def test_no_texts_are_no_rows(sentences: SentenceEncoder, model: OneHot) -> None:
    assert sentences.encode([]).shape == (0, len(WORDS))
    assert model.asked == []


def test_a_long_text_is_cut_before_the_mark_of_its_end(sentences: SentenceEncoder, model: OneHot) -> None:
    sentences.encode(["data " * (PIECE_CAP + 50)])
    (asked,) = model.asked
    assert asked.shape == (1, PIECE_CAP)
    assert (asked[0, 0], asked[0, -1]) == (BEGIN, END)


def test_only_so_much_is_worked_on_at_once(sentences: SentenceEncoder, model: OneHot) -> None:
    sentences.encode(["data " * (number % PIECE_CAP + 1) for number in range(300)])
    assert len(model.asked) > 1
    assert max(asked.size for asked in model.asked) <= PIECES_AT_ONCE
    assert sum(len(asked) for asked in model.asked) == 300


def test_texts_are_padded_to_others_of_about_their_length(sentences: SentenceEncoder, model: OneHot) -> None:
    texts = ["data " * length for length in (1, 100) for _ in range(50)]
    sentences.encode([text for pair in zip(texts[:50], texts[50:], strict=True) for text in pair])
    padded = sum(int((asked == 0).sum()) for asked in model.asked)
    assert padded < 0.2 * sum(asked.size for asked in model.asked)
