"""What the service needs of its surroundings: values that cross the border, and the ports.

Edges implement the ports and don't know each other. Every method that changes something returns
only when the change is durable.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.replies.reply import Chart


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """An update as it came: ``key`` is Telegram's update id, ``lane`` the chat whose order it keeps.

    ``raw`` is the JSON text of the update; ``stale_after`` the seconds after which answering is no
    use (callbacks, inline queries), or None. ``received`` is set by the journal: when it was accepted.
    """

    key: int
    lane: int
    raw: str
    stale_after: int | None = None
    received: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One call of the Bot API to be made: ``payload`` are its parameters, ready for JSON.

    ``idempotent`` calls (edits, answers to callbacks) may be repeated freely; ``transient`` ones are
    dropped rather than retried when they fail (answers to callbacks, chat actions).
    """

    method: str
    chat: int | None
    payload: Mapping[str, Any]
    idempotent: bool = False
    transient: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """A call that is committed to be made. ``attempted`` when a send may already have arrived."""

    id: int
    call: Call
    attempted: bool = False
    not_before: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Tap:
    """What a button does, stored under a random key that stands in its callback data.

    ``action`` is a name and its argument as JSON-ready values; ``version`` the knowledge it was
    offered under. It may be pressed by ``person`` in ``chat`` alone, until ``expires``; without a
    person by whoever in the chat may do what it does. ``answered`` is when it last was.
    """

    key: str
    chat: int
    person: int | None
    action: Mapping[str, Any]
    version: str
    expires: datetime
    answered: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptQuestion:
    """A question kept to improve the answers, after its asker agreed, and what answered it."""

    person: int
    text: str
    entry: str | None
    outcome: str
    version: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Opinion:
    """A thumb under an answer, with a reason if one was tapped."""

    person: int
    entry: str | None
    version: str
    liked: bool
    reason: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """That a person was told a figure in private: which one, and how it was printed ("over 50%").

    Of each figure the last is kept; ``printed`` is empty once they were told that it is withdrawn.
    """

    person: int
    measure: str
    population: str
    printed: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Deed:
    """A line of the audit: who did what to which thing, when; ``before`` and ``after`` in words or text."""

    at: datetime
    person: int | None
    did: str
    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Errand:
    """Something asked for that takes longer than an answer may. ``id`` is the archive's; 0 before."""

    kind: str
    payload: Mapping[str, Any]
    person: int | None = None
    id: int = 0
    attempts: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminder:
    """Something to be sent at a time: ``kind`` says who words it, ``payload`` is JSON-ready.

    It goes to ``chat``, or else to ``person``, with whose other data it is forgotten. Of those that have
    the same ``key`` in a chat only the last is kept. ``id`` is the journal's; 0 before it is kept.
    """

    at: datetime
    kind: str
    payload: Mapping[str, Any]
    person: int | None = None
    chat: int | None = None
    key: str | None = None
    id: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Loss:
    """What ends with a chat, or a topic of it, that can't be written to any more.

    ``facts`` are kept of ``person``, whose private chat it is; the chat's settings are removed where it is
    ``unsettled``, and its reminders with the keys ``cancelled``. ``ended`` is what one that was for the topic
    leads to in place of all it was to lead to.
    """

    chat: int
    person: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    unsettled: bool = False
    cancelled: Sequence[str] = ()
    ended: CarriedOut | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CarriedOut:
    """All that a reminder leads to, committed in one transaction with its end.

    ``id`` is the reminder's; ``reminders`` are what is to be done at a later time.
    """

    id: int
    now: datetime
    calls: Sequence[Call] = ()
    taps: Sequence[Tap] = ()
    reminders: Sequence[Reminder] = ()
    receipts: Sequence[Receipt] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """All that one update leads to, committed in one transaction with the end of its row.

    ``state`` None leaves the person's state as it is. ``forget`` removes everything kept about the
    person before anything else is written, ``cancelled`` the reminders of the chat with these keys.
    ``room`` None leaves the chat's settings as they are, "" removes them. ``loss`` is what ends with a chat
    that the update tells to be lost.
    """

    key: int
    now: datetime
    person: int | None = None
    chat: int | None = None
    state: str | None = None
    calls: Sequence[Call] = ()
    taps: Sequence[Tap] = ()
    answered_tap: str | None = None  # the key of the button that this answers
    questions: Sequence[KeptQuestion] = ()
    opinions: Sequence[Opinion] = ()
    reminders: Sequence[Reminder] = ()
    cancelled: Sequence[str] = ()
    room: str | None = None
    person_facts: Mapping[str, str | None] = field(default_factory=dict)  # role, consent …; None removes
    receipts: Sequence[Receipt] = ()
    none_of_these: bool = False  # of what was offered for the person's last question
    errands: Sequence[Errand] = ()
    deeds: Sequence[Deed] = ()
    forget: bool = False
    loss: Loss | None = None
    note: str = "done"  # done, shed, stale, ignored


