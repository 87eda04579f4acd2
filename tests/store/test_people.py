"""What is kept of people: told on request, gone on request, and gone by itself in time."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from bot.service.ports import Finished, KeptQuestion, Opinion, Received, Reminder, Tap
from tests.store.keeping import NOW, everything_in, journal_at, run, send, update

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store.journal import StoreJournal

ADA, GRACE, GROUP = 700_000_001, 700_000_002, -100_500
CANARY = "canary-7d1f"
DAY = timedelta(days=1)


def all_about(key: int, person: int, chat: int, word: str) -> Finished:
    """An update that leaves something in every table."""
    return Finished(
        key=key,
        now=NOW,
        person=person,
        chat=chat,
        state=json.dumps({"asked": word}),
        calls=[send(chat, word)],
        taps=[
            Tap(
                key=f"{word[:20]} {key}",
                chat=chat,
                person=person,
                action={"say": word},
                version="v",
                expires=NOW + 30 * DAY,
            )
        ],
        questions=[KeptQuestion(person=person, text=word, entry=None, outcome="abstained", version="v")],
        opinions=[Opinion(person=person, entry="gap", version=f"v{key}", liked=False, reason=word)],
        reminders=[Reminder(at=NOW + DAY, kind="nudge", payload={"about": word}, person=person, chat=chat)],
        person_facts={"role": word},
    )


async def live(journal: StoreJournal, person: int, word: str, first_key: int) -> None:
    """Use the bot: in private and in a group, with answers, a dead send and an unreadable update."""
    keys = range(first_key, first_key + 6)
    await journal.accept(
        [update(key, person, GROUP if key % 2 else None, f"{word} {key}") for key in keys], NOW
    )
    for key in keys[:-1]:
        outgoing = await journal.finish(all_about(key, person, GROUP if key % 2 else person, f"{word} {key}"))
        if key % 3:
            await journal.settle(outgoing[0].id, sent=bool(key % 2), reason=f"because {word}", now=NOW)
    await journal.quarantine(keys[-1], f"can't read {word}", NOW)


def leaves(value: Any) -> list[Any]:  # noqa: ANN401 - JSON may be anything
    match value:
        case dict():
            return [leaf for each in value.values() for leaf in leaves(each)]
        case list():
            return [leaf for each in value for leaf in leaves(each)]
        case _:
            return [value]


def test_an_export_holds_everything_of_one_person_and_nothing_of_others(tmp_path: Path) -> None:
    async def story() -> None:
        async with journal_at(tmp_path / "entente.db") as journal:
            await live(journal, ADA, "engine", 10)
            await live(journal, GRACE, "compiler", 20)
            quoting = {
                "message": {
                    "from": {"id": GRACE},
                    "reply_to_message": {"from": {"id": ADA}, "text": "engine"},
                }
            }
            await journal.accept([Received(key=30, lane=GROUP, raw=json.dumps(quoting))], NOW)
            await journal.accept([Received(key=31, lane=0, raw=f"[{ADA}] broken")], NOW)
            export = await journal.export(ADA)
        assert json.loads(json.dumps(export)) == export
        assert export["person"] == ADA
        assert export["facts"] == {"role": "engine 14"}
        assert {name: len(rows) for name, rows in export.items() if isinstance(rows, list)} == {
            "conversations": 2,
            "questions": 5,
            "opinions": 5,
            "buttons": 5,
            "reminders": 5,
            "figures received": 0,
            "messages received": 6,
            "messages sent": 5,
        }
        assert not [leaf for leaf in leaves(export) if "compiler" in str(leaf) or str(GRACE) in str(leaf)]

    run(story())


@pytest.mark.parametrize("size", [10, 400, 3_900, 20_000])
def test_after_forgetting_nothing_is_left_in_the_files(tmp_path: Path, size: int) -> None:
    """Neither in tables, nor in the log, nor in freed pages; of whatever size, rewritten or quoted."""
    word = CANARY + " " + "x" * size

    async def story() -> None:
        async with journal_at(tmp_path / "entente.db") as journal:
            for start in range(100, 340, 40):
                await live(journal, ADA, word, start)
                await live(journal, GRACE, "compiler" + "y" * size, start + 20)
            quoting = {
                "message": {"from": {"id": GRACE}, "reply_to_message": {"from": {"id": ADA}, "text": CANARY}}
            }
            await journal.accept(
                [Received(key=1, lane=GROUP, raw=json.dumps(quoting)), update(2, ADA, text=CANARY)], NOW
            )
            await journal.finish(Finished(key=1, now=NOW, person=GRACE, chat=GROUP, note="ignored"))
            assert CANARY.encode() in everything_in(tmp_path)
            goodbye = Finished(
                key=2, now=NOW, person=ADA, chat=ADA, forget=True, calls=[send(ADA, "All gone.")], state="{}"
            )
            outgoing = await journal.finish(goodbye)
            assert [each.call.payload["text"] for each in outgoing] == ["All gone."]
            assert CANARY.encode() not in everything_in(tmp_path)
            assert (await journal.unsent())[-1] == outgoing[0]
            export = await journal.export(ADA)
            assert [name for name, value in export.items() if value and name != "person"] == [
                "conversations",
                "messages sent",
            ]
            assert "compiler" in str(await journal.export(GRACE))
            assert await journal.accept([update(2, ADA, text=CANARY)], NOW) == ()
        assert CANARY.encode() not in everything_in(tmp_path)

    run(story())


def test_what_another_program_still_reads_is_cleared_when_it_ends(tmp_path: Path) -> None:
    file = tmp_path / "entente.db"

    async def story() -> None:
        async with journal_at(file) as journal:
            await live(journal, ADA, CANARY, 10)
            await journal.accept([update(1, ADA)], NOW)
            with closing(sqlite3.connect(file, isolation_level=None)) as other:
                other.execute("BEGIN")
                other.execute("SELECT * FROM question").fetchall()
                await journal.finish(Finished(key=1, now=NOW, person=ADA, forget=True))
                assert await journal.facts(ADA) == {}
            # The writer tries again by itself, every second.
            await asyncio.sleep(1.5)
            assert CANARY.encode() not in everything_in(tmp_path)

    run(story())


def test_the_latest_opinion_on_an_answer_counts(tmp_path: Path) -> None:
    thumb = Opinion(person=ADA, entry=None, version="v", liked=False)
    why = Opinion(person=ADA, entry=None, version="v", liked=False, reason="not my question")
    other = Opinion(person=ADA, entry="gap", version="v", liked=True)

    async def story() -> None:
        async with journal_at(tmp_path / "entente.db") as journal:
            await journal.accept([update(1), update(2)], NOW)
            await journal.finish(Finished(key=1, now=NOW, person=ADA, opinions=[thumb, other]))
            await journal.finish(Finished(key=2, now=NOW, person=ADA, opinions=[why]))
            opinions = (await journal.export(ADA))["opinions"]
            assert sorted((o["entry"] or "", o["liked"], o["reason"]) for o in opinions) == [
                ("", 0, "not my question"),
                ("gap", 1, None),
            ]

    run(story())


def test_things_are_kept_as_long_as_promised_and_no_longer(tmp_path: Path) -> None:
    """Raw updates 7 days, keys 8, buttons 30, questions 90; what waits, always."""
    kept: dict[int, set[str]] = {}

    async def story() -> None:
        async with journal_at(tmp_path / "entente.db") as journal:
            await live(journal, ADA, CANARY, 10)
            await journal.accept([update(20, ADA, text="still waiting")], NOW)
            for days in (6, 7, 8, 29, 30, 89, 90):
                await journal.tidy(NOW + days * DAY)
                export = await journal.export(ADA)
                kept[days] = {name for name, rows in export.items() if CANARY in str(rows)}
                again = await journal.accept([update(10, ADA, text="again")], NOW + days * DAY)
                assert len(again) == (days == 8)
                if days == 7:
                    content = everything_in(tmp_path)
                    assert b"still waiting" in content
                    assert f"{CANARY} 15".encode() not in content
                    assert await journal.quarantined() == ()
            assert [each.key for each in await journal.pending(9)] == [20, 10]
            assert await journal.tidy(NOW + 90 * DAY) == 0

    run(story())
    always = {"facts", "conversations", "opinions", "reminders", "messages sent"}
    assert kept[6] == {*always, "questions", "buttons", "messages received"}
    assert kept[7] == {*always, "questions", "buttons"}
    assert kept[8] == kept[29] == {*always, "questions", "buttons"}
    assert kept[30] == kept[89] == {*always, "questions"}
    assert kept[90] == always


def test_tidying_takes_many_small_steps(tmp_path: Path) -> None:
    async def story() -> None:
        async with journal_at(tmp_path / "entente.db") as journal:
            await journal.accept([update(key) for key in range(1_700)], NOW)
            await asyncio.gather(*(journal.finish(Finished(key=key, now=NOW)) for key in range(1_699)))
            assert await journal.tidy(NOW + 7 * DAY) == 1_699
            assert await journal.tidy(NOW + 8 * DAY) == 1_699
            assert (await journal.counts())["pending"] == 1

    run(story())


@pytest.mark.parametrize("seed", [5, 9, 23])
def test_no_copy_is_left_where_rows_were_moved_about(tmp_path: Path, seed: int) -> None:
    """Rows that come, grow and go push others from page to page, which leaves copies behind.

    With some seeds a copy stayed after deleting alone, though what is deleted is overwritten.
    """
    chance = random.Random(seed)  # noqa: S311 - the same story in every run
    people = [ADA, *range(GRACE, GRACE + 10)]

    async def use(journal: StoreJournal, key: int, person: int) -> None:
        word = (CANARY if person == ADA else "other") + "q" * chance.choice([1, 50, 300, 900, 2_000, 3_900])
        chat = chance.choice([person, GROUP])
        whole = all_about(key, person, chat, word)
        tap = replace(whole.taps[0], key=f"t{key}")
        await journal.accept([update(key, person, chat, word)], NOW)
        (outgoing,) = await journal.finish(replace(whole, reminders=(), taps=[tap]))
        if chance.random() < 0.7:
            await journal.settle(outgoing.id, sent=True, reason=None, now=NOW)

    async def is_gone() -> bool:
        for _ in range(50):
            if CANARY.encode() not in everything_in(tmp_path):
                return True
            await asyncio.sleep(0.1)  # the file was rebuilt a moment before
        return False

    async def story() -> None:
        keys = count(1)
        async with journal_at(tmp_path / "entente.db") as journal:
            for _ in range(6):
                for _ in range(chance.randint(5, 60)):
                    await use(journal, next(keys), chance.choice(people))
                key = next(keys)
                await journal.accept([update(key, ADA)], NOW)
                await journal.finish(Finished(key=key, now=NOW, person=ADA, forget=True))
                assert await is_gone()

    run(story())
