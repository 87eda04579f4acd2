"""Advice and definitions: a TOML head between ``+++`` lines, then one section per audience."""

from __future__ import annotations

import re
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

_FENCE = "+++"
_HEADING = re.compile(r"#(?P<title>[^#].*)?")
_KINDS = ("advice", "definition")
_GROUNDS = ("figure", "claim", "source")


def parse_advice(file: str, text: str, problems: list[Problem]) -> Advice | None:
    """The entry of one Markdown file, or None when its head can't be read."""
    lines = text.split("\n")
    top = Place(file=file)
    fences = [number for number, line in enumerate(lines) if line.rstrip() == _FENCE]
    if fences[:1] != [0] or fences[1:] == []:
        mend = f"write its id, title … between a first line {_FENCE} and another"
        problems.append(Problem(place=top, what="no head", mend=mend))
        return None
    document = toml(file, "\n".join(lines[1 : fences[1]]), problems, above=1)
    if document is None:
        return None
    head = TableReader(document.tables, name="the head", place=top, problems=problems)
    id_ = head.id()
    name = stem(file)
    if id_ and id_ != name:
        head.note(f"the id {quoted(id_)} is not the file's name", f"write {quoted(name)} or rename it")
    kind = head.word("kind", _KINDS)
    sections, first_lines = _sections(file, lines, fences[1] + 1, problems)
    _report_missing(kind, sections, top, problems)
    entry = Advice(
        id=id_ or name,
        kind=kind,
        title=head.text("title"),
        asked_as=head.texts("asked_as", required=True),
        rests_on=_grounds(head),
        basis=head.choice("basis", Basis),
        sections=MappingProxyType(sections),
        steps=head.texts("steps"),
        related=head.texts("related"),
        reach=head.texts("reach"),
        not_=head.texts("not"),
        place=top,
        section_lines=MappingProxyType(first_lines),
    )
    head.close()
    return entry


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
) -> tuple[dict[str, str], dict[str, int]]:
    """Each section's text by key, and the line of the file on which it begins."""
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
    first_lines: dict[str, int] = {}
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
            first_lines[key] = number + 2
    return sections, first_lines


def _report_missing(kind: str, sections: Mapping[str, str], place: Place, problems: list[Problem]) -> None:
    needed = SECTIONS if kind == "advice" else ("Lead",)
    for title in needed:
        if SECTIONS[title] not in sections:
            what = f"no section {quoted(title)}"
            problems.append(Problem(place=place, what=what, mend=f"write # {title}"))
