"""The places where people and the bot meet: groups, with topics or without, and channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from tests.botapi.profile import member
from tests.botapi.world import text_content

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.botapi.world import Message, Room, World

T = TypeVar("T")


class Stage(Protocol):
    """What places need of the server."""

    world: World

    def do(self, action: Callable[[], T]) -> T:
        """Do something on the server's thread, and wait for it."""


class Somebody(Protocol):
    """What places need of a person."""

    id: int
    user: dict[str, Any]


class Group:
    """A group or supergroup. Its first member made it."""

    def __init__(self, stage: Stage, room: Room, people: Sequence[Somebody], *, joined: bool = True) -> None:
        """Bring these people into a room, and the bot if it joined."""
        self.room = room
        self.id: int = room.chat["id"]
        self._stage = stage
        self._world = stage.world
        self._people = list(people)
        room.statuses[self._world.bot["id"]] = "member" if joined else "left"
        for at, person in enumerate(people):
            room.statuses[person.id] = "member" if at else "creator"

    def joined_by(self, person: Somebody, status: str = "member") -> None:
        """Let somebody in, or give them another status."""
        self._people.append(person)
        self._stage.do(lambda: self.room.statuses.update({person.id: status}))

    def topic(self, name: str, *, told: bool = True) -> int:
        """Open a topic, `told` to the bot or from before it came; its number is its thread's."""

        def opened() -> int:
            created = {"name": name, "icon_color": 0x6FB9F0}
            message = self._world.keep(self.room, {"forum_topic_created": created}, sender=self._owner())
            number: int = message["message_id"]
            message |= {"message_thread_id": number, "is_topic_message": True}
            self.room.topics[number] = name
            if told:
                self._world.post("message", message)
            return number

        return self._stage.do(opened)

    def close_topic(self, number: int, *, closed: bool = True) -> None:
        """Close a topic or open it again."""
        change = self.room.closed_topics.add if closed else self.room.closed_topics.discard
        self._stage.do(lambda: change(number))

    def delete_topic(self, number: int) -> None:
        """Delete a topic: writing there is refused from now on."""
        self._stage.do(lambda: self.room.topics.pop(number))

    def mute(self, *, muted: bool = True) -> None:
        """Let only administrators write, or all again."""

        def changed() -> None:
            self.room.muted = muted

        self._stage.do(changed)

    def gives_bot(self, status: str) -> None:
        """Make the bot an administrator or a member, or put it out ("kicked", "left")."""
        self._stage.do(lambda: self._give(status))

    def upgrades(self) -> Group:
        """Become a supergroup, which has another id; both chats say so."""

        def upgraded() -> Room:
            new = self._world.open_room("supergroup", title=self.room.chat["title"])
            new.statuses = dict(self.room.statuses)
            told: Message = {"migrate_to_chat_id": new.chat["id"]}
            self._world.post("message", self._world.keep(self.room, told, sender=self._owner()))
            self.room.upgraded_to = new.chat["id"]
            told = {"migrate_from_chat_id": self.id}
            self._world.post("message", self._world.keep(new, told, sender=self._owner()))
            return new

        return Group(self._stage, self._stage.do(upgraded), self._people)

    def _give(self, status: str) -> None:
        before = self.room.statuses.get(self._world.bot["id"], "left")
        self.room.statuses[self._world.bot["id"]] = status
        announce(self._world, self.room, self._owner(), before, status)

    def _owner(self) -> dict[str, Any]:
        assert self._people, "a group without people"
        return self._people[0].user


class Channel:
    """A channel, whose posts have no sender."""

    def __init__(self, stage: Stage, room: Room) -> None:
        """Make the bot an administrator of a room."""
        self.room = room
        self.id: int = room.chat["id"]
        self._stage = stage
        room.statuses[stage.world.bot["id"]] = "administrator"

    def posts(self, text: str, *, reply_to: int | None = None) -> int:
        """Publish something; its number."""
        return self._post(lambda: text_content(text), reply_to)

    def posts_file(self, name: str, content: bytes, *, caption: str = "") -> int:
        """Publish a document; its number."""

        def shown() -> dict[str, Any]:
            _, fields = self._stage.world.store_file(name, content, "documents")
            document = {"document": {**fields, "file_name": name}}
            return document | ({"caption": caption} if caption else {})

        return self._post(shown)

    def _post(self, content: Callable[[], dict[str, Any]], reply_to: int | None = None) -> int:
        def posted() -> int:
            shown = content() | {"sender_chat": self.room.chat}
            message = self._stage.world.keep(self.room, shown, sender=None, reply_to=reply_to)
            self._stage.world.post("channel_post", message)
            return int(message["message_id"])

        return self._stage.do(posted)


def announce(world: World, room: Room, who: dict[str, Any], before: str, after: str) -> None:
    """Tell the bot that somebody changed its place in a chat."""
    content = {"chat": room.chat, "from": who, "date": int(world.now())}
    changed = {"old_chat_member": member(world.bot, before), "new_chat_member": member(world.bot, after)}
    world.post("my_chat_member", content | changed)
