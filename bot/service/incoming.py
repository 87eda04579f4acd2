"""What can arrive from a chat: a closed union of values, read from an update by the edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

ChatKind: TypeAlias = Literal["private", "group", "supergroup", "channel"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where something came from: ``key`` is its update's id, ``thread`` the topic to answer in.

    ``person`` is the id of a real user; None for anonymous admins, channels and other bots, who
    are nobody in particular. ``message`` is what to reply to, or, for a tap, what to edit. ``as_chat``
    when it was written in the name of the chat itself, which only those can who lead it. ``forum`` when
    the chat has topics; the one that all have is not named by ``thread``.
    """

    key: int
    chat: int
    chat_kind: ChatKind
    person: int | None = None
    thread: int | None = None
    message: int | None = None
    as_chat: bool = False
    forum: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A text message. ``command`` is its command for us, in lower case and without the slash.

    ``text`` is the whole message, without a mention of the bot; ``argument`` what follows the
    command. ``addressed`` in a private chat, by a command for us, a mention, or a reply to the bot;
    ``by_reply`` when by nothing else than the last.
    """

    origin: Origin
    text: str
    command: str | None = None
    argument: str = ""
    addressed: bool = False
    by_reply: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """A file sent to the bot in private: ``file`` is what it can be fetched by, ``caption`` its text.

    What it is called is not told: names say nothing about what a file holds.
    """

    origin: Origin
    file: str
    caption: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pressed:
    """A tap on a button: ``key`` is its callback data as sent, which anybody can forge."""

    origin: Origin
    key: str
    callback_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """An inline query: what somebody types behind the bot's name, in whatever chat.

    ``origin`` is the person's own chat with the bot; which chat they type in is not told. ``offset`` is
    what was answered as the next place, and as with everything that comes back anybody can forge it.
    """

    origin: Origin
    query_id: str
    text: str
    offset: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Guest:
    """The bot called by its name into a chat it is no member of, to be answered once by ``query_id``.

    ``text`` are the words without the name. The chat's own number could be that of another chat the bot
    knows, so ``origin`` has the person's in its place, with the kind of chat as it is.
    """

    origin: Origin
    query_id: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Blocked:
    """Somebody blocked the bot, or a group put it out."""

    origin: Origin


@dataclass(frozen=True, kw_only=True, slots=True)
class Unblocked:
    """Somebody took the bot back, or a group let it in."""

    origin: Origin


@dataclass(frozen=True, kw_only=True, slots=True)
class Migrated:
    """A group became a supergroup, and has another id since; ``key`` is the update's id."""

    key: int
    old: int
    new: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Ignored:
    """Nothing that asks for an answer; ``why`` in a word. ``key`` is the update's id."""

    key: int
    why: str


Incoming: TypeAlias = Text | Sent | Pressed | Typed | Guest | Blocked | Unblocked | Migrated | Ignored


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreadable:
    """An update that can't be read, to be put aside; ``why`` repeats nothing of it."""

    why: str
