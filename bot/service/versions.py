"""What is kept of changes to the knowledge, and the ports through which they come and go."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from bot.knowledge.texts import fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.service.ports import Call, Deed, Errand, Outgoing, Receipt, Reminder, Tap


def digest(text: str) -> str:
    """The name of one text, made of what it says: SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def applied(texts: Mapping[str, str], revised: Mapping[str, str | None]) -> dict[str, str]:
    """The texts with a revision in their places: by path, None takes a text away."""
    after = {path: text for path, text in texts.items() if path not in revised}
    after |= {path: text for path, text in revised.items() if text is not None}
    return dict(sorted(after.items()))


def revision(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str | None]:
    """What makes ``new`` out of ``old``: texts by path, None for one that goes."""
    return {path: new.get(path) for path in sorted({*old, *new}) if old.get(path) != new.get(path)}


class Status(StrEnum):
    """What has become of a draft."""

    READY = "ready"
    REFUSED = "refused"
    PUBLISHED = "published"
    DISCARDED = "discarded"
    OVERTAKEN = "overtaken"  # by other changes, without anybody's order


class Way(StrEnum):
    """How a change came in."""

    FILE = "file"  # sent to the bot
    CHAT = "chat"  # made in the conversation
    FOLDER = "folder"  # found in the knowledge folder


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A change that could be published: ``revised`` are texts by path, None for one that goes.

    ``base`` is the version it was compared with; ``preview`` what came of that, as JSON, kept until
    something becomes of the draft or one of the people whose questions it tells of is forgotten.
    ``person`` is whose it is; None for what was found in the folder, which belongs to every admin.
    """

    id: str
    way: Way
    base: str
    revised: Mapping[str, str | None]
    made: datetime
    person: int | None = None
    status: Status = Status.READY
    preview: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication:
    """That a version became the live one: its place in history, from 1, when, by whom, and why."""

    number: int
    version: str
    at: datetime
    person: int | None = None
    comment: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """Texts to become the live version, with the why and the by whom; kept under their own name."""

    texts: Mapping[str, str]
    person: int | None = None
    comment: str = ""

    @property
    def version(self) -> str:
        """The name of its texts."""
        return fingerprint(self.texts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Unwritten:
    """A text of the live version that the folder does not have yet.

    It is written only over the text named by ``over`` (None: over nothing), so that what somebody wrote
    there meanwhile stays.
    """

    path: str
    over: str | None
    text: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Concluded:
    """All that an errand led to, committed in one transaction with its end."""

    errand: int
    now: datetime
    drafts: Sequence[Draft] = ()
    edition: Edition | None = None
    unwritten: Sequence[Unwritten] = ()
    deeds: Sequence[Deed] = ()
    calls: Sequence[Call] = ()
    taps: Sequence[Tap] = ()
    reminders: Sequence[Reminder] = ()
    receipts: Sequence[Receipt] = ()


class Complaint(StrEnum):
    """Why a question counts as asked in vain."""

    UNANSWERED = "unanswered"
    NONE_OF_THESE = "none of these"
    DISLIKED = "disliked"


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedInVain:
    """A question of somebody who agreed to its being kept, and why it counts; not whose it is."""

    text: str
    complaint: Complaint
    entry: str | None = None  # what answered it, if it is disliked


@dataclass(frozen=True, kw_only=True, slots=True)
class Papers:
    """What is read beforehand for an editor, as far as the answer depends on it.

    The live texts by path, what was published (the last first), and the draft that a tap is about.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    publications: Sequence[Publication] = ()
    draft: Draft | None = None


class Archive(Protocol):
    """Keeps versions, drafts, errands and the audit. Waits and retries like a Journal."""

    async def errand(self) -> Errand | None:
        """The errand that waits longest, its attempts counted up; None when none waits."""

    async def ask(self, errand: Errand) -> None:
        """Keep an errand that nobody's update asked for; one like it that waits is enough."""

    async def conclude(self, done: Concluded) -> tuple[Outgoing, ...]:
        """Commit what an errand led to; nothing when it was concluded before."""

    async def draft(self, id_: str) -> Draft | None:
        """A draft by its id."""

    async def drafts(self) -> tuple[Draft, ...]:
        """Drafts of which nothing has become yet, ready or refused, the oldest first."""

    async def publications(self, limit: int | None = 50) -> tuple[Publication, ...]:
        """What was published, the last, which is live, first; all of it where there is no limit."""

    async def publication(self, number: int) -> Publication | None:
        """A publication by its place in history; None where there is none of that number."""

    async def texts(self, version: str) -> Mapping[str, str] | None:
        """The texts of a version by path; None when no version has that name."""

    async def unwritten(self) -> tuple[Unwritten, ...]:
        """What the folder does not have yet."""

    async def written(self, path: str) -> None:
        """The folder has it now, or is to be left as it is."""

    async def kept_questions(self, limit: int) -> tuple[str, ...]:
        """Questions that people agreed to keep, each once, the latest first."""

    async def in_vain(self, limit: int) -> tuple[AskedInVain, ...]:
        """Questions that were asked in vain, the latest first."""

    async def receipts(self, figures: Sequence[tuple[str, str]]) -> tuple[Receipt, ...]:
        """Who was last told what of these figures (measure and population), and wants to hear of it."""

    async def deeds(self, limit: int = 100) -> tuple[Deed, ...]:
        """The audit's last lines, the oldest of them first."""


class Folder(Protocol):
    """The knowledge folder, where editors work."""

    async def texts(self) -> tuple[Mapping[str, str], tuple[str, ...]]:
        """The texts by path, and what could not be read and why, a line each."""

    async def write(self, unwritten: Unwritten) -> bool:
        """Put a text in its place whole or not at all; False where another than the expected one is.

        Raises OSError when the folder can't be written.
        """


class Files(Protocol):
    """Files that people sent."""

    async def fetch(self, file_id: str, most: int) -> bytes | None:
        """What a file holds; None when it is larger than ``most`` bytes or is not there any more."""
