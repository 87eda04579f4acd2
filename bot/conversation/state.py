"""What a conversation remembers, and how it survives as JSON.

A state written by an older or newer version is read as far as it is understood: unknown keys are
dropped, values of a wrong type fall back to their defaults, so that no stored state can stop a
conversation. Ids of entries that have left the knowledge are dropped when they are next used.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from bot.knowledge.model import Audience

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

FORMAT = 1
#: How many measures back "those" can reach.
REMEMBERED = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Focus:
    """What was last spoken of.

    ``measures`` has the latest first. ``roles`` are those asked about; ``singled_out`` is the role
    that the last answer was about ("CMOs know customers best"), ``groups`` the narrower ones asked about.
    ``operation`` is what the last answer did: of guidance "steps" where it told these before all else, "next"
    where nothing of it is left but what it rests on. ``place`` and ``largest`` tell
    where in which ranking the last answer stood; place 0 when it was none. ``shown`` names the figures
    that stood in it (see :mod:`bot.conversation.shown`). ``fresh`` as long as no small talk has followed it.
    """

    entry: str | None = None
    kind: str = ""
    operation: str = ""
    measures: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    singled_out: str | None = None
    place: int = 0
    largest: bool = True
    shown: tuple[str, ...] = ()
    fresh: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One of the entries offered when a question was not clear enough."""

    id: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """One person's conversation in one chat.

    ``choosing`` when the choices on the table were the whole answer, and none stood beside one.
    """

    role: str | None = None
    focus: Focus | None = None
    choices: tuple[Choice, ...] = ()
    choosing: bool = False

    @property
    def audience(self) -> Audience:
        """Whom guidance addresses; ``other`` until a role is given."""
        return Audience(self.role) if self.role in set(Audience) else Audience.OTHER

    def to_json(self) -> str:
        """The state as JSON text."""
        return json.dumps({"format": FORMAT, **_values(self)}, default=_values, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | None) -> State:
        """The state that ``text`` holds, as far as it is understood. Never raises."""
        try:
            stored = json.loads(text) if text else None
        except (ValueError, RecursionError):
            stored = None
        if not isinstance(stored, dict):
            return cls()
        role = stored.get("role")
        return cls(
            role=role if isinstance(role, str) and role in set(Audience) else None,
            focus=_focus(stored.get("focus")),
            choices=_choices(stored.get("choices")),
            choosing=_truth(stored.get("choosing")) or False,
        )


def _values(told: State | Focus | Choice) -> dict[str, Any]:
    """The fields by name, as they are: ``asdict`` would copy each of them, some ten times for an answer."""
    return {field.name: getattr(told, field.name) for field in fields(told)}


def _focus(stored: object) -> Focus | None:
    if not isinstance(stored, dict):
        return None
    known = {}
    for field in fields(Focus):
        parsed = _FOCUS_FIELDS[field.name](stored.get(field.name))
        if parsed is not None:
            known[field.name] = parsed
    return Focus(**known)


def _choices(stored: object) -> tuple[Choice, ...]:
    if not isinstance(stored, list):
        return ()
    return tuple(
        Choice(id=c["id"], label=c["label"])
        for c in stored
        if isinstance(c, dict) and isinstance(c.get("id"), str) and isinstance(c.get("label"), str)
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    return tuple(v for v in value if isinstance(v, str))


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


_FOCUS_FIELDS: Mapping[str, Callable[[object], Any]] = {
    "entry": _text,
    "kind": _text,
    "operation": _text,
    "measures": _texts,
    "roles": _texts,
    "groups": _texts,
    "singled_out": _text,
    "place": _whole,
    "largest": _truth,
    "shown": _texts,
    "fresh": _truth,
}
