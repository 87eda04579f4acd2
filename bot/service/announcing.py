"""What a reminder leads to when its time has come: what is said, and what is to be done later. Pure.

Theory of operation. A reminder is kept with a time, the name of its kind, and a payload that only
this kind understands. Nothing is worded before the time: the :class:`Occasion` of the kind is asked
then, with the knowledge as it is then. One that comes again arranges for its next time itself. How
late it is, after a long stop, it can tell from the reminder's time, and keep silent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from bot.service.incoming import Origin
from bot.service.ports import CarriedOut
from bot.service.visit import Known, Visit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bot.advisor import Advisor
    from bot.replies.reply import Reply
    from bot.service.incoming import ChatKind
    from bot.service.ports import Reminder
    from bot.service.room import Room
    from bot.service.speaker import Speaker
    from bot.service.taps import Does


@dataclass(frozen=True, kw_only=True, slots=True)
class Announcement:
    """What is said in a reminder's chat, in the topic ``thread``, and what is to be done after ``now``.

    ``buttons`` go under the last reply, and work for the reminder's person alone; without one there
    are only those that all who lead the chat may press.
    """

    replies: Sequence[Reply] = ()
    buttons: Sequence[tuple[str, Does]] = ()
    thread: int | None = None
    reminders: Sequence[Reminder] = ()


class Occasion(Protocol):
    """Words the reminders of one kind. Pure."""

    def __call__(self, reminder: Reminder, advisor: Advisor, now: datetime, /) -> Announcement:
        """What such a reminder leads to; whatever it raises puts the reminder aside."""


class Announcing:
    """Words reminders from one version of the knowledge. A new version makes a new one."""

    def __init__(self, advisor: Advisor, speaker: Speaker, occasions: Mapping[str, Occasion]) -> None:
        """``occasions`` by the kind of reminder that they word."""
        self._advisor = advisor
        self._speaker = speaker
        self._occasions = occasions

    def announce(
        self, reminder: Reminder, room: Room, now: datetime, keys: Callable[[], str]
    ) -> CarriedOut | None:
        """What a reminder leads to; None when nobody words its kind, as when a newer version kept it.

        What would be said in silent hours of its chat is put off to their end, and is the occasion's to
        word then; in a topic where nothing is said it is left out.

        ``keys`` gives a new key, which nobody can guess, at every call. Raises ValueError for a reminder
        that goes to nobody or leads to one that is due already, since those would follow each other
        without a pause; and whatever the occasion raises.
        """
        occasion = self._occasions.get(reminder.kind)
        if occasion is None:
            return None
        announced = occasion(reminder, self._advisor, now)
        if any(later.at <= now for later in announced.reminders):
            raise ValueError("what follows from a reminder must lie ahead")
        if announced.replies and room.hours is not None and (ends := room.hours.until(now)) is not None:
            return CarriedOut(id=reminder.id, now=now, reminders=(replace(reminder, at=ends, id=0),))
        visit = Visit(
            advisor=self._advisor,
            speaker=self._speaker,
            origin=_place(reminder, announced.thread),
            known=Known(room=room),
            now=now,
            keys=keys,
        )
        replies = () if visit.hushed else announced.replies
        for number, reply in enumerate(replies, start=1):
            visit.tell(reply, announced.buttons if number == len(replies) else ())
        said = visit.done()
        return CarriedOut(
            id=reminder.id,
            now=now,
            calls=said.calls,
            taps=said.taps,
            reminders=announced.reminders,
            receipts=said.receipts,
        )


def _place(reminder: Reminder, thread: int | None) -> Origin:
    """Where a reminder goes; as it answers nothing, there is no message to reply to."""
    chat = reminder.person if reminder.chat is None else reminder.chat
    if chat is None:
        raise ValueError("a reminder goes to a chat or a person")
    # Telegram's numbers of groups and channels are negative.
    kind: ChatKind = "private" if chat > 0 else "supergroup"
    return Origin(key=reminder.id, chat=chat, chat_kind=kind, person=reminder.person, thread=thread)
