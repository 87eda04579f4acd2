"""What the texts of the guilds become."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.knowledge.check import check
from bot.knowledge.model import Basis, Knowledge, Missing, Place, Relation, Stance
from bot.knowledge.parse import parse
from tests.knowledge.guild import ADVICE, ADVICE_FILE, TEXTS, line_of, sound


@pytest.fixture(name="known")
def _known() -> Knowledge:
    return sound()


def test_a_sound_collection_has_no_problem(known: Knowledge) -> None:
    assert check(known) == ()


def test_ids_of_entries_are_qualified_and_those_of_populations_are_not(known: Knowledge) -> None:
    assert list(known.measures)[:2] == ["yeast-survey/starter-pride", "yeast-survey/share-willing"]
    assert list(known.surveys["yeast-survey"].populations) == ["baker", "brewer", "cook"]
    assert known.measures["yeast-survey/keeper-master"].question == "keeper"


def test_a_bare_number_is_an_exact_share_as_printed(known: Knowledge) -> None:
    figure = known.measures["yeast-survey/starter-pride"].figures["brewer"]
    assert (figure.value, figure.relation, figure.unit) == (Decimal("64.5"), Relation.EXACTLY, "%")
    assert figure.sources == ("guild-news",)


def test_a_table_gives_a_figure_its_relation_and_caveat(known: Knowledge) -> None:
    figure = known.measures["yeast-survey/share-willing"].figures["baker"]
    assert (figure.value, figure.relation) == (Decimal(50), Relation.MORE_THAN)
    assert figure.caveat == "the exact share is not printed"


def test_entries_know_the_line_of_their_header(known: Knowledge) -> None:
    """The statement before it holds brackets in a multi-line string."""
    line = line_of("articles/survey.toml", '[[measure]]\nid = "keeper-master"')
    assert known.measures["yeast-survey/keeper-master"].place == Place(file="articles/survey.toml", line=line)


def test_facts_that_are_absent_stay_absent(known: Knowledge) -> None:
    facts = known.surveys["yeast-survey"].facts
    assert dict(facts) == {"sample": "200 members", "published": "in spring"}


def test_related_ids_may_leave_out_their_own_survey(known: Knowledge) -> None:
    claim = known.claims["yeast-survey/who-knows-yeast"]
    assert claim.related == ("yeast-survey/share-willing", "share-the-yeast")


def test_advice_has_its_sections_grounds_and_lines(known: Knowledge) -> None:
    advice = known.advice["share-the-yeast"]
    assert list(advice.sections) == ["lead", "cio", "cmo", "ceo", "other"]
    assert [ground.kind for ground in advice.rests_on] == ["figure", "claim", "source"]
    assert advice.rests_on[2].stance is Stance.OPPOSES
    assert advice.basis is Basis.ADVISER
    line = line_of(ADVICE_FILE, "Taste first.")
    assert advice.section_place("other") == Place(file=ADVICE_FILE, line=line)


def test_not_becomes_not_with_an_underscore(known: Knowledge) -> None:
    assert known.advice["share-the-yeast"].not_ == ("what does beer cost",)


def test_words_and_decoys_belong_to_every_collection() -> None:
    known, problems = parse(TEXTS, collections=["articles"])
    assert known is not None
    assert problems == ()
    assert known.words.glossary == {"Hefe": "yeast"}
    assert known.words.synonyms == {"yeast": ("barm",)}
    assert known.words.social == {"greeting": ("hello",)}
    assert known.decoys["millers"].missing is Missing.ROLE
    assert "cook" not in known.surveys["yeast-survey"].populations


def test_a_near_entry_of_a_collection_left_out_is_dropped_without_a_word() -> None:
    texts = {**TEXTS, "decoys.toml": TEXTS["decoys.toml"].replace("share-the-yeast", "pride")}
    known, problems = parse(texts, collections=["articles"])
    assert known is not None
    assert problems == ()
    assert known.decoys["millers"].near is None


def test_extending_fills_in_and_adds_but_never_replaces(known: Knowledge) -> None:
    survey, pride = known.surveys["yeast-survey"], known.measures["yeast-survey/starter-pride"]
    assert survey.sources == ("guild-news", "barm-review")
    assert pride.asked_as == ("proud of the starter", "vain about barm")
    assert pride.figures["cook"].sources == ("barm-review",)
    assert pride.figures["baker"].sources == ("guild-news", "barm-review")
    assert known.measures["yeast-survey/cellar"].sources == ("barm-review",)


def test_articles_load_first_whatever_their_name() -> None:
    texts = {name.replace("library/", "aaa/"): text for name, text in TEXTS.items()}
    known, problems = parse(texts)
    assert known is not None
    assert problems == ()
    assert next(iter(known.sources)) == "guild-news"


def test_a_value_that_a_dispute_tells_of_may_differ() -> None:
    more = TEXTS["library/barm.toml"].replace("figures.cook = 40", "figures.brewer = 60")
    known, problems = parse({**TEXTS, "library/barm.toml": more})
    assert known is not None
    assert problems == ()
    assert known.measures["yeast-survey/starter-pride"].figures["brewer"].value == Decimal("64.5")


def test_the_version_names_exactly_the_texts_that_were_read(known: Knowledge) -> None:
    same, _ = parse(dict(reversed(list(TEXTS.items()))))
    other, _ = parse({**TEXTS, ADVICE_FILE: ADVICE + "\n"})
    beside, _ = parse({**TEXTS, "tests/dialogue.jsonl": "{}", "README.md": "# Hello"})
    assert same is not None
    assert other is not None
    assert beside is not None
    assert same.version == beside.version == known.version != other.version
    assert len(known.version) == 16


def test_windows_line_ends_and_byte_order_marks_change_nothing(known: Knowledge) -> None:
    texts = {name: "\ufeff" + text.replace("\n", "\r\n") for name, text in TEXTS.items()}
    other, problems = parse(texts)
    assert problems == ()
    assert other is not None
    assert other.measures == known.measures
    assert other.advice == known.advice


def test_nothing_at_all_is_no_knowledge() -> None:
    known, problems = parse({})
    assert known is None
    assert [str(problem) for problem in problems] == [
        "articles/:1: nothing is known, write a survey and its sources",
        "words.toml:1: the file is missing, write the roles people ask about",
    ]


def test_folders_that_are_no_collection_and_hidden_files_are_not_read() -> None:
    texts = {
        **TEXTS,
        "assessments/pride.toml": "x",
        "tests/a.toml": "x",
        ".git/a.toml": "x",
        "articles/.old.toml": "x",
        "articles/notes.txt": "x",
        "library/README.md": "x",
    }
    assert parse(texts)[1] == ()
