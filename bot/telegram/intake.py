"""Taking updates from Telegram by long polling, so that none is lost.

The offset of the next poll confirms what came with the last; it moves only after the journal has
committed that. Updates are taken as plain JSON, so that one which can't be read stops no other.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.telegram.transport import told
from bot.telegram.updates import ALLOWED, received

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from telegram import Bot

    from bot.service.ports import Journal, Received

_log = logging.getLogger(__name__)

#: Seconds Telegram keeps a poll open while there is nothing new.
_POLL_SECONDS: Final = 25
_MOST: Final = 100
_FIRST_PAUSE: Final = 0.3
_LONGEST_PAUSE: Final = 8.0
#: Seconds for which Telegram may call the token unknown, or another poller first, before that is believed.
_PATIENCE: Final = 30.0
#: Seconds without a good poll after which polling counts as dead.
SILENCE: Final = 90.0


class IntakeError(Exception):
    """Updates can't be taken any more. The message says what to do about it, never the token."""


class Health:
    """When Telegram last answered as it should.

    While updates wait to be committed, the store is what is slow, not Telegram: that counts as alive.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = clock()
        self._news = asyncio.Event()
        self.storing = False

    def begin(self) -> None:
        """Count the silence from now on: updates are taken only from here."""
        self._last = self._clock()

    def good(self) -> None:
        """Telegram has answered just now."""
        self._last = self._clock()
        self._news.set()

    @property
    def age(self) -> float:
        """Seconds since the last good poll, or since the start."""
        return 0.0 if self.storing else self._clock() - self._last

    async def next_good(self) -> None:
        """Wait until Telegram has answered since this was last waited for."""
        await self._news.wait()
        self._news.clear()


class Inbox:
    """Where updates go: committed first, then handed on."""

    def __init__(self, journal: Journal, hand_on: Callable[[Sequence[Received]], None]) -> None:
        self._journal = journal
        self._hand_on = hand_on

    async def take(self, updates: Sequence[object]) -> int | None:
        """Commit updates; returns the highest id among them, None when none has one.

        When this returns, all that can be kept is kept. Those seen before are dropped.
        """
        kept = [row for row in map(received, updates) if row is not None]
        if len(kept) < len(updates):
            _log.error("updates without an id are dropped", extra={"fields": {"n": len(updates) - len(kept)}})
        if not kept:
            return None
        new = await self._journal.accept(kept, datetime.now(UTC))
        if new:
            self._hand_on(new)
        return max(row.key for row in kept)


class Polling:
    """Long polling. Telegram's refusals are believed after ``patience`` seconds."""

    def __init__(
        self,
        bot: Bot,
        inbox: Inbox,
        health: Health,
        *,
        patience: float = _PATIENCE,
    ) -> None:
        self._bot = bot
        self._inbox = inbox
        self._health = health
        self._patience = patience
        self._offset: int | None = None
        self._refused_since: float | None = None
        self._reached = False  # Telegram, by the last poll

    async def run(self) -> None:
        """Poll until cancelled. Raises IntakeError when Telegram keeps refusing."""
        pause = _FIRST_PAUSE
        while True:
            try:
                updates = await self._poll()
            except RetryAfter as error:
                after = error.retry_after
                await asyncio.sleep(after if isinstance(after, int) else after.total_seconds())
            except TelegramError as error:
                self._judge(error)
                await asyncio.sleep(pause * random.uniform(0.75, 1.25))  # noqa: S311 (no secret)
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                self._refused_since, self._reached = None, True
                self._health.good()
                if await self._take(updates):
                    pause = _FIRST_PAUSE
                else:
                    # Telegram would give the same again at once.
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE)

    async def _poll(self) -> list[Any]:
        wanted: dict[str, Any] = {
            # The first poll, and the first after trouble, waits for no update: that Telegram answers at
            # all is news, which must not come half a minute late.
            "timeout": _POLL_SECONDS if self._reached else 0,
            "limit": _MOST,
            "allowed_updates": list(ALLOWED),
        }
        if self._offset is not None:
            wanted["offset"] = self._offset
        answer = await self._bot.do_api_request(
            "getUpdates", api_kwargs=wanted, read_timeout=_POLL_SECONDS + 10
        )
        if not isinstance(answer, list):
            raise TelegramError("The server's answer is no list of updates")
        return answer

    async def _take(self, updates: list[Any]) -> bool:
        if not updates:
            # All before the offset is confirmed. Telegram may number anew after a quiet week, below it.
            self._offset = None
            return True
        self._health.storing = True
        try:
            last = await self._inbox.take(updates)
        finally:
            self._health.storing = False
            self._health.good()
        if last is None:
            return False
        self._offset = last + 1
        return True

    def _judge(self, error: TelegramError) -> None:
        """Tell of a poll that failed; IntakeError when there is no use in going on."""
        if not isinstance(error, InvalidToken | EndPointNotFound | Conflict):
            self._refused_since, self._reached = None, False
            _log.warning("polling failed", extra={"fields": {"reason": told(error, self._bot.token)}})
            return
        # It was Telegram that refused. Asking it briefly would let another poller's pauses pass for success.
        self._reached = True
        if isinstance(error, Conflict):
            why = "another program polls for this bot, or a webhook is set; stop the other one"
        else:
            why = "Telegram does not know this token; ask @BotFather for the right one"
        now = time.monotonic()
        if self._refused_since is None:
            self._refused_since = now
        _log.error("polling is refused", extra={"fields": {"reason": why}})
        if now - self._refused_since >= self._patience:
            raise IntakeError(why)


async def watch(health: Health, silence: float = SILENCE) -> None:
    """Raise IntakeError once there was no good poll for that many seconds."""
    while True:
        left = silence - health.age
        if left <= 0:
            raise IntakeError(f"Telegram has been silent for {silence:.0f} seconds")
        await asyncio.sleep(min(5.0, left))
