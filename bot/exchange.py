"""Conversations as JSON: the shape that ``ask --jsonl`` reads and prints, and other programs rely on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.conversation.events import Said
from bot.conversation.state import State
from bot.knowledge.model import Audience
from bot.replies.reply import plain

if TYPE_CHECKING:
    from decimal import Decimal

    from bot.advisor import Advisor, Turn

#: Probabilities are printed with this many decimals.
PRECISION = 4
RANKED = 10


class UnusableInputError(Exception):
    """A line that is no conversation. The message says what is wrong and what would be right."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """Turns of one person, to be held from the start; ``role`` as an audience or None."""

    id: str
    turns: tuple[str, ...]
    role: str | None = None


def read(line: str) -> Conversation:
    """The conversation that a line of JSON holds. Raises UnusableInputError."""
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        message = f"not JSON ({error.__class__.__name__}); write one object a line"
        raise UnusableInputError(message) from error
    return parse(given)


def parse(given: object) -> Conversation:
    """The conversation that an object holds. Raises UnusableInputError."""
    if not isinstance(given, dict):
        message = 'not an object; write {"id": "…", "turns": ["…"]}'
        raise UnusableInputError(message)
    id_, turns, role = given.get("id"), given.get("turns"), given.get("role")
    if not isinstance(id_, str):
        message = '"id" is missing or no text'
        raise UnusableInputError(message)
    if not isinstance(turns, list) or not turns or not all(isinstance(t, str) for t in turns):
        message = '"turns" must be a list of at least one text'
        raise UnusableInputError(message)
    if role is not None and not isinstance(role, str):
        message = '"role" must be a text, such as "cio"'
        raise UnusableInputError(message)
    return Conversation(id=id_, turns=tuple(turns), role=audience(role))


def audience(role: str | None) -> str | None:
    """A role as given, as one that guidance can address; an unknown one counts as other."""
    if role is None:
        return None
    return role if role in set(Audience) else Audience.OTHER.value


def hold(conversation: Conversation, advisor: Advisor) -> Turn:
    """Hold a conversation of its own; the last turn."""
    state = State(role=conversation.role)
    turn = None
    for text in conversation.turns:
        turn = advisor.turn(Said(text=text), state)
        state = turn.state
    if turn is None:
        message = "a conversation needs a turn"
        raise UnusableInputError(message)
    return turn


def record(id_: str, turn: Turn) -> dict[str, Any]:
    """A turn in the promised shape, ready for JSON."""
    reply = turn.replies[0]
    ranking = turn.question.ranking if turn.question is not None else ()
    return {
        "id": id_,
        "outcome": reply.outcome.value,
        "kind": reply.kind.value,
        "entry": reply.entry,
        "confidence": None if turn.confidence is None else round(turn.confidence, PRECISION),
        "ranking": [[m.entry, round(m.probability, PRECISION)] for m in ranking[:RANKED]],
        "choices": [{"id": c.id, "label": c.label} for c in reply.choices],
        "numbers": [_number(n) for n in reply.numbers] if reply.outcome.value == "answer" else [],
        "nearest": reply.nearest,
        "missing": reply.missing.value if reply.missing is not None else None,
        "sources": list(reply.sources),
        "text": plain(reply.text),
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
