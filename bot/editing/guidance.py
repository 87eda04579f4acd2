"""New guidance and definitions: a file of their own each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.editing import writing
from bot.editing.additions import fields_worded, taken_id
from bot.editing.edits import SECTION_PARTS, Part, Revised
from bot.editing.sections import HEADINGS
from bot.editing.wording import MESSAGE, no_id, paragraphs, phrased
from bot.knowledge.model import Ground, Problem, Stance
from bot.knowledge.nearest import suggestion
from bot.knowledge.parse_advice import FENCE
from bot.knowledge.texts import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.editing.edits import AddAdvice


def add_advice(texts: Mapping[str, str], edit: AddAdvice) -> Revised | Problem:
    """The texts with a new file, named after the id of what it holds."""
    collections = {file.partition("/")[0] for file in texts if "/" in file}
    if edit.collection not in collections:
        what = f"there is no collection {quoted(edit.collection)}"
        return Problem(place=MESSAGE, what=what, mend=suggestion(edit.collection, collections))
    taken = no_id(edit.id) or taken_id(texts, edit.id)
    if taken is not None:
        return taken
    head, sections = _head(edit), _sections(edit)
    if isinstance(head, Problem):
        return head
    if isinstance(sections, Problem):
        return sections
    return Revised(texts={advice_file(edit.collection, edit.id): f"{head}\n{sections}\n"})


def advice_file(collection: str, id_: str) -> str:
    """The path of the file that holds an entry of this id, which must be one."""
    return f"{collection}/advice/{id_}.md"


def _head(edit: AddAdvice) -> str | Problem:
    above = fields_worded(
        id=edit.id,
        kind=edit.kind,
        title=edit.title,
        basis=edit.basis.value,
        asked_as=phrased(edit.asked_as),
    )
    below = fields_worded(related=edit.related, steps=edit.steps, reach=edit.reach)
    if isinstance(above, Problem):
        return above
    if isinstance(below, Problem):
        return below
    if edit.rests_on:
        above["rests_on"] = writing.rows(_ground(ground) for ground in edit.rests_on)
    fields = [f"{key} = {value}" for key, value in (above | below).items()]
    return "\n".join([FENCE, *fields, FENCE])


def _ground(ground: Ground) -> str:
    fields = {ground.kind: writing.text(ground.id)}
    if ground.population is not None:
        fields["population"] = writing.text(ground.population)
    if ground.stance is not Stance.SUPPORTS:
        fields["stance"] = writing.text(ground.stance)
    return writing.inline(fields)


def _sections(edit: AddAdvice) -> str | Problem:
    needed = (Part.LEAD,) if edit.kind == "definition" else SECTION_PARTS
    missing = [part for part in needed if part not in edit.sections]
    if missing:
        what = f"no section {quoted(HEADINGS[missing[0]].removeprefix('# '))}"
        return Problem(place=MESSAGE, what=what, mend="write it, or make it a definition")
    written = []
    for part in SECTION_PARTS:
        body = paragraphs(part, edit.sections[part]) if part in edit.sections else None
        if isinstance(body, Problem):
            return body
        if body is not None:
            written.append(f"{HEADINGS[part]}\n\n{body}")
    return "\n\n".join(written)
