"""What a figure is worth no source tells: somebody who asks is told what lets them judge it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.replies.reply import Kind, Outcome, Reply, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    Talk = Callable[..., Reply]

FIGURE = "how many CMOs worry about data protection?"
THEME = "is the relationship good?"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("is that still true?", "nothing newer"),
        ("is it recent?", "nothing newer"),
        ("is that causal?", "shows no cause"),
        ("so it's biased?", "for you to judge"),
        ("is that good?", "83% of CIOs and 64% of CMOs"),
        ("is that a lot?", "83% of CIOs and 64% of CMOs"),
    ],
)
def test_who_weighs_a_figure_is_told_its_date_and_who_paid_for_it(talk: Talk, text: str, told: str) -> None:
    reply = talk(FIGURE, text)
    assert (reply.outcome, reply.kind) == (Outcome.ANSWER, Kind.SOURCE)
    for part in (told, "September 2013", "commissioned by Netbiscuits"):
        assert part in plain(reply.text)


def test_something_newer_is_told_of_where_it_is_held(talk: Talk) -> None:
    reply = talk("2013 IDG survey: is the relationship good?", "is that still true?")
    assert "nothing newer" not in plain(reply.text)


@pytest.mark.parametrize("text", ["is that still true?", "so it's biased?"])
def test_of_figures_side_by_side_each_survey_tells_its_own(talk: Talk, text: str) -> None:
    reply = talk(THEME, text)
    assert reply.kind is Kind.ABOUT
    assert {"IDG", "Leapfrog"} <= set(plain(reply.text).split())


def test_several_figures_show_no_cause_either(talk: Talk) -> None:
    assert "shows no cause" in plain(talk(THEME, "is that causal?").text)


@pytest.mark.parametrize("text", ["is that causal?", "is that a lot?"])
def test_nothing_is_weighed_where_nothing_was_told(talk: Talk, text: str) -> None:
    assert talk(text).outcome is not Outcome.ANSWER


def test_whether_the_bot_is_biased_is_a_question_about_the_bot(talk: Talk) -> None:
    assert talk(FIGURE, "are you biased?").outcome is Outcome.SOCIAL
