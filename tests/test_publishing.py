"""Versions that come and go: ends at any moment, many who ask meanwhile, and one that is lost.

``make soak`` has more of each.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import zlib
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.knowledge.texts import fingerprint
from bot.opening import opened
from bot.service.versions import Concluded, Edition
from bot.store.journal import StoreJournal
from soak import office, publishing, small
from soak.publisher import set_up
from soak.publishing import NEW, OLD
from tests.botapi import BotApi
from tests.store.keeping import NOW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.service.publishing.live import Loaded

pytestmark = pytest.mark.alone

PATIENCE = 60.0


def test_a_kill_in_the_midst_of_publishing_leaves_the_old_version_or_the_new_one(tmp_path: Path) -> None:
    account = publishing.desk_kills(tmp_path, kills=44)
    print(account)  # noqa: T201
    assert account.kept, account
    assert account.publications > 2


def test_a_bot_that_is_killed_while_it_publishes_does_what_was_asked_once(tmp_path: Path) -> None:
    account = office.bot_kills(tmp_path, kills=6)
    print(account)  # noqa: T201
    assert account.kept, account


def test_whoever_asks_while_versions_change_is_answered_once_from_one_of_them(tmp_path: Path) -> None:
    figures = office.switching(tmp_path, seconds=4, rate=50)
    print(figures)  # noqa: T201
    assert figures.kept, figures
    assert figures.publications > 1


# ── A version that is lost ────────────────────────────────────────────────────────────────────────


def _spoilt(packed: bytes) -> Callable[[sqlite3.Connection, str], object]:
    def spoil(database: sqlite3.Connection, text: str) -> None:
        database.execute("UPDATE text SET packed = ? WHERE name = ?", (packed, text))

    return spoil


def _does(sql: str) -> Callable[[sqlite3.Connection, str], object]:
    return lambda database, text: database.execute(sql, {"text": text})


LOSSES = {
    "no such text any more": _does("DELETE FROM text WHERE name = :text"),
    "bytes that are no text": _spoilt(b"\x00\x01\x02"),
    "no UTF-8": _spoilt(zlib.compress(b"\xff\xfe")),
    "a text cut off": _spoilt(zlib.compress(NEW[small.SURVEY].encode())[:-9]),
    "another text": _spoilt(zlib.compress(NEW[small.SURVEY].replace("52", "53").encode())),
    "no version": _does("DELETE FROM version WHERE texts LIKE '%' || :text || '%'"),
    "a version that is no list": _does("UPDATE version SET texts = '[' WHERE texts LIKE '%' || :text || '%'"),
    "a version of something else": _does(
        "UPDATE version SET texts = '[1]' WHERE texts LIKE '%' || :text || '%'"
    ),
}


def lose(store: Path, loss: str) -> None:
    """Have the new version lost in this way."""
    with closing(sqlite3.connect(store)) as database:
        held = {name: zlib.decompress(packed) for name, packed in database.execute("SELECT * FROM text")}
        (name,) = (name for name, text in held.items() if text == NEW[small.SURVEY].encode())
        LOSSES[loss](database, name)
        database.commit()


@pytest.mark.parametrize("loss", sorted(LOSSES))
def test_a_live_version_that_is_lost_gives_way_to_the_one_before(
    tmp_path: Path, loss: str, caplog: pytest.LogCaptureFixture
) -> None:
    setup = set_up(tmp_path / "data" / "entente.db", small.written(tmp_path / "knowledge"))

    async def start(then: Callable[[StoreJournal], object] | None = None) -> Loaded:
        journal = await StoreJournal.open(setup.store)
        try:
            loaded = await opened(setup, journal.archive)
            if then is None:
                edition = Edition(texts=NEW)
                await journal.archive.conclude(Concluded(errand=0, now=NOW, edition=edition))
            return loaded
        finally:
            await journal.close()

    assert asyncio.run(start()).version == fingerprint(OLD)
    lose(setup.store, loss)
    with caplog.at_level(logging.ERROR):
        fallen = asyncio.run(start(bool))
    assert fallen.version == fingerprint(OLD)
    assert "version 2 can't be loaded; back to version 1" in caplog.text
    assert publishing.standing(setup.store).versions[-1] == fingerprint(OLD)


def test_a_bot_whose_live_version_is_lost_starts_with_the_one_before_and_says_so(tmp_path: Path) -> None:
    folder = small.written(tmp_path / "knowledge")
    with BotApi() as server:
        desk = office.Office(server, tmp_path, folder, drafts=1)
        with desk.bot as bot:
            bot.wait_until_polling()
            assert publishing.wait(lambda: desk.settled(1))
            wanted = desk.asks_for_the_other()
            assert publishing.wait(lambda: desk.settled(wanted))
            assert list(desk.answers()) == []
            bot.terminate()
            lose(bot.store, "another text")
            bot.start().wait_until_polling(PATIENCE)
            told = desk.editor.sees(lambda heard: "is live again" in heard.text, seconds=PATIENCE)
            assert "version 1 is live again" in told.text
            assert "version 2 can't be loaded; back to version 1" in bot.printed
            alice = server.person("Bob")
            alice.says(small.QUESTION)
            assert small.version_told(alice.hears().text) == small.OLD
            # What the folder holds is a change now, which an admin can publish.
            desk.editor.sees(lambda heard: heard.text.startswith("This is what it changes"), seconds=PATIENCE)
            assert bot.terminate() == 0
        assert server.faults == []
