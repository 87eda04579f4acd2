"""What the knowledge calls things, and what it can be told by."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from bot.knowledge.model import Decoy, Missing
from bot.questions import phrasing
from bot.questions.vocabulary import Mention, Phrases
from bot.questions.words import Memo
from tests import builders

RANKING = Phrases([("largest", "most"), ("largest", "top"), ("list", "list"), ("number", "how many")])


def told_with(*asked_as: str) -> frozenset[str]:
    """Whether the entry with these phrasings speaks of the most or a list, as its id."""
    known = builders.knowledge(builders.measure("bread", short="bread", asked_as=asked_as))
    return phrasing.told_with(known, RANKING, frozenset(["largest", "list"]), Memo())


def test_an_entry_is_told_with_a_cue_when_two_of_its_phrasings_have_it() -> None:
    assert told_with("top bread", "the most bread", "bread") == {"guilds/bread"}
    assert told_with("top bread", "a list of breads") == {"guilds/bread"}


def test_one_phrasing_with_a_cue_is_by_chance() -> None:
    assert told_with("top bread", "bread", "rolls") == frozenset()


def test_two_cues_in_one_phrasing_count_once() -> None:
    assert told_with("list the top breads", "bread") == frozenset()


def test_other_cues_do_not_count() -> None:
    assert told_with("how many breads", "how many rolls") == frozenset()


def test_a_cue_is_found_inside_a_longer_one() -> None:
    """A count asked for beside it hides no word for the most."""
    assert told_with("how many most like", "how many like most") == {"guilds/bread"}


def test_entries_of_any_kind_are_told() -> None:
    decoy = Decoy(id="ovens", about="ovens", missing=Missing.OTHER, asked_as=("top ovens", "most ovens"))
    known = replace(builders.knowledge(), decoys=MappingProxyType({decoy.id: decoy}))
    assert phrasing.told_with(known, RANKING, frozenset(["largest"]), Memo()) == {"ovens"}


def test_groups_are_named_by_survey_and_population() -> None:
    known = builders.grouped(
        builders.knowledge(builders.measure("bread"), builders.measure("rope", survey="harbours")),
        "new-cio",
        "newly appointed",
        "in the first year",
    )
    assert list(phrasing.groups(known)) == [
        ("guilds/new-cio", "newly appointed"),
        ("guilds/new-cio", "in the first year"),
        ("harbours/new-cio", "newly appointed"),
        ("harbours/new-cio", "in the first year"),
    ]


def test_populations_that_are_not_narrower_than_their_role_name_no_group() -> None:
    assert list(phrasing.groups(builders.knowledge(builders.measure("bread")))) == []


@pytest.mark.parametrize(
    ("prefix", "ids"), [(phrasing.SURVEY, ("guilds", "harbours")), (phrasing.SOURCE, ("release",))]
)
def test_what_titles_name_is_told_apart_by_kind_and_told_once(prefix: str, ids: tuple[str, ...]) -> None:
    titles = [
        Mention(start=at, end=at + 1, id=id_)
        for at, id_ in enumerate(["survey:guilds", "source:release", "survey:harbours", "survey:guilds"])
    ]
    assert phrasing.named_as(titles, prefix) == ids


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("does IT like it?", "does information technology like it?"),
        ("IN THE US AND IT", "in the us and it"),
        ("and us in the US?", "and us in the united states?"),
        ("in the U.S. only", "in the united states only"),
        ("n=300, N = ?", "n equals 300, n equals  ?"),
        ("f(n)=3", "f(n)=3"),
    ],
)
def test_abbreviations_are_told_from_the_words_they_look_like(text: str, told: str) -> None:
    assert " ".join(phrasing.named(text).split()) == " ".join(told.split())
