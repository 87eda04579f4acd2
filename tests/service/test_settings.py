"""What a group's admins settle: by whom, with which words and buttons, and that it is kept to."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.service.answering import Answering
from bot.service.hours import Hours
from bot.service.incoming import Blocked, Origin, Text
from bot.service.permissions import Access
from bot.service.room import GENERAL, Room
from bot.service.visit import Known, Visit
from tests.service.desk import (
    ADA,
    AS_ADMIN,
    AS_MEMBER,
    CHANNEL,
    GROUP,
    HOME,
    NOW,
    POST,
    UNNAMED,
    Desk,
    buttons,
    told,
)
from tests.service.speaking import PlainSpeaker

if TYPE_CHECKING:
    from bot.advisor import Advisor
    from bot.service.ports import Call

FIGURE = "How many CIOs see data protection as a challenge?"
TOPIC = AS_ADMIN.thread
IN_GENERAL = replace(AS_ADMIN, thread=None, forum=True)
ELSEWHERE = replace(AS_MEMBER, thread=4)
NOON = Hours(begin=time(11), end=time(13), zone="UTC")  # NOW is within


@pytest.fixture
def desk(advisor: Advisor) -> Desk:
    """A desk that answers from the founding articles."""
    return Desk(advisor)


def mentions(desk: Desk, where: Origin = AS_MEMBER, *, by_reply: bool = False) -> list[Call]:
    return desk.take(Text(origin=where, text=FIGURE, addressed=True, by_reply=by_reply))


# ── The message and its buttons ───────────────────────────────────────────────────────────────────


def test_it_is_one_message_that_shows_all_and_is_changed_in_place(desk: Desk) -> None:
    shown = desk.says("/settings", AS_ADMIN)
    for part in ("brief", "text", "Silent hours: <b>none</b>", "In this topic I <b>speak</b>"):
        assert part in told(shown)
    assert list(buttons(shown)) == ["In full", "Pictures", "Silent hours", "Silent here"]
    acknowledged, changed = desk.presses("In full", shown, AS_ADMIN)
    assert (acknowledged.method, changed.method) == ("answerCallbackQuery", "editMessageText")
    assert changed.payload["message_id"] == AS_ADMIN.message
    assert "in full" in told([changed])
    assert list(buttons([changed])) == ["Briefly", "Pictures", "Silent hours", "Silent here"]
    assert desk.settled(GROUP) == Room(full=True)
    desk.presses("Briefly", [changed], AS_ADMIN)
    assert desk.settled(GROUP) == Room()
    assert desk.journal.rooms == {}


def test_silent_hours_are_chosen_on_a_page_of_their_own(desk: Desk) -> None:
    desk.says("/subscribe friday 9 Europe/Berlin", AS_ADMIN)
    page = desk.presses("Silent hours", desk.says("/settings", AS_ADMIN), AS_ADMIN)
    assert "Europe/Berlin" in told(page)
    assert list(buttons(page)) == ["22:00–07:00", "20:00–08:00", "18:00–09:00", "None", "Back"]
    assert "How I speak here" in told(desk.presses("Back", page, AS_ADMIN))
    chosen = desk.presses("22:00–07:00", page, AS_ADMIN)
    assert "<b>22:00–07:00</b>, by the clocks of Europe/Berlin" in told(chosen)
    assert desk.settled(GROUP).hours == Hours(begin=time(22), end=time(7), zone="Europe/Berlin")
    desk.presses("None", page, AS_ADMIN)
    assert desk.settled(GROUP) == Room()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("full", Room(full=True)),
        ("pictures", Room(pictures=True)),
        ("silent 11:00-13:00", Room(hours=NOON)),
        ("silent 11:00-13:00 Asia/Tokyo", Room(hours=replace(NOON, zone="Asia/Tokyo"))),
        ("silent\n11:00-13:00", Room(hours=NOON)),
        ("pictures\tfull", Room(pictures=True, full=True)),
        ("brief, and pictures", Room(pictures=True)),
        ("silent off", Room()),
        ("silent 11:00", Room()),
        ("silent 25:00-26:00", Room()),
        ("whatever", Room()),
    ],
)
def test_everything_can_be_said_in_words_too(desk: Desk, words: str, expected: Room) -> None:
    said = told(desk.says(f"/settings {words}", AS_ADMIN))
    assert "/settings silent 22:00-07:00 Europe/Berlin" in said
    assert desk.settled(GROUP) == expected


@pytest.mark.parametrize("words", ["pictures whatever", "ful", "full silent 11:00-13:00"])
def test_of_words_that_are_not_all_known_nothing_is_settled_and_it_is_said(desk: Desk, words: str) -> None:
    assert "no setting that I know" in told(desk.says(f"/settings {words}", AS_ADMIN))
    assert desk.settled(GROUP) == Room()


def test_a_group_without_topics_is_not_asked_about_them(desk: Desk) -> None:
    shown = desk.says("/settings", replace(AS_ADMIN, thread=None))
    assert "topic" not in told(shown)
    assert "Silent here" not in buttons(shown)
    assert "Silent here" in buttons(desk.says("/settings", IN_GENERAL))


def test_a_channel_is_settled_by_a_post_and_by_taps_of_its_admins(desk: Desk) -> None:
    shown = desk.says("/settings", POST)
    reader = replace(POST, person=ADA, as_chat=False)
    assert told(desk.presses("In full", shown, reader)) == "That is for the admins of this chat to decide."
    assert desk.settled(CHANNEL) == Room()
    desk.presses("In full", shown, replace(reader, person=AS_ADMIN.person))
    assert desk.settled(CHANNEL) == Room(full=True)


@pytest.mark.parametrize(
    ("where", "answered"), [(AS_ADMIN, "ommands and mentions are answered"), (POST, "ommands are answered")]
)
def test_of_silent_hours_it_is_told_what_is_answered_in_such_a_chat(
    desk: Desk, where: Origin, answered: str
) -> None:
    shown = desk.says("/settings silent 11:00-13:00", where)
    assert answered in told(shown)
    assert answered in told(desk.presses("Silent hours", shown, replace(where, person=AS_ADMIN.person)))


# ── By whom ───────────────────────────────────────────────────────────────────────────────────────


def test_only_those_who_lead_a_group_settle_anything(desk: Desk) -> None:
    shown = desk.says("/settings", AS_ADMIN)
    refused = desk.presses("Pictures", shown, AS_MEMBER)
    assert [call.method for call in refused] == ["answerCallbackQuery"]
    assert told(refused) == "That is for the admins of this chat to decide."
    said = told(desk.says("/settings full", AS_MEMBER))
    assert "Only the admins of this chat" in said
    assert "figure of the week" not in said
    assert desk.settled(GROUP) == Room()
    desk.says("/settings full", UNNAMED)
    assert desk.settled(GROUP) == Room(full=True)


def test_while_telegram_can_not_tell_nothing_is_settled(desk: Desk) -> None:
    shown = desk.says("/settings", AS_ADMIN)
    desk.roll.silent = True
    assert "try again" in told(desk.says("/settings full", AS_ADMIN))
    assert "try again" in told(desk.presses("In full", shown, AS_ADMIN))
    assert desk.settled(GROUP) == Room()


def test_in_private_it_is_told_where_settings_are_made(desk: Desk) -> None:
    assert "writes /settings there" in told(desk.says("/settings"))


def test_a_group_that_puts_the_bot_out_is_settled_anew_when_it_comes_back(desk: Desk) -> None:
    desk.says("/settings full", AS_ADMIN)
    desk.take(Blocked(origin=AS_MEMBER))
    assert desk.settled(GROUP) == Room()


# ── What follows ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words", ["/ask " + FIGURE, "/stat data protection"])
def test_an_answer_in_full_says_at_once_what_a_brief_one_holds_back(desk: Desk, words: str) -> None:
    brief = told(desk.says(words, AS_MEMBER))
    desk.says("/settings full", AS_ADMIN)
    full = told(desk.says(words, AS_MEMBER))
    assert full.startswith(brief)
    assert len(full) > len(brief)
    assert told(desk.says(words)) == brief


def test_in_a_topic_that_is_off_nothing_is_said_but_what_an_admin_settles(desk: Desk) -> None:
    shown = desk.says("/settings", AS_ADMIN)
    answer = mentions(desk)
    desk.presses("Silent here", shown, AS_ADMIN)
    assert desk.settled(GROUP) == Room(off=frozenset({TOPIC or 0}))
    assert mentions(desk) == []
    for words in ("/ask " + FIGURE, "/stat data protection", "/help", "/settings", "/subscribe friday 9"):
        assert desk.says(words, AS_MEMBER) == []
    label = next(label for label in buttons(answer) if label.startswith("Who says"))
    refused = desk.presses(label, answer, AS_MEMBER)
    assert [call.method for call in refused] == ["answerCallbackQuery"]
    assert "silent in this topic" in told(refused)
    assert mentions(desk, ELSEWHERE)
    again = desk.says("/settings", AS_ADMIN)
    assert "am <b>silent</b>" in told(again)
    assert "1 other I am silent" in told(desk.says("/settings", replace(AS_ADMIN, thread=4)))
    desk.presses("Speak here", again, AS_ADMIN)
    assert mentions(desk)


def test_what_ends_something_is_done_without_a_word_in_a_topic_that_is_off(desk: Desk) -> None:
    desk.says("/subscribe friday 9", AS_ADMIN)
    desk.says("/role cio", AS_MEMBER)
    desk.presses("Silent here", desk.says("/settings", AS_ADMIN), AS_ADMIN)
    assert desk.says("/unsubscribe", AS_MEMBER) == []
    assert desk.subscription(GROUP) is not None
    assert desk.says("/unsubscribe", AS_ADMIN) == []
    assert desk.subscription(GROUP) is None
    assert asyncio.run(desk.journal.facts(ADA)) == {"role": "cio"}
    assert desk.says("/forget", AS_MEMBER) == []
    assert asyncio.run(desk.journal.facts(ADA)) == {}


def test_an_admin_who_can_not_be_told_from_others_hears_so_even_where_it_is_silent(desk: Desk) -> None:
    desk.presses("Silent here", desk.says("/settings", AS_ADMIN), AS_ADMIN)
    desk.roll.silent = True
    assert "try again" in told(desk.says("/settings", AS_ADMIN))


def test_the_topic_without_a_name_can_be_off_too(desk: Desk) -> None:
    desk.presses("Silent here", desk.says("/settings", IN_GENERAL), IN_GENERAL)
    assert desk.settled(GROUP).off == {GENERAL}
    assert mentions(desk, replace(AS_MEMBER, thread=None, forum=True)) == []
    assert mentions(desk)


def test_in_silent_hours_only_who_names_the_bot_is_answered(desk: Desk) -> None:
    desk.says("/settings silent 11:00-13:00", AS_ADMIN)
    assert mentions(desk)
    assert desk.says("/stat data protection", AS_MEMBER)
    assert mentions(desk, by_reply=True) == []
    desk.says("/settings silent 13:00-14:00", AS_ADMIN)
    assert mentions(desk, by_reply=True)


def test_what_is_shed_is_not_told_to_where_nothing_is_said(advisor: Advisor) -> None:
    answering = Answering(advisor, PlainSpeaker(), Access())
    text = Text(origin=AS_MEMBER, text=FIGURE, addressed=True)
    assert answering.heeds(text, Room(), NOW)
    assert not answering.heeds(text, Room(off=frozenset({TOPIC or 0})), NOW)
    assert answering.heeds(text, Room(hours=NOON), NOW)
    assert not answering.heeds(replace(text, by_reply=True), Room(hours=NOON), NOW)
    assert answering.heeds(replace(text, by_reply=True), Room(hours=NOON), NOW + timedelta(hours=1))


def test_a_visit_tells_whether_pictures_are_wanted(advisor: Advisor) -> None:
    room = Room(pictures=True)
    visit = Visit(
        advisor=advisor, speaker=PlainSpeaker(), origin=HOME, known=Known(room=room), now=NOW, keys=str
    )
    assert visit.room.pictures


rooms = st.builds(
    Room,
    pictures=st.booleans(),
    full=st.booleans(),
    off=st.frozensets(st.integers(1, 2**40), max_size=5),
    hours=st.none() | st.just(NOON),
)


@given(room=rooms)
def test_settings_are_the_same_after_they_were_stored(room: Room) -> None:
    assert Room.from_json(room.to_json()) == room


@pytest.mark.parametrize("stored", ["", "{", "[]", "{}", '{"pictures": true}', "7"])
def test_what_can_not_be_read_counts_as_nothing_settled(stored: str) -> None:
    assert Room.from_json(stored) == Room()
