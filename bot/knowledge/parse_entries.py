"""The tables that stand alone: sources, themes, decoys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.model import Decoy, Member, Missing, Source, SourceKind, Theme
from bot.knowledge.reader import each_table

if TYPE_CHECKING:
    from bot.knowledge.model import Problem
    from bot.knowledge.texts import Document


def parse_sources(document: Document, problems: list[Problem]) -> tuple[Source, ...]:
    """The publications of a file that can be referred to."""
    found = []
    for table in each_table(document, "source", problems):
        source = Source(
            id=table.id(),
            title=table.text("title"),
            kind=table.choice("kind", SourceKind),
            about=table.text("about"),
            publisher=table.text_or_none("publisher"),
            author=table.text_or_none("author"),
            date=table.text_or_none("date"),
            url=table.text_or_none("url"),
            derives_from=table.texts("derives_from"),
            interest=table.text_or_none("interest"),
            names=table.texts("names"),
            asked_as=table.texts("asked_as"),
            reach=table.texts("reach"),
            not_=table.texts("not"),
            place=table.place,
        )
        table.close()
        found.append(source)
    return tuple(s for s in found if s.id)


def parse_themes(document: Document, problems: list[Problem]) -> tuple[Theme, ...]:
    """The themes of a file that can be referred to."""
    found = []
    for table in each_table(document, "theme", problems):
        members = []
        for inner in table.tables("members", required=True):
            member = Member(
                measure=inner.text("measure"), differs=inner.text("differs"), contrary=inner.flag("contrary")
            )
            members.append(member)
            inner.close()
        theme = Theme(
            id=table.id(),
            title=table.text("title"),
            asked_as=table.texts("asked_as", required=True),
            members=tuple(members),
            note=table.text_or_none("note"),
            takes=table.texts("takes"),
            reach=table.texts("reach"),
            not_=table.texts("not"),
            place=table.place,
        )
        table.close()
        found.append(theme)
    return tuple(t for t in found if t.id)


def parse_decoys(document: Document, problems: list[Problem]) -> tuple[Decoy, ...]:
    """The decoys of a file."""
    found = []
    for table in each_table(document, "decoy", problems):
        decoy = Decoy(
            id=table.id(),
            about=table.text("about"),
            missing=table.choice("missing", Missing),
            asked_as=table.texts("asked_as", required=True),
            near=table.text_or_none("near"),
            unless=table.text_or_none("unless"),
            reach=table.texts("reach"),
            not_=table.texts("not"),
            place=table.place,
        )
        table.close()
        found.append(decoy)
    return tuple(d for d in found if d.id)
