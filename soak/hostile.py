"""Hostile files sent to the desk, and a folder that changes under it, with the real workshop and store."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from bot.assembly import Setup
from bot.conversation.events import Said
from bot.conversation.state import State
from bot.folder import KnowledgeFolder
from bot.making import make_advisor
from bot.opening import opened
from bot.replies.reply import plain
from bot.service.publishing.desk import Desk
from bot.service.publishing.errands import Look, Receive, errand
from bot.service.publishing.live import Live
from bot.store.journal import StoreJournal
from bot.telegram.messages import Speaker
from bot.workshop.examining import COMPARING, READING, Workshop
from soak import small
from soak.mischief import mischief
from soak.processes import Watch
from soak.uploads import MARK, uploads

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from bot.advisor import Advisor
    from bot.service.ports import Errand, Outgoing
    from soak.uploads import Upload

EDITOR: Final = 7
_LIMITS: Final[Mapping[str, int]] = {
    "placing": READING.megabytes,
    "reading": READING.megabytes,
    "comparing": COMPARING.megabytes,
}
#: All stages at their limits, and what it takes to start and end them on a machine that is busy.
_MOST_SECONDS: Final = 2 * READING.seconds + COMPARING.seconds + 30
_MOMENT_SECONDS: Final = 3.0
#: One upload in so many meets a folder in which something is going on.
_MISCHIEF: Final = 4
#: What an editor may be told of a hostile file, by how it begins.
_TOLD: Final[Mapping[str, str]] = {
    "That can't be taken as it is": "refused with the reasons",
    "That can't be taken, and what is": "halted at a limit",
    "This can't be published yet": "examined and refused",
    "This is what it changes": "could be published",
    "That is what is live": "nothing new",
    "I can't take that file": "too large",
    "The knowledge folder has changes": "in the way of other changes",
    "That could not be done": "FAILED",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Hostile:
    """What became of the files: what was told how often, and ``troubles``, which there may not be.

    ``peaks`` are the most megabytes that a process of each stage had in memory.
    """

    uploads: int
    told: Mapping[str, int]
    peaks: Mapping[str, int]
    processes: int
    slowest: float
    troubles: Sequence[str]

    @property
    def kept(self) -> bool:
        """Whether every promise was kept."""
        return not self.troubles

    def __str__(self) -> str:
        told = ", ".join(f"{times} {what}" for what, times in sorted(self.told.items()))
        peaks = ", ".join(f"{stage} {size} MB" for stage, size in sorted(self.peaks.items()))
        text = f"{self.uploads} hostile files in {self.processes} processes: {told}; "
        text += f"slowest {self.slowest:.1f} s, most memory: {peaks}; {len(self.troubles)} troubles"
        return "; ".join((text, *self.troubles[:5]))


class Drawer:
    """Implements the service's port Files on files that are held in memory."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    async def fetch(self, file_id: str, most: int) -> bytes | None:
        """What a file holds; None when it is larger than ``most`` bytes."""
        held = self.held[file_id]
        return held if len(held) <= most else None


class Bench:
    """A desk on a small knowledge: what it is asked to do, and what it tells the editor."""

    def __init__(self, root: Path, journal: StoreJournal, live: Live, setup: Setup) -> None:
        self.root = root
        self.folder = setup.folder
        self.archive = journal.archive
        self.live = live
        self.drawer = Drawer()
        self.said: list[str] = []
        self._keys = count()
        self._means = setup.means
        self._desk = Desk(
            archive=self.archive,
            folder=KnowledgeFolder(setup.folder),
            workshop=Workshop(setup.means),
            files=self.drawer,
            load=self._load,
            live=live,
            speaker=Speaker(),
            editors=(EDITOR,),
            deliver=self._deliver,
            clock=lambda: datetime.now(UTC),
            keys=lambda: f"key-{next(self._keys)}",
        )

    async def do(self, asked: Errand) -> list[str]:
        """Have the desk do something, as often as it tries; what the editor is told."""
        self.said.clear()
        await self.archive.ask(asked)
        while (waiting := await self.archive.errand()) is not None:
            await self._desk.carry_out(waiting)
        return list(self.said)

    async def _load(self, texts: Mapping[str, str]) -> Advisor:
        return await asyncio.to_thread(make_advisor, texts, self._means)

    def _deliver(self, outgoing: Sequence[Outgoing]) -> None:
        self.said += [plain(str(each.call.payload.get("text", ""))) for each in outgoing]


