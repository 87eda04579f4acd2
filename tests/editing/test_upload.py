"""Where an uploaded text belongs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editing.upload import place
from bot.knowledge.model import Problem
from tests.knowledge.guild import (
    ADVICE,
    ADVICE_FILE,
    DECOYS,
    MORE,
    SOURCES,
    SURVEY,
    SURVEY_FILE,
    TEXTS,
    WORDS,
)


def told(upload: str) -> str:
    found = place(TEXTS, upload)
    assert isinstance(found, Problem), found
    return str(found)


def test_every_file_belongs_where_it_is() -> None:
    assert {file: place(TEXTS, text) for file, text in TEXTS.items()} == {file: file for file in TEXTS}


def test_a_text_with_windows_line_ends_and_a_mark_is_the_same_text() -> None:
    assert place(TEXTS, "\ufeff" + ADVICE.replace("\n", "\r\n")) == ADVICE_FILE


def test_entries_may_come_and_go_as_long_as_one_stays() -> None:
    kept = SOURCES[SOURCES.index('[[source]]\nid = "brewers-letter"') :]
    assert place(TEXTS, kept + '[[source]]\nid = "brand-new"\n') == "articles/sources.toml"
    assert place(TEXTS, SURVEY.partition("[[claim]]")[0]) == SURVEY_FILE


def test_a_new_survey_is_named_after_its_id() -> None:
    assert place(TEXTS, SURVEY.replace('"yeast-survey"', '"barm-2024"')) == "library/barm-2024.toml"


def test_new_guidance_is_named_after_its_id() -> None:
    assert place(TEXTS, ADVICE.replace('"share-the-yeast"', '"hoard"', 1)) == "library/advice/hoard.md"


def test_an_addition_to_guidance_has_a_file_beside_that_of_the_first() -> None:
    assert place(TEXTS, '+++\nextends = "share-the-yeast"\n+++\n') == "library/advice/share-the-yeast.md"


def test_words_are_known_by_their_tables() -> None:
    assert place(TEXTS, '[glossary]\n"Hefe" = "yeast"\n') == "words.toml"
    assert '"decoy" stands among words' in told(WORDS + DECOYS)


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (SOURCES + MORE, '"guild-news" is in articles/sources.toml, but "yeast-survey" in library/barm.toml'),
        (
            SURVEY.replace('"yeast-survey"', '"barm-2024"') + SOURCES,
            '"barm-2024" is new, but "guild-news" is in articles/sources.toml already, leave that out',
        ),
        ('[[source]]\nid = "barm-review"\n', "whose [survey] is not in the upload, send the whole file"),
        ('[[source]]\nid = "nobodys"\n', 'no file holds "nobodys"'),
        ('[survey]\nid = "barm"\n', "library/barm.toml holds something else"),
        ("", "nothing in it has an id, send TOML with"),
        ("# Lead\n\nShare it.\n", "not TOML: Expected '=' after a key in a key/value pair, send TOML with"),
        ("Dear bot, 64 percent", "not TOML"),
        ("[[measure]]\nshort = 1\n", "nothing in it has an id"),
        ("+++\nid = 3\n+++\n", "nothing in it has an id"),
        ("+++\nid = \n", "no head"),
    ],
)
def test_an_upload_without_a_place_is_told_why(upload: str, said: str) -> None:
    assert said in told(upload)


@pytest.mark.parametrize(
    "id_",
    ["../x", "a/b", "..", "a\\\\b", "", "A", "x" * 81, "a b", ".hidden", "x\\u0000", "C:x", "x.toml"],
)
@pytest.mark.parametrize("key", ["id", "extends"])
def test_an_id_that_would_lead_elsewhere_is_refused(key: str, id_: str) -> None:
    assert isinstance(place(TEXTS, f'[survey]\n{key} = "{id_}"\n'), Problem)
    assert isinstance(place(TEXTS, f'[survey]\n{key} = "{id_}"\n[[measure]]\nid = "m"\n'), Problem)
    assert isinstance(place(TEXTS, f'+++\n{key} = "{id_}"\n+++\n'), Problem)


@pytest.mark.parametrize(
    "upload",
    [
        "x" * 10_000_000,
        "\n" * 10_000_000,
        "+++\n" + "é" * 5_000_000,
        "a = " + "[" * 100_000,
        "a = " + "[\n" * 100_000,
        "a = " + "{b = " * 100_000,
        ".".join("a" * 100_000) + " = 1",
        "[" + ".".join(["a"] * 3_000) + "]",
        '[survey]\nid = "\0"\n',
        '[survey]\nid = "x"\nname = "\ud800"\n',
        "[survey]\nid = " + "9" * 7_000,
        "a = 1e999999999999999999\n",
        "a = 0x" + "f" * 7_000,
        "survey = 1",
        "survey = [1]",
        'measure = [{ id = "x" }]\n[survey]\nid = 4\n',
        "[[survey]]\nid = 'x'\n[[survey]]\nid = 'y'\n",
        "[source]\nid = 'x'\n",
        "+++\n+++\n",
        "+++\n" + "[[a]]\n" * 30_000 + "+++\n",
        "[[source]]\n" * 20_000,
        '"""' * 30_000,
    ],
    ids=lambda upload: repr(upload[:20]),
)
def test_a_hostile_upload_is_a_problem_and_no_error(upload: str) -> None:
    assert isinstance(place(TEXTS, upload), Problem)


@pytest.mark.parametrize("file", sorted(TEXTS))
@given(data=st.data())
def test_a_damaged_file_has_its_old_place_or_none_or_a_new_one(file: str, data: st.DataObject) -> None:
    text = TEXTS[file]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    found = place(TEXTS, text[:start] + data.draw(st.text(max_size=5)) + text[end:])
    assert isinstance(found, Problem) or found in TEXTS or found.startswith("library/")
    assert isinstance(found, Problem) or ".." not in found