class Journal(Protocol):
    """Durable memory. All methods wait and retry by themselves while the disk is full or locked."""

    async def accept(self, updates: Sequence[Received], now: datetime) -> tuple[Received, ...]:
        """Commit updates; those not seen before, in order."""

    async def pending(self, limit: int, after: int | None = None) -> tuple[Received, ...]:
        """Updates accepted and not finished, in order of arrival."""

    async def finish(self, done: Finished) -> tuple[Outgoing, ...]:
        """Commit what an update led to; nothing when it was finished before."""

    async def quarantine(self, key: int, reason: str, now: datetime) -> None:
        """Put an update aside that can't be read or answered; it can be replayed."""

    async def state(self, person: int, chat: int) -> str | None:
        """A person's conversation in a chat, as JSON."""

    async def facts(self, person: int) -> Mapping[str, str]:
        """What a person told about themselves: role, consent."""

    async def tap(self, key: str, now: datetime) -> Tap | None:
        """What a button does, if it is known and has not expired."""

    async def reminder(self, chat: int, key: str) -> Reminder | None:
        """The reminder of a chat with this key, if there is one."""

    async def room(self, chat: int) -> str:
        """What the admins of a chat have settled, as JSON; "" when nothing."""

    async def unsent(self) -> tuple[Outgoing, ...]:
        """Calls committed and not yet settled, in order."""

    async def attempting(self, id_: int) -> None:
        """Note that a send is about to start, so that after a crash it counts as ambiguous."""

    async def postpone(self, id_: int, not_before: float) -> None:
        """A call was refused for now: it certainly did not arrive, and waits until the Unix time given."""

    async def settle(
        self, id_: int, *, sent: bool, reason: str | None, now: datetime, loss: Loss | None = None
    ) -> None:
        """A call was answered: sent, or dead with the reason, and with all that this shows to be lost."""

    async def moved(self, old: int, new: int) -> None:
        """A group became a supergroup: its rows go over to the new id."""

    async def export(self, person: int) -> Mapping[str, Any]:
        """Everything kept about a person."""


class Members(Protocol):
    """Who is what in a group or channel."""

    async def leads(self, chat: int, person: int) -> bool | None:
        """Whether somebody is an admin of a group or channel; None when that can't be learned now."""


class Calendar(Protocol):
    """What is to be sent at a time. Waits and retries like a Journal."""

    async def schedule(self, reminder: Reminder) -> int:
        """Keep a reminder, in place of the one with its key in its chat; its id."""

    async def due(self, now: datetime, limit: int = 100) -> tuple[Reminder, ...]:
        """Reminders whose time has come, the earliest first, until they are carried out or put aside."""

    async def room(self, chat: int) -> str:
        """What the admins of a chat have settled, as JSON; "" when nothing."""

    async def carry_out(self, done: CarriedOut) -> tuple[Outgoing, ...]:
        """Commit what a reminder led to; nothing when it was carried out, replaced or forgotten before."""

    async def put_aside(self, id_: int, reason: str) -> None:
        """Put a reminder aside that nobody can word; it can be replayed."""


class Album(Protocol):
    """Which pictures Telegram has already, by what is drawn in them. Waits and retries like a Journal."""

    async def file_id(self, picture: str) -> str | None:
        """What Telegram knows a picture by, if it has it."""

    async def keep_file(self, picture: str, file_id: str, now: datetime) -> None:
        """Note what Telegram knows a picture by."""

    async def drop_file(self, picture: str) -> None:
        """Forget what Telegram does not know a picture by any more."""


class Artist(Protocol):
    """Draws charts; called in one thread at a time."""

    @property
    def style(self) -> str:
        """A name that differs where the same chart would look otherwise."""

    def draw(self, chart: Chart) -> bytes:
        """A chart as PNG. Raises any error for one it can't draw."""


class Upkeep(Protocol):
    """What the journal's keeper does now and then, and what is told by ``status``."""

    async def tidy(self, now: datetime) -> int:
        """Remove what has been kept for as long as was promised; how many rows that changed."""

    async def counts(self) -> Mapping[str, int]:
        """How much there is: pending, quarantined, shed, unsent, dead, reminders, reminders put aside."""

    async def quarantined(self, limit: int = 100) -> tuple[tuple[Received, str], ...]:
        """Updates put aside, with the reason, in order."""

    async def replay(self, keys: Sequence[int] | None = None) -> int:
        """Let quarantined updates (all, or those given) wait again, behind all others; how many.

        With all updates, the reminders that were put aside are due again.
        """
