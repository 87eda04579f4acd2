"""What the journal has promised is there after a kill at any moment."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

from tests.store.keeping import journal_at, run

KILLS = 20
CHATS = 5
ROOT = Path(__file__).parents[2]


def kill_after(file: Path, first: int, seconds: float) -> list[tuple[str, int]]:
    """Let the victim work for a while after its first word, kill it, and return what it said."""
    command = [sys.executable, "-m", "tests.store.victim", str(file), str(first), str(CHATS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as victim:
        assert victim.stdout is not None
        said = [victim.stdout.readline()]
        threading.Timer(seconds, victim.kill).start()
        said += victim.stdout.readlines()
    # The last line may have been cut off by the kill.
    whole = [line.split() for line in said if line.endswith("\n")]
    return [(word, int(key)) for word, key in whole]


def test_no_kill_loses_doubles_or_reorders_anything(tmp_path: Path) -> None:
    file = tmp_path / "entente.db"
    chance = random.Random(20260504)  # noqa: S311 - the same moments in every run
    accepted, finished = -1, []
    for _ in range(KILLS):
        # Like Telegram, offer again what was not confirmed, and some that was.
        said = kill_after(file, max(0, accepted - 9), chance.uniform(0.001, 0.12))
        accepted = max([accepted, *(key for word, key in said if word == "accepted")])
        finished += [key for word, key in said if word == "finished"]
    assert accepted > KILLS * 10
    assert len(finished) == len(set(finished))
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        kept = [row[0] for row in database.execute("SELECT key FROM inbox ORDER BY seq")]
        done = {row[0] for row in database.execute("SELECT key FROM inbox WHERE note = 'done'")}
        states = dict(database.execute("SELECT chat, state FROM session").fetchall())
        answers = dict(database.execute("SELECT key, COUNT(*) FROM outbox GROUP BY key").fetchall())
        doubly_sent = database.execute(
            "SELECT COUNT(*) FROM outbox WHERE sent = 1 AND attempted = 0"
        ).fetchone()
    assert kept == list(range(len(kept)))
    assert len(kept) > accepted
    assert set(finished) <= done
    assert answers == dict.fromkeys(done, 2)
    assert doubly_sent == (0,)
    for chat, state in states.items():
        assert json.loads(state) == sorted(key for key in done if 1 + key % CHATS == int(chat))

    async def rest() -> list[int]:
        async with journal_at(file) as journal:
            return [each.key for each in await journal.pending(1_000_000)]

    assert run(rest()) == [key for key in kept if key not in done]
