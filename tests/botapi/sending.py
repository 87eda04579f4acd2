"""The methods that make, change and answer messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from tests.botapi import errors
from tests.botapi.errors import MisuseError, RefusedError
from tests.botapi.inline import inline_message, insert_as_guest
from tests.botapi.parsing import Formatted, formatted, units
from tests.botapi.referee import check_markup, check_results

if TYPE_CHECKING:
    from tests.botapi.world import Message, Room, World

Params: TypeAlias = Mapping[str, Any]
Files: TypeAlias = Mapping[str, tuple[str, bytes]]
Handler: TypeAlias = Callable[["World", Params, Files], object]
MAX_TEXT: Final = 4_096
MAX_CAPTION: Final = 1_024
MAX_PHOTO_BYTES: Final = 10_000_000
MAX_PHOTO_SIDES: Final = 10_000
MAX_PHOTO_RATIO: Final = 20
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_CHANGEABLE: Final = ("text", "entities", "caption", "caption_entities", "reply_markup")


def send_message(world: World, params: Params, _files: Files) -> Message:
    """Send a text."""
    room = world.room_for_bot(params["chat_id"])
    return _send(world, room, params, _text(world, params))


def send_document(world: World, params: Params, files: Files) -> Message:
    """Send a file."""
    room = world.room_for_bot(params["chat_id"])
    file_id, name, fields = _file(world, params["document"], files, "document", "documents")
    document = {**fields, "file_id": file_id, "file_name": name, "mime_type": "application/octet-stream"}
    return _send(world, room, params, {"document": document, **_caption(world, params)})


def send_photo(world: World, params: Params, files: Files) -> Message:
    """Send a picture."""
    room = world.room_for_bot(params["chat_id"])
    file_id, _name, fields = _file(world, params["photo"], files, "photo", "photos")
    width, height = _dimensions(world.files[file_id].content)
    size = {**fields, "file_id": file_id, "width": width, "height": height}
    return _send(world, room, params, {"photo": [size], **_caption(world, params)})


def edit_text(world: World, params: Params, _files: Files) -> Message | bool:
    """Replace a message's text and buttons."""
    if "inline_message_id" in params:
        return _edit_inline(world, params, _text(world, params))
    message = _own(world, params)
    if "text" not in message:
        raise RefusedError(errors.EDIT_NO_TEXT)
    return _edit(message, {"text": "", "entities": []} | _text(world, params), params)


def edit_caption(world: World, params: Params, _files: Files) -> Message | bool:
    """Replace the words under a picture or file."""
    if "inline_message_id" in params:
        return _edit_inline(world, params, _caption(world, params))
    message = _own(world, params)
    if "text" in message:
        raise RefusedError(errors.EDIT_NO_CAPTION)
    return _edit(message, {"caption": "", "caption_entities": []} | _caption(world, params), params)


def edit_markup(world: World, params: Params, _files: Files) -> Message | bool:
    """Replace a message's buttons."""
    if "inline_message_id" in params:
        return _edit_inline(world, params, {})
    return _edit(_own(world, params), {}, params)


def delete_message(world: World, params: Params, _files: Files) -> bool:
    """Remove a message."""
    room = world.room_for_bot(params["chat_id"], speaking=False)
    if room.messages.pop(params["message_id"], None) is None:
        raise RefusedError(errors.DELETE_NOT_FOUND)
    return True


def chat_action(world: World, params: Params, _files: Files) -> bool:
    """Show that something is being typed."""
    room = world.room_for_bot(params["chat_id"])
    _check_topic(room, params.get("message_thread_id"))
    return True


def answer_callback(world: World, params: Params, _files: Files) -> bool:
    """End the waiting on a button."""
    world.answer_query(params["callback_query_id"], dict(params))
    return True


def answer_inline(world: World, params: Params, _files: Files) -> bool:
    """Show results under what somebody types."""
    _check_results(world, params["results"])
    world.answer_query(params["inline_query_id"], dict(params))
    return True


def answer_guest(world: World, params: Params, _files: Files) -> dict[str, str]:
    """Put a message into a chat that called the bot."""
    _check_results(world, [params["result"]])
    summons = world.answer_summons(params["guest_query_id"])
    return {"inline_message_id": insert_as_guest(world, summons, params["result"])}


CALLS: Final[Mapping[str, Handler]] = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "sendChatAction": chat_action,
    "answerCallbackQuery": answer_callback,
    "answerInlineQuery": answer_inline,
    "answerGuestQuery": answer_guest,
}


def _check_results(world: World, results: Sequence[Params]) -> None:
    check_results(results)
    for result in results:
        content = result.get("input_message_content", {})
        if "message_text" in content:
            _text(world, {**content, "text": content["message_text"]})
        _caption(world, result)
        for kind in ("photo_file_id", "document_file_id"):
            if kind in result:
                world.file_fields(result[kind])


