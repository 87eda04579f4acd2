"""What the admins of a group or channel settle: one message shows it, its buttons change it. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.service import taps
from bot.service.hours import understood
from bot.service.rhythm import FILLERS, Misread
from bot.service.room import GENERAL
from bot.service.subscribing import misread, usual_zone

if TYPE_CHECKING:
    from bot.service.ports import Finished
    from bot.service.room import Room
    from bot.service.visit import Buttons, Visit

YES, NO = "yes", "no"
#: Pages of the message: one to choose silent hours, and the one with everything.
_HOURS, _ALL = "hours", "all"
#: Spans as they are labelled, which the reader of typed ones understands as well.
_OFFERED_HOURS: Final = ("22:00–07:00", "20:00–08:00", "18:00–09:00")
_EXAMPLE: Final = "/settings silent 22:00-07:00 Europe/Berlin"
_WORDS: Final = {
    "brief": taps.Adjust(setting="full", value=NO),
    "full": taps.Adjust(setting="full", value=YES),
    "text": taps.Adjust(setting="pictures", value=NO),
    "pictures": taps.Adjust(setting="pictures", value=YES),
}


def asked(words: str, visit: Visit) -> Finished:
    """What follows from what was said behind the command; of no words, what is settled."""
    said = [word for word in words.lower().replace(",", " ").split() if word not in FILLERS]
    if said[:1] == ["silent"]:
        wish = understood(" ".join(said[1:]), _zone(visit))
        if isinstance(wish, Misread):
            return misread(wish, _EXAMPLE, visit)
        return _settled(replace(visit.room, hours=wish), visit)
    if not _WORDS.keys() >= set(said):
        return misread(Misread(part="setting", word=""), _EXAMPLE, visit)
    room = visit.room
    for word in said:
        room = _changed(room, _WORDS[word], visit)
    return _settled(room, visit)


def adjusted(adjust: taps.Adjust, visit: Visit, edit: int | None = None) -> Finished:
    """What follows from a change, or from turning to another page of the message."""
    if adjust.setting == "page" and adjust.value == _HOURS:
        visit.tell(
            visit.advisor.notice(
                "service_settings_hours", zone=_zone(visit), channel=_in_channel(visit), example=_EXAMPLE
            ),
            _hours(visit),
            edit=edit,
        )
        return visit.done()
    return _settled(_changed(visit.room, adjust, visit), visit, edit)


def _settled(room: Room, visit: Visit, edit: int | None = None) -> Finished:
    """What is settled now, as it is told and kept."""
    here = room.is_off(visit.origin.thread)
    notice = visit.advisor.notice(
        "service_settings",
        pictures=room.pictures,
        full=room.full,
        hours=None if room.hours is None else str(room.hours),
        zone=None if room.hours is None else room.hours.zone,
        channel=_in_channel(visit),
        forum=visit.forum,
        here=here,
        elsewhere=len(room.off) - here,
        example=_EXAMPLE,
    )
    visit.tell(notice, _choices(room, visit), edit=edit)
    return visit.done(room=None if room == visit.room else room.to_json())


def _changed(room: Room, adjust: taps.Adjust, visit: Visit) -> Room:
    topic = visit.origin.thread or GENERAL
    match adjust.setting:
        case "pictures":
            return replace(room, pictures=adjust.value == YES)
        case "full":
            return replace(room, full=adjust.value == YES)
        case "topic":
            return replace(room, off=room.off - {topic} if adjust.value == YES else room.off | {topic})
        case "hours":
            wish = understood(adjust.value, _zone(visit))
            return room if isinstance(wish, Misread) else replace(room, hours=wish)
        case "page":
            return room


def _choices(room: Room, visit: Visit) -> Buttons:
    """The other choice for each setting, in labels of which two fit side by side on a phone."""

    def other(setting: taps.Setting, label: str, opposite: str, *, now: bool) -> tuple[str, taps.Adjust]:
        value = NO if now else YES
        return opposite if now else label, taps.Adjust(setting=setting, value=value)

    offered = [
        other("full", "In full", "Briefly", now=room.full),
        other("pictures", "Pictures", "Text", now=room.pictures),
        ("Silent hours", taps.Adjust(setting="page", value=_HOURS)),
    ]
    if visit.forum:
        here = room.is_off(visit.origin.thread)
        offered.append(other("topic", "Speak here", "Silent here", now=not here))
    return offered


def _hours(visit: Visit) -> Buttons:
    spans = [(span, taps.Adjust(setting="hours", value=f"{span} {_zone(visit)}")) for span in _OFFERED_HOURS]
    none = ("None", taps.Adjust(setting="hours", value="none"))
    return [*spans, none, ("Back", taps.Adjust(setting="page", value=_ALL))]


def _in_channel(visit: Visit) -> bool:
    return visit.origin.chat_kind == "channel"


def _zone(visit: Visit) -> str:
    return usual_zone(visit) if visit.room.hours is None else visit.room.hours.zone
