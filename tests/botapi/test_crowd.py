"""A crowd writes as fast as it is told to, each in their own order."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.botapi.crowd import Crowd

if TYPE_CHECKING:
    from tests.botapi.server import BotApi


def test_a_crowd_writes_at_its_rate_and_in_turns(server: BotApi) -> None:
    with Crowd(server, size=7, rate=100, words=lambda _person, number: f"question {number}") as crowd:
        time.sleep(1)
    assert 80 <= crowd.total <= 120
    waiting = server.pending()
    assert len(waiting) == crowd.total
    for person in crowd.people:
        mine = [each["message"]["text"] for each in waiting if each["message"]["from"]["id"] == person.id]
        assert mine == crowd.said[person.id] == [f"question {number}" for number in range(len(mine))]
