"""Stand-ins for what the desk asks of its surroundings, in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.editing.upload import place
from bot.knowledge.check import check
from bot.knowledge.parse import parse, version_of
from bot.proofing.preview import Preview, first_problems
from bot.service.versions import (
    AskedInVain,
    Complaint,
    Concluded,
    Draft,
    Publication,
    Status,
    Unwritten,
    digest,
)
from tests.service.fakes import InMemoryJournal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.knowledge.model import Problem
    from bot.proofing.answers import Difference
    from bot.proofing.changes import Change
    from bot.proofing.halting import Halted
    from bot.service.ports import Deed, Errand, Outgoing, Receipt

_WAITING = {Status.READY, Status.REFUSED}
_VAIN = {"abstain": Complaint.UNANSWERED, "none of these": Complaint.NONE_OF_THESE}


class InMemoryArchive:
    """An Archive beside a journal, as the real one is.

    ``tests/store/test_archive_contract.py`` holds it to the same promises as that.
    """

    def __init__(self, journal: InMemoryJournal | None = None) -> None:
        self.journal = journal or InMemoryJournal()
        self.kept_texts: dict[str, dict[str, str]] = {}
        self.published: list[Publication] = []
        self.kept_drafts: dict[str, Draft] = {}
        self.waiting: dict[str, Unwritten] = {}

    async def errand(self) -> Errand | None:
        """The errand that waits longest."""
        first = min(self.journal.errands, default=None)
        if first is None:
            return None
        taken = self.journal.errands[first]
        self.journal.errands[first] = replace(taken, attempts=taken.attempts + 1)
        return self.journal.errands[first]

    async def ask(self, errand: Errand) -> None:
        """Keep an errand unless one like it waits."""
        like = (errand.kind, errand.payload, errand.person)
        if all((e.kind, e.payload, e.person) != like for e in self.journal.errands.values()):
            self.journal.keep_errand(errand)

    async def conclude(self, done: Concluded) -> tuple[Outgoing, ...]:
        """Put what an errand led to in its place, once."""
        if done.errand and done.errand not in self.journal.errands:
            return ()
        outgoing = self.journal.commit(done)
        for draft in done.drafts:
            before = self.kept_drafts.get(draft.id, draft)
            told = draft.preview if draft.status in _WAITING else None
            kept = replace(draft, way=before.way, made=before.made, person=before.person, preview=told)
            self.kept_drafts[draft.id] = kept
        if done.edition is not None:
            name = done.edition.version
            self.kept_texts.setdefault(name, dict(done.edition.texts))
            self.published.append(
                Publication(
                    number=len(self.published) + 1,
                    version=name,
                    at=done.now,
                    person=done.edition.person,
                    comment=done.edition.comment,
                )
            )
        for each in done.unwritten:
            over = self.waiting.get(each.path, each).over
            self.waiting[each.path] = replace(each, over=over)
        return outgoing

    async def draft(self, id_: str) -> Draft | None:
        """A draft."""
        return self.kept_drafts.get(id_)

    async def drafts(self) -> tuple[Draft, ...]:
        """Drafts of which nothing has become yet."""
        waiting = [draft for draft in self.kept_drafts.values() if draft.status in _WAITING]
        return tuple(sorted(waiting, key=lambda draft: (draft.made, draft.id)))

    async def publications(self, limit: int | None = 50) -> tuple[Publication, ...]:
        """What was published."""
        return tuple(reversed(self.published))[:limit]

    async def publication(self, number: int) -> Publication | None:
        """A publication by its number."""
        return next((each for each in self.published if each.number == number), None)

    async def texts(self, version: str) -> Mapping[str, str] | None:
        """The texts of a version."""
        return self.kept_texts.get(version)

    async def unwritten(self) -> tuple[Unwritten, ...]:
        """What the folder does not have yet."""
        return tuple(self.waiting[path] for path in sorted(self.waiting))

    async def written(self, path: str) -> None:
        """The folder has it."""
        self.waiting.pop(path, None)

    async def kept_questions(self, limit: int) -> tuple[str, ...]:
        """Questions that people agreed to keep."""
        latest = dict.fromkeys(q.text for _, q in sorted(self.journal.asked.items(), reverse=True))
        return tuple(latest)[:limit]

    async def in_vain(self, limit: int) -> tuple[AskedInVain, ...]:
        """Questions that were asked in vain."""
        asked = self.journal.asked
        found = [
            (number, AskedInVain(text=q.text, complaint=_VAIN[q.outcome]))
            for number, q in asked.items()
            if q.outcome in _VAIN
        ]
        for after, opinion in self.journal.opinions.values():
            mine = (opinion.person, opinion.entry, opinion.version)
            numbers = [n for n, q in asked.items() if (q.person, q.entry, q.version) == mine and n <= after]
            if numbers and not opinion.liked and asked[max(numbers)].outcome not in _VAIN:
                last = asked[max(numbers)]
                disliked = AskedInVain(text=last.text, complaint=Complaint.DISLIKED, entry=last.entry)
                found.append((max(numbers), disliked))
        return tuple(each for _, each in sorted(found, key=lambda pair: -pair[0]))[:limit]

    async def receipts(self, figures: Sequence[tuple[str, str]]) -> tuple[Receipt, ...]:
        """Who was told what of these figures and wants to hear of it."""
        held = sorted(self.journal.receipts.values(), key=lambda receipt: receipt.person)
        return tuple(r for f in figures for r in held if (r.measure, r.population) == f and self._wants(r))

    async def deeds(self, limit: int = 100) -> tuple[Deed, ...]:
        """The audit's last lines."""
        return tuple(self.journal.deeds[-limit:])

    def _wants(self, receipt: Receipt) -> bool:
        facts = self.journal.told.get(receipt.person, {})
        return facts.get("corrections") != "no" and facts.get("blocked") != "yes"


