"""The bot to compare with: python-telegram-bot as it comes, sending back what it is sent.

Durable it is not, and it knows nothing. It may answer many at a time; by default the library takes
one update after the other, which at 80 ms of latency makes about a dozen a second.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from telegram.ext import Application, MessageHandler, filters

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import ContextTypes


async def _echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    if message is not None and message.text is not None:
        await message.reply_text(message.text)


def main() -> None:
    """Run it until a signal, led to its server by the environment as the program itself is."""
    application = (
        Application.builder()
        .token(os.environ["ENTENTE_TELEGRAM_TOKEN"])
        .base_url(f"{os.environ['ENTENTE_TELEGRAM_API_URL']}/bot")
        .concurrent_updates(True)  # noqa: FBT003 - the library's interface
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, _echo))
    application.run_polling()


if __name__ == "__main__":
    main()
