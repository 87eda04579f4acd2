"""What the server knows: users, chats, their messages, files, and queries that wait for an answer."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from tests.botapi import errors
from tests.botapi.errors import RefusedError
from tests.botapi.parsing import found_entities

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Message: TypeAlias = dict[str, Any]
BOT_NAME: Final = "entente_test_bot"
CALLBACK_SECONDS: Final = 150
INLINE_SECONDS: Final = 30
GUEST_SECONDS: Final = 30
MESSAGE_SECONDS: Final = 24 * 60 * 60
MAX_DOWNLOAD_BYTES: Final = 20 * 1024 * 1024
#: The number of the topic that every forum has, which no message of it has, then.
GENERAL: Final = 1
_SUPERGROUPS: Final = -1_000_000_000_000
_PRESENT: Final = frozenset({"creator", "administrator", "member"})


@dataclass(kw_only=True, slots=True)
class Account:
    """A user, and how they stand with the bot."""

    user: dict[str, Any]
    met: bool = False  # the bot can't write to whom it never met
    blocked: bool = False
    deactivated: bool = False


@dataclass(kw_only=True, slots=True)
class Room:
    """A chat. ``statuses`` are those of its members, the bot among them."""

    chat: dict[str, Any]
    statuses: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    upgraded_to: int | None = None
    muted: bool = False
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def kind(self) -> str:
        """Private, group, supergroup or channel."""
        return str(self.chat["type"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """An uploaded file."""

    name: str
    content: bytes
    path: str


@dataclass(kw_only=True, slots=True)
class Query:
    """A callback or an inline query. ``answer`` is what the bot answered with, once it did."""

    expires: float
    answer: dict[str, Any] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Summons:
    """A call for the bot into a chat that it is no member of."""

    expires: float
    room: Room
    topic: int | None
    caller: Mapping[str, Any]


class World:
    """Everything there is. Used on the server's thread alone."""

    def __init__(self, token: str, post: Callable[[dict[str, Any], float], None]) -> None:
        """Make an empty world; `post` takes each update and the seconds after which it is void."""
        self.bot: dict[str, Any] = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Entente",
            "username": BOT_NAME,
        }
        self.privacy = True
        self.guest = True  # whether it may be called into chats that it is no member of
        self.trusting = False
        self.accounts: dict[int, Account] = {}
        self.rooms: dict[int, Room] = {}
        self.files: dict[str, Stored] = {}
        self.queries: dict[str, Query] = {}
        self.summonses: dict[str, Summons] = {}
        self.settings: dict[str, Any] = {}
        # By the id that inline mode gives a message: its chat, and its number there.
        self.inline_messages: dict[str, tuple[int, int]] = {}
        self._post = post
        self._skew = 0.0
        self._ids = itertools.count(1001)
        self._dialogue_numbers = itertools.count(1)  # private chats and basic groups share one

    def now(self) -> float:
        """Seconds since 1970, by the server's own clock."""
        return time.time() + self._skew

    def pass_time(self, seconds: float) -> None:
        """Move the server's clock on."""
        self._skew += seconds

    def skip_ids(self, number: int) -> None:
        """Let new numbers go on from there, so that none is one of an earlier world's."""
        self._ids = itertools.count(number)

    def new_id(self) -> int:
        """A number that nothing else has."""
        return next(self._ids)

    def post(self, kind: str, content: Mapping[str, Any], lasts: float = MESSAGE_SECONDS) -> None:
        """Hand an update to the bot's queue."""
        self._post({kind: dict(content)}, lasts)

    def open_room(self, kind: str, **facts: object) -> Room:
        """A new group, supergroup or channel, with the bot and nobody else in it."""
        number = self.new_id()
        identity = -number if kind == "group" else _SUPERGROUPS - number
        room = Room(chat={"id": identity, "type": kind, **facts})
        if kind == "group":
            room.numbers = self._dialogue_numbers
        if facts.get("is_forum"):
            room.numbers = itertools.count(GENERAL + 1)
        self.rooms[identity] = room
        return room

    def private_room(self, user: Mapping[str, Any]) -> Room:
        """The chat of a user with the bot."""
        if user["id"] not in self.rooms:
            names = {key: user[key] for key in ("first_name", "last_name", "username") if key in user}
            chat = {"id": user["id"], "type": "private", **names}
            self.rooms[user["id"]] = Room(chat=chat, numbers=self._dialogue_numbers)
        return self.rooms[user["id"]]

    def room_for_bot(self, chat_id: int | str, *, speaking: bool = True) -> Room:
        """The chat a call names, RefusedError when the bot can't reach it (or may not write there)."""
        room = self.rooms.get(chat_id) if isinstance(chat_id, int) else self._by_name(chat_id)
        if room is None and chat_id in self.accounts:
            raise RefusedError(errors.UNKNOWN_USER)
        if room is None:
            raise RefusedError(errors.CHAT_NOT_FOUND)
        if room.upgraded_to is not None:
            raise RefusedError(errors.UPGRADED, migrate_to_chat_id=room.upgraded_to)
        if room.kind == "private":
            self._check_private(int(room.chat["id"]))
        else:
            self._check_membership(room)
        if speaking and room.muted:
            raise RefusedError(errors.NO_RIGHTS)
        return room

    def keep(
        self,
        room: Room,
        content: Mapping[str, Any],
        *,
        sender: Mapping[str, Any] | None,
        topic: int | None = None,
        reply_to: int | None = None,
    ) -> Message:
        """Put a new message into a chat."""
        message: Message = {
            "message_id": next(room.numbers),
            "date": int(self.now()),
            "chat": room.chat,
            **({"from": dict(sender)} if sender else {}),
            **content,
        }
        if topic is not None:
            message |= {"message_thread_id": topic, "is_topic_message": True}
        if reply_to is not None and reply_to in room.messages:
            replied = dict(room.messages[reply_to])
            replied.pop("reply_to_message", None)
            message["reply_to_message"] = replied
        room.messages[message["message_id"]] = message
        return message

    def reaches_bot(self, room: Room, message: Message) -> bool:
        """Whether the bot gets to see a message of a person, by group privacy mode."""
        status = room.statuses.get(self.bot["id"])
        if room.kind == "private":
            return True
        if status not in _PRESENT:
            return False
        if not self.privacy or status == "administrator" or room.kind == "channel":
            return True
        replied = message.get("reply_to_message", {}).get("from", {}).get("id")
        return replied == self.bot["id"] or self._addresses(message)

    def calls_guest(self, room: Room, message: Message) -> bool:
        """Whether a message calls the bot into a chat that it is no member of, nor was put out of."""
        outside = room.kind != "channel" and room.statuses.get(self.bot["id"], "left") == "left"
        return self.guest and outside and self._addresses(message)

    def summon(self, room: Room, message: Message) -> Message:
        """A message of a chat as the bot sees it that is called there as a guest."""
        number = str(5_000_000_000_000_000_000 + self.new_id())
        topic = message.get("message_thread_id")
        self.summonses[number] = Summons(
            expires=self.now() + GUEST_SECONDS, room=room, topic=topic, caller=message["from"]
        )
        return message | {"guest_query_id": number}

    def answer_summons(self, number: str) -> Summons:
        """Take the one answer to a summons; RefusedError when it came before, too late, or to none."""
        summons = self.summonses.pop(number, None)
        if summons is None or summons.expires < self.now():
            raise RefusedError(errors.QUERY_TOO_OLD)
        return summons

    def _addresses(self, message: Message) -> bool:
        text: str = message.get("text") or message.get("caption") or ""
        entities: list[dict[str, Any]] = message.get("entities") or message.get("caption_entities") or []
        for entity in entities:
            raw = text.encode("utf-16-le")[entity["offset"] * 2 :][: entity["length"] * 2]
            word = raw.decode("utf-16-le").lower()
            if entity["type"] == "mention" and word == f"@{BOT_NAME}":
                return True
            if entity["type"] == "bot_command" and word.partition("@")[2] in {"", BOT_NAME}:
                return True
        return False

    def open_query(self, seconds: float) -> str:
        """The id of a new query, to be answered within so many seconds."""
        number = str(4_000_000_000_000_000_000 + self.new_id())
        self.queries[number] = Query(expires=self.now() + seconds)
        return number

    def answer_query(self, number: str, answer: dict[str, Any]) -> None:
        """Note the bot's answer; RefusedError when it is too late or there was no such query."""
        query = self.queries.get(number)
        if query is None or query.expires < self.now():
            raise RefusedError(errors.QUERY_TOO_OLD)
        query.answer = answer

    def store_file(self, name: str, content: bytes, folder: str) -> tuple[str, dict[str, Any]]:
        """Keep an uploaded file; its id, and the fields every kind of file has."""
        number = self.new_id()
        file_id = f"FILE{number:012d}"
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        self.files[file_id] = Stored(name=name, content=content, path=f"{folder}/file_{number}.{suffix}")
        return file_id, {
            "file_id": file_id,
            "file_unique_id": f"U{number}",
            "file_size": len(content),
        }

    def file_fields(self, file_id: str) -> dict[str, Any]:
        """The fields of a known file besides its id; RefusedError when it is unknown."""
        known = self.files.get(file_id)
        if known is None:
            raise RefusedError(errors.FILE_ID)
        return {"file_unique_id": f"U{int(file_id[4:])}", "file_size": len(known.content)}

    def _by_name(self, name: str) -> Room | None:
        wanted = name.lstrip("@").lower()
        public = (room for room in self.rooms.values() if room.kind != "private")
        return next((room for room in public if str(room.chat.get("username")).lower() == wanted), None)

    def _check_private(self, user: int) -> None:
        account = self.accounts[user]
        if account.deactivated:
            raise RefusedError(errors.DEACTIVATED)
        if account.blocked:
            raise RefusedError(errors.BLOCKED)
        if not account.met:
            raise RefusedError(errors.UNKNOWN_USER)

    def _check_membership(self, room: Room) -> None:
        status = room.statuses.get(self.bot["id"], "left")
        if status == "kicked":
            raise RefusedError(errors.KICKED.format(kind=room.kind))
        if status not in _PRESENT:
            raise RefusedError(errors.NOT_MEMBER.format(kind=room.kind))


def text_content(text: str) -> dict[str, Any]:
    """The fields of a text as a person types it."""
    entities = found_entities(text)
    return {"text": text, **({"entities": entities} if entities else {})}
