"""How an examination can end without a preview."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """The stages of an examination, in order."""

    PLACING = "placing"
    READING = "reading"
    COMPARING = "comparing"


class Reason(StrEnum):
    """What ended a stage."""

    TOO_LONG = "too long"  # of a processor
    UNFINISHED = "unfinished"  # by the clock: it waited, or the machine was busy
    TOO_MUCH_MEMORY = "too much memory"
    TOO_MUCH_SAID = "too much to tell"  # the preview is larger than anybody could read
    DIED = "died"  # by a signal
    BROKE = "broke"  # a mistake of the program


@dataclass(frozen=True, kw_only=True, slots=True)
class Halted:
    """An examination that came to no preview: in which stage, and why.

    ``limit`` is how many seconds or megabytes the stage had, where that was it; ``signal`` the number of
    the one it died by.
    """

    stage: Stage
    reason: Reason
    limit: int | None = None
    signal: int | None = None
