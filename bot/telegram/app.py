"""Serving on Telegram: wiring, starting, watching, stopping.

Whatever ends by itself is an error and ends the process, so that its supervisor starts it anew; a
signal ends it in order. Nothing that was begun is lost by either: the journal has it.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

from telegram.error import InvalidToken, TelegramError

from bot.service.commands import menu
from bot.telegram.delivery import Delivery
from bot.telegram.files import TelegramFiles
from bot.telegram.intake import Health, Inbox, IntakeError, Polling, watch
from bot.telegram.members import Members
from bot.telegram.messages import Speaker
from bot.telegram.profile import introduce
from bot.telegram.transport import make_bot, told
from bot.telegram.updates import ALLOWED, Me, read
from bot.telegram.webhook import Webhook, WebhookSettings, keep_watch

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from telegram import Bot

    from bot.service.incoming import Incoming, Unreadable
    from bot.service.ports import Journal, Outgoing, Received
    from bot.telegram.pictures import Pictures

_log = logging.getLogger(__name__)

# Together, and with what closing takes, below the ten seconds that a supervisor waits.
_DRAIN_SECONDS: Final = 2.5
_SEND_SECONDS: Final = 3.5
_CLOSE_SECONDS: Final = 1.0
#: Seconds for which the first word with Telegram is tried; as long as polling may be silent.
_START_SECONDS: Final = 90.0
_MARK_SECONDS: Final = 10.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """How to reach Telegram. ``webhook`` None: by long polling. ``httpx``: the library's own transport.

    ``editors`` are the numbers of those who see the commands of editors.
    """

    token: str = field(repr=False)
    api_url: str = "https://api.telegram.org"
    proxy: str | None = None
    httpx: bool = False
    webhook: WebhookSettings | None = None
    editors: tuple[int, ...] = ()


class Lanes(Protocol):
    """Where updates are handled."""

    def put(self, updates: Sequence[Received]) -> None:
        """Take updates that were just accepted."""

    async def run(self) -> None:
        """Handle updates until cancelled."""

    async def drain(self, seconds: float) -> bool:
        """Begin nothing more, and let what was begun come to its end."""


class Runs(Protocol):
    """What works beside the lanes: sends what is due, carries out what takes long."""

    async def run(self) -> None:
        """Work until cancelled."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """What the service needs to speak with people on Telegram."""

    read: Callable[[str], Incoming | Unreadable]
    deliver: Callable[[Sequence[Outgoing]], None]
    speaker: Speaker
    members: Members
    files: TelegramFiles
    me: Me


MakeLanes: TypeAlias = "Callable[[Line], Lanes]"
MakeUnasked: TypeAlias = "Callable[[Line], Sequence[Runs]]"
#: Told that something went well just now, by name ("poll").
Mark: TypeAlias = Callable[[str, datetime], Awaitable[None]]


async def serve(  # noqa: PLR0913 (its surroundings)
    reach: Reach,
    journal: Journal,
    make_lanes: MakeLanes,
    *,
    unasked: MakeUnasked | None = None,
    pictures: Pictures | None = None,
    mark: Mark | None = None,
    ending: Callable[[], bool] = bool,
) -> None:
    """Serve until SIGTERM or Ctrl-C, then return within ten seconds.

    Where ``ending`` tells that such a signal came before, nothing is begun.

    Raises IntakeError when Telegram can't be reached, refuses the token or another program polls
    for the same bot; and whatever breaks the store. Nothing raised holds the token.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError, ValueError):  # Windows, or not in the main thread
            loop.add_signal_handler(name, stop.set)
    try:
        if ending():
            return
        await _until(stop, _Service(reach, journal, make_lanes, unasked, pictures, mark))
    finally:
        for name in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError, ValueError):
                loop.remove_signal_handler(name)


