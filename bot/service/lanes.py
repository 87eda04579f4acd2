"""Lanes: each chat's updates in order, many chats at once, and no chat in the way of the others.

Theory of operation. The journal holds every update until it is finished; here are only as many as
may be handled soon. Lanes with something waiting stand in one queue. The first gives one update
away to be handled, and stands at the end again when that is done. So a chat that sends thousands
gets one turn in every round, and is never handled twice at once. An empty lane is forgotten.

Updates come in one of two ways. *Following*: what was just accepted enters its lane at once.
*Fetching*: what was accepted stays in the journal, and is read from there page by page in the order
of arrival; so it is after a start and whenever too much is here. Fetching ends when a page is empty
and nothing was accepted meanwhile. An update that enters twice does no harm: the journal
finishes it once.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from bot.service.ports import Journal, Received

#: More than this waiting in one chat is shed.
LONGEST = 30
#: More than this in all stays in the journal.
MOST = 5_000
#: Updates handled at the same time; what they wait for is mostly the journal's commit.
HANDS = 8
#: Updates shed at the same time: few, since nobody waits for that, and others wait for the machine.
_SHEDDING = 4
_PAGE = 500


class Handler(Protocol):
    """What is done with updates."""

    async def handle(self, received: Received) -> None:
        """Answer an update and finish it."""

    async def shed(self, received: Received, *, first: Callable[[], bool]) -> None:
        """Finish an update without an answer, and tell the chat that this happens, but once.

        ``first`` is called where there is somebody to tell; it gives True to the first who calls.
        """


@dataclass(kw_only=True, slots=True)
class _Lane:
    waiting: deque[Received] = field(default_factory=deque)
    told: bool = False  # that messages are shed, since the lane was last empty

    def first_to_tell(self) -> bool:
        """Whether nobody has told yet that messages are shed; whoever asks does."""
        first, self.told = not self.told, True
        return first


class Lanes:
    """All lanes of one process."""

    def __init__(self, journal: Journal, handler: Handler, *, hands: int = HANDS) -> None:
        self._journal = journal
        self._handler = handler
        self._hands = hands
        self._lanes: dict[int, _Lane] = {}
        self._turns: deque[int] = deque()
        self._shed: deque[tuple[Received, _Lane]] = deque()
        self._held: set[int] = set()  # keys of all that is here
        self._handling: set[asyncio.Task[None]] = set()
        self._shedding: set[asyncio.Task[None]] = set()
        self._following = False
        self._missed = False  # something was accepted and left in the journal
        self._last: int | None = None  # how far the journal has been read
        self._draining = False
        self._failure: BaseException | None = None
        self._called = asyncio.Event()

    def put(self, updates: Sequence[Received]) -> None:
        """Take updates that the journal has just accepted. Never waits."""
        for update in updates:
            if self._following and len(self._held) >= MOST:
                self._following, self._last = False, None
            if not self._following:
                self._missed = True
                break
            self._enter(update)
        self._start()

    async def run(self) -> None:
        """Handle updates until cancelled. Raises what a handler raises, which is never expected."""
        try:
            while True:
                if self._wants_page():
                    await self._fetch()
                else:
                    await self._called.wait()
                    self._called.clear()
                if self._failure is not None:
                    raise self._failure
        finally:
            for task in self._handling | self._shedding:
                task.cancel()

    async def drain(self, seconds: float) -> bool:
        """Start nothing more; whether all that was begun came to its end in that time."""
        self._draining = True
        begun = self._handling | self._shedding
        if not begun:
            return True
        _, unfinished = await asyncio.wait(begun, timeout=seconds)
        return not unfinished

    # ── In ────────────────────────────────────────────────────────────────────────────────────

    def _enter(self, update: Received) -> None:
        if update.key in self._held:
            return
        self._held.add(update.key)
        lane = self._lanes.get(update.lane)
        if lane is None:
            lane = self._lanes[update.lane] = _Lane()
            self._turns.append(update.lane)
        if len(lane.waiting) < LONGEST:
            lane.waiting.append(update)
        else:
            self._shed.append((update, lane))

    def _wants_page(self) -> bool:
        return not self._following and not self._draining and len(self._held) <= MOST // 2

    async def _fetch(self) -> None:
        self._missed = False
        page = await self._journal.pending(_PAGE, self._last)
        for update in page:
            self._enter(update)
        if page:
            self._last = page[-1].key
        elif self._missed:
            # From the start: who accepts at the same time as another may come before it in the journal.
            self._last = None
        else:
            self._following = True
        self._start()

    # ── Out ───────────────────────────────────────────────────────────────────────────────────

    def _start(self) -> None:
        """Start as much as there are hands for."""
        while self._turns and len(self._handling) < self._hands and not self._draining:
            name = self._turns.popleft()
            update = self._lanes[name].waiting.popleft()
            self._begin(self._handle(name, update), self._handling)
        while self._shed and len(self._shedding) < _SHEDDING and not self._draining:
            self._begin(self._put_off(*self._shed.popleft()), self._shedding)
        if self._wants_page():
            self._called.set()

    def _begin(self, work: Coroutine[Any, Any, None], among: set[asyncio.Task[None]]) -> None:
        task = asyncio.create_task(work)
        among.add(task)
        task.add_done_callback(lambda done: self._ended(done, among))

    def _ended(self, task: asyncio.Task[None], among: set[asyncio.Task[None]]) -> None:
        among.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._failure = task.exception()
            self._called.set()
        self._start()

    async def _handle(self, name: int, update: Received) -> None:
        try:
            await self._handler.handle(update)
        finally:
            self._held.discard(update.key)
            if self._lanes[name].waiting:
                self._turns.append(name)
            else:
                del self._lanes[name]

    async def _put_off(self, update: Received, lane: _Lane) -> None:
        try:
            await self._handler.shed(update, first=lane.first_to_tell)
        finally:
            self._held.discard(update.key)
