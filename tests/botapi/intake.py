"""The bot's queue of updates, and long polling on it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tests.botapi import errors
from tests.botapi.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

MAX_UPDATES: Final = 100
MAX_TIMEOUT: Final = 50
FUTURE: Final = 10
# Sent only to those who ask for them by name.
UNASKED: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """An update in the queue."""

    update: dict[str, Any]
    expires: float


class Intake:
    """Updates that the bot has not confirmed. Used on the server's thread alone."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._queue: list[Waiting] = []
        self._next = 700_000_001
        self._allowed: frozenset[str] | None = None
        self._poller: asyncio.Future[None] | None = None
        self._arrived: set[asyncio.Future[None]] = set()
        self.posted = 0
        self.confirmed = 0
        self.polls = 0

    @property
    def held(self) -> bool:
        """Whether a poll is held open just now."""
        return self._poller is not None and not self._poller.done()

    def post(self, update: Mapping[str, Any], lasts: float) -> int | None:
        """Queue an update, numbered if it has no number; its number, or None if it isn't wanted."""
        kinds = update.keys() - {"update_id"}
        if not all(self._wanted(kind) for kind in kinds):
            return None
        number: int = update.get("update_id", self._next)
        self._next = max(self._next, number + 1)
        numbered = {"update_id": number, **update}
        self._queue.append(Waiting(update=numbered, expires=self._now() + lasts))
        self.posted += 1
        self.wake()
        return number

    def wake(self) -> None:
        """Let whoever waits look at the queue again."""
        for waiting in self._arrived:
            if not waiting.done():
                waiting.set_result(None)

    def restart_numbers(self, number: int) -> None:
        """Let the numbers of updates go on from elsewhere, as Telegram does after a quiet week."""
        self._next = number

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Which kinds of update are wanted from now on; None leaves it, none means the usual ones."""
        if kinds is not None:
            self._allowed = frozenset(kinds) or None

    def waiting(self) -> list[dict[str, Any]]:
        """Updates in the queue that have not become void."""
        self._queue = [each for each in self._queue if each.expires >= self._now()]
        return [each.update for each in self._queue]

    def confirm(self, numbers: Callable[[int], bool]) -> None:
        """Forget the updates whose number is among those confirmed."""
        kept = [each for each in self._queue if not numbers(each.update["update_id"])]
        self.confirmed += len(self._queue) - len(kept)
        self._queue = kept

    async def poll(self, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Answer getUpdates. A later call ends an earlier one, which is refused with 409."""
        self.interrupt()
        mine = self._poller = asyncio.get_running_loop().create_future()
        self.polls += 1
        self.allow(params.get("allowed_updates"))
        self._move(params.get("offset", 0))
        limit = min(max(params.get("limit", MAX_UPDATES), 1), MAX_UPDATES)
        patience = min(max(params.get("timeout", 0), 0), MAX_TIMEOUT)
        until = asyncio.get_running_loop().time() + patience
        while not (ready := self.waiting()) and not mine.done():
            left = until - asyncio.get_running_loop().time()
            if left <= 0:
                break
            await self.arrival(left, mine)
        if mine.done():
            mine.result()
        mine.set_result(None)
        return ready[:limit]

    async def arrival(self, seconds: float, *others: asyncio.Future[None]) -> None:
        """Wait until something comes into the queue, another future is done, or time is up."""
        arrived = asyncio.get_running_loop().create_future()
        self._arrived.add(arrived)
        try:
            await asyncio.wait({arrived, *others}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._arrived.discard(arrived)

    def interrupt(self, words: str = errors.OTHER_POLLER) -> None:
        """Refuse the poll that is waiting, if one is."""
        if self._poller is not None and self.held:
            self._poller.set_exception(RefusedError(words))
            self._poller.exception()  # it may have been answered already; then nobody asks

    def _move(self, offset: int) -> None:
        # One far ahead is from before the numbers started anew, and confirms nothing.
        if 0 < offset <= self._next + FUTURE:
            self.confirm(lambda number: number < offset)
        elif offset < 0:
            last = {update["update_id"] for update in self.waiting()[offset:]}
            self.confirm(lambda number: number not in last)

    def _wanted(self, kind: str) -> bool:
        return kind in self._allowed if self._allowed is not None else kind not in UNASKED
