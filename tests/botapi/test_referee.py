"""The referee finds what is wrong with a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from tests.botapi.client import Caller
    from tests.botapi.server import BotApi


def row(*labels: str, data: str = "k") -> list[dict[str, str]]:
    return [{"text": label, "callback_data": data} for label in labels]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row("a", data="k" * 65)], "BUTTON_DATA_INVALID"),
        ([row("a", data="é" * 33)], "BUTTON_DATA_INVALID"),
        ([row("a", data="")], "BUTTON_DATA_INVALID"),
        ([row(*"abcdefghi")], "reply markup is too long"),
        ([row("a")] * 101, "reply markup is too long"),
        ([[{"text": "a"}]], "can't parse inline keyboard button"),
        ([[{"text": "a", "callback_data": "k", "url": "tg://x"}]], "can't parse inline keyboard button"),
    ],
)
def test_buttons_beyond_the_limits_are_refused(
    server: BotApi, call: Caller, rows: list[list[dict[str, str]]], words: str
) -> None:
    alice = server.person("Alice")
    alice.starts()
    refused = call.refused("sendMessage", chat_id=alice.id, text="x", reply_markup={"inline_keyboard": rows})
    assert words in refused
    assert len(server.faults) == 1


def test_buttons_at_the_limits_pass(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    alice.starts()
    rows = [row(*"abcdefgh", data="k" * 64)] * 12 + [row(*"abcd")]
    call.result("sendMessage", chat_id=alice.id, text="x", reply_markup={"inline_keyboard": rows})
    assert server.faults == []


def test_a_field_the_schema_lacks_is_a_fault_though_telegram_ignores_it(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    alice.starts()
    rows = [[{"text": "a", "callback_data": "k", "colour": "red"}]]
    call.result("sendMessage", chat_id=alice.id, text="x", nope=1, reply_markup={"inline_keyboard": rows})
    assert sorted(server.faults) == [
        "sendMessage: unknown field nope",
        "sendMessage: unknown field reply_markup.inline_keyboard.0.0.colour",
    ]


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({}, "Bad Request: chat_id is empty"),
        ({"chat_id": 1}, "Bad Request: message text is empty"),
        ({"chat_id": 1, "text": "x", "message_thread_id": "y"}, "Bad Request: can't parse message_thread_id"),
    ],
)
def test_missing_and_mistyped_fields_are_refused(
    server: BotApi, call: Caller, params: dict[str, object], words: str
) -> None:
    assert call.refused("sendMessage", **params) == words
    assert server.faults == [f"sendMessage: {words}"]


@pytest.mark.parametrize("name", ["Help", "with-dash", "", "x" * 33, "über"])
def test_a_command_telegram_would_not_list_is_refused(server: BotApi, call: Caller, name: str) -> None:
    commands = [{"command": name, "description": "d"}]
    assert call.refused("setMyCommands", commands=commands) == "Bad Request: BOT_COMMAND_INVALID"
    assert server.faults


def test_a_text_longer_than_its_description_says_is_a_fault(server: BotApi, call: Caller) -> None:
    call.result("setMyShortDescription", short_description="x" * 121)
    assert server.faults == ["setMyShortDescription: short_description is longer than 120"]


def test_a_method_nobody_knows_is_a_fault(server: BotApi, call: Caller) -> None:
    assert call.refused("sendTelepathy") == "Not Found: method not found"
    assert server.faults == ["sendTelepathy: no such method"]


def test_a_kind_of_update_nobody_knows_is_a_fault(server: BotApi, call: Caller) -> None:
    call.result("getUpdates", allowed_updates=["message", "telepathy"])
    assert server.faults == ["getUpdates: no such kind of update: telepathy"]


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff"])
def test_a_body_that_is_no_object_is_refused(server: BotApi, call: Caller, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = httpx.post(f"{call.base}/sendMessage", content=body, headers=headers).json()
    assert answer["description"] == "Bad Request: can't parse JSON object"
    assert len(server.faults) == 1


def test_a_slip_of_the_server_itself_is_a_fault(
    server: BotApi, call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slips() -> float:
        raise ZeroDivisionError

    monkeypatch.setattr(server.intake, "allow", lambda _kinds: slips())
    assert call.response("getUpdates").status_code == 500
    assert server.faults == ["getUpdates: the server itself failed: ZeroDivisionError()"]


def test_without_a_referee_nothing_is_a_fault(server: BotApi, call: Caller) -> None:
    server.world.trusting = True
    alice = server.person("Alice")
    alice.starts()
    call.result("sendMessage", chat_id=alice.id, text="<p>x</p>", parse_mode="HTML", nope=1)
    assert alice.hears().text == "x"
    assert server.faults == []
