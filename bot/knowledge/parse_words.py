"""words.toml: how people name roles and operations, and what points elsewhere."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.knowledge.model import Missing, Role, Words
from bot.knowledge.nearest import suggestion
from bot.knowledge.reader import TableReader, each_table, one_table, unknown_tables
from bot.knowledge.texts import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.knowledge.model import Problem
    from bot.knowledge.texts import Document

#: What stands in words.toml and in no other file.
WORDS_TABLES = ("role", "cues", "elsewhere", "social", "synonyms", "glossary")


def parse_words(document: Document, problems: list[Problem]) -> Words:
    """The vocabulary, as much of it as can be read."""
    unknown_tables(document, WORDS_TABLES, problems)
    elsewhere = one_table(document, "elsewhere", problems)
    if elsewhere is not None:
        known = [kind.value for kind in Missing]
        for key in elsewhere.names():
            if key not in known:
                elsewhere.note(f"unknown key {quoted(key)} in [elsewhere]", suggestion(key, known))
    return Words(
        roles=_roles(document, problems),
        cues=_phrases(one_table(document, "cues", problems)),
        elsewhere=_phrases(elsewhere),
        social=_phrases(one_table(document, "social", problems)),
        synonyms=_phrases(one_table(document, "synonyms", problems)),
        glossary=_glossary(one_table(document, "glossary", problems)),
    )


def _roles(document: Document, problems: list[Problem]) -> Mapping[str, Role]:
    roles: dict[str, Role] = {}
    read: list[tuple[Role, TableReader]] = []
    for table in each_table(document, "role", problems):
        role = Role(
            id=table.id(),
            one=table.text("one"),
            many=table.text("many"),
            names=table.texts("names"),
            full=table.text_or_none("full"),
            counterpart=table.text_or_none("counterpart"),
            within=table.text_or_none("within"),
        )
        table.close()
        read.append((role, table))
        if role.id in roles:
            table.note(f"the role {quoted(role.id)} is entered twice", "delete one of the two")
        elif role.id:
            roles[role.id] = role
    for role, table in read:
        for other in (role.counterpart, role.within):
            if other is not None and other not in roles:
                table.note(f"unknown role {quoted(other)}", suggestion(other, roles))
    return MappingProxyType(roles)


def _phrases(table: TableReader | None) -> Mapping[str, tuple[str, ...]]:
    if table is None:
        return MappingProxyType({})
    return MappingProxyType({key: table.texts(key) for key in table.names()})


def _glossary(table: TableReader | None) -> Mapping[str, str]:
    if table is None:
        return MappingProxyType({})
    words = {key: table.text_or_none(key) for key in table.names()}
    return MappingProxyType({key: word for key, word in words.items() if word is not None})
