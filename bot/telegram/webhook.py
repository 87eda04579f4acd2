"""Taking updates from Telegram as it posts them, behind the same inbox as polling.

Telegram is answered only after the commit; whatever goes wrong before that makes it post again.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from aiohttp import web
from telegram.error import TelegramError

from bot.telegram.intake import IntakeError
from bot.telegram.transport import told

if TYPE_CHECKING:
    from telegram import Bot

    from bot.telegram.intake import Health, Inbox

_log = logging.getLogger(__name__)

#: Bytes of a request's body. An update is a few thousand.
_BODY: Final = 1_000_000
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{32,256}", re.ASCII)
#: Seconds between two questions whether Telegram still posts here.
_PAUSE: Final = 30.0
_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookSettings:
    """Where Telegram posts to (``url``, https) and where we listen for that.

    ``secret`` is known to Telegram and us alone: 32 to 256 letters, digits, ``_`` and ``-``.
    Raises ValueError when it is shorter, or of other signs.
    """

    url: str
    secret: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8443
    path: str = "/telegram"

    def __post_init__(self) -> None:
        if not _SECRET.fullmatch(self.secret):
            raise ValueError("a webhook's secret must be 32 to 256 letters, digits, _ or -")


async def keep_watch(bot: Bot, health: Health, *, pause: float = _PAUSE) -> None:
    """Ask Telegram now and then whether it still posts here: a quiet night is not a broken line.

    Every answer counts as good for ``health``. Raises IntakeError when Telegram posts elsewhere or no
    more: compared with its first answer, since it may write an address otherwise than we do.
    """
    ours = None
    while True:
        try:
            address = (await bot.get_webhook_info()).url
        except TelegramError as error:
            _log.warning("Telegram can't be asked", extra={"fields": {"reason": told(error, bot.token)}})
        else:
            ours = ours or address
            if not address or address != ours:
                raise IntakeError("another program has taken the webhook away; stop the other one")
            health.good()
        await asyncio.sleep(pause)


class Webhook:
    """The server that Telegram posts to."""

    def __init__(self, settings: WebhookSettings, inbox: Inbox, health: Health) -> None:
        self._settings = settings
        self._inbox = inbox
        self._health = health
        self._runner: web.AppRunner | None = None

    def application(self) -> web.Application:
        """The application, not yet listening."""
        app = web.Application(client_max_size=_BODY)
        app.router.add_post(self._settings.path, self._posted)
        return app

    async def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        # No access log: nothing in it is worth the addresses it holds.
        self._runner = web.AppRunner(self.application(), access_log=None, shutdown_timeout=1.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._settings.host, self._settings.port).start()

    async def close(self) -> None:
        """Listen no more; requests under way are answered first."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _posted(self, request: web.Request) -> web.Response:
        given = request.headers.get(_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._settings.secret.encode()):
            _log.warning("a request without the webhook's secret was refused")
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
        except (ValueError, RecursionError):
            # Posting it again would not mend it.
            _log.error("a request that is no JSON was dropped")
            return web.Response(status=200)
        await self._inbox.take([update])
        self._health.good()
        return web.Response(status=200)
