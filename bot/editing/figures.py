"""Values and caveats of figures that are held."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from bot.editing import writing
from bot.editing.edits import Revised
from bot.editing.holding import Held, cards_of, files
from bot.editing.wording import worded
from bot.knowledge.model import SHARE, Problem, Relation
from bot.knowledge.nearest import suggestion
from bot.knowledge.parse_figure import parse_figure
from bot.knowledge.reader import TableReader
from bot.knowledge.texts import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from bot.editing.edits import SetCaveat, SetValue
    from bot.knowledge.model import Place

MEASURE = "measure"

_Told: TypeAlias = tuple[object, object, str]  # value, relation, unit


def set_value(texts: Mapping[str, str], edit: SetValue) -> Revised | Problem:
    """The texts with another value for a figure, wherever it is entered.

    Several files may enter the same one; a file that disagrees, and whose value a dispute tells,
    is left as it is.
    """
    found = cards_with_figure(texts, edit.entry, edit.population)
    if isinstance(found, Problem):
        return found
    held = _told(found[0], edit.population)
    _, _, unit = held
    unfit = unfit_value(edit.value, unit, edit.population, found[0].place)
    if unfit is not None:
        return unfit
    alike = [card for card in found if _told(card, edit.population) == held]
    changed = []
    for card in alike:
        fields = writing.fields_of(_written(card, edit.population))
        value = writing.figure(writing.valued(fields, edit.value, edit.relation))
        changed.append(card.with_card(card.card.put("figures", edit.population, value=value)))
    return Revised(texts=files(*changed))


def set_caveat(texts: Mapping[str, str], edit: SetCaveat) -> Revised | Problem:
    """The texts with another caveat for a measure or one of its figures, or with none.

    Where several cards have one, all are told together; so the new one stands on the last of them,
    and the others lose theirs.
    """
    caveat = None if edit.text is None else worded("caveat", edit.text)
    if isinstance(caveat, Problem):
        return caveat
    if edit.population is None:
        found = measure_cards(texts, edit.entry)
    else:
        found = cards_with_figure(texts, edit.entry, edit.population)
    if isinstance(found, Problem):
        return found
    with_caveat = [card for card in found if _caveat(card, edit.population) is not None]
    if caveat is None and not with_caveat:
        return Problem(place=found[-1].place, what="there is no caveat to remove")
    last = (with_caveat or found)[-1]
    others = [card for card in with_caveat if card is not last]
    changed = [_with_caveat(last, edit.population, caveat)]
    changed += [_with_caveat(card, edit.population, None) for card in others]
    return Revised(texts=files(*changed))


def measure_cards(texts: Mapping[str, str], entry: str) -> tuple[Held, ...] | Problem:
    """The cards of a measure."""
    found = cards_of(texts, entry)
    if isinstance(found, tuple) and found[0].kind != MEASURE:
        what = f"{quoted(entry)} is no measure"
        return Problem(place=found[0].place, what=what, mend="only measures have figures")
    return found


def cards_with_figure(texts: Mapping[str, str], entry: str, population: str) -> tuple[Held, ...] | Problem:
    """The cards of a measure that enter a figure of this population, on a line of its own each."""
    found = measure_cards(texts, entry)
    if isinstance(found, Problem):
        return found
    entered = tuple(card for card in found if population in lines_of_figures(card))
    for card in entered:
        elsewhere = figures_elsewhere(card, population)
        if elsewhere is not None:
            return elsewhere
    if not entered:
        known = {population for card in found for population in lines_of_figures(card)}
        what = f"{quoted(entry)} has no figure for {quoted(population)}"
        return Problem(place=found[0].place, what=what, mend=suggestion(population, known))
    return entered


def unfit_value(value: Decimal, unit: str, population: str, place: Place) -> Problem | None:
    """Why this can't be the value of a figure, or None."""
    problems: list[Problem] = []
    owner = TableReader({}, name="figures", place=place, problems=problems)
    table = {"value": value, "unit": unit}
    parse_figure(owner, table, measure="", population=population, sources=())
    return problems[0] if problems else None


def lines_of_figures(card: Held) -> Mapping[str, str | None]:
    """The figures of a card as written, by population; None for one that has no line of its own."""
    return {population: card.card.value("figures", population) for population in _figures(card)}


def figures_elsewhere(card: Held, population: str) -> Problem | None:
    """That a card's figures are gathered in a table, where none can be set; None where they aren't."""
    if None not in lines_of_figures(card).values():
        return None
    what = f"the figures of {quoted(card.entry)} are not on lines of their own"
    return Problem(place=card.place, what=what, mend=f"write figures.{population} = … there")


def _figures(card: Held) -> Mapping[str, object]:
    figures = card.table.get("figures")
    return figures if isinstance(figures, dict) else {}


def _told(card: Held, population: str) -> _Told:
    entered = _figures(card)[population]
    fields = entered if isinstance(entered, dict) else {"value": entered}
    return (
        fields.get("value"),
        fields.get("relation", Relation.EXACTLY),
        str(fields.get("unit", SHARE)),
    )


def _written(card: Held, population: str) -> str:
    return card.card.value("figures", population) or ""


def _caveat(card: Held, population: str | None) -> str | None:
    if population is None:
        return card.card.value("caveat")
    return writing.fields_of(_written(card, population)).get("caveat")


def _with_caveat(card: Held, population: str | None, caveat: str | None) -> Held:
    if population is None and caveat is None:
        return card.with_card(card.card.drop("caveat"))
    if population is None:
        return card.with_card(card.card.put("caveat", value=writing.text(caveat or "")))
    fields = writing.fields_of(_written(card, population))
    fields.pop("caveat", None)
    if caveat is not None:
        fields["caveat"] = writing.text(caveat)
    return card.with_card(card.card.put("figures", population, value=writing.figure(fields)))
