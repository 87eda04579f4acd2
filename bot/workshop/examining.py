"""Texts in, and what they would change out: the only door of the workshop."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot import library
from bot.knowledge.parse import version_of
from bot.proofing.halting import Halted, Reason, Stage
from bot.proofing.preview import Preview
from bot.workshop import processes
from bot.workshop.job import Job
from bot.workshop.placing import understood
from bot.workshop.processes import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.knowledge.model import Problem
    from bot.making import Means

# Each has ten times as long by the clock: on a machine that is busy it may get a tenth of a processor.
READING: Final = Limits(seconds=5, megabytes=256, by_the_clock=50)
COMPARING: Final = Limits(seconds=60, megabytes=1024, by_the_clock=600)


class Workshop:
    """Examines versions, one at a time, each in processes of its own."""

    def __init__(self, means: Means, *, reading: Limits = READING, comparing: Limits = COMPARING) -> None:
        """``means``: those the live advisor is made with, so that it finds in the cache what was built."""
        self._means = means
        self._reading = reading
        self._comparing = comparing
        self._turn = asyncio.Lock()

    async def place(self, texts: Mapping[str, str], upload: str) -> str | Problem | Halted:
        """The path at which an uploaded text belongs among ``texts``, by the ids it defines."""
        async with self._turn:
            job = await asyncio.to_thread(Job(texts=texts, upload=upload).to_json)
            said = await processes.run(Stage.PLACING, job, self._reading)
        if isinstance(said, Halted):
            return said
        found = understood(said)
        return Halted(stage=Stage.PLACING, reason=Reason.BROKE) if found is None else found

    async def examine(
        self, base: Mapping[str, str] | None, texts: Mapping[str, str], kept: Sequence[str] = ()
    ) -> Preview | Halted:
        """What ``texts`` would change where ``base`` is live (None: nothing is).

        Both are whole versions, by path within the knowledge folder. ``kept`` are questions that people
        agreed to keep, asked before and after, the most telling first: of many only the first ones
        are asked. Where the texts can't be read as they were meant, the preview tells the problems alone.
        Whatever the texts hold, nothing of it is tried out in this process.
        """
        async with self._turn:
            versions = await asyncio.to_thread(self._versions, base, texts)
            for stage, limits in ((Stage.READING, self._reading), (Stage.COMPARING, self._comparing)):
                job = await asyncio.to_thread(self._job, stage, base, texts, kept)
                said = await processes.run(stage, job, limits)
                if isinstance(said, Halted):
                    return said
                found = await asyncio.to_thread(_understood, stage, said, versions)
                if isinstance(found, Halted) or not found.publishable or stage is Stage.COMPARING:
                    return found
        raise AssertionError("the last stage returns")

    def _versions(self, base: Mapping[str, str] | None, texts: Mapping[str, str]) -> tuple[str | None, str]:
        collections = self._means.collections or None
        old = version_of(base, collections=collections) if base is not None else None
        return old, version_of(texts, collections=collections)

    def _job(
        self, stage: Stage, base: Mapping[str, str] | None, texts: Mapping[str, str], kept: Sequence[str]
    ) -> bytes:
        common = Job(texts=texts, collections=self._means.collections)
        match stage:
            case Stage.PLACING:
                raise ValueError("to place a text is a job of its own")
            case Stage.READING:
                held = base or {}
                changed = tuple(file for file, text in texts.items() if held.get(file) != text)
                return replace(common, changed=changed, templates=library.reply_templates()).to_json()
            case Stage.COMPARING:
                # Kept in memory alone, on their way and there.
                return replace(
                    common,
                    base=base,
                    kept=tuple(kept),
                    cache=str(self._means.cache.absolute()),
                    encoder=self._means.encoder.value,
                ).to_json()


def _understood(stage: Stage, said: bytes, versions: tuple[str | None, str]) -> Preview | Halted:
    """The preview that was told, if it is one, and of these versions."""
    base, version = versions
    try:
        preview = Preview.from_json(said)
    except ValueError:
        return Halted(stage=stage, reason=Reason.BROKE)
    if preview.version != version or preview.base not in {None, base}:
        return Halted(stage=stage, reason=Reason.BROKE)
    return replace(preview, base=base)
