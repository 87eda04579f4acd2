"""Groups, topics and channels treat the bot as Telegram's do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.botapi.people import mentioned
from tests.botapi.world import BOT_NAME

if TYPE_CHECKING:
    from tests.botapi.client import Caller
    from tests.botapi.server import BotApi


@pytest.mark.parametrize(
    ("text", "arrives"),
    [
        ("What do CIOs say?", False),
        ("/ask What do CIOs say?", True),
        (f"/ask@{BOT_NAME} What do CIOs say?", True),
        ("/ask@another_test_bot What do CIOs say?", False),
        (mentioned("what do CIOs say?"), True),
        ("😀 @Entente_Test_Bot, what do CIOs say?", True),
        ("mail us at someone@entente_test_bot.example", False),
    ],
)
def test_privacy_mode_lets_only_what_is_addressed_through(
    server: BotApi, call: Caller, text: str, *, arrives: bool
) -> None:
    alice = server.person("Alice")
    alice.says(text, chat=server.group("Board", alice))
    assert call.texts() == ([text] if arrives else [])


def test_a_reply_to_the_bot_arrives(server: BotApi, call: Caller) -> None:
    alice, bob = server.person("Alice"), server.person("Bob")
    board = server.group("Board", alice, bob)
    call.result("sendMessage", chat_id=board.id, text="83%")
    heard = bob.hears(board)
    alice.says("why?", chat=board, reply_to=heard)
    alice.says("lunch?", chat=board, reply_to=alice.says("hungry", chat=board))
    (update,) = call.result("getUpdates")
    assert update["message"]["text"] == "why?"
    assert update["message"]["reply_to_message"]["message_id"] == heard.id


def test_without_privacy_mode_or_as_an_administrator_everything_arrives(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    board = server.group("Board", alice)
    assert call.result("getMe")["can_read_all_group_messages"] is False
    board.gives_bot("administrator")
    alice.says("one", chat=board)
    board.gives_bot("member")
    alice.says("two", chat=board)
    server.world.privacy = False
    alice.says("three", chat=board)
    assert call.texts() == ["one", "three"]
    assert call.result("getMe")["can_read_all_group_messages"] is True


def test_topics_are_kept_apart(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    board = server.group("Board", alice, forum=True)
    topic = board.topic("Mobile")
    asked = alice.says("/ask", chat=board, topic=topic)
    message = call.result("getUpdates")[-1]["message"]
    assert (message["message_thread_id"], message["is_topic_message"]) == (topic, True)
    here = {"chat_id": board.id, "text": "x"}
    call.result("sendMessage", **here, message_thread_id=topic, reply_parameters={"message_id": asked.id})
    heard = alice.hears(board)
    assert (heard.topic, heard.reply_to) == (topic, asked.id)
    board.close_topic(topic)
    assert call.refused("sendMessage", **here, message_thread_id=topic) == "Bad Request: TOPIC_CLOSED"
    board.close_topic(topic, closed=False)
    board.delete_topic(topic)
    words = "Bad Request: message thread not found"
    assert call.refused("sendMessage", **here, message_thread_id=topic) == words


def test_a_group_that_became_a_supergroup_says_where_it_went(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    old = server.group("Board", alice, kind="group")
    new = old.upgrades()
    answer = call("sendMessage", chat_id=old.id, text="x")
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": new.id}
    there, here = (update["message"] for update in call.result("getUpdates"))
    assert (there["chat"]["id"], there["migrate_to_chat_id"]) == (old.id, new.id)
    assert (here["chat"]["id"], here["migrate_from_chat_id"]) == (new.id, old.id)
    call.result("sendMessage", chat_id=new.id, text="x")


def test_whoever_is_put_out_can_neither_read_nor_write(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    board = server.group("Board", alice)
    board.gives_bot("kicked")
    alice.says("/ask", chat=board)
    words = "Forbidden: bot was kicked from the supergroup chat"
    assert call.refused("sendMessage", chat_id=board.id, text="x") == words
    (update,) = call.result("getUpdates")
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"


def test_the_bot_may_leave(server: BotApi, call: Caller) -> None:
    board = server.group("Board", server.person("Alice"))
    call.result("leaveChat", chat_id=board.id)
    words = "Forbidden: bot is not a member of the supergroup chat"
    assert call.refused("sendMessage", chat_id=board.id, text="x") == words


def test_a_muted_group_takes_no_text(server: BotApi, call: Caller) -> None:
    board = server.group("Board", server.person("Alice"))
    board.mute()
    words = "Bad Request: not enough rights to send text messages to the chat"
    assert call.refused("sendMessage", chat_id=board.id, text="x") == words


def test_members_are_known_by_their_status(server: BotApi, call: Caller) -> None:
    alice, bob, carol = (server.person(name) for name in ("Alice", "Bob", "Carol"))
    board = server.group("Board", alice, bob)
    board.joined_by(carol, "administrator")
    found = [call.result("getChatMember", chat_id=board.id, user_id=each.id) for each in (alice, bob, carol)]
    assert [each["status"] for each in found] == ["creator", "member", "administrator"]
    leaders = call.result("getChatAdministrators", chat_id=board.id)
    assert [each["user"]["id"] for each in leaders] == [alice.id, carol.id]
    assert call.result("getChat", chat_id=board.id)["title"] == "Board"
    assert server.faults == []


def test_channel_posts_and_anonymous_administrators_are_nobody(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    server.channel("News").posts("News!")
    alice.says_anonymously("/ask", chat=server.group("Board", alice))
    post, asked = call.result("getUpdates")
    assert "from" not in post["channel_post"]
    assert asked["message"]["from"]["id"] == 1087968824


def test_an_edited_message_is_another_kind_of_update(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    alice.edits(alice.says("/ask a"), "/ask b")
    first, second = call.result("getUpdates")
    assert first["message"]["text"] == "/ask a"
    assert second["edited_message"]["text"] == "/ask b"
