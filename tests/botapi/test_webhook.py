"""Updates are posted to a webhook until it says 200."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.botapi.client import Caller
    from tests.botapi.server import BotApi

SECRET = "s" * 32


class Receiver:
    """Takes what is posted, and answers with the next of `statuses` (200 once they are used up)."""

    def __init__(self) -> None:
        self.posted: list[tuple[str, str | None, dict[str, Any]]] = []
        self.statuses: list[int] = []
        self.body = b""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                update = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                receiver.posted.append((self.path, self.headers["X-Telegram-Bot-Api-Secret-Token"], update))
                self.send_response(receiver.statuses.pop(0) if receiver.statuses else 200)
                self.send_header("Content-Length", str(len(receiver.body)))
                self.end_headers()
                self.wfile.write(receiver.body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    @property
    def texts(self) -> list[str]:
        """What was written in the messages that were posted."""
        return [update["message"]["text"] for _, _, update in self.posted]


@pytest.fixture(name="receiver")
def _receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    thread = threading.Thread(target=receiver.server.serve_forever, args=(0.05,))
    thread.start()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()
    thread.join()


def test_an_update_is_posted_with_the_secret(server: BotApi, call: Caller, receiver: Receiver) -> None:
    call.result("setWebhook", url=f"{receiver.url}/hook", secret_token=SECRET)
    server.person("Alice").says("hello")
    server.wait(lambda: server.intake.confirmed == 1)
    ((path, secret, update),) = receiver.posted
    assert (path, secret, update["message"]["text"]) == ("/hook", SECRET, "hello")
    assert server.faults == []


def test_an_update_comes_again_until_it_is_taken_and_keeps_its_order(
    server: BotApi, call: Caller, receiver: Receiver
) -> None:
    receiver.statuses = [500, 403, 200]
    alice = server.person("Alice")
    for text in ("one", "two", "three"):
        alice.says(text)
    call.result("setWebhook", url=receiver.url)
    server.wait(lambda: server.intake.confirmed == 3)
    assert receiver.texts == ["one", "one", "one", "two", "three"]
    assert "403" in call.result("getWebhookInfo")["last_error_message"]


def test_every_chat_has_an_order_of_its_own(server: BotApi, call: Caller, receiver: Receiver) -> None:
    people = [server.person(f"Person {number}") for number in range(5)]
    call.result("setWebhook", url=receiver.url)
    for number in range(8):
        for person in people:
            person.says(str(number))
    server.wait(lambda: server.intake.confirmed == 40)
    seen = defaultdict(list)
    for _, _, update in receiver.posted:
        seen[update["message"]["chat"]["id"]].append(update["message"]["text"])
    assert list(seen.values()) == [[str(number) for number in range(8)]] * 5


def test_a_public_address_can_lead_to_this_machine(server: BotApi, call: Caller, receiver: Receiver) -> None:
    server.webhook.leads_to = receiver.url
    call.result("setWebhook", url="https://bot.example/hook")
    server.person("Alice").says("hello")
    server.wait(lambda: server.intake.confirmed == 1)
    assert receiver.posted[0][0] == "/hook"


def test_a_call_in_the_answer_is_made(server: BotApi, call: Caller, receiver: Receiver) -> None:
    alice = server.person("Alice")
    receiver.body = json.dumps({"method": "sendMessage", "chat_id": alice.id, "text": "hi"}).encode()
    call.result("setWebhook", url=receiver.url)
    alice.starts()
    assert alice.hears().text == "hi"


def test_a_webhook_and_a_poller_exclude_each_other(server: BotApi, call: Caller, receiver: Receiver) -> None:
    with call.meanwhile("getUpdates", timeout=20) as answers:
        call.result("setWebhook", url=receiver.url)
    assert answers[0]["description"] == "Conflict: terminated by setWebhook request"
    assert call("getUpdates")["error_code"] == 409
    call.result("deleteWebhook")
    server.person("Alice").says("hello")
    assert call.texts() == ["hello"]


def test_what_waits_can_be_dropped(server: BotApi, call: Caller) -> None:
    server.person("Alice").says("hello")
    assert call.result("getWebhookInfo")["pending_update_count"] == 1
    call.result("deleteWebhook", drop_pending_updates=True)
    assert call.result("getWebhookInfo")["pending_update_count"] == 0


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"url": "http://bot.example"}, "An HTTPS URL must be provided for webhook"),
        ({"url": "https://bot.example:99"}, "can be set up only on ports 80, 88, 443 or 8443"),
        ({"url": "https://bot.example", "secret_token": "no spaces"}, "secret token contains unallowed"),
    ],
)
def test_a_webhook_telegram_would_not_take_is_refused(
    server: BotApi, call: Caller, params: dict[str, str], words: str
) -> None:
    assert words in call.refused("setWebhook", **params)
    assert len(server.faults) == 1
