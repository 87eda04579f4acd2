"""One printed value, from a bare number or an inline table."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.knowledge.model import Figure, Relation
from bot.knowledge.reader import kind_of
from bot.knowledge.texts import quoted

if TYPE_CHECKING:
    from bot.knowledge.reader import TableReader

_EXAMPLE = '83 or { value = 50, relation = "more than" }'
_WHOLE = Decimal(100)
_LARGEST = Decimal(10) ** 15  # beyond it a value is a slip of the keyboard
_FINEST = -6  # decimal places, as an exponent


def parse_figure(
    owner: TableReader, value: object, *, measure: str, population: str, sources: tuple[str, ...]
) -> Figure | None:
    """The figure of a population, or None when no value can be made of it.

    ``sources`` stand in where the figure names none of its own. Problems are noted by ``owner``.
    """
    name = f"figures.{population}"
    if not isinstance(value, dict):
        number = _number(owner, name, value)
        if number is None:
            return None
        bare = Figure(measure=measure, population=population, value=number, sources=sources)
        return _within_bounds(owner, name, bare)
    table = owner.inner(value, name=quoted(name))
    written = table.value("value")
    if written is None:
        table.note(f"{quoted(name)} without a value", f"write {_EXAMPLE}")
    number = None if written is None else _number(owner, f"{name}.value", written)
    figure = Figure(
        measure=measure,
        population=population,
        value=Decimal(0) if number is None else number,
        relation=table.choice("relation", Relation, default=Relation.EXACTLY),
        unit=table.text_or_none("unit") or "%",
        period=table.text_or_none("period"),
        sources=table.texts("sources") or sources,
        caveat=table.text_or_none("caveat"),
    )
    table.close()
    return None if number is None else _within_bounds(owner, name, figure)


def _number(owner: TableReader, name: str, value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        owner.note(f"{quoted(name)} is {kind_of(value)}", f"write a number, such as {_EXAMPLE}")
        return None
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or abs(number) >= _LARGEST or exponent < _FINEST:
        owner.note(f"{quoted(name)} is no number anyone measured", "write it as it is printed")
        return None
    return number


def _within_bounds(owner: TableReader, name: str, figure: Figure) -> Figure | None:
    if figure.unit == "%" and not 0 <= figure.value <= _WHOLE:
        what = f"{quoted(name)} is {figure.value} %"
        owner.note(what, "a share lies between 0 and 100; for anything else name the unit")
        return None
    return figure