class InMemoryFolder:
    """A folder whose texts anybody may change; ``full`` lets nothing be written, ``odd`` can't be read."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.held = dict(texts)
        self.full = False
        self.odd: tuple[str, ...] = ()

    async def texts(self) -> tuple[Mapping[str, str], tuple[str, ...]]:
        """The texts as they are now."""
        return dict(self.held), self.odd

    async def write(self, unwritten: Unwritten) -> bool:
        """Put a text in its place."""
        if self.full:
            raise OSError(28, "No space left on device")
        held = self.held.get(unwritten.path)
        if held == unwritten.text:
            return True
        if (None if held is None else digest(held)) != unwritten.over:
            return False
        if unwritten.text is None:
            del self.held[unwritten.path]
        else:
            self.held[unwritten.path] = unwritten.text
        return True


class PlainWorkshop:
    """Examines in this process what reading alone shows; ``says`` is what it tells instead, once.

    ``takes`` are the seconds that an examination takes.
    """

    def __init__(self) -> None:
        self.says: Halted | Exception | None = None
        self.takes = 0.0
        self.changes: tuple[Change, ...] = ()
        self.differences: tuple[Difference, ...] = ()
        self.kept: tuple[str, ...] = ()

    async def place(self, texts: Mapping[str, str], upload: str) -> str | Problem | Halted:
        """Where an upload belongs."""
        halted = self._instead()
        return halted if halted is not None else await asyncio.to_thread(place, texts, upload)

    async def examine(
        self, base: Mapping[str, str], texts: Mapping[str, str], kept: Sequence[str]
    ) -> Preview | Halted:
        """A preview with the problems of the texts."""
        self.kept = tuple(kept)
        await asyncio.sleep(self.takes)
        return self._instead() or Preview(
            base=version_of(base),
            version=version_of(texts),
            problems=first_problems(problems := self._problems(texts)),
            problem_count=len(problems),
            changes=self.changes,
            differences=self.differences,
        )

    def _instead(self) -> Halted | None:
        said, self.says = self.says, None
        if isinstance(said, Exception):
            raise said
        return said

    @staticmethod
    def _problems(texts: Mapping[str, str]) -> tuple[Problem, ...]:
        knowledge, problems = parse(texts)
        return tuple({*problems, *(check(knowledge) if knowledge is not None else ())})


class Drawer:
    """Files that were sent, by their ids."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    async def fetch(self, file_id: str, most: int) -> bytes | None:
        """What a file holds."""
        found = self.held.get(file_id)
        return None if found is None or len(found) > most else found
