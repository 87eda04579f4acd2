"""What the buttons of editors do. They are stored, and understood again, as all others are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from bot.proofing import wire

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True, slots=True)
class Publish:
    """Makes a draft live; with ``ask`` after a line that says why."""

    draft: str
    ask: bool = False
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Discard:
    """Puts a draft away."""

    draft: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Compare:
    """Shows an answer that a draft changes, before and after, in place of the preview; -1 the preview.

    ``why`` is what the editor said of the draft, for the preview to publish it with.
    """

    draft: str
    place: int
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Open:
    """Shows an entry with what can be changed in it."""

    entry: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """Asks for something new in an entry: ``what`` is "value", "caveat", "phrasing" or a part's name.

    A value is that of a ``population``; a caveat may be, or else is the whole entry's.
    """

    entry: str
    what: str
    population: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RollBack:
    """Makes the version of an earlier publication live again."""

    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Download:
    """Sends a file; a page of their names when it is empty."""

    path: str
    first: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Gather:
    """Shows what people ask in vain, from place ``first`` on."""

    first: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Teach:
    """Drafts a question as a phrasing of an entry; without one, asks which subject is out of scope."""

    question: str
    entry: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Begin:
    """Begins a new entry: ``kind`` is "figure" or "advice"."""

    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class KeepSilent:
    """Wants to hear no more of corrections; anybody's own button."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HearAgain:
    """Wants to hear of corrections again."""


Does: TypeAlias = (
    Publish
    | Discard
    | Compare
    | Open
    | Change
    | RollBack
    | Download
    | Gather
    | Teach
    | Begin
    | KeepSilent
    | HearAgain
)
NAMES: Final[Mapping[str, type[Does]]] = {
    "publish": Publish,
    "discard": Discard,
    "compare": Compare,
    "open": Open,
    "change": Change,
    "roll back": RollBack,
    "download": Download,
    "gather": Gather,
    "teach": Teach,
    "begin": Begin,
    "keep silent": KeepSilent,
    "hear again": HearAgain,
}


def understood(action: Mapping[str, Any]) -> Does | None:
    """What a stored button does; None where another version of the program stored it differently."""
    kind = NAMES.get(str(action.get("do")))
    fields = {name: held for name, held in action.items() if name != "do"}
    return None if kind is None else wire.understood(fields, kind)
