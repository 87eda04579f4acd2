"""The pool, with real processes: what they answer, and what becomes of those that end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import making
from bot.making import Means
from bot.pool.pool import Pool
from bot.service.answering import Answering
from bot.service.incoming import Origin, Text
from bot.service.permissions import Access
from bot.service.publishing.live import Live, Loaded
from bot.service.versions import Edition
from bot.service.visit import Known
from bot.telegram.messages import Speaker
from tests.knowledge.guild import SURVEY_FILE, TEXTS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from bot.service.ports import Finished

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it is looked up in /proc what runs")

NOW = datetime(2026, 5, 4, tzinfo=UTC)
QUESTION = "How many brewers are proud of their starter?"
OTHER = {**TEXTS, SURVEY_FILE: TEXTS[SURVEY_FILE].replace("64.5", "65")}
VARIABLE = "ENTENTE_TELEGRAM_TOKEN"
PATIENCE = 60.0


@pytest.fixture(scope="module")
def means(tmp_path_factory: pytest.TempPathFactory) -> Means:
    """What lies in the cache after the first of these tests."""
    return Means(cache=tmp_path_factory.mktemp("cache"))


def loaded(means: Means, texts: Mapping[str, str] = TEXTS) -> Loaded:
    return Loaded(
        version=Edition(texts=texts).version, texts=texts, advisor=making.make_advisor(texts, means)
    )


def asked(words: str = QUESTION, chat: int = 5) -> Text:
    return Text(
        origin=Origin(key=chat, chat=chat, chat_kind="private", person=chat, message=9),
        text=words,
        addressed=True,
    )


def said(done: Finished | None) -> str:
    """What is sent, all of it."""
    assert done is not None
    return "\n".join(call.payload["text"] for call in done.calls)


def processes() -> list[int]:
    """The processes that this one has started and that run a pool's module."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    return [int(c) for c in children if b"bot.pool" in Path(f"/proc/{c}/cmdline").read_bytes()]


def surroundings(process: int) -> bytes:
    return Path(f"/proc/{process}/environ").read_bytes()


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 (nobody tells when it is)
            await asyncio.sleep(0.01)


async def answered(pool: Pool, text: Text) -> Finished:
    """What the pool says once it is ready to say something."""
    async with asyncio.timeout(PATIENCE):
        while (done := await pool.answer(text, Known(), NOW)) is None:  # noqa: ASYNC110 (as above)
            await asyncio.sleep(0.01)
    return done


@asynccontextmanager
async def running(live: Live, means: Means, size: int = 1) -> AsyncIterator[Pool]:
    pool = Pool(
        size=size, live=live, means=means, speaker=Speaker("x_bot"), access=Access(), look_seconds=0.01
    )
    work = asyncio.create_task(pool.run())
    try:
        yield pool
    finally:
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work
        assert processes() == []


def test_a_process_answers_as_the_service_does(means: Means) -> None:
    live = Live(loaded(means))
    here = Answering(live.now.advisor, Speaker("x_bot"), Access())

    async def story() -> None:
        async with running(live, means) as pool:
            for words in (QUESTION, "hello", "what rises?", "🙂 <b>"):
                there = await answered(pool, asked(words))
                same = here.answer(asked(words), Known(), NOW, lambda: "key")
                keys = iter([tap.key for tap in there.taps])
                assert len({tap.key for tap in there.taps}) == len(there.taps)
                assert there == here.answer(asked(words), Known(), NOW, lambda keys=keys: next(keys))  # type: ignore[misc]
                assert said(there) == said(same)

    asyncio.run(story())


def test_many_are_answered_at_a_time_and_each_gets_its_own(means: Means) -> None:
    live = Live(loaded(means))

    async def story() -> None:
        async with running(live, means, size=2) as pool:
            await until(lambda: len(processes()) == 2)
            await answered(pool, asked())
            found = await asyncio.gather(*(pool.answer(asked(chat=c), Known(), NOW) for c in range(1, 30)))
            told = {done.chat for done in found if done is not None}
            assert all(done is None or done.chat == chat for chat, done in enumerate(found, 1))
            # More than they can take at a time are left to be answered here.
            assert 2 < len(told) < 29

    asyncio.run(story())


def test_no_answer_comes_from_another_version_than_the_live_one(means: Means) -> None:
    live, after = Live(loaded(means)), loaded(means, OTHER)

    async def story() -> None:
        async with running(live, means) as pool:
            assert "64.5%" in said(await answered(pool, asked()))
            (before,) = processes()
            live.swap(after)
            assert await pool.answer(asked(), Known(), NOW) is None
            assert "65%" in said(await answered(pool, asked()))
            assert before not in processes()

    asyncio.run(story())


