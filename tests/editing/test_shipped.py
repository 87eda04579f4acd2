"""What ships, edited: only the lines in question change, and only what they say."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot import library
from bot.editing.edits import (
    SECTION_PARTS,
    AddPhrasing,
    Edit,
    Part,
    RemovePhrasing,
    Revised,
    SetCaveat,
    SetText,
    SetValue,
)
from bot.editing.parts import parts_of
from bot.editing.revise import revise
from bot.editing.upload import place
from bot.knowledge.model import Advice, Entry, Figure, Knowledge, Relation
from bot.knowledge.parse import parse
from tests.editing.comparing import differences, lines, revised, says

TEXTS, _ = library.read_texts(library.knowledge_folder())


def _known() -> Knowledge:
    knowledge, problems = parse(TEXTS)
    assert knowledge is not None
    assert problems == ()
    return knowledge


KNOWLEDGE = _known()
# Each example reads files of a hundred kilobytes.
FEW = settings(max_examples=settings().max_examples // 5)
ENTRIES = st.sampled_from(list(KNOWLEDGE.entries()))
FIGURES = st.sampled_from([f for m in KNOWLEDGE.measures.values() for f in m.figures.values()])
SHARES = st.decimals(min_value=0, max_value=100, places=1)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
SENTENCES = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)


def changes(file: str, new: str) -> list[tuple[object, ...]]:
    """What a file says otherwise than before."""
    return differences(says(file, TEXTS[file]), says(file, new))


@FEW
@given(figure=FIGURES, value=SHARES, relation=st.sampled_from(Relation))
def test_a_value_is_one_line_and_set_back_leaves_no_trace(
    figure: Figure, value: Decimal, relation: Relation
) -> None:
    assume((value, relation) != (figure.value, figure.relation))
    edit = SetValue(entry=figure.measure, population=figure.population, value=value, relation=relation)
    new = revised(TEXTS, edit)
    for file, text in new.items():
        gone, come = lines(TEXTS[file], text)
        assert len(gone) == len(come) == 1
        for at in changes(file, text):
            assert at[2:4] == ("figures", figure.population)
            assert at[4:] in {(), ("value",), ("relation",)}
    back = replace(edit, value=figure.value, relation=figure.relation)
    assert revised({**TEXTS, **new}, back) == {file: TEXTS[file] for file in new}


@FEW
@given(figure=FIGURES, caveat=SENTENCES, whole=st.booleans())
def test_a_caveat_changes_nothing_but_itself(figure: Figure, caveat: str, *, whole: bool) -> None:
    population = None if whole else figure.population
    new = revised(TEXTS, SetCaveat(entry=figure.measure, population=population, text=caveat))
    where = ("caveat",) if whole else ("figures", figure.population)
    for file, text in new.items():
        gone, come = lines(TEXTS[file], text)
        assert max(len(gone), len(come)) == 1
        assert {at[2 : 2 + len(where)] for at in changes(file, text)} == {where}
    without = revised({**TEXTS, **new}, SetCaveat(entry=figure.measure, population=population, text=None))
    assert without.keys() <= new.keys()


@FEW
@given(entry=ENTRIES, phrasing=SENTENCES)
def test_a_phrasing_is_a_line_of_its_own_and_taken_away_leaves_no_trace(entry: Entry, phrasing: str) -> None:
    found = revise(TEXTS, AddPhrasing(entry=entry.id, text=phrasing))
    assume(isinstance(found, Revised))  # a phrasing without a word, or one that is held
    assert isinstance(found, Revised)
    ((file, text),) = found.texts.items()
    gone, come = lines(TEXTS[file], text)
    assert gone == []
    assert len(come) == 1 or (len(come) == 3 and come[0] == "asked_as = [" and come[2] == "]")
    assert {at[2 if file.endswith(".toml") and at[0] != "survey" else -1] for at in changes(file, text)} == {
        "asked_as"
    }
    without = revised({**TEXTS, file: text}, RemovePhrasing(entry=entry.id, text=f"{phrasing}!"))
    assert without == {file: TEXTS[file]}


@FEW
@given(entry=ENTRIES, data=st.data())
def test_removing_a_phrasing_removes_its_line(entry: Entry, data: st.DataObject) -> None:
    assume(entry.asked_as)
    phrasing = data.draw(st.sampled_from(entry.asked_as))
    new = revised(TEXTS, RemovePhrasing(entry=entry.id, text=phrasing))
    for file, text in new.items():
        gone, come = lines(TEXTS[file], text)
        assert come == []
        assert len(gone) == 1


@FEW
@given(entry=ENTRIES, data=st.data())
def test_setting_what_an_entry_says_already_changes_nothing(entry: Entry, data: st.DataObject) -> None:
    parts = {part: text for part, text in parts_of(KNOWLEDGE, entry.id).items() if text}
    part = data.draw(st.sampled_from(sorted(parts)))
    found = revise(TEXTS, SetText(entry=entry.id, part=part, text=parts[part]))
    assert not isinstance(found, Revised)
    assert found.what == "nothing would change"


@FEW
@given(entry=ENTRIES, text=SENTENCES, data=st.data())
def test_a_text_changes_nothing_but_itself(entry: Entry, text: str, data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(sorted(parts_of(KNOWLEDGE, entry.id))))
    assume(not (part in SECTION_PARTS and text.startswith("#")))
    for file, new in revised(TEXTS, SetText(entry=entry.id, part=part, text=text)).items():
        where = "#" if part in SECTION_PARTS else part.value
        assert changes(file, new)
        for at in changes(file, new):
            assert where in at[:3]
        gone, come = lines(TEXTS[file], new)
        if part not in SECTION_PARTS and part is not Part.STEPS:
            assert len(come) == 1
            assert len(gone) <= 1
        if part in SECTION_PARTS:
            assert isinstance(entry, Advice)
            assert "\n".join(gone).strip() == entry.sections[part.value].strip()
            assert come == [text]


SAMPLES = [
    (
        SetValue(entry="netbiscuits-2013/data-protection", population="cio", value=Decimal("64.5")),
        "measures",
    ),
    (SetCaveat(entry="netbiscuits-2013/data-protection", text="seen in a copy"), "measures"),
    (AddPhrasing(entry="ceo-part", text="zither of the boss"), "advice"),
    (SetText(entry="ceo-part", part=Part.LEAD, text="Find the cause first."), "advice"),
    (SetText(entry="netbiscuits-2013", part=Part.METHOD, text="by telephone"), "surveys"),
]


@pytest.mark.parametrize(("edit", "group"), SAMPLES, ids=lambda sample: type(sample).__name__)
def test_the_whole_is_sound_and_differs_in_one_entry(edit: Edit, group: str) -> None:
    knowledge, problems = parse({**TEXTS, **revised(TEXTS, edit)})
    assert problems == ()
    assert knowledge is not None
    before = {entry.id: entry for entry in KNOWLEDGE.entries()}
    after = {entry.id: entry for entry in knowledge.entries()}
    changed = [id_ for id_ in before if before[id_] != after[id_]]
    assert before.keys() == after.keys()
    assert len(changed) == 1
    assert changed[0] in getattr(knowledge, group)


def test_every_file_that_ships_belongs_where_it_is() -> None:
    assert {file: place(TEXTS, text) for file, text in TEXTS.items()} == {file: file for file in TEXTS}
