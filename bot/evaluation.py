"""Questions with expected answers → a scorecard.

Two sorts of lines are read. A *case* is a conversation with what its last answer must contain
(``expect``). A *topic* is a question with the title of what it is about, or null for what must not
be answered; a table of titles says which entries each may come to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.exchange import Conversation, UnusableInputError, audience, hold, parse
from bot.replies.reply import Outcome, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.advisor import Advisor, Turn

#: The category of lines whose expected answer is a social one.
_SMALL_TALK = "smalltalk"
_NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """How one line fared: ``failures`` say what its answer lacked, ``wrong`` which numbers were wrong."""

    id: str
    group: str
    turns: tuple[str, ...]
    answer: str
    outcome: str
    failures: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing was missing or wrong."""
        return not self.failures and not self.wrong


@dataclass(frozen=True, kw_only=True, slots=True)
class Scorecard:
    """All verdicts, in the order of the lines; ``skipped`` topics have a title no entry is given for."""

    verdicts: tuple[Verdict, ...]
    skipped: int = 0

    @property
    def passed(self) -> int:
        """How many lines passed."""
        return sum(v.passed for v in self.verdicts)

    def groups(self) -> dict[str, tuple[int, int]]:
        """Passed and all, for each group of lines."""
        found: dict[str, tuple[int, int]] = {}
        for verdict in self.verdicts:
            passed, total = found.get(verdict.group, (0, 0))
            found[verdict.group] = (passed + verdict.passed, total + 1)
        return found


def evaluate(
    lines: Iterable[object], advisor: Advisor, titles: Mapping[str, Sequence[str]] | None = None
) -> Scorecard:
    """Hold every line's conversation and judge it; None stands for a blank line, which only counts.

    Topics whose title is not in a given table are skipped: another collection answers them.

    Raises UnusableInputError naming the line.
    """
    verdicts, skipped = [], 0
    for number, line in enumerate(lines, start=1):
        if line is None:
            continue
        if (
            titles
            and isinstance(line, dict)
            and isinstance(line.get("about"), str)
            and line["about"] not in titles
        ):
            skipped += 1
            continue
        try:
            verdicts.append(_judged(line, number, advisor, titles or {}))
        except UnusableInputError as error:
            message = f"line {number}: {error}"
            raise UnusableInputError(message) from error
    return Scorecard(verdicts=tuple(verdicts), skipped=skipped)


def _judged(line: object, number: int, advisor: Advisor, titles: Mapping[str, Sequence[str]]) -> Verdict:
    if not isinstance(line, dict):
        message = "not an object"
        raise UnusableInputError(message)
    if "text" in line and "about" in line:
        return _topic(line, number, advisor, titles)
    conversation = parse(line)
    expect = line.get("expect")
    if not isinstance(expect, dict) or expect.get("outcome") not in set(Outcome):
        message = '"expect" must be an object with an "outcome"'
        raise UnusableInputError(message)
    _expectable(expect)
    turn = hold(conversation, advisor)
    return _case(conversation, str(line.get("category", "")), expect, turn)


def _expectable(expect: Mapping[str, Any]) -> None:
    """Raise UnusableInputError unless every list of what is expected has the right shape."""
    for key in ("numbers_all", "numbers_none"):
        numbers = expect.get(key, [])
        if not isinstance(numbers, list) or any(type(n) not in {int, float} for n in numbers):
            message = f'"{key}" must be a list of numbers'
            raise UnusableInputError(message)
    terms = expect.get("any_terms", [])
    if not isinstance(terms, list) or not all(
        isinstance(group, list) and all(isinstance(term, str) for term in group) for group in terms
    ):
        message = '"any_terms" must be a list of lists of words'
        raise UnusableInputError(message)


def _case(conversation: Conversation, group: str, expect: Mapping[str, Any], turn: Turn) -> Verdict:
    reply = turn.replies[0]
    text = plain(reply.text)
    held = numbers_in(text)
    failures = _missed(Outcome(expect["outcome"]), reply.outcome, small_talk=group == _SMALL_TALK)
    if expect["outcome"] == "answer":
        failures += [f"lacks {n}" for n in expect.get("numbers_all", ()) if Decimal(str(n)) not in held]
    if expect.get("entry") and reply.entry != expect["entry"]:
        failures.append(f"entry {reply.entry}, not {expect['entry']}")
    lowered = text.lower()
    failures += [
        f"lacks any of {', '.join(terms[:4])} …"
        for terms in expect.get("any_terms", ())
        if not any(term.lower() in lowered for term in terms)
    ]
    wrong = [f"says {n}" for n in expect.get("numbers_none", ()) if Decimal(str(n)) in held]
    if not reply.kept_rule:
        wrong.append("broke the number rule")
    return Verdict(
        id=conversation.id,
        group=group,
        turns=conversation.turns,
        answer=text,
        outcome=reply.outcome.value,
        failures=tuple(failures),
        wrong=tuple(wrong),
    )


def _missed(expected: Outcome, outcome: Outcome, *, small_talk: bool) -> list[str]:
    """What is wrong with an outcome. To ask back, too, is not to answer what must not be answered."""
    if expected is Outcome.ABSTAIN:
        return ["answered what must not be answered"] if outcome is Outcome.ANSWER else []
    if expected is Outcome.ANSWER and outcome is Outcome.SOCIAL and small_talk:
        return []
    return [f"outcome {outcome.value}, not {expected.value}"] if outcome is not expected else []


def _topic(
    line: Mapping[str, Any], number: int, advisor: Advisor, titles: Mapping[str, Sequence[str]]
) -> Verdict:
    about, text, role = line["about"], line["text"], line.get("role")
    if not isinstance(text, str) or not isinstance(about, str | None) or not isinstance(role, str | None):
        message = '"text" must be a text, "about" and "role" one or null'
        raise UnusableInputError(message)
    conversation = Conversation(id=str(number), turns=(text,), role=audience(role))
    turn = hold(conversation, advisor)
    reply = turn.replies[0]
    failures = []
    if about is None:
        group = f"nothing, {line.get('style', '')}"
        if reply.outcome is Outcome.ANSWER:
            failures.append(f"answered with {reply.entry or reply.kind.value}")
    else:
        group = f"topics in {line.get('in', '')}"
        if about not in titles:
            message = f"no entries are given for the title {about!r}; name a table of titles"
            raise UnusableInputError(message)
        reached = {reply.entry, *(c.id for c in reply.choices)}
        if reply.outcome not in {Outcome.ANSWER, Outcome.CHOOSE} or reached.isdisjoint(titles[about]):
            failures.append(f"came to {sorted(r for r in reached if r)} for “{about}”")
    return Verdict(
        id=str(number),
        group=group,
        turns=conversation.turns,
        answer=plain(reply.text),
        outcome=reply.outcome.value,
        failures=tuple(failures),
        wrong=() if reply.kept_rule else ("broke the number rule",),
    )


def numbers_in(text: str) -> frozenset[Decimal]:
    """All numbers of a text, with thousands separators and decimals read as such."""
    return frozenset(Decimal(match.replace(",", "")) for match in _NUMBER.findall(text))
