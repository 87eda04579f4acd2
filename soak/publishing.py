"""What a store and a folder hold after a kill at any moment around the publishing of a version."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Self

from bot.store.journal import StoreJournal
from bot.store.reading import open_for_reading
from soak import small
from soak.publisher import READY
from tests.botapi.process import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from bot.service.versions import Publication

PATIENCE_SECONDS: Final = 60.0
_GLANCE_SECONDS: Final = 0.002
OLD: Final = dict(sorted(small.TEXTS.items()))
NEW: Final = dict(sorted(small.other().items()))
#: Which part of the kills meets the start, and above what the rest comes just after a publication.
_STARTING: Final = 0.2
_JUST_PUBLISHED: Final = 0.6
#: A publication takes less.
_LIFE_SECONDS: Final = 0.4
_JUST_SECONDS: Final = 0.03


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What a store says while nobody uses it: versions in the order they went live, what is left to do."""

    versions: Sequence[str]
    texts: Mapping[str, str] | None
    unwritten: int
    errands: int
    deeds: int
    sound: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Kills:
    """What kills did: how many came upon something half done, and ``troubles``, which there may not be."""

    kills: int
    publications: int
    amidst: int
    behind: int
    troubles: Sequence[str]

    @property
    def kept(self) -> bool:
        """Whether every promise was kept."""
        return not self.troubles

    def __str__(self) -> str:
        told = f"{self.kills} kills around {self.publications} publications: {self.amidst} amidst an errand, "
        told += f"{self.behind} before the folder had it; {len(self.troubles)} troubles"
        return "; ".join((told, *self.troubles[:5]))


def standing(store: Path) -> Standing:
    """What the store says."""

    async def read() -> tuple[tuple[Publication, ...], Mapping[str, str] | None, int]:
        journal = await StoreJournal.open(store)
        try:
            history = await journal.archive.publications(limit=1_000_000)
            texts = await journal.archive.texts(history[0].version) if history else None
            return history, texts, len(await journal.archive.unwritten())
        finally:
            await journal.close()

    history, texts, unwritten = asyncio.run(read())
    with closing(open_for_reading(store)) as connection:
        (errands,) = connection.execute("SELECT COUNT(*) FROM errand").fetchone()
        (deeds,) = connection.execute(
            "SELECT COUNT(*) FROM deed WHERE did IN ('published', 'rolled back')"
        ).fetchone()
        sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return Standing(
        versions=[each.version for each in reversed(history)],
        texts=texts,
        unwritten=unwritten,
        errands=errands,
        deeds=deeds,
        sound=sound,
    )


def broken(now: Standing, folder: Path) -> Iterator[str]:
    """What may be true at no moment, in words."""
    if not now.sound:
        yield "the database is damaged"
    if now.versions and now.texts not in (OLD, NEW):
        yield "what is live is neither the old version nor the new one"
    if any(one == other for one, other in pairwise(now.versions)):
        yield "a version was published twice"
    if now.deeds != len(now.versions):
        yield f"{now.deeds} lines of the audit tell of {len(now.versions)} publications"
    held = {file: text.decode() for file, text in small.files(folder).items() if not _hidden(file)}
    if held not in (OLD, NEW):
        yield "the folder is neither that of the old version nor that of the new one"
    elif now.versions and not now.unwritten and held != now.texts:
        yield "the folder has another version than the one that is live, and nobody knows"


def unsettled(now: Standing, folder: Path) -> Iterator[str]:
    """What may not be true once everything that was asked for is done."""
    yield from broken(now, folder)
    if now.errands:
        yield f"{now.errands} errands are stuck"
    if now.unwritten:
        yield f"{now.unwritten} files never come into the folder"
    if left := [file for file in small.files(folder) if _hidden(file)]:
        yield f"{len(left)} files are left half written in the folder"


def _hidden(file: str) -> bool:
    return file.rpartition("/")[2].startswith(".")


# ── A desk and its store alone ────────────────────────────────────────────────────────────────────


def desk_kills(root: Path, *, kills: int, seed: int = 5) -> Kills:
    """Kill a process of just a desk and a store so many times, each time at another moment."""
    chance = random.Random(seed)
    folder, store = small.written(root / "knowledge"), root / "data" / "entente.db"
    amidst = behind = 0
    troubles: list[str] = []
    seen: list[str] = []
    with Lives(store, folder) as lives:
        for number in range(kills):
            life = lives.begin("on")
            moment = chance.random()
            if number == 0 or moment > _STARTING:
                lives.wait_until_ready()
            # Between the commit and the folder lies next to nothing; so many are killed just then.
            # However slow the machine is, so something is published.
            if number == 0 or moment > _JUST_PUBLISHED:
                wait(partial(_has_published, store, len(seen) + 1))
                time.sleep(chance.uniform(0.0, _JUST_SECONDS))
            else:
                time.sleep(chance.uniform(0.0, _LIFE_SECONDS))
            if (status := lives.end(life)) != -signal.SIGKILL:
                troubles.append(f"life {number} ended by itself with {status}")
            now = standing(store)
            troubles += [f"kill {number}: {trouble}" for trouble in broken(now, folder)]
            if list(now.versions[: len(seen)]) != seen:
                troubles.append(f"kill {number}: what was published before is gone")
            seen = list(now.versions)
            amidst += now.errands > 0
            behind += now.unwritten > 0
        lives.begin("settle")
        if (status := lives.ended()) != 0:
            troubles.append(f"what was left was not done: {status}")
        troubles += [f"in the end: {trouble}" for trouble in unsettled(standing(store), folder)]
    return Kills(kills=kills, publications=len(seen), amidst=amidst, behind=behind, troubles=troubles)


class Lives:
    """Processes that publish on and on, one after the other."""

    def __init__(self, store: Path, folder: Path) -> None:
        self._life: int | None = None
        self._command = [sys.executable, "-m", "soak.publisher", str(store), str(folder)]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        if self._life is not None:
            self.end(self._life)
        self._process.communicate()

    def begin(self, what: str) -> int:
        """Start one that does this; its process id."""
        if self._process.stdin is not None:
            self._process.stdin.write(f"{what}\n")
            self._process.stdin.flush()
        self._life = int(self._said())
        return self._life

    def wait_until_ready(self) -> None:
        """Wait until the one that was started last answers from a version."""
        self._said()

    def end(self, life: int) -> int:
        """End one with SIGKILL; its exit status."""
        # Until its end is told, nobody else can have its number.
        os.kill(life, signal.SIGKILL)
        return self.ended()

    def ended(self) -> int:
        """The exit status of the one that was started last, waited for."""
        while (said := self._said()) == READY:
            pass
        self._life = None
        return int(said)

    def _said(self) -> str:
        return self._process.stdout.readline().strip() if self._process.stdout is not None else ""


def _has_published(store: Path, versions: int) -> bool:
    # While it is being made, there is no such table, or nobody else may look.
    with suppress(sqlite3.OperationalError), closing(open_for_reading(store)) as connection:
        (many,) = connection.execute("SELECT COUNT(*) FROM publication").fetchone()
        return bool(many >= versions)
    return False


def wait(until: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> bool:
    """Wait until something is true; False when it never is."""
    late = time.monotonic() + seconds
    while not (found := until()) and time.monotonic() < late:
        time.sleep(_GLANCE_SECONDS)
    return bool(found)
