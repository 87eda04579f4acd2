"""A caller of the fake server that knows nothing of bots: for the server's own tests."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.botapi.server import BotApi

CALLER_SECONDS = 20


class Caller:
    """Calls methods as JSON, and gives back whole answers."""

    def __init__(self, server: BotApi) -> None:
        self.server = server
        self.base = f"{server.url}/bot{server.token}"

    def __call__(self, method: str, **params: object) -> dict[str, Any]:
        """Call a method; its answer, whether it went well or not."""
        answer: dict[str, Any] = self.response(method, **params).json()
        return answer

    def response(self, method: str, **params: object) -> httpx.Response:
        """Call a method; the response as it came."""
        return httpx.post(f"{self.base}/{method}", json=params, timeout=CALLER_SECONDS)

    def result(self, method: str, **params: object) -> Any:  # noqa: ANN401 - any JSON
        """Call a method that must go well; its result."""
        answer = self(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    def refused(self, method: str, **params: object) -> str:
        """Call a method that must be refused; Telegram's words."""
        answer = self(method, **params)
        assert not answer["ok"], answer
        return str(answer["description"])

    def texts(self, **params: object) -> list[str]:
        """The texts of the messages that getUpdates gives."""
        updates = self.result("getUpdates", **params)
        return [update["message"]["text"] for update in updates if "text" in update.get("message", {})]

    @contextmanager
    def meanwhile(self, method: str, **params: object) -> Iterator[list[dict[str, Any]]]:
        """Call a method while something else happens; its answer is in the list afterwards."""
        answers: list[dict[str, Any]] = []
        thread = threading.Thread(target=lambda: answers.append(self(method, **params)))
        before = self.server.calls[method]
        thread.start()
        self.server.wait(lambda: self.server.calls[method] > before)
        yield answers
        thread.join(CALLER_SECONDS)
