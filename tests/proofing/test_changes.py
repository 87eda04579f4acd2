"""What tells two versions apart: nothing is overlooked, and nothing is made up."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from bot.knowledge.model import Dispute, Place, Relation, Version
from bot.knowledge.parse import parse
from bot.proofing.changes import (
    Change,
    Correction,
    FigureChange,
    Happened,
    Subject,
    TextChange,
    changes,
    corrections,
)
from tests import builders
from tests.builders import figure, held_knowledge, knowledge, measure
from tests.knowledge import guild

if TYPE_CHECKING:
    from bot.knowledge.model import Knowledge, Measure

BREAD = "guilds/bread"


def of(*measures: Measure) -> Knowledge:
    return knowledge(*measures)


def only(found: tuple[Change, ...]) -> Change:
    (change,) = found
    return change


def edited(file: str, old: str, new: str) -> Knowledge:
    assert old in guild.TEXTS[file]
    held, _ = parse({**guild.TEXTS, file: guild.TEXTS[file].replace(old, new, 1)})
    assert held is not None
    return held


@given(held_knowledge())
def test_no_change_gives_nothing(held: Knowledge) -> None:
    assert changes(held, held) == ()
    assert corrections(held, held) == ()


@given(held_knowledge(), held_knowledge())
def test_entries_that_differ_are_told_and_no_others(old: Knowledge, new: Knowledge) -> None:
    told = {change.entry: change.happened for change in changes(old, new)}
    before, after = ({e.id: e for e in held.entries()} for held in (old, new))
    assert {i for i, how in told.items() if how is Happened.ADDED} == after.keys() - before.keys()
    assert {i for i, how in told.items() if how is Happened.REMOVED} == before.keys() - after.keys()
    both = before.keys() & after.keys()
    assert {i for i, how in told.items() if how is Happened.CHANGED} == {
        i for i in both if before[i] != after[i]
    }


@given(held_knowledge(), held_knowledge())
def test_a_correction_is_told_for_each_figure_that_is_printed_otherwise(
    old: Knowledge, new: Knowledge
) -> None:
    told = {
        (change.entry, row.population): (row.before, row.after)
        for change in changes(old, new)
        for row in change.figures
        if row.before is not None
    }
    assert {(c.measure, c.population): (c.before, c.after) for c in corrections(old, new)} == told


def test_a_figure_is_told_as_it_was_printed_and_as_it_is_now() -> None:
    old = of(measure("bread", figures={"cio": figure(50, relation=Relation.MORE_THAN), "cmo": 40}))
    new = of(measure("bread", figures={"cio": 51, "others": 7}))
    assert only(changes(old, new)) == Change(
        subject=Subject.MEASURE,
        entry=BREAD,
        title="the matter of bread",
        happened=Happened.CHANGED,
        figures=(
            FigureChange(population="cio", label="CIOs", before="over 50%", after="51%"),
            FigureChange(population="others", label="other executives", before=None, after="7%"),
            FigureChange(population="cmo", label="CMOs", before="40%", after=None),
        ),
    )


def test_a_figure_row_says_what_happened_to_it() -> None:
    row = FigureChange(population="cio", label="CIOs", before="1%", after="2%")
    assert row.happened is Happened.CHANGED
    assert replace(row, before=None).happened is Happened.ADDED
    assert replace(row, after=None).happened is Happened.REMOVED


def test_a_relation_alone_is_a_change_and_a_correction() -> None:
    old = of(measure("bread", figures={"cio": 50}))
    new = of(measure("bread", figures={"cio": figure(50, relation=Relation.AT_LEAST)}))
    assert only(changes(old, new)).figures[0].after == "at least 50%"
    assert [c.after for c in corrections(old, new)] == ["at least 50%"]


def test_a_correction_holds_what_it_takes_to_word_it() -> None:
    old = of(measure("bread", figures={"cio": 60}, statement="like bread"))
    new = of(measure("bread", figures={"cio": 61}, statement="love bread"))
    assert corrections(old, new) == (
        Correction(
            measure=BREAD,
            population="cio",
            survey="guilds",
            statement="love bread",
            label="CIOs",
            share=True,
            before="60%",
            after="61%",
        ),
    )


def test_a_withdrawn_measure_withdraws_its_figures_in_its_old_words() -> None:
    old = of(measure("bread", figures={"cio": figure(300, unit="respondents")}), measure("salt"))
    (found,) = corrections(old, of(measure("salt")))
    assert (found.statement, found.label, found.share) == ("care about bread", "CIOs", False)
    assert (found.before, found.after) == ("300 respondents", None)


def test_a_new_figure_corrects_nothing() -> None:
    old = of(measure("bread", figures={"cio": 60}))
    assert corrections(old, of(measure("bread", figures={"cio": 60, "cmo": 1}), measure("salt"))) == ()


def test_a_caveat_of_a_figure_is_a_text_and_its_value_is_none() -> None:
    old = of(measure("bread", figures={"cio": 60}))
    new = of(measure("bread", figures={"cio": figure(60, caveat="few were asked")}))
    change = only(changes(old, new))
    assert change.figures == ()
    assert change.texts == (TextChange(part="figures.cio.caveat", before=None, after="few were asked"),)
    assert corrections(old, new) == ()


def test_phrasings_are_told_as_gained_and_lost_and_not_as_texts() -> None:
    old = of(measure("bread", asked_as=("bread", "loaves", "crumbs")))
    new = of(measure("bread", asked_as=("crumbs", "bread", "rolls")))
    change = only(changes(old, new))
    assert (change.gained, change.lost, change.texts) == (("rolls",), ("loaves",), ())


@pytest.mark.parametrize("part", ["asked_as", "reach", "not_"])
def test_another_order_of_phrasings_or_tests_is_no_change(part: str) -> None:
    def told(*phrasings: str) -> Knowledge:
        return of(replace(measure("bread"), **{part: phrasings}))  # type: ignore[arg-type] # one of the three

    assert changes(told("a", "b"), told("b", "a")) == ()
    assert changes(told("a", "b"), told("b", "c")) != ()


def test_where_an_entry_is_written_is_no_change() -> None:
    old = of(measure("bread"))
    assert changes(old, of(measure("bread", place=Place(file="elsewhere.toml", line=9)))) == ()


def test_what_is_gone_comes_before_what_changed_and_that_before_what_is_new() -> None:
    old = of(measure("bread"), measure("salt"))
    new = of(measure("rope"), measure("salt", short="salt, again"))
    assert [(c.happened, c.entry) for c in changes(old, new)] == [
        (Happened.REMOVED, BREAD),
        (Happened.CHANGED, "guilds/salt"),
        (Happened.ADDED, "guilds/rope"),
    ]


def test_figures_of_a_dispute_are_told_with_the_side_that_names_them() -> None:
    bread = measure("bread")

    def disputed(value: int) -> Dispute:
        side = Version(says="less", sources=("release",), figures=MappingProxyType({"cio": figure(value)}))
        return builders.dispute(bread, side)

    change = only(changes(knowledge(bread, disputes=[disputed(3)]), knowledge(bread, disputes=[disputed(4)])))
    assert change.texts == (TextChange(part="versions.1.figures.cio", before="3%", after="4%"),)


@pytest.mark.parametrize(
    ("file", "old", "new", "entry", "part"),
    [
        (guild.ADVICE_FILE, "Taste first.", "Smell first.", "share-the-yeast", "sections.other"),
        (guild.ADVICE_FILE, "Bring a jar.", "Bring two.", "share-the-yeast", "steps"),
        (guild.SURVEY_FILE, "200 members", "300 members", "yeast-survey", "facts.sample"),
        (
            guild.SURVEY_FILE,
            'label = "brewers"',
            'label = "Brewers"',
            "yeast-survey",
            "populations.brewer.label",
        ),
        (
            guild.SURVEY_FILE,
            "exhaustive = true",
            "exhaustive = false",
            "yeast-survey",
            "questions.keeper.exhaustive",
        ),
        (guild.SURVEY_FILE, "it was pride", "it was joy", "yeast-survey/pride-wording", "versions.1.says"),
        ("decoys.toml", "their mills", "the mills", "millers", "about"),
        ("words.toml", "how far apart", "how far off", "words", "cues.gap"),
        ("library/barm.toml", "the cellar", "a cellar", "pride", "members.2.differs"),
    ],
)
def test_a_text_is_told_with_the_way_to_it(file: str, old: str, new: str, entry: str, part: str) -> None:
    change = only(changes(guild.sound(), edited(file, old, new)))
    assert change.entry == entry
    assert [text.part for text in change.texts] == [part]
    assert change.texts[0].before != change.texts[0].after
