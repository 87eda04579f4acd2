"""What the archive on disk promises beyond every Archive: over restarts, in time, and to who looks in."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from bot.service import editors_taps as editing
from bot.service import taps
from bot.service.ports import Deed, Errand, Finished, KeptQuestion, Receipt, Tap
from bot.service.versions import Concluded, Draft, Edition, Status, Way
from bot.store import StoreError
from bot.store.archive import look_at_deeds
from bot.store.migrations import MIGRATIONS
from tests.store.keeping import NOW, everything_in, journal_at, run, update

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = {"a.toml": "a = 1\n" * 500, "b.md": "prose"}
CANARY = "canary-7d1f"


def deed(what: str) -> Deed:
    return Deed(at=NOW, person=3, did="published", what=what)


def test_an_errand_that_was_taken_when_the_process_ended_waits_with_its_attempts(tmp_path: Path) -> None:
    async def story() -> None:
        async with journal_at(tmp_path / "entente.db") as journal:
            await journal.archive.ask(Errand(kind="look", payload={}))
            first = await journal.archive.errand()
        async with journal_at(tmp_path / "entente.db") as journal:
            again = await journal.archive.errand()
        assert first is not None
        assert again == replace(first, attempts=2)

    run(story())


def test_a_text_is_kept_once_however_many_versions_hold_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with journal_at(tmp_path / "entente.db") as journal:
            for number in range(20):
                edition = Edition(texts={**TEXTS, "b.md": f"prose {number}"})
                await journal.archive.conclude(Concluded(errand=0, now=NOW, edition=edition))
                assert await journal.archive.texts(edition.version) == edition.texts

    run(story())
    with closing(sqlite3.connect(tmp_path / "entente.db")) as connection:
        assert connection.execute("SELECT COUNT(*) FROM text").fetchone() == (21,)
        assert connection.execute("SELECT MAX(length(packed)) FROM text").fetchone()[0] < 200


def test_the_audit_is_read_beside_a_service_that_runs(tmp_path: Path) -> None:
    async def story() -> None:
        async with journal_at(tmp_path / "entente.db") as journal:
            for number in range(5):
                await journal.archive.conclude(Concluded(errand=0, now=NOW, deeds=[deed(str(number))]))
            looked = await asyncio.to_thread(look_at_deeds, tmp_path / "entente.db", 2)
            assert looked == (deed("3"), deed("4"))

    run(story())


def test_a_database_from_before_versions_were_kept_has_no_audit(tmp_path: Path) -> None:
    file = tmp_path / "entente.db"
    with closing(Database(file, execute_plugins=False)) as old:
        MIGRATIONS.apply(old, stop_before="m020_versions")
    assert look_at_deeds(file, 9) == ()


def test_an_audit_that_can_t_be_read_is_told_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"none\.db"):
        look_at_deeds(tmp_path / "none.db", 9)
    (tmp_path / "odd.db").write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(StoreError, match=r"odd\.db"):
        look_at_deeds(tmp_path / "odd.db", 9)


def received(person: int) -> Finished:
    receipt = Receipt(person=person, measure="s/m", population="cio", printed=CANARY)
    return Finished(key=person, now=NOW, person=person, chat=person, receipts=[receipt])


def test_what_somebody_was_told_is_kept_for_a_year(tmp_path: Path) -> None:
    async def story() -> None:
        async with journal_at(tmp_path / "entente.db") as journal:
            await journal.accept([update(7, 7)], NOW)
            await journal.finish(received(7))
            await journal.tidy(NOW + timedelta(days=364))
            assert len(await journal.archive.receipts([("s/m", "cio")])) == 1
            await journal.tidy(NOW + timedelta(days=366))
            assert await journal.archive.receipts([("s/m", "cio")]) == ()

    run(story())


def test_after_forgetting_nothing_is_left_of_what_somebody_was_told(tmp_path: Path) -> None:
    folder = tmp_path / "data"

    async def story() -> None:
        async with journal_at(folder / "entente.db") as journal:
            await journal.accept([update(7, 7)], NOW)
            await journal.finish(received(7))
            assert CANARY.encode() in everything_in(folder)
            await journal.accept([update(8, 7)], NOW)
            await journal.finish(Finished(key=8, now=NOW, person=7, chat=7, forget=True))

    run(story())
    assert CANARY.encode() not in everything_in(folder)


def test_a_question_that_is_forgotten_or_too_old_is_in_no_preview_and_under_no_button(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    draft = Draft(
        id="d", way=Way.FILE, base="v", revised={}, made=NOW, status=Status.READY, preview=f'"{CANARY}"'
    )
    tap = Tap(
        key="k",
        chat=3,
        person=3,
        action=taps.stored(editing.Teach(question=CANARY)),
        version="v",
        expires=NOW + timedelta(days=30),
    )
    question = KeptQuestion(person=7, text=CANARY, entry=None, outcome="abstain", version="v")

    async def story() -> None:
        async with journal_at(folder / "entente.db") as journal:
            for key, person in ((1, 7), (2, 8), (3, 7)):
                await journal.accept([update(key, person)], NOW)
            await journal.finish(Finished(key=1, now=NOW, person=7, chat=7, questions=[question]))
            old = replace(draft, id="old", made=NOW - timedelta(days=91))
            await journal.archive.conclude(Concluded(errand=0, now=NOW, drafts=[draft, old], taps=[tap]))
            await journal.tidy(NOW)
            assert await journal.archive.drafts() == (replace(old, preview=None), draft)
            await journal.finish(Finished(key=2, now=NOW, person=8, chat=8, forget=True))
            assert await journal.archive.draft("d") == draft, "nothing of theirs is in it"
            await journal.finish(Finished(key=3, now=NOW, person=7, chat=7, forget=True))
            assert await journal.archive.draft("d") == replace(draft, preview=None)
            assert await journal.tap("k", NOW) is None

    run(story())
    assert CANARY.encode() not in everything_in(folder)
