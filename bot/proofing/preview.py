"""What a new version of the knowledge would change: everything one must know before it is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.proofing import wire

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.knowledge.model import Problem
    from bot.proofing.answers import Counted, Difference
    from bot.proofing.changes import Change, Correction
    from bot.proofing.covering import Covered

#: Differences that are told with both texts, and problems that are told at all; the rest is counted.
MOST_DIFFERENCES: Final = 100
MOST_PROBLEMS: Final = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What would change from the version ``base`` (None: nothing was published) to ``version``.

    ``problems`` are the first of ``problem_count``. Where the texts could not be read as they were
    meant, they are all that is told, and ``coverage`` is None. ``tests_asked`` and ``kept_asked`` count the
    questions that were answered before and after, each once; ``counts`` says how many of them are answered
    otherwise, ``differences`` tells the worst of those.
    """

    base: str | None
    version: str
    problems: tuple[Problem, ...] = ()
    problem_count: int = 0
    changes: tuple[Change, ...] = ()
    corrections: tuple[Correction, ...] = ()
    tests_asked: int = 0
    kept_asked: int = 0
    counts: tuple[Counted, ...] = ()
    differences: tuple[Difference, ...] = ()
    coverage: Covered | None = None

    @property
    def publishable(self) -> bool:
        """Whether nothing forbids to publish it."""
        return self.problem_count == 0

    def to_json(self) -> str:
        """The preview as JSON text, in ASCII."""
        return wire.written(self)

    @classmethod
    def from_json(cls, text: str | bytes) -> Preview:
        """The preview that ``text`` holds. Raises ValueError for anything that is not exactly one."""
        preview = wire.read(text, cls)
        if preview.problem_count < len(preview.problems):
            raise ValueError("problem_count: less than there are problems")
        return preview


def first_problems(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """As many of them, each once and sorted by place, as a preview tells."""
    return tuple(sorted(set(problems))[:MOST_PROBLEMS])
