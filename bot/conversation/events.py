"""What can happen to a conversation: a closed union."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, kw_only=True, slots=True)
class Began:
    """Somebody opened the conversation (``/start``)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """Somebody sent a text, of any length and kind."""

    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Chose:
    """Somebody picked one of the choices on the table, by entry id; None for "none of these"."""

    entry: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class GaveRole:
    """Somebody told their role, or withdrew it with None. Unknown roles count as other."""

    role: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedHelp:
    """Somebody asked what can be done here (``/help``)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedForgetting:
    """Somebody asked that everything kept about them be removed (``/forget``)."""


Event: TypeAlias = Began | Said | Chose | GaveRole | AskedHelp | AskedForgetting
