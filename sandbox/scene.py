"""Who is there, where they meet the bot, and what they do on the page's behalf."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sandbox.commands import suggested
from tests.botapi import Asked, Channel, Group, Heard

if TYPE_CHECKING:
    from tests.botapi import BotApi, Person
    from tests.botapi.world import Room


TOPICS: Final = ("Mobile web", "Budget")


class UnknownError(Exception):
    """The page named a person, chat, topic, message, query or result that is not there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where somebody acts, and who, by their numbers; no topic is the group's general one."""

    chat: int
    person: int
    topic: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Chat:
    """A chat in the sidebar, and who may speak in it from the page."""

    room: Room
    members: tuple[Person, ...]
    place: Group | Channel | None = None  # None: a private chat with the bot


class Scene:
    """Alice and Bob, each alone with the bot and together in two groups, and a channel of Alice's.

    The second group has topics.

    Their numbers are the same in every scene, so that a bot that starts again knows them.
    """

    def __init__(self, server: BotApi) -> None:
        """Put everybody on a server that nobody is on yet."""
        self.server = server
        self.people = {person.id: person for person in (server.person("Alice"), server.person("Bob"))}
        alice, bob = self.people.values()
        team, news = server.group("Leadership team", alice, bob), server.channel("Company news")
        board = server.group("Strategy board", alice, bob, forum=True)
        for topic in TOPICS:
            board.topic(topic, told=False)
        self.chats = {
            chat.room.chat["id"]: chat
            for chat in (
                self._alone(alice),
                Chat(room=team.room, members=(alice, bob), place=team),
                Chat(room=news.room, members=(alice,), place=news),
                self._alone(bob),
                Chat(room=board.room, members=(alice, bob), place=board),
            )
        }
        self._queries: dict[str, Asked] = {}

    def described(self) -> dict[str, Any]:
        """Everything the page shows at first: the bot, people, and chats with their messages."""
        return {
            "bot": self.server.world.bot,
            "people": [{"id": each.id, "name": each.user["first_name"]} for each in self.people.values()],
            "chats": [self._chat(chat) for chat in self.chats.values()],
        }

    def says(self, place: Place, text: str, reply_to: int | None = None) -> int:
        """Write a message in somebody's name; its number."""
        where, who = self._speaker(place)
        if isinstance(where.place, Channel):
            return where.place.posts(text, reply_to=reply_to)
        replied = self._message(where, reply_to) if reply_to is not None else None
        return who.says(text, chat=where.place, reply_to=replied, topic=place.topic).id

    def sends(self, place: Place, name: str, content: bytes, caption: str = "") -> int:
        """Send a document in somebody's name; the message's number."""
        where, who = self._speaker(place)
        if isinstance(where.place, Channel):
            return where.place.posts_file(name, content, caption=caption)
        return who.sends_file(name, content, caption=caption, chat=where.place, topic=place.topic).id

    def presses(self, place: Place, message: int, data: str) -> Asked:
        """Press a button under a message."""
        where, who = self._speaker(place)
        return who.forges(data, on=self._message(where, message))

    def types(self, place: Place, query: str, offset: str = "") -> Asked:
        """Type the bot's name and some words in a chat."""
        where, who = self._speaker(place)
        asked = who.types_inline(query, offset=offset, room=where.room)
        self._queries[asked.id] = asked
        return asked

    def chooses(self, place: Place, query: str, result: str) -> int:
        """Tap a result that the bot gave for a query; the number of the message it became."""
        where, who = self._speaker(place)
        asked = self._queries.get(query)
        shown = (asked.answer or {}).get("results", []) if asked else []
        if asked is None or result not in [each["id"] for each in shown]:
            raise UnknownError("no such inline result")
        return who.chooses(result, asked, room=where.room, topic=place.topic).id

    def commands(self, place: Place) -> list[dict[str, str]]:
        """What is suggested to somebody who types "/"."""
        where, who = self._speaker(place)
        language = str(who.user.get("language_code", ""))
        return self.server.do(lambda: suggested(self.server.world, where.room, who.id, language))

    def file(self, file_id: str) -> tuple[str, bytes]:
        """The name and content of a file that was sent."""
        stored = self.server.world.files.get(file_id)
        if stored is None:
            raise UnknownError("no such file")
        return stored.name, stored.content

    def _alone(self, person: Person) -> Chat:
        room = self.server.do(lambda: self.server.world.private_room(person.user))
        return Chat(room=room, members=(person,))

    def _speaker(self, place: Place) -> tuple[Chat, Person]:
        where, who = self.chats.get(place.chat), self.people.get(place.person)
        if where is None or who not in where.members:
            raise UnknownError("nobody of that number in such a chat")
        if place.topic is not None and place.topic not in where.room.topics:
            raise UnknownError("no such topic")
        return where, who

    def _message(self, chat: Chat, number: int) -> Heard:
        message = chat.room.messages.get(number)
        if message is None:
            raise UnknownError("no such message")
        return Heard(dict(message))

    def _chat(self, chat: Chat) -> dict[str, Any]:
        person = chat.members[0].user["first_name"] if chat.place is None else ""
        return {
            "id": chat.room.chat["id"],
            "kind": chat.room.kind,
            "title": chat.room.chat.get("title", self.server.world.bot["first_name"]),
            "of": person,
            "members": [each.id for each in chat.members],
            "topics": [{"id": number, "name": name} for number, name in chat.room.topics.items()],
            "messages": self.server.do(lambda: copy.deepcopy(list(chat.room.messages.values()))),
        }
