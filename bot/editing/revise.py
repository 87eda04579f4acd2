"""One edit of the texts of the knowledge.

A revision changes as little as it can: every line that an edit is not about keeps each of its
characters, so that a change made by message reads, compared with the file before, like one made by
hand. Whether the knowledge is sound afterwards is for :mod:`bot.knowledge` to say; here is only made
sure that what was written can be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.editing.additions import add_decoy, add_figure, add_measure
from bot.editing.edits import (
    AddAdvice,
    AddDecoy,
    AddFigure,
    AddMeasure,
    AddPhrasing,
    Edit,
    RemovePhrasing,
    Revised,
    SetCaveat,
    SetText,
    SetValue,
)
from bot.editing.figures import set_caveat, set_value
from bot.editing.guidance import add_advice
from bot.editing.parts import set_text
from bot.editing.phrasings import add_phrasing, remove_phrasing
from bot.editing.wording import MESSAGE
from bot.knowledge.model import Problem
from bot.knowledge.parse_advice import parse_advice
from bot.knowledge.texts import readable, toml

if TYPE_CHECKING:
    from collections.abc import Mapping


def revise(texts: Mapping[str, str], edit: Edit) -> Revised | Problem:
    """The texts that the edit changes or adds, by path, or why it can't be made.

    ``texts`` are those of all collections by path; they stay as they are.
    """
    revised = _revised(texts, edit)
    if isinstance(revised, Problem):
        return revised
    changed = {file: text for file, text in revised.texts.items() if text != texts.get(file)}
    if not changed:
        return Problem(place=MESSAGE, what="nothing would change", mend="it reads like that already")
    for file, text in sorted(changed.items()):
        unreadable = _unreadable(file, text)
        if unreadable is not None:
            return unreadable
    return Revised(texts=changed)


def _revised(texts: Mapping[str, str], edit: Edit) -> Revised | Problem:
    match edit:
        case SetValue():
            return set_value(texts, edit)
        case SetCaveat():
            return set_caveat(texts, edit)
        case AddPhrasing():
            return add_phrasing(texts, edit)
        case RemovePhrasing():
            return remove_phrasing(texts, edit)
        case SetText():
            return set_text(texts, edit)
        case AddFigure():
            return add_figure(texts, edit)
        case AddMeasure():
            return add_measure(texts, edit)
        case AddAdvice():
            return add_advice(texts, edit)
        case AddDecoy():
            return add_decoy(texts, edit)


def _unreadable(file: str, text: str) -> Problem | None:
    """Why a revised text can't be read at all: it has become too long, for one."""
    problems: list[Problem] = []
    plain = readable(file, text, problems)
    read = plain and (parse_advice(file, plain, []) if file.endswith(".md") else toml(file, plain, problems))
    if read:
        return None
    return problems[0] if problems else Problem(place=MESSAGE, what=f"{file} could not be read afterwards")
