"""A transport that answers from a script, under the library's own reading of answers."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from typing import TYPE_CHECKING, Any, TypeAlias

from telegram.error import NetworkError
from telegram.request import BaseRequest

from bot.telegram.transport import QuietBot, allow_raw_calls

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram.request import RequestData

CANARY = "1234567890:AAcanaryCANARYcanaryCANARYcanary12345"

#: A status and its body, or an error to be raised.
Answer: TypeAlias = "tuple[int, dict[str, Any]] | Exception"


def ok(result: object = True) -> Answer:  # noqa: FBT002 (what most methods answer)
    return 200, {"ok": True, "result": result}


def refusal(code: int, words: str, **parameters: int) -> Answer:
    body = {"ok": False, "error_code": code, "description": words}
    return code, body | ({"parameters": parameters} if parameters else {})


def reset() -> Answer:
    """The connection breaks; whether the call arrived is not known."""
    return NetworkError("Connection failed")


class ScriptedRequest(BaseRequest):
    """Answers each call by the next line of the script, then by ``otherwise``."""

    def __init__(
        self, *script: Answer, otherwise: Callable[[str, dict[str, Any]], Answer] | None = None
    ) -> None:
        self.script = deque(script)
        self.otherwise = otherwise or (lambda _method, _payload: ok())
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.at_once = 0
        self.most_at_once = 0
        self.seconds = 0.0

    @property
    def read_timeout(self) -> float:
        """Never used."""
        return 1.0

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(  # noqa: PLR0913, PLR0917 (the library's interface)
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        """The next answer."""
        del method, read_timeout, write_timeout, connect_timeout, pool_timeout
        name = url.rpartition("/")[2]
        payload = dict(request_data.parameters) if request_data else {}
        self.calls.append((name, payload))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.seconds)
        self.at_once -= 1
        answer = self.script.popleft() if self.script else self.otherwise(name, payload)
        if isinstance(answer, Exception):
            raise answer
        return answer[0], json.dumps(answer[1]).encode()


def scripted_bot(request: ScriptedRequest) -> QuietBot:
    allow_raw_calls()
    return QuietBot(CANARY, request=request, get_updates_request=request)
