"""One card of a TOML text, edited field by field; whatever is not touched keeps every character.

Parsers tell what a text says, but not where; so a card is cut out of its text, its fields are found
by looking for the ends of lines that stand outside strings and brackets, and only the lines of the
field in question are written anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.knowledge.model import SURVEY_FACTS
from bot.knowledge.placing import STRING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TOKEN = re.compile(
    rf"{STRING}|(?P<note>\#[^\n]*)|(?P<open>[\[{{])|(?P<close>[\]}}])|(?P<end>\n|\Z)", re.DOTALL
)
_NAME = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_KEY = re.compile(rf"[ \t]*({_NAME}(?:[ \t]*\.[ \t]*{_NAME})*)[ \t]*=[ \t]*", re.ASCII)

#: The order in which fields stand on a card; a new one is put where it belongs.
_ORDER = (
    *("id", "extends", "kind", "title", "basis", "name", "short", "publisher", "author", "date", "url"),
    *("about", "missing", "measures", "versions", "members", "statement", "by", "question", "option"),
    *SURVEY_FACTS,
    *("derives_from", "sources", "figures", "complement", "caveat", "note", "tell", "names", "asked_as"),
    *("takes", "rests_on", "related", "steps", "near", "unless", "reach", "not"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A field: its key split at dots, its lines ``text[start:end]``, and its value ``text[opens:closes]``."""

    key: tuple[str, ...]
    start: int
    end: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Card:
    """The text of a card, from its header, if it has one, to the last of its fields."""

    text: str

    def value(self, *key: str) -> str | None:
        """A field's value as it is written; None when it isn't there."""
        field = self._field(key)
        return None if field is None else self.text[field.opens : field.closes]

    def put(self, *key: str, value: str) -> Card:
        """The card with this value, written in the place of the old one, or on a line of its own."""
        field = self._field(key)
        if field is not None:
            return Card(self.text[: field.opens] + value + self.text[field.closes :])
        line = f"{'.'.join(key)} = {value}"
        at = self._end_of_fields_before(key[0])
        before, after = self.text[:at], self.text[at:]
        return Card(f"{before}\n{line}{after}" if before else line + (after and f"\n{after}"))

    def drop(self, *key: str) -> Card:
        """The card without the lines of a field."""
        field = self._field(key)
        if field is None:
            return self
        before, after = self.text[: field.start], self.text[field.end :]
        return Card(before + after.removeprefix("\n") if after else before.removesuffix("\n"))

    def fields(self) -> tuple[Field, ...]:
        """The card's own fields in order, without those of tables below it."""
        return tuple(_fields(self.text))

    def _field(self, key: Sequence[str]) -> Field | None:
        return next((field for field in self.fields() if field.key == tuple(key)), None)

    def _end_of_fields_before(self, key: str) -> int:
        """Where a new field goes: below the last of those that stand before it by custom."""
        fields = self.fields()
        before = [field.end for field in fields if _rank(field.key[0]) <= _rank(key)]
        if before:
            return before[-1]
        return max(fields[0].start - 1, 0) if fields else len(self.text)


def _rank(key: str) -> int:
    return _ORDER.index(key) if key in _ORDER else len(_ORDER)


def _fields(text: str) -> Iterator[Field]:
    begun, depth, stops = 0, 0, None
    for token in _TOKEN.finditer(text):
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth -= 1
        elif depth == 0 and token["note"] is not None:
            stops = token.start()
        elif depth == 0 and token["end"] is not None:
            end = token.start()
            if begun and text.startswith("[", begun):
                return
            key = _KEY.match(text, begun, end)
            if key:
                names = tuple(name.strip("\"'") for name in re.findall(_NAME, key[1]))
                closes = key.end() + len(text[key.end() : stops or end].rstrip())
                yield Field(key=names, start=begun, end=end, opens=key.end(), closes=closes)
            begun, stops = token.end(), None
