"""How two versions of a text differ: in which lines, and in what they say."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from bot.editing.edits import Edit, Revised
from bot.editing.revise import revise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def revised(texts: Mapping[str, str], edit: Edit) -> Mapping[str, str]:
    """What an edit that can be made changes."""
    found = revise(texts, edit)
    assert isinstance(found, Revised), found
    return found.texts


def refused(texts: Mapping[str, str], edit: Edit) -> str:
    """What is said of an edit that can't be made."""
    found = revise(texts, edit)
    assert not isinstance(found, Revised), found.texts
    return str(found)


def lines(old: str, new: str) -> tuple[list[str], list[str]]:
    """The lines that went and those that came."""
    before, after = old.split("\n"), new.split("\n")
    gone: list[str] = []
    come: list[str] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            gone += before[a:b]
            come += after[c:d]
    return gone, come


def says(file: str, text: str) -> Mapping[str, object]:
    """The tables of a TOML file, or those of a Markdown file's head with what stands below it."""
    if file.endswith(".toml"):
        return tomllib.loads(text, parse_float=Decimal)
    _, head, body = text.split("+++\n", 2)
    return {**tomllib.loads(head, parse_float=Decimal), "#": body}


def differences(old: object, new: object, at: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Where two values differ, by the keys and indices that lead there."""
    return list(_differences(old, new, at))


def _differences(old: object, new: object, at: tuple[object, ...]) -> Iterator[tuple[object, ...]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from _differences(old.get(key), new.get(key), (*at, key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, pair in enumerate(zip(old, new, strict=True)):
            yield from _differences(*pair, (*at, index))
    elif old != new:
        yield at
