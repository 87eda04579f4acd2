"""What a process of the workshop is given to do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """What a stage is to do, on which ``texts``.

    ``upload`` is for placing, ``templates`` and ``changed`` files for reading, the rest for comparing.
    """

    texts: Mapping[str, str]
    base: Mapping[str, str] | None = None
    changed: tuple[str, ...] = ()
    templates: Mapping[str, str] | None = None
    kept: tuple[str, ...] = ()
    cache: str = ""
    collections: tuple[str, ...] = ()
    encoder: str = ""
    upload: str = ""

    def to_json(self) -> bytes:
        """The job as JSON, in ASCII."""
        given = {name: getattr(self, name) for name in self.__slots__}
        maps = {name: dict(held) for name, held in given.items() if hasattr(held, "items")}
        return json.dumps({**given, **maps}).encode("ascii")

    @classmethod
    def from_json(cls, text: bytes) -> Job:
        """The job that was written so."""
        given: dict[str, Any] = json.loads(text)
        lists = {name: tuple(held) for name, held in given.items() if isinstance(held, list)}
        return cls(**{**given, **lists})
