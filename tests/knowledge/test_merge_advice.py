"""Guidance that a later collection adds to: what is added, what is replaced, what is refused."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.merge_advice import merge_advice
from bot.knowledge.model import Advice, Basis, Ground, Place, Problem, Stance
from bot.knowledge.parse import parse
from bot.knowledge.parse_advice import AdvicePart
from bot.knowledge.texts import normal
from tests import builders
from tests.knowledge.guild import ADVICE_FILE, TEXTS

if TYPE_CHECKING:
    from collections.abc import Sequence

SUPPORT = Ground(kind="figure", id="guilds/bread", population="cio")
OPPOSED = Ground(kind="source", id="commentary", stance=Stance.OPPOSES)
FIRST = builders.advice(
    "share-bread",
    SUPPORT,
    asked_as=("share bread", "how to share"),
    steps=("Bake it.", "Break it."),
    related=("guilds",),
    takes=("bread for all",),
    reach=("who gets the crust",),
    not_=("price of flour",),
    place=Place(file="articles/advice/share-bread.md"),
    section_places=MappingProxyType({"lead": Place(file="articles/advice/share-bread.md", line=9)}),
)
NOTHING = replace(
    FIRST,
    title="",
    asked_as=(),
    rests_on=(),
    sections=MappingProxyType({}),
    steps=(),
    related=(),
    takes=(),
    reach=(),
    not_=(),
    place=Place(file="library/advice/share-bread.md"),
    section_places=MappingProxyType({}),
)
ADDITION = "library/advice/share-the-yeast.md"


def merged(*parts: AdvicePart, unread: Sequence[str] = ()) -> tuple[dict[str, Advice], list[str]]:
    """The entries that parts make, and what is said against them."""
    problems: list[Problem] = []
    found = merge_advice(parts, frozenset(unread), problems)
    return dict(found), [str(problem) for problem in problems]


def whole(entry: Advice) -> AdvicePart:
    return AdvicePart(entry=entry, extends=False)


def more(entry: Advice) -> AdvicePart:
    return AdvicePart(entry=entry, extends=True)


def extended(**changed: object) -> Advice:
    """The first entry with an addition that holds only this."""
    found, problems = merged(whole(FIRST), more(replace(NOTHING, **changed)))  # type: ignore[arg-type]
    assert problems == []
    return found[FIRST.id]


# ── What an addition does ─────────────────────────────────────────────────────────────────────────


def test_an_addition_of_nothing_changes_nothing_but_where_the_entry_was_last_written() -> None:
    assert replace(extended(), place=FIRST.place) == FIRST
    assert extended().place == NOTHING.place


def test_phrasings_grounds_and_tests_are_added_behind_those_before() -> None:
    both = extended(
        asked_as=("crumbs for all",),
        rests_on=(OPPOSED,),
        related=("harbours",),
        takes=("rolls for all",),
        reach=("who gets the crumb",),
        not_=("price of salt",),
    )
    assert both.asked_as == ("share bread", "how to share", "crumbs for all")
    assert both.rests_on == (SUPPORT, OPPOSED)
    assert both.related == ("guilds", "harbours")
    assert both.takes == ("bread for all", "rolls for all")
    assert both.reach == ("who gets the crust", "who gets the crumb")
    assert both.not_ == ("price of flour", "price of salt")


def test_what_is_said_again_is_said_once() -> None:
    both = extended(asked_as=("Share bread?", "new"), rests_on=(SUPPORT,))
    assert both.asked_as == ("share bread", "how to share", "new")
    assert both.rests_on == (SUPPORT,)


def test_a_section_takes_the_place_of_the_one_before_and_leaves_the_others() -> None:
    both = extended(sections=MappingProxyType({"cio": "Both of you.", "ceo": "Watch."}))
    assert dict(both.sections) == {"lead": "Talk.", "cio": "Both of you.", "other": "All.", "ceo": "Watch."}


def test_steps_take_the_place_of_those_before_only_where_there_are_any() -> None:
    assert extended().steps == FIRST.steps
    assert extended(steps=("Slice it.",)).steps == ("Slice it.",)


def test_a_title_takes_the_place_of_the_one_before_only_where_there_is_one() -> None:
    assert extended().title == FIRST.title
    assert extended(title="Sharing").title == "Sharing"


def test_the_basis_is_that_of_what_was_written_last() -> None:
    assert extended(basis=Basis.SURVEY).basis is Basis.SURVEY


def test_a_line_of_a_section_is_found_in_the_file_that_wrote_it() -> None:
    own = Place(file=NOTHING.place.file, line=5)
    both = extended(
        sections=MappingProxyType({"cio": "Both of you."}), section_places=MappingProxyType({"cio": own})
    )
    assert both.section_place("cio", 2) == Place(file=own.file, line=6)
    assert both.section_place("lead").file == FIRST.place.file


# ── What is refused ───────────────────────────────────────────────────────────────────────────────


def test_an_addition_to_what_is_not_held_is_refused_by_name() -> None:
    found, problems = merged(whole(FIRST), more(replace(NOTHING, id="share-bred")))
    assert set(found) == {FIRST.id}
    assert problems == [
        'library/advice/share-bread.md:1: unknown entry "share-bred", did you mean "share-bread"?',
    ]


def test_an_addition_to_a_file_that_could_not_be_read_is_dropped_without_a_word() -> None:
    assert merged(more(NOTHING), unread=[FIRST.id]) == ({}, [])


def test_an_addition_before_its_entry_is_refused_and_the_entry_stays() -> None:
    found, problems = merged(more(NOTHING), whole(FIRST))
    assert found == {FIRST.id: FIRST}
    assert len(problems) == 1


def test_two_whole_entries_of_one_id_are_refused_and_the_first_stays() -> None:
    second = replace(FIRST, title="Another", place=NOTHING.place)
    found, problems = merged(whole(FIRST), whole(second))
    assert found == {FIRST.id: FIRST}
    (problem,) = problems
    assert problem == (
        'library/advice/share-bread.md:1: "share-bread" is entered at articles/advice/share-bread.md:1 too,'
        ' write "extends" here or rename one of the two'
    )


# ── As files ──────────────────────────────────────────────────────────────────────────────────────


def with_addition(head: str, body: str = "", file: str = ADDITION) -> tuple[Advice | None, list[str]]:
    """The guild's advice with an addition in the library, and the problems."""
    known, problems = parse({**TEXTS, file: f"+++\n{head}\n+++\n{body}"})
    assert known is not None
    return known.advice.get("share-the-yeast"), [str(problem) for problem in problems]


