"""What is said about the bot itself: talk, whatever was spoken of before, and true wherever it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.conversation.events import Said
from bot.conversation.state import State
from bot.replies.reply import Kind, Outcome, Reply, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.advisor import Advisor

    Talk = Callable[..., Reply]

FIGURE = "how many CMOs worry about data protection?"
GUIDANCE = "how do I win over the CMO?"


@pytest.mark.parametrize("before", [(), (FIGURE,), (GUIDANCE,)])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("is this confidential?", "/privacy"),
        ("what do you store about me?", "/privacy"),
        ("forget me", "/forget"),
        ("please delete my data", "/forget"),
        ("who pays you?", "who runs me"),
    ],
)
def test_what_is_kept_and_who_is_behind_it_is_told_whatever_was_spoken_of(
    talk: Talk, before: tuple[str, ...], text: str, told: str
) -> None:
    reply = talk(*before, text)
    assert reply.outcome is Outcome.SOCIAL
    assert told in plain(reply.text)


def test_to_be_forgotten_takes_the_command_and_not_a_mere_word(whole_advisor: Advisor) -> None:
    assert not whole_advisor.turn(Said(text="forget me"), State(role="cio")).effects


@pytest.mark.parametrize("text", ["who paid for it?", "who is behind the survey?"])
def test_who_paid_for_a_survey_is_a_question_about_the_survey(talk: Talk, text: str) -> None:
    assert talk(FIGURE, text).kind is Kind.ABOUT


@pytest.mark.parametrize("text", ["any advice?", "what helps?"])
def test_a_bare_wish_for_advice_is_asked_what_to_do(talk: Talk, text: str) -> None:
    assert talk(text).kind is Kind.ADVICE
    assert talk(text).entry == talk("what should we do?").entry


def test_a_bare_n_asks_how_many_were_asked(talk: Talk) -> None:
    assert plain(talk(FIGURE, "n?").text) == plain(talk(FIGURE, "n=?").text)


def test_how_confidential_data_are_kept_is_no_question_about_the_bot(talk: Talk) -> None:
    assert talk("how should marketing and IT keep customer data confidential?").outcome is not Outcome.SOCIAL
