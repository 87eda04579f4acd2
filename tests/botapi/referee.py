"""The referee: whether a call keeps to the Bot API's schema, and to the limits it states in words."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, Union, get_args, get_origin

from aiogram import methods, types
from aiogram.methods.base import TelegramMethod
from pydantic import BaseModel, ValidationError

from tests.botapi import errors
from tests.botapi.errors import MisuseError
from tests.botapi.parsing import units

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

METHODS: Final[Mapping[str, type[TelegramMethod[Any]]]] = {
    method.__api_method__.lower(): method
    for name in methods.__all__
    if isinstance(method := getattr(methods, name), type)
    and issubclass(method, TelegramMethod)
    and method is not TelegramMethod
}
MAX_BUTTONS: Final = 100
MAX_BUTTONS_A_ROW: Final = 8
MAX_CALLBACK_BYTES: Final = 64
MAX_COPY: Final = 256
MAX_COMMANDS: Final = 100
MAX_COMMAND_DESCRIPTION: Final = 256
MAX_INLINE_RESULTS: Final = 50
MAX_RESULT_ID_BYTES: Final = 64
# Characters, as the method's description states them.
MAX_LENGTHS: Final[Mapping[str, Mapping[str, int]]] = {
    "answerCallbackQuery": {"text": 200},
    "setMyDescription": {"description": 512},
    "setMyShortDescription": {"short_description": 120},
    "setMyName": {"name": 64},
    "setWebhook": {"secret_token": 256},
}
_ACTS: Final = frozenset(
    {
        *("url", "callback_data", "web_app", "login_url", "switch_inline_query", "callback_game", "pay"),
        *("switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text"),
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A call's parameters in the schema's types, and what is wrong with it."""

    params: dict[str, Any]
    faults: Sequence[str]


def judge(name: str, given: Mapping[str, Any]) -> Judged:
    """Read the parameters of a call; MisuseError when Telegram could not make sense of them."""
    method = METHODS[name.lower()]
    label = method.__api_method__
    read = {key: _decoded(method, key, value) for key, value in given.items()}
    try:
        model = method.model_validate(read)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise MisuseError(_words(where, first["type"])) from error
    unknown = [f"{label}: unknown field {where}" for where in _unknown(model, "")]
    params = model.model_dump(exclude_unset=True, exclude_none=True)
    if re.fullmatch(r"-?\d+", str(params.get("chat_id", ""))):
        params["chat_id"] = int(params["chat_id"])
    return Judged(params=params, faults=[*unknown, *_beyond(label, params)])


def schema_faults(update: Mapping[str, Any]) -> list[str]:
    """What is wrong with an update of ours, by the same models."""
    return list(_unknown(types.Update.model_validate(update), ""))


def check_markup(markup: Mapping[str, Any] | None) -> None:
    """Raise MisuseError when Telegram would refuse these buttons."""
    rows: list[list[dict[str, Any]]] = (markup or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > MAX_BUTTONS or any(len(row) > MAX_BUTTONS_A_ROW for row in rows):
        raise MisuseError(errors.MARKUP_TOO_LONG)
    for button in buttons:
        if not button["text"].strip() or len(_ACTS & button.keys()) != 1:
            raise MisuseError(errors.BUTTON_TYPE)
        data = button.get("callback_data")
        if data is not None and not 1 <= len(data.encode()) <= MAX_CALLBACK_BYTES:
            raise MisuseError(errors.BUTTON_DATA)
        copied = button.get("copy_text")
        if copied is not None and not 1 <= units(copied["text"]) <= MAX_COPY:
            raise MisuseError(errors.BUTTON_COPY)


def check_commands(commands: Sequence[Mapping[str, str]]) -> None:
    """Raise MisuseError when Telegram would refuse this list of commands."""
    if len(commands) > MAX_COMMANDS:
        raise MisuseError("Bad Request: BOT_COMMANDS_TOO_MUCH")
    for each in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", each["command"], re.ASCII):
            raise MisuseError(errors.COMMAND)
        if not 1 <= units(each["description"]) <= MAX_COMMAND_DESCRIPTION:
            raise MisuseError(errors.COMMAND_DESCRIPTION)


def check_results(results: Sequence[Mapping[str, Any]]) -> None:
    """Raise MisuseError when Telegram would refuse these inline results."""
    if len(results) > MAX_INLINE_RESULTS:
        raise MisuseError("Bad Request: RESULTS_TOO_MUCH")
    ids = [str(result.get("id", "")) for result in results]
    if any(not 1 <= len(each.encode()) <= MAX_RESULT_ID_BYTES for each in ids):
        raise MisuseError("Bad Request: RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise MisuseError("Bad Request: RESULT_ID_DUPLICATE")
    for result in results:
        check_markup(result.get("reply_markup"))


def _beyond(label: str, params: Mapping[str, Any]) -> Iterator[str]:
    for key, limit in MAX_LENGTHS.get(label, {}).items():
        if units(str(params.get(key, ""))) > limit:
            yield f"{label}: {key} is longer than {limit}"
    for kind in params.get("allowed_updates", ()):
        if kind not in types.Update.model_fields:
            yield f"{label}: no such kind of update: {kind}"


def _words(where: str, kind: str) -> str:
    if kind != "missing":
        return f"Bad Request: can't parse {where}"
    special = {"chat_id": errors.CHAT_ID_EMPTY, "text": errors.TEXT_EMPTY}
    return special.get(where, f'Bad Request: parameter "{where}" is required')


def _unknown(value: object, where: str) -> Iterator[str]:
    """Where a value holds fields that the schema does not have."""
    if isinstance(value, BaseModel):
        for extra in value.model_extra or {}:
            yield f"{where}{extra}"
        for key in value.model_fields_set:
            yield from _unknown(getattr(value, key, None), f"{where}{key}.")
    elif isinstance(value, list | tuple):
        for at, each in enumerate(value):
            yield from _unknown(each, f"{where}{at}.")


def _decoded(method: type[TelegramMethod[Any]], key: str, value: object) -> object:
    """A form's field: structures come as JSON there, texts as they are."""
    if not isinstance(value, str) or key not in method.model_fields or _takes_text(method, key):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


@cache
def _takes_text(method: type[TelegramMethod[Any]], key: str) -> bool:
    return _is_text(method.model_fields[key].annotation)


def _is_text(annotation: object) -> bool:
    if get_origin(annotation) in {Union, UnionType}:
        return any(_is_text(each) for each in get_args(annotation))
    return annotation is str
