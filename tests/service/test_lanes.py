"""Lanes: order in a chat, fairness between chats, shedding, and starts with much to do."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.service.lanes import LONGEST, MOST, Lanes
from bot.service.ports import Finished, Received
from tests.service.fakes import InMemoryJournal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CHATTER = '"chatter"'


class Recorder:
    """A handler that finishes what it gets, and keeps who came when.

    An update whose text is ``CHATTER`` asks for no answer, so that nobody is told when it is shed.
    """

    def __init__(self, journal: InMemoryJournal, pause: float = 0) -> None:
        self.journal = journal
        self.pause = pause
        self.handled: list[Received] = []
        self.shed_: list[Received] = []
        self.told: list[int] = []
        self.busy: Counter[int] = Counter()

    async def handle(self, received: Received) -> None:
        """Finish it after a while."""
        self.busy[received.lane] += 1
        assert self.busy[received.lane] == 1, "two of one chat at once"
        await asyncio.sleep(self.pause)
        self.handled.append(received)
        await self.journal.finish(Finished(key=received.key, now=NOW))
        self.busy[received.lane] -= 1

    async def shed(self, received: Received, *, first: Callable[[], bool]) -> None:
        """Finish it at once."""
        self.shed_.append(received)
        if received.raw != CHATTER and first():
            self.told.append(received.lane)
        await self.journal.finish(Finished(key=received.key, now=NOW, note="shed"))


def update(key: int, lane: int, raw: str = "{}") -> Received:
    return Received(key=key, lane=lane, raw=raw)


@asynccontextmanager
async def running(lanes: Lanes) -> AsyncIterator[None]:
    task = asyncio.create_task(lanes.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def finished(journal: InMemoryJournal) -> None:
    async with asyncio.timeout(10):
        while await journal.pending(1):  # noqa: ASYNC110 (a journal tells nobody)
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.005)


@given(chats=st.lists(st.integers(1, 5), max_size=60), waiting=st.integers(0, 60), cut=st.integers(1, 60))
def test_each_chat_is_answered_in_order_whatever_comes_when(chats: list[int], waiting: int, cut: int) -> None:
    async def story() -> None:
        journal = InMemoryJournal()
        recorder = Recorder(journal)
        lanes = Lanes(journal, recorder)
        updates = [update(n, lane) for n, lane in enumerate(chats)]
        await journal.accept(updates[:waiting], NOW)
        async with running(lanes):
            for start in range(waiting, len(updates), cut):
                lanes.put(await journal.accept(updates[start : start + cut], NOW))
                await asyncio.sleep(0)
            await finished(journal)
        for lane in set(chats):
            keys = [u.key for u in recorder.handled if u.lane == lane]
            assert keys == sorted(keys)
        assert sorted(u.key for u in recorder.handled + recorder.shed_) == list(range(len(chats)))

    asyncio.run(story())


def test_a_chat_that_floods_is_shed_told_once_and_holds_up_nobody() -> None:
    async def story() -> None:
        journal = InMemoryJournal()
        recorder = Recorder(journal, pause=0.001)
        lanes = Lanes(journal, recorder, hands=4)
        async with running(lanes):
            await asyncio.sleep(0.01)
            lanes.put(await journal.accept([update(n, 0) for n in range(3_000)], NOW))
            lanes.put(await journal.accept([update(10_000 + n, n) for n in range(1, 101)], NOW))
            await finished(journal)
        # A few more than fit at first: the lane is served while what is too much comes in.
        assert LONGEST <= len([u for u in recorder.handled if u.lane == 0]) <= 5 * LONGEST
        assert recorder.told == [0]
        assert len(recorder.handled) + len(recorder.shed_) == 3_100
        assert {u.lane for u in recorder.shed_} == {0}

    asyncio.run(story())


def test_a_quiet_chat_is_told_again_when_it_floods_again() -> None:
    async def story() -> None:
        journal = InMemoryJournal()
        recorder = Recorder(journal)
        lanes = Lanes(journal, recorder)
        async with running(lanes):
            for flood in range(2):
                await asyncio.sleep(0.01)
                lanes.put(await journal.accept([update(flood * 100 + n, 7) for n in range(50)], NOW))
                await finished(journal)
        assert recorder.told == [7, 7]

    asyncio.run(story())


def test_chatter_that_is_shed_leaves_the_notice_to_the_first_who_waits_for_an_answer() -> None:
    async def story() -> None:
        journal = InMemoryJournal()
        recorder = Recorder(journal, pause=0.001)
        lanes = Lanes(journal, recorder)
        async with running(lanes):
            await asyncio.sleep(0.01)
            questions = {50, 51, 90}
            group = [update(n, 0, "{}" if n in questions else CHATTER) for n in range(100)]
            lanes.put(await journal.accept(group, NOW))
            lanes.put(await journal.accept([update(200 + n, 1, CHATTER) for n in range(100)], NOW))
            await finished(journal)
        assert {u.key for u in recorder.shed_} >= questions
        assert recorder.told == [0]

    asyncio.run(story())


def test_many_rows_at_a_start_are_read_a_part_at_a_time() -> None:
    async def story() -> None:
        journal = InMemoryJournal()
        recorder = Recorder(journal)
        lanes = Lanes(journal, recorder)
        rows = 12_000
        await journal.accept([update(n, n % 1_000) for n in range(rows)], NOW)
        most = 0
        async with running(lanes):
            async with asyncio.timeout(20):
                while len(recorder.handled) < rows:
                    most = max(most, len(lanes._held))
                    await asyncio.sleep(0)
        assert most <= MOST + 500
        assert recorder.shed_ == []

    asyncio.run(story())


def test_what_was_begun_is_finished_and_the_rest_stays_in_the_journal() -> None:
    async def story() -> None:
        journal = InMemoryJournal()
        recorder = Recorder(journal, pause=0.02)
        lanes = Lanes(journal, recorder, hands=2)
        async with running(lanes):
            await asyncio.sleep(0.005)
            lanes.put(await journal.accept([update(n, n) for n in range(10)], NOW))
            await asyncio.sleep(0.005)
            assert await lanes.drain(1)
        assert [u.key for u in recorder.handled] == [0, 1]
        assert [u.key for u in await journal.pending(100)] == list(range(2, 10))

    asyncio.run(story())


def test_a_handler_that_fails_ends_the_lanes() -> None:
    """For the process to end with an error and be started again, rather than to go on in silence."""

    class Failing(Recorder):
        async def handle(self, received: Received) -> None:
            raise RuntimeError(received.key)

    async def story() -> None:
        journal = InMemoryJournal()
        lanes = Lanes(journal, Failing(journal))
        await journal.accept([update(1, 1)], NOW)
        with pytest.raises(RuntimeError):
            await asyncio.wait_for(lanes.run(), 5)

    asyncio.run(story())
