"""From the JSON of an update to what has come in from a chat.

Nothing here raises, whatever the JSON holds: what is no update as Telegram documents it is
Unreadable, and what asks for no answer is Ignored with the reason in a word.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeGuard

from bot.service.incoming import (
    Blocked,
    ChatKind,
    Guest,
    Ignored,
    Incoming,
    Migrated,
    Origin,
    Pressed,
    Sent,
    Text,
    Typed,
    Unblocked,
    Unreadable,
)
from bot.service.permissions import LENT
from bot.service.ports import Received

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What is asked of Telegram. Named at every start: without a list, the one of last time stays.
ALLOWED: Final = (
    *("message", "channel_post", "callback_query", "inline_query", "guest_message", "my_chat_member"),
)
#: For how many seconds Telegram lets a callback, an inline query or a call for a guest be answered.
_STALE_AFTER: Final = {"callback_query": 150, "inline_query": 30, "guest_message": 30}

_GONE: Final = frozenset({"left", "kicked"})
_KINDS: Final[Mapping[str, ChatKind]] = {
    "private": "private",
    "group": "group",
    "supergroup": "supergroup",
    "channel": "channel",
}
_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{1,64}))?(?![\w/@])", re.ASCII)
#: Commands whose words a guest looks up; those of others are none to it.
_LOOKING_UP: Final = frozenset({"ask", "stat"})

_Json: TypeAlias = "dict[str, Any]"


@dataclass(frozen=True, kw_only=True, slots=True)
class Me:
    """The bot itself. ``commands`` are those it takes in groups without its name; empty: all."""

    id: int
    username: str
    commands: frozenset[str] = field(default_factory=frozenset)


class _OddError(Exception):
    """The update is not as documented."""


def received(update: object) -> Received | None:
    """An update as it is to be kept, or None when it has no id to keep it by."""
    if not isinstance(update, dict) or not _is_id(key := update.get("update_id")):
        return None
    kind = next((name for name in update if name != "update_id"), "")
    body = update.get(kind)
    # The number of a chat the bot is no member of may be that of another, whose order is its own.
    lane = _lane({"from": body.get("from")} if kind == "guest_message" and isinstance(body, dict) else body)
    return Received(key=key, lane=lane, raw=json.dumps(update), stale_after=_STALE_AFTER.get(kind))


def read(raw: str, me: Me) -> Incoming | Unreadable:
    """What an update says to the bot that ``me`` describes."""
    try:
        update = json.loads(raw)
        if not isinstance(update, dict):
            return Unreadable(why="not an object")
        return _read(update, me)
    except _OddError as odd:
        return Unreadable(why=str(odd))
    except (ValueError, RecursionError):
        return Unreadable(why="not JSON that can be read")


def _read(update: _Json, me: Me) -> Incoming:
    key = _id(update, "update_id")
    for kind in ("message", "channel_post"):
        if kind in update:
            return _message(key, _object(update, kind), me)
    if "callback_query" in update:
        return _pressed(key, _object(update, "callback_query"))
    if "inline_query" in update:
        return _typed(key, _object(update, "inline_query"))
    if "guest_message" in update:
        return _called(key, _object(update, "guest_message"), me)
    if "my_chat_member" in update:
        return _membership(key, _object(update, "my_chat_member"))
    return Ignored(key=key, why="edit" if any("edited" in kind for kind in update) else "kind")


def _message(key: int, message: _Json, me: Me) -> Incoming:
    origin = _origin(key, message, message)
    if "migrate_to_chat_id" in message:
        return Migrated(key=key, old=origin.chat, new=_id(message, "migrate_to_chat_id"))
    if message.get("via_bot") is not None:
        return Ignored(key=key, why="via a bot")
    if message.get("is_automatic_forward"):
        return Ignored(key=key, why="forward")
    if origin.person is None and _is_other_bot(message.get("from")):
        return Ignored(key=key, why="bot")
    words, entities = message.get("text"), message.get("entities")
    document = message.get("document")
    if words is None and document is not None and origin.chat_kind == "private":
        return _sent(origin, _checked(document, "document"), message)
    if words is None:
        words, entities = message.get("caption"), message.get("caption_entities")
    if words is None:
        return Ignored(key=key, why="no text")
    if not isinstance(words, str):
        raise _OddError("text is no text")
    # Lone halves of a surrogate pair can be neither stored nor sent.
    return _text(origin, _mend(words), entities, message, me)


def _sent(origin: Origin, document: _Json, message: _Json) -> Sent:
    file, caption = document.get("file_id"), message.get("caption")
    if not isinstance(file, str):
        raise _OddError("document without file_id")
    return Sent(origin=origin, file=_mend(file), caption=_mend(caption) if isinstance(caption, str) else "")


def _text(origin: Origin, words: str, entities: object, message: _Json, me: Me) -> Text | Ignored:
    spans = _mentions(words, entities, me)
    said = _without(words, spans)
    private = origin.chat_kind == "private"
    named = private or bool(spans)
    by_reply = not named and _replies_to(message, me)
    found = _COMMAND.match(words)
    if found is None:
        return Text(origin=origin, text=said, addressed=named or by_reply, by_reply=by_reply)
    command, of = found[1].lower(), found[2]
    if of is not None and of.lower() != me.username.lower():
        return Ignored(key=origin.key, why="another bot's command")
    if of is None and not private and me.commands and command not in me.commands:
        return Ignored(key=origin.key, why="another bot's command")
    argument = _without(words, spans, after=found.end())
    return Text(origin=origin, text=said, command=command, argument=argument, addressed=True)


def _pressed(key: int, query: _Json) -> Incoming:
    person = _person(query)
    message = query.get("message")
    callback = query.get("id")
    if not isinstance(callback, str):
        raise _OddError("callback without id")
    data = query.get("data")
    if message is None:
        # Under a message sent inline: there is no chat to speak of but the person's own.
        if person is None:
            return Ignored(key=key, why="bot")
        origin = Origin(key=key, chat=person, chat_kind="private", person=person)
    else:
        origin = _origin(key, _checked(message, "message"), query)
    return Pressed(
        origin=origin, key=_mend(data) if isinstance(data, str) else "", callback_id=_mend(callback)
    )


def _typed(key: int, query: _Json) -> Incoming:
    person = _person(query)
    number, text, offset = (query.get(name) for name in ("id", "query", "offset"))
    if not isinstance(number, str) or not isinstance(text, str):
        raise _OddError("inline query without id or text")
    if person is None:
        return Ignored(key=key, why="bot")
    origin = Origin(key=key, chat=person, chat_kind="private", person=person)
    return Typed(
        origin=origin,
        query_id=_mend(number),
        text=_mend(text),
        offset=offset if isinstance(offset, str) else "",
    )


def _called(key: int, message: _Json, me: Me) -> Incoming:
    """What a chat says to the bot that is no member of it: a text, or the words under a file."""
    origin, number = _origin(key, message, message), message.get("guest_query_id")
    if number is None:
        return Ignored(key=key, why="no query")
    if not isinstance(number, str):
        raise _OddError("guest_query_id is no text")
    if origin.person is None or message.get("via_bot") is not None:
        return Ignored(key=key, why="nobody in particular")
    captioned = message.get("text") is None
    words = message.get("caption" if captioned else "text", "")
    if not isinstance(words, str):
        raise _OddError("text is no text")
    words = _mend(words)
    spans = _mentions(words, message.get("caption_entities" if captioned else "entities"), me)
    found = _COMMAND.match(words)
    if found is not None and (found[2] or me.username).lower() != me.username.lower():
        return Ignored(key=key, why="another bot's command")
    if found is None:
        said = _without(words, spans)
    else:
        said = _without(words, spans, after=found.end()) if found[1].lower() in _LOOKING_UP else ""
    theirs = replace(origin, chat=origin.person, thread=None, message=None, as_chat=False, forum=False)
    return Guest(origin=theirs, query_id=_mend(number), text=said)


def _membership(key: int, change: _Json) -> Incoming:
    origin = _origin(key, change, change)
    was, is_now = (_status(_object(change, side)) for side in ("old_chat_member", "new_chat_member"))
    if is_now in _GONE:
        return Ignored(key=key, why="still out") if was in _GONE else Blocked(origin=origin)
    return Unblocked(origin=origin) if was in _GONE else Ignored(key=key, why="rights")


def _status(member: _Json) -> str:
    status = member.get("status")
    if not isinstance(status, str):
        raise _OddError("status is no text")
    if status == "restricted" and member.get("is_member") is False:
        return "left"
    return status


def _origin(key: int, place: _Json, author: _Json) -> Origin:
    """Where something came from: ``place`` has the chat, ``author`` who it is from."""
    chat = _object(place, "chat")
    named = chat.get("type")
    kind = _KINDS.get(named) if isinstance(named, str) else None
    if kind is None:
        raise _OddError("unknown type of chat")
    number = place.get("message_id")
    if number is not None and not _is_id(number):
        raise _OddError("message_id is no number")
    # Replies outside topics carry a thread id too, which must not be sent to.
    thread = place.get("message_thread_id") if place.get("is_topic_message") is True else None
    speaker = author.get("sender_chat")
    return Origin(
        key=key,
        chat=_id(chat, "id"),
        chat_kind=kind,
        person=None if speaker is not None else _person(author),
        thread=thread if _is_id(thread) else None,
        message=number,
        as_chat=kind != "private" and isinstance(speaker, dict) and speaker.get("id") == chat["id"],
        forum=chat.get("is_forum") is True,
    )


def _person(author: _Json) -> int | None:
    """The id of the real user who did it, or None for anybody else."""
    sender = author.get("from")
    if sender is None:
        return None
    person = _id(_checked(sender, "from"), "id")
    return None if sender.get("is_bot") or person in LENT or person <= 0 else person


def _is_other_bot(sender: object) -> bool:
    return (
        isinstance(sender, dict)
        and bool(sender.get("is_bot"))
        and not (_is_id(number := sender.get("id")) and number in LENT)
    )


def _mentions(words: str, entities: object, me: Me) -> list[tuple[int, int]]:
    """Where the bot is mentioned, as positions in the text. Telegram counts in UTF-16 units."""
    spans = []
    for entity in entities if isinstance(entities, list) else ():
        if not isinstance(entity, dict) or entity.get("type") not in ("mention", "text_mention"):
            continue
        start, length = entity.get("offset"), entity.get("length")
        if not _is_id(start) or not _is_id(length) or start < 0 or length <= 0:
            continue
        span = _position(words, start), _position(words, start + length)
        user = entity.get("user")
        named = words[slice(*span)].lower() == f"@{me.username.lower()}"
        if named or (isinstance(user, dict) and user.get("id") == me.id):
            spans.append(span)
    return spans


def _position(words: str, units: int) -> int:
    encoded = words.encode("utf-16-le", "surrogatepass")[: 2 * units]
    return len(encoded.decode("utf-16-le", "ignore"))


def _without(words: str, spans: list[tuple[int, int]], after: int = 0) -> str:
    kept = [c for i, c in enumerate(words) if i >= after and not any(a <= i < b for a, b in spans)]
    rest = "".join(kept).strip()
    if spans:
        # "@bot, how many …": the comma goes with the name.
        rest = re.sub(r"[ \t]{2,}", " ", rest).lstrip(" ,:;–—")
    return rest


def _replies_to(message: _Json, me: Me) -> bool:
    replied = message.get("reply_to_message")
    # Whatever is said in a topic counts as a reply to the message that opened it.
    if not isinstance(replied, dict) or "forum_topic_created" in replied:
        return False
    sender = replied.get("from")
    return isinstance(sender, dict) and sender.get("id") == me.id


def _lane(body: object) -> int:
    """The chat whose order an update keeps; whose chat can't be told goes by its person, or 0."""
    for path in (("chat",), ("message", "chat"), ("from",), ("user",)):
        found = body
        for name in (*path, "id"):
            found = found.get(name) if isinstance(found, dict) else None
        if _is_id(found):
            return found
    return 0


def _object(holder: _Json, name: str) -> _Json:
    return _checked(holder.get(name), name)


def _checked(value: object, name: str) -> _Json:
    if not isinstance(value, dict):
        raise _OddError(f"{name} is no object")
    return value


def _id(holder: _Json, name: str) -> int:
    value = holder.get(name)
    if not _is_id(value):
        raise _OddError(f"{name} is no number")
    return value


def _is_id(value: object) -> TypeGuard[int]:
    """Whether it is a whole number that a database can hold."""
    return type(value) is int and -(2**63) <= value < 2**63


def _mend(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
