"""Whether the shares that a question states are what was found of those it is about."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from bot.conversation.coverage import roles_of
from bot.conversation.moves import Declined, Found
from bot.figures import reason
from bot.figures.findings import Comparison, Gap, Ratio, Rest, SideBySide, Values, readings_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.figures.findings import Reading
    from bot.knowledge.model import Knowledge
    from bot.questions.numbers import Stated
    from bot.questions.question import Question

_WHOLE: Final = Decimal(100)
#: A fraction in words ("half") stands for any value this near, in percentage points.
_NEAR: Final = 5
#: Words before a share that make it the least or the most there may be.
_LEAST: Final = ("more than", "over", "above", "at least", "upwards of")
_MOST: Final = ("less than", "fewer than", "under", "below", "at most", "up to")


def checked(
    move: Found | Declined, question: Question, knowledge: Knowledge, *, carried: bool = False
) -> Found | Declined:
    """Mark a finding whose question stated a share that is not what was found of those it is about.

    A share that is another group's is found of nobody else, and whose it is is told with it. ``carried``
    when the measure was: then a bare number is a share, too.
    """
    if isinstance(move, Declined):
        return move
    claims = claimed(question, bare=carried or question.has("confirm"))
    rows = readings_of(move.finding)
    if not claims or not isinstance(move.finding, Values | Comparison | Gap | Ratio | Rest | SideBySide):
        return move
    false = [s for s in claims if not _holds(s, move, question)]
    each_has_its_own = all(s.of is not None for s in claims)
    if not false or not (each_has_its_own or len(false) == len(claims)):
        return move
    if isinstance(move.finding, SideBySide):
        return replace(move, premise_failed=True)
    values = {s.value for s in false if not s.rough}
    measures = {r.measure.id: r.measure for r in rows}
    every = [r for measure in measures.values() for r in reason.readings(knowledge, measure)]
    others = tuple(r for r in every if r.figure.value in values and r not in rows)
    return replace(move, premise_failed=True, others=others)


def claimed(question: Question, *, bare: bool) -> tuple[Stated, ...]:
    """The shares that a question states; ``bare`` numbers that count nothing, too, where it has no others."""
    shares = tuple(s for s in question.stated if s.share)
    return shares or (tuple(written(question)) if bare else ())


def written(question: Question) -> Iterator[Stated]:
    """Bare numbers in digits that may be shares: those in words count things ("the two chiefs")."""
    for number in question.stated:
        in_digits = question.tokens[number.start][0].isdigit()
        if in_digits and not number.rough and not number.counts and number.value <= _WHOLE:
            yield number


def _holds(claim: Stated, move: Found, question: Question) -> bool:
    """Whether a share is what was found of those it is said of, or else of those asked about."""
    lowest, highest = _range(claim, question)
    return any(lowest <= value <= highest for value in _found(claim, move, question))


def _found(claim: Stated, move: Found, question: Question) -> Iterator[Decimal]:
    finding = move.finding
    rows = readings_of(finding)
    if isinstance(finding, Rest):
        yield from finding.values
        if question.denied and not question.has("rest"):
            return  # the share is said of those who did not
    elif isinstance(finding, Gap) or (isinstance(finding, Comparison) and question.has("gap")):
        gap = finding if isinstance(finding, Gap) else finding.gap
        if gap is not None:
            yield abs(gap.points.value)
    yield from (r.figure.value for r in _said_of(claim, rows, question))


def _said_of(claim: Stated, rows: Sequence[Reading], question: Question) -> Sequence[Reading]:
    roles = (claim.of,) if claim.of is not None else roles_of(question)
    return tuple(r for r in rows if r.population.role in roles) or rows


def _range(claim: Stated, question: Question) -> tuple[Decimal, Decimal]:
    """The values that a share as it is said stands for."""
    near = _NEAR if claim.rough else 0
    before = " ".join(question.tokens[: claim.start])
    if before.endswith(_LEAST):
        return claim.value, _WHOLE
    if before.endswith(_MOST):
        return Decimal(0), claim.value
    return claim.value - near, claim.value + near
