"""Subscribing to the figure of the week, and ending it. Pure.

What is missing of a weekday and a time is asked for by buttons; each carries what was told before.
"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.service import taps, weekly
from bot.service.rhythm import DAYS, Misread, Rhythm, understood

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.service.ports import Finished, Reminder
    from bot.service.visit import Buttons, Visit

_USUAL_ZONE: Final = "UTC"
#: The name of the fact that tells by which clocks somebody lives.
_ZONE_FACT: Final = "zone"
_OFFERED_TIMES: Final = ("07:00", "08:00", "09:00", "12:00", "16:00", "18:00")
_EXAMPLE: Final = "/subscribe friday 09:00 Europe/Berlin"


def asked(words: str, visit: Visit) -> Finished:
    """What follows from what was said behind the command."""
    wish = understood(words)
    if isinstance(wish, Misread):
        return misread(wish, _EXAMPLE, visit)
    at = None if wish.at is None else wish.at.isoformat("minutes")
    return arranged(taps.Subscribe(day=wish.day, at=at, zone=wish.zone or usual_zone(visit)), visit)


def misread(wish: Misread, example: str, visit: Visit) -> Finished:
    """What could not be understood of a wish, and how one is told."""
    told = {"part": wish.part, "word": wish.word, "nearest": wish.nearest, "example": example}
    visit.tell(visit.advisor.notice("service_misread", **told))
    return visit.done()


def arranged(chosen: taps.Subscribe, visit: Visit, edit: int | None = None) -> Finished:
    """The subscription, in place of the chat's former one; or, while something is missing, the choice."""
    if chosen.day is None or chosen.at is None:
        _offer(chosen, visit, edit)
        return visit.done()
    rhythm = Rhythm(day=chosen.day, at=time.fromisoformat(chosen.at), zone=chosen.zone)
    former = visit.known.subscription
    last = None if former is None else former.payload.get("last")
    reminder = weekly.subscribed(rhythm, visit.origin, visit.now, last)
    first = reminder.at.astimezone(ZoneInfo(rhythm.zone))
    told = {**_told(rhythm), "first": f"{first.day} {first:%B %Y}"}
    visit.tell(
        visit.advisor.notice("service_subscribed", **told), ((weekly.END, taps.Unsubscribe()),), edit=edit
    )
    facts = {} if visit.person is None else {_ZONE_FACT: rhythm.zone}
    # Who has begun anew need not be told any more that the former one has ended.
    return visit.done(reminders=(reminder,), cancelled=(weekly.ENDED,), person_facts=facts)


def ended(visit: Visit) -> Finished:
    """The end of the chat's subscription.

    A channel is not told, since its readers did not ask; nor is a topic in which nothing is said.
    """
    if visit.origin.chat_kind != "channel" and not visit.hushed:
        was = visit.known.subscription is not None
        visit.tell(visit.advisor.notice("service_unsubscribed", was=was))
    return visit.done(cancelled=weekly.KEYS)


def _offer(chosen: taps.Subscribe, visit: Visit, edit: int | None) -> None:
    former = visit.known.subscription
    visit.tell(
        visit.advisor.notice(
            "service_subscribe",
            current=None if former is None else _current(former),
            day=None if chosen.day is None else DAYS[chosen.day],
            at=chosen.at,
            zone=chosen.zone,
            example=_EXAMPLE,
        ),
        _choices(chosen),
        edit=edit,
    )


def _choices(chosen: taps.Subscribe) -> Buttons:
    """Weekdays, or the times of a weekday."""
    if chosen.day is None:
        days = enumerate(DAYS)
        return [(name[:3], taps.Subscribe(day=day, at=chosen.at, zone=chosen.zone)) for day, name in days]
    return [(at, taps.Subscribe(day=chosen.day, at=at, zone=chosen.zone)) for at in _OFFERED_TIMES]


def _current(former: Reminder) -> Mapping[str, str] | None:
    """A subscription as it is told; None for one of another version."""
    try:
        return _told(Rhythm.from_json(former.payload))
    except (KeyError, TypeError, ValueError):
        return None


def _told(rhythm: Rhythm) -> Mapping[str, str]:
    return {"day": DAYS[rhythm.day], "at": rhythm.at.isoformat("minutes"), "zone": rhythm.zone}


def usual_zone(visit: Visit) -> str:
    """The time zone of the chat's subscription or silent hours, or the one its sender chose, or UTC."""
    former = visit.known.subscription
    if former is not None and (current := _current(former)):
        return current["zone"]
    if visit.room.hours is not None:
        return visit.room.hours.zone
    return visit.known.facts.get(_ZONE_FACT, _USUAL_ZONE)
