"""A button does what it was put there for: once, for whom, where, and whenever it is pressed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.service import taps
from bot.service.ports import Tap
from tests.service.answering_bot import DAY, FIGURE, ME, NOW, OTHER, Bot, buttons, origin, texts


def test_a_button_asks_on_about_the_answer_it_stands_under(bot: Bot) -> None:
    """Even when something else has been spoken of since."""
    first = buttons(bot.say(FIGURE))
    bot.say("How many CMOs find alignment desirable?")
    assert "data protection" in texts(bot.press(first["Who says so?"]))[-1]


def test_a_button_that_sends_more_answers_once_however_fast_it_is_pressed(bot: Bot) -> None:
    shown = buttons(bot.say(FIGURE))
    first = bot.press(shown["Compare both"])
    for wait in (timedelta(0), taps.AGAIN - timedelta(seconds=1)):
        bot.now = NOW + wait
        assert [call.method for call in bot.press(shown["Compare both"]).calls] == ["answerCallbackQuery"]
    # Another button is another wish; and later, or after the clock was set back, so is the same one.
    assert "sendMessage" in [call.method for call in bot.press(shown["Who says so?"]).calls]
    for wait in (taps.AGAIN, -timedelta(hours=1)):
        bot.now = NOW + wait
        assert texts(bot.press(shown["Compare both"]))[-1:] == texts(first)[-1:]


def test_a_role_asks_for_consent_once_however_fast_it_is_pressed_and_can_be_changed_at_once(bot: Bot) -> None:
    roles = buttons(bot.command("start"))
    assert "sendMessage" in [call.method for call in bot.press(roles["CIO"]).calls]
    assert [call.method for call in bot.press(roles["CIO"]).calls] == ["answerCallbackQuery"]
    assert bot.press(roles["CMO"]).person_facts == {"role": "cmo"}


@pytest.mark.parametrize(
    ("command", "argument", "label"),
    [
        ("subscribe", "friday 9", "Unsubscribe"),
        ("privacy", "", "Tell me of no corrections"),
    ],
)
def test_what_is_ended_or_declined_is_told_once_however_fast_it_is_pressed(
    bot: Bot, command: str, argument: str, label: str
) -> None:
    shown = buttons(bot.command(command, argument))
    assert [call.method for call in bot.press(shown[label]).calls] == ["answerCallbackQuery", "sendMessage"]
    assert [call.method for call in bot.press(shown[label]).calls] == ["answerCallbackQuery"]
    bot.now = NOW + taps.AGAIN
    assert "sendMessage" in [call.method for call in bot.press(shown[label]).calls]


def test_a_choice_becomes_its_answer_in_place(bot: Bot) -> None:
    chosen = taps.stored(taps.Choose(entry="netbiscuits-2013/data-protection", state="{}", instead=True))
    bot.taps["k"] = Tap(key="k", chat=ME, person=ME, action=chosen, version="", expires=NOW + DAY)
    done = bot.press("k")
    assert [call.method for call in done.calls] == ["answerCallbackQuery", "editMessageText"]


def test_a_tap_does_nothing_for_another_person_or_in_another_chat(bot: Bot) -> None:
    for key in buttons(bot.say(FIGURE, origin("supergroup"))).values():
        for elsewhere in (
            origin("supergroup", OTHER),
            origin("supergroup", ME, chat=-200),
            origin("private", ME),
            origin("supergroup", None),
            origin("supergroup", 1087968824),
        ):
            done = bot.press(key, elsewhere)
            assert [call.method for call in done.calls] == ["answerCallbackQuery"]
            assert (done.state, done.opinions, done.taps, dict(done.person_facts)) == (None, (), (), {})


def test_a_key_that_was_made_up_does_nothing(bot: Bot) -> None:
    done = bot.press("made up")
    assert [call.method for call in done.calls] == ["answerCallbackQuery"]
    assert done.state is None


def test_an_old_button_answers_from_what_is_known_now_and_says_so(bot: Bot) -> None:
    key = buttons(bot.say(FIGURE))["Compare both"]
    bot.taps[key] = replace(bot.taps[key], version="another")
    done = bot.press(key)
    assert "changed" in texts(done)[0]
    assert "64%" in texts(done)[1]


def test_a_thumb_down_asks_for_a_reason_in_one_tap(bot: Bot) -> None:
    under = buttons(bot.say(FIGURE))
    done = bot.press(under[taps.DOWN])
    assert [(o.liked, o.reason) for o in done.opinions] == [(False, None)]
    assert done.opinions[0].entry == "netbiscuits-2013/data-protection"
    offered = buttons(done)
    assert offered["Who says so?"] == under["Who says so?"]
    reason = bot.press(offered["It is wrong"])
    assert [(o.liked, o.reason) for o in reason.opinions] == [(False, "wrong")]
    assert set(buttons(reason)) == set(under) - {taps.UP, taps.DOWN}
    copied = [
        call.payload["copy"] for each in (done, reason) for call in each.calls if "copy" in call.payload
    ]
    assert copied == [copied[0]] * 2
    assert "83%" in copied[0]
