"""Questions worded before they were tried, most by authors who had seen neither knowledge nor code.

They are no target to be tuned to entry by entry; they guard what must never happen, and that what
once was understood stays understood.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.evaluation import Scorecard, evaluate

if TYPE_CHECKING:
    from bot.advisor import Advisor
    from bot.knowledge.model import Knowledge

HELD_OUT = Path(__file__).parent.parent / "knowledge" / "tests"
LIBRARY = "library.jsonl"
TITLES = Path(__file__).parent / "titles.toml"


def scored(advisor: Advisor, name: str) -> Scorecard:
    lines = (HELD_OUT / name).read_text(encoding="utf-8").splitlines()
    return evaluate([json.loads(line) for line in lines if line.strip()], advisor)


@pytest.mark.parametrize("name", ["heldout.jsonl", "heldout-2.jsonl", "nothing.jsonl"])
def test_no_held_out_question_gets_a_wrong_number(advisor: Advisor, name: str) -> None:
    assert [(v.turns, v.wrong) for v in scored(advisor, name).verdicts if v.wrong] == []


@pytest.mark.parametrize(("name", "share"), [("heldout.jsonl", 0.92), ("heldout-2.jsonl", 0.84)])
def test_most_held_out_questions_are_answered_as_their_authors_expect(
    advisor: Advisor, name: str, share: float
) -> None:
    card = scored(advisor, name)
    assert card.passed >= share * len(card.verdicts), [v.turns for v in card.verdicts if not v.passed]


def test_no_conversation_about_the_whole_library_gets_a_wrong_number(whole_advisor: Advisor) -> None:
    assert [(v.turns, v.wrong) for v in scored(whole_advisor, LIBRARY).verdicts if v.wrong] == []


def test_most_conversations_about_the_whole_library_go_as_their_author_expects(
    whole_advisor: Advisor,
) -> None:
    card = scored(whole_advisor, LIBRARY)
    assert card.passed >= 0.8 * len(card.verdicts), [v.turns for v in card.verdicts if not v.passed]


def test_questions_far_from_the_subject_are_never_answered(advisor: Advisor) -> None:
    card = scored(advisor, "nothing.jsonl")
    assert [v.turns for v in card.verdicts if v.group == "nothing, far" and not v.passed] == []


def test_every_title_leads_to_an_entry_that_is_held(whole_knowledge: Knowledge) -> None:
    titles = tomllib.loads(TITLES.read_text(encoding="utf-8"))
    assert [i for ids in titles.values() for i in ids if whole_knowledge.entry(i) is None] == []
