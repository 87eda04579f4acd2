"""How questions were answered before and are answered now, and what differs, the worst first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.replies.reply import Outcome, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from bot.replies.reply import Kind, Reply


class Severity(StrEnum):
    """How much worse it may be to be answered so, the worst first."""

    ANOTHER = "another answer"  # of another entry, or of another kind
    LOST = "no answer any more"
    GAINED = "an answer now"
    SHIFTED = "no answer, in another way"  # a choice becomes a refusal, say
    NUMBERS = "other numbers"
    WORDING = "other words"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """What counts of a reply. ``text`` is plain, what is folded away below a blank line at its end."""

    outcome: Outcome
    kind: Kind
    entry: str | None
    numbers: tuple[Decimal, ...]
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A question that is not answered as it was."""

    question: str
    severity: Severity
    before: Answered
    after: Answered


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """How many answers differ so."""

    severity: Severity
    count: int


_SEVERITY: Final = tuple(Severity)


def answered(reply: Reply) -> Answered:
    """What counts of this reply."""
    return Answered(
        outcome=reply.outcome,
        kind=reply.kind,
        entry=reply.entry,
        numbers=reply.numbers,
        text="\n\n".join(plain(part) for part in (reply.text, reply.more) if part),
    )


def differences(before: Mapping[str, Answered], after: Mapping[str, Answered]) -> tuple[Difference, ...]:
    """The questions of both that are answered otherwise, the worst first, then as they are written."""
    found = [
        Difference(question=question, severity=severity, before=was, after=after[question])
        for question, was in before.items()
        if question in after and (severity := _severity(was, after[question])) is not None
    ]
    return tuple(sorted(found, key=lambda each: (_SEVERITY.index(each.severity), each.question)))


def counted(differences: Sequence[Difference]) -> tuple[Counted, ...]:
    """How many there are of each severity, in the order they stand in."""
    told = [difference.severity for difference in differences]
    return tuple(Counted(severity=severity, count=told.count(severity)) for severity in dict.fromkeys(told))


def _severity(before: Answered, after: Answered) -> Severity | None:
    if before == after:
        return None
    was, is_ = (each.outcome is Outcome.ANSWER for each in (before, after))
    where = [(each.outcome, each.kind, each.entry) for each in (before, after)]
    if was and is_:
        if where[0] != where[1]:
            return Severity.ANOTHER
        return Severity.NUMBERS if before.numbers != after.numbers else Severity.WORDING
    if was:
        return Severity.LOST
    if is_:
        return Severity.GAINED
    return Severity.SHIFTED if where[0] != where[1] else Severity.WORDING
