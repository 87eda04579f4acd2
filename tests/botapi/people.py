"""The people at the other end: what they write, press and hear, each as an update true to the schema."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from tests.botapi.inline import chat_type, inline_id, insert
from tests.botapi.places import Channel, Group, announce
from tests.botapi.world import (
    BOT_NAME,
    CALLBACK_SECONDS,
    GUEST_SECONDS,
    INLINE_SECONDS,
    Account,
    text_content,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.botapi.world import Message, Room, World

T = TypeVar("T")
PATIENCE_SECONDS: Final = 10.0
# Every anonymous administrator of every group has this one identity.
ANONYMOUS: Final = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


class Cast(ABC):
    """Makes people and the places they meet in."""

    world: World

    @abstractmethod
    def do(self, action: Callable[[], T]) -> T:
        """Do something on the server's thread, and wait for it."""

    @abstractmethod
    def wait(self, until: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until something is true."""

    def person(self, name: str, *, language: str | None = "en", is_bot: bool = False) -> Person:
        """A new user of Telegram, who has not met the bot."""

        def made() -> dict[str, Any]:
            number = self.world.new_id()
            user = {"id": number, "is_bot": is_bot, "first_name": name, "username": f"u{number}_test"}
            user |= {} if language is None else {"language_code": language}
            self.world.accounts[number] = Account(user=user)
            return user

        return Person(self, self.do(made))

    def group(
        self, title: str, *people: Person, kind: str = "supergroup", forum: bool = False, joined: bool = True
    ) -> Group:
        """A new group with these people, and the bot if it joined; with topics, if it is a forum."""
        facts: dict[str, object] = {"title": title} | ({"is_forum": True} if forum else {})
        return Group(self, self.do(lambda: self.world.open_room(kind, **facts)), people, joined=joined)

    def channel(self, title: str) -> Channel:
        """A new channel, with the bot as an administrator."""
        return Channel(self, self.do(lambda: self.world.open_room("channel", title=title)))


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it stands; `raw` is what the Bot API shows of it."""

    raw: Message

    @property
    def id(self) -> int:
        """Its number in its chat."""
        return int(self.raw["message_id"])

    @property
    def chat(self) -> int:
        """The chat it is in."""
        return int(self.raw["chat"]["id"])

    @property
    def text(self) -> str:
        """Its words, without markup; a caption counts."""
        return str(self.raw.get("text", self.raw.get("caption", "")))

    @property
    def topic(self) -> int | None:
        """The topic it is in, if in one."""
        topic: int | None = self.raw.get("message_thread_id")
        return topic

    @property
    def reply_to(self) -> int | None:
        """The message it replies to, if to one."""
        replied: int | None = self.raw.get("reply_to_message", {}).get("message_id")
        return replied

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons."""
        return [button["text"] for button in self._keys()]

    def button(self, label: str) -> dict[str, Any]:
        """One of its buttons; AssertionError when there is none of that label."""
        found = next((button for button in self._keys() if button["text"] == label), None)
        assert found is not None, f"no button {label!r} among {self.buttons}"
        return found

    def _keys(self) -> list[dict[str, Any]]:
        rows: list[list[dict[str, Any]]] = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]


@dataclass(frozen=True, slots=True)
class Asked:
    """A callback or an inline query that a person sent."""

    cast: Cast
    id: str
    query: str = ""

    @property
    def answer(self) -> dict[str, Any] | None:
        """What the bot answered it with; None while it hasn't."""
        return self.cast.world.queries[self.id].answer

    def answered(self, seconds: float = PATIENCE_SECONDS) -> dict[str, Any]:
        """Wait for the bot's answer."""
        self.cast.wait(lambda: self.answer is not None, seconds)
        return self.answer or {}


class Person:
    """A user of Telegram. Without `chat`, everything happens in their private chat with the bot."""

    def __init__(self, cast: Cast, user: dict[str, Any]) -> None:
        self.user = user
        self.id: int = user["id"]
        self._cast = cast
        self._world = cast.world
        self._heard: dict[int, int] = {}

    def says(
        self,
        text: str,
        *,
        chat: Group | None = None,
        reply_to: Heard | None = None,
        topic: int | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> Heard:
        """Write a message; it reaches the bot unless group privacy mode is in the way.

        `fields` are added to it: a `via_bot`, a `forward_origin`, another sender.
        """

        def said() -> Heard:
            room = self._room(chat)
            content = text_content(text) | dict(fields or {})
            replied = reply_to.id if reply_to else None
            message = self._world.keep(room, content, sender=self.user, topic=topic, reply_to=replied)
            return self._told("message", room, message)

        return self._cast.do(said)

    def says_anonymously(self, text: str, *, chat: Group) -> Heard:
        """Write as the group, as an administrator may who stays anonymous."""
        return self.says(text, chat=chat, fields={"from": ANONYMOUS, "sender_chat": chat.room.chat})

    def starts(self, payload: str = "") -> Heard:
        """Open the bot for the first time, or by a link that carries a payload."""
        return self.says(f"/start {payload}".strip())

    def edits(self, message: Heard, text: str, *, chat: Group | None = None) -> Heard:
        """Change what was written."""

        def edited() -> Heard:
            room = self._room(chat)
            kept = room.messages[message.id]
            kept.pop("entities", None)
            kept |= text_content(text) | {"edit_date": int(self._world.now())}
            return self._told("edited_message", room, kept)

        return self._cast.do(edited)

    def sends_file(
        self,
        name: str,
        content: bytes,
        *,
        caption: str = "",
        chat: Group | None = None,
        topic: int | None = None,
    ) -> Heard:
        """Send a document."""

        def sent() -> Heard:
            room = self._room(chat)
            _, fields = self._world.store_file(name, content, "documents")
            shown: dict[str, Any] = {"document": {**fields, "file_name": name}}
            shown |= {"caption": caption} if caption else {}
            return self._told("message", room, self._world.keep(room, shown, sender=self.user, topic=topic))

        return self._cast.do(sent)

    def presses(self, label: str, *, on: Heard | None = None, chat: Group | None = None) -> Asked:
        """Press a button: of that message, or of the newest that has one of this label."""
        messages = [on] if on else [each for each in self.messages(chat) if label in each.buttons]
        assert messages, f"no message has a button {label!r}; the last: {self.messages(chat)[-1:]}"
        data = messages[-1].button(label).get("callback_data")
        assert data is not None, f"the button {label!r} sends nothing to the bot"
        return self.forges(data, on=messages[-1])

    def forges(self, data: str, *, on: Heard) -> Asked:
        """Press a button that was never there: anybody can send any callback data."""

        def pressed() -> str:
            number = self._world.open_query(CALLBACK_SECONDS)
            message = self._world.rooms[on.chat].messages.get(on.id, on.raw)
            content: dict[str, Any] = {"id": number, "from": self.user, "data": data}
            content["chat_instance"] = str(on.chat)
            inline = inline_id(self._world, on.chat, on.id)
            # Of a message that came by inline mode the bot learns no more than this id.
            if inline is None:
                content["message"] = message
            else:
                content["inline_message_id"] = inline
            self._world.post("callback_query", content, CALLBACK_SECONDS)
            return number

        return Asked(self._cast, self._cast.do(pressed))

    def types_inline(self, query: str, *, offset: str = "", room: Room | None = None) -> Asked:
        """Type the bot's name and a question: in that chat, or in one that Telegram does not name."""

        def typed() -> str:
            number = self._world.open_query(INLINE_SECONDS)
            content = {"id": number, "from": self.user, "query": query, "offset": offset}
            content |= {"chat_type": chat_type(room, self.id)} if room else {}
            self._world.post("inline_query", content, INLINE_SECONDS)
            return number

        return Asked(self._cast, self._cast.do(typed), query)

    def chooses(self, chosen: str, of: Asked, *, room: Room, topic: int | None = None) -> Heard:
        """Tap an inline result, by its id: it is put into a chat as a message of this person.

        StopIteration when the answer holds none such.
        """

        def inserted() -> Heard:
            results = (of.answer or {"results": []})["results"]
            result = next(each for each in results if each["id"] == chosen)
            message = insert(self._world, room, result, self.user, topic)
            told: dict[str, Any] = {"result_id": chosen, "from": self.user, "query": of.query}
            number = inline_id(self._world, room.chat["id"], message["message_id"])
            # Telegram names the message only where it has buttons.
            told |= {"inline_message_id": number} if "reply_markup" in message else {}
            self._world.post("chosen_inline_result", told)
            return self._told("channel_post" if room.kind == "channel" else "message", room, message)

        return self._cast.do(inserted)

    def reacts(self, emoji: str, *, to: Heard) -> None:
        """Put a reaction on a message."""

        def reacted() -> None:
            room = self._world.rooms[to.chat]
            new = [{"type": "emoji", "emoji": emoji}]
            content = {"chat": room.chat, "message_id": to.id, "date": int(self._world.now())}
            content |= {"user": self.user, "old_reaction": [], "new_reaction": new}
            self._world.post("message_reaction", content)

        self._cast.do(reacted)

    def blocks(self) -> None:
        """Block the bot."""
        self._cast.do(lambda: self._stands(blocked=True))

    def unblocks(self) -> None:
        """Take the bot back."""
        self._cast.do(lambda: self._stands(blocked=False))

    def deletes(self, message: Heard) -> None:
        """Delete a message. Telegram does not tell the bot."""
        self._cast.do(lambda: self._world.rooms[message.chat].messages.pop(message.id, None))

    def messages(self, chat: Group | None = None) -> list[Heard]:
        """What the bot wrote in a chat, as it stands now."""

        def read() -> list[Heard]:
            room = self._room(chat)
            bot = self._world.bot["id"]
            written = [each for each in room.messages.values() if each.get("from", {}).get("id") == bot]
            return [Heard(dict(message)) for message in written]

        return self._cast.do(read)

    def hears(self, chat: Group | None = None, seconds: float = PATIENCE_SECONDS) -> Heard:
        """The bot's next message in a chat that this person has not heard yet, waited for."""
        place = chat.id if chat else self.id
        found: list[Heard] = []

        def arrived() -> bool:
            last = self._heard.get(place, 0)
            found[:] = [message for message in self.messages(chat) if message.id > last][:1]
            return bool(found)

        self._cast.wait(arrived, seconds)
        self._heard[place] = found[0].id
        return found[0]

    def sees(
        self, wanted: Callable[[Heard], bool], chat: Group | None = None, seconds: float = PATIENCE_SECONDS
    ) -> Heard:
        """The newest message of the bot that is as wanted, by sending or by editing, waited for."""
        found: list[Heard] = []

        def shown() -> bool:
            found[:] = [message for message in self.messages(chat) if wanted(message)]
            return bool(found)

        self._cast.wait(shown, seconds)
        return found[-1]

    def _room(self, chat: Group | None) -> Room:
        return self._world.private_room(self.user) if chat is None else chat.room

    def _told(self, kind: str, room: Room, message: Message) -> Heard:
        """Let the bot know of a message, if it may."""
        if room.kind == "private":
            self._world.accounts[self.id].met = True
        if self._world.reaches_bot(room, message):
            self._world.post(kind, message)
        elif kind == "message" and self._world.calls_guest(room, message):
            self._world.post("guest_message", self._world.summon(room, message), GUEST_SECONDS)
        return Heard(dict(message))

    def _stands(self, *, blocked: bool) -> None:
        self._world.accounts[self.id].blocked = blocked
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        room = self._world.private_room(self.user)
        announce(self._world, room, self.user, before, after)


def mentioned(text: str) -> str:
    """A text that mentions the bot."""
    return f"@{BOT_NAME} {text}"
