"""New figures, measures, decoys and guidance: where they stand, and what is said when they can't."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.editing.edits import AddFigure, Edit, NewFigure, Part
from bot.knowledge.model import Relation
from tests.editing.comparing import refused, revised
from tests.editing.guild import ADVICE, DECOY, MEASURE, PRIDE, SHARE, WILLING, after, changed
from tests.knowledge.guild import TEXTS


def test_a_figure_of_a_further_population_stands_below_the_others() -> None:
    figure = NewFigure(value=Decimal(12), relation=Relation.AT_LEAST, period="2013", caveat="few were asked")
    edit = AddFigure(entry="yeast-survey/cellar", population="cook", figure=figure)
    line = 'figures.cook = { value = 12, relation = "at least", period = "2013", caveat = "few were asked" }'
    assert changed(edit) == {"library/barm.toml": ([], [line])}
    assert after(edit).measures["yeast-survey/cellar"].figures["cook"].caveat == "few were asked"


def test_a_new_measure_stands_below_the_last_of_its_survey() -> None:
    knowledge = after(MEASURE)
    measure = knowledge.measures["yeast-survey/oven-pride"]
    assert (measure.short, measure.complement) == ("pride in the oven", "are not")
    assert measure.asked_as == MEASURE.asked_as
    assert {p: (f.value, f.unit) for p, f in measure.figures.items()} == {
        "baker": (Decimal("51.5"), "%"),
        "cook": (Decimal(3), "ovens"),
    }
    ((gone, come),) = changed(MEASURE).values()
    assert gone == []
    assert [line for line in come if line] == [
        "[[measure]]",
        'id = "oven-pride"',
        'short = "pride in the oven"',
        'statement = "are proud of their oven"',
        'sources = ["barm-review"]',
        "figures.baker = 51.5",
        'figures.cook = { value = 3, unit = "ovens" }',
        'complement = "are not"',
        "asked_as = [",
        '    "proud of the oven",',
        '    "oven vanity",',
        "]",
        'reach = ["how many boast of heat"]',
    ]


def test_a_new_decoy_stands_at_the_end_and_makes_a_file_where_there_is_none() -> None:
    assert after(DECOY).decoys["ovens"].near == SHARE
    assert changed(DECOY)["decoys.toml"][0] == []
    without = {file: text for file, text in TEXTS.items() if file != "decoys.toml"}
    assert revised(without, DECOY)["decoys.toml"].startswith('[[decoy]]\nid = "ovens"\n')


def test_new_guidance_is_a_file_named_after_its_id() -> None:
    assert revised(TEXTS, ADVICE).keys() == {"library/advice/bake-together.md"}
    entry = after(ADVICE).advice["bake-together"]
    assert (entry.title, entry.basis, entry.asked_as) == (ADVICE.title, ADVICE.basis, ADVICE.asked_as)
    assert (entry.rests_on, entry.steps, entry.related) == (ADVICE.rests_on, ADVICE.steps, ADVICE.related)
    assert {key: text.strip() for key, text in entry.sections.items()} == ADVICE.sections


def test_a_definition_needs_its_lead_alone() -> None:
    edit = replace(ADVICE, kind="definition", collection="articles", sections={Part.LEAD: "It is bread."})
    assert revised(TEXTS, edit).keys() == {"articles/advice/bake-together.md"}
    assert after(edit).advice["bake-together"].kind == "definition"


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (
            AddFigure(entry=PRIDE, population="cook", figure=NewFigure(value=Decimal(1))),
            'has a figure for "cook" already, change its value',
        ),
        (
            AddFigure(entry=WILLING, population="miller", figure=NewFigure(value=Decimal(1))),
            '"yeast-survey" has no population "miller"',
        ),
        (AddFigure(entry=WILLING, population="cook", figure=NewFigure(value=Decimal(101))), "is 101 %"),
        (replace(MEASURE, id="starter-pride"), "is entered at articles/survey.toml:"),
        (replace(MEASURE, id="No Id"), '"No Id" is no id'),
        (replace(MEASURE, survey="pride"), '"pride" is no survey'),
        (replace(MEASURE, survey="yeast"), 'unknown entry "yeast"'),
        (replace(MEASURE, figures={}), "a measure without figures"),
        (replace(MEASURE, figures={"miller": NewFigure(value=Decimal(1))}), "no population"),
        (replace(MEASURE, sources=("gossip",)), 'unknown source "gossip"'),
        (replace(MEASURE, asked_as=()), "there is no phrasing"),
        (replace(MEASURE, statement=""), '"statement" is empty'),
        (replace(DECOY, id="millers"), "is entered at decoys.toml:1 already, choose another id"),
        (replace(DECOY, id="../x"), "is no id"),
        (replace(DECOY, near="nobody"), 'unknown entry "nobody"'),
        (replace(DECOY, asked_as=("Oven", "oven!")), "is there twice"),
        (replace(ADVICE, id=SHARE), "choose another id"),
        (replace(ADVICE, id="../../x"), "is no id"),
        (replace(ADVICE, collection="../x"), 'there is no collection "../x"'),
        (replace(ADVICE, sections={Part.LEAD: "Bake."}), 'no section "CIO"'),
        (replace(ADVICE, sections={**ADVICE.sections, Part.CMO: " "}), '"cmo" is empty'),
        (replace(ADVICE, steps=("",)), '"steps" is empty'),
    ],
)
def test_an_addition_that_cannot_be_made_is_told_why(edit: Edit, said: str) -> None:
    assert said in refused(TEXTS, edit)
