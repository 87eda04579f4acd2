"""The folder follows what is live, and what somebody wrote there meanwhile stays.

What a publication changed is noted in its transaction and written afterwards, over exactly the text that
was live before. What an editor wrote there is a change that is not published.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.service.versions import Unwritten, digest, revision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.service.publishing.live import Live
    from bot.service.versions import Archive, Folder

_LOG = logging.getLogger(__name__)


class Following:
    """Tells what the folder has otherwise than it is live, and writes there what was published."""

    def __init__(self, archive: Archive, folder: Folder, live: Live) -> None:
        self._archive = archive
        self._folder = folder
        self._live = live

    async def changed(self) -> tuple[Mapping[str, str | None], tuple[str, ...]]:
        """What the folder has that is not live, and what of it can't be read and why, a line each."""
        found, unread = await self._folder.texts()
        waiting = {each.path for each in await self._archive.unwritten()}
        changes = revision(self._live.now.texts, found).items()
        return {path: text for path, text in changes if path not in waiting}, unread

    async def unpublished(self, revised: Mapping[str, str | None]) -> tuple[str, ...]:
        """The files among these which the folder has otherwise than they are live."""
        changes, _ = await self.changed()
        return tuple(path for path in revised if path in changes)

    async def has(self, revised: Mapping[str, str | None]) -> bool:
        """Whether all of a revision lies in the folder."""
        found, _ = await self._folder.texts()
        return all(found.get(path) == text for path, text in revised.items())

    def to_write(self, revised: Mapping[str, str | None]) -> tuple[Unwritten, ...]:
        """What the folder is to have once a revision is live."""
        texts = self._live.now.texts
        return tuple(
            Unwritten(path=path, over=digest(texts[path]) if path in texts else None, text=text)
            for path, text in revised.items()
        )

    async def write_back(self) -> None:
        """Let the folder have what was published."""
        for each in await self._archive.unwritten():
            try:
                if not await self._folder.write(each):
                    _LOG.warning("%s has changes that are not published; it is left as it is", each.path)
            except OSError as error:
                # Kept, and tried again after the next publication and at the next start.
                _LOG.error("%s can't be written to the knowledge folder: %s", each.path, error.strerror)
                continue
            await self._archive.written(each.path)
