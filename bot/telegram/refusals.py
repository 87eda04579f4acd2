"""What Telegram's refusals mean, by its own words, and what can still be done about them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from bot.replies.reply import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.service.ports import Call

_DONE_ALREADY: Final = ("message is not modified",)
_MARKUP: Final = ("can't parse entities", "unsupported start tag", "can't find end tag")
_NO_REPLY: Final = ("message to be replied not found", "replied message not found")
_NO_TOPIC: Final = ("message thread not found", "topic_deleted", "topic deleted")
_NO_EDIT: Final = ("message to edit not found", "message can't be edited", "message_id_invalid")
_NO_FILE: Final = (
    "wrong file identifier",
    "wrong remote file",
    "file_id",
    "wrong type of the web page content",
)
_NO_PHOTO: Final = (
    "rights to send photos",
    "chat_send_photos_forbidden",
    "photo_invalid",
    "image_process_failed",
)
_GONE: Final = (
    "bot was blocked",
    "user is deactivated",
    "bot was kicked",
    "not a member",
    "can't initiate conversation",
    "chat not found",
    "group chat was deactivated",
    "chat was deleted",
)


def done_already(words: str) -> bool:
    """Whether a refusal says that what was asked is so already."""
    return _says(words, _DONE_ALREADY)


def gone(words: str) -> bool:
    """Whether a refusal says that the chat can't be written to any more."""
    return _says(words, _GONE)


def lost_topic(call: Call, words: str) -> int | None:
    """The topic of a group that a refusal says is gone; what was for it is for no other."""
    topic = call.payload.get("message_thread_id")
    in_group = call.chat is not None and call.chat < 0
    return topic if in_group and isinstance(topic, int) and _says(words, _NO_TOPIC) else None


def file_unknown(words: str) -> bool:
    """Whether a refusal says that the id of a file means nothing, or nothing any more."""
    return _says(words, _NO_FILE)


def photo_unwelcome(words: str) -> bool:
    """Whether a refusal says that this picture, or any, may not be sent."""
    return _says(words, _NO_PHOTO)


def mended(call: Call, words: str) -> Call | None:
    """The call to be tried in place of one that was refused with these words, or None.

    Each mend takes away what it mended, so that trying again comes to an end.
    """
    payload = dict(call.payload)
    if _says(words, _MARKUP) and "parse_mode" in payload:
        del payload["parse_mode"]
        words_of = {key: plain(str(payload[key])) for key in ("text", "caption") if key in payload}
        return replace(call, payload=payload | words_of)
    if _says(words, _NO_REPLY) and "reply_parameters" in payload:
        return replace(call, payload=_without(payload, "reply_parameters"))
    if _says(words, _NO_TOPIC) and "message_thread_id" in payload and lost_topic(call, words) is None:
        return replace(call, payload=_without(payload, "message_thread_id"))
    if _says(words, _NO_EDIT) and call.method == "editMessageText":
        # What was to be edited is gone, the answer is still owed.
        fresh = _without(payload, "message_id")
        return replace(call, method="sendMessage", payload=fresh, idempotent=False)
    return None


def _says(words: str, any_of: tuple[str, ...]) -> bool:
    said = words.lower()
    return any(phrase in said for phrase in any_of)


def _without(payload: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return {key: value for key, value in payload.items() if key != name}
