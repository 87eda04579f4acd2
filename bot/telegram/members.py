"""Who leads a group or channel, as Telegram tells it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.telegram.transport import told

if TYPE_CHECKING:
    from telegram import Bot

_log = logging.getLogger(__name__)

_LEADING: Final = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})
#: Whoever asked waits for it, and everything else in their chat, too.
_PATIENCE_SECONDS: Final = 5.0


class Members:
    """Implements the service's Members. Nothing is remembered: an admin of yesterday may be none today."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def leads(self, chat: int, person: int) -> bool | None:
        """Whether somebody is an admin of a group or channel; None when that can't be learned now."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                member = await self._bot.get_chat_member(chat, person)
        except (TelegramError, TimeoutError) as error:
            reason = told(error, self._bot.token) if isinstance(error, TelegramError) else "no answer in time"
            _log.warning("who leads a chat can't be learned", extra={"fields": {"reason": reason}})
            return None
        return member.status in _LEADING
