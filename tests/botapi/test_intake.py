"""Updates leave the server as they leave Telegram: confirmed by the offset, to one poller."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.botapi.client import Caller
    from tests.botapi.server import BotApi


def test_an_update_comes_again_until_an_offset_confirms_it(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    for text in ("one", "two", "three"):
        alice.says(text)
    first, second, _ = call.result("getUpdates")
    assert call.texts() == ["one", "two", "three"]
    assert call.texts(offset=first["update_id"] + 1) == ["two", "three"]
    assert call.texts(offset=first["update_id"]) == ["two", "three"]
    assert call.texts(offset=second["update_id"] + 1, limit=1) == ["three"]
    assert server.intake.confirmed == 2


def test_a_negative_offset_forgets_all_but_the_last(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    for text in ("one", "two", "three"):
        alice.says(text)
    assert call.texts(offset=-1) == ["three"]
    assert call.texts() == ["three"]


def test_at_most_a_hundred_updates_come_at_once(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    for number in range(103):
        alice.says(f"question {number}")
    assert len(call.result("getUpdates", limit=1000)) == 100


def test_a_poll_waits_for_an_update(server: BotApi, call: Caller) -> None:
    with call.meanwhile("getUpdates", timeout=20) as answers:
        server.person("Alice").says("hello")
    assert answers[0]["result"][0]["message"]["text"] == "hello"


def test_a_poll_without_an_update_ends_in_time(call: Caller) -> None:
    began = time.monotonic()
    assert call.result("getUpdates", timeout=1) == []
    assert time.monotonic() - began > 0.9


def test_a_second_poller_puts_an_end_to_the_first(server: BotApi, call: Caller) -> None:
    with call.meanwhile("getUpdates", timeout=20) as answers:
        assert call.result("getUpdates") == []
    assert answers[0]["error_code"] == 409
    assert answers[0]["description"].startswith("Conflict: terminated by other getUpdates request")
    assert server.faults == []


def test_allowed_updates_last_and_count_for_what_comes_after(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    alice.says("before")
    call.result("getUpdates", allowed_updates=["callback_query"])
    alice.says("after")
    assert call.texts() == ["before"]
    call.result("getUpdates", allowed_updates=[])
    alice.says("again")
    assert call.texts() == ["before", "again"]


def test_reactions_come_only_to_who_asks_for_them(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    asked = alice.says("hello")
    alice.reacts("👍", to=asked)
    assert len(call.result("getUpdates", allowed_updates=["message", "message_reaction"])) == 1
    alice.reacts("👍", to=asked)
    assert "message_reaction" in call.result("getUpdates")[-1]


def test_updates_become_void(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    asked = alice.says("hello")
    alice.types_inline("figures")
    alice.forges("key", on=asked)
    assert len(call.result("getUpdates")) == 3
    server.pass_time(31)
    assert len(call.result("getUpdates")) == 2
    server.pass_time(120)
    assert call.texts() == ["hello"]
    server.pass_time(24 * 60 * 60)
    assert call.result("getUpdates") == []


def test_an_odd_update_is_passed_on_as_it_is(server: BotApi, call: Caller) -> None:
    odd = {"update_id": 5, "message": {"nonsense": [None]}}
    assert server.post(odd) == 5
    assert call.result("getUpdates") == [odd]


def test_numbers_may_start_anew_below_the_last_offset(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    alice.says("before")
    offset = call.result("getUpdates")[0]["update_id"] + 1
    assert call.result("getUpdates", offset=offset) == []
    server.do(lambda: server.intake.restart_numbers(1000))
    alice.says("after")
    (update,) = call.result("getUpdates", offset=offset)
    assert (update["update_id"], update["message"]["text"]) == (1000, "after")


@pytest.mark.parametrize(
    ("token", "code"), [("424242:wrong", 401), ("424242", 404), ("1:other", 404), ("nonsense", 404)]
)
def test_another_token_is_refused(server: BotApi, call: Caller, token: str, code: int) -> None:
    call.base = f"{server.url}/bot{token}"
    assert call("getMe")["error_code"] == code


def test_a_revoked_token_is_refused_everywhere(server: BotApi, call: Caller) -> None:
    server.revoked = True
    assert call("getUpdates") == {"ok": False, "error_code": 401, "description": "Unauthorized"}
