"""Numbers that people write or speak, as decimals.

Only shares matter here: "44", "44%", "forty four percent", "half", "two thirds", "nine out of
ten". A share is returned in percent. Counts ("three steps") are told apart by what follows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_PARTS = {
    "half": 2,
    "third": 3,
    "thirds": 3,
    "quarter": 4,
    "quarters": 4,
    "fifth": 5,
    "fifths": 5,
    "tenth": 10,
    "tenths": 10,
}
_PERCENT = {"%", "percent", "pct", "percentage"}
_PART_LEADS = {"a", "one", "two", "three", "four", "nine"}
_AFTER_A_PART = {"of", "in", "within", "by", "more", "less", "or", "and", "to", "say", "want", "find", "who"}
#: What is counted without an s, and what is numbered.
_COUNTED = {"people", "staff", "men", "women", "second", "minute", "hour", "day", "week", "month", "year"}
_NUMBERED = {
    "step", "steps", "stage", "phase", "point", "option", "choice", "question", "item",
    "part", "page", "chapter", "article", "rule", "tip", "version", "top", "first", "last", "next", "past",
    "day", "week", "month", "quarter", "year",
}  # fmt: skip
_SHORT = 3
_OUT_OF = 4  # words in "nine out of ten"
_HUNDRED = Decimal(100)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stated:
    """A number in a text: its value, the tokens it covers, and whether it is a share in percent.

    ``rough`` marks a fraction in words, which stands for any value near it, ``counts`` a number of
    something ("20 people") or one among several ("step 2"). ``of`` is the role it is said of, if one is
    named right behind it.
    """

    value: Decimal
    start: int
    end: int
    share: bool = False
    rough: bool = False
    counts: bool = False
    of: str | None = None


def stated(tokens: Sequence[str]) -> tuple[Stated, ...]:
    """Every number in a tokenised text, in order, without overlaps."""
    return tuple(_found(tokens))


def _found(tokens: Sequence[str]) -> Iterator[Stated]:
    at = 0
    while at < len(tokens):
        number = _fraction(tokens, at) or _one_in(tokens, at) or _cardinal(tokens, at)
        if number is None:
            at += 1
            continue
        yield number
        at = number.end


def _cardinal(tokens: Sequence[str], at: int) -> Stated | None:
    value, end = _digits(tokens, at) if tokens[at][0].isdigit() else _spelled(tokens, at)
    if value is None:
        return None
    share = False
    if tokens[end : end + 2] == ("per", "cent") or tuple(tokens[end : end + 2]) == ("per", "cent"):
        share, end = True, end + 2
    elif end < len(tokens) and tokens[end] in _PERCENT:
        share, end = True, end + 1
    return Stated(value=value, start=at, end=end, share=share, counts=not share and _counts(tokens, at, end))


def _counts(tokens: Sequence[str], at: int, end: int) -> bool:
    """Whether a number counts what stands behind it, or is the number of what stands before it."""
    behind = tokens[end] if end < len(tokens) else ""
    plural = len(behind) > _SHORT and behind.endswith("s") and not behind.endswith("ss") and behind != "times"
    return plural or behind in _COUNTED or (at > 0 and tokens[at - 1] in _NUMBERED)


def _digits(tokens: Sequence[str], at: int) -> tuple[Decimal | None, int]:
    try:
        value = Decimal(tokens[at].replace(",", ""))
    except InvalidOperation:
        return None, at
    return (value, at + 1) if value.is_finite() else (None, at)


def _spelled(tokens: Sequence[str], at: int) -> tuple[Decimal | None, int]:
    word = tokens[at]
    if word in {"a", "one"} and tuple(tokens[at + 1 : at + 2]) == ("hundred",):
        return _HUNDRED, at + 2
    if word == "hundred":
        return _HUNDRED, at + 1
    if word in _TENS:
        unit = _UNITS.get(tokens[at + 1], 0) if at + 1 < len(tokens) else 0
        if 0 < unit < 10:  # noqa: PLR2004 (a unit after a ten: "forty four")
            return Decimal(_TENS[word] + unit), at + 2
        return Decimal(_TENS[word]), at + 1
    if word == "one" and tuple(tokens[at + 1 : at + 2]) == ("%",):
        return None, at  # "quick one: % of CIOs who …": the sign goes with digits, or with what follows
    if word in _UNITS:
        return Decimal(_UNITS[word]), at + 1
    return None, at


def _fraction(tokens: Sequence[str], at: int) -> Stated | None:
    """Rough shares in words: "half", "a third of", "two thirds"."""
    word = tokens[at]
    if word == "half":
        return Stated(value=Decimal(50), start=at, end=at + 1, share=True, rough=True)
    if word not in _PART_LEADS or at + 1 >= len(tokens) or tokens[at + 1] not in _PARTS:
        return None
    # "a third article" counts articles: a share ends there, or goes on with one of these words.
    plural = tokens[at + 1].endswith("s")
    if not plural and at + 2 < len(tokens) and tokens[at + 2] not in _AFTER_A_PART:
        return None
    times = _UNITS.get(word, 1)
    share = min(_HUNDRED, _HUNDRED * times / _PARTS[tokens[at + 1]])
    return Stated(value=share, start=at, end=at + 2, share=True, rough=True)


def _one_in(tokens: Sequence[str], at: int) -> Stated | None:
    """Rough shares as counts: "one in five", "nine out of ten"."""
    for width, between in ((3, ("in",)), (_OUT_OF, ("out", "of"))):
        part = tuple(tokens[at : at + width])
        if len(part) < width or part[1:-1] != between:
            continue
        left, right = _small(part[0]), _small(part[-1])
        if left is not None and right and left <= right:
            share = (_HUNDRED * left / right).quantize(Decimal("0.1"))
            return Stated(value=share, start=at, end=at + width, share=True, rough=True)
    return None


def _small(token: str) -> int | None:
    if token.isascii() and token.isdigit() and len(token) <= 3:  # noqa: PLR2004 (up to "1 in 100")
        return int(token)
    return _UNITS.get(token)
