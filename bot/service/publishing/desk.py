"""The desk: carries out what editors ask for, one errand after the other, beside the conversations.

Theory of operation. An errand is taken, done, and concluded in one transaction with all that came of
it. What takes long or handles texts from outside is done in the workshop, in processes that can be
ended. A version goes live in the same transaction that writes it into the history; the next update is
answered from it. When the process ends in between, the errand is done again from its beginning: until
the transaction nothing of it has happened, and after it, all of it has.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from bot.proofing.unanswered import Vain, grouped, sifted
from bot.service.incoming import Origin
from bot.service.mishap import named
from bot.service.publishing import errands, saying
from bot.service.publishing.drafting import Drafting
from bot.service.publishing.following import Following
from bot.service.publishing.going_live import GoingLive
from bot.service.publishing.outcome import Outcome, told
from bot.service.versions import Concluded
from bot.service.visit import Known, Visit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from bot.service.ports import Errand, Finished, Outgoing
    from bot.service.publishing.drafting import Workshop
    from bot.service.publishing.going_live import Load
    from bot.service.publishing.live import Live
    from bot.service.publishing.saying import Said
    from bot.service.speaker import Speaker
    from bot.service.versions import Archive, Files, Folder

_LOG = logging.getLogger(__name__)

_GLANCE_SECONDS: Final = 0.2
_PAUSE_SECONDS: Final = 1.0
#: An errand that fails as often is given up: it would keep all others waiting.
_ATTEMPTS: Final = 3
#: After as many seconds whoever waits for an examination is told that it goes on.
_LONG: Final = 30.0
#: Questions asked in vain that are looked at, the latest.
_IN_VAIN: Final = 400
#: In the place of an errand's number, for what no errand asked for.
_NO_ERRAND: Final = 0


class Desk:
    """Carries out errands until it is cancelled."""

    def __init__(  # noqa: PLR0913 (its surroundings, each a port or a function)
        self,
        *,
        archive: Archive,
        folder: Folder,
        workshop: Workshop,
        files: Files,
        load: Load,
        live: Live,
        speaker: Speaker,
        editors: Sequence[int],
        deliver: Callable[[Sequence[Outgoing]], None],
        clock: Callable[[], datetime],
        keys: Callable[[], str],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        long: float = _LONG,
    ) -> None:
        """``editors`` are the numbers of those who are told what nobody asked for.

        ``long`` are the seconds after which whoever waits for an examination is told that it goes on.
        """
        self._archive = archive
        self._live = live
        self._speaker = speaker
        self._editors = tuple(editors)
        self._deliver = deliver
        self._clock = clock
        self._keys = keys
        self._sleep = sleep
        self._following = Following(archive, folder, live)
        self._drafting = Drafting(
            archive=archive,
            following=self._following,
            workshop=workshop,
            files=files,
            live=live,
            editors=self._editors,
            goes_on=self._goes_on,
            long=long,
            clock=clock,
            keys=keys,
        )
        self._going_live = GoingLive(
            archive=archive,
            following=self._following,
            drafting=self._drafting,
            load=load,
            live=live,
            clock=clock,
        )

    async def run(self) -> None:
        """Carry out what is asked for until cancelled. Raises what breaks the archive."""
        await self._following.write_back()
        while True:
            errand = await self._archive.errand()
            if errand is None:
                await self._sleep(_GLANCE_SECONDS)
            elif not await self.carry_out(errand):
                await self._sleep(_PAUSE_SECONDS)

    async def carry_out(self, errand: Errand) -> bool:
        """Do what is asked for and conclude it; False when it failed and is to be tried again."""
        asked = errands.understood(errand)
        try:
            outcome = Outcome() if asked is None else await self._done(asked, errand.person)
            concluded = self._concluded(errand.id, outcome)
        except Exception as error:  # noqa: BLE001 (one errand must never keep all others waiting)
            _LOG.exception("errand %d of kind %r failed", errand.id, errand.kind)
            if errand.attempts < _ATTEMPTS:
                return False
            outcome = told(errand.person, saying.failed(named(error)))
            concluded = self._concluded(errand.id, outcome)
        await self._conclude(concluded, outcome)
        return True

    async def _done(self, asked: errands.Asked, person: int | None) -> Outcome:
        match asked:
            case errands.Receive(file=file, comment=comment):
                return await self._drafting.receive(file, comment, person)
            case errands.Revise(dialogue=said):
                return await self._drafting.revise(said, person)
            case errands.Look():
                return await self._drafting.look()
            case errands.Publish(draft=draft, why=why):
                return await self._going_live.publish(draft, why, person)
            case errands.Discard(draft=draft):
                return await self._going_live.discard(draft, person)
            case errands.RollBack(number=number):
                return await self._going_live.roll_back(number, person)
            case errands.Gather(first=first):
                return await self._gather(first, person)
            case errands.Tell(kind=kind, why=why):
                return Outcome(said=(saying.word(kind, why),), to=self._editors)

    async def _gather(self, first: int, person: int | None) -> Outcome:
        asked = [Vain(text=q.text, why=q.complaint) for q in await self._archive.in_vain(_IN_VAIN)]
        advisor = self._live.now.advisor
        found = await asyncio.to_thread(sifted, asked, advisor)
        groups = await asyncio.to_thread(grouped, found.open, advisor)
        return told(person, saying.in_vain(groups, first, advisor.knowledge, declined=found.declined))

    async def _goes_on(self, person: int) -> None:
        """Tell somebody that what they wait for goes on."""
        outcome = told(person, saying.still_checking())
        await self._conclude(self._concluded(_NO_ERRAND, outcome), outcome)

    # ── Concluding ────────────────────────────────────────────────────────────────────────────

    def _concluded(self, errand: int, outcome: Outcome) -> Concluded:
        """The outcome of an errand in words, ready to be committed."""
        now = self._clock()
        visits = [self._visit(errand, person, said, now) for person in outcome.to for said in outcome.said]
        return Concluded(
            errand=errand,
            now=now,
            drafts=outcome.drafts,
            edition=outcome.edition,
            unwritten=outcome.unwritten,
            deeds=outcome.deeds,
            calls=[call for visit in visits for call in visit.calls],
            taps=[tap for visit in visits for tap in visit.taps],
            receipts=outcome.corrected.receipts,
            reminders=outcome.corrected.reminders,
        )

    def _visit(self, key: int, person: int, said: Said, now: datetime) -> Finished:
        visit = Visit(
            advisor=self._live.now.advisor,
            speaker=self._speaker,
            origin=Origin(key=key, chat=person, chat_kind="private", person=person),
            known=Known(),
            now=now,
            keys=self._keys,
        )
        said(visit)
        return visit.done()

    async def _conclude(self, concluded: Concluded, outcome: Outcome) -> None:
        outgoing = await self._archive.conclude(concluded)
        if outcome.loaded is not None:
            self._live.swap(outcome.loaded)
            _LOG.info("version %s is live", outcome.loaded.version)
        self._deliver(outgoing)
        if outcome.corrections:
            await self._correct_the_last(outcome)
        if concluded.unwritten:
            await self._following.write_back()

    async def _correct_the_last(self, outcome: Outcome) -> None:
        """Correct what was answered from the version before while this one was going live."""
        # Commits keep their order: behind this one, no answer of the version before is to come.
        await self._archive.conclude(Concluded(errand=_NO_ERRAND, now=self._clock()))
        late = await self._going_live.corrected(outcome.corrections, outcome.why)
        if late.receipts:
            await self._archive.conclude(
                Concluded(
                    errand=_NO_ERRAND, now=self._clock(), receipts=late.receipts, reminders=late.reminders
                )
            )