def test_a_process_that_is_killed_answers_nobody_wrongly_and_is_replaced(means: Means) -> None:
    live = Live(loaded(means))

    async def story() -> None:
        async with running(live, means) as pool:
            first = said(await answered(pool, asked()))
            (killed,) = processes()
            waiting = [asyncio.create_task(pool.answer(asked(chat=c), Known(), NOW)) for c in (5, 6, 7)]
            await asyncio.sleep(0)
            os.kill(killed, signal.SIGKILL)
            for done in await asyncio.gather(*waiting):
                assert done is None or said(done) == first
            assert said(await answered(pool, asked())) == first
            assert killed not in processes()

    asyncio.run(story())


def test_who_no_longer_waits_takes_no_other_answer_along(means: Means) -> None:
    live = Live(loaded(means))

    async def story() -> None:
        async with running(live, means) as pool:
            await answered(pool, asked())
            gone = asyncio.create_task(pool.answer(asked(chat=6), Known(), NOW))
            stays = asyncio.create_task(pool.answer(asked("hello", chat=7), Known(), NOW))
            await asyncio.sleep(0)
            gone.cancel()
            done = await stays
            assert done is not None
            assert (done.chat, said(done)) == (7, said(await answered(pool, asked("hello", chat=7))))

    asyncio.run(story())


def test_a_process_that_hangs_is_replaced(means: Means, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.pool.pool._PATIENCE_SECONDS", 0.2)
    live = Live(loaded(means))

    async def story() -> None:
        async with running(live, means) as pool:
            await answered(pool, asked())
            (hangs,) = processes()
            os.kill(hangs, signal.SIGSTOP)
            assert await pool.answer(asked(), Known(), NOW) is None
            monkeypatch.undo()
            await answered(pool, asked())
            assert hangs not in processes()

    asyncio.run(story())


def test_a_signal_that_ends_the_service_does_not_end_it_in_the_middle(means: Means) -> None:
    live = Live(loaded(means))

    async def story() -> None:
        async with running(live, means) as pool:
            await answered(pool, asked())
            (process,) = processes()
            for name in (signal.SIGTERM, signal.SIGINT):
                os.kill(process, name)
            await answered(pool, asked())
            assert processes() == [process]

    asyncio.run(story())


def test_what_can_not_be_answered_there_is_left_to_be_answered_here(means: Means) -> None:
    live = Live(loaded(means))
    impossible = Known(facts=None)  # type: ignore[arg-type]

    async def story() -> None:
        async with running(live, means) as pool:
            await answered(pool, asked())
            (process,) = processes()
            assert await pool.answer(asked(), impossible, NOW) is None
            await answered(pool, asked())
            assert processes() == [process]

    asyncio.run(story())


def test_what_can_not_be_sent_there_takes_nobody_elses_answer(means: Means) -> None:
    live = Live(loaded(means))
    unsendable = Known(export={"what": lambda: None})

    async def story() -> None:
        async with running(live, means) as pool:
            first = said(await answered(pool, asked()))
            assert await pool.answer(asked("hello", chat=6), unsendable, NOW) is None
            done = await pool.answer(asked(chat=7), Known(), NOW)
            assert done is not None
            assert (done.chat, said(done)) == (7, first)

    asyncio.run(story())


def test_a_process_whose_answers_can_not_be_read_is_replaced(
    means: Means, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    live = Live(loaded(means))

    async def unreadable(stream: asyncio.StreamReader) -> None:
        await stream.readexactly(1)
        raise TypeError

    async def story() -> None:
        async with running(live, means) as pool:
            await answered(pool, asked())
            (process,) = processes()
            await pool.answer(asked(), Known(), NOW)
            # The next answer is awaited already.
            monkeypatch.setattr("bot.pool.pool.awaited", unreadable)
            await pool.answer(asked(), Known(), NOW)
            assert await pool.answer(asked(), Known(), NOW) is None
            monkeypatch.undo()
            await answered(pool, asked())
            assert process not in processes()

    with caplog.at_level(logging.ERROR):
        asyncio.run(story())
    assert "can't be read" in caplog.text


def test_a_process_knows_nothing_secret(means: Means, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "1:secret")
    live = Live(loaded(means))

    async def story() -> None:
        async with running(live, means) as pool:
            await answered(pool, asked())
            (process,) = processes()
            told = surroundings(process)
            assert b"PYTHONPATH" in told
            assert VARIABLE.encode() not in told

    asyncio.run(story())


def test_where_no_process_can_be_started_all_is_answered_here(
    means: Means, caplog: pytest.LogCaptureFixture
) -> None:
    sound = loaded(means)
    live = Live(replace(sound, texts={**TEXTS, SURVEY_FILE: "[survey"}))

    async def story() -> None:
        async with running(live, means) as pool:
            await until(lambda: caplog.records)
            assert await pool.answer(asked(), Known(), NOW) is None

    with caplog.at_level(logging.WARNING):
        asyncio.run(story())
    assert "could not be started" in caplog.text
