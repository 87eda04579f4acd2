"""Subscribing to the figure of the week: by whom, with which words, and how it ends."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.replies.reply import plain
from bot.service import taps
from bot.service.incoming import Blocked, Origin
from bot.service.permissions import Access
from bot.service.weekly import figure_of_the_week
from tests.service.desk import (
    ADA,
    AS_ADMIN,
    AS_MEMBER,
    BOSS,
    CHANNEL,
    GRACE,
    GROUP,
    HOME,
    POST,
    UNNAMED,
    Desk,
    buttons,
    told,
)

if TYPE_CHECKING:
    from bot.advisor import Advisor


@pytest.fixture
def desk(advisor: Advisor) -> Desk:
    """A desk that answers from the founding articles."""
    return Desk(advisor)


# ── Words and buttons ─────────────────────────────────────────────────────────────────────────────


def test_one_line_subscribes_and_says_what_comes_when(desk: Desk) -> None:
    said = told(desk.says("/subscribe friday 09:00 Europe/Berlin"))
    for part in ("Fridays at 09:00", "Europe/Berlin", "8 May 2026"):
        assert part in said
    kept = desk.subscription(ADA)
    assert kept is not None
    assert (kept.at, kept.person, kept.chat) == (datetime(2026, 5, 8, 7, tzinfo=UTC), ADA, ADA)


def test_without_words_buttons_ask_for_the_day_and_the_time(desk: Desk) -> None:
    days = desk.says("/subscribe")
    assert list(buttons(days)) == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert "UTC" in told(days)
    acknowledged, times = desk.presses("Tue", days)
    assert (acknowledged.method, times.method) == ("answerCallbackQuery", "editMessageText")
    assert "Tuesdays, at what time?" in times.payload["text"]
    assert desk.subscription(ADA) is None
    assert "Tuesdays at 12:00" in told(desk.presses("12:00", [times]))
    kept = desk.subscription(ADA)
    assert kept is not None
    assert kept.at == datetime(2026, 5, 5, 12, tzinfo=UTC)


def test_what_was_told_already_is_not_asked_for(desk: Desk) -> None:
    days = desk.says("/subscribe 10:30 america/new_york")
    assert "10:30" in told(days)
    assert "Sundays at 10:30, by the clocks of America/New_York" in told(desk.presses("Sun", days))
    assert "07:00" in buttons(desk.says("/subscribe monday"))


def test_the_time_zone_chosen_before_is_offered_again(desk: Desk) -> None:
    desk.says("/subscribe friday 09:00 Asia/Tokyo")
    desk.says("/unsubscribe")
    assert "Asia/Tokyo" in told(desk.says("/subscribe"))
    desk.says("/forget")
    assert "UTC" in told(desk.says("/subscribe"))


def test_a_new_choice_takes_the_place_of_the_former(desk: Desk) -> None:
    desk.says("/subscribe friday 09:00 Asia/Tokyo")
    again = told(desk.says("/subscribe"))
    assert "comes here on Fridays at 09:00" in again
    desk.says("/subscribe monday 18:00")
    (kept,) = desk.journal.reminders.values()
    assert (kept.payload["day"], kept.payload["zone"]) == (0, "Asia/Tokyo")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("frday 09:00", "Do you mean Friday?"),
        ("friday 25:00", "Write the time of day like"),
        ("friday 9:00 Europe/Berln", "Do you mean <b>Europe/Berlin</b>?"),
        ("friday Mars/Olympus", "“mars/olympus”"),
        ("friday <whenever>", "“&lt;whenever&gt;”"),
        ("friday half", "one of the words"),
        ("friday monday", "more than once"),
    ],
)
def test_what_is_not_understood_is_named_with_its_mend(desk: Desk, words: str, named: str) -> None:
    said = told(desk.says(f"/subscribe {words}"))
    assert named in said
    assert "/subscribe friday 09:00 Europe/Berlin" in plain(said)
    assert "25:00" not in said
    assert desk.subscription(ADA) is None


def test_forgetting_ends_the_subscription_of_a_private_chat(desk: Desk) -> None:
    desk.says("/subscribe friday 9")
    assert asyncio.run(desk.journal.export(ADA))["reminders"]
    desk.says("/forget")
    assert desk.subscription(ADA) is None


def test_unsubscribing_is_one_tap_or_one_word_and_harmless_twice(desk: Desk, advisor: Advisor) -> None:
    calls = desk.says("/subscribe friday 9")
    assert "No figure of the week comes here any more" in told(desk.presses("Unsubscribe", calls))
    assert desk.subscription(ADA) is None
    assert "just answered" in told(desk.presses("Unsubscribe", calls))
    assert "No figure of the week is sent here" in told(desk.says("/unsubscribe"))
    desk.says("/subscribe friday 9")
    kept = desk.subscription(ADA)
    assert kept is not None
    assert ("Unsubscribe", taps.Unsubscribe()) in figure_of_the_week(kept, advisor, kept.at).buttons
    desk.says("/unsubscribe")
    assert desk.subscription(ADA) is None


# ── Groups and channels ───────────────────────────────────────────────────────────────────────────


def test_only_those_who_lead_a_group_may_subscribe_it(desk: Desk) -> None:
    refused = desk.says("/subscribe friday 9", AS_MEMBER)
    assert "Only the admins of this chat" in told(refused)
    assert desk.subscription(GROUP) is None
    desk.says("/subscribe friday 9", AS_ADMIN)
    kept = desk.subscription(GROUP)
    assert kept is not None
    assert (kept.person, kept.payload["thread"]) == (None, 3)
    assert "Only the admins of this chat" in told(desk.says("/unsubscribe", AS_MEMBER))
    assert desk.subscription(GROUP) is not None
    assert desk.roll.asked == [(GROUP, ADA), (GROUP, BOSS), (GROUP, ADA)]


def test_an_unnamed_admin_counts_as_one_of_their_group(desk: Desk) -> None:
    days = desk.says("/subscribe", UNNAMED)
    times = desk.presses("Fri", days, AS_ADMIN)
    desk.presses("09:00", times, AS_ADMIN)
    assert desk.subscription(GROUP) is not None
    desk.says("/unsubscribe", UNNAMED)
    assert desk.subscription(GROUP) is None


def test_any_admin_may_press_what_one_was_offered_and_no_member(desk: Desk) -> None:
    desk.roll.leading.add((GROUP, GRACE))
    calls = desk.says("/subscribe friday 9", AS_ADMIN)
    refused = desk.presses("Unsubscribe", calls, AS_MEMBER)
    assert told(refused) == "That is for the admins of this chat to decide."
    assert desk.subscription(GROUP) is not None
    assert "Unsubscribed." in told(desk.presses("Unsubscribe", calls, replace(AS_ADMIN, person=GRACE)))
    assert desk.subscription(GROUP) is None


def test_a_button_of_a_group_does_nothing_elsewhere_or_for_nobody(desk: Desk) -> None:
    calls = desk.says("/subscribe friday 9", AS_ADMIN)
    for where in (HOME, replace(AS_ADMIN, chat=GROUP - 1), UNNAMED, replace(AS_ADMIN, person=1087968824)):
        assert [call.method for call in desk.presses("Unsubscribe", calls, where)] == ["answerCallbackQuery"]
    assert desk.subscription(GROUP) is not None


def test_who_is_no_admin_any_more_may_not_decide(desk: Desk) -> None:
    calls = desk.says("/subscribe friday 9", AS_ADMIN)
    desk.roll.leading.clear()
    desk.presses("Unsubscribe", calls, AS_ADMIN)
    assert desk.subscription(GROUP) is not None


def test_while_telegram_can_not_tell_nobody_decides_and_is_told_so(desk: Desk) -> None:
    calls = desk.says("/subscribe friday 9", AS_ADMIN)
    desk.roll.silent = True
    assert "try again" in told(desk.says("/unsubscribe", AS_ADMIN))
    assert "try again" in told(desk.presses("Unsubscribe", calls, AS_ADMIN))
    assert desk.subscription(GROUP) is not None


def test_telegram_is_asked_for_nothing_that_does_not_depend_on_it(desk: Desk) -> None:
    desk.says("/subscribe friday 9")
    desk.says("/help", AS_MEMBER)
    desk.says("/role", AS_MEMBER)
    desk.says("/subscribe friday 9", UNNAMED)
    desk.says("/subscribe friday 9", POST)
    assert desk.roll.asked == []


def test_a_channel_is_subscribed_by_a_post_and_ended_by_an_admins_tap(desk: Desk) -> None:
    calls = desk.says("/subscribe friday 9", POST)
    kept = desk.subscription(CHANNEL)
    assert kept is not None
    assert kept.person is None
    reader = Origin(key=0, chat=CHANNEL, chat_kind="channel", person=ADA, message=9)
    desk.presses("Unsubscribe", calls, reader)
    assert desk.subscription(CHANNEL) is not None
    answered = desk.presses("Unsubscribe", calls, replace(reader, person=BOSS))
    assert [call.method for call in answered] == ["answerCallbackQuery"]
    assert desk.subscription(CHANNEL) is None
    assert desk.says("/help", POST) == []


def test_a_bot_for_certain_people_is_not_subscribed_by_others(advisor: Advisor) -> None:
    desk = Desk(advisor, Access(allowed=frozenset({GRACE})))
    for where in (HOME, AS_ADMIN, UNNAMED, POST):
        desk.says("/subscribe friday 9", where)
        assert desk.subscription(where.chat) is None


@pytest.mark.parametrize("where", [HOME, AS_ADMIN, POST])
def test_a_chat_that_puts_the_bot_out_loses_its_subscription(desk: Desk, where: Origin) -> None:
    desk.says("/subscribe friday 9", where)
    assert desk.subscription(where.chat) is not None
    desk.take(Blocked(origin=replace(where, as_chat=False)))
    assert desk.subscription(where.chat) is None
