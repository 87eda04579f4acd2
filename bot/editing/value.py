"""A value as somebody types it on a phone: "64", "over 50 %", "about 40"."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.editing.wording import MESSAGE
from bot.knowledge.model import Problem, Relation
from bot.knowledge.numerals import first_typed_number
from bot.knowledge.texts import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 60  # characters
_EXAMPLES = 'write it like "64", "over 50" or "about 40"'

_WORDS: Mapping[Relation, tuple[str, ...]] = MappingProxyType(
    {
        Relation.EXACTLY: ("", "=", "exactly", "precisely", "just", "only"),
        Relation.MORE_THAN: (">", "over", "more than", "above", "greater than", "higher than", "upwards of"),
        Relation.LESS_THAN: ("<", "under", "less than", "below", "fewer than", "lower than"),
        Relation.ABOUT: ("~", "≈", "about", "around", "roughly", "approximately", "approx", "circa", "ca"),
        Relation.AT_LEAST: (">=", "=>", "≥", "at least", "no less than", "not less than", "minimum"),
        Relation.AT_MOST: ("<=", "=<", "≤", "at most", "up to", "no more than", "not more than", "maximum"),
    }
)
_RELATIONS = {word: relation for relation, words in _WORDS.items() for word in words}
_VALUE = re.compile(
    r"(?P<before>[^\d\-+,]*?)\s*(?P<number>[-+]?\d*(?:[.,]\d+)*)\s*(?:%|per ?cent|pct)?\.?", re.ASCII
)
_NUMBER = re.compile(r"\d{1,15}(?:[.,]\d{1,6})?|[.,]\d{1,6}", re.ASCII)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+", re.ASCII)


def read_value(text: str) -> tuple[Decimal, Relation] | Problem:
    """The number and what it is to the true one, or why no value can be made of the text.

    A decimal comma is read as a point. A comma or point before three digits, which might separate
    thousands, is asked about. The unit is the figure's own: a percent sign says nothing.
    """
    if len(text) > _LONGEST:
        return Problem(place=MESSAGE, what="that is longer than a value", mend=_EXAMPLES)
    plain = " ".join(unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").casefold().split())
    found = _VALUE.fullmatch(plain)
    if found is None or not found["number"]:
        return _no_value(text, plain)
    number = _number(text, found["number"])
    if isinstance(number, Problem):
        return number
    relation = _RELATIONS.get(found["before"].rstrip(" .:"))
    if relation is None:
        what = f"{quoted(found['before'])} is no word for how exact a value is"
        known = ", ".join(quoted(known) for known in Relation)
        return Problem(place=MESSAGE, what=what, mend=f"known: {known}")
    return number, relation


def _number(text: str, written: str) -> Decimal | Problem:
    digits = written.lstrip("+-")
    if _THOUSANDS.fullmatch(digits):
        whole = re.sub("[.,]", "", digits)
        what = f"{quoted(digits)} can be read in two ways"
        return Problem(place=MESSAGE, what=what, mend=f"write {quoted(whole)}, or fewer decimal places")
    if not _NUMBER.fullmatch(digits):
        return Problem(place=MESSAGE, what=f"{quoted(text)} is no number anyone measured", mend=_EXAMPLES)
    number = Decimal(digits.replace(",", "."))
    return -number if written.startswith("-") else number


def _no_value(text: str, plain: str) -> Problem:
    typed = first_typed_number(plain)
    if not plain:
        return Problem(place=MESSAGE, what="there is no value", mend=_EXAMPLES)
    if typed is None:
        return Problem(place=MESSAGE, what=f"{quoted(text)} holds no number", mend=_EXAMPLES)
    if not typed[0].isdecimal():
        what = f"{quoted(typed)} is in words"
        return Problem(place=MESSAGE, what=what, mend='write it in digits, like "50"')
    return Problem(place=MESSAGE, what=f"{quoted(text)} is not one value alone", mend=_EXAMPLES)
