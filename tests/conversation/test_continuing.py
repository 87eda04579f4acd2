"""What "more" is, after each sort of answer: the rest of what is held on it, and never another subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.conversation.events import Said
from bot.conversation.moves import ToldMore
from bot.conversation.state import State
from bot.figures import reason
from bot.figures.findings import readings_of
from bot.replies.reply import BRIEF, Kind, Outcome, Reply, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.advisor import Advisor
    from bot.knowledge.model import Knowledge

    Talk = Callable[..., Reply]

FIGURE = "how many CMOs worry about data protection?"
THEME = "is the relationship good?"
GUIDANCE = "how do I win over the CMO?"
MORE = ["more", "give me more", "go on", "anything else?", "tell me more about that", "what else?"]


@pytest.mark.parametrize("text", MORE)
def test_more_of_a_figure_is_all_it_was_counted_for_and_what_must_be_known_of_it(
    talk: Talk, text: str
) -> None:
    reply = talk(FIGURE, text)
    assert (reply.outcome, [int(n) for n in reply.numbers]) == (Outcome.ANSWER, [83, 64])
    assert "sample 300 executives" in plain(reply.text)
    assert "wording of the question is not told" in plain(reply.text)


def test_more_of_a_theme_keeps_to_its_figures_and_names_what_is_near(
    talk: Talk, whole_knowledge: Knowledge
) -> None:
    theme = whole_knowledge.themes["relationship-good"]
    rows = readings_of(reason.side_by_side(whole_knowledge, theme))
    reply = talk(THEME, "tell me more")
    assert set(reply.numbers) <= {row.figure.value for row in rows}
    assert reply.choices
    assert theme.id not in {choice.id for choice in reply.choices}


def test_what_is_held_beside_it_can_be_picked(talk: Talk) -> None:
    offered = talk(FIGURE, "more").choices
    assert talk(FIGURE, "more", "1").entry == offered[0].id


def test_more_keeps_the_thread(talk: Talk) -> None:
    assert [int(n) for n in talk(FIGURE, "more", "and the CIOs?").numbers] == [83]
    assert talk(FIGURE, "more", "source?").entry == "netbiscuits-2013/data-protection"


def test_more_of_guidance_is_what_to_do_and_then_what_it_rests_on(talk: Talk) -> None:
    first, then = talk(GUIDANCE, "go on"), talk(GUIDANCE, "go on", "more")
    assert (first.kind, first.entry) == (Kind.ADVICE, "win-over-the-cmo")
    assert "What to do" in plain(first.text)
    assert (then.kind, then.entry) == (Kind.SOURCE, "win-over-the-cmo")


def test_more_of_steps_that_were_told_first_is_what_they_follow_from(talk: Talk) -> None:
    asked = "My CIO blocks every tool we want. What can I do?"
    first, then, last = talk(asked), talk(asked, "more"), talk(asked, "more", "anything else?")
    assert "What to do" in plain(first.text)
    assert then.entry == first.entry
    assert "What to do" not in plain(then.text)
    assert (last.kind, last.entry) == (Kind.SOURCE, first.entry)


@pytest.mark.parametrize("text", MORE)
def test_more_of_nothing_is_no_answer(talk: Talk, text: str) -> None:
    assert talk(text).outcome is not Outcome.ANSWER


@pytest.mark.parametrize(
    "text", ["do CIOs worry more?", "more about shadow IT", "how many more CIOs than CMOs?"]
)
def test_a_question_with_that_word_asks_what_it_asks(whole_advisor: Advisor, text: str) -> None:
    state = whole_advisor.turn(Said(text=FIGURE), State()).state
    assert not isinstance(whole_advisor._decider.decide(text, state).move, ToldMore)


def test_more_of_any_figure_or_theme_is_brief(whole_advisor: Advisor, whole_knowledge: Knowledge) -> None:
    held = [reason.readings(whole_knowledge, measure) for measure in whole_knowledge.measures.values()]
    held += [
        readings_of(reason.side_by_side(whole_knowledge, each)) for each in whole_knowledge.themes.values()
    ]
    for rows in held:
        reply = whole_advisor.trial(ToldMore(readings=rows), State())
        assert reply.kept_rule, rows[0].measure.id
        assert len(plain(reply.text)) <= BRIEF, rows[0].measure.id
        assert plain(reply.text).endswith("That is all I hold on it.")
