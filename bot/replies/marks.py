"""The number rule: what prints a number says where it came from, or it is not sent.

Filters wrap what they print in a pair of marks, characters that no knowledge and no user's text can
contain. After rendering, everything outside marks is searched for digits and proportion words; one
found means that a number got in by another way, and the reply is refused. Then the marks go.
"""

from __future__ import annotations

import html
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from bot.knowledge.model import YEAR, Relation
from bot.knowledge.numerals import first_typed_number

if TYPE_CHECKING:
    from bot.figures.findings import Points, Times
    from bot.knowledge.model import Figure

OPEN, CLOSE = "\ue000", "\ue001"
_MARKED = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
_TAG = re.compile(r"</?[a-z][^<>]*>")
_BEFORE = {
    Relation.EXACTLY: "",
    Relation.MORE_THAN: "over ",
    Relation.LESS_THAN: "under ",
    Relation.ABOUT: "about ",
    Relation.AT_LEAST: "at least ",
    Relation.AT_MOST: "at most ",
}
_SPELLED = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


class NumberRuleError(Exception):
    """A rendered text holds a number that no filter printed. The message does not repeat it."""


def marked(text: str) -> Markup:
    """Text that may hold numbers, escaped and between marks."""
    inner = str(escape(text.replace(OPEN, "").replace(CLOSE, "")))
    return Markup(OPEN + inner + CLOSE)  # noqa: S704 (escaped above)


def decimal(value: Decimal) -> str:
    """A decimal without an exponent and without trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def figure(value: Figure) -> Markup:
    """A stored figure: "83%", "over 50%", "300 respondents"."""
    return marked(printed(value))


def printed(value: Figure) -> str:
    """A stored figure as it is printed, without marks: "7.7% of revenue", "about 10 devices", "2017"."""
    unit = value.unit if value.unit.startswith("%") else f" {value.unit}"
    if value.unit == YEAR:
        unit = ""
    return f"{_BEFORE[value.relation]}{decimal(value.value)}{unit}"


def derived(value: Points | Times | Decimal) -> Markup:
    """A declared derivation: points and quotients without sign, other decimals as percentages."""
    if isinstance(value, Decimal):
        return marked(f"{decimal(value)}%")
    return marked(decimal(abs(value.value)))


def count(number: int) -> Markup:
    """How many things there are, in words up to twelve."""
    if 0 <= number < len(_SPELLED):
        return escape(_SPELLED[number])
    return marked(str(number))


def named(text: str | None) -> Markup:
    """A name, title, date or told fact of a source, which may hold numbers of its own."""
    return marked(text) if text else Markup("")


def checked(rendered: str) -> str:
    """A rendered text without its marks. Raises NumberRuleError when a number stands outside them."""
    # Entities are resolved before the search: what counts is what a reader will see.
    outside = html.unescape(_TAG.sub(" ", _MARKED.sub(" \ufffc ", rendered)))
    if OPEN in outside or CLOSE in outside or first_typed_number(outside) is not None:
        message = "a number got into a reply without saying where it comes from"
        raise NumberRuleError(message)
    return rendered.replace(OPEN, "").replace(CLOSE, "")
