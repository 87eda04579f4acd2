"""Where an entry is held: the cards that make it, in one file or in several.

An entry of one collection may be added to by another, so that what is known of it is written on
more than one card. Which of them an edit changes follows from how they are merged.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from bot.editing.cards import Card
from bot.knowledge.model import Place, Problem
from bot.knowledge.nearest import suggestion
from bot.knowledge.parse import loading_order
from bot.knowledge.parse_advice import FENCE, stem
from bot.knowledge.parse_survey import qualified
from bot.knowledge.texts import ids_written, quoted, readable, toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.knowledge.texts import Document

#: The kind of cards that Markdown files begin with; the others are called as their tables are.
ADVICE = "advice"
SURVEY = "survey"

_QUALIFIED = ("measure", "claim", "dispute")
_ALONE = ("source", "theme", "decoy")


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A card in its file: of which entry it tells, and whether it adds to a card loaded before.

    ``table`` is what the card says, ``text`` the whole file, of which the card begins at ``start``.
    """

    file: str
    line: int
    kind: str
    entry: str
    extends: bool
    table: Mapping[str, object]
    text: str
    start: int
    card: Card

    @property
    def place(self) -> Place:
        """Where the card stands."""
        return Place(file=self.file, line=self.line)

    def with_card(self, card: Card) -> Held:
        """The same with another card in the place of this one."""
        end = self.start + len(self.card.text)
        return replace(self, card=card, text=self.text[: self.start] + card.text + self.text[end:])


def cards_of(texts: Mapping[str, str], entry: str) -> tuple[Held, ...] | Problem:
    """The cards of an entry, those that others add to first; never empty."""
    return held(texts, entry) or _why_unknown(texts, entry)


def held(texts: Mapping[str, str], entry: str) -> tuple[Held, ...]:
    """The same, and empty where there is no such entry."""
    likely = files_naming(texts, [entry])
    found = [card for file in likely for card in cards_in(file, texts[file]) if card.entry == entry]
    return tuple(sorted(found, key=lambda card: (card.extends, loading_order(card.file))))


def files_naming(texts: Mapping[str, str], entries: Iterable[str]) -> tuple[str, ...]:
    """The files that may hold any of these entries: reading the others would be in vain."""
    ids = {entry.rpartition("/")[2] for entry in entries}
    written = [f"{quote}{id_}{quote}" for id_ in ids for quote in "\"'"]
    return tuple(file for file in sorted(texts) if any(id_ in texts[file] for id_ in written))


def cards_in(file: str, text: str) -> tuple[Held, ...]:
    """Every card of a file that tells of an entry; none where it can't be read."""
    plain = readable(file, text, [])
    if plain is None:
        return ()
    return tuple(_head(file, plain) if file.endswith(".md") else _tables(file, plain))


def files(*cards: Held) -> dict[str, str]:
    """The texts of the files in which these cards stand, by path."""
    return {card.file: card.text for card in cards}


def _head(file: str, text: str) -> Iterator[Held]:
    lines = text.split("\n")
    fences = [number for number, line in enumerate(lines) if line.rstrip() == FENCE]
    if fences[:1] != [0] or fences[1:] == []:
        return
    head = "\n".join(lines[1 : fences[1]])
    document = toml(file, head, [], above=1)
    if document is None:
        return
    entry = document.tables.get("extends", document.tables.get("id"))
    if not isinstance(entry, str):
        return
    yield Held(
        file=file,
        line=1,
        kind=ADVICE,
        entry=entry,
        extends="extends" in document.tables,
        table=document.tables,
        text=text,
        start=len(lines[0]) + 1,
        card=Card(head),
    )


def _tables(file: str, text: str) -> Iterator[Held]:
    document = toml(file, text, [])
    if document is None:
        return
    survey, spans = _survey_of(document), _spans(text, document)
    for kind in (SURVEY, *_QUALIFIED, *_ALONE):
        written = document.tables.get(kind)
        tables = written if isinstance(written, list) else [written]
        lines = document.lines.get(kind, ())
        for table, line in zip(tables, lines, strict=False):
            entry = survey if kind == SURVEY else _id_of(table)
            if not isinstance(table, dict) or not entry or (kind in _QUALIFIED and not survey):
                continue
            start, end = spans[line]
            yield Held(
                file=file,
                line=line,
                kind=kind,
                entry=qualified(survey, entry) if kind in _QUALIFIED else entry,
                extends=kind in (SURVEY, *_QUALIFIED) and _adds(document),
                table=table,
                text=text,
                start=start,
                card=Card(text[start:end]),
            )


def _survey_of(document: Document) -> str:
    survey = document.tables.get(SURVEY)
    if not isinstance(survey, dict):
        return ""
    id_ = survey.get("extends", survey.get("id"))
    return id_ if isinstance(id_, str) else ""


def _adds(document: Document) -> bool:
    survey = document.tables.get(SURVEY)
    return isinstance(survey, dict) and "extends" in survey


def _id_of(table: object) -> str:
    id_ = table.get("id") if isinstance(table, dict) else None
    return id_ if isinstance(id_, str) else ""


def _spans(text: str, document: Document) -> Mapping[int, tuple[int, int]]:
    """Where each card begins and ends, by the line of its header: at the next one at the latest.

    Blank lines and remarks below a card's last field belong to what follows.
    """
    lines = text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    headers = sorted(line for found in document.lines.values() for line in found)
    spans = {}
    for header, following in pairwise([*headers, len(lines) + 1]):
        last = following - 1
        while lines[last - 1].strip() == "" or lines[last - 1].lstrip().startswith("#"):
            last -= 1
        spans[header] = starts[header - 1], starts[last] - 1
    return spans


def _why_unknown(texts: Mapping[str, str], entry: str) -> Problem:
    """That there is no such entry, or that the text can't be read which seems to hold it."""
    known: set[str] = set()
    for file, text in texts.items():
        cards = cards_in(file, text)
        known |= {card.entry for card in cards}
        problems: list[Problem] = []
        if not cards and entry.rpartition("/")[2] in ids_written(text) | {stem(file)}:
            plain = readable(file, text, problems)
            if plain is not None and file.endswith(".toml"):
                toml(file, plain, problems)
        if problems:
            return problems[0]
    what = f"unknown entry {quoted(entry)}"
    return Problem(place=Place(file="."), what=what, mend=suggestion(entry, known))
