"""What goes wrong between a bot and Telegram, by chance or by appointment."""

from __future__ import annotations

import random
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from tests.botapi import errors

if TYPE_CHECKING:
    from tests.botapi.errors import RefusedError


class Trouble(Enum):
    """What a call may meet besides a refusal."""

    RESET_BEFORE = auto()  # the connection breaks before Telegram has read the call
    RESET_AFTER = auto()  # … after Telegram has accepted it: only Telegram knows
    SERVER_ERROR = auto()  # 5xx as JSON
    GATEWAY_ERROR = auto()  # 502 as the proxy before Telegram says it, in HTML


@dataclass(kw_only=True, slots=True)
class Weather:
    """Chances from 0 to 1 and a latency in seconds, all of which may be changed at any time.

    ``only`` names the methods that meet it; empty: all. getUpdates is never told to wait (429).
    """

    too_many: float = 0.0
    retry_after: int = 1
    server_errors: float = 0.0
    reset_before: float = 0.0
    reset_after: float = 0.0
    latency: tuple[float, float] = (0.0, 0.0)
    only: frozenset[str] = frozenset()
    seed: int = 7
    _chance: random.Random = field(init=False)
    _appointed: defaultdict[str, deque[Trouble | RefusedError]] = field(init=False)
    _down_until: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - the same weather in every run is the point
        self._appointed = defaultdict(deque)

    def appoint(self, method: str, *troubles: Trouble | RefusedError) -> None:
        """Let the next calls of a method meet these, one each."""
        self._appointed[method.lower()].extend(troubles)

    def outage(self, seconds: float) -> None:
        """Break every connection for so long."""
        self._down_until = time.monotonic() + seconds

    def clear(self) -> None:
        """End an outage now."""
        self._down_until = 0.0

    def delay(self) -> float:
        """How long one way of the next call takes: half of its latency."""
        return self._chance.uniform(*self.latency) / 2

    def strikes(self, method: str) -> Trouble | RefusedError | None:
        """What the next call of a method meets, if anything."""
        if time.monotonic() < self._down_until:
            return Trouble.RESET_BEFORE
        if appointed := self._appointed[method.lower()]:
            return appointed.popleft()
        if self.only and method not in self.only:
            return None
        drawn = self._chance.random()
        for chance, trouble in self._chances(method):
            if drawn < chance:
                return trouble
            drawn -= chance
        return None

    def _chances(self, method: str) -> tuple[tuple[float, Trouble | RefusedError], ...]:
        waiting = 0.0 if method == GET_UPDATES else self.too_many
        return (
            (waiting, errors.too_many(self.retry_after)),
            (self.server_errors / 2, Trouble.SERVER_ERROR),
            (self.server_errors / 2, Trouble.GATEWAY_ERROR),
            (self.reset_before, Trouble.RESET_BEFORE),
            (self.reset_after, Trouble.RESET_AFTER),
        )


GET_UPDATES: Final = "getUpdates"
