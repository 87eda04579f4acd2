"""What all collections hold together, and that nothing can be said against it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.knowledge.model import SHARE
from bot.knowledge.prose import GAP, read_section
from bot.proofing import proof

if TYPE_CHECKING:
    from bot.advisor import Advisor
    from bot.knowledge.model import Knowledge


@pytest.mark.slow
def test_nothing_can_be_said_against_the_whole_knowledge(
    whole_knowledge: Knowledge, whole_advisor: Advisor
) -> None:
    """Every reply of every entry is worded and every editor's test asked: the slowest of these tests."""
    problems = proof(whole_knowledge, whole_advisor)
    assert problems == (), "\n".join(str(problem) for problem in problems)


def test_the_library_is_large(whole_knowledge: Knowledge) -> None:
    guidance = whole_knowledge.advice.values()
    assert sum(len(m.figures) for m in whole_knowledge.measures.values()) >= 150
    assert len(guidance) >= 65
    assert sum(advice.kind == "advice" for advice in guidance) >= 40


def test_the_founding_articles_stay_within_the_whole(
    knowledge: Knowledge, whole_knowledge: Knowledge
) -> None:
    """A later collection adds to them, and changes no figure of theirs."""
    for id_, measure in knowledge.measures.items():
        for population, figure in measure.figures.items():
            held = whole_knowledge.measures[id_].figures[population]
            assert (held.value, held.relation, held.unit) == (figure.value, figure.relation, figure.unit), id_
            assert set(held.sources) >= set(figure.sources), id_
    assert set(whole_knowledge.advice) >= set(knowledge.advice)
    assert set(whole_knowledge.claims) >= set(knowledge.claims)


def test_every_theme_ties_measures_that_are_held_each_once(whole_knowledge: Knowledge) -> None:
    for theme in whole_knowledge.themes.values():
        members = [member.measure for member in theme.members]
        assert set(members) <= set(whole_knowledge.measures), theme.id
        assert len(set(members)) == len(members), theme.id
        assert all(member.differs for member in theme.members), theme.id


def test_every_figure_has_a_publication_that_is_held_and_a_people_that_is_told(
    whole_knowledge: Knowledge,
) -> None:
    for measure in whole_knowledge.measures.values():
        survey = whole_knowledge.surveys[measure.survey]
        for population, figure in measure.figures.items():
            assert figure.sources, measure.id
            assert set(figure.sources) <= set(whole_knowledge.sources), measure.id
            assert survey.populations[population].label, measure.id


def test_every_share_is_of_a_whole(whole_knowledge: Knowledge) -> None:
    for measure in whole_knowledge.measures.values():
        for figure in measure.figures.values():
            assert figure.unit != SHARE or 0 <= figure.value <= 100, measure.id


@pytest.mark.parametrize("kind", ["advice", "definition"])
def test_everything_guidance_rests_on_is_held(whole_knowledge: Knowledge, kind: str) -> None:
    for advice in whole_knowledge.advice.values():
        if advice.kind == kind:
            assert [g.id for g in advice.rests_on if _lacks(g.kind, g.id, whole_knowledge)] == [], advice.id


def _lacks(kind: str, id_: str, known: Knowledge) -> bool:
    return id_ not in {"figure": known.measures, "claim": known.claims, "source": known.sources}[kind]


def test_guidance_calls_who_was_asked_as_the_survey_does(whole_knowledge: Knowledge) -> None:
    """Nobody is made a CIO or CMO who was asked as something else."""
    for advice in whole_knowledge.advice.values():
        for name, section in advice.sections.items():
            prose = read_section(section)
            for call, said in zip(prose.references, prose.plain.split(GAP)[1:], strict=True):
                title = re.match(r" of (CIOs|CMOs)\b", said)
                if title is not None and call.function == "figure":
                    measure, population = call.arguments
                    survey = whole_knowledge.surveys[whole_knowledge.measures[measure].survey]
                    label = survey.populations[population].label
                    assert label.startswith(title[1]), f"{advice.id}, {name}: {label}"


def test_two_lines_of_a_list_never_read_the_same(whole_knowledge: Knowledge) -> None:
    """Look-alikes are told apart by what was asked and by whom."""
    named = [(measure.short, measure.survey) for measure in whole_knowledge.measures.values()]
    assert [line for line in named if named.count(line) > 1] == []
