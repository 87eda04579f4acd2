"""What buttons do, and how that is stored.

A button carries nothing but a random key; what it does is stored under the key. So nobody can make
one up, and it does the same however long its message has been scrolled away: a button that asks on
carries the conversation as it stood under its answer.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from bot.replies.packing import unpacked
from bot.service import editors_taps as editing

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Pressed again sooner than this, it was one tap of an unsteady hand, or of somebody who saw no answer yet.
AGAIN: Final = timedelta(seconds=10)
UP, DOWN = "👍", "👎"
PICTURE: Final = "Picture"
#: Reasons for a thumb down, by the id that is kept.
REASONS: Final = {
    "wrong": "It is wrong",
    "other": "Not what I asked",
    "unclear": "Hard to understand",
    "thin": "Too little",
}
Setting: TypeAlias = Literal["pictures", "full", "topic", "hours", "page"]
Labelled: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Say:
    """Says ``text`` in the person's stead, in the conversation ``state`` (as JSON)."""

    text: str
    state: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Choose:
    """Picks an entry, or none of those offered; ``instead`` of the message that offered it."""

    entry: str | None
    state: str
    instead: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Give:
    """Tells one's role; None rather not."""

    role: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Consent:
    """Decides whether one's questions may be kept; ``among_all`` under the message that tells all that is."""

    keep: bool
    among_all: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """Rates an answer; ``others`` are the buttons that stay under it, ``copy`` the line one copies."""

    liked: bool
    entry: str | None
    others: Labelled
    reason: str | None = None
    copy: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Draw:
    """Sends the chart of an answer, packed: it shows what the answer said, whatever is known by then."""

    chart: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscribe:
    """Tells of a subscription what is known of it: ``day`` (0 is Monday), ``at`` as "09:00", ``zone``."""

    day: int | None
    at: str | None
    zone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unsubscribe:
    """Ends the subscription of the chat."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Adjust:
    """Gives a setting of the chat a value, or turns to a page of the message that shows them."""

    setting: Setting
    value: str


Does: TypeAlias = (
    Say | Choose | Give | Consent | Rate | Draw | Subscribe | Unsubscribe | Adjust | editing.Does
)
_NAMES: Final[Mapping[str, type[Does]]] = {
    "say": Say,
    "choose": Choose,
    "give": Give,
    "consent": Consent,
    "rate": Rate,
    "draw": Draw,
    "subscribe": Subscribe,
    "unsubscribe": Unsubscribe,
    "adjust": Adjust,
    **editing.NAMES,
}
_KINDS: Final = {kind: name for name, kind in _NAMES.items()}


def stored(does: Does) -> dict[str, Any]:
    """What a button does as JSON-ready values."""
    return {"do": _KINDS[type(does)], **{field.name: getattr(does, field.name) for field in fields(does)}}


def shared(does: Does) -> bool:
    """Whether it concerns a whole chat, so that outside private chats whoever leads it may do it."""
    return isinstance(does, Subscribe | Unsubscribe | Adjust)


def sends_more(does: Does) -> bool:
    """Whether each press may send something new, and so a second one should not at once."""
    if isinstance(does, Choose):
        return not does.instead
    return isinstance(does, Say | Give | Draw | Unsubscribe | editing.KeepSilent | editing.HearAgain)


def understood(action: Mapping[str, Any]) -> Does | None:
    """What a stored button does; None where another version of the program stored it differently."""
    match dict(action):
        case {"do": "say", "text": str(text), "state": str(state)}:
            return Say(text=text, state=state)
        case {"do": "choose", "entry": str() | None as entry, "state": str(state), "instead": bool(instead)}:
            return Choose(entry=entry, state=state, instead=instead)
        case {"do": "give", "role": str() | None as role}:
            return Give(role=role)
        case {"do": "consent", "keep": bool(keep)}:
            return Consent(keep=keep, among_all=action.get("among_all") is True)
        case {
            "do": "rate",
            "liked": bool(liked),
            "entry": str() | None as entry,
            "reason": str() | None as reason,
            "others": [*others],
        } if reason is None or reason in REASONS:
            return Rate(
                liked=liked,
                entry=entry,
                reason=reason,
                others=_labelled(others),
                copy=str(action.get("copy", "")),
            )
        case {"do": "draw", "chart": dict(chart)} if unpacked(chart) is not None:
            return Draw(chart=chart)
        case {"do": "subscribe", "day": int() | None as day, "at": str() | None as at, "zone": str(zone)}:
            return Subscribe(day=day, at=at, zone=zone)
        case {"do": "unsubscribe"}:
            return Unsubscribe()
        case {
            "do": "adjust",
            "setting": "pictures" | "full" | "topic" | "hours" | "page" as setting,
            "value": str(value),
        }:
            return Adjust(setting=setting, value=value)
        case _:
            return editing.understood(action)


def _labelled(values: list[object]) -> Labelled:
    return tuple(
        (str(value[0]), str(value[1]))
        for value in values
        if isinstance(value, list | tuple) and len(value) == 2  # noqa: PLR2004 (a label and a key)
    )
