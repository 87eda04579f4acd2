"""What the shipped knowledge holds, and that nothing can be said against it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bot import library
from bot.knowledge.check import check
from bot.knowledge.model import Relation
from bot.knowledge.numerals import typed_numbers
from bot.proofing import entry_tests
from bot.proofing.trials import trial_problems
from bot.replies.marks import checked
from bot.replies.prose import written
from bot.replies.reply import BRIEF, plain

if TYPE_CHECKING:
    from bot.advisor import Advisor
    from bot.knowledge.model import Knowledge, Problem

SURVEY = "netbiscuits-2013"
ARTICLE, COMMENTARY = "time-to-team-up", "make-mobile-not-war"

#: Every figure that the two articles print: measure, population, relation, value, who prints it.
PRINTED = {
    ("owner-today", "cases", Relation.EXACTLY, 44, (ARTICLE,)),
    ("sole-ownership", "cmo", Relation.MORE_THAN, 50, (ARTICLE,)),
    ("alignment-desirable", "cio", Relation.EXACTLY, 23, (ARTICLE, COMMENTARY)),
    ("alignment-desirable", "cmo", Relation.EXACTLY, 9, (ARTICLE, COMMENTARY)),
    ("data-protection", "cio", Relation.EXACTLY, 83, (ARTICLE,)),
    ("data-protection", "cmo", Relation.EXACTLY, 64, (ARTICLE,)),
    ("keeping-pace", "cio", Relation.EXACTLY, 72, (ARTICLE,)),
    ("keeping-pace", "cmo", Relation.EXACTLY, 47, (ARTICLE,)),
    ("joint-ownership", "others", Relation.EXACTLY, 30, (ARTICLE,)),
    ("mobile-sales", "cio", Relation.EXACTLY, 79, (ARTICLE, COMMENTARY)),
    ("mobile-sales", "cmo", Relation.EXACTLY, 86, (ARTICLE, COMMENTARY)),
}

#: What neither article tells of the survey.
UNTOLD = (
    "fieldwork",
    "published",
    "sample",
    "countries",
    "method",
    "margin_of_error",
    "weighting",
    "wording",
)


def listed(problems: tuple[Problem, ...]) -> str:
    return "\n".join(str(problem) for problem in problems)


def test_nothing_is_wrong_with_the_shipped_knowledge(knowledge: Knowledge) -> None:
    assert not listed(check(knowledge))


def test_every_reply_of_every_entry_can_be_worded_for_everybody(
    knowledge: Knowledge, advisor: Advisor
) -> None:
    assert not listed(trial_problems(knowledge, advisor))


def test_every_entry_is_reached_by_its_own_tests(knowledge: Knowledge, advisor: Advisor) -> None:
    assert not listed(entry_tests(knowledge, advisor))


def test_every_figure_of_both_articles_is_held_and_no_other(knowledge: Knowledge) -> None:
    held = {
        (id_.removeprefix(f"{SURVEY}/"), population, figure.relation, figure.value, figure.sources)
        for id_, measure in knowledge.measures.items()
        if measure.survey == SURVEY
        for population, figure in measure.figures.items()
    }
    assert held == {(*row[:3], Decimal(row[3]), row[4]) for row in PRINTED}
    assert len(held) == 11


def test_every_figure_is_a_percentage(knowledge: Knowledge) -> None:
    units = {figure.unit for measure in knowledge.measures.values() for figure in measure.figures.values()}
    assert units == {"%"}


def test_nothing_is_said_of_the_rest_where_only_a_bound_is_printed(knowledge: Knowledge) -> None:
    for measure in knowledge.measures.values():
        bound = any(figure.relation is not Relation.EXACTLY for figure in measure.figures.values())
        assert not (bound and measure.complement), measure.id


@pytest.mark.parametrize("fact", UNTOLD)
def test_what_neither_article_tells_of_the_survey_is_absent(knowledge: Knowledge, fact: str) -> None:
    assert fact not in knowledge.surveys[SURVEY].facts


def test_the_articles_have_no_date_and_only_one_a_named_author(knowledge: Knowledge) -> None:
    article, commentary = knowledge.sources[ARTICLE], knowledge.sources[COMMENTARY]
    assert (article.author, article.date, article.publisher) == (None, None, None)
    assert (commentary.author, commentary.date) == ("Sydney Hill", None)
    assert commentary.derives_from == (ARTICLE,)


def test_the_two_wordings_of_alignment_are_a_dispute_that_is_always_told(knowledge: Knowledge) -> None:
    (dispute,) = knowledge.disputes_of(f"{SURVEY}/alignment-desirable")
    assert dispute.tell == "always"
    assert {version.sources: version.alike for version in dispute.versions} == {
        (ARTICLE,): False,
        (COMMENTARY,): True,
    }


def test_there_is_guidance_on_twenty_five_subjects_in_ten_wordings_each(knowledge: Knowledge) -> None:
    assert sum(len(advice.asked_as) >= 10 for advice in knowledge.advice.values()) >= 25


def test_guidance_speaks_to_everybody_and_ends_in_steps(knowledge: Knowledge) -> None:
    for advice in knowledge.advice.values():
        if advice.kind == "advice":
            assert set(advice.sections) == {"lead", "cio", "cmo", "ceo", "other"}, advice.id
            assert 2 <= len(advice.steps) <= 5, advice.id


def test_every_piece_of_guidance_is_led_to_by_tests_and_kept_from_others(knowledge: Knowledge) -> None:
    for advice in knowledge.advice.values():
        assert len(advice.reach) >= 2, advice.id
        assert advice.not_, advice.id


def test_no_step_holds_a_number_or_runs_on(knowledge: Knowledge) -> None:
    for advice in knowledge.advice.values():
        for step in advice.steps:
            assert not typed_numbers(step), (advice.id, step)
            assert len(step) < BRIEF / 6, (advice.id, step)
            assert step.endswith("."), (advice.id, step)


def test_every_claim_is_reached_by_itself_or_through_what_it_belongs_to(knowledge: Knowledge) -> None:
    led = {ground.id for advice in knowledge.advice.values() for ground in advice.rests_on}
    for claim in knowledge.claims.values():
        assert claim.asked_as or claim.id in led, claim.id


def test_the_calls_in_the_editors_guide_print_what_it_says(knowledge: Knowledge) -> None:
    guide = (library.knowledge_folder() / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\{\{.*?\}\})` \| (.*?) \|$", guide, re.MULTILINE)
    assert len(rows) == 6
    for call, printed in rows:
        assert plain(checked(written(call, knowledge))) == printed
