"""What every reply must keep to, whatever led to it."""

from __future__ import annotations

import re
from itertools import permutations
from typing import TYPE_CHECKING

from bot.conversation.state import State
from bot.replies.reply import BRIEF, Kind, Outcome, plain
from tests.replies import markup

if TYPE_CHECKING:
    from decimal import Decimal

    from bot.advisor import Turn
    from bot.knowledge.model import Knowledge
    from bot.replies.reply import Reply

LEGAL = {
    Outcome.CHOOSE: {Kind.CLARIFY},
    Outcome.ABSTAIN: {Kind.REFUSAL, Kind.CLARIFY},
    Outcome.SOCIAL: {Kind.GREETING, Kind.HELP, Kind.ABOUT},
}
LEGAL[Outcome.ANSWER] = set(Kind) - {Kind.CLARIFY, Kind.REFUSAL, Kind.GREETING, Kind.HELP}
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def tellable(knowledge: Knowledge) -> set[str]:
    """Every number that a reply may hold, as printed: stored, derived within one measure, or in a name."""
    found: set[Decimal] = set()
    for measure in knowledge.measures.values():
        values = [f.value for f in measure.figures.values()]
        found.update(values)
        found.update(100 - v for v in values)
        found.update(abs(a - b) for a, b in permutations(values, 2))
        found.update(round(a / b, 2) for a, b in permutations(values, 2) if b)
    names = [t for s in knowledge.sources.values() for t in (s.title, s.about, s.date, s.publisher, s.author)]
    names += [t for s in knowledge.surveys.values() for t in (s.name, s.short, *s.facts.values())]
    names += [f.period for m in knowledge.measures.values() for f in m.figures.values()]
    printed = {_as_printed(v) for v in found}
    return printed | {n for name in names if name for n in NUMBER.findall(name)}


def broken(turn: Turn, knowledge: Knowledge, may_tell: set[str]) -> list[str]:
    """The promises that a turn breaks, in words; empty for a good one."""
    reply = turn.replies[0]
    text = plain(reply.text)
    checks = {
        "one reply": len(turn.replies) == 1,
        "is not empty": bool(text.strip()),
        "is brief": len(text) <= BRIEF,
        "keeps the number rule": reply.kept_rule,
        "goes with its kind": reply.kind in LEGAL[reply.outcome],
        "has at most three choices": len(reply.choices) <= 3,
        "offers a choice when it asks to choose": bool(reply.choices) or reply.outcome is not Outcome.CHOOSE,
        "offers none when it abstains": not reply.choices
        or reply.outcome in {Outcome.CHOOSE, Outcome.ANSWER},
        "has numbers only in answers": not reply.numbers or reply.outcome is Outcome.ANSWER,
        "tells only what is held": set(NUMBER.findall(text)) <= may_tell,
        "names what is missing only when it abstains": reply.missing is None
        or reply.outcome is Outcome.ABSTAIN,
        "points to what is held": _points_to_what_is_held(reply, knowledge),
        "is sound markup": not markup.faults(reply.text) and not markup.faults(reply.more),
        "leaves no mark": not re.search("[\ue000-\uf8ff]", reply.text + reply.more),
        "strips to plain text": not re.search(r"</?(?:[bi]>|a\b)", text),
    }
    return [f"{name} – {text!r}" for name, kept in checks.items() if not kept]


def stored(state: State) -> State:
    """A state as it comes back from where it is kept."""
    return State.from_json(state.to_json())


def _as_printed(value: Decimal) -> str:
    text = format(abs(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _points_to_what_is_held(reply: Reply, knowledge: Knowledge) -> bool:
    ids = [reply.entry, reply.nearest, *(c.id for c in reply.choices), *(b.chooses for b in reply.buttons)]
    return all(i is None or knowledge.entry(i) is not None for i in ids) and all(
        s in knowledge.sources for s in reply.sources
    )
