"""Changes that come in: each becomes a draft with a preview, or is refused with the reason."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

from bot.editing.edits import Revised
from bot.editing.revise import revise
from bot.knowledge.model import Problem
from bot.knowledge.texts import MAX_BYTES, decoded, fingerprint
from bot.proofing.halting import Halted
from bot.service.ports import Deed
from bot.service.publishing import saying
from bot.service.publishing.dialogue import Dialogue, edit_of
from bot.service.publishing.outcome import Outcome, told
from bot.service.versions import Draft, Status, Way, applied

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from bot.proofing.preview import Preview
    from bot.service.publishing.following import Following
    from bot.service.publishing.live import Live
    from bot.service.versions import Archive, Files

    Revision = Mapping[str, str | None]

#: What a file that was sent is called when something is wrong with it: its own name says nothing.
_SENT: Final = "the file"
#: Questions that people agreed to keep, asked before and after; the latest.
_KEPT_QUESTIONS: Final = 300


class Workshop(Protocol):
    """Handles texts from outside in processes of its own, which are ended at a limit."""

    async def place(self, texts: Mapping[str, str], upload: str) -> str | Problem | Halted:
        """Where an uploaded text belongs, by the ids it defines."""

    async def examine(
        self, base: Mapping[str, str], texts: Mapping[str, str], kept: Sequence[str]
    ) -> Preview | Halted:
        """What it would change to answer from ``texts`` instead of ``base``, and what speaks against it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Drafting:
    """Makes drafts of what comes in.

    ``goes_on`` tells somebody that an examination goes on, which is done after ``long`` seconds of it;
    ``keys`` gives names of drafts.
    """

    archive: Archive
    following: Following
    workshop: Workshop
    files: Files
    live: Live
    editors: Sequence[int]
    goes_on: Callable[[int], Awaitable[None]]
    long: float
    clock: Callable[[], datetime]
    keys: Callable[[], str]

    async def receive(self, file: str, comment: str, person: int | None) -> Outcome:
        """A file that was sent."""
        held = await self.files.fetch(file, MAX_BYTES)
        if held is None:
            return told(person, saying.too_large(MAX_BYTES))
        text = decoded(held, _SENT)
        if isinstance(text, Problem):
            return told(person, saying.problems((text,)))
        where = await self.workshop.place(self.live.now.texts, text)
        match where:
            case str():
                return await self._drafted({where: text}, Way.FILE, person, comment)
            case Problem():
                return told(person, saying.problems((where,)))
            case Halted():
                return told(person, saying.halted(where))

    async def revise(self, said: str, person: int | None) -> Outcome:
        """What an editor said, the JSON of a whole Dialogue."""
        live = self.live.now
        whole = Dialogue.from_json(said)
        if whole is None or whole.asks is not None:
            return Outcome()
        edit = edit_of(whole, live.advisor.knowledge)
        # Of one's own texts, but reading them as they are written takes a while.
        revised = edit if isinstance(edit, Problem) else await asyncio.to_thread(revise, live.texts, edit)
        match revised:
            case Revised(texts=texts):
                return await self._drafted(texts, Way.CHAT, person)
            case Problem():
                return told(person, saying.problems((revised,)))

    async def look(self) -> Outcome:
        """What the folder has that is not live: told to every editor, once."""
        revised, unread = await self.following.changed()
        earlier = [draft for draft in await self.archive.drafts() if draft.way is Way.FOLDER]
        gone = [replace(draft, status=Status.OVERTAKEN) for draft in earlier]
        if unread:
            return Outcome(said=(saying.unread(unread),), to=self.editors, drafts=gone)
        if not revised:
            return Outcome(drafts=gone)
        # Called after what it is, so that nobody is told of it again who has seen or discarded it.
        live = self.live.now
        name = f"folder {live.version} {fingerprint(applied(live.texts, revised))}"
        seen = await self.archive.draft(name)
        if seen is not None and seen.status is not Status.OVERTAKEN:
            return Outcome(drafts=[draft for draft in gone if draft.id != name])
        outcome = await self.examined(revised, Way.FOLDER, None, name=name)
        return replace(outcome, to=self.editors, drafts=[*gone, *outcome.drafts])

    async def _drafted(self, revised: Revision, way: Way, person: int | None, why: str = "") -> Outcome:
        live = self.live.now
        if applied(live.texts, revised) == live.texts:
            return told(person, saying.nothing_changes())
        unpublished = await self.following.unpublished(revised)
        if unpublished:
            return told(person, saying.unpublished(unpublished))
        return await self.examined(revised, way, person, why)

    async def examined(
        self, revised: Revision, way: Way, person: int | None, why: str = "", *, name: str = ""
    ) -> Outcome:
        """The draft that a revision of what is live makes, with its preview; told to whose it is."""
        live = self.live.now
        kept = await self.archive.kept_questions(_KEPT_QUESTIONS)
        async with self._keeping_informed(person):
            preview = await self.workshop.examine(live.texts, applied(live.texts, revised), kept)
        if isinstance(preview, Halted):
            return told(person, saying.halted(preview))
        draft = Draft(
            id=name or self.keys(),
            way=way,
            base=live.version,
            revised=revised,
            made=self.clock(),
            person=person,
            status=Status.READY if preview.publishable else Status.REFUSED,
            preview=preview.to_json(),
        )
        return replace(
            told(person, saying.preview(draft, preview, why)),
            drafts=(draft,),
            deeds=(Deed(at=self.clock(), person=person, did="proposed", what=", ".join(revised)),),
        )

    @asynccontextmanager
    async def _keeping_informed(self, person: int | None) -> AsyncIterator[None]:
        """Tell somebody who waits, once, that it takes long."""
        over = asyncio.Event()

        async def tell() -> None:
            try:
                await asyncio.wait_for(over.wait(), self.long)
            except TimeoutError:
                if person is not None:
                    await self.goes_on(person)

        telling = asyncio.create_task(tell())
        try:
            yield
        finally:
            over.set()
            # What is being said is said to its end.
            await telling
