"""Calls are answered and refused as Telegram does, in its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from tests.botapi.client import Caller
    from tests.botapi.people import Person
    from tests.botapi.server import BotApi

BUTTON = {"inline_keyboard": [[{"text": "Yes", "callback_data": "k1"}]]}


@pytest.fixture(name="alice")
def _alice(server: BotApi) -> Person:
    person = server.person("Alice")
    person.starts()
    return person


def test_a_message_is_heard_and_in_the_ledger(server: BotApi, call: Caller, alice: Person) -> None:
    call.result("sendMessage", chat_id=alice.id, text="<b>83%</b> &amp; more", parse_mode="HTML")
    heard = alice.hears()
    assert heard.text == "83% & more"
    assert heard.raw["entities"] == [{"type": "bold", "offset": 0, "length": 3}]
    (sent,) = server.sent(alice.id)
    assert (sent.message_id, sent.answered) == (heard.id, True)
    assert server.faults == []


def test_a_chat_id_may_be_text_and_a_method_in_any_case(server: BotApi, call: Caller, alice: Person) -> None:
    call.result("SENDMESSAGE", chat_id=str(alice.id), text="hello")
    assert server.sent(alice.id)[0].method == "sendMessage"


def test_an_unknown_chat_is_not_found(server: BotApi, call: Caller) -> None:
    assert call.refused("sendMessage", chat_id=7, text="x") == "Bad Request: chat not found"
    assert server.faults == []


def test_nobody_is_written_to_who_never_came(server: BotApi, call: Caller) -> None:
    stranger = server.person("Stranger")
    words = "Forbidden: bot can't initiate conversation with a user"
    assert call.refused("sendMessage", chat_id=stranger.id, text="x") == words


def test_a_block_is_told_and_forbids(call: Caller, alice: Person) -> None:
    alice.blocks()
    words = "Forbidden: bot was blocked by the user"
    assert call.refused("sendMessage", chat_id=alice.id, text="x") == words
    changed = call.result("getUpdates")[-1]["my_chat_member"]
    assert changed["new_chat_member"]["status"] == "kicked"
    alice.unblocks()
    call.result("sendMessage", chat_id=alice.id, text="x")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>a</p>", 'can\'t parse entities: Unsupported start tag "p" at byte offset 0'),
        ("a < b", 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
        ("<b>a", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("<b> </b>", "message text is empty"),
        ("😀" * 2049, "message is too long"),
        ("<b></b>" * 5000 + "a", "text is too long"),
    ],
)
def test_a_text_telegram_refuses_is_a_fault(
    server: BotApi, call: Caller, alice: Person, text: str, words: str
) -> None:
    assert (
        call.refused("sendMessage", chat_id=alice.id, text=text, parse_mode="HTML") == f"Bad Request: {words}"
    )
    assert server.faults == [f"sendMessage: Bad Request: {words}"]


def test_the_longest_text_passes(server: BotApi, call: Caller, alice: Person) -> None:
    text = "<b>" + "😀" * 2048 + "</b>"
    call.result("sendMessage", chat_id=alice.id, text=text, parse_mode="HTML")
    assert server.faults == []


def test_edits_are_seen_in_place(server: BotApi, call: Caller, alice: Person) -> None:
    where = {
        "chat_id": alice.id,
        "message_id": call.result("sendMessage", chat_id=alice.id, text="a")["message_id"],
    }
    assert call.result("editMessageText", **where, text="b", reply_markup=BUTTON)["text"] == "b"
    assert alice.sees(lambda heard: heard.text == "b").buttons == ["Yes"]
    again = call.refused("editMessageText", **where, text="b", reply_markup=BUTTON)
    assert again.startswith("Bad Request: message is not modified: specified new message content")
    call.result("editMessageReplyMarkup", **where)
    assert alice.messages()[0].buttons == []
    assert server.faults == []


def test_only_the_bots_own_messages_can_be_edited(call: Caller, alice: Person) -> None:
    asked = alice.says("mine")
    words = call.refused("editMessageText", chat_id=alice.id, message_id=asked.id, text="b")
    assert words == "Bad Request: message can't be edited"
    words = call.refused("editMessageText", chat_id=alice.id, message_id=99, text="b")
    assert words == "Bad Request: message to edit not found"


def test_a_deleted_message_is_not_replied_to_unless_that_is_allowed(call: Caller, alice: Person) -> None:
    asked = alice.says("mine")
    alice.deletes(asked)
    reply: dict[str, Any] = {"message_id": asked.id}
    message = {"chat_id": alice.id, "text": "x"}
    words = call.refused("sendMessage", **message, reply_parameters=reply)
    assert words == "Bad Request: message to be replied not found"
    call.result("sendMessage", **message, reply_parameters=reply | {"allow_sending_without_reply": True})
    assert alice.hears().reply_to is None


def test_a_press_is_answered_once_it_is_answered(server: BotApi, call: Caller, alice: Person) -> None:
    call.result("sendMessage", chat_id=alice.id, text="a", reply_markup=BUTTON)
    pressed = alice.presses("Yes")
    query = call.result("getUpdates")[-1]["callback_query"]
    assert (query["data"], query["message"]["text"], pressed.answer) == ("k1", "a", None)
    call.result("answerCallbackQuery", callback_query_id=query["id"], text="Noted")
    assert pressed.answered()["text"] == "Noted"
    server.pass_time(151)
    words = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert call.refused("answerCallbackQuery", callback_query_id=query["id"]) == words
    assert call.refused("answerCallbackQuery", callback_query_id="1") == words


def test_files_go_up_and_come_down(server: BotApi, call: Caller, alice: Person) -> None:
    uploaded = httpx.post(
        f"{call.base}/sendDocument",
        data={"chat_id": str(alice.id), "caption": "<i>Report</i>", "parse_mode": "HTML"},
        files={"document": ("report.txt", b"content")},
    ).json()["result"]
    found = call.result("getFile", file_id=uploaded["document"]["file_id"])
    there = f"{server.url}/file/bot{server.token}/{found['file_path']}"
    assert httpx.get(there).content == b"content"
    again = call.result("sendDocument", chat_id=alice.id, document=found["file_id"])
    assert again["document"]["file_name"] == "report.txt"
    assert alice.hears().text == "Report"
    assert server.faults == []


def test_a_file_too_big_to_fetch_is_refused(call: Caller, alice: Person) -> None:
    document = alice.sends_file("big.bin", bytes(20 * 1024 * 1024 + 1)).raw["document"]
    assert call.refused("getFile", file_id=document["file_id"]) == "Bad Request: file is too big"


def test_inline_queries_take_fifty_results(server: BotApi, call: Caller, alice: Person) -> None:
    asked = alice.types_inline("figures")
    content = {"message_text": "x"}
    results = [
        {"type": "article", "id": str(at), "title": "t", "input_message_content": content} for at in range(51)
    ]
    assert call.refused("answerInlineQuery", inline_query_id=asked.id, results=results)
    server.faults.clear()
    call.result("answerInlineQuery", inline_query_id=asked.id, results=results[:50], is_personal=True)
    assert len(asked.answered()["results"]) == 50
    assert server.faults == []


def test_what_the_bot_says_of_itself_is_kept(server: BotApi, call: Caller) -> None:
    commands = [{"command": "help", "description": "What this bot can do"}]
    scope = {"type": "all_private_chats"}
    call.result("setMyCommands", commands=commands, scope=scope)
    assert call.result("getMyCommands", scope=scope) == commands
    assert call.result("getMyCommands") == []
    call.result("setMyDescription", description="Hello")
    assert call.result("getMyDescription") == {"description": "Hello"}
    assert server.faults == []
