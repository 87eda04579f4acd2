"""Reading one TOML table key by key: each value comes out typed, each fault as a problem."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from bot.knowledge.model import Place, Problem
from bot.knowledge.nearest import suggestion
from bot.knowledge.texts import fit, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from enum import StrEnum

    from bot.knowledge.texts import Document

    Word = TypeVar("Word", bound=StrEnum)

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MAX_ID = 80


class TableReader:
    """One table and what was asked of it so far.

    Each method returns something usable even when the value is wrong or missing, so that reading
    goes on and finds every other problem too. :meth:`close` comes last.
    """

    def __init__(
        self, table: Mapping[str, object], *, name: str, place: Place, problems: list[Problem]
    ) -> None:
        self.place = place
        self._table = table
        self._name = name
        self._problems = problems
        self._asked: set[str] = set()

    def note(self, what: str, mend: str = "") -> None:
        """Record a problem at this table."""
        self._problems.append(Problem(place=self.place, what=what, mend=mend))

    def has(self, key: str) -> bool:
        """Whether the key is there at all."""
        return key in self._table

    def text(self, key: str) -> str:
        """A text that must be there and say something; "" when it doesn't."""
        return (self._required(key) and self.text_or_none(key)) or ""

    def text_or_none(self, key: str) -> str | None:
        """A text, its line breaks and runs of spaces made single spaces; None when absent."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self._wrong(key, value, "a text in quotes")
            return None
        return self._plain(key, value)

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts; () when absent."""
        if required and not self._required(key):
            return ()
        value = self._get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._wrong(key, value, "a list of texts in quotes")
            return ()
        if required and not value:
            self.note(f"{quoted(key)} is empty", "enter at least one")
        plain = (self._plain(key, item) for item in value)
        return tuple(text for text in plain if text is not None)

    def id(self) -> str:
        """The table's id; "" when it has none that could be referred to."""
        written = self.text("id")
        if written and (len(written) > _MAX_ID or not _ID.fullmatch(written)):
            mend = 'write small letters, digits and single hyphens, such as "first-steps"'
            self.note(f"{quoted(written)} is no id", mend)
        return written

    def word(self, key: str, known: Iterable[str], *, default: str | None = None) -> str:
        """One of the known words. Without a default it must be there."""
        choices = tuple(known)
        fallback = choices[0] if default is None else default
        if default is None and not self._required(key):
            return fallback
        written = self.text_or_none(key)
        if written is None or written in choices:
            return written or fallback
        self.note(f"unknown {key} {quoted(written)}", suggestion(written, choices))
        return fallback

    def choice(self, key: str, known: type[Word], *, default: Word | None = None) -> Word:
        """One of an enumeration's values. Without a default it must be there."""
        return known(self.word(key, [k.value for k in known], default=default))

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false; the default when absent."""
        value = self._get(key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self._wrong(key, value, "true or false, without quotes")
        return default

    def value(self, key: str) -> object:
        """Whatever stands there, unread, for a reader of its own; None when absent."""
        return self._get(key)

    def tables(self, key: str, *, required: bool = False) -> tuple[TableReader, ...]:
        """A list of inline tables; () when absent."""
        if required and not self._required(key):
            return ()
        value = self._get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self._wrong(key, value, "a list of inline tables, [{ … }, { … }]")
            return ()
        return tuple(self.inner(item, name=key) for item in value)

    def pairs(self, key: str) -> Mapping[str, object]:
        """A table whose keys are the writer's own; empty when absent."""
        value = self._get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self._wrong(key, value, f"names and values, such as {key}.cio = …")
            return {}
        return value

    def inner(self, table: Mapping[str, object], *, name: str) -> TableReader:
        """A reader for a table that stands inside this one."""
        return TableReader(table, name=name, place=self.place, problems=self._problems)

    def names(self) -> tuple[str, ...]:
        """Every key of the table, for tables whose keys are the writer's own."""
        return tuple(self._table)

    def close(self) -> None:
        """Report each key that nobody asked for."""
        for key in self._table.keys() - self._asked:
            self.note(f"unknown key {quoted(key)} in {self._name}", suggestion(key, self._asked))

    def _get(self, key: str) -> object:
        self._asked.add(key)
        return self._table.get(key)

    def _required(self, key: str) -> bool:
        self._asked.add(key)
        if key not in self._table:
            self.note(f"{self._name} without {quoted(key)}", f"write {key} = …")
        return key in self._table

    def _plain(self, key: str, written: str) -> str | None:
        # Escapes can bring in what the text itself was searched for, and at an unknown line.
        found: list[Problem] = []
        text = " ".join(fit(written, Place(file=self.place.file), found).split())
        for problem in found:
            self.note(f"{problem.what} in {quoted(key)}", problem.mend)
        if not text:
            self.note(f"{quoted(key)} is empty", "write something or leave it out")
        return text or None

    def _wrong(self, key: str, value: object, right: str) -> None:
        self.note(f"{quoted(key)} is {kind_of(value)}", f"write {right}")


def kind_of(value: object) -> str:
    """What a TOML value is, as an editor would call it."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a table"
    if hasattr(value, "isoformat"):
        return "a date without quotes"
    return "a number"


def one_table(document: Document, name: str, problems: list[Problem]) -> TableReader | None:
    """The document's ``[name]`` table; None when absent or something else."""
    value = document.tables.get(name)
    place = document.place(name)
    if value is None:
        return None
    if not isinstance(value, dict):
        what = f"{quoted(name)} is {kind_of(value)}"
        problems.append(Problem(place=place, what=what, mend=f"write [{name}], once a file"))
        return None
    return TableReader(value, name=f"[{name}]", place=place, problems=problems)


def each_table(document: Document, name: str, problems: list[Problem]) -> tuple[TableReader, ...]:
    """A reader for each of the document's ``[[name]]`` tables."""
    value = document.tables.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        what = f"{quoted(name)} is {kind_of(value)}"
        mend = f"write [[{name}]] in double brackets above each"
        problems.append(Problem(place=document.place(name), what=what, mend=mend))
        return ()
    return tuple(
        TableReader(item, name=f"[[{name}]]", place=document.place(name, index), problems=problems)
        for index, item in enumerate(value)
    )


def unknown_tables(document: Document, known: Iterable[str], problems: list[Problem]) -> None:
    """Report each top-level name that means nothing in this file."""
    names = tuple(known)
    for name in document.tables:
        if name not in names:
            what = f"unknown table {quoted(name)}"
            place = document.place(name)
            problems.append(Problem(place=place, what=what, mend=suggestion(name, names)))