def test_a_file_may_add_a_phrasing_and_a_section_and_nothing_else() -> None:
    advice, problems = with_addition(
        'extends = "share-the-yeast"\nbasis = "survey finding"\nasked_as = ["one crock for both"]',
        "# CMO\nAsk twice.\n",
    )
    assert problems == []
    assert advice is not None
    assert advice.asked_as[-1] == "one crock for both"
    assert advice.sections["cmo"].strip() == "Ask twice."
    assert advice.sections["lead"].strip().startswith("Share it")
    assert (advice.kind, advice.title, len(advice.steps)) == ("advice", "Share the yeast", 2)
    assert advice.section_place("cmo").file == ADDITION
    assert advice.section_place("lead").file == ADVICE_FILE


def test_a_file_that_does_not_name_a_basis_leaves_the_one_before() -> None:
    """Else an addition of a phrasing would turn a finding of a survey into somebody's view."""
    finding = TEXTS[ADVICE_FILE].replace("adviser's view", "survey finding")
    addition = '+++\nextends = "share-the-yeast"\nasked_as = ["one crock for both"]\n+++\n'
    known, problems = parse({**TEXTS, ADVICE_FILE: finding, ADDITION: addition})
    assert problems == ()
    assert known is not None
    assert known.advice["share-the-yeast"].basis is Basis.SURVEY


@pytest.mark.parametrize(
    ("head", "file", "what"),
    [
        ('extends = "share-the-yest"', ADDITION, "the id"),
        ('extends = "share-the-yeast"\nid = "share-the-yeast"', ADDITION, '"id" beside "extends"'),
        ('extends = "share-the-yeast"', "library/advice/other.md", "is not the file's name"),
        ('extends = "share-the-yeast"\ncolour = "brown"', ADDITION, "colour"),
    ],
)
def test_a_slip_in_an_addition_is_named(head: str, file: str, what: str) -> None:
    _, problems = with_addition(head, file=file)
    assert any(problem.startswith(file) and what in problem for problem in problems), problems


# ── Whatever is added ─────────────────────────────────────────────────────────────────────────────

phrases = st.lists(st.sampled_from(["a", "b", "c", "A!", "d e", "D  e"]), max_size=4).map(tuple)
additions = st.builds(
    lambda asked, steps, sections: replace(
        NOTHING, asked_as=asked, steps=steps, sections=MappingProxyType(sections)
    ),
    phrases,
    st.lists(st.sampled_from(["Bake.", "Break."]), max_size=2).map(tuple),
    st.dictionaries(st.sampled_from(["lead", "cio", "cmo", "ceo", "other"]), st.text(min_size=1), max_size=3),
)


@given(st.lists(additions, max_size=4))
def test_every_section_and_step_is_the_last_one_given_and_no_phrasing_is_lost(added: list[Advice]) -> None:
    found, problems = merged(whole(FIRST), *(more(a) for a in added))
    assert problems == []
    entry, parts = found[FIRST.id], [FIRST, *added]
    for name in {name for part in parts for name in part.sections}:
        assert entry.sections[name] == [p.sections[name] for p in parts if name in p.sections][-1]
    assert entry.steps == [p.steps for p in parts if p.steps][-1]
    said = {normal(phrase) for part in parts for phrase in part.asked_as}
    assert sorted(normal(phrase) for phrase in entry.asked_as) == sorted(said)


@given(st.lists(additions, max_size=4), st.integers(0, 4))
def test_adding_in_two_loads_is_adding_at_once(added: list[Advice], at: int) -> None:
    once, _ = merged(whole(FIRST), *(more(a) for a in added))
    half, _ = merged(whole(FIRST), *(more(a) for a in added[:at]))
    again, _ = merged(whole(half[FIRST.id]), *(more(a) for a in added[at:]))
    assert again == once
