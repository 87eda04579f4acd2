"""When an editor is asked for the period of a figure, and what period it has where not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bot.editing.edits import AddFigure, AddMeasure, NewFigure, Revised
from bot.editing.revise import revise
from bot.library import knowledge_folder, read_texts
from bot.service.publishing.dialogue import _QUESTIONS, Dialogue, Wrong, answered, edit_of, value_dialogue
from tests.service.dialogues import FIGURE_LINES, SURVEY, told
from tests.service.publishing_samples import ENTRY

if TYPE_CHECKING:
    from bot.knowledge.model import Knowledge


def test_the_figure_of_one_more_group_has_the_unit_of_the_others_and_a_period(
    whole_knowledge: Knowledge,
) -> None:
    entry = "gartner-martech-2023/stack-use"
    measure = whole_knowledge.measures[entry]
    without = replace(measure, figures={id_: measure.figures[id_] for id_ in ("cmo", "cmo-2022")})
    known = replace(whole_knowledge, measures={**whole_knowledge.measures, entry: without})
    edit = edit_of(told(value_dialogue(entry, "cmo-2020", known), ["58", "2020"], known), known)
    figure = NewFigure(value=Decimal(58), unit="% of its capabilities", period="2020")
    assert edit == AddFigure(entry=entry, population="cmo-2020", figure=figure)


@pytest.mark.parametrize("population", ["cio", "others"])
def test_no_period_is_asked_for_where_no_figure_has_one(knowledge: Knowledge, population: str) -> None:
    assert open_questions(value_dialogue(ENTRY, population, knowledge)) == ["value"]


WAVES = "leapfrog-2016"
GOALS = f"{WAVES}/goals-business-outcomes"  # which nobody was asked the year before


def open_questions(dialogue: Dialogue) -> list[str]:
    return [name for name in _QUESTIONS[dialogue.kind] if name not in dialogue.given]


def test_the_period_of_a_group_of_another_year_is_that_of_its_other_figures(
    whole_knowledge: Knowledge,
) -> None:
    dialogue = value_dialogue(GOALS, "cmo-2015", whole_knowledge)
    assert open_questions(dialogue) == ["value"]
    edit = edit_of(told(dialogue, ["40"], whole_knowledge), whole_knowledge)
    figure = NewFigure(value=Decimal(40), period="2015")
    assert edit == AddFigure(entry=GOALS, population="cmo-2015", figure=figure)


def new_figure(survey: str, population: str, knowledge: Knowledge, *period: str) -> AddMeasure:
    """A new figure as a dialogue makes it, to which a period is told if it asks for one."""
    (printer, *_) = knowledge.surveys[survey].sources
    lines = [survey, *FIGURE_LINES[1:3], population, "40%", *period, printer, *FIGURE_LINES[6:]]
    edit = edit_of(told(Dialogue(kind="figure"), lines, knowledge), knowledge)
    assert isinstance(edit, AddMeasure)
    return edit


@pytest.mark.parametrize(
    ("survey", "population", "period"),
    [
        (SURVEY, "cmo", None),  # a survey without other years
        (WAVES, "cmo", None),  # the group of the survey's own year
        (WAVES, "cmo-2015", "2015"),
        ("gartner-spend-2016", "cmo", "2016"),
    ],
)
def test_a_new_figure_has_the_period_of_its_group(
    whole_knowledge: Knowledge, survey: str, population: str, period: str | None
) -> None:
    assert new_figure(survey, population, whole_knowledge).figures[population].period == period


@pytest.mark.parametrize(("said", "period"), [("2023", "2023"), ("–", None)])
def test_the_period_of_a_new_figure_is_asked_for_where_its_group_tells_no_one_period(
    whole_knowledge: Knowledge, said: str, period: str | None
) -> None:
    edit = new_figure("gartner-martech-2023", "cmo", whole_knowledge, said)
    assert edit.figures["cmo"].period == period
    texts, _ = read_texts(knowledge_folder())
    revised = revise(texts, edit)
    assert isinstance(revised, Revised)
    (written,) = revised.texts.values()
    line = "figures.cmo = " + ("40" if period is None else '{ value = 40, period = "2023" }')
    assert line in written.splitlines()


def test_a_group_that_was_never_counted_is_asked_for_its_period_where_its_survey_has_some(
    whole_knowledge: Knowledge,
) -> None:
    survey = whole_knowledge.surveys[WAVES]
    later = replace(survey.populations["cmo-2015"], id="cmo-2014")
    known = replace(survey, populations={**survey.populations, "cmo-2014": later})
    knowledge = replace(whole_knowledge, surveys={**whole_knowledge.surveys, WAVES: known})
    assert open_questions(value_dialogue(GOALS, "cmo-2014", knowledge)) == ["value", "period"]
    assert new_figure(WAVES, "cmo-2014", knowledge, "2014").figures["cmo-2014"].period == "2014"


@pytest.mark.parametrize(("line", "why"), [("", "empty"), ("20\ud80023", "unfit")])
def test_a_period_of_a_new_figure_can_be_refused(whole_knowledge: Knowledge, line: str, why: str) -> None:
    given = {"survey": "gartner-martech-2023", "short": "a", "statement": "b", "population": "cmo"}
    asked = Dialogue(kind="figure", given={**given, "value": "40%"})
    refused = answered(asked, line, whole_knowledge)
    assert isinstance(refused, Wrong)
    assert refused.why == why
