"""Many chats that ask a bot for a while, and how long each waits for its answer."""

from __future__ import annotations

import asyncio
import itertools
import os
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.botapi import Accepted
from tests.botapi.world import text_content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.botapi import BotApi, BotProcess

_STRAGGLERS_SECONDS: Final = 4.0
_GLANCE_SECONDS: Final = 0.05
_TICKS_A_SECOND: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """``chats`` that ask, each again once it is answered; or in turns, so many a second in all.

    ``latency`` is that of the network: seconds from a call to its answer.
    """

    name: str
    chats: int
    latency: float
    seconds: float
    rate: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What came of a load. Times in seconds; ``waits`` are sorted and never empty.

    ``rate`` is answers a second until the last one came. ``busy`` is how many cores were taken by the
    bot, by the server with its chats, and by all other programs.
    """

    asked: int
    answered: int
    rate: float
    cpu: float
    waits: Sequence[float]
    busy: tuple[float, float, float]

    def wait(self, share: float) -> float:
        """The time in which this share of the answers was there."""
        return self.waits[min(len(self.waits) - 1, int(len(self.waits) * share))]


class Traffic:
    """The people of a server, who write what `questions` gives and wait for answers."""

    def __init__(self, server: BotApi, questions: Iterator[str], people: int) -> None:
        """Gather so many people; the server's ledger is watched from now on."""
        self._server = server
        self._world = server.world
        self._questions = questions
        self._people = [server.person(f"Person {number}") for number in range(people)]
        self._users = {person.id: person.user for person in self._people}
        self._open: dict[int, deque[float]] = {person.id: deque() for person in self._people}
        self._asked = 0
        self._waits: list[float] = []
        self._until = self._last = 0.0
        self._load: Load | None = None
        self._writing: asyncio.Task[None] | None = None
        server.ledger = _Ledger(self._accepted)

    def measure(self, load: Load, bot: BotProcess) -> Measured:
        """Let a load have its time, and what is still under way a little more."""
        self._server.weather.latency = (load.latency, load.latency)
        started = time.monotonic()
        before = _cpu(bot.pid), time.process_time(), _machine()
        self._server.do(lambda: self._begin(load))
        time.sleep(load.seconds)
        self._server.wait(self._is_over, load.seconds + _STRAGGLERS_SECONDS + 1)
        spent = [now - then for now, then in zip(_all(bot.pid), before, strict=True)]
        elapsed = time.monotonic() - started
        cpu, served, whole = (seconds / elapsed for seconds in spent)
        self._server.ledger.clear()
        return Measured(
            asked=self._asked,
            answered=len(self._waits),
            rate=len(self._waits) / (self._last - self._until + load.seconds),
            cpu=spent[0] / max(1, len(self._waits)),
            waits=sorted(self._waits) or [float("inf")],
            busy=(cpu, served, max(0.0, whole - cpu - served)),
        )

    def _is_over(self) -> bool:
        late = time.monotonic() - self._until
        answered = not any(self._open.values())
        return late > _STRAGGLERS_SECONDS or (late > _GLANCE_SECONDS and answered)

    # Everything below runs on the server's thread.

    def _begin(self, load: Load) -> None:
        for times in self._open.values():
            times.clear()
        self._load, self._asked, self._waits = load, 0, []
        self._last = self._until = time.monotonic() + load.seconds
        asking = [person.id for person in self._people[: load.chats]]
        if load.rate is None:
            for chat in asking:
                self._ask(chat)
        else:
            self._writing = asyncio.ensure_future(self._write(load.rate, asking))

    async def _write(self, rate: int, asking: Sequence[int]) -> None:
        began = time.monotonic()
        chats = itertools.cycle(asking)
        while time.monotonic() < self._until:
            for _ in range(int((time.monotonic() - began) * rate) - self._asked):
                self._ask(next(chats))
            await asyncio.sleep(1 / rate)

    def _ask(self, chat: int) -> None:
        if time.monotonic() >= self._until:
            return
        user = self._users[chat]
        room = self._world.private_room(user)
        self._world.accounts[chat].met = True
        message = self._world.keep(room, text_content(next(self._questions)), sender=user)
        self._open[chat].append(time.monotonic())
        self._asked += 1
        self._world.post("message", message)

    def _accepted(self, call: Accepted) -> None:
        if call.method != "sendMessage" or call.chat is None or not (times := self._open[call.chat]):
            return
        self._last = time.monotonic()
        self._waits.append(self._last - times.popleft())
        if self._load is not None and self._load.rate is None:
            # The answer has the way to the asker still before it.
            asyncio.get_running_loop().call_later(self._load.latency / 2, self._ask, call.chat)


class _Ledger(list[Accepted]):
    """A ledger that tells of each call."""

    def __init__(self, tell: Callable[[Accepted], None]) -> None:
        super().__init__()
        self._tell = tell

    def append(self, call: Accepted) -> None:
        super().append(call)
        self._tell(call)


def measurable() -> bool:
    """Whether this system tells how much time another process took."""
    return Path("/proc/self/stat").exists()


def _all(pid: int) -> tuple[float, float, float]:
    return _cpu(pid), time.process_time(), _machine()


def _cpu(pid: int) -> float:
    """Seconds of processor time that a process has taken, in all its threads and the processes it runs."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    own = (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND
    return own + sum(_cpu(int(child)) for child in children)


def _machine() -> float:
    """Seconds of processor time that all processes have taken together."""
    with Path("/proc/stat").open(encoding="utf-8") as lines:
        user, nice, system, _idle, _waiting, interrupts, soft = map(int, lines.readline().split()[1:8])
    return (user + nice + system + interrupts + soft) / _TICKS_A_SECOND
