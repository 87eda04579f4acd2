"""Values of this package as JSON, and back: read strictly, whoever wrote it.

A value is written as an object of its fields, and read by what its class says of them: nothing may be
missing, nothing more may stand there, and everything must be of its type.
"""

from __future__ import annotations

import json
import math
from contextlib import suppress
from dataclasses import fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import TYPE_CHECKING, Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from bot.knowledge.model import Place, Problem
from bot.proofing.answers import Answered, Counted, Difference, Severity
from bot.proofing.changes import Change, Correction, FigureChange, Happened, Subject, TextChange
from bot.proofing.covering import Covered
from bot.questions.coverage import Drawn, Pair
from bot.replies.reply import Kind, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = TypeVar("Value")

_LONGEST_NUMBER: Final = 100

#: What the annotations of these classes name, most of which is imported for type checkers alone.
_NAMES: Final[Mapping[str, object]] = MappingProxyType(
    {
        named.__name__: named
        for named in (
            *(Answered, Change, Correction, Counted, Covered, Decimal, Difference, Drawn, FigureChange),
            *(Happened, Kind, Outcome, Pair, Place, Problem, Severity, Subject, TextChange),
        )
    }
)


def written(value: object) -> str:
    """A value as JSON text, in ASCII."""
    return json.dumps(_plain(value), allow_nan=False, separators=(",", ":"))


def read(text: str | bytes, kind: type[Value]) -> Value:
    """The value of this class that a text holds. Raises ValueError for anything else."""
    try:
        return _read(json.loads(text), kind, kind.__name__)  # type: ignore[no-any-return]
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def understood(given: object, kind: type[Value]) -> Value | None:
    """The value of this class whose fields are given by name; None for anything else."""
    try:
        return _read(given, kind, kind.__name__)  # type: ignore[no-any-return]
    except (ValueError, RecursionError):
        return None


def _plain(value: object) -> object:
    match value:
        case None | bool() | int() | float():
            return value
        case str() | Decimal():
            return str(value)
        case tuple():
            return [_plain(held) for held in value]
        case _ if is_dataclass(value):
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            message = f"{type(value).__name__} is nothing to be written"
            raise TypeError(message)


def _read(given: object, kind: Any, way: str) -> Any:  # noqa: ANN401 (of whichever type is asked for)
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        inner = [each for each in get_args(kind) if each is not NoneType]
        return None if given is None else _read(given, inner[0], way)
    if origin is tuple:
        if not isinstance(given, list):
            raise _misfit(way, "a list")
        return tuple(_read(held, get_args(kind)[0], f"{way}[]") for held in given)
    if is_dataclass(kind):
        return _read_fields(given, kind, way)
    return _read_simple(given, kind, way)


def _read_fields(given: object, kind: Any, way: str) -> Any:  # noqa: ANN401 (a value of that class)
    types = _types(kind)
    if not isinstance(given, dict) or set(given) != set(types):
        raise _misfit(way, f"an object of {', '.join(types)}")
    return kind(**{name: _read(given[name], types[name], f"{way}.{name}") for name in types})


def _read_simple(given: object, kind: Any, way: str) -> object:  # noqa: ANN401 (a type)
    if kind is float and type(given) in {float, int} and math.isfinite(given):  # type: ignore[arg-type]
        return float(given)  # type: ignore[arg-type]
    if kind in {str, int, bool} and type(given) is kind:
        return given
    if kind is Decimal and isinstance(given, str) and len(given) <= _LONGEST_NUMBER:
        with suppress(InvalidOperation):
            number = Decimal(given)
            # To print a number with a monstrous exponent would take all memory.
            if number.is_finite() and abs(number.adjusted()) < _LONGEST_NUMBER:
                return number
    elif issubclass(kind, StrEnum) and isinstance(given, str) and given in set(kind):
        return kind(given)
    raise _misfit(way, f"of type {kind.__name__}")


@cache
def _types(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind, localns=dict(_NAMES))
    return {field.name: hints[field.name] for field in fields(kind)}


def _misfit(way: str, what: str) -> ValueError:
    return ValueError(f"{way}: must be {what}")
