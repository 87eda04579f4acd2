"""Who may do what, and where: one table. What is not in it is forbidden."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.service.incoming import ChatKind, Origin

#: Ids that Telegram lends to many: anonymous admins, linked channels, channels that speak.
LENT: Final = frozenset({1087968824, 777000, 136817688})


class Who(StrEnum):
    """What somebody is to this bot, in the chat they write from."""

    UNHEARD = "unheard"  # neither on the list nor any one person
    STRANGER = "stranger"  # not on the list of those it is for
    NOBODY = "nobody"  # an anonymous admin, a channel: no one person
    PERSON = "person"
    LEADER = "leader"  # an admin of the group or channel; asked of Telegram only where it matters
    ADMIN = "admin"


class Action(StrEnum):
    """What can be asked for."""

    START = "start"
    HELP = "help"
    ASK = "ask"
    ROLE = "role"
    TOPICS = "topics"
    SOURCES = "sources"
    PRIVACY = "privacy"
    EXPORT = "export"
    FORGET = "forget"
    ID = "id"
    CONSENT = "consent"
    RATE = "rate"
    STAT = "stat"
    INLINE = "inline"
    GUEST = "guest"  # an answer in a chat that the bot is no member of
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    SETTINGS = "settings"
    CORRECTIONS = "corrections"  # deciding whether one is told of them
    EDIT = "edit"
    NEW = "new"
    CANCEL = "cancel"
    UPLOAD = "upload"
    DOWNLOAD = "download"
    VERSIONS = "versions"
    PUBLISH = "publish"
    ROLL_BACK = "roll back"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """Whom the bot is for: numbers of users and chats; ``allowed`` empty means everybody."""

    admins: frozenset[int] = frozenset()
    allowed: frozenset[int] = frozenset()


_P, _G, _C = frozenset({"private"}), frozenset({"group", "supergroup"}), frozenset({"channel"})
_KNOWN = frozenset({Who.PERSON, Who.ADMIN})
_LEADERS = frozenset({Who.LEADER})
_EDITORS = frozenset({Who.ADMIN})
_EDITORS_ACTIONS: Final = (
    Action.EDIT,
    Action.NEW,
    Action.CANCEL,
    Action.UPLOAD,
    Action.DOWNLOAD,
    Action.VERSIONS,
    Action.PUBLISH,
    Action.ROLL_BACK,
    Action.UNANSWERED,
)
_ANYBODY = frozenset({Who.PERSON, Who.ADMIN, Who.NOBODY, Who.LEADER})
_EVEN_STRANGERS = frozenset({Who.PERSON, Who.ADMIN, Who.STRANGER})

# What concerns somebody's own data is open to those who were struck off the list, too.
_TABLE: Final[Mapping[Action, tuple[tuple[frozenset[Who], frozenset[str]], ...]]] = {
    Action.START: ((_KNOWN, _P), (_ANYBODY, _G)),
    Action.HELP: ((_KNOWN, _P), (_ANYBODY, _G)),
    Action.ASK: ((_KNOWN, _P), (_ANYBODY, _G)),
    Action.ROLE: ((_KNOWN, _P | _G),),
    Action.TOPICS: ((_KNOWN, _P), (_ANYBODY, _G)),
    Action.SOURCES: ((_KNOWN, _P), (_ANYBODY, _G)),
    Action.PRIVACY: ((_EVEN_STRANGERS, _P), (_ANYBODY, _G)),
    Action.EXPORT: ((_EVEN_STRANGERS, _P),),
    Action.FORGET: ((_EVEN_STRANGERS, _P | _G),),
    Action.ID: ((_EVEN_STRANGERS, _P), (_ANYBODY, _G)),
    Action.CONSENT: ((_KNOWN, _P),),
    Action.RATE: ((_KNOWN, _P | _G),),
    Action.STAT: ((_KNOWN, _P), (_ANYBODY, _G | _C)),
    # Where somebody types is not told, so it counts as their own chat.
    Action.INLINE: ((_KNOWN, _P),),
    # Guests are not called into channels. No admins are asked for where the bot is no member.
    Action.GUEST: ((_KNOWN, _P | _G),),
    Action.SUBSCRIBE: ((_KNOWN, _P), (_LEADERS, _G | _C)),
    Action.UNSUBSCRIBE: ((_KNOWN, _P), (_LEADERS, _G | _C)),
    Action.SETTINGS: ((_LEADERS, _G | _C),),
    Action.CORRECTIONS: ((_EVEN_STRANGERS, _P),),
    **dict.fromkeys(_EDITORS_ACTIONS, ((_EDITORS, _P),)),
}


def person(origin: Origin) -> int | None:
    """The one real person something came from, or None."""
    return None if origin.person in LENT else origin.person


def who(origin: Origin, access: Access, *, leads: bool = False) -> Who:
    """What the sender is here. Nobody is an admin but a real user in private.

    ``leads``: Telegram says that they are an admin of this group or channel.
    """
    sender = person(origin)
    private = origin.chat_kind == "private"
    if sender is not None and private and sender == origin.chat and sender in access.admins:
        return Who.ADMIN
    listed = sender is not None and (sender in access.allowed or sender in access.admins)
    if access.allowed and not listed and origin.chat not in access.allowed:
        return Who.UNHEARD if sender is None else Who.STRANGER
    if not private and (leads or origin.as_chat):
        return Who.LEADER
    return Who.NOBODY if sender is None else Who.PERSON


def is_for_leaders(action: Action, kind: ChatKind) -> bool:
    """Whether only those who lead such a chat may do it, so that Telegram must be asked who does."""
    return may(Who.LEADER, action, kind) and not may(Who.PERSON, action, kind)


def is_for_editors(action: Action) -> bool:
    """Whether only editors may do it, of which nobody else is to get a hint."""
    return action in _EDITORS_ACTIONS


def may(who_: Who, action: Action, kind: ChatKind) -> bool:
    """Whether the table allows it."""
    return any(who_ in whom and kind in where for whom, where in _TABLE[action])
