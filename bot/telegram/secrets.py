"""Keeping the bot's token out of everything that is said: errors, logs, representations."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_HIDDEN = "[token]"
#: Anything that looks like a token, as it stands in an address of the Bot API or anywhere else.
_LOOKS_LIKE_ONE = re.compile(r"(?<!\d)\d{3,}(?::|%3[Aa])[A-Za-z0-9_-]{20,}")

# These write what people say, or addresses with the token in them, below this level.
_TALKATIVE = ("telegram", "httpx", "httpcore", "aiohttp", "asyncio")


def scrub(text: str, *tokens: str) -> str:
    """The text without the tokens given, and without whatever else looks like one."""
    for token in tokens:
        # The part behind the colon is the secret; it must not stand alone either. The library lowers
        # the letters of what Telegram says.
        secret = token.partition(":")[2]
        for hidden in (token, secret if len(secret) >= len(_HIDDEN) else ""):
            if hidden:
                text = re.sub(re.escape(hidden), _HIDDEN, text, flags=re.IGNORECASE)
    return _LOOKS_LIKE_ONE.sub(_HIDDEN, text)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: when, how bad, where, what, and the fields given as ``extra={"fields": …}``.

    The whole line is scrubbed, traceback included.
    """

    def __init__(self, *tokens: str) -> None:
        super().__init__()
        self._tokens = tokens

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        fields: Mapping[str, object] = getattr(record, "fields", {})
        entry |= fields
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return scrub(json.dumps(entry, default=str), *self._tokens)


def set_up_logging(level: int, *tokens: str) -> None:
    """Log as JSON lines on standard error, and keep libraries from telling what they should not."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(*tokens))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    hush()


def hush() -> None:
    """Keep the libraries from writing users' texts and addresses with the token, at any level."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
