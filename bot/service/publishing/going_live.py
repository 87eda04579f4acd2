"""Changes that go live, or go: publishing a draft, discarding it, and going back to an earlier version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from bot.editing.comparison import unified
from bot.proofing.changes import corrections
from bot.service.ports import Deed
from bot.service.publishing import correcting, saying
from bot.service.publishing.live import Loaded
from bot.service.publishing.outcome import Outcome, told
from bot.service.versions import Edition, Status, Way, applied, revision

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bot.advisor import Advisor
    from bot.proofing.changes import Correction
    from bot.service.publishing.drafting import Drafting
    from bot.service.publishing.following import Following
    from bot.service.publishing.live import Live
    from bot.service.versions import Archive, Draft, Unwritten


class Load(Protocol):
    """Makes an advisor of texts that were examined. Raises when that can't be done."""

    async def __call__(self, texts: Mapping[str, str], /) -> Advisor:
        """Answers from these texts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GoingLive:
    """Makes versions live; a draft of what is live no more is ``drafting``'s to compare anew."""

    archive: Archive
    following: Following
    drafting: Drafting
    load: Load
    live: Live
    clock: Callable[[], datetime]

    async def publish(self, id_: str, why: str, person: int | None) -> Outcome:
        """A draft becomes what is live, unless something came in between."""
        draft = await self.archive.draft(id_)
        if draft is None or draft.status is not Status.READY:
            return told(person, saying.over(draft.status if draft else None))
        gone = replace(draft, status=Status.OVERTAKEN)
        if draft.way is Way.FOLDER:
            if not await self.following.has(draft.revised):
                return replace(told(person, saying.overtaken(tuple(draft.revised))), drafts=(gone,))
        else:
            unpublished = await self.following.unpublished(draft.revised)
            if unpublished:
                return told(person, saying.unpublished(unpublished))
        if draft.base != self.live.now.version:
            return await self._rebased(draft, why, person)
        texts = applied(self.live.now.texts, draft.revised)
        # What lies in the folder already is not to be written there.
        unwritten = () if draft.way is Way.FOLDER else self.following.to_write(draft.revised)
        edition = Edition(texts=texts, person=person, comment=why)
        outcome = await self._going_live(edition, "published", unwritten, why=why)
        return replace(outcome, drafts=(replace(draft, status=Status.PUBLISHED),))

    async def _rebased(self, draft: Draft, why: str, person: int | None) -> Outcome:
        """A draft of what is live no more, compared anew, unless its own files were changed meanwhile."""
        gone = replace(draft, status=Status.OVERTAKEN)
        base = await self.archive.texts(draft.base) or {}
        touched = tuple(p for p in draft.revised if base.get(p) != self.live.now.texts.get(p))
        if touched:
            return replace(told(person, saying.overtaken(touched)), drafts=(gone,))
        outcome = await self.drafting.examined(draft.revised, draft.way, person, why)
        return replace(outcome, said=(saying.compared_anew(), *outcome.said), drafts=(gone, *outcome.drafts))

    async def discard(self, id_: str, person: int | None) -> Outcome:
        """A draft is put away."""
        draft = await self.archive.draft(id_)
        if draft is None or draft.status not in {Status.READY, Status.REFUSED}:
            return told(person, saying.over(draft.status if draft else None))
        return replace(
            told(person, saying.discarded(draft.way)),
            drafts=(replace(draft, status=Status.DISCARDED),),
            deeds=(self._deed(person, "discarded", ", ".join(draft.revised)),),
        )

    async def roll_back(self, number: int, person: int | None) -> Outcome:
        """What was live at a publication becomes live again."""
        back = await self.archive.publication(number)
        texts = await self.archive.texts(back.version) if back is not None else None
        if back is None or texts is None:
            return told(person, saying.no_such_version(number))
        if back.version == self.live.now.version:
            return told(person, saying.live_already(number))
        revised = revision(self.live.now.texts, texts)
        # The folder could not follow, and would bring back what is taken back here.
        unpublished = await self.following.unpublished(revised)
        if unpublished:
            return told(person, saying.unpublished(unpublished))
        edition = Edition(texts=texts, person=person, comment=saying.back_to(number))
        unwritten = self.following.to_write(revised)
        return await self._going_live(edition, "rolled back", unwritten)

    async def corrected(self, wrong: Sequence[Correction], why: str) -> correcting.Told:
        """Who was told what is wrong, and not yet that it is."""
        known = await self.archive.receipts([(each.measure, each.population) for each in wrong])
        return correcting.told(wrong, known, why, self.clock())

    async def _going_live(
        self, edition: Edition, did: str, unwritten: Sequence[Unwritten], *, why: str = ""
    ) -> Outcome:
        was = self.live.now
        # Before anything is committed: what can't be loaded must not go live.
        advisor = await self.load(edition.texts)
        wrong = corrections(was.advisor.knowledge, advisor.knowledge)
        corrected = await self.corrected(wrong, why)
        number = (await self.archive.publications(limit=1))[0].number + 1
        changed = revision(was.texts, edition.texts)
        return replace(
            told(edition.person, saying.live(number, did, len(corrected.receipts))),
            loaded=Loaded(version=edition.version, texts=edition.texts, advisor=advisor),
            edition=edition,
            unwritten=unwritten,
            corrections=wrong,
            why=why,
            corrected=corrected,
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

    def _deed(self, person: int | None, did: str, what: str, before: str = "", after: str = "") -> Deed:
        return Deed(at=self.clock(), person=person, did=did, what=what, before=before, after=after)
