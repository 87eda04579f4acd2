"""Files that people sent, fetched from Telegram."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.error import BadRequest

if TYPE_CHECKING:
    from telegram import Bot


class TelegramFiles:
    """Implements the service's port Files."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def fetch(self, file_id: str, most: int) -> bytes | None:
        """What a file holds; None when it is larger than ``most`` bytes or is not there any more.

        Raises TelegramError when Telegram can't be reached.
        """
        try:
            file = await self._bot.get_file(file_id)
        except BadRequest:
            return None
        # Telegram says how large a file is; what it can't say is not fetched.
        if file.file_size is None or file.file_size > most:
            return None
        held = bytes(await file.download_as_bytearray())
        return held if len(held) <= most else None
