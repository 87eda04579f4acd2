"""The pool: starts processes on the live version, shares questions among them, and does without."""

from __future__ import annotations

import asyncio
import logging
import pickle
import sys
from collections import deque
from typing import TYPE_CHECKING, Final

from bot.pool.frames import awaited, frame
from bot.pool.order import Order, Question
from bot.service.mishap import named
from bot.workshop.processes import end, environment, let_go

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Sequence
    from datetime import datetime

    from bot.making import Means
    from bot.service.incoming import Text
    from bot.service.permissions import Access
    from bot.service.ports import Finished
    from bot.service.publishing.live import Live, Loaded
    from bot.service.speaker import Speaker
    from bot.service.visit import Known

_LOG = logging.getLogger(__name__)

#: Questions that a process has at a time: the one it answers, and enough to go on with meanwhile.
_AHEAD: Final = 4
#: No answer takes a hundredth of it; what takes longer hangs.
_PATIENCE_SECONDS: Final = 10.0
_LOOK_SECONDS: Final = 1.0
#: Until it is tried again where one could not be started.
_AGAIN_SECONDS: Final = 60.0
#: How long a process may take until it is ready.
_START_SECONDS: Final = 120.0


class Pool:
    """Has questions answered in other processes, as many at a time as these can take.

    It is never needed: where there is no process, no room in one, or one ends over a question, there is
    no answer from here.
    """

    def __init__(  # noqa: PLR0913 (what a process is told, and how it is looked after)
        self,
        *,
        size: int,
        live: Live,
        means: Means,
        speaker: Speaker,
        access: Access,
        look_seconds: float = _LOOK_SECONDS,
    ) -> None:
        """``size`` processes, once it runs; what they answer from is what is ``live``.

        ``look_seconds`` is how often it is looked whether one has ended, or another version is live.
        """
        self._size = size
        self._live = live
        self._means = means
        self._speaker = speaker
        self._access = access
        self._look_seconds = look_seconds
        self._members: list[_Member] = []

    async def run(self) -> None:
        """Keep the processes running until cancelled; then end them."""
        try:
            while True:
                went_well = await self._renewed()
                await asyncio.sleep(self._look_seconds if went_well else _AGAIN_SECONDS)
        finally:
            await _ended(self._members)
            self._members = []

    async def answer(self, text: Text, known: Known, now: datetime) -> Finished | None:
        """What a text leads to, or None where no process tells. Never raises."""
        version = self._live.now.version
        free = [m for m in self._members if m.version == version and m.asked < _AHEAD]
        if not free:
            return None
        return await min(free, key=lambda m: m.asked).answer(Question(text=text, known=known, now=now))

    async def _renewed(self) -> bool:
        """Put processes on the live version in the place of those that have ended or are on another.

        False where one could not be started.
        """
        loaded = self._live.now
        stays = [m for m in self._members if m.version == loaded.version and m.lives]
        goes = [m for m in self._members if m not in stays]
        self._members = stays
        await _ended(goes)
        # One after the other: each takes a second of the machine, which others are waiting for.
        while len(self._members) < self._size and self._live.now is loaded:
            member = await self._begun(loaded)
            if member is None:
                return False
            self._members.append(member)
            if len(self._members) == self._size:
                _LOG.info("answering in more processes", extra={"fields": {"processes": self._size}})
        return True

    async def _begun(self, loaded: Loaded) -> _Member | None:
        order = Order(texts=dict(loaded.texts), means=self._means, speaker=self._speaker, access=self._access)
        try:
            async with asyncio.timeout(_START_SECONDS):
                return await _Member.started(loaded.version, order)
        except Exception as error:  # noqa: BLE001 (all can be answered without it)
            _LOG.warning("a process that answers could not be started: %s", named(error))
            return None


class _Member:
    """One process, the version it answers from, and who waits for it."""

    def __init__(self, version: str, process: Process) -> None:
        self.version = version
        self._process = process
        self._waiting: deque[asyncio.Future[Finished | None]] = deque()
        self._listening: asyncio.Task[None] | None = None

    @classmethod
    async def started(cls, version: str, order: Order) -> _Member:
        """A process that is ready. Raises OSError or EOFError where there will be none."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "bot.pool"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment(),
            # Out of reach of the Ctrl-C that ends the service.
            start_new_session=True,
        )
        member = cls(version, process)
        try:
            await member._ready(order)
        except BaseException:
            await member.ended()
            raise
        member._listening = asyncio.create_task(member._listen())
        return member

    @property
    def asked(self) -> int:
        """How many questions it has."""
        return len(self._waiting)

    @property
    def lives(self) -> bool:
        """Whether it can be asked."""
        return self._listening is not None and not self._listening.done()

    async def answer(self, question: Question) -> Finished | None:
        """What a question leads to; None where it could not be told."""
        if not self.lives or self._process.stdin is None:
            return None
        try:
            # Before anybody waits: what is not asked gets no answer, and must take no other's.
            packed = frame(question)
        except (pickle.PicklingError, TypeError, AttributeError):
            return None
        answer: asyncio.Future[Finished | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        self._process.stdin.write(packed)
        try:
            # Who asked may be cancelled; the answer comes all the same, and is the next one's no more.
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return await asyncio.shield(answer)
        except TimeoutError:
            _LOG.error("a process that answers did not; it is ended")
            end(self._process)
            return None

    async def ended(self) -> None:
        """End it; whoever waits gets no answer from it."""
        end(self._process)
        if self._listening is not None:
            await self._listening
        await let_go(self._process)

    async def _ready(self, order: Order) -> None:
        if self._process.stdin is None or self._process.stdout is None:
            raise OSError("started without pipes")
        self._process.stdin.write(frame(order))
        await self._process.stdin.drain()
        await awaited(self._process.stdout)

    async def _listen(self) -> None:
        """Hand on what it says until it says no more."""
        try:
            while self._process.stdout is not None:
                done = await awaited(self._process.stdout)
                answer = self._waiting.popleft()
                if not answer.done():
                    answer.set_result(done)
        except (EOFError, OSError):
            pass
        except Exception as error:  # noqa: BLE001 (such as the classes of a program that was updated meanwhile)
            _LOG.error("what a process answered can't be read; it is ended: %s", named(error))
            end(self._process)
        for answer in self._waiting:
            if not answer.done():
                answer.set_result(None)
        self._waiting.clear()


async def _ended(members: Sequence[_Member]) -> None:
    for member in members:
        await member.ended()
