"""Texts that were never meant to be knowledge, and sound ones that something happened to."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.parse import parse
from tests.knowledge.guild import ADVICE, ADVICE_FILE, SURVEY_FILE, TEXTS, problems_of

if TYPE_CHECKING:
    from collections.abc import Mapping

FILES = sorted(TEXTS)
HOSTILE = {
    "10 MB": "x" * 10_000_000,
    "10 MB of tables": "[[measure]]\n" * 850_000,
    "deep arrays": "a = " + "[" * 100_000,
    "deep inline tables": "a = " + "{b = " * 20_000,
    "deep arrays on many lines": "a = " + "[\n" * 100_000,
    "a key of many parts": "a" + ".a" * 100_000 + " = 1",
    "many keys of many parts": "".join(f"[x{i}{'.a' * 3_900}]\n" for i in range(32)),
    "many quoted keys of many parts": "".join(f"[x{i}" + '."a"' * 1_900 + "]\n" for i in range(30)),
    "a long line": "a = '" + "x" * 200_000 + "'",
    "a long number": "a = " + "9" * 7_000,
    "an endless exponent": "a = 1e" + "9" * 100,
    "a quarter of a megabyte of tables": "[[measure]]\n" * 21_000,
    "many unknown keys": "".join(f"key{i} = 1\n" for i in range(20_000)),
    "NUL": "\x00",
    "half a pair": "a = '\ud800'",
    "open strings": "a = '''" * 30_000,
    "quotes": '"""' * 80_000,
    "fences": "+++\n" * 60_000,
    "headings": "+++\n+++\n" + "# Lead\n" * 30_000,
    "deep template": ADVICE + "{{ " + "(" * 100_000,
    "open templates": ADVICE + "{{ " * 60_000,
    "words": ADVICE + "one in " * 30_000,
}


@pytest.mark.parametrize("file", [SURVEY_FILE, ADVICE_FILE, "words.toml"])
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_text_is_a_problem_within_seconds(file: str, name: str) -> None:
    start = time.perf_counter()
    problems = problems_of({**TEXTS, file: HOSTILE[name]})
    assert time.perf_counter() - start < 10
    assert any(problem.place.file == file for problem in problems)


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\x00", "a control character (U+0000)"),
        ("\x1b", "a control character (U+001B)"),
        ("\udfff", "half a surrogate pair (U+DFFF)"),
        ("\ue000", "a private-use character (U+E000)"),
        ("\uf8ff", "a private-use character (U+F8FF)"),
        ("\u202e", "a character that turns the writing direction (U+202E)"),
        ("\u2066", "a character that turns the writing direction (U+2066)"),
        ("\u200b", "an invisible character (U+200B)"),
    ],
)
def test_a_character_unfit_for_text_is_one_problem_at_its_line(character: str, name: str) -> None:
    for file, old, line in (
        ("decoys.toml", "millers and", 3),
        (ADVICE_FILE, "Taste first.", ADVICE[: ADVICE.index("Taste")].count("\n") + 1),
    ):
        text = TEXTS[file].replace(old, character + old)
        found = [str(problem) for problem in problems_of({**TEXTS, file: text})]
        assert found == [f"{file}:{line}: {name}, delete it"]


@pytest.mark.parametrize("escape", ["\\u202E", "\\uE000", "\\u0000", "\\u200B"])
def test_escapes_bring_in_no_unfit_character(escape: str) -> None:
    texts = {**TEXTS, "decoys.toml": TEXTS["decoys.toml"].replace("millers and", escape + "millers and")}
    known, problems = parse(texts)
    assert len(problems) == 1
    assert str(problems[0]).endswith('in "about", delete it')
    assert known is not None
    assert known.decoys["millers"].about == "\ufffdmillers and their mills"


def test_a_file_larger_than_its_limit_is_one_problem() -> None:
    _, problems = parse({**TEXTS, "library/more.toml": "#" * (256 * 1024 + 1)})
    assert [str(problem) for problem in problems] == [
        "library/more.toml:1: the file is larger than 256 KiB, split it",
    ]


@given(st.dictionaries(st.sampled_from([*FILES, "a/b/c.toml", "", "/", "..", "x.md"]), st.text()))
def test_any_texts_can_be_parsed(texts: Mapping[str, str]) -> None:
    problems_of(texts)


@given(st.data())
def test_sound_texts_survive_any_cut_and_paste(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(FILES))
    text = TEXTS[file]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 60)))
        other = TEXTS[data.draw(st.sampled_from(FILES))]
        cut = data.draw(st.integers(0, len(other)))
        pasted = data.draw(st.sampled_from(["", other[cut : cut + 40], '"', "[", "{{", "\n", "\ud800"]))
        text = text[:start] + pasted + text[end:]
    problems = problems_of({**TEXTS, file: text})
    assert all(problem.place.line >= 1 and problem.what for problem in problems)


VALUES = ("1", "true", "[]", "[1]", "{}", "{ a = 1 }", "[{}]", "1979-05-27", "nan", "''", "'x'", "-0.0")


@given(st.sampled_from(FILES), st.integers(min_value=0), st.sampled_from(VALUES))
def test_values_of_another_type_are_problems_and_nothing_else(file: str, which: int, value: str) -> None:
    lines = TEXTS[file].split("\n")
    settable = [
        n for n, line in enumerate(lines) if line[:1].isalpha() and " = " in line and not line.endswith("[")
    ]
    number = settable[which % len(settable)]
    key = lines[number].partition(" = ")[0]
    lines[number] = f"{key} = {value}"
    problems_of({**TEXTS, file: "\n".join(lines)})
