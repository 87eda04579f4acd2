"""How values are written in the tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


def seconds(moment: datetime) -> float:
    """Unix time; ValueError for a moment without its zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without its zone says nothing")
    return moment.timestamp()


def storable(text: str) -> str:
    r"""The text, with lone surrogates, which no file can hold, spelled out as JSON does (``\ud800``)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="backslashreplace").decode()
    return text


def packed(value: Mapping[str, Any]) -> str:
    """JSON, as short as it gets."""
    return json.dumps(dict(value), separators=(",", ":"))