@asynccontextmanager
async def bench(root: Path) -> AsyncIterator[Bench]:
    """A desk with its folder and its store below a folder."""
    folder = small.written(root / "knowledge")
    setup = Setup(folder=folder, collections=(), store=root / "data" / "entente.db")
    journal = await StoreJournal.open(setup.store)
    try:
        yield Bench(root, journal, Live(await opened(setup, journal.archive)), setup)
    finally:
        await journal.close()


def hostile(root: Path, *, count: int, seed: int = 17) -> Hostile:
    """Send so many hostile files, one after the other."""
    return asyncio.run(_sent(root, count, seed))


async def _sent(root: Path, many: int, seed: int) -> Hostile:
    told: Counter[str] = Counter()
    troubles: list[str] = []
    slowest = 0.0
    chance = Random(seed)
    async with bench(root) as desk:
        before = await _standing(desk)
        with Watch("bot.workshop") as watch:
            for number, upload in enumerate(uploads(many, seed)):
                began = time.monotonic()
                with (
                    mischief(desk.folder, chance) if number % _MISCHIEF == 0 else nullcontext("") as going_on
                ):
                    said = await _send(desk, upload, look=bool(going_on))
                took = time.monotonic() - began
                slowest = max(slowest, took)
                told.update(_kind(text) for text in said)
                found = [] if said else ["nothing was told"]
                found += [text for text in said if _kind(text) in {"FAILED", text}]
                found += [f"took {took:.0f} s"] if took > _MOST_SECONDS else []
                found += [f"processes {left} are left"] if (left := await _left(watch)) else []
                found += [f"{what} changed" for what in await _changed(desk, before)]
                troubles += [f"{upload.kind} {number} ({going_on}): {trouble}" for trouble in found]
        troubles += [
            f"{stage} took {size} MB" for stage, size in watch.peaks.items() if size > _LIMITS.get(stage, 0)
        ]
    return Hostile(
        uploads=many,
        told=told,
        peaks=watch.peaks,
        processes=watch.seen,
        slowest=slowest,
        troubles=troubles,
    )


async def _send(desk: Bench, upload: Upload, *, look: bool) -> list[str]:
    desk.drawer.held["file"] = upload.content
    said = await desk.do(errand(Receive(file="file", comment=upload.name), EDITOR))
    # What the folder holds as it is now; of what is there not even a word need be said.
    return said + (await desk.do(errand(Look())) if look else [])


def _kind(text: str) -> str:
    return next((kind for beginning, kind in _TOLD.items() if text.startswith(beginning)), text)


async def _standing(desk: Bench) -> Mapping[str, object]:
    """All that a hostile file may not change."""
    answer = desk.live.now.advisor.turn(Said(text=small.QUESTION), State())
    around = {desk.root, desk.root.parent, Path.cwd(), Path.home(), Path("/"), Path("/tmp")}  # noqa: S108 (looked at)
    names = {place: [each.name for each in place.iterdir() if MARK in each.name] for place in around}
    return {
        "the live version": desk.live.now.version,
        "the answer": plain(answer.replies[0].text),
        "the history": await desk.archive.publications(),
        "the folder": small.files(desk.folder),
        "what the folder lacks": await desk.archive.unwritten(),
        "what is waiting": await desk.archive.errand(),
        "what lies beside the folder": sorted(each.name for each in desk.root.iterdir()),
        "what lies elsewhere": names,
    }


async def _changed(desk: Bench, before: Mapping[str, object]) -> list[str]:
    return [what for what, now in (await _standing(desk)).items() if now != before[what]]


async def _left(watch: Watch) -> Sequence[int]:
    """The processes that still run a moment later."""
    late = time.monotonic() + _MOMENT_SECONDS
    while (left := watch.left()) and time.monotonic() < late:  # noqa: ASYNC110 (no event tells)
        await asyncio.sleep(0.02)
    return left
