"""The journal: what came is kept, done with once, and what it leads to is made."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.service.ports import Call, CarriedOut, Finished, Received, Reminder
from bot.store import StoreError
from bot.store.journal import look
from tests.store.keeping import NOW, journal_at, run, send, update

if TYPE_CHECKING:
    from pathlib import Path

    from bot.service.ports import Calendar, Journal, Upkeep
    from bot.store.journal import StoreJournal


def keys(updates: tuple[Received, ...]) -> list[int]:
    return [each.key for each in updates]


def test_it_implements_the_ports(tmp_path: Path) -> None:
    """Which the type checker sees; all three are one object."""

    def ports(journal: StoreJournal) -> tuple[Journal, Calendar, Upkeep]:
        return journal, journal, journal

    async def story() -> None:
        async with journal_at(tmp_path / "entente.db") as journal:
            assert ports(journal) == (journal, journal, journal)

    run(story())


def test_an_update_offered_again_is_not_accepted_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with journal_at(tmp_path / "entente.db") as journal:
            assert keys(await journal.accept([update(5), update(6), update(5)], NOW)) == [5, 6]
            assert keys(await journal.accept([update(6), update(7)], NOW)) == [7]
            await journal.finish(Finished(key=5, now=NOW))
            assert await journal.accept([update(5)], NOW) == ()
            assert await journal.accept([], NOW) == ()
        async with journal_at(tmp_path / "entente.db") as journal:
            assert keys(await journal.accept([update(5), update(8)], NOW)) == [8]

    run(story())


def test_updates_wait_in_the_order_they_came_whatever_their_numbers(tmp_path: Path) -> None:
    async def story() -> None:
        async with journal_at(tmp_path / "entente.db") as journal:
            sent = [replace(update(key), stale_after=30) for key in (900, 901, 12, 13)]
            await journal.accept(sent, NOW)
        async with journal_at(tmp_path / "entente.db") as journal:
            assert await journal.pending(10) == tuple(replace(each, received=NOW) for each in sent)
            assert keys(await journal.pending(2)) == [900, 901]
            assert keys(await journal.pending(2, after=901)) == [12, 13]
            await journal.finish(Finished(key=901, now=NOW))
            assert keys(await journal.pending(10, after=901)) == [12, 13]
            assert keys(await journal.pending(10)) == [900, 12, 13]

    run(story())


def test_calls_stay_until_they_are_settled(tmp_path: Path) -> None:
    async def story() -> None:
        async with journal_at(tmp_path / "entente.db") as journal:
            await journal.accept([update(1)], NOW)
            answer = Call(
                method="answerCallbackQuery", chat=None, payload={"a": [1]}, idempotent=True, transient=True
            )
            calls = [send(7, "één 👍 \ud800"), answer, send(7, "c"), send(7, "d")]
            first, second, third, fourth = await journal.finish(
                Finished(key=1, now=NOW, person=7, calls=calls)
            )
            await journal.attempting(first.id)
            await journal.settle(
                third.id, sent=False, reason="Forbidden: bot was blocked by the user", now=NOW
            )
            await journal.settle(third.id, sent=True, reason=None, now=NOW)
            await journal.attempting(third.id)
            await journal.attempting(fourth.id)
            await journal.postpone(fourth.id, 1_800_000_000.5)
        async with journal_at(tmp_path / "entente.db") as journal:
            assert await journal.unsent() == (
                replace(first, attempted=True),
                second,
                replace(fourth, not_before=1_800_000_000.5),
            )
            assert (await journal.counts())["dead"] == 1
            assert "Forbidden" in str(await journal.export(7))

    run(story())


def test_what_cannot_be_read_is_put_aside_and_comes_again_when_told(tmp_path: Path) -> None:
    async def story() -> None:
        async with journal_at(tmp_path / "entente.db") as journal:
            await journal.accept([update(1), Received(key=2, lane=2**80, raw="\ud800{"), update(3)], NOW)
            await journal.quarantine(2, "not JSON", NOW)
            assert keys(await journal.pending(9)) == [1, 3]
            ((bad, reason),) = await journal.quarantined()
            assert (bad.key, bad.raw, reason) == (2, "\\ud800{", "not JSON")
            assert await journal.finish(Finished(key=2, now=NOW, calls=[send(7)])) == ()
            assert await journal.replay([1, 3, 4]) == 0
            assert await journal.replay() == 1
            assert keys(await journal.pending(9, after=3)) == [2]
            assert await journal.quarantined() == ()

    run(story())


def test_a_reminder_waits_over_restarts_and_is_carried_out_once(tmp_path: Path) -> None:
    hour = timedelta(hours=1)

    async def story() -> None:
        file = tmp_path / "entente.db"
        async with journal_at(file) as journal:
            digest = Reminder(at=NOW + 2 * hour, kind="digest", payload={"n": 2}, person=7, chat=7, key="k")
            later = await journal.schedule(digest)
            await journal.accept([update(1)], NOW)
            soon = Reminder(at=NOW + hour, kind="nudge", payload={}, person=7)
            await journal.finish(Finished(key=1, now=NOW, person=7, reminders=[soon]))
        async with journal_at(file) as journal:
            first, second = await journal.due(NOW + 2 * hour)
            assert (first.kind, second) == ("nudge", replace(digest, id=later))
            assert len(await journal.carry_out(CarriedOut(id=first.id, now=NOW, calls=[send(7)]))) == 1
        async with journal_at(file) as journal:
            assert await journal.carry_out(CarriedOut(id=first.id, now=NOW, calls=[send(7)])) == ()
            assert [each.id for each in await journal.due(NOW + 9 * hour)] == [later]
            assert len(await journal.unsent()) == 1

    run(story())


def test_a_reminder_that_was_put_aside_is_due_again_when_told_or_gone_after_a_week(tmp_path: Path) -> None:
    async def story() -> None:
        async with journal_at(tmp_path / "entente.db") as journal:
            id_ = await journal.schedule(Reminder(at=NOW, kind="odd", payload={}))
            await journal.put_aside(id_, "nobody words this kind")
            counts = await journal.counts()
            assert (counts["reminders"], counts["reminders put aside"]) == (0, 1)
            assert await journal.replay([1]) == 0
            assert await journal.replay() == 1
            assert [each.id for each in await journal.due(NOW)] == [id_]
            await journal.put_aside(id_, "nobody words this kind")
            assert await journal.tidy(NOW + timedelta(days=7, seconds=-1)) == 0
            assert await journal.tidy(NOW + timedelta(days=7)) == 1
            assert await journal.replay() == 0

    run(story())


def test_counts_and_marks_can_be_looked_at_while_the_service_runs(tmp_path: Path) -> None:
    file = tmp_path / "entente.db"

    async def story() -> None:
        async with journal_at(file) as journal:
            await journal.accept([update(key) for key in (1, 2, 3)], NOW)
            await journal.finish(Finished(key=1, now=NOW, note="shed"))
            await journal.mark("poll", NOW)
            await journal.mark("poll", NOW + timedelta(seconds=5))
            counts, marks = look(file)
            assert counts == await journal.counts()
            assert (counts["pending"], counts["shed"]) == (2, 1)
            assert marks == {"poll": NOW + timedelta(seconds=5)}

    run(story())
    with pytest.raises(StoreError, match=r"elsewhere\.db"):
        look(tmp_path / "elsewhere.db")
    assert not (tmp_path / "elsewhere.db").exists()


def test_a_database_that_only_an_older_terminal_used_has_nothing_to_tell(tmp_path: Path) -> None:
    file = tmp_path / "entente.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE session (person TEXT, chat TEXT, state TEXT, updated TEXT)")
    connection.close()
    assert look(file) == ({}, {})
