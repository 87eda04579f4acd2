"""Texts and their entities, by TDLib's own parser: the one the Bot API server calls."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import tdjson

from tests.botapi import errors
from tests.botapi.errors import MisuseError

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_RAW_BYTES: Final = 32_768
MAX_ENTITIES: Final = 100
_MODES: Final[Mapping[str, Mapping[str, Any]]] = {
    "html": {"@type": "textParseModeHTML"},
    "markdown": {"@type": "textParseModeMarkdown", "version": 1},
    "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
}
_KINDS: Final[Mapping[str, str]] = {
    "Mention": "mention",
    "Hashtag": "hashtag",
    "Cashtag": "cashtag",
    "BotCommand": "bot_command",
    "Url": "url",
    "EmailAddress": "email",
    "PhoneNumber": "phone_number",
    "Bold": "bold",
    "Italic": "italic",
    "Underline": "underline",
    "Strikethrough": "strikethrough",
    "Spoiler": "spoiler",
    "Code": "code",
    "Pre": "pre",
    "PreCode": "pre",
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
    "TextUrl": "text_link",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Formatted:
    """A text without markup, and its entities as the Bot API writes them."""

    text: str
    entities: list[dict[str, Any]]


def units(text: str) -> int:
    """How long Telegram says a text is: in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def found_entities(text: str) -> list[dict[str, Any]]:
    """Mentions, commands, addresses and the like that Telegram finds in a plain text."""
    found = _execute({"@type": "getTextEntities", "text": text})
    return _entities(found["entities"])


def formatted(text: str, parse_mode: str | None, *, trust: bool = False) -> Formatted:
    """Parse a text as it was sent; MisuseError, in Telegram's words, when it can't be.

    With `trust` the parser is spared and markup merely taken off.
    """
    if trust:
        return Formatted(text=re.sub(r"<[^>]*>", "", text) if parse_mode else text, entities=[])
    if len(text.encode("utf-8", "surrogatepass")) > MAX_RAW_BYTES:
        raise MisuseError(errors.RAW_TEXT_TOO_LONG)
    if not parse_mode:
        return Formatted(text=text.strip(), entities=found_entities(text.strip())[:MAX_ENTITIES])
    mode = _MODES.get(parse_mode.lower())
    if mode is None:
        raise MisuseError("Bad Request: unsupported parse_mode")
    parsed = _execute({"@type": "parseTextEntities", "text": text, "parse_mode": mode})
    if parsed["@type"] == "error":
        message: str = parsed["message"]
        raise MisuseError(f"Bad Request: {message[:1].lower()}{message[1:]}")
    marked = _entities(parsed["entities"])
    plain: str = parsed["text"]
    covered = [range(each["offset"], each["offset"] + each["length"]) for each in marked]
    found = [each for each in found_entities(plain) if not any(each["offset"] in taken for taken in covered)]
    together = sorted([*marked, *found], key=lambda each: (each["offset"], -each["length"]))
    return Formatted(text=plain.rstrip(), entities=together[:MAX_ENTITIES])


def _entities(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    listed = []
    for each in found:
        kind = _KINDS.get(each["type"]["@type"].removeprefix("textEntityType"))
        if kind is None:
            continue
        entity = {"type": kind, "offset": each["offset"], "length": each["length"]}
        for ours in ("url", "language"):
            if ours in each["type"]:
                entity[ours] = each["type"][ours]
        listed.append(entity)
    return listed


def _execute(request: Mapping[str, Any]) -> dict[str, Any]:
    answer = tdjson.td_execute(json.dumps(request).encode())
    assert answer is not None
    result: dict[str, Any] = json.loads(answer)
    return result


# TDLib logs to standard error unless told not to.
_execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})
