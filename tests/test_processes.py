"""``python -m bot run`` with processes that answer beside its own, against the Bot API server."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.botapi import BotProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.botapi import BotApi

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="it is looked up in /proc what runs"),
    pytest.mark.alone,
]

FIGURE = "How many CIOs see data protection as a challenge?"
SETTINGS = {"ENTENTE_KNOWLEDGE_COLLECTIONS": "articles", "ENTENTE_ANSWERING_PROCESSES": "2"}
READY = "answering in more processes"
PEOPLE, ROUNDS = 20, 5
START_SECONDS = 60.0


@pytest.fixture
def bot(server: BotApi, tmp_path: Path) -> Iterator[BotProcess]:
    """A bot that runs, and both of its processes with it."""
    with BotProcess(server, tmp_path, environment=SETTINGS) as started:
        started.wait_until_polling()
        server.wait(lambda: started.printed.count(READY) == 1, START_SECONDS)
        assert len(answering(started)) == 2
        yield started


def answering(bot: BotProcess) -> list[int]:
    """The processes of a bot that answer."""
    children = Path(f"/proc/{bot.pid}/task/{bot.pid}/children").read_text(encoding="ascii").split()
    return [int(each) for each in children if b"bot.pool" in Path(f"/proc/{each}/cmdline").read_bytes()]


def test_everybody_is_answered_in_order_though_the_processes_are_killed(
    server: BotApi, bot: BotProcess
) -> None:
    people = [server.person(f"Person {number}") for number in range(PEOPLE)]
    for turn in range(ROUNDS):
        for person in people:
            person.says(FIGURE)
            person.says("/id")
        if turn == ROUNDS // 2:
            for process in answering(bot):
                os.kill(process, signal.SIGKILL)
    for person in people:
        heard = [person.hears(seconds=30).text for _ in range(2 * ROUNDS)]
        assert all("83%" in told for told in heard[::2])
        assert all("Your number is" in told for told in heard[1::2])
    server.wait(lambda: bot.printed.count(READY) == 2, START_SECONDS)
    assert bot.terminate() == 0


def test_they_end_with_the_bot_however_it_ends(server: BotApi, bot: BotProcess) -> None:
    processes = answering(bot)
    bot.kill()
    server.wait(lambda: not any(Path(f"/proc/{process}/cmdline").exists() for process in processes))
    bot.start().wait_until_polling()
    server.wait(lambda: bot.printed.count(READY) == 2, START_SECONDS)
    processes = answering(bot)
    assert bot.terminate() == 0
    assert not any(Path(f"/proc/{process}/cmdline").exists() for process in processes)
