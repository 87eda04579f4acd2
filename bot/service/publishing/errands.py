"""What can be asked of the desk: a closed union, and how it is kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from bot.proofing import wire
from bot.service.ports import Errand

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True, slots=True)
class Receive:
    """Makes a draft of a file that was sent. ``comment`` is what was written beside it."""

    file: str
    comment: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Revise:
    """Makes a draft of what an editor said, the JSON of a whole Dialogue."""

    dialogue: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """Makes a draft of what the knowledge folder has that is not live."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Publish:
    """Makes a draft live. ``why`` goes into the history, and to who received what it corrects."""

    draft: str
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Discard:
    """Puts a draft away."""

    draft: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RollBack:
    """Makes the version of an earlier publication live again."""

    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Gather:
    """Tells what people ask in vain; from place ``first`` on."""

    first: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Tell:
    """Tells every editor something, by a name that the template ``service_desk`` knows."""

    kind: str
    why: str


Asked: TypeAlias = Receive | Revise | Look | Publish | Discard | RollBack | Gather | Tell
_NAMES: Final[Mapping[str, type[Asked]]] = {
    "receive": Receive,
    "revise": Revise,
    "look": Look,
    "publish": Publish,
    "discard": Discard,
    "roll back": RollBack,
    "gather": Gather,
    "tell": Tell,
}


def errand(asked: Asked, person: int | None = None) -> Errand:
    """Something asked for, as it is kept."""
    name = next(name for name, kind in _NAMES.items() if isinstance(asked, kind))
    return Errand(kind=name, payload=asdict(asked), person=person)


def understood(kept: Errand) -> Asked | None:
    """What a kept errand asks for; None where another version of the program kept it differently."""
    kind = _NAMES.get(kept.kind)
    return None if kind is None else wire.understood(dict(kept.payload), kind)
