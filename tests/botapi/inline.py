"""Inline mode: what a tapped result becomes, and how such a message is found again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.botapi.parsing import formatted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.botapi.world import Message, Room, Summons, World


def chat_type(room: Room, user: int) -> str:
    """How an inline query names the chat it is typed in, by the Bot API."""
    return "sender" if room.kind == "private" and room.chat["id"] == user else room.kind


def insert(
    world: World, room: Room, result: Mapping[str, Any], sender: Mapping[str, Any], topic: int | None = None
) -> Message:
    """Put a result into a chat or its topic, as a message of whoever tapped it."""
    content = {**result_content(world, result), "via_bot": dict(world.bot)}
    if room.kind == "channel":
        content["sender_chat"] = room.chat
    if markup := result.get("reply_markup"):
        content["reply_markup"] = markup
    message = world.keep(room, content, sender=None if room.kind == "channel" else sender, topic=topic)
    world.inline_messages[f"INLINE{world.new_id():012d}"] = (room.chat["id"], message["message_id"])
    return message


def insert_as_guest(world: World, summons: Summons, result: Mapping[str, Any]) -> str:
    """Put a result into the chat that called the bot, as a message of the bot's; the id it goes by."""
    content = {**result_content(world, result), "guest_bot_caller_user": dict(summons.caller)}
    if markup := result.get("reply_markup"):
        content["reply_markup"] = markup
    room = summons.room
    message = world.keep(room, content, sender=world.bot, topic=summons.topic)
    number = f"INLINE{world.new_id():012d}"
    world.inline_messages[number] = (room.chat["id"], message["message_id"])
    return number


def result_content(world: World, result: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the message that a result becomes: its own words, or its picture or file."""
    if (given := result.get("input_message_content")) is not None:
        return _words(world, given, "text", given["message_text"], given.get("entities"))
    caption = result.get("caption", "")
    shown = _words(world, result, "caption", caption, result.get("caption_entities")) if caption else {}
    for kind in ("photo", "document"):
        if (file_id := result.get(f"{kind}_file_id")) is not None:
            fields = {**world.file_fields(file_id), "file_id": file_id}
            size = {**fields, "width": 90, "height": 90}
            named = {**fields, "file_name": world.files[file_id].name}
            return shown | ({"photo": [size]} if kind == "photo" else {"document": named})
    return shown or {"text": str(result.get("title", result["type"]))}


def inline_id(world: World, room: int, message: int) -> str | None:
    """The id a message goes by because it came by inline mode; None when it did not."""
    found = (each for each, place in world.inline_messages.items() if place == (room, message))
    return next(found, None)


def inline_message(world: World, number: str) -> Message | None:
    """The message of such an id, if it is still there."""
    room, message = world.inline_messages.get(number, (0, 0))
    return world.rooms[room].messages.get(message) if room in world.rooms else None


def _words(
    world: World, given: Mapping[str, Any], key: str, text: str, entities: list[dict[str, Any]] | None
) -> dict[str, Any]:
    prefix = "" if key == "text" else f"{key}_"
    if entities is not None and "parse_mode" not in given:
        return {key: text, f"{prefix}entities": [dict(each) for each in entities]}
    parsed = formatted(text, given.get("parse_mode"), trust=world.trusting)
    return {key: parsed.text, **({f"{prefix}entities": parsed.entities} if parsed.entities else {})}
