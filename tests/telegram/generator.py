"""Updates made at random from aiogram's types, which are the Bot API's schema."""

from __future__ import annotations

import types
from contextlib import suppress
from copy import deepcopy
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, Union, get_args, get_origin

from aiogram.client.default import Default
from aiogram.types import Chat, Update
from aiogram.types.base import TelegramObject
from pydantic import ValidationError

if TYPE_CHECKING:
    from random import Random

#: Objects in objects; an update with a message that replies to one is four deep.
_DEEPEST: Final = 5
_TEXTS: Final = (
    "",
    "why?",
    "/ask@entente_bot x",
    "@entente_bot hi",
    "🙂 é",
    "\u202e",
    "x" * 300,
    "-1",
    "private",
)
_NUMBERS: Final = (0, 1, -1, 7, 42, 777000, 1087968824, -1001234567890, 2**31, 2**52)


def update_at_random(chance: Random, key: int) -> dict[str, Any]:
    """An update with one kind of content, valid by the schema."""
    while True:
        kind = chance.choice([name for name in Update.model_fields if name != "update_id"])
        update = {"update_id": key, kind: _value(Update.model_fields[kind].annotation, chance, 0)}
        # A few types refer to themselves in ways that are not followed here.
        with suppress(ValidationError):
            Update.model_validate(update)
            return update


def mutate(update: dict[str, Any], chance: Random) -> dict[str, Any]:
    """The same object with up to four of its values removed or replaced by anything."""
    for _ in range(chance.randint(1, 4)):
        place: Any = update
        while True:
            names = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not names:
                break
            name = chance.choice(names)
            inner = place[name]
            if isinstance(inner, dict | list) and inner and chance.random() < 0.8:
                place = inner
                continue
            if isinstance(place, dict) and chance.random() < 0.3:
                del place[name]
            else:
                place[name] = deepcopy(chance.choice(_ANYTHING))
            break
    return update


_ANYTHING: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 2**63, -(2**70), 1.5, 1e308),
    *("", "x", "\ud800", "\x00", "9" * 50, [], {}, [[]], {"id": {}}, [None], {"type": []}),
)


@cache
def _fields(model: type[TelegramObject]) -> tuple[tuple[str, Any, bool], ...]:
    return tuple(
        (
            field.alias or name,
            field.annotation,
            field.is_required() or get_origin(field.annotation) is Literal,
        )
        for name, field in model.model_fields.items()
    )


def _value(kind: Any, chance: Random, depth: int) -> Any:  # noqa: ANN401, C901 (one case for each shape of type)
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        choices = [arg for arg in args if arg not in (type(None), Default)]
        return _value(chance.choice(choices), chance, depth) if choices else None
    if origin is Literal:
        return _plain(chance.choice(args))
    if origin is list:
        return [_value(args[0], chance, depth + 1) for _ in range(chance.randint(0, 2))]
    if hasattr(kind, "__metadata__"):
        return _value(args[0], chance, depth)
    if not isinstance(kind, type):
        return None
    if issubclass(kind, TelegramObject):
        return _object(kind, chance, depth + 1)
    if issubclass(kind, Enum):
        return _plain(chance.choice(list(kind)))
    if issubclass(kind, bool):
        return chance.random() < 0.5
    if issubclass(kind, datetime | timedelta):
        return chance.choice((1, 1_700_000_000))
    if issubclass(kind, int):
        return chance.choice(_NUMBERS)
    return chance.random() if issubclass(kind, float) else chance.choice(_TEXTS)


def _object(model: type[TelegramObject], chance: Random, depth: int) -> dict[str, Any]:
    made = {}
    for name, kind, required in _fields(model):
        if required or (depth < _DEEPEST and chance.random() < _LIKELY.get(name, 0.06)):
            value = _value(kind, chance, depth)
            if value is not None:
                made[name] = value
    if model is Chat:
        made["type"] = chance.choice(("private", "group", "supergroup", "channel"))
    return made


#: What most messages have.
_LIKELY: Final = {
    "from": 0.7,
    "text": 0.6,
    "entities": 0.4,
    "message": 0.8,
    "data": 0.8,
    "chat": 1.0,
    "guest_query_id": 0.3,
}


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value
