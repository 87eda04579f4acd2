"""What runs beside the answers: each works until it is cancelled, and tells in the log what fails."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from bot.service.publishing.errands import Look, errand

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.folder import KnowledgeFolder
    from bot.service.publishing.live import Live
    from bot.service.versions import Archive
    from bot.workshop.examining import Workshop

_LOG = logging.getLogger(__name__)

# Until a folder that could not be watched is tried again.
_AGAIN_SECONDS: Final = 60.0
# After a start there is much to do; this can wait.
_REHEARSAL_SECONDS: Final = 60.0
_TIDY_SECONDS: Final = 3_600.0
# Between two cards: so that wording them all takes a small part of the machine, for some seconds.
_BREATH_SECONDS: Final = 0.01
_SWAP_SECONDS: Final = 1.0


class Watch:
    """Has the desk look whenever something in the folder has changed."""

    def __init__(
        self, folder: KnowledgeFolder, archive: Archive, again_seconds: float = _AGAIN_SECONDS
    ) -> None:
        self._folder = folder
        self._archive = archive
        self._again_seconds = again_seconds

    async def run(self) -> None:
        """Watch until cancelled; a folder that is gone is waited for, and looked at when it is back."""
        missed = False
        while True:
            if missed and await self._folder.is_there():
                missed = False
                await self._archive.ask(errand(Look()))
            try:
                async for _ in self._folder.changes():
                    await self._archive.ask(errand(Look()))
                missed = True
            except OSError as error:
                # No reason to stop answering.
                _LOG.warning("the knowledge folder can't be watched: %s", error)
                missed = missed or isinstance(error, FileNotFoundError)
            await asyncio.sleep(self._again_seconds)


class Rehearsal:
    """Has the live version's tests answered once, so that the first preview has something to compare with.

    Those of later versions were answered when they were previewed.
    """

    def __init__(self, workshop: Workshop, live: Live) -> None:
        self._workshop = workshop
        self._live = live

    async def run(self) -> None:
        """Wait until the start is over, rehearse, and rest."""
        await asyncio.sleep(_REHEARSAL_SECONDS)
        texts = self._live.now.texts
        await self._workshop.examine(texts, texts)
        await asyncio.Event().wait()


class Tidying:
    """Removes from time to time what has been kept for as long as was promised."""

    def __init__(
        self,
        tidy: Callable[[datetime], Awaitable[object]],
        clock: Callable[[], datetime],
        pause_seconds: float = _TIDY_SECONDS,
    ) -> None:
        """``tidy`` is the journal's, told what time it is."""
        self._tidy = tidy
        self._clock = clock
        self._pause_seconds = pause_seconds

    async def run(self) -> None:
        """Tidy until cancelled; what fails is tried again the next time."""
        while True:
            try:
                await self._tidy(self._clock())
            except Exception:  # noqa: BLE001 (to be done later, whatever is wrong now)
                _LOG.exception("what was kept long enough could not be removed")
            await asyncio.sleep(self._pause_seconds)


class Wording:
    """Words what may be asked for inline, of each version, whenever nothing else is to be done."""

    def __init__(self, live: Live) -> None:
        self._live = live

    async def run(self) -> None:
        """Word until cancelled; what can't be worded is left until somebody asks for it."""
        worded = None
        while True:
            advisor = self._live.now.advisor
            if worded is not advisor:
                worded = advisor
                try:
                    for _ in advisor.word_cards():
                        await asyncio.sleep(_BREATH_SECONDS)
                except Exception:  # noqa: BLE001 (only done ahead, so no reason to stop answering)
                    _LOG.exception("the cards of a version could not all be worded ahead")
            await asyncio.sleep(_SWAP_SECONDS)
