"""What was decided about a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.conversation.moves import Move
    from bot.questions.question import Question


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """A move, with the question as completed from context and the matcher's probability.

    ``confidence`` is None when the answer was parsed and no likeness decided it. ``operation`` is
    what was done with figures; ``place`` and ``largest`` tell where in a ranking the answer stands.
    """

    move: Move
    question: Question
    confidence: float | None = None
    operation: str = ""
    place: int = 0
    largest: bool = True
