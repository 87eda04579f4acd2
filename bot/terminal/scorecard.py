"""A scorecard as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.terminal.explanation import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.evaluation import Scorecard, Verdict


def lines(card: Scorecard) -> Iterator[str]:
    """What failed and why, how each group fared, and the sum of it in the last line."""
    for verdict in card.verdicts:
        if not verdict.passed:
            yield from _failed(verdict)
    groups = card.groups()
    widest = max((len(group) for group in groups), default=0)
    for group, (passed, total) in groups.items():
        yield f"{group or 'no group':<{widest}}  {passed:>4} of {total}"
    wrong = sum(len(verdict.wrong) for verdict in card.verdicts)
    numbers = f"{wrong or 'no'} wrong number{'s' if wrong > 1 else ''}"
    if card.skipped:
        yield f"{card.skipped} skipped: no entries are given for their titles"
    yield f"{card.passed} of {len(card.verdicts)} passed, {numbers}"


def _failed(verdict: Verdict) -> Iterator[str]:
    yield f"{shortened(verdict.id)} ({shortened(verdict.group)})" if verdict.group else shortened(verdict.id)
    for turn in verdict.turns:
        yield f"  > {shortened(turn)}"
    for wrong in verdict.wrong:
        yield f"  WRONG: {shortened(wrong)}"
    for failure in verdict.failures:
        yield f"  {shortened(failure)}"
    for line in verdict.answer.splitlines():
        if line.strip():
            yield f"  | {shortened(line, 1_000)}"
    yield ""
