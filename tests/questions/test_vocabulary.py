"""Names found in a text: phrases by their stems, measures by their own words."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.model import Words
from bot.questions.vocabulary import Mention, Phrases, Terms, skipped
from bot.questions.words import stems, tokens
from tests import builders

PHRASES = Phrases(
    [
        ("cio", "CIO"),
        ("cio", "tech chief"),
        ("cio", "information technology"),
        ("cdo", "information officer"),
        ("chief", "chief"),
        ("list", "list of chiefs"),
    ]
)
HELD = replace(
    builders.knowledge(
        builders.measure(
            "sales", short="mobile sales", asked_as=("mobile sales", "raising sales through mobile")
        ),
        builders.measure("pace", short="keeping pace", asked_as=("keeping pace", "speed of change")),
        builders.measure("owner", short="who owns mobile", asked_as=("mobile ownership", "owner of mobile")),
    ),
    words=Words(
        roles=builders.ROLES,
        synonyms=MappingProxyType(
            {"mobile": ("phone", "smartphone"), "sales": ("selling", "revenue"), "pace": ("tempo",)}
        ),
    ),
)
TERMS = Terms(HELD, skipped(["how many", "CIOs"]))


def longest(text: str) -> list[str]:
    """Ids of the longest phrases in a text."""
    return [m.id for m in PHRASES.longest(stems(tokens(text)))]


def measures(text: str) -> list[str]:
    """Short ids of the measures named in a text."""
    return [m.id.removeprefix("guilds/") for m in TERMS.find(stems(tokens(text)))]


@pytest.mark.parametrize("text", ["cio", "CIOs", "the tech chiefs", "our tech chief's view"])
def test_a_phrase_is_found_in_any_form_of_its_words(text: str) -> None:
    assert longest(text) == ["cio"]


def test_the_longest_phrase_wins_over_one_inside_it() -> None:
    assert longest("a list of chiefs") == ["list"]
    assert longest("one chief") == ["chief"]


def test_the_longest_phrase_wins_over_one_that_overlaps() -> None:
    assert longest("information technology chief") == ["cio", "chief"]
    assert longest("information officer") == ["cdo"]


def test_every_mention_is_kept_where_overlaps_are_asked_for() -> None:
    assert {m.id for m in PHRASES.every(stems(tokens("list of tech chiefs")))} == {"cio", "chief"}


def test_a_phrase_that_names_several_things_is_a_mention_of_each() -> None:
    shared = Phrases(
        [("first", "guild survey"), ("second", "guild survey"), ("guild", "guild"), ("first", "x")]
    )
    assert [(m.id, m.start, m.end) for m in shared.longest(stems(tokens("the guild survey x")))] == [
        ("first", 1, 3),
        ("second", 1, 3),
        ("first", 3, 4),
    ]


def test_a_phrase_given_twice_for_one_thing_is_one_mention() -> None:
    twice = Phrases([("guild", "guilds"), ("guild", "guild")])
    assert [m.id for m in twice.longest(stems(tokens("a guild")))] == ["guild"]


SHARED = Phrases([("a", "one two"), ("b", "one two"), ("c", "two three"), ("d", "three"), ("e", "three")])


@given(st.lists(st.sampled_from(["one", "two", "three", "x"]), max_size=10))
def test_mentions_share_tokens_only_where_they_are_of_the_same_words(words: list[str]) -> None:
    found = SHARED.longest(stems(words))
    for one in found:
        assert {o.id for o in SHARED.every(stems(words)) if (o.start, o.end) == (one.start, one.end)} == {
            o.id for o in found if (o.start, o.end) == (one.start, one.end)
        }
        assert all((o.start, o.end) == (one.start, one.end) for o in found if o.overlaps(one))


@given(st.lists(st.sampled_from(["tech", "chief", "chiefs", "list", "of", "information", "officer"])))
def test_longest_mentions_never_overlap_and_stand_in_order(words: list[str]) -> None:
    found = PHRASES.longest(stems(words))
    assert list(found) == sorted(found)
    assert not any(a.overlaps(b) for a in found for b in found if a is not b)


def test_mentions_overlap_when_they_share_a_token() -> None:
    first = Mention(start=0, end=2, id="a")
    assert first.overlaps(Mention(start=1, end=3, id="b"))
    assert not first.overlaps(Mention(start=2, end=3, id="b"))


@pytest.mark.parametrize(
    "text",
    [
        "mobile sales",
        "sales on mobile",
        "smartphone revenue",
        "selling by phone",
        "how much do phones raise sales",
    ],
)
def test_a_measure_is_found_by_its_words_in_any_order_with_synonyms(text: str) -> None:
    assert measures(text) == ["sales"]


def test_words_far_apart_name_no_measure() -> None:
    assert measures("mobile is what everybody here has been talking about all day besides sales") == []


def test_a_word_that_several_measures_share_names_none() -> None:
    assert measures("mobile") == []


def test_several_measures_are_found_in_their_order() -> None:
    assert measures("keeping pace or mobile sales") == ["pace", "sales"]
    assert measures("revenue by phone or keeping pace") == ["sales", "pace"]


@given(
    st.lists(
        st.sampled_from(["mobile", "phone", "sales", "keeping", "pace", "owner", "of", "x"]), max_size=12
    )
)
def test_measures_found_never_overlap(words: list[str]) -> None:
    found = TERMS.find(stems(words))
    assert not any(a.overlaps(b) for a in found for b in found if a is not b)


def test_terms_of_some_measures_need_only_differ_from_each_other() -> None:
    own = {"guilds/sales": HELD.measures["guilds/sales"]}
    alone = Terms(HELD, skipped(["how many", "CIOs"])).among(own)
    assert [m.id for m in alone.find(stems(tokens("mobile sales or keeping pace")))] == ["guilds/sales"]
    shared = replace(
        HELD, measures=MappingProxyType({**HELD.measures, "x": replace(own["guilds/sales"], id="x")})
    )
    assert Terms(shared, frozenset()).find(stems(tokens("raising sales through mobile"))) == ()
    found = Terms(shared, frozenset()).among(own).find(stems(tokens("raising sales through mobile")))
    assert [m.id for m in found] == ["guilds/sales"]


def test_what_a_measure_says_is_its_vocabulary() -> None:
    assert TERMS.content(stems(tokens("smartphone revenue"))) <= TERMS.vocabulary("guilds/sales")
    assert not TERMS.content(stems(tokens("smartphone revenue"))) <= TERMS.vocabulary("guilds/pace")
