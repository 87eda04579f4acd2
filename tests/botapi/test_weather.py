"""Whatever goes wrong, goes wrong as it does between a bot and Telegram."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.botapi.errors import RefusedError
from tests.botapi.weather import Trouble

if TYPE_CHECKING:
    from tests.botapi.client import Caller
    from tests.botapi.people import Person
    from tests.botapi.server import BotApi


@pytest.fixture(name="alice")
def _alice(server: BotApi) -> Person:
    person = server.person("Alice")
    person.starts()
    return person


def test_who_is_told_to_wait_and_does_not_is_told_again(server: BotApi, call: Caller, alice: Person) -> None:
    bob = server.person("Bob")
    bob.starts()
    server.weather.too_many = 1.0
    answer = call("sendMessage", chat_id=alice.id, text="x")
    assert (answer["error_code"], answer["parameters"]) == (429, {"retry_after": 1})
    assert answer["description"] == "Too Many Requests: retry after 1"
    server.weather.too_many = 0.0
    call.result("sendMessage", chat_id=bob.id, text="x")
    assert server.hasty == []
    assert call("sendMessage", chat_id=alice.id, text="x")["error_code"] == 429
    assert len(server.hasty) == 1
    time.sleep(1)
    call.result("sendMessage", chat_id=alice.id, text="x")
    assert len(server.hasty) == 1
    assert server.faults == []


def test_a_reset_before_leaves_nothing_and_one_after_leaves_a_message(
    server: BotApi, call: Caller, alice: Person
) -> None:
    server.weather.appoint("sendMessage", Trouble.RESET_BEFORE, Trouble.RESET_AFTER)
    with pytest.raises(httpx.NetworkError):
        call("sendMessage", chat_id=alice.id, text="before")
    with pytest.raises(httpx.NetworkError):
        call("sendMessage", chat_id=alice.id, text="after")
    (sent,) = server.sent()
    assert (sent.params["text"], sent.answered) == ("after", False)


def test_server_errors_come_as_json_and_as_a_page(server: BotApi, call: Caller, alice: Person) -> None:
    server.weather.appoint("sendMessage", Trouble.SERVER_ERROR, Trouble.GATEWAY_ERROR)
    first, second = (call.response("sendMessage", chat_id=alice.id, text="x") for _ in range(2))
    assert (first.status_code, first.json()["description"]) == (500, "Internal Server Error")
    assert (second.status_code, second.headers["content-type"]) == (502, "text/html; charset=utf-8")
    assert server.sent() == []


def test_a_refusal_can_be_appointed(server: BotApi, call: Caller, alice: Person) -> None:
    server.weather.appoint("sendMessage", RefusedError("Forbidden: user is deactivated"))
    answer = call("sendMessage", chat_id=alice.id, text="x")
    assert (answer["error_code"], answer["description"]) == (403, "Forbidden: user is deactivated")
    call.result("sendMessage", chat_id=alice.id, text="x")


def test_an_outage_breaks_every_connection_until_it_is_over(server: BotApi, call: Caller) -> None:
    server.weather.outage(60)
    with pytest.raises(httpx.NetworkError):
        call("getUpdates")
    server.weather.clear()
    assert call.result("getUpdates") == []


def test_latency_is_met_there_and_back(server: BotApi, call: Caller) -> None:
    server.weather.latency = (0.2, 0.2)
    began = time.monotonic()
    call.result("getMe")
    assert time.monotonic() - began >= 0.2


def test_chances_are_kept_to(server: BotApi, call: Caller, alice: Person) -> None:
    weather = server.weather
    weather.too_many, weather.server_errors, weather.only = 0.3, 0.2, frozenset({"setMyDescription"})
    with httpx.Client() as client:
        there = f"{call.base}/setMyDescription"
        codes = Counter(client.post(there, json={"description": "x"}).status_code for _ in range(400))
    assert 0.22 < codes[429] / 400 < 0.38
    assert 0.13 < (codes[500] + codes[502]) / 400 < 0.27
    assert codes[200] == 400 - codes[429] - codes[500] - codes[502]
    call.result("sendMessage", chat_id=alice.id, text="spared")
