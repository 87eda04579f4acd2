"""Hostile files, and a knowledge folder that changes while it is read. ``make soak`` has many more."""

from __future__ import annotations

import asyncio
import random
import sys
from typing import TYPE_CHECKING

import pytest

from bot.folder import KnowledgeFolder
from bot.service.versions import Unwritten
from soak import small
from soak.hostile import hostile
from soak.mischief import KINDS as MISCHIEF
from soak.processes import Watch
from soak.publishing import wait
from soak.uploads import KINDS, MARK, uploads
from tests.botapi import BotApi, BotProcess

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="limits are those of Linux"),
    pytest.mark.alone,
]

PATIENCE = 90.0


def test_hostile_files_change_nothing_and_leave_nothing_behind(tmp_path: Path) -> None:
    figures = hostile(tmp_path, count=len(KINDS) + 6)
    print(figures)  # noqa: T201
    assert figures.kept, figures
    # They got as far as each of the stages; those a machine is too busy for are halted.
    assert {"placing", "reading"} <= set(figures.peaks)


def test_the_same_seed_gives_the_same_files() -> None:
    assert list(uploads(len(KINDS), seed=7)) == list(uploads(len(KINDS), seed=7))
    assert list(uploads(len(KINDS), seed=7)) != list(uploads(len(KINDS), seed=8))


@pytest.mark.parametrize("kind", sorted(MISCHIEF))
def test_whatever_lies_in_the_folder_it_is_read_and_written_without_harm(tmp_path: Path, kind: str) -> None:
    folder = small.written(tmp_path / "knowledge")
    beside = tmp_path / f"{MARK}.toml"
    new = Unwritten(path="library/x.toml", over=None, text="x = 2\n")
    strange = Unwritten(path=f"../{beside.name}", over=None, text="x = 2\n")

    async def story() -> bool | None:
        keeper = KnowledgeFolder(folder)
        for _ in range(5):
            texts, _ = await keeper.texts()
            assert texts["words.toml"] == small.TEXTS["words.toml"]
        with pytest.raises(OSError, match="no path within"):
            await keeper.write(strange)
        try:
            return await keeper.write(new)
        except OSError:
            return None

    with MISCHIEF[kind](folder):
        written = asyncio.run(asyncio.wait_for(story(), 60))
        held = folder / new.path
        assert (held.is_file() and held.read_bytes() == b"x = 2\n") == (written is True)
    held.unlink(missing_ok=True)
    assert not beside.exists()
    assert set(small.files(folder)) == set(small.TEXTS)


def test_a_bot_that_is_sent_hostile_files_answers_as_before(tmp_path: Path) -> None:
    folder = small.written(tmp_path / "knowledge")
    before = small.files(folder)
    chosen = random.Random(9).sample(list(uploads(len(KINDS), seed=3)), 5)  # noqa: S311 - no secrets
    with BotApi() as server:
        editor, alice = server.person("Edith"), server.person("Alice")
        environment = {
            "ENTENTE_TELEGRAM_ADMINS": str(editor.id),
            "ENTENTE_KNOWLEDGE_PATH": str(folder),
        }
        with BotProcess(server, tmp_path, environment=environment) as bot:
            bot.wait_until_polling()
            first = bot.pid
            with Watch("bot.workshop", of=first) as watch:
                for upload in chosen:
                    editor.sends_file(upload.name, upload.content, caption=upload.name)
                    assert editor.hears(seconds=PATIENCE).text.startswith("I am checking"), upload.kind
                    told = editor.hears(seconds=PATIENCE).text
                    assert "in the log" not in told, upload.kind
                    assert "\x00" not in told
                assert watch.seen > 0
                assert watch.left() == []
            alice.says(small.QUESTION)
            assert small.version_told(alice.hears().text) == small.OLD
            assert bot.pid == first
            assert bot.terminate() == 0
            assert "Traceback" not in bot.printed
        assert server.faults == []
    assert small.files(folder) == before
    assert not [file for file in tmp_path.rglob("*") if MARK in file.name]


def test_what_the_workshop_started_ends_with_a_bot_that_is_killed(tmp_path: Path) -> None:
    """And what it was asked for before is done by the next one."""
    folder = small.written(tmp_path / "knowledge")
    with BotApi() as server:
        editor = server.person("Edith")
        environment = {
            "ENTENTE_TELEGRAM_ADMINS": str(editor.id),
            "ENTENTE_KNOWLEDGE_PATH": str(folder),
        }
        with BotProcess(server, tmp_path, environment=environment) as bot:
            bot.wait_until_polling()
            with Watch("bot.workshop", of=bot.pid) as watch:
                editor.sends_file("x.toml", small.other()[small.SURVEY].encode())
                # Placing and reading are one process each; by then it compares.
                assert wait(lambda: watch.seen >= 3)
                bot.kill()
                assert wait(lambda: not watch.left(), seconds=3)
            bot.start().wait_until_polling(PATIENCE)
            editor.sees(lambda heard: heard.text.startswith("This is what it changes"), seconds=PATIENCE)
            assert bot.terminate() == 0
        assert server.faults == []
