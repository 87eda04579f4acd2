"""Which version is live at a start, and what makes another one so without anybody's order."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot import making
from bot.assembly import BrokenKnowledgeError, make_advisor, read_folder
from bot.service.ports import Deed
from bot.service.publishing.errands import Look, Tell, errand
from bot.service.publishing.live import Loaded
from bot.service.versions import Concluded, Edition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.assembly import Read, Setup
    from bot.service.versions import Archive, Publication

_LOG = logging.getLogger(__name__)


async def opened(setup: Setup, archive: Archive) -> Loaded:
    """The live version, loaded.

    That is what was published last. One that can't be loaded any more gives way to the last before it
    that can, which is written into the log and the history and told to the editors. Where nothing was
    published yet, what the knowledge folder holds is the first version. Later changes of the folder
    wait for an editor to publish them; where there are no editors, a start publishes them.

    Raises BrokenKnowledgeError when nothing can be loaded, and MissingDataError.
    """
    history = await archive.publications(limit=None)
    if not history:
        return await _first(setup, archive)
    loaded = await _last_good(setup, archive, history)
    if setup.telegram.admins:
        await archive.ask(errand(Look()))
        return loaded
    return await _followed(setup, archive, loaded)


async def _first(setup: Setup, archive: Archive) -> Loaded:
    loaded = await _made(setup, await asyncio.to_thread(read_folder, setup))
    await _publish(archive, loaded, "the first start")
    return loaded


async def _last_good(setup: Setup, archive: Archive, history: tuple[Publication, ...]) -> Loaded:
    tried: set[str] = set()
    for publication in history:
        if publication.version in tried:
            continue
        tried.add(publication.version)
        texts = await archive.texts(publication.version)
        loaded = None if texts is None else await _loaded(setup, texts, publication)
        if loaded is None:
            continue
        if publication is not history[0]:
            why = f"version {history[0].number} can't be loaded; back to version {publication.number}"
            _LOG.error("%s", why)
            await _publish(archive, loaded, why)
            await archive.ask(errand(Tell(kind="fell back", why=str(publication.number))))
        return loaded
    _LOG.error("no version that was published can be loaded; trying what the knowledge folder holds")
    return await _first(setup, archive)


async def _loaded(setup: Setup, texts: Mapping[str, str], publication: Publication) -> Loaded | None:
    try:
        advisor = await asyncio.to_thread(making.make_advisor, texts, setup.means)
    except making.UnreadableError as error:
        _LOG.error("version %d can't be loaded: %s", publication.number, error.problems[0])
        return None
    return Loaded(version=publication.version, texts=texts, advisor=advisor)


async def _followed(setup: Setup, archive: Archive, loaded: Loaded) -> Loaded:
    """What the folder holds, where nobody is there to publish it; the live version if that is broken."""
    read = await asyncio.to_thread(read_folder, setup)
    if read.texts == loaded.texts and not read.unread:
        return loaded
    try:
        followed = await _made(setup, read)
    except BrokenKnowledgeError as error:
        _LOG.error("%s has problems; answering from the last version published", error.folder)
        for problem in error.problems:
            _LOG.error("%s", problem)
        return loaded
    await _publish(archive, followed, "found in the folder")
    return followed


async def _made(setup: Setup, read: Read) -> Loaded:
    """What was read of the folder, loaded. Raises BrokenKnowledgeError."""
    advisor = await asyncio.to_thread(make_advisor, setup, read)
    return Loaded(version=Edition(texts=read.texts).version, texts=read.texts, advisor=advisor)


async def _publish(archive: Archive, loaded: Loaded, why: str) -> None:
    now = datetime.now(UTC)
    deed = Deed(at=now, person=None, did="published", what=why, after=loaded.version)
    edition = Edition(texts=loaded.texts, comment=why)
    await archive.conclude(Concluded(errand=0, now=now, edition=edition, deeds=(deed,)))
