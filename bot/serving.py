"""The service, put together: what answers, what sends unasked, and what editors' changes go through."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot import making
from bot.beside import Rehearsal, Tidying, Watch, Wording
from bot.charts import Artist
from bot.folder import KnowledgeFolder
from bot.opening import opened
from bot.pool.order import new_key
from bot.pool.pool import Pool
from bot.service import weekly
from bot.service.announcing import Announcing
from bot.service.answering import Answering
from bot.service.lanes import Lanes as ServiceLanes
from bot.service.permissions import Access
from bot.service.publishing import correcting
from bot.service.publishing.desk import Desk
from bot.service.publishing.live import Live
from bot.service.publishing.papers import PapersOf
from bot.service.scheduler import Scheduler
from bot.service.worker import Worker
from bot.store.journal import StoreJournal
from bot.telegram import app
from bot.telegram.pictures import Pictures
from bot.workshop.examining import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.advisor import Advisor
    from bot.assembly import Setup
    from bot.service.announcing import Occasion
    from bot.telegram.app import Lanes, Line, Reach

_OCCASIONS: Final[Mapping[str, Occasion]] = MappingProxyType(
    {
        weekly.KIND: weekly.figure_of_the_week,
        weekly.ENDED: weekly.end_of_subscription,
        correcting.KIND: correcting.occasion,
    }
)


async def serve(
    setup: Setup,
    reach: Reach,
    occasions: Mapping[str, Occasion] = MappingProxyType({}),
    *,
    ending: Callable[[], bool] = bool,
) -> None:
    """Answer on Telegram, send what is due and carry out what editors ask for, until a signal ends it.

    ``occasions`` word what else is due, by its kind; what none of them words is put aside. ``ending``
    tells whether a signal came before this could hear one. Raises BrokenKnowledgeError, MissingDataError
    and StoreError before anything is taken in, and IntakeError when Telegram can't be spoken with.
    """
    journal = await StoreJournal.open(setup.store)
    try:
        live = Live(await opened(setup, journal.archive))
        service = _Service(setup, journal, live, {**_OCCASIONS, **occasions})
        await app.serve(
            reach,
            journal,
            service.lanes,
            unasked=service.unasked,
            pictures=Pictures(Artist(setup.cache), journal),
            mark=journal.mark,
            ending=ending,
        )
    finally:
        await journal.close()


class _Service:
    """Makes the service's parts once it is known how to speak with people."""

    def __init__(
        self, setup: Setup, journal: StoreJournal, live: Live, occasions: Mapping[str, Occasion]
    ) -> None:
        self._setup = setup
        self._journal = journal
        self._live = live
        self._occasions = occasions
        self._pool: Pool | None = None

    def lanes(self, line: Line) -> Lanes:
        telegram = self._setup.telegram
        access = Access(admins=frozenset(telegram.admins), allowed=frozenset(telegram.allowed))
        if self._setup.processes:
            self._pool = Pool(
                size=self._setup.processes,
                live=self._live,
                means=self._setup.means,
                speaker=line.speaker,
                access=access,
            )
        worker = Worker(
            journal=self._journal,
            answering=lambda: Answering(self._live.now.advisor, line.speaker, access),
            elsewhere=self._pool,
            papers=PapersOf(self._journal.archive, self._live),
            members=line.members,
            read=line.read,
            deliver=line.deliver,
            clock=_now,
            keys=new_key,
        )
        return ServiceLanes(self._journal, worker)

    def unasked(self, line: Line) -> tuple[app.Runs, ...]:
        """What runs beside the lanes; without editors nothing changes what is known."""
        scheduler = Scheduler(
            calendar=self._journal,
            announcing=lambda: Announcing(self._live.now.advisor, line.speaker, self._occasions),
            deliver=line.deliver,
            clock=_now,
            keys=new_key,
        )
        always: tuple[app.Runs, ...] = (scheduler, Tidying(self._journal.tidy, _now), Wording(self._live))
        if self._pool is not None:
            always = (*always, self._pool)
        if not self._setup.telegram.admins:
            return always
        folder, workshop = KnowledgeFolder(self._setup.folder), Workshop(self._setup.means)
        desk = Desk(
            archive=self._journal.archive,
            folder=folder,
            workshop=workshop,
            files=line.files,
            load=self._load,
            live=self._live,
            speaker=line.speaker,
            editors=self._setup.telegram.admins,
            deliver=line.deliver,
            clock=_now,
            keys=new_key,
        )
        return (*always, desk, Watch(folder, self._journal.archive), Rehearsal(workshop, self._live))

    async def _load(self, texts: Mapping[str, str]) -> Advisor:
        return await asyncio.to_thread(making.make_advisor, texts, self._setup.means)


def _now() -> datetime:
    return datetime.now(UTC)
