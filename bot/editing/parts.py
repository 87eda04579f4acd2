"""The texts of entries: which there are, how they read, and setting one."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.editing import writing
from bot.editing.edits import SECTION_PARTS, Part, Revised
from bot.editing.holding import ADVICE, Held, cards_of, files
from bot.editing.sections import holds_section, with_section
from bot.editing.wording import MESSAGE, paragraphs, worded, worded_all
from bot.knowledge.model import SURVEY_FACTS, Advice, Problem, Survey
from bot.knowledge.nearest import suggestion
from bot.knowledge.texts import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.editing.edits import SetText
    from bot.knowledge.model import Entry, Knowledge

_NEEDED: Mapping[str, tuple[Part, ...]] = MappingProxyType(
    {
        "measure": (Part.SHORT, Part.STATEMENT),
        "claim": (Part.SHORT, Part.STATEMENT),
        "dispute": (Part.NOTE,),
        "survey": (Part.NAME, Part.SHORT),
        "source": (Part.TITLE, Part.ABOUT),
        "theme": (Part.TITLE,),
        "decoy": (Part.ABOUT,),
        "advice": (Part.TITLE, *SECTION_PARTS),
    }
)
_OPTIONAL: Mapping[str, tuple[Part, ...]] = MappingProxyType(
    {
        "measure": (Part.COMPLEMENT,),
        "survey": tuple(Part(fact) for fact in SURVEY_FACTS),
        "source": (Part.PUBLISHER, Part.AUTHOR, Part.DATE, Part.URL, Part.INTEREST),
        "theme": (Part.NOTE,),
        "advice": (Part.STEPS,),
    }
)


def parts_of(knowledge: Knowledge, entry: str) -> Mapping[Part, str]:
    """What can be set of an entry, as it reads now; "" where there is nothing yet.

    Nothing for an unknown entry. A definition needs its lead alone and is offered no other section.
    """
    held = knowledge.entry(entry)
    if held is None:
        return {}
    texts = {part: _reads(held, part) for part in _parts(type(held).__name__.lower())}
    if isinstance(held, Advice) and held.kind == "definition":
        return {part: text for part, text in texts.items() if text or part not in SECTION_PARTS}
    return texts


def set_text(texts: Mapping[str, str], edit: SetText) -> Revised | Problem:
    """The texts with another wording of one part of an entry, or without that part."""
    found = cards_of(texts, edit.entry)
    if isinstance(found, Problem):
        return found
    kind = found[0].kind
    if edit.part not in _parts(kind):
        what = f"{quoted(edit.entry)} has no {quoted(edit.part)}, being a {kind}"
        return Problem(place=found[0].place, what=what, mend=suggestion(edit.part, _parts(kind)))
    if edit.text is None:
        return _without(found, edit.part)
    if edit.part in SECTION_PARTS:
        return _with_section(found, edit.part, edit.text)
    return _with_field(found, edit.part, edit.text)


def _parts(kind: str) -> tuple[Part, ...]:
    return _NEEDED[kind] + _OPTIONAL.get(kind, ())


def _reads(entry: Entry, part: Part) -> str:
    if isinstance(entry, Advice) and part in SECTION_PARTS:
        return entry.sections.get(part.value, "").strip()
    if isinstance(entry, Advice) and part is Part.STEPS:
        return "\n".join(entry.steps)
    if isinstance(entry, Survey) and part.value in SURVEY_FACTS:
        return entry.facts.get(part.value, "")
    return str(getattr(entry, part.value) or "")


def _without(found: tuple[Held, ...], part: Part) -> Revised | Problem:
    if part in _NEEDED[found[0].kind]:
        what = f"{quoted(found[0].entry)} needs its {quoted(part)}"
        return Problem(place=found[0].place, what=what, mend="write another")
    having = [card for card in found if part in card.table]
    if not having:
        return Problem(place=found[0].place, what=f"there is no {quoted(part)} to remove")
    return Revised(texts=files(*[card.with_card(card.card.drop(part)) for card in having]))


def _with_field(found: tuple[Held, ...], part: Part, text: str) -> Revised | Problem:
    value = _steps(text) if part is Part.STEPS else _line(part, text)
    if isinstance(value, Problem):
        return value
    having = tuple(card for card in found if part in card.table) or found[-1:]
    # What an addition says of guidance replaces what was said before; elsewhere all must say the same.
    cards = having[-1:] if found[0].kind == ADVICE else having
    return Revised(texts=files(*[card.with_card(card.card.put(part, value=value)) for card in cards]))


def _line(part: Part, text: str) -> str | Problem:
    plain = worded(part, text)
    return plain if isinstance(plain, Problem) else writing.text(plain)


def _steps(text: str) -> str | Problem:
    steps = worded_all("steps", [line for line in text.splitlines() if line.strip()])
    if steps == ():
        return Problem(place=MESSAGE, what='"steps" is empty', mend="write each on a line of its own")
    return steps if isinstance(steps, Problem) else writing.one_a_line(steps)


def _with_section(found: tuple[Held, ...], part: Part, text: str) -> Revised | Problem:
    body = paragraphs(part, text)
    if isinstance(body, Problem):
        return body
    card = ([card for card in found if holds_section(card, part)] or list(found))[-1]
    return Revised(texts={card.file: with_section(card, part, body)})
