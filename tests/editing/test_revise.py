"""Whatever is written in an edit: it reads like that afterwards, or the edit is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editing.edits import (
    AddFigure,
    AddPhrasing,
    NewFigure,
    Part,
    RemovePhrasing,
    Revised,
    SetCaveat,
    SetText,
    SetValue,
)
from bot.editing.parts import parts_of
from bot.editing.revise import revise
from bot.knowledge.parse import parse
from tests.editing.comparing import refused
from tests.editing.guild import ADVICE, CLAIM, DECOY, MEASURE, PRIDE, SHARE, WILLING, changed
from tests.knowledge.guild import TEXTS, sound

if TYPE_CHECKING:
    from decimal import Decimal


ANYTHING = st.text(st.characters(exclude_categories=())) | st.sampled_from(
    ("+++", "'''", '"""', "\\", 'a" # b', "[[decoy]]", "{{ x }}", "x\n+++\ny", "\x00", "\u2028", "a\rb")
)


@given(text=ANYTHING, part=st.sampled_from((Part.LEAD, Part.TITLE, Part.STEPS, Part.OTHERS)))
def test_whatever_is_written_in_guidance_reads_like_that_or_is_refused(text: str, part: Part) -> None:
    found = revise(TEXTS, SetText(entry=SHARE, part=part, text=text))
    if isinstance(found, Revised):
        knowledge, _ = parse({**TEXTS, **found.texts})
        assert knowledge is not None
        told = parts_of(knowledge, SHARE)
        assert told[part].split() == text.split()
        assert {**told, part: ""} == {**parts_of(sound(), SHARE), part: ""}


@given(text=ANYTHING)
def test_whatever_is_written_on_a_card_reads_like_that_or_is_refused(text: str) -> None:
    for edit in (
        SetText(entry=PRIDE, part=Part.SHORT, text=text),
        AddPhrasing(entry=CLAIM, text=text),
        SetCaveat(entry=WILLING, population="baker", text=text),
        replace(DECOY, about=text),
    ):
        found = revise(TEXTS, edit)
        if isinstance(found, Revised):
            knowledge, problems = parse({**TEXTS, **found.texts})
            assert knowledge is not None
            assert problems == ()
            told = (
                knowledge.measures[PRIDE].short,
                *knowledge.claims[CLAIM].asked_as,
                knowledge.measures[WILLING].figures["baker"].caveat,
                *(decoy.about for decoy in knowledge.decoys.values()),
            )
            assert " ".join(text.split()) in told


@settings(max_examples=settings().max_examples // 3)
@given(text=ANYTHING, value=st.decimals())
def test_whatever_is_named_gets_an_answer(text: str, value: Decimal) -> None:
    for edit in (
        SetValue(entry=text, population=text, value=value),
        SetValue(entry=PRIDE, population="baker", value=value),
        RemovePhrasing(entry=PRIDE, text=text),
        AddFigure(entry=WILLING, population=text, figure=NewFigure(value=value, unit=text)),
        replace(ADVICE, id=text, kind=text, collection=text),
        replace(MEASURE, survey=text),
    ):
        revise(TEXTS, edit)


def test_an_edit_after_which_a_file_could_not_be_read_is_not_made() -> None:
    texts = {**TEXTS, "decoys.toml": TEXTS["decoys.toml"] + "# mills\n" * 32_700}
    assert "the file is larger than 256 KiB" in refused(texts, replace(DECOY, about="x" * 2_900))


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "[" * 100_000, "x" * 1_000_000, "+++", '"""'])
def test_a_text_that_cannot_be_read_stands_in_nobodys_way(text: str) -> None:
    texts = {**TEXTS, "library/bad.toml": text, "library/advice/bad.md": text}
    assert changed(DECOY, texts).keys() == {"decoys.toml"}
    assert "unknown entry" in refused(texts, AddPhrasing(entry="nobody", text="x"))
