"""Texts as people send them, read against the shipped knowledge."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import library
from bot.questions.reader import SOCIAL, Reader, named, phrasings

if TYPE_CHECKING:
    from bot.knowledge.model import Knowledge
    from bot.questions.matcher import Matcher


@pytest.fixture(scope="session")
def reader(knowledge: Knowledge, matcher: Matcher) -> Reader:
    """A reader of the shipped knowledge."""
    return Reader(knowledge, matcher, library.english_words())


# ── Who ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("how many CIOs worry", ("cio",)),
        ("what do tech chiefs think", ("cio",)),
        ("is the marketing boss worried", ("cmo",)),
        ("the Chief Marketing Officer", ("cmo",)),
        ("the IT heads", ("cio",)),
        ("other C-level executives", ("other-executives",)),
        ("CMOs and CIOs", ("cmo", "cio")),
        ("CIO vs. CMO", ("cio", "cmo")),
        ("do CFOs care", ("cfo",)),
        ("finance chiefs", ("cfo",)),
        ("c.i.o. and c m o", ("cio", "cmo")),
        ("how many cheif marketing offcers worry", ("cmo",)),
        ("what is mobile", ()),
    ],
)
def test_roles_are_found_by_any_of_their_names_in_the_order_named(
    reader: Reader, text: str, roles: tuple[str, ...]
) -> None:
    assert reader.read(text).roles == roles


@pytest.mark.parametrize(
    "text", ["is IT worried?", "does IT own mobile", "it and marketing", "marketing vs it"]
)
def test_the_department_is_the_cio(reader: Reader, text: str) -> None:
    assert "cio" in reader.read(text).roles


@pytest.mark.parametrize(
    "text", ["is it worried?", "who owns it", "WHAT IS IT", "it is late", "say it with numbers"]
)
def test_the_pronoun_is_nobody(reader: Reader, text: str) -> None:
    assert "cio" not in reader.read(text).roles


def test_only_capitals_in_a_mixed_text_name_the_department() -> None:
    assert "information technology" in named("Is IT late?")
    assert "information technology" not in named("IS IT LATE?")


@pytest.mark.parametrize(
    "text",
    [
        "our CFO asked me whether CMOs worry about data protection",
        "my CEO wants to know how many CMOs worry about data protection",
        "the CFO says CMOs don't worry about data protection, how many do?",
    ],
)
def test_who_only_brings_the_question_is_not_asked_about(reader: Reader, text: str) -> None:
    assert reader.read(text).roles == ("cmo",)


def test_a_group_that_thinks_something_is_asked_about(reader: Reader) -> None:
    assert "cfo" in reader.read("how many CFOs want alignment").roles


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("how many CIOs think the CMO should own mobile", "cio"),
        ("what share of the CMOs trust the CIO", "cmo"),
        ("the CIO asks how many CMOs agree", "cmo"),
        ("CIOs and CMOs on data protection", None),
    ],
)
def test_a_number_is_asked_of_the_role_right_behind_it(
    reader: Reader, text: str, subject: str | None
) -> None:
    assert reader.read(text).subject == subject


# ── What ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("smartphone revenue", "mobile-sales"),
        ("mobile sales", "mobile-sales"),
        ("how important is selling through phones", "mobile-sales"),
        ("data protection", "data-protection"),
        ("how many CIOs see data security as a challenge", "data-protection"),
        ("dtaa protecton", "data-protection"),
        ("keeping pace with changes", "keeping-pace"),
        ("sole ownership of mobile", "sole-ownership"),
        ("Datenschutz", "data-protection"),
        ("protección de datos", "data-protection"),
    ],
)
def test_a_measure_is_found_by_its_words_typos_and_synonyms_included(
    reader: Reader, text: str, measure: str
) -> None:
    assert reader.read(text).measures == (f"netbiscuits-2013/{measure}",)


@pytest.mark.parametrize("text", ["what does the weather do", "mobile", "hello there", "who are you"])
def test_no_measure_is_found_where_none_is_named(reader: Reader, text: str) -> None:
    assert reader.read(text).measures == ()


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("how many CIOs", "number"),
        ("what is the gap", "gap"),
        ("how far apart are they", "gap"),
        ("how many times as many CIOs", "ratio"),
        ("compare both", "compare"),
        ("which is bigger", "higher"),
        ("the largest difference", "largest"),
        ("who is the runner-up", "second"),
        ("rank all of them", "order"),
        ("who says so", "source"),
        ("why is that", "why"),
        ("what does CMO stand for", "definition"),
        ("what should I do", "next"),
        ("the other one", "other-one"),
    ],
)
def test_what_is_asked_for_is_noted(reader: Reader, text: str, cue: str) -> None:
    assert reader.read(text).has(cue)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("how many CIOs in Germany", "country"),
        ("has that changed over the years", "year"),
        ("how many female CIOs", "breakdown"),
        ("what does Gartner say", "survey"),
    ],
)
def test_what_points_elsewhere_is_named(reader: Reader, text: str, missing: str) -> None:
    assert missing in {e.missing.value for e in reader.read(text).elsewhere}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("is it true that forty four percent agree", "44"),
        ("nine out of ten CIOs", "90"),
        ("half of the CMOs", "50"),
        ("83% of CIOs", "83"),
        ("is it 44.5%?", "44.5"),
    ],
)
def test_a_share_in_the_question_is_noted(reader: Reader, text: str, value: str) -> None:
    assert [s.value for s in reader.read(text).stated if s.share] == [Decimal(value)]


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("how many CIOs don't see data protection as a challenge", True),
        ("what share of CMOs did not name it", True),
        ("I don't get it. How many CIOs see data protection as a challenge?", False),
        ("how many CIOs see data protection as a challenge", False),
        ("don't CMOs care?", False),
    ],
)
def test_a_denial_counts_within_the_sentence_that_asks_for_a_number(
    reader: Reader,
    text: str,
    denied: bool,  # noqa: FBT001 (pytest passes it by name)
) -> None:
    assert reader.read(text).denied is denied


@pytest.mark.parametrize(
    "text", ["and the CIOs?", "what about CMOs", "so why", "no, the other one", "ok but why"]
)
def test_an_opening_that_follows_up_is_noted(reader: Reader, text: str) -> None:
    assert reader.read(text).follows


@pytest.mark.parametrize("text", ["the CIOs and CMOs", "how many CIOs worry about data protection"])
def test_a_question_that_stands_alone_follows_nothing(reader: Reader, text: str) -> None:
    assert not reader.read(text).follows


# ── Any text at all ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "wie wird das Wetter morgen in Hamburg",
        "quel temps fera-t-il demain matin",
        "какая завтра погода",
        "明日の天気はどうですか",
        "asdf qwer zxcv uiop hjkl",
    ],
)
def test_what_is_no_english_is_noted_as_foreign(reader: Reader, text: str) -> None:
    assert reader.read(text).foreign


@pytest.mark.parametrize(
    "text", ["will it rain in Hamburg tomorrow", "CIO?", "ok", "how many CIOs wory abuot leeks"]
)
def test_english_is_not_foreign_even_with_typos(reader: Reader, text: str) -> None:
    assert not reader.read(text).foreign


@pytest.mark.parametrize("text", ["", "   ", "?!", "🤖🔥", "\ue000\ue001", "<b></b>", "\x00", "\u200b"])
def test_what_holds_no_words_has_no_tokens_and_ranks_nothing(reader: Reader, text: str) -> None:
    question = reader.read(text)
    assert (question.tokens, question.ranking, question.top) == ((), (), None)


@given(st.text(max_size=200))
def test_no_text_stops_the_reader(reader: Reader, text: str) -> None:
    question = reader.read(text)
    assert all(0 <= m.probability <= 1 for m in question.ranking)
    assert all(not t.isspace() for t in question.tokens)


@pytest.mark.parametrize(
    "text", ["x" * 100_000, "how many CIOs " * 8_000, "<" * 50_000, "% " * 50_000, "é\u0301" * 40_000]
)
def test_a_flood_is_read_like_any_other_text(reader: Reader, text: str) -> None:
    assert len(reader.read(text).tokens) <= 2_000


def test_a_long_story_that_ends_in_a_question_is_read_to_its_end(reader: Reader) -> None:
    story = "We had a meeting and everybody talked about all sorts of things. " * 150
    question = reader.read(story + "How many CMOs worry about data protection?")
    assert question.measures == ("netbiscuits-2013/data-protection",)
    assert "cmo" in question.roles


def test_the_matcher_learns_every_entry_and_small_talk(knowledge: Knowledge) -> None:
    learned = dict(phrasings(knowledge))
    asked = {e.id for e in knowledge.entries() if e.asked_as}
    assert asked <= set(learned)
    assert {SOCIAL + kind for kind in knowledge.words.social} <= set(learned)
    assert all(rows and all(rows) for rows in learned.values())
