"""What Telegram shows of the bot before anybody has spoken with it: commands and descriptions."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.service.commands import editors_menu, menu
from bot.telegram.transport import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import Bot, BotCommandScope

    from bot.service.commands import Command
    from bot.service.incoming import ChatKind

_log = logging.getLogger(__name__)

_SHORT: Final = "Traced figures and guidance that help CIOs and CMOs work together."
_LONG: Final = (
    "I answer questions about CIOs and CMOs working together. Every number I give comes from a named "
    "survey, and I say so when no source tells. Ask in your own words, or press Start."
)
#: For each kind of chat, and for those who lead it, the scope in which Telegram shows the menu.
_SCOPES: Final[tuple[tuple[ChatKind, bool, BotCommandScope], ...]] = (
    ("private", False, BotCommandScopeAllPrivateChats()),
    ("group", False, BotCommandScopeAllGroupChats()),
    ("group", True, BotCommandScopeAllChatAdministrators()),
)


async def introduce(bot: Bot, editors: Sequence[int] = ()) -> None:
    """Bring what Telegram shows up to date. Telegram limits how often that may be set: only changes are.

    ``editors`` see their commands in their private chats, and nobody else does. It is no reason not to
    serve when this fails; the next start tries again.
    """
    try:
        for kind, leads, scope in _SCOPES:
            await _show(bot, menu(kind, leads=leads), scope)
        if (await bot.get_my_description()).description != _LONG:
            await bot.set_my_description(_LONG)
        if (await bot.get_my_short_description()).short_description != _SHORT:
            await bot.set_my_short_description(_SHORT)
    except TelegramError as error:
        reason = told(error, bot.token)
        _log.warning("commands and descriptions are not up to date", extra={"fields": {"reason": reason}})
    for editor in editors:
        # Who has never written to the bot has no chat with it yet; they see the menu after a later start.
        with suppress(TelegramError):
            await _show(bot, editors_menu(), BotCommandScopeChat(editor))


async def _show(bot: Bot, commands: Sequence[Command], scope: BotCommandScope) -> None:
    wanted = tuple(BotCommand(command.name, command.about) for command in commands)
    if await bot.get_my_commands(scope) != wanted:
        await bot.set_my_commands(wanted, scope)
