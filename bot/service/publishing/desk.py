"""The desk: carries out what editors ask for, one errand after the other, beside the conversations.

Theory of operation. An errand is taken, done, and concluded in one transaction with all that came of
it. What takes long or handles texts from outside is done in the workshop, in processes that can be
ended. A version goes live in the same transaction that writes it into the history; the next update is
answered from it. When the process ends in between, the errand is done again from its beginning: until
the transaction nothing of it has happened, and after it, all of it has.

The folder follows: what a publication changed is noted in its transaction and written afterwards, over
exactly the text that was live before. What an editor wrote there meanwhile stays, as a change that is
not published.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Protocol

from bot.editing.comparison import unified
from bot.editing.edits import Revised
from bot.editing.revise import revise
from bot.knowledge.model import Problem
from bot.knowledge.texts import MAX_BYTES, decoded, fingerprint
from bot.proofing.changes import corrections
from bot.proofing.halting import Halted
from bot.proofing.unanswered import Vain, grouped, sifted
from bot.service.incoming import Origin
from bot.service.mishap import named
from bot.service.ports import Deed
from bot.service.publishing import correcting, errands, saying
from bot.service.publishing.dialogue import Dialogue, edit_of
from bot.service.publishing.live import Loaded
from bot.service.versions import (
    Concluded,
    Draft,
    Edition,
    Status,
    Unwritten,
    Way,
    applied,
    digest,
    revision,
)
from bot.service.visit import Known, Visit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from bot.advisor import Advisor
    from bot.proofing.changes import Correction
    from bot.proofing.preview import Preview
    from bot.service.ports import Errand, Finished, Outgoing
    from bot.service.publishing.live import Live
    from bot.service.publishing.saying import Said
    from bot.service.speaker import Speaker
    from bot.service.versions import Archive, Files, Folder

    Revision = Mapping[str, str | None]

_LOG = logging.getLogger(__name__)

_GLANCE_SECONDS: Final = 0.2
_PAUSE_SECONDS: Final = 1.0
#: An errand that fails as often is given up: it would keep all others waiting.
_ATTEMPTS: Final = 3
#: What a file that was sent is called when something is wrong with it: its own name says nothing.
_SENT: Final = "the file"
#: Questions that people agreed to keep, asked before and after; the latest.
_KEPT_QUESTIONS: Final = 300
#: Questions asked in vain that are looked at, the latest.
_IN_VAIN: Final = 400
#: After as many seconds whoever waits for an examination is told that it goes on.
_LONG: Final = 30.0


class Workshop(Protocol):
    """Handles texts from outside in processes of its own, which are ended at a limit."""

    async def place(self, texts: Mapping[str, str], upload: str) -> str | Problem | Halted:
        """Where an uploaded text belongs, by the ids it defines."""

    async def examine(
        self, base: Mapping[str, str], texts: Mapping[str, str], kept: Sequence[str]
    ) -> Preview | Halted:
        """What it would change to answer from ``texts`` instead of ``base``, and what speaks against it."""


class Load(Protocol):
    """Makes an advisor of texts that were examined. Raises when that can't be done."""

    async def __call__(self, texts: Mapping[str, str], /) -> Advisor:
        """Answers from these texts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Outcome:
    """What an errand comes to: what is kept, what is said to whom, and what goes live."""

    said: Sequence[Said] = ()
    to: Sequence[int] = ()
    drafts: Sequence[Draft] = ()
    loaded: Loaded | None = None
    edition: Edition | None = None
    unwritten: Sequence[Unwritten] = ()
    deeds: Sequence[Deed] = ()
    corrections: Sequence[Correction] = ()
    why: str = ""
    corrected: correcting.Told = field(default_factory=correcting.Told)


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
        self._folder = folder
        self._workshop = workshop
        self._files = files
        self._load = load
        self._live = live
        self._speaker = speaker
        self._editors = tuple(editors)
        self._deliver = deliver
        self._clock = clock
        self._keys = keys
        self._sleep = sleep
        self._long = long

    async def run(self) -> None:
        """Carry out what is asked for until cancelled. Raises what breaks the archive."""
        await self._write_back()
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
            outcome = _Outcome() if asked is None else await self._done(asked, errand.person)
            concluded = self._concluded(errand.id, outcome)
        except Exception as error:  # noqa: BLE001 (one errand must never keep all others waiting)
            _LOG.exception("errand %d of kind %r failed", errand.id, errand.kind)
            if errand.attempts < _ATTEMPTS:
                return False
            outcome = self._told(errand.person, saying.failed(named(error)))
            concluded = self._concluded(errand.id, outcome)
        await self._conclude(concluded, outcome)
        return True

    def _concluded(self, errand: int, outcome: _Outcome) -> Concluded:
        """The outcome of an errand, or of none (0), in words, ready to be committed."""
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

    async def _conclude(self, concluded: Concluded, outcome: _Outcome) -> None:
        outgoing = await self._archive.conclude(concluded)
        if outcome.loaded is not None:
            self._live.swap(outcome.loaded)
            _LOG.info("version %s is live", outcome.loaded.version)
        self._deliver(outgoing)
        if outcome.corrections:
            await self._correct_the_last(outcome)
        if concluded.unwritten:
            await self._write_back()

    async def _correct_the_last(self, outcome: _Outcome) -> None:
        """Correct what was answered from the version before while this one was going live."""
        # Commits keep their order: behind this one, no answer of the version before is to come.
        await self._archive.conclude(Concluded(errand=0, now=self._clock()))
        told = await self._corrected(outcome.corrections, outcome.why)
        if told.receipts:
            late = Concluded(errand=0, now=self._clock(), receipts=told.receipts, reminders=told.reminders)
            await self._archive.conclude(late)

    async def _corrected(self, wrong: Sequence[Correction], why: str) -> correcting.Told:
        """Who was told what is wrong, and not yet that it is."""
        known = await self._archive.receipts([(each.measure, each.population) for each in wrong])
        return correcting.told(wrong, known, why, self._clock())

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

    async def _done(self, asked: errands.Asked, person: int | None) -> _Outcome:
        match asked:
            case errands.Receive(file=file, comment=comment):
                return await self._receive(file, comment, person)
            case errands.Revise(dialogue=said):
                return await self._revise(said, person)
            case errands.Look():
                return await self._look()
            case errands.Publish(draft=draft, why=why):
                return await self._publish(draft, why, person)
            case errands.Discard(draft=draft):
                return await self._discard(draft, person)
            case errands.RollBack(number=number):
                return await self._roll_back(number, person)
            case errands.Gather(first=first):
                return await self._gather(first, person)
            case errands.Tell(kind=kind, why=why):
                return _Outcome(said=(saying.word(kind, why),), to=self._editors)

    @staticmethod
    def _told(person: int | None, *said: Said) -> _Outcome:
        return _Outcome(said=said, to=() if person is None else (person,))

    # ── Changes that come in ──────────────────────────────────────────────────────────────────

    async def _receive(self, file: str, comment: str, person: int | None) -> _Outcome:
        held = await self._files.fetch(file, MAX_BYTES)
        if held is None:
            return self._told(person, saying.too_large(MAX_BYTES))
        text = decoded(held, _SENT)
        if isinstance(text, Problem):
            return self._told(person, saying.problems((text,)))
        where = await self._workshop.place(self._live.now.texts, text)
        match where:
            case str():
                return await self._drafted({where: text}, Way.FILE, person, comment)
            case Problem():
                return self._told(person, saying.problems((where,)))
            case Halted():
                return self._told(person, saying.halted(where))

    async def _revise(self, said: str, person: int | None) -> _Outcome:
        live = self._live.now
        whole = Dialogue.from_json(said)
        if whole is None or whole.asks is not None:
            return _Outcome()
        edit = edit_of(whole, live.advisor.knowledge)
        # Of one's own texts, but reading them as they are written takes a while.
        revised = edit if isinstance(edit, Problem) else await asyncio.to_thread(revise, live.texts, edit)
        match revised:
            case Revised(texts=texts):
                return await self._drafted(texts, Way.CHAT, person)
            case Problem():
                return self._told(person, saying.problems((revised,)))

    async def _look(self) -> _Outcome:
        """What the folder has that is not live: told to every editor, once."""
        found, unread = await self._folder.texts()
        earlier = [draft for draft in await self._archive.drafts() if draft.way is Way.FOLDER]
        gone = [replace(draft, status=Status.OVERTAKEN) for draft in earlier]
        if unread:
            return _Outcome(said=(saying.unread(unread),), to=self._editors, drafts=gone)
        waiting = {each.path for each in await self._archive.unwritten()}
        revised = {p: t for p, t in revision(self._live.now.texts, found).items() if p not in waiting}
        if not revised:
            return _Outcome(drafts=gone)
        # Called after what it is, so that nobody is told of it again who has seen or discarded it.
        name = f"folder {self._live.now.version} {fingerprint(applied(self._live.now.texts, revised))}"
        seen = await self._archive.draft(name)
        if seen is not None and seen.status is not Status.OVERTAKEN:
            return _Outcome(drafts=[draft for draft in gone if draft.id != name])
        outcome = await self._examined(revised, Way.FOLDER, None, name=name)
        return replace(outcome, to=self._editors, drafts=[*gone, *outcome.drafts])

    async def _drafted(self, revised: Revision, way: Way, person: int | None, why: str = "") -> _Outcome:
        live = self._live.now
        if applied(live.texts, revised) == live.texts:
            return self._told(person, saying.nothing_changes())
        unpublished = await self._unpublished(revised)
        if unpublished:
            return self._told(person, saying.unpublished(unpublished))
        return await self._examined(revised, way, person, why)

    async def _examined(
        self, revised: Revision, way: Way, person: int | None, why: str = "", *, name: str = ""
    ) -> _Outcome:
        live = self._live.now
        kept = await self._archive.kept_questions(_KEPT_QUESTIONS)
        async with self._keeping_informed(person):
            preview = await self._workshop.examine(live.texts, applied(live.texts, revised), kept)
        if isinstance(preview, Halted):
            return self._told(person, saying.halted(preview))
        draft = Draft(
            id=name or self._keys(),
            way=way,
            base=live.version,
            revised=revised,
            made=self._clock(),
            person=person,
            status=Status.READY if preview.publishable else Status.REFUSED,
            preview=preview.to_json(),
        )
        return replace(
            self._told(person, saying.preview(draft, preview, why)),
            drafts=(draft,),
            deeds=(self._deed(person, "proposed", ", ".join(revised)),),
        )

    @asynccontextmanager
    async def _keeping_informed(self, person: int | None) -> AsyncIterator[None]:
        """Tell somebody who waits, once, that it takes long."""
        over = asyncio.Event()

        async def tell() -> None:
            try:
                await asyncio.wait_for(over.wait(), self._long)
            except TimeoutError:
                outcome = self._told(person, saying.still_checking())
                await self._conclude(self._concluded(0, outcome), outcome)

        telling = asyncio.create_task(tell())
        try:
            yield
        finally:
            over.set()
            # What is being said is said to its end.
            await telling

    async def _unpublished(self, revised: Revision) -> tuple[str, ...]:
        """The files among these which the folder has otherwise than they are live."""
        found, _ = await self._folder.texts()
        texts = self._live.now.texts
        waiting = {each.path for each in await self._archive.unwritten()}
        return tuple(p for p in revised if found.get(p) != texts.get(p) and p not in waiting)

    async def _gather(self, first: int, person: int | None) -> _Outcome:
        asked = [Vain(text=q.text, why=q.complaint) for q in await self._archive.in_vain(_IN_VAIN)]
        advisor = self._live.now.advisor
        found = await asyncio.to_thread(sifted, asked, advisor)
        groups = await asyncio.to_thread(grouped, found.open, advisor)
        return self._told(person, saying.in_vain(groups, first, advisor.knowledge, declined=found.declined))

    # ── Changes that go live ──────────────────────────────────────────────────────────────────

    async def _publish(self, id_: str, why: str, person: int | None) -> _Outcome:
        draft = await self._archive.draft(id_)
        if draft is None or draft.status is not Status.READY:
            return self._told(person, saying.over(draft.status if draft else None))
        gone = replace(draft, status=Status.OVERTAKEN)
        if draft.way is Way.FOLDER:
            found, _ = await self._folder.texts()
            if any(found.get(path) != text for path, text in draft.revised.items()):
                return replace(self._told(person, saying.overtaken(tuple(draft.revised))), drafts=(gone,))
        else:
            unpublished = await self._unpublished(draft.revised)
            if unpublished:
                return self._told(person, saying.unpublished(unpublished))
        if draft.base != self._live.now.version:
            return await self._rebased(draft, why, person)
        texts = applied(self._live.now.texts, draft.revised)
        # What lies in the folder already is not to be written there.
        unwritten = () if draft.way is Way.FOLDER else self._to_write(draft.revised)
        edition = Edition(texts=texts, person=person, comment=why)
        outcome = await self._going_live(edition, "published", unwritten, why=why)
        return replace(outcome, drafts=(replace(draft, status=Status.PUBLISHED),))

    async def _rebased(self, draft: Draft, why: str, person: int | None) -> _Outcome:
        """A draft of what is live no more, compared anew, unless its own files were changed meanwhile."""
        gone = replace(draft, status=Status.OVERTAKEN)
        base = await self._archive.texts(draft.base) or {}
        touched = tuple(p for p in draft.revised if base.get(p) != self._live.now.texts.get(p))
        if touched:
            return replace(self._told(person, saying.overtaken(touched)), drafts=(gone,))
        outcome = await self._examined(draft.revised, draft.way, person, why)
        return replace(outcome, said=(saying.compared_anew(), *outcome.said), drafts=(gone, *outcome.drafts))

    async def _discard(self, id_: str, person: int | None) -> _Outcome:
        draft = await self._archive.draft(id_)
        if draft is None or draft.status not in {Status.READY, Status.REFUSED}:
            return self._told(person, saying.over(draft.status if draft else None))
        return replace(
            self._told(person, saying.discarded(draft.way)),
            drafts=(replace(draft, status=Status.DISCARDED),),
            deeds=(self._deed(person, "discarded", ", ".join(draft.revised)),),
        )

    async def _roll_back(self, number: int, person: int | None) -> _Outcome:
        back = await self._archive.publication(number)
        texts = await self._archive.texts(back.version) if back is not None else None
        if back is None or texts is None:
            return self._told(person, saying.no_such_version(number))
        if back.version == self._live.now.version:
            return self._told(person, saying.live_already(number))
        revised = revision(self._live.now.texts, texts)
        # The folder could not follow, and would bring back what is taken back here.
        unpublished = await self._unpublished(revised)
        if unpublished:
            return self._told(person, saying.unpublished(unpublished))
        edition = Edition(texts=texts, person=person, comment=saying.back_to(number))
        unwritten = self._to_write(revised)
        return await self._going_live(edition, "rolled back", unwritten)

    async def _going_live(
        self, edition: Edition, did: str, unwritten: Sequence[Unwritten], *, why: str = ""
    ) -> _Outcome:
        was = self._live.now
        # Before anything is committed: what can't be loaded must not go live.
        advisor = await self._load(edition.texts)
        wrong = corrections(was.advisor.knowledge, advisor.knowledge)
        told = await self._corrected(wrong, why)
        number = (await self._archive.publications(limit=1))[0].number + 1
        changed = revision(was.texts, edition.texts)
        return replace(
            self._told(edition.person, saying.live(number, did, len(told.receipts))),
            loaded=Loaded(version=edition.version, texts=edition.texts, advisor=advisor),
            edition=edition,
            unwritten=unwritten,
            corrections=wrong,
            why=why,
            corrected=told,
            deeds=(
                self._deed(edition.person, did, f"version {number}", was.version, edition.version),
                *(
                    self._deed(
                        edition.person,
                        "changed",
                        path,
                        after=unified(was.texts.get(path, ""), text or "", path),
                    )
                    for path, text in changed.items()
                ),
            ),
        )

    def _to_write(self, revised: Revision) -> tuple[Unwritten, ...]:
        texts = self._live.now.texts
        return tuple(
            Unwritten(path=path, over=digest(texts[path]) if path in texts else None, text=text)
            for path, text in revised.items()
        )

    async def _write_back(self) -> None:
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

    def _deed(self, person: int | None, did: str, what: str, before: str = "", after: str = "") -> Deed:
        return Deed(at=self._clock(), person=person, did=did, what=what, before=before, after=after)
