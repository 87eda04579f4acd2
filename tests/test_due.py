"""What is to be sent at a time, by a bot that is its own process and may end at any moment."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.service.ports import Reminder
from bot.store.journal import StoreJournal, look
from soak.asking import in_flight
from tests.botapi import BotApi, BotProcess
from tests.service.reminding import KIND

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.botapi import Person

LIVES = 6
#: How long before a reminder is due it is put into the database of a bot that runs.
AHEAD_SECONDS = 0.5
#: In which it is carried out: the scheduler looks every second.
AROUND_SECONDS = 1.0


@pytest.fixture
def bot(server: BotApi, tmp_path: Path) -> Iterator[BotProcess]:
    """A bot that knows a kind of reminder."""
    with BotProcess(server, tmp_path, command=("-m", "tests.service.reminding", "run")) as started:
        yield started.wait_until_polling()


def schedule(bot: BotProcess, *reminders: Reminder) -> None:
    """Put reminders into the database, beside the bot."""

    async def kept() -> None:
        journal = await StoreJournal.open(bot.store)
        for reminder in reminders:
            await journal.schedule(reminder)
        await journal.close()

    asyncio.run(kept())


def reminder(person: Person, text: str, seconds: float, kind: str = KIND) -> Reminder:
    at = datetime.now(UTC) + timedelta(seconds=seconds)
    return Reminder(at=at, kind=kind, payload={"text": text}, person=person.id, chat=person.id)


def somebody(server: BotApi, name: str = "Alice") -> Person:
    """Somebody who has met the bot."""
    person = server.person(name)
    person.starts()
    person.hears(seconds=30)
    return person


def heard(server: BotApi, person: Person) -> Sequence[str]:
    """What somebody was sent after the first word."""
    return [str(sent.params["text"]) for sent in server.sent(person.id)][1:]


def test_what_is_due_is_sent_at_its_time_and_after_a_stop(server: BotApi, bot: BotProcess) -> None:
    alice = somebody(server)
    schedule(bot, reminder(alice, "soon", 1.0), reminder(alice, "during the stop", 3.0))
    began = time.monotonic()
    alice.sees(lambda each: each.text == "soon")
    assert time.monotonic() - began > 0.5
    assert bot.terminate() == 0
    time.sleep(max(0.0, began + 3.5 - time.monotonic()))
    assert heard(server, alice) == ["soon"]
    bot.start().wait_until_polling()
    alice.sees(lambda each: each.text == "during the stop")
    assert bot.terminate() == 0
    bot.start().wait_until_polling()
    time.sleep(1.5)
    assert heard(server, alice) == ["soon", "during the stop"]


def test_a_reminder_of_a_kind_that_only_a_newer_version_knows_waits_for_it(
    server: BotApi, bot: BotProcess
) -> None:
    alice = somebody(server)
    schedule(bot, reminder(alice, "?", 0, "of tomorrow"), reminder(alice, "known", 0))
    alice.sees(lambda each: each.text == "known")
    counts = look(bot.store)[0]
    assert (counts["reminders"], counts["reminders put aside"]) == (0, 1)
    assert "nobody words this kind" in bot.printed
    assert bot.terminate() == 0


@pytest.mark.parametrize("end", ["kill", "signal"])
def test_an_end_around_the_time_neither_loses_nor_doubles_what_is_due(
    server: BotApi, bot: BotProcess, end: str
) -> None:
    """But for a send that was under way when the bot was killed: nobody knows whether it arrived."""
    chance = random.Random(5)  # noqa: S311 - moments, not secrets
    alice, bob = somebody(server), somebody(server, "Bob")
    server.weather.latency = (0.02, 0.08)
    uncertain, met = 0, Counter[str]()
    for life in range(LIVES):
        due = time.monotonic() + AHEAD_SECONDS
        texts = [f"{life}/{part}" for part in range(3)]
        schedule(bot, *(reminder(person, text, AHEAD_SECONDS) for text in texts for person in (alice, bob)))
        if life % 2:
            time.sleep(max(0.0, due + chance.uniform(-0.3, AROUND_SECONDS) - time.monotonic()))
        else:
            # The moment at which it is decided, and hardly anything is sent.
            server.wait(lambda: not look(bot.store)[0]["reminders"])
        if end == "kill":
            bot.kill()
        else:
            assert bot.terminate() == 0
        met[stage(bot)] += 1
        uncertain += in_flight(bot)
        bot.start().wait_until_polling()
    server.wait(lambda: len({*heard(server, bob)}) == len({*heard(server, alice)}) == 3 * LIVES, 30)
    time.sleep(1.5)  # for one too many to show
    wanted = [f"{life}/{part}" for life in range(LIVES) for part in range(3)]
    sent = Counter(alice=len(heard(server, alice)), bob=len(heard(server, bob)))
    print(f"{LIVES} ends by {end}, {dict(met)}: {dict(sent)}, {uncertain} uncertain")  # noqa: T201
    for person in (alice, bob):
        assert list(dict.fromkeys(heard(server, person))) == wanted
    assert sent.total() - 2 * len(wanted) <= uncertain
    if end == "signal":
        assert uncertain == 0
    assert look(bot.store)[0]["reminders"] == 0


def stage(bot: BotProcess) -> str:
    """How far a bot that is no more had come with what was due."""
    counts = look(bot.store)[0]
    return "not yet" if counts["reminders"] else "decided" if counts["unsent"] else "sent"
