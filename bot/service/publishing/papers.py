"""Reads beforehand what the answer to an editor depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.service import editors_taps as taps
from bot.service.permissions import Action
from bot.service.versions import Papers

if TYPE_CHECKING:
    from bot.service.publishing.live import Live
    from bot.service.versions import Archive


class PapersOf:
    """Looks things up for what editors do, whoever wants it: whether they may is decided with the answer."""

    def __init__(self, archive: Archive, live: Live) -> None:
        self._archive = archive
        self._live = live

    async def __call__(self, wants: Action, does: object | None) -> Papers:
        """What it takes to do what is wanted, by the tap ``does`` if it was one."""
        match wants:
            case Action.DOWNLOAD:
                return Papers(texts=self._live.now.texts)
            case Action.VERSIONS | Action.ROLL_BACK:
                return Papers(publications=await self._archive.publications())
            case Action.PUBLISH if isinstance(does, taps.Compare):
                return Papers(draft=await self._archive.draft(does.draft))
            case _:
                return Papers()