def _send(world: World, room: Room, params: Params, content: Mapping[str, Any]) -> Message:
    topic = params.get("message_thread_id")
    _check_topic(room, topic)
    markup = params.get("reply_markup")
    check_markup(markup)
    shown = {"reply_markup": markup} if markup and "inline_keyboard" in markup else {}
    sender = None if room.kind == "channel" else world.bot
    reply_to = _reply_to(room, params)
    return world.keep(room, {**content, **shown}, sender=sender, topic=topic, reply_to=reply_to)


def _reply_to(room: Room, params: Params) -> int | None:
    wanted = params.get("reply_parameters", {})
    number: int | None = wanted.get("message_id", params.get("reply_to_message_id"))
    if number is None or number in room.messages:
        return number
    lenient = wanted.get("allow_sending_without_reply", params.get("allow_sending_without_reply", False))
    if not lenient:
        raise RefusedError(errors.REPLY_NOT_FOUND)
    return None


def _check_topic(room: Room, topic: int | None) -> None:
    if topic is not None and topic not in room.topics:
        raise RefusedError(errors.THREAD_NOT_FOUND)
    if topic in room.closed_topics:
        raise RefusedError(errors.TOPIC_CLOSED)


def _text(world: World, params: Params) -> dict[str, Any]:
    parsed = _formatted(world, params, "text", "entities")
    if not parsed.text.strip():
        raise MisuseError(errors.TEXT_EMPTY)
    if units(parsed.text) > MAX_TEXT:
        raise MisuseError(errors.TEXT_TOO_LONG)
    return {"text": parsed.text, **({"entities": parsed.entities} if parsed.entities else {})}


def _caption(world: World, params: Params) -> dict[str, Any]:
    if not params.get("caption"):
        return {}
    parsed = _formatted(world, params, "caption", "caption_entities")
    if units(parsed.text) > MAX_CAPTION:
        raise MisuseError(errors.CAPTION_TOO_LONG)
    return {"caption": parsed.text, **({"caption_entities": parsed.entities} if parsed.entities else {})}


def _formatted(world: World, params: Params, key: str, entities: str) -> Formatted:
    if entities in params and "parse_mode" not in params:
        return Formatted(text=params[key], entities=[dict(each) for each in params[entities]])
    return formatted(params[key], params.get("parse_mode"), trust=world.trusting)


def _own(world: World, params: Params) -> Message:
    room = world.room_for_bot(params["chat_id"])
    message = room.messages.get(params["message_id"])
    if message is None:
        raise RefusedError(errors.EDIT_NOT_FOUND)
    if message.get("from", world.bot)["id"] != world.bot["id"]:
        raise RefusedError(errors.EDIT_FOREIGN)
    return message


def _edit_inline(world: World, params: Params, content: Mapping[str, Any]) -> bool:
    """Change what came by inline mode; one that nobody kept is taken to be in a chat out of sight."""
    message = inline_message(world, params["inline_message_id"])
    if message is not None:
        _edit(message, content, params)
    return True


def _edit(message: Message, content: Mapping[str, Any], params: Params) -> Message:
    markup = params.get("reply_markup")
    check_markup(markup)
    before = {key: message.get(key) or None for key in _CHANGEABLE}
    # An edit that names no buttons takes them away.
    after = {**before, **content, "reply_markup": markup if (markup or {}).get("inline_keyboard") else None}
    after = {key: value or None for key, value in after.items()}
    if after == before:
        raise RefusedError(errors.NOT_MODIFIED)
    for key, value in after.items():
        message.pop(key, None)
        if value is not None:
            message[key] = value
    message["edit_date"] = message["date"]
    return message


def _dimensions(content: bytes) -> tuple[int, int]:
    """The size of a picture, as far as it can be told; refused when Telegram would not take it."""
    if not content.startswith(_PNG):
        return 90, 90
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    wide, narrow = max(width, height), max(1, min(width, height))
    if len(content) > MAX_PHOTO_BYTES or width + height > MAX_PHOTO_SIDES or wide > narrow * MAX_PHOTO_RATIO:
        raise MisuseError(errors.PHOTO_DIMENSIONS)
    return width, height


def _file(world: World, given: str, files: Files, field: str, folder: str) -> tuple[str, str, dict[str, Any]]:
    """The id, name and common fields of the file a parameter names: uploaded now, or known."""
    part = files.get(given.removeprefix("attach://")) or files.get(field)
    if part is not None:
        name, content = part
        if not content:
            raise MisuseError(errors.FILE_EMPTY)
        file_id, fields = world.store_file(name, content, folder)
        return file_id, name, fields
    fields = {**world.file_fields(given), "file_id": given}
    return given, world.files[given].name, fields
