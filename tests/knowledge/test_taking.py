"""Phrasings that move to the entry which answers them better: none is lost, none stands twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.check_phrasings import phrasing_problems
from bot.knowledge.model import Decoy, Knowledge, Missing, Place, Problem
from bot.knowledge.parse import parse
from bot.knowledge.taking import taken
from bot.knowledge.texts import normal
from tests import builders
from tests.knowledge.guild import ADVICE, TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.knowledge.model import Advice, Theme

BREAD = builders.measure("bread", asked_as=("love of bread", "bread lovers"))
SALT = builders.measure("salt", survey="harbours", asked_as=("love of salt",))
YEAST = replace(builders.claim("yeast"), asked_as=("who knows yeast",))
PRICES = Decoy(
    id="prices", about="prices", missing=Missing.OTHER, asked_as=("price of flour", "cost of ovens")
)
DAILY = builders.advice("daily-work", asked_as=("how often to meet", "work day by day"))


def held(*advice: Advice, theme: Theme | None = None) -> Knowledge:
    """Two measures, a claim, a decoy, guidance on daily work, and what is given."""
    known = builders.knowledge(BREAD, SALT, claims=[YEAST], themes=[theme] if theme else [])
    entries = {a.id: a for a in (DAILY, *advice)}
    return replace(known, advice=MappingProxyType(entries), decoys=MappingProxyType({PRICES.id: PRICES}))


def taking(*phrasings: str, asked_as: Iterable[str] = ("meetings",)) -> Advice:
    place = Place(file="library/advice/meetings.md")
    return builders.advice("meetings", asked_as=tuple(asked_as), takes=phrasings, place=place)


def moved(known: Knowledge) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """What each entry is asked after taking, and what is said against it."""
    problems: list[Problem] = []
    after = taken(known, problems)
    return {e.id: e.asked_as for e in after.entries()}, [str(p) for p in problems]


def test_a_phrasing_that_is_taken_stands_with_the_taker_alone() -> None:
    asked, problems = moved(held(taking("how often to meet")))
    assert problems == []
    assert asked["meetings"] == ("meetings", "how often to meet")
    assert asked["daily-work"] == ("work day by day",)


@pytest.mark.parametrize("written", ["How often to meet?", "how  often to MEET", "“how often” to meet"])
def test_case_and_punctuation_do_not_keep_a_phrasing_back(written: str) -> None:
    asked, problems = moved(held(taking(written)))
    assert problems == []
    assert asked["daily-work"] == ("work day by day",)
    assert asked["meetings"] == ("meetings", written)


@pytest.mark.parametrize(
    ("phrasing", "before", "left"),
    [
        ("love of bread", BREAD.id, ("bread lovers",)),
        ("love of salt", SALT.id, ()),
        ("who knows yeast", YEAST.id, ()),
        ("price of flour", PRICES.id, ("cost of ovens",)),
    ],
)
def test_anything_may_be_taken_from(phrasing: str, before: str, left: tuple[str, ...]) -> None:
    asked, problems = moved(held(taking(phrasing)))
    assert problems == []
    assert asked[before] == left
    assert phrasing in asked["meetings"]


def test_a_theme_takes_what_its_members_were_asked() -> None:
    theme = replace(builders.theme(BREAD, SALT), takes=("love of bread",))
    asked, problems = moved(held(theme=theme))
    assert problems == []
    assert asked[theme.id] == (*theme.asked_as, "love of bread")
    assert asked[BREAD.id] == ("bread lovers",)


def test_what_nobody_is_asked_cannot_be_taken() -> None:
    _, problems = moved(held(taking("how often to eat")))
    (problem,) = problems
    assert problem == (
        'library/advice/meetings.md:1: "meetings" takes "how often to eat", which no entry is asked,'
        " copy the phrasing as it stands there, or write it into asked_as"
    )


def test_taking_what_is_its_own_already_changes_nothing() -> None:
    asked, problems = moved(held(taking("meetings")))
    assert problems == []
    assert asked["meetings"] == ("meetings",)


def test_where_nobody_takes_anything_nothing_moves() -> None:
    known = held(taking())
    assert taken(known, []) == known


def test_a_phrasing_that_two_take_is_found_by_check() -> None:
    other = builders.advice("calendar", asked_as=("calendars",), takes=("how often to meet",))
    after = taken(held(taking("how often to meet"), other), [])
    assert "how often to meet" not in after.advice["daily-work"].asked_as
    assert [p.what for p in phrasing_problems(after)] == [
        'the phrasing "how often to meet" is one of "meetings" (library/advice/meetings.md:1) too'
    ]


# ── Whatever is taken ─────────────────────────────────────────────────────────────────────────────

PHRASES = ("a", "b", "c", "d", "e", "f")


@st.composite
def takings(draw: st.DrawFn) -> Knowledge:
    """Phrasings shared out over a measure, a claim, a decoy and two of guidance; some are taken."""
    share = {p: draw(st.sampled_from(["bread", "yeast", "prices", "daily", "meetings"])) for p in PHRASES}

    def of(name: str) -> tuple[str, ...]:
        return tuple(p for p in PHRASES if share[p] == name)

    takes = draw(st.lists(st.sampled_from(PHRASES), max_size=4, unique=True))
    meetings = builders.advice("meetings", asked_as=of("meetings"), takes=tuple(takes))
    daily = builders.advice("daily", asked_as=of("daily"))
    known = builders.knowledge(
        builders.measure("bread", asked_as=of("bread")),
        claims=[replace(builders.claim("yeast"), asked_as=of("yeast"))],
    )
    return replace(
        known,
        advice=MappingProxyType({a.id: a for a in (daily, meetings)}),
        decoys=MappingProxyType({PRICES.id: replace(PRICES, asked_as=of("prices"))}),
    )


def everything_asked(known: Knowledge) -> Counter[str]:
    return Counter(normal(p) for entry in known.entries() for p in entry.asked_as)


@given(takings())
def test_taking_loses_no_phrasing_and_makes_none(known: Knowledge) -> None:
    problems: list[Problem] = []
    after = taken(known, problems)
    assert problems == []
    assert everything_asked(after) == everything_asked(known)
    assert set(after.advice["meetings"].takes) <= set(after.advice["meetings"].asked_as)


@given(takings())
def test_taking_twice_is_taking_once(known: Knowledge) -> None:
    once = taken(known, [])
    problems: list[Problem] = []
    assert taken(once, problems) == once
    assert problems == []


# ── With collections ──────────────────────────────────────────────────────────────────────────────

MEETINGS = ADVICE.replace('id = "share-the-yeast"', 'id = "meetings"').replace(
    'related = ["yeast-survey"]', 'related = ["yeast-survey"]\ntakes = ["borrow a starter"]'
)
WITH_TAKER = {
    **TEXTS,
    "library/advice/meetings.md": MEETINGS.replace("how do we share", "how do we meet")
    .replace("sharing yeast", "meeting brewers")
    .replace('borrow a starter", "trade barm', 'weekly talk", "monthly talk'),
}


def test_a_later_collection_takes_from_the_first() -> None:
    known, _ = parse(WITH_TAKER)
    assert known is not None
    assert "borrow a starter" in known.advice["meetings"].asked_as
    assert "borrow a starter" not in known.advice["share-the-yeast"].asked_as


def test_without_the_later_collection_everything_stays_where_it_was() -> None:
    known, problems = parse(WITH_TAKER, collections=["articles"])
    assert known is not None
    assert problems == ()
    assert "borrow a starter" in known.advice["share-the-yeast"].asked_as


def test_a_collection_alone_takes_from_nobody_and_is_not_blamed_for_it() -> None:
    _, problems = parse(WITH_TAKER, collections=["library"])
    assert not [p for p in problems if "takes" in p.what]


DECOY = """
[[decoy]]
id = "barm-prices"
about = "what barm costs"
missing = "other"
asked_as = ["price of barm"]
unless = "library"
"""


@pytest.mark.parametrize(("collections", "there"), [(["articles"], True), (None, False)])
def test_a_subject_is_no_longer_refused_once_the_collection_that_covers_it_is_read(
    collections: list[str] | None,
    there: bool,  # noqa: FBT001 (pytest passes it by name)
) -> None:
    texts = {**TEXTS, "decoys.toml": TEXTS["decoys.toml"] + DECOY}
    known, problems = parse(texts, collections=collections)
    assert known is not None
    assert problems == ()
    assert ("barm-prices" in known.decoys) is there


def test_a_refused_subject_waits_for_its_own_collection() -> None:
    texts = {**TEXTS, "decoys.toml": TEXTS["decoys.toml"] + DECOY.replace('"library"', '"attic"')}
    known, problems = parse(texts)
    assert known is not None
    assert problems == ()
    assert "barm-prices" in known.decoys
