"""Calls that Telegram refuses: what is mended, and what is lost with those that are dead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.service import weekly
from bot.service.room import Room
from tests.telegram.scripted import refusal
from tests.telegram.sending import SUBSCRIBED, Sent, edit, send


def test_a_refused_call_is_dead_with_the_reason_and_the_next_goes_out() -> None:
    sent = Sent(refusal(400, "Bad Request: message text is empty"))
    sent.run(send("x"), send("y"))
    assert "essage text is empty" in str(sent.journal.settled[1])
    assert sent.journal.settled[2] is None


SETTLED = Room(full=True).to_json()


@pytest.mark.parametrize(
    "words",
    [
        "Forbidden: bot was blocked by the user",
        "Forbidden: user is deactivated",
        "Forbidden: bot can't initiate conversation with a user",
        "Bad Request: chat not found",
    ],
)
def test_somebody_who_can_not_be_written_to_is_known_as_such_with_the_end_of_the_call(words: str) -> None:
    sent = Sent(refusal(400 if words.startswith("Bad") else 403, words))
    sent.journal.subscribed(7, 8)
    sent.run(send("x"), send("other", chat=8))
    assert words.partition(": ")[2][1:] in str(sent.journal.settled)
    assert sent.journal.told == {7: {"blocked": "yes"}}
    assert [each.chat for each in sent.journal.reminders.values()] == [8]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (403, "Forbidden: bot was kicked from the supergroup chat"),
        (403, "Forbidden: bot is not a member of the channel chat"),
        (403, "Forbidden: the group chat was deleted"),
        (400, "Bad Request: group chat was deactivated"),
        (400, "Bad Request: chat not found"),
    ],
)
def test_a_group_that_is_gone_loses_its_subscription_and_settings(code: int, words: str) -> None:
    sent = Sent(refusal(code, words))
    sent.journal.subscribed(-7, -8)
    sent.journal.rooms = {-7: SETTLED, -8: SETTLED}
    sent.run(send("x", chat=-7), send("other", chat=-8))
    assert len([reason for reason in sent.journal.settled.values() if reason]) == 1
    assert ([r.chat for r in sent.journal.reminders.values()], [*sent.journal.rooms]) == ([-8], [-8])
    assert sent.journal.told == {}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (400, "Bad Request: message text is empty"),
        (400, "Bad Request: not enough rights to send text messages to the chat"),
        (400, "Bad Request: TOPIC_CLOSED"),
    ],
)
def test_a_refusal_that_says_nothing_of_the_chat_leaves_all_as_it_is(code: int, words: str) -> None:
    sent = Sent(refusal(code, words), refusal(code, words))
    sent.journal.subscribed(7, -8)
    sent.journal.rooms = {-8: SETTLED}
    sent.run(send("x"), send("y", chat=-8))
    assert None not in sent.journal.settled.values()
    assert (len(sent.journal.reminders), len(sent.journal.rooms), sent.journal.told) == (2, 1, {})


def test_markup_that_telegram_refuses_goes_again_as_plain_text() -> None:
    sent = Sent(refusal(400, 'Bad Request: can\'t parse entities: Unsupported start tag "p"'))
    sent.run(send("<b>5 &lt; 6</b>", parse_mode="HTML"))
    assert sent.request.calls[1] == ("sendMessage", {"chat_id": 7, "text": "5 < 6"})
    assert sent.journal.settled == {1: None}


def test_a_topic_or_message_that_is_gone_is_left_out() -> None:
    sent = Sent(
        refusal(400, "Bad Request: message thread not found"),
        refusal(400, "Bad Request: message to be replied not found"),
    )
    sent.run(send("x", message_thread_id=3, reply_parameters={"message_id": 2}))
    assert sent.request.calls[2] == ("sendMessage", {"chat_id": 7, "text": "x"})


TOPIC_GONE = refusal(400, "Bad Request: message thread not found")


def test_what_was_for_a_topic_of_a_group_that_is_gone_goes_to_no_other() -> None:
    sent = Sent(TOPIC_GONE)
    sent.run(send("x", chat=-7, message_thread_id=3))
    assert len(sent.request.calls) == 1
    assert "thread not found" in str(sent.journal.settled)


@pytest.mark.parametrize(("topic", "left"), [(3, weekly.ENDED), (4, weekly.KEY), (None, weekly.KEY)])
def test_a_subscription_ends_with_its_topic_and_with_no_other(topic: int | None, left: str) -> None:
    sent = Sent(TOPIC_GONE)
    sent.journal._schedule(replace(SUBSCRIBED, chat=-7, payload={"thread": topic}))
    sent.run(send("x", chat=-7, message_thread_id=3))
    assert [each.key for each in sent.journal.reminders.values()] == [left]


def test_an_edit_that_changes_nothing_is_done() -> None:
    sent = Sent(refusal(400, "Bad Request: message is not modified: specified new message content"))
    sent.run(edit("x"))
    assert sent.journal.settled == {1: None}


def test_an_edit_of_a_message_that_is_gone_becomes_a_new_one() -> None:
    sent = Sent(refusal(400, "Bad Request: message to edit not found"))
    sent.run(edit("x"))
    assert sent.request.calls[1] == ("sendMessage", {"chat_id": 7, "text": "x"})
    assert sent.journal.log == [("attempting", 1)]
