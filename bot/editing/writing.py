"""Values as they are written on a card: by the house's custom, without touching what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tomlkit
from tomlkit.items import Array, InlineTable

from bot.knowledge.model import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

_INDENT = "    "
_WIDEST = 110  # characters of a line on which a list may stand whole


def text(words: str) -> str:
    """A text in quotes, on one line."""
    return tomlkit.string(" ".join(words.split())).as_string()


def number(value: Decimal) -> str:
    """A number as it would be printed: digits, with the decimal places it has."""
    return format(value or abs(value), "f")  # no minus before nothing


def texts(items: Iterable[str]) -> str:
    """A list of texts: on one line where there is room, or else each on a line of its own."""
    written = [text(item) for item in items]
    short = f"[{', '.join(written)}]"
    return short if len(short) < _WIDEST else rows(written)


def one_a_line(items: Iterable[str]) -> str:
    """A list of texts, each on a line of its own, as phrasings and steps are written."""
    return rows(text(item) for item in items)


def rows(written: Iterable[str]) -> str:
    """A list of written values, each on a line of its own."""
    return "[\n" + "".join(f"{_INDENT}{item},\n" for item in written) + "]"


def with_item(array: str, item: str) -> str:
    """A written list with one more text: on a line of its own, unless the list stands on one line."""
    items = _array(array)
    plain = " ".join(item.split())
    if "\n" in array:
        items.add_line(plain, indent=_indent(array))
    else:
        items.append(plain)
    return items.as_string()


def without_item(array: str, index: int) -> str:
    """A written list without the text at this index."""
    items = _array(array)
    del items[index]
    return items.as_string()


def fields_of(figure: str) -> dict[str, str]:
    """What is written of a figure, bare number or inline table, by key."""
    table = tomlkit.value(figure)
    if not isinstance(table, InlineTable):
        return {"value": figure}
    return {key: item.as_string() for key, item in table.items()}


def figure(fields: Mapping[str, str]) -> str:
    """A figure from what is written of it: bare where there is nothing but its value."""
    if fields.keys() == {"value"}:
        return fields["value"]
    return inline(fields)


def inline(fields: Mapping[str, str]) -> str:
    """An inline table."""
    return "{ " + ", ".join(f"{key} = {value}" for key, value in fields.items()) + " }"


def valued(fields: Mapping[str, str], value: Decimal, relation: Relation) -> dict[str, str]:
    """The fields of a figure with another value; its relation, right behind, is told unless exact."""
    told = {"value": number(value)}
    if relation is not Relation.EXACTLY:
        told["relation"] = text(relation)
    return told | {key: item for key, item in fields.items() if key not in {"value", "relation"}}


def _array(written: str) -> Array:
    """The list that is written, or an empty one where something else is."""
    items = tomlkit.value(written)
    return items if isinstance(items, Array) else tomlkit.array()


def _indent(array: str) -> str:
    """How far the last line that holds an item is set in."""
    lines = [line for line in array.split("\n")[1:] if line.lstrip().startswith(('"', "'"))]
    return lines[-1][: len(lines[-1]) - len(lines[-1].lstrip())] if lines else _INDENT
