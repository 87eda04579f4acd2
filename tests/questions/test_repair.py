"""Mending typing errors."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.questions.repair import Repairer

VOCABULARY = """
the and you about what which many people company technology protection security mobile chief
marketing budget strategy website customers responsible alignment data worry says own owns
cio cios cmo cmos ceo privacy share know
""".split()  # noqa: SIM905 - a list of words
TITLES = {"cio", "cios", "cmo", "cmos", "ceo"}
ENGLISH = dict.fromkeys(set(VOCABULARY) - TITLES, 9) | {
    "average": 9,
    "salary": 8,
    "house": 9,
    "sharp": 6,
}


@pytest.fixture(scope="module")
def repairer() -> Repairer:
    return Repairer(VOCABULARY, ENGLISH)


def mended(repairer: Repairer, word: str) -> str:
    return repairer.repair(["the", "data", word, "about", "people"]).tokens[2]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("protecton", "protection"),
        ("moblie", "mobile"),
        ("mobiel", "mobile"),
        ("securty", "security"),
        ("secuirty", "security"),
        ("cheif", "chief"),
        ("mnay", "many"),
        ("marketting", "marketing"),
        ("markting", "marketing"),
        ("budjet", "budget"),
        ("stratgey", "strategy"),
        ("tecnolgy", "technology"),
        ("responsable", "responsible"),
        ("wich", "which"),
        ("waht", "what"),
        ("teh", "the"),
        ("adn", "and"),
        ("yuo", "you"),
        ("hte", "the"),
        ("cois", "cios"),
        ("ciios", "cios"),
        ("avarage", "average"),
        ("salery", "salary"),
    ],
)
def test_a_typo_becomes_the_word_that_was_meant(repairer: Repairer, typed: str, meant: str) -> None:
    assert mended(repairer, typed) == meant


@pytest.mark.parametrize(
    "word",
    [
        "ciso",
        "ctos",
        "cfos",
        "cfo",
        "chro",
        "cdo",
        "gartner",
        "infosec",
        "kubernetes",
        "xq",
        "q4",
        "sécurité",
        "1999",
        "sharp",
        "x" * 40,
    ],
)
def test_a_word_that_may_be_meant_stays(repairer: Repairer, word: str) -> None:
    """Other titles, names, other languages and numbers are no typos of what we know."""
    assert mended(repairer, word) == word


def test_what_was_changed_is_told(repairer: Repairer) -> None:
    repaired = repairer.repair(["teh", "moblie", "data"])
    assert repaired.tokens == ("the", "mobile", "data")
    assert repaired.changes == (("teh", "the"), ("moblie", "mobile"))


def test_another_language_is_not_mended_into_everyday_english(repairer: Repairer) -> None:
    foreign = ["das", "hause", "ist", "gross"]
    assert repairer.repair(foreign).changes == ()


def test_of_two_words_as_near_the_more_used_is_meant() -> None:
    repairer = Repairer({"planner": 1, "planned": 5}, frozenset())
    assert repairer.repair(["planne"]).tokens == ("planned",)


@given(st.lists(st.one_of(st.sampled_from([*VOCABULARY, *ENGLISH]), st.text(max_size=40))))
def test_a_known_word_is_never_changed_and_none_is_lost(tokens: list[str]) -> None:
    repairer = Repairer(VOCABULARY, ENGLISH)
    repaired = repairer.repair(tokens)
    assert len(repaired.tokens) == len(tokens)
    for before, after in zip(tokens, repaired.tokens, strict=True):
        assert before == after or (not repairer.knows(before) and repairer.knows(after))


def test_a_text_of_nothing_but_unknown_words_is_bounded_in_time() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    vocabulary = [a + "arketi" + b + c for a in letters for b in letters for c in letters[:12]]
    repairer = Repairer(vocabulary, frozenset())
    unknown = ["q" + a + "rkxt" + b + "zz" for a in letters for b in letters]
    start = time.perf_counter()
    repairer.repair(unknown)
    assert time.perf_counter() - start < 0.1
