"""Who leads a chat is what Telegram says at this moment, and unknown when it says nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.telegram.members import Members
from tests.telegram.scripted import CANARY, Answer, ScriptedRequest, ok, refusal, reset, scripted_bot

USER = {"id": 5, "is_bot": False, "first_name": "Ada"}


def member(status: str, **more: object) -> Answer:
    return ok({"user": USER, "status": status, **more})


def leads(*script: Answer) -> bool | None:
    request = ScriptedRequest(*script)
    found = asyncio.run(Members(scripted_bot(request)).leads(-100, 5))
    assert [(name, _numbers(payload)) for name, payload in request.calls] == [("getChatMember", (-100, 5))]
    return found


def _numbers(payload: dict[str, Any]) -> tuple[int, int]:
    return int(payload["chat_id"]), int(payload["user_id"])


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (member("creator", is_anonymous=False), True),
        (member("member"), False),
        (member("left"), False),
        (member("kicked", until_date=0), False),
        (refusal(400, "Bad Request: member list is inaccessible"), None),
        (refusal(403, "Forbidden: bot was kicked from the supergroup chat"), None),
        (refusal(429, "Too Many Requests: retry after 3", retry_after=3), None),
        (reset(), None),
    ],
)
def test_only_a_clear_yes_is_one(
    answer: Answer, caplog: pytest.LogCaptureFixture, *, expected: bool | None
) -> None:
    assert leads(answer) is expected
    assert CANARY not in caplog.text
