"""``python -m soak.publisher STORE FOLDER``: lives that publish and roll back in turns until they are killed.

For every line on standard input a copy of this process begins to publish, with the real desk and store;
for the line ``settle`` it does only what is left to do, and ends. On standard output stands its process
id, ``ready`` when it answers from a version, and once it is ended its exit status. So each life starts
at once, with everything imported.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
import traceback
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot import making
from bot.assembly import Setup
from bot.config import TelegramSettings
from bot.folder import KnowledgeFolder
from bot.knowledge.texts import fingerprint
from bot.opening import opened
from bot.service.publishing.desk import Desk
from bot.service.publishing.errands import Publish, RollBack, errand
from bot.service.publishing.live import Live
from bot.service.versions import Concluded, Draft, Way, revision
from bot.store.journal import StoreJournal
from bot.store.reading import open_for_reading
from bot.telegram.messages import Speaker
from soak import small

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.advisor import Advisor
    from bot.proofing.preview import Preview
    from bot.service.versions import Archive

EDITOR: Final = 7
READY: Final = "ready"
_GLANCE_SECONDS: Final = 0.003
_LONGEST_SECONDS: Final = 120.0


class _Closed:
    """Implements the ports Files and Workshop by refusing: neither is needed for a draft that is ready."""

    async def fetch(self, file_id: str, most: int) -> bytes | None:
        raise NotImplementedError(file_id, most)

    async def place(self, texts: Mapping[str, str], upload: str) -> str:
        raise NotImplementedError(upload, texts)

    async def examine(self, base: Mapping[str, str], texts: Mapping[str, str], kept: object) -> Preview:
        raise NotImplementedError(base, texts, kept)


def set_up(store: Path, folder: Path) -> Setup:
    """Where everything is; with an editor, so that nothing is published by itself."""
    return Setup(folder=folder, collections=(), store=store, telegram=TelegramSettings(admins=(EDITOR,)))


def draft_of(texts: Mapping[str, str], base: Mapping[str, str], id_: str, person: int) -> Draft:
    """A draft that can be published: what makes these texts of the base."""
    return Draft(
        id=id_,
        way=Way.CHAT,
        base=fingerprint(base),
        revised=revision(base, texts),
        made=datetime.now(UTC),
        person=person,
    )


def main(store: Path, folder: Path) -> None:
    """Begin a life for each line."""
    for line in sys.stdin:
        life = os.fork()
        if life == 0:
            try:
                asyncio.run(_publish(set_up(store, folder), settle=line.strip() == "settle"))
            finally:
                traceback.print_exc()
                os._exit(1)
        print(life, flush=True)
        _, how = os.waitpid(life, 0)
        print(os.waitstatus_to_exitcode(how), flush=True)


async def _publish(setup: Setup, *, settle: bool) -> None:
    journal = await StoreJournal.open(setup.store)
    live = Live(await opened(setup, journal.archive))
    print(READY, flush=True)
    closed = _Closed()

    async def load(texts: Mapping[str, str]) -> Advisor:
        return await asyncio.to_thread(making.make_advisor, texts, setup.means)

    async def glance(_seconds: float) -> None:
        await asyncio.sleep(_GLANCE_SECONDS)

    desk = Desk(
        archive=journal.archive,
        folder=KnowledgeFolder(setup.folder),
        workshop=closed,
        files=closed,
        load=load,
        live=live,
        speaker=Speaker(),
        editors=(EDITOR,),
        deliver=lambda _: None,
        clock=lambda: datetime.now(UTC),
        keys=lambda: secrets.token_urlsafe(16),
        sleep=glance,
    )
    # Should whoever wants to kill it be gone, it ends by itself.
    async with asyncio.timeout(_LONGEST_SECONDS), asyncio.TaskGroup() as together:
        together.create_task(desk.run())
        together.create_task(
            _settle(journal.archive, setup.store) if settle else _order(journal.archive, live)
        )


async def _order(archive: Archive, live: Live) -> None:
    """Ask for the version that is not live, again and again."""
    old, new = small.TEXTS, small.other()
    # What was asked for before the last kill comes first.
    await asyncio.sleep(_GLANCE_SECONDS)
    while True:
        was = live.now.version
        if was == fingerprint(old):
            draft = draft_of(new, old, secrets.token_urlsafe(16), EDITOR)
            await archive.conclude(Concluded(errand=0, now=datetime.now(UTC), drafts=(draft,)))
            await archive.ask(errand(Publish(draft=draft.id), EDITOR))
        else:
            await archive.ask(errand(RollBack(number=1), EDITOR))
        while live.now.version == was:  # noqa: ASYNC110 (no event tells)
            await asyncio.sleep(_GLANCE_SECONDS)


async def _settle(archive: Archive, store: Path) -> None:
    """Wait until everything is done that was asked for, and end the process."""
    with closing(open_for_reading(store)) as connection:
        while connection.execute("SELECT 1 FROM errand").fetchone() or await archive.unwritten():  # noqa: ASYNC110 (no event tells)
            await asyncio.sleep(_GLANCE_SECONDS)
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
