"""Advice and definitions: a TOML head between ``+++`` lines, then one section per audience."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.knowledge.model import Advice, Audience, Basis, Ground, Place, Problem, Stance
from bot.knowledge.nearest import suggestion
from bot.knowledge.reader import TableReader
from bot.knowledge.texts import quoted, toml

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The sections' headings, as written, with the keys they have in :attr:`Advice.sections`.
SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "Lead": "lead",
        "CIO": Audience.CIO.value,
        "CMO": Audience.CMO.value,
        "CEO": Audience.CEO.value,
        "Others": Audience.OTHER.value,
    },
)

#: The line above and below the head.
FENCE = "+++"
_HEADING = re.compile(r"#(?P<title>[^#].*)?")
_KINDS = ("advice", "definition")
_GROUNDS = ("figure", "claim", "source")


@dataclass(frozen=True, kw_only=True, slots=True)
class AdvicePart:
    """One file's share of an entry: the whole of it, or (``extends``) an addition to one loaded before.

    ``based`` is set when it names a basis of its own.
    """

    entry: Advice
    extends: bool
    based: bool = True


def parse_advice(file: str, text: str, problems: list[Problem]) -> AdvicePart | None:
    """What one Markdown file says of its entry, or None when its head can't be read.

    An addition may lack all that the entry has already; what it does give replaces the sections and
    steps, and is added to everything else.
    """
    lines = text.split("\n")
    top = Place(file=file)
    fences = [number for number, line in enumerate(lines) if line.rstrip() == FENCE]
    if fences[:1] != [0] or fences[1:] == []:
        mend = f"write its id, title … between a first line {FENCE} and another"
        problems.append(Problem(place=top, what="no head", mend=mend))
        return None
    document = toml(file, "\n".join(lines[1 : fences[1]]), problems, above=1)
    if document is None:
        return None
    head = TableReader(document.tables, name="the head", place=top, problems=problems)
    extended = head.text_or_none("extends")
    extends = extended is not None
    if extended is not None and head.has("id"):
        head.note('"id" beside "extends"', "leave the id out: it is that of the entry extended")
        head.value("id")
    id_ = head.id() if extended is None else extended
    name = stem(file)
    if id_ and id_ != name:
        head.note(f"the id {quoted(id_)} is not the file's name", f"write {quoted(name)} or rename it")
    based = head.has("basis")
    kind = head.word("kind", _KINDS, default="" if extends else None)
    sections, places = _sections(file, lines, fences[1] + 1, problems)
    if not extends:
        _report_missing(kind, sections, top, problems)
    entry = Advice(
        id=id_ or name,
        kind=kind,
        title=(head.text_or_none("title") or "") if extends else head.text("title"),
        asked_as=head.texts("asked_as", required=not extends),
        rests_on=_grounds(head),
        basis=head.choice("basis", Basis, default=Basis.ADVISER if extends else None),
        sections=MappingProxyType(sections),
        steps=head.texts("steps"),
        related=head.texts("related"),
        takes=head.texts("takes"),
        reach=head.texts("reach"),
        not_=head.texts("not"),
        place=top,
        section_places=MappingProxyType(places),
    )
    head.close()
    return AdvicePart(entry=entry, extends=extends, based=based)


def stem(file: str) -> str:
    """A file's name without folders and ending."""
    return file.rpartition("/")[2].partition(".")[0]


def _grounds(head: TableReader) -> tuple[Ground, ...]:
    found = []
    for table in head.tables("rests_on"):
        named = [kind for kind in _GROUNDS if table.has(kind)]
        for kind in _GROUNDS:
            table.value(kind)  # known keys, whichever of them stands here
        if len(named) != 1:
            table.note("a ground that is not one thing", "write one of figure, claim, source")
        population = table.text_or_none("population")
        if population is not None and "figure" not in named:
            table.note('"population" without "figure"', "leave it out")
        stance = table.choice("stance", Stance, default=Stance.SUPPORTS)
        id_ = table.text_or_none(named[0]) if named else None
        table.close()
        if id_ is not None:
            ground = Ground(kind=named[0], id=id_, population=population, stance=stance)
            found.append(ground)
    return tuple(found)


def _sections(
    file: str, lines: list[str], start: int, problems: list[Problem]
) -> tuple[dict[str, str], dict[str, Place]]:
    """Each section's text by key, and where it begins."""
    headings = [
        (number, (found["title"] or "").strip())
        for number, line in enumerate(lines[start:], start=start)
        if (found := _HEADING.fullmatch(line.rstrip()))
    ]
    ends = [number for number, _ in headings[1:]] + [len(lines)]
    before = "".join(lines[start : headings[0][0] if headings else len(lines)])
    if before.strip():
        place = Place(file=file, line=start + 1)
        what, mend = "text before the first heading", "write # Lead above it"
        problems.append(Problem(place=place, what=what, mend=mend))
    sections: dict[str, str] = {}
    places: dict[str, Place] = {}
    for (number, title), end in zip(headings, ends, strict=False):
        place = Place(file=file, line=number + 1)
        key = SECTIONS.get(title)
        body = "\n".join(lines[number + 1 : end])
        if key is None:
            what, mend = f"unknown section {quoted(title)}", suggestion(title, SECTIONS)
            problems.append(Problem(place=place, what=what, mend=mend))
        elif key in sections:
            what = f"a second section {quoted(title)}"
            problems.append(Problem(place=place, what=what, mend="make one of the two"))
        elif not body.strip():
            what = f"the section {quoted(title)} is empty"
            problems.append(Problem(place=place, what=what, mend="write it or leave it out"))
        if key is not None and key not in sections:
            sections[key] = body.rstrip()
            places[key] = Place(file=file, line=number + 2)
    return sections, places


def _report_missing(kind: str, sections: Mapping[str, str], place: Place, problems: list[Problem]) -> None:
    needed = SECTIONS if kind == "advice" else ("Lead",)
    for title in needed:
        if SECTIONS[title] not in sections:
            what = f"no section {quoted(title)}"
            problems.append(Problem(place=place, what=what, mend=f"write # {title}"))
