"""What an errand comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.service.publishing.correcting import Told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.proofing.changes import Correction
    from bot.service.ports import Deed
    from bot.service.publishing.live import Loaded
    from bot.service.publishing.saying import Said
    from bot.service.versions import Draft, Edition, Unwritten


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What is kept, what is said to whom, and what goes live."""

    said: Sequence[Said] = ()
    to: Sequence[int] = ()
    drafts: Sequence[Draft] = ()
    loaded: Loaded | None = None
    edition: Edition | None = None
    unwritten: Sequence[Unwritten] = ()
    deeds: Sequence[Deed] = ()
    corrections: Sequence[Correction] = ()
    why: str = ""
    corrected: Told = field(default_factory=Told)


def told(person: int | None, *said: Said) -> Outcome:
    """That somebody is told something, if there is somebody, and nothing else."""
    return Outcome(said=said, to=() if person is None else (person,))
