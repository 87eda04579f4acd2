"""The commands that Telegram would suggest in a chat, by the scopes the bot has set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.botapi.world import Room, World

_LEADS = frozenset({"creator", "administrator"})


def suggested(world: World, room: Room, person: int, language: str) -> list[dict[str, str]]:
    """The menu of a chat for one of its members: of the narrowest scope that has one.

    The order is that of https://core.telegram.org/bots/api#determining-list-of-commands; within a
    scope the list for the person's language comes first.
    """
    for scope in _scopes(room, person):
        for code in (language, ""):
            found: Any = world.settings.get(f"commands {scope} {code}")
            if found:
                return [{"command": each["command"], "description": each["description"]} for each in found]
    return []


def _scopes(room: Room, person: int) -> list[str]:
    chat = room.chat["id"]
    if room.kind == "private":
        return [f"chat {chat}", "all_private_chats", "default"]
    if room.kind == "channel":
        return []
    leads = room.statuses.get(person) in _LEADS
    narrow = [f"chat_member {chat} {person}", *([f"chat_administrators {chat}"] if leads else [])]
    wide = ["all_chat_administrators"] if leads else []
    return [*narrow, f"chat {chat}", *wide, "all_group_chats", "default"]
