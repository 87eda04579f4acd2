"""The figure of the week: which one it is, and what a reminder of it leads to. Pure.

Theory of operation. The figures lie on a ring, each at a place that a hash of it and of the
subscription's seed gives; the next one is the next on the ring. So all come before any comes again,
no two chats hear them in the same order, and only the last one told is remembered, whatever joins or
leaves the knowledge meanwhile.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.conversation.events import Chose
from bot.conversation.state import State
from bot.replies.reply import Outcome
from bot.service import taps
from bot.service.announcing import Announcement
from bot.service.permissions import person
from bot.service.ports import Reminder
from bot.service.rhythm import Rhythm, occurrence_after

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.advisor import Advisor, Turn
    from bot.knowledge.model import Knowledge
    from bot.service.incoming import Origin

#: The kind of its reminders, and the key by which a chat has one of them at most.
KIND: Final = "weekly"
KEY: Final = "weekly"
#: The kind and the key of the reminder that tells a group that it has none any more.
ENDED: Final = "weekly ended"
KEYS: Final = (KEY, ENDED)
#: How late a figure is still that of the week; one that is later is not sent.
LATEST: Final = timedelta(days=1)
#: After one was told, the next comes no sooner, even when the rules of its time zone change meanwhile.
_APART: Final = timedelta(days=4)
#: What the button says that ends it.
END: Final = "Unsubscribe"
#: What the button says that begins it where it stands.
ANEW: Final = "Have it here"


def subscribed(rhythm: Rhythm, origin: Origin, now: datetime, last: str | None) -> Reminder:
    """The first reminder of a subscription; ``last`` is the figure that was told before, if one was.

    One of a private chat is its person's, with whom it is forgotten; any other is nobody's.
    """
    owner = person(origin) if origin.chat_kind == "private" else None
    # Who subscribes anew does not begin with the same figure again.
    seed = f"{origin.chat} {now.date().isoformat()}"
    payload = {**rhythm.to_json(), "thread": origin.thread, "seed": seed, "last": last}
    at = occurrence_after(rhythm, now)
    return Reminder(at=at, kind=KIND, payload=payload, person=owner, chat=origin.chat, key=KEY)


def figure_of_the_week(reminder: Reminder, advisor: Advisor, now: datetime) -> Announcement:
    """The next figure as the advisor tells it, and the reminder of the one after it.

    After a long stop what was missed is told once, or not at all if it is more than a day late.
    Raises KeyError, TypeError or ValueError for a payload of another version.
    """
    payload = reminder.payload
    rhythm, thread = Rhythm.from_json(payload), payload["thread"]
    turn = following(advisor, payload["seed"], payload["last"]) if _is_timely(reminder, rhythm, now) else None
    after = now if turn is None else now + _APART
    last = payload["last"] if turn is None else turn.replies[0].entry
    then = replace(
        reminder, at=occurrence_after(rhythm, after), payload={**payload, "last": last}, key=KEY, id=0
    )
    if turn is None:
        return Announcement(reminders=(then,))
    told = turn.replies[0]
    heading = advisor.notice("service_weekly").text
    return Announcement(
        replies=(replace(told, text=f"{heading}\n\n{told.text}"),),
        buttons=(*_next(turn), (END, taps.Unsubscribe())),
        thread=thread,
        reminders=(then,),
    )


def ended(subscription: Reminder, now: datetime) -> Reminder:
    """The reminder that a subscription has ended, whose topic is gone."""
    return replace(subscription, at=now, kind=ENDED, key=ENDED, id=0)


def end_of_subscription(reminder: Reminder, advisor: Advisor, _now: datetime) -> Announcement:
    """That it has ended, told where every group can be told, with a button that begins it anew there.

    Raises KeyError, TypeError or ValueError for a payload of another version.
    """
    rhythm = Rhythm.from_json(reminder.payload)
    anew = taps.Subscribe(day=rhythm.day, at=rhythm.at.isoformat("minutes"), zone=rhythm.zone)
    return Announcement(replies=(advisor.notice("service_weekly_ended"),), buttons=((ANEW, anew),))


def following(advisor: Advisor, seed: str, last: str | None) -> Turn | None:
    """The figure that comes after ``last``, as the advisor answers for it; None if it holds none."""
    for measure in _in_turn(advisor.knowledge, seed, last):
        turn = advisor.turn(Chose(entry=measure), State())
        reply = turn.replies[0]
        if reply.outcome is Outcome.ANSWER and reply.numbers and reply.entry == measure:
            return turn
    return None


def _in_turn(knowledge: Knowledge, seed: str, last: str | None) -> Iterator[str]:
    """Every measure in the order of the ring, from behind the last one told."""
    ring = sorted((_place(seed, measure), measure) for measure in knowledge.measures)
    # The place of a figure that has left the knowledge is known all the same.
    behind = _place(seed, last) if last is not None else ""
    yield from (measure for place, measure in ring if place > behind)
    yield from (measure for place, measure in ring if place <= behind)


def _place(seed: str, measure: str) -> str:
    return hashlib.sha256(f"{seed} {measure}".encode()).hexdigest()


def _is_timely(reminder: Reminder, rhythm: Rhythm, now: datetime) -> bool:
    """Whether its own time, or that of a later week during a stop, is no more than a day ago."""
    return now - reminder.at <= LATEST or occurrence_after(rhythm, now - LATEST) <= now


def _next(turn: Turn) -> tuple[tuple[str, taps.Does], ...]:
    """What can be asked next, for whom it is bound to."""
    state = turn.state.to_json()
    buttons = turn.replies[0].buttons
    return tuple((b.label, taps.Say(text=b.says, state=state)) for b in buttons if b.says is not None)