async def _until(stop: asyncio.Event, service: _Service) -> None:
    stopped = asyncio.create_task(stop.wait())
    running = asyncio.create_task(service.run())
    try:
        await asyncio.wait({stopped, running}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            await running
    finally:
        stopped.cancel()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await service.close()
    _log.info("stopped")


class _Service:
    def __init__(  # noqa: PLR0913, PLR0917 (what ``serve`` is given)
        self,
        reach: Reach,
        journal: Journal,
        make_lanes: MakeLanes,
        unasked: MakeUnasked | None,
        pictures: Pictures | None,
        mark: Mark | None,
    ) -> None:
        self._reach = reach
        self._make_lanes = make_lanes
        self._unasked = unasked
        self._mark = mark
        self._journal = journal
        self._bot = make_bot(reach.token, reach.api_url, proxy=reach.proxy, httpx=reach.httpx)
        self._delivery = Delivery(self._bot, journal, pictures=pictures)
        self._health = Health()
        self._lanes: Lanes | None = None
        self._webhook: Webhook | None = None
        self._taking: list[asyncio.Task[None]] = []
        self._working: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        """Serve until cancelled. Raises what ends the serving."""
        me = await first_word(self._bot)
        line = Line(
            read=lambda raw: read(raw, me),
            deliver=self._delivery.push,
            speaker=Speaker(me.username),
            members=Members(self._bot),
            files=TelegramFiles(self._bot),
            me=me,
        )
        self._lanes = self._make_lanes(line)
        inbox = Inbox(self._journal, self._lanes.put)
        await self._delivery.start()
        self._working = [
            asyncio.create_task(work)
            for work in (self._lanes.run(), self._delivery.run(), self._note_health())
        ]
        self._taking = [asyncio.create_task(work) for work in await self._intake(inbox)]
        self._taking.append(asyncio.create_task(self._introduce()))
        if self._unasked is not None:
            # Ends before the delivery does, which takes up after the next start what was not handed on.
            self._taking.extend(asyncio.create_task(each.run()) for each in self._unasked(line))
        _log.info("serving", extra={"fields": {"bot": me.username, "webhook": self._webhook is not None}})
        done, _ = await asyncio.wait(self._taking + self._working, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            await task
        raise IntakeError("a part of the service ended by itself")

    async def close(self) -> None:
        """Take nothing more in, finish what was begun, close every connection."""
        await _end(self._taking)
        if self._webhook is not None:
            await self._webhook.close()
        if self._lanes is not None and not await self._lanes.drain(_DRAIN_SECONDS):
            _log.warning("some updates were not finished; the next start takes them up")
        await self._delivery.close(_SEND_SECONDS)
        await _end(self._working)
        with suppress(TimeoutError, TelegramError):
            await asyncio.wait_for(self._bot.shutdown(), _CLOSE_SECONDS)

    async def _introduce(self) -> None:
        await introduce(self._bot, self._reach.editors)
        # Done with, but its end is not that of the service.
        await asyncio.Event().wait()

    async def _intake(self, inbox: Inbox) -> list[Coroutine[Any, Any, None]]:
        settings = self._reach.webhook
        if settings is None:
            await _insisting(lambda: self._bot.delete_webhook(drop_pending_updates=False), self._bot)
            self._health.begin()
            return [Polling(self._bot, inbox, self._health).run(), watch(self._health)]
        self._webhook = Webhook(settings, inbox, self._health)
        try:
            await self._webhook.start()
        except OSError as error:
            raise IntakeError(f"can't listen on {settings.host}:{settings.port}: {error.strerror}") from error
        await _insisting(
            lambda: self._bot.set_webhook(
                settings.url, secret_token=settings.secret, allowed_updates=ALLOWED
            ),
            self._bot,
        )
        self._health.begin()
        return [keep_watch(self._bot, self._health), watch(self._health)]

    async def _note_health(self) -> None:
        """Let others see that updates arrive: the first time at once, then not at each."""
        while True:
            await self._health.next_good()
            if self._mark is not None:
                await self._mark("poll", datetime.now(UTC) - timedelta(seconds=self._health.age))
            await asyncio.sleep(_MARK_SECONDS)


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def first_word(bot: Bot) -> Me:
    """Open the connection and learn who the bot is. Raises IntakeError."""
    await _insisting(bot.initialize, bot)
    user = bot.bot
    _log.info(
        "Telegram knows the bot",
        extra={"fields": {"bot": user.username, "all_group_messages": user.can_read_all_group_messages}},
    )
    commands = frozenset(command.name for kind in ("private", "group") for command in menu(kind, leads=True))
    return Me(id=user.id, username=user.username or "", commands=commands)


async def _insisting(call: Callable[[], Awaitable[object]], bot: Bot) -> None:
    """Make a call until it succeeds, for as long as polling may be silent. Raises IntakeError."""
    trouble = ""
    with suppress(TimeoutError):
        async with asyncio.timeout(_START_SECONDS):
            pause = 0.5
            while True:
                try:
                    await call()
                except InvalidToken:
                    trouble = "Telegram does not know this token; ask @BotFather for the right one"
                    break
                except TelegramError as error:
                    trouble = told(error, bot.token)
                    _log.warning("Telegram can't be reached", extra={"fields": {"reason": trouble}})
                else:
                    return
                await asyncio.sleep(pause)
                pause = min(pause * 2, 10.0)
    # Outside the handler: the library's own error holds the token.
    raise IntakeError(trouble or "Telegram does not answer")
