"""Delivery by webhook: each update is posted until it is answered with 200."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit, urlunsplit

import aiohttp

from tests.botapi import errors
from tests.botapi.errors import MisuseError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.botapi.intake import Intake

HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
PORTS: Final = frozenset({443, 80, 88, 8443})
DEFAULT_CONNECTIONS: Final = 40
PATIENCE_SECONDS: Final = 10
# Telegram's pauses are longer; tests have no time.
FIRST_PAUSE_SECONDS: Final = 0.05
LONGEST_PAUSE_SECONDS: Final = 0.5


class Webhook:
    """Posts updates to the bot while a webhook is set. Used on the server's thread alone."""

    def __init__(self, intake: Intake, perform: Callable[[str, Mapping[str, Any]], object]) -> None:
        """Take updates from `intake`; a method in the body of an answer goes to `perform`."""
        self.url = ""
        # Where the public address leads, as a proxy before the bot would have it.
        self.leads_to: str | None = None
        self.failures = 0
        self._secret = ""
        self._connections = DEFAULT_CONNECTIONS
        self._last_error = ""
        self._intake = intake
        self._perform = perform
        self._task: asyncio.Task[None] | None = None
        self._flying: dict[int, object] = {}
        self._attempts: dict[int, int] = {}

    async def set(self, params: Mapping[str, Any]) -> bool:
        """Answer setWebhook; an empty address takes the webhook away."""
        url: str = params.get("url", "")
        secret: str = params.get("secret_token", "")
        _check_address(url)
        if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
            raise MisuseError(errors.WEBHOOK_CHARACTERS)
        await self.stop()
        self._intake.allow(params.get("allowed_updates"))
        if params.get("drop_pending_updates"):
            self._intake.confirm(lambda _number: True)
        self.url, self._secret = url, secret
        self._connections = params.get("max_connections", DEFAULT_CONNECTIONS)
        if url:
            self._intake.interrupt("Conflict: terminated by setWebhook request")
            self._task = asyncio.create_task(self._run())
        return True

    async def stop(self) -> None:
        """Post nothing more."""
        self.url = ""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def info(self) -> dict[str, Any]:
        """Answer getWebhookInfo."""
        told = {"last_error_message": self._last_error, "last_error_date": 1} if self._last_error else {}
        return {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._intake.waiting()),
            **told,
        }

    async def _run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as group:
            while True:
                for update in self._intake.waiting():
                    number, lane = update["update_id"], _lane(update)
                    if lane in self._flying.values() or len(self._flying) >= self._connections:
                        continue
                    self._flying[number] = lane
                    group.create_task(self._deliver(session, update))
                await self._intake.arrival(1.0)

    async def _deliver(self, session: aiohttp.ClientSession, update: Mapping[str, Any]) -> None:
        number: int = update["update_id"]
        try:
            problem = await self._post(session, update)
            if problem is None:
                self._attempts.pop(number, None)
                self._intake.confirm(lambda each: each == number)
                return
            self.failures += 1
            self._last_error = problem
            tried = self._attempts[number] = self._attempts.get(number, 0) + 1
            await asyncio.sleep(min(FIRST_PAUSE_SECONDS * 2**tried, LONGEST_PAUSE_SECONDS))
        finally:
            self._flying.pop(number, None)
            self._intake.wake()

    async def _post(self, session: aiohttp.ClientSession, update: Mapping[str, Any]) -> str | None:
        """Post one update; what went wrong, if anything."""
        headers = {HEADER: self._secret} if self._secret else {}
        try:
            async with session.post(self._address(), json=update, headers=headers) as response:
                body = await response.text()
        except (aiohttp.ClientError, TimeoutError) as error:
            return type(error).__name__
        if response.status != 200:
            return f"Wrong response from the webhook: {response.status} {response.reason}"
        self._reply(body)
        return None

    def _reply(self, body: str) -> None:
        try:
            call = json.loads(body)
        except ValueError:
            return
        if isinstance(call, dict) and "method" in call:
            self._perform(call.pop("method"), call)

    def _address(self) -> str:
        if self.leads_to is None:
            return self.url
        public, local = urlsplit(self.url), urlsplit(self.leads_to)
        return urlunsplit((local.scheme, local.netloc, public.path, public.query, ""))


def _check_address(url: str) -> None:
    """As a Bot API server of one's own does, this one also takes plain HTTP on its own machine."""
    if not url:
        return
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"}:
        return
    if parts.scheme != "https":
        raise MisuseError(errors.WEBHOOK_HTTPS)
    if (parts.port or 443) not in PORTS:
        raise MisuseError(errors.WEBHOOK_PORT)


def _lane(update: Mapping[str, Any]) -> object:
    """What keeps its order: a chat, or else a user."""
    content = next(value for key, value in update.items() if key != "update_id")
    if not isinstance(content, dict):
        return update["update_id"]
    chat = content.get("chat") or (content.get("message") or {}).get("chat") or content.get("from") or {}
    return chat.get("id", update["update_id"])
