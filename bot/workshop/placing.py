"""The stage before all others: where a text that somebody sent belongs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.editing.upload import place
from bot.knowledge.model import Problem
from bot.proofing import wire

if TYPE_CHECKING:
    from bot.workshop.job import Job


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """The path at which a text belongs, or the problem that keeps it from having one."""

    path: str | None = None
    problem: Problem | None = None


def placed(job: Job) -> bytes:
    """Where the job's upload belongs among its texts, as JSON."""
    found = place(job.texts, job.upload)
    told = Placed(problem=found) if isinstance(found, Problem) else Placed(path=found)
    return wire.written(told).encode("ascii")


def understood(said: bytes) -> str | Problem | None:
    """What a process told; None where that is nothing one could use."""
    try:
        told = wire.read(said, Placed)
    except ValueError:
        return None
    return told.problem if told.problem is not None else told.path
