"""New cards, and new figures on old ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.editing import writing
from bot.editing.edits import NewFigure, Revised
from bot.editing.figures import MEASURE, figures_elsewhere, lines_of_figures, measure_cards, unfit_value
from bot.editing.holding import SURVEY, Held, cards_in, cards_of, files, held
from bot.editing.wording import MESSAGE, no_id, phrased, worded, worded_all
from bot.knowledge.model import SHARE, Problem
from bot.knowledge.nearest import suggestion
from bot.knowledge.parse import DECOYS
from bot.knowledge.parse_survey import qualified
from bot.knowledge.texts import quoted, toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.editing.edits import AddDecoy, AddFigure, AddMeasure

_GROWING = frozenset({"asked_as", "steps"})


def add_figure(texts: Mapping[str, str], edit: AddFigure) -> Revised | Problem:
    """The texts with the figure of one more population, on the last card of its measure."""
    found = measure_cards(texts, edit.entry)
    if isinstance(found, Problem):
        return found
    taken = [card for card in found if edit.population in lines_of_figures(card)]
    if taken:
        what = f"{quoted(edit.entry)} has a figure for {quoted(edit.population)} already"
        return Problem(place=taken[0].place, what=what, mend="change its value")
    elsewhere = figures_elsewhere(found[-1], edit.population)
    if elsewhere is not None:
        return elsewhere
    value = _figure(texts, edit.entry.partition("/")[0], edit.population, edit.figure)
    if isinstance(value, Problem):
        return value
    card = found[-1]
    return Revised(texts=files(card.with_card(card.card.put("figures", edit.population, value=value))))


def add_measure(texts: Mapping[str, str], edit: AddMeasure) -> Revised | Problem:
    """The texts with a new measure, below the others in the last file of its survey."""
    survey = cards_of(texts, edit.survey)
    if isinstance(survey, Problem):
        return survey
    if survey[0].kind != SURVEY:
        what = f"{quoted(edit.survey)} is no survey"
        return Problem(place=survey[0].place, what=what, mend="name the survey that counted it")
    taken = no_id(edit.id) or taken_id(texts, qualified(edit.survey, edit.id))
    if taken is not None:
        return taken
    fields = _measure_fields(texts, edit)
    if isinstance(fields, Problem):
        return fields
    return Revised(texts=_with_new_card(survey[-1].file, survey[-1].text, MEASURE, fields))


def add_decoy(texts: Mapping[str, str], edit: AddDecoy) -> Revised | Problem:
    """The texts with a new decoy, at the end of those that count for every collection."""
    taken = no_id(edit.id) or taken_id(texts, edit.id)
    if taken is not None:
        return taken
    if edit.near is not None:
        near = cards_of(texts, edit.near)
        if isinstance(near, Problem):
            return near
    fields = fields_worded(
        id=edit.id,
        about=edit.about,
        missing=edit.missing.value,
        asked_as=phrased(edit.asked_as),
        near=edit.near,
        reach=edit.reach,
    )
    if isinstance(fields, Problem):
        return fields
    return Revised(texts=_with_new_card(DECOYS, texts.get(DECOYS, ""), "decoy", fields))


def taken_id(texts: Mapping[str, str], entry: str) -> Problem | None:
    """That an id is another entry's, or None where it is free."""
    found = held(texts, entry)
    if not found:
        return None
    what = f"{quoted(entry)} is entered at {found[0].place} already"
    return Problem(place=MESSAGE, what=what, mend="choose another id")


def fields_worded(**fields: str | tuple[str, ...] | Problem | None) -> dict[str, str] | Problem:
    """Each field as it is written on a card, or what is wrong with the first that can't be.

    Fields without a text are left out; phrasings and steps stand each on a line of its own.
    """
    written = {}
    for key, field in fields.items():
        value = _field(key, field)
        if isinstance(value, Problem):
            return value
        if value is not None:
            written[key] = value
    return written


def _field(key: str, field: str | tuple[str, ...] | Problem | None) -> str | Problem | None:
    if field is None or isinstance(field, Problem):
        return field
    if isinstance(field, str):
        plain = worded(key, field)
        return plain if isinstance(plain, Problem) else writing.text(plain)
    if not field:
        return None
    items = worded_all(key, field)
    if isinstance(items, Problem):
        return items
    return writing.one_a_line(items) if key in _GROWING else writing.texts(items)


def _measure_fields(texts: Mapping[str, str], edit: AddMeasure) -> dict[str, str] | Problem:
    if not edit.figures:
        return Problem(place=MESSAGE, what="a measure without figures", mend="enter at least one")
    unknown = [source for source in edit.sources if not held(texts, source)]
    if unknown:
        return Problem(place=MESSAGE, what=f"unknown source {quoted(unknown[0])}", mend="add it first")
    figures = {}
    for population, entered in edit.figures.items():
        figure = _figure(texts, edit.survey, population, entered)
        if isinstance(figure, Problem):
            return figure
        figures[f"figures.{population}"] = figure
    above = fields_worded(id=edit.id, short=edit.short, statement=edit.statement, sources=edit.sources)
    below = fields_worded(
        complement=edit.complement, caveat=edit.caveat, asked_as=phrased(edit.asked_as), reach=edit.reach
    )
    if isinstance(above, Problem):
        return above
    return below if isinstance(below, Problem) else {**above, **figures, **below}


def _figure(texts: Mapping[str, str], survey: str, population: str, entered: NewFigure) -> str | Problem:
    """A new figure as it is written, if its survey counted that population."""
    known = set(_populations(held(texts, survey)))
    if population not in known:
        what = f"{quoted(survey)} has no population {quoted(population)}"
        return Problem(place=MESSAGE, what=what, mend=suggestion(population, known))
    unfit = unfit_value(entered.value, entered.unit, population, MESSAGE)
    if unfit is not None:
        return unfit
    unit = None if entered.unit == SHARE else entered.unit
    fields = fields_worded(unit=unit, period=entered.period, caveat=entered.caveat)
    if isinstance(fields, Problem):
        return fields
    return writing.figure(writing.valued(fields, entered.value, entered.relation))


def _populations(surveys: Iterable[Held]) -> list[str]:
    """The populations that the files of a survey draw."""
    found = []
    for card in surveys:
        document = toml(card.file, card.text, [])
        tables = document.tables.get("population") if document else None
        found += [str(table["id"]) for table in tables if "id" in table] if isinstance(tables, list) else []
    return found


def _with_new_card(file: str, text: str, kind: str, fields: Mapping[str, str]) -> dict[str, str]:
    """The file with a new card below the last of its kind, or else at its end."""
    card = "\n".join([f"[[{kind}]]", *(f"{key} = {value}" for key, value in fields.items())])
    alike = [held for held in cards_in(file, text) if held.kind == kind]
    if alike:
        last = alike[-1]
        at = last.start + len(last.card.text)
        return {file: f"{last.text[:at]}\n\n{card}{last.text[at:]}"}
    above = text.rstrip("\n")
    return {file: f"{above}\n\n{card}\n" if above else f"{card}\n"}
