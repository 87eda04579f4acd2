"""What runs beside the answers: each works until it is cancelled, and tells in the log what fails."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from bot.service.publishing.errands import Look, errand

if TYPE_CHECKING:
    from bot.folder import KnowledgeFolder
    from bot.service.publishing.live import Live
    from bot.service.versions import Archive
    from bot.workshop.examining import Workshop

_LOG = logging.getLogger(__name__)

# Until a folder that could not be watched is tried again.
_AGAIN_SECONDS: Final = 60.0
# After a start there is much to do; this can wait.
_REHEARSAL_SECONDS: Final = 60.0


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
