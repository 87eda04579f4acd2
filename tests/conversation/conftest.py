"""What several of these tests start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.conversation.events import Said
from bot.conversation.state import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.advisor import Advisor
    from bot.replies.reply import Reply


@pytest.fixture(scope="module")
def talk(whole_advisor: Advisor) -> Callable[..., Reply]:
    """Hold a conversation about all that is held, each turn kept as between messages; its last reply."""

    def held(*turns: str, role: str | None = None) -> Reply:
        state, reply = State(role=role), None
        for text in turns:
            turn = whole_advisor.turn(Said(text=text), state)
            state, reply = State.from_json(turn.state.to_json()), turn.replies[0]
        assert reply is not None
        return reply

    return held
