"""A bot is started as its own process and ended by its id."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.botapi.process import BotProcess

if TYPE_CHECKING:
    from pathlib import Path

    from tests.botapi.server import BotApi

ECHO = """
import json, os, sys, urllib.request

def call(method, **params):
    base = os.environ["ENTENTE_TELEGRAM_API_URL"] + "/bot" + os.environ["ENTENTE_TELEGRAM_TOKEN"]
    body, headers = json.dumps(params).encode(), {"Content-Type": "application/json"}
    request = urllib.request.Request(base + "/" + method, body, headers)
    return json.load(urllib.request.urlopen(request, timeout=60))["result"]

print("Echoing", *sys.argv[1:])
offset = 0
while True:
    for update in call("getUpdates", offset=offset, timeout=50):
        offset = update["update_id"] + 1
        call("sendMessage", chat_id=update["message"]["chat"]["id"], text=update["message"]["text"])
"""


def test_a_bot_is_started_heard_and_killed(server: BotApi, tmp_path: Path) -> None:
    alice = server.person("Alice")
    with BotProcess(server, tmp_path, command=("-c", ECHO, "here")) as bot:
        bot.wait_until_polling()
        alice.says("hello")
        assert alice.hears().text == "hello"
        server.wait(lambda: server.intake.confirmed == 1)
        bot.kill()
        assert not bot.running
        alice.says("while it was down")
        bot.start().wait_until_polling()
        assert alice.hears().text == "while it was down"
        assert bot.terminate() == -signal.SIGTERM
    assert bot.printed == "Echoing here\n" * 2
    assert server.faults == []


def test_a_bot_that_ends_by_itself_says_what_it_printed(server: BotApi, tmp_path: Path) -> None:
    command = ("-c", "import sys; sys.exit('No token')")
    with (
        BotProcess(server, tmp_path, command=command) as bot,
        pytest.raises(AssertionError, match="No token"),
    ):
        bot.wait_until_polling()
    assert bot.wait() == 1
