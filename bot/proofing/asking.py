"""The tests that stand beside entries, asked as somebody without a role would ask them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.conversation.events import Said
from bot.conversation.state import State
from bot.knowledge.model import (
    Advice,
    Claim,
    Decoy,
    Dispute,
    Measure,
    Problem,
    Source,
    Survey,
    Theme,
)
from bot.knowledge.texts import quoted
from bot.replies.reply import Kind, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.advisor import Advisor, Turn
    from bot.knowledge.model import Entry, Knowledge
    from bot.replies.reply import Reply

#: Replies that tell of a survey or a publication, whichever of them is meant.
_PROVENANCE = frozenset({Kind.ABOUT, Kind.SOURCE})


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryTest:
    """A question that must come to an entry, or (``reaches`` False) must not."""

    entry: Entry
    question: str
    reaches: bool


def tests(knowledge: Knowledge) -> Iterator[EntryTest]:
    """All tests, in the order of the entries."""
    for entry in knowledge.entries():
        for question in entry.reach:
            yield EntryTest(entry=entry, question=question, reaches=True)
        for question in entry.not_:
            yield EntryTest(entry=entry, question=question, reaches=False)


def entry_tests(knowledge: Knowledge, advisor: Advisor) -> tuple[Problem, ...]:
    """Every test that comes elsewhere than it should, sorted by place.

    A question of ``reach`` must be answered by its entry or offer it; that of a decoy must be
    declined; that of a survey or a publication may be answered by any reply on provenance. A
    question of ``not`` must not be answered by its entry.
    """
    found = (failure(test, asked(test.question, advisor)) for test in tests(knowledge))
    return tuple(sorted(problem for problem in found if problem is not None))


def asked(question: str, advisor: Advisor) -> Turn:
    """The turn of somebody without a role who asks this and nothing else."""
    return advisor.turn(Said(text=question), State())


def failure(test: EntryTest, turn: Turn) -> Problem | None:
    """What is wrong where a test came to this turn; None where nothing is."""
    entry = test.entry
    if test.reaches and not _reaches(entry, turn):
        what = f"the test {quoted(test.question)} comes to {_where(turn)}"
        mend = f"give {quoted(entry.id)} a phrasing nearer to it, or move the test"
        return Problem(place=entry.place, what=what, mend=mend)
    if not test.reaches and _answers(entry, turn):
        what = f"the test {quoted(test.question)} comes to {_where(turn)}, where it must not"
        mend = "take away the phrasing that draws it, or give one to the entry it belongs to"
        return Problem(place=entry.place, what=what, mend=mend)
    return None


def _reaches(entry: Entry, turn: Turn) -> bool:
    reply = turn.replies[0]
    if any(choice.id == entry.id for choice in reply.choices):
        return True
    match entry:
        case Decoy():
            return reply.outcome is Outcome.ABSTAIN
        case Survey():
            # That a survey does not tell something is told of the survey, too.
            return reply.kind in _PROVENANCE or reply.nearest == entry.id
        case Source():
            return reply.kind in _PROVENANCE or reply.entry == entry.id
        case Theme(members=members) if len(members) == 1:
            # With nothing beside it its figures are told as those of the measure.
            return reply.outcome is Outcome.ANSWER and reply.entry in {entry.id, members[0].measure}
        case Measure() | Claim() | Dispute() | Theme() | Advice():
            return reply.outcome is Outcome.ANSWER and reply.entry == entry.id


def _answers(entry: Entry, turn: Turn) -> bool:
    reply = turn.replies[0]
    if isinstance(entry, Decoy):
        top = turn.question.top if turn.question is not None else None
        return reply.outcome is Outcome.ABSTAIN and top is not None and top.entry == entry.id
    return reply.outcome is Outcome.ANSWER and reply.entry == entry.id


def _where(turn: Turn) -> str:
    """Where a question came to, with what the matcher liked best and how sure it was."""
    reply = turn.replies[0]
    top = turn.question.top if turn.question is not None else None
    if top is None:
        return _named(reply)
    liked = "" if top.entry == reply.entry else f"{quoted(top.entry)} "
    return f"{_named(reply)} ({liked}P {top.probability:.2f})"


def _named(reply: Reply) -> str:
    match reply.outcome:
        case Outcome.ANSWER:
            return quoted(reply.entry) if reply.entry else f"a reply of kind {quoted(reply.kind.value)}"
        case Outcome.CHOOSE:
            return "a choice of " + ", ".join(quoted(choice.id) for choice in reply.choices)
        case Outcome.ABSTAIN:
            return f"a refusal ({reply.missing.value} missing)" if reply.missing else "a refusal"
        case Outcome.SOCIAL:
            return "small talk"
