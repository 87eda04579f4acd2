"""The sections of a Markdown file: setting one, with every other line kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.editing.edits import SECTION_PARTS
from bot.knowledge.parse_advice import SECTIONS, parse_advice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.editing.edits import Part
    from bot.editing.holding import Held

#: How the sections are headed.
HEADINGS = {key: f"# {title}" for title, key in SECTIONS.items()}


def holds_section(card: Held, part: Part) -> bool:
    """Whether this file of an entry has the section."""
    return part in _bodies(card)


def with_section(card: Held, part: Part, text: str) -> str:
    """The file with this text in a section: in the place of the old one, or as a new section."""
    lines = card.text.split("\n")
    bodies = _bodies(card)
    if part in bodies:
        start, end = bodies[part]
        return "\n".join([*lines[:start], *text.split("\n"), *lines[end:]])
    before = [bodies[other] for other in SECTION_PARTS[: SECTION_PARTS.index(part)] if other in bodies]
    at = before[-1][1] if before else _end_of_head(card)
    block = [HEADINGS[part], "", *text.split("\n")]
    below = lines[at:] if lines[at:] and not lines[at].strip() else ["", *lines[at:]]
    return "\n".join([*lines[:at], *([""] if before else []), *block, *below])


def _bodies(card: Held) -> Mapping[str, tuple[int, int]]:
    """Where the text of each section stands, ``lines[start:end]``, without blank lines around it."""
    read = parse_advice(card.file, card.text, [])
    places = {} if read is None else read.entry.section_places
    lines = card.text.split("\n")
    headings = sorted(place.line - 2 for place in places.values())
    bodies = {}
    for key, place in places.items():
        start = place.line - 1
        end = min((line for line in headings if line >= start), default=len(lines))
        while end > start and not lines[end - 1].strip():
            end -= 1
        while start < end and not lines[start].strip():
            start += 1
        bodies[key] = start, end
    return bodies


def _end_of_head(card: Held) -> int:
    return card.text[: card.start].count("\n") + card.card.text.count("\n") + 2
