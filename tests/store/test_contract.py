"""What every Journal promises of an update: the real one, and the stand-in that other tests rely on."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.service.ports import Finished
from tests.store.keeping import NOW, send, update
from tests.store.memory import (
    ADA,
    DAY,
    GRACE,
    GROUP,
    UNKEEPABLE,
    Hold,
    Memory,
    finished,
    keys,
    reminder,
    tap,
    texts,
    whole,
)

# ── What comes in ─────────────────────────────────────────────────────────────────────────────────


def test_an_update_is_accepted_once_however_often_it_is_offered(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        first, again = update(5, text="first"), update(5, text="again")
        assert await journal.accept([first, update(6), again], NOW) == (
            replace(first, received=NOW),
            replace(update(6), received=NOW),
        )
        assert keys(await journal.accept([update(6), update(7)], NOW + DAY)) == [7]
        await journal.finish(Finished(key=5, now=NOW))
        await journal.quarantine(6, "odd", NOW)
        assert await journal.accept([update(5), update(6)], NOW) == ()
        assert await journal.accept([], NOW) == ()

    hold(story)


def test_updates_wait_in_the_order_they_came_until_they_are_done_with(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        sent = [replace(update(key), stale_after=30) for key in (900, 901, 12, 13, 14)]
        await journal.accept(sent, NOW)
        assert await journal.pending(10) == tuple(replace(each, received=NOW) for each in sent)
        assert keys(await journal.pending(2)) == [900, 901]
        assert keys(await journal.pending(2, after=901)) == [12, 13]
        await journal.finish(Finished(key=901, now=NOW))
        await journal.finish(Finished(key=13, now=NOW, note="shed"))
        await journal.quarantine(14, "odd", NOW)
        assert keys(await journal.pending(10, after=901)) == [12]
        assert keys(await journal.pending(10, after=77)) == [900, 12]

    hold(story)


def test_what_was_put_aside_or_never_came_leads_to_nothing(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        await journal.accept([update(1), update(2)], NOW)
        await journal.quarantine(1, "odd", NOW)
        await journal.quarantine(99, "never came", NOW)
        for key in (1, 99):
            done = Finished(key=key, now=NOW, person=ADA, chat=ADA, state="{}", calls=[send(ADA)])
            assert await journal.finish(done) == ()
        assert await journal.state(ADA, ADA) is None
        assert len(await journal.finish(Finished(key=2, now=NOW, calls=[send(ADA)]))) == 1
        await journal.quarantine(2, "too late", NOW)
        assert len(await journal.unsent()) == 1

    hold(story)


# ── What it leads to ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("note", ["done", "shed", "stale", "ignored"])
def test_an_update_is_finished_once(hold: Hold, note: str) -> None:
    async def story(journal: Memory) -> None:
        await journal.accept([update(1)], NOW)
        calls = [send(ADA, "a"), send(ADA, "b")]
        done = Finished(key=1, now=NOW, person=ADA, chat=ADA, state='{"n":1}', calls=calls, note=note)
        made = await asyncio.gather(*(journal.finish(done) for _ in range(5)))
        assert sorted(map(len, made)) == [0, 0, 0, 0, 2]
        assert await journal.finish(replace(done, state="{}")) == ()
        assert await journal.state(ADA, ADA) == '{"n":1}'
        assert texts(await journal.unsent()) == ["a", "b"]

    hold(story)


@pytest.mark.parametrize(
    "broken",
    [
        {"calls": [UNKEEPABLE]},
        {"taps": [tap("k", say=object())]},
        {"reminders": [replace(reminder(1), payload={"at": object()})]},
        {"person": None},
        {"person": None, "state": None, "person_facts": {}, "forget": True},
        {"chat": None},
        {"chat": None, "state": None, "room": "{}"},
    ],
    ids=[
        "call",
        "tap",
        "reminder",
        "nobody's",
        "nobody to forget",
        "a state for no chat",
        "a room of no chat",
    ],
)
def test_all_that_an_update_leads_to_is_kept_or_none_of_it(hold: Hold, broken: dict[str, Any]) -> None:
    async def story(journal: Memory) -> None:
        await journal.accept([update(1)], NOW)
        with pytest.raises((TypeError, ValueError)):
            await journal.finish(replace(whole(1), **broken))
        assert keys(await journal.pending(9)) == [1]
        assert await journal.unsent() == ()
        assert await journal.state(ADA, ADA) is None
        assert await journal.facts(ADA) == {}
        assert await journal.tap("k", NOW) is None
        assert await journal.due(NOW + DAY) == ()
        assert len(await journal.finish(whole(1))) == 1
        assert await journal.state(ADA, ADA) == "asked"
        assert await journal.facts(ADA) == {"role": "cio"}
        assert await journal.tap("k", NOW) == tap("k", say="more")
        assert len(await journal.due(NOW + DAY)) == 1

    hold(story)


def test_facts_are_told_changed_and_taken_back(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        told = Finished(key=1, now=NOW, person=ADA, person_facts={"role": "cio", "consent": "yes"})
        await finished(journal, told)
        assert await journal.facts(ADA) == {"role": "cio", "consent": "yes"}
        changed = Finished(key=2, now=NOW, person=ADA, person_facts={"role": "cmo", "consent": None})
        await finished(journal, changed)
        assert await journal.facts(ADA) == {"role": "cmo"}
        assert await journal.facts(GRACE) == {}

    hold(story)


def test_a_conversation_belongs_to_a_person_in_a_chat(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        for key, (person, chat) in enumerate([(ADA, ADA), (ADA, GROUP), (GRACE, GROUP)]):
            done = Finished(key=key, now=NOW, person=person, chat=chat, state=f"{person} in {chat}")
            await finished(journal, done)
        await finished(journal, Finished(key=9, now=NOW, person=ADA, chat=ADA))
        assert await journal.state(ADA, ADA) == f"{ADA} in {ADA}"
        assert await journal.state(ADA, GROUP) == f"{ADA} in {GROUP}"
        assert await journal.state(GRACE, GROUP) == f"{GRACE} in {GROUP}"
        assert await journal.state(GRACE, GRACE) is None

    hold(story)


def test_a_button_works_until_it_expires(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        kept = tap("k9", ask="x", others=[["a", "b"]])
        await finished(journal, Finished(key=1, now=NOW, person=ADA, taps=[kept]))
        assert await journal.tap("k9", NOW) == kept
        assert await journal.tap("k9", NOW + 30 * DAY) is None
        await finished(journal, Finished(key=2, now=NOW + DAY, person=ADA, answered_tap="k9"))
        assert await journal.tap("k9", NOW) == replace(kept, answered=NOW + DAY)
        await finished(journal, Finished(key=3, now=NOW, person=ADA, answered_tap="k8\ud800"))
        assert await journal.tap("k8\ud800", NOW) is None

    hold(story)


def test_a_button_of_a_whole_chat_is_nobodys_and_goes_with_no_one(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        shared = tap("k", None, GROUP, end=True)
        await finished(journal, Finished(key=1, now=NOW, person=ADA, chat=GROUP, taps=[shared, tap("k1")]))
        await finished(journal, Finished(key=2, now=NOW, person=ADA, chat=ADA, forget=True))
        assert await journal.tap("k1", NOW) is None
        assert await journal.tap("k", NOW) == shared

    hold(story)
