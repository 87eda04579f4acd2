"""Questions about figures that lead to a refusal instead of a finding about nothing."""

from __future__ import annotations

from bot.conversation import reckon
from bot.conversation.moves import Declined
from bot.knowledge.model import Missing
from bot.questions.question import Question
from bot.questions.vocabulary import Terms
from tests import builders

ALONE = builders.knowledge(builders.measure("bread", figures={"cio": 60}))
TERMS = Terms(ALONE, frozenset())


def test_a_ranking_of_gaps_where_there_is_none_is_a_refusal() -> None:
    asked = Question(tokens=("rank", "the", "gaps"), cues=frozenset(["order", "apart"]))
    assert isinstance(reckon.ranked(asked, ALONE, TERMS, of_gaps=True), Declined)


def test_the_widest_gap_where_there_is_none_is_a_refusal() -> None:
    asked = Question(tokens=("widest", "gap"), cues=frozenset(["largest", "apart"]))
    found = reckon.extreme(asked, ALONE, TERMS, place=1, largest=True, of_gaps=True)
    assert isinstance(found, Declined)


def test_a_role_nobody_counted_is_refused_by_name_with_the_nearest_figures() -> None:
    measure = next(iter(ALONE.measures.values()))
    found = reckon.reckon(Question(tokens=("cfos",), roles=("cfo",)), [measure], ALONE)
    assert isinstance(found, Declined)
    assert (found.missing, found.about, found.nearest) == (Missing.ROLE, "CFOs", measure.id)
    assert [r.figure.value for r in found.readings] == [60]


def test_taking_groups_together_is_refused_because_their_sizes_are_not_told() -> None:
    measure = next(iter(ALONE.measures.values()))
    asked = Question(tokens=("average",), cues=frozenset(["pool", "number"]))
    found = reckon.reckon(asked, [measure], ALONE)
    assert isinstance(found, Declined)
    assert (found.missing, found.about) == (Missing.BREAKDOWN, "pooled")
