"""The guild's small collection, one edit of it at a time: what it makes of the texts and of what is known."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.editing.edits import AddAdvice, AddDecoy, AddMeasure, NewFigure, Part
from bot.knowledge.model import Basis, Ground, Missing, Stance
from bot.knowledge.parse import parse
from tests.editing.comparing import lines, revised
from tests.knowledge.guild import TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.editing.edits import Edit
    from bot.knowledge.model import Knowledge

PRIDE, WILLING = "yeast-survey/starter-pride", "yeast-survey/share-willing"
CLAIM = "yeast-survey/who-knows-yeast"
SHARE = "share-the-yeast"

#: Additions of each kind.
MEASURE = AddMeasure(
    survey="yeast-survey",
    id="oven-pride",
    short="pride in the oven",
    statement="are proud of their oven",
    asked_as=("proud of the oven", "oven vanity"),
    figures={"baker": NewFigure(value=Decimal("51.5")), "cook": NewFigure(value=Decimal(3), unit="ovens")},
    sources=("barm-review",),
    complement="are not",
    reach=("how many boast of heat",),
)
DECOY = AddDecoy(
    id="ovens", about="ovens", missing=Missing.OTHER, asked_as=("buy an oven", "oven"), near=SHARE
)
ADVICE = AddAdvice(
    id="bake-together",
    title="Bake together",
    basis=Basis.ADVISER,
    asked_as=("bake as one", "joint baking"),
    sections={Part.LEAD: "Bake.", Part.CIO: "Ask.", Part.CMO: "Ask.", Part.CEO: "Ask.", Part.OTHERS: "Eat."},
    rests_on=(
        Ground(kind="figure", id=PRIDE, population="baker"),
        Ground(kind="source", id="brewers-letter", stance=Stance.OPPOSES),
    ),
    steps=("Light the oven.", "Wait."),
    related=(SHARE,),
    reach=("one oven for both guilds",),
)


def after(edit: Edit, texts: Mapping[str, str] = TEXTS) -> Knowledge:
    """What is known after an edit that leaves all as sound as it was."""
    knowledge, problems = parse({**texts, **revised(texts, edit)})
    assert problems == ()
    assert knowledge is not None
    return knowledge


def changed(edit: Edit, texts: Mapping[str, str] = TEXTS) -> dict[str, tuple[list[str], list[str]]]:
    """The lines that went and came, by file."""
    return {file: lines(texts.get(file, ""), text) for file, text in revised(texts, edit).items()}


def with_text(file: str, old: str, new: str) -> Mapping[str, str]:
    """The collection with something written otherwise."""
    assert old in TEXTS[file]
    return {**TEXTS, file: TEXTS[file].replace(old, new, 1)}
