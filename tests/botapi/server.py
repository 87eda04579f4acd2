"""The server: takes calls, lets the weather at them, has them judged and keeps a ledger."""

from __future__ import annotations

import asyncio
import copy
import threading
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from aiohttp import web

from tests.botapi import errors, profile, sending, wire
from tests.botapi.errors import MisuseError, RefusedError
from tests.botapi.intake import Intake
from tests.botapi.people import Cast
from tests.botapi.referee import METHODS, judge, schema_faults
from tests.botapi.weather import GET_UPDATES, Trouble, Weather
from tests.botapi.webhook import Webhook
from tests.botapi.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from tests.botapi.sending import Files, Handler, Params

T = TypeVar("T")
BOT_ID: Final = 424242
PATIENCE_SECONDS: Final = 10.0
GLANCE_SECONDS: Final = 0.02
MAX_BODY_BYTES: Final = 60 * 1024 * 1024
_CALLS: Final[Mapping[str, Handler]] = {**sending.CALLS, **profile.CALLS}
_POLLING: Final = frozenset({GET_UPDATES, "setWebhook", "deleteWebhook", "getWebhookInfo"})
_TYPING: Final = "sendChatAction"


@dataclass(kw_only=True, slots=True)
class Accepted:
    """A call that took effect. ``answered`` is False when the bot can't know that it did."""

    method: str
    params: dict[str, Any]
    at: float
    message_id: int | None = None
    answered: bool = False

    @property
    def chat(self) -> int | None:
        """The chat it was made in, if in one."""
        chat = self.params.get("chat_id")
        return chat if isinstance(chat, int) else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """A call that was refused, and why."""

    method: str
    params: dict[str, Any]
    description: str


class BotApi(Cast):
    """The Bot API for one bot, on a free port of this machine, in a thread of its own.

    ``faults`` are what no bot should ever do; ``hasty`` the sends that came before ``retry_after``
    was over; ``ledger`` the calls that took effect and ``refusals`` those that were refused, in
    order; ``calls`` counts all that arrived, by method; ``agents`` are the programs that made them, as
    they call themselves.
    """

    def __init__(
        self,
        token: str = f"{BOT_ID}:test-only-never-a-secret",
        *,
        weather: Weather | None = None,
        referee: bool = True,
    ) -> None:
        self.token = token
        self.weather = weather or Weather()
        self.faults: list[str] = []
        self.hasty: list[str] = []
        self.ledger: list[Accepted] = []
        self.refusals: list[Refused] = []
        self.calls: Counter[str] = Counter()
        self.agents: set[str] = set()
        self.in_flight = 0
        self.revoked = False
        self.url = ""
        self.world = World(token, self._post)
        self.world.trusting = not referee
        self.intake = Intake(self.world.now)
        self.webhook = Webhook(self.intake, self._perform_safely)
        self._holds: dict[object, float] = {}
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="botapi", daemon=True)
        self._runner: web.AppRunner | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        self._await(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._await(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_SECONDS)
        self._loop.close()

    @property
    def environment(self) -> dict[str, str]:
        """What leads a bot here."""
        return {"ENTENTE_TELEGRAM_TOKEN": self.token, "ENTENTE_TELEGRAM_API_URL": self.url}

    def do(self, action: Callable[[], T]) -> T:
        """Do something on the server's thread, and wait for it."""

        async def done() -> T:
            return action()

        return self._await(done())

    def wait(self, until: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until something is true, looked at after each call; AssertionError if it never is."""
        end = time.monotonic() + seconds
        while not until():
            assert time.monotonic() < end, f"not within {seconds} s: {self._stood()}"
            with self._changed:
                self._changed.wait(GLANCE_SECONDS)

    def sent(self, chat: int | None = None) -> list[Accepted]:
        """The messages the bot sent, in one chat or in all."""
        return [
            each
            for each in list(self.ledger)
            if each.method in {"sendMessage", "sendPhoto", "sendDocument"} and chat in (None, each.chat)
        ]

    def post(self, update: Mapping[str, Any]) -> int | None:
        """Queue an update exactly as it is, however odd; its number, None if it isn't asked for."""
        return self.do(lambda: self.intake.post(update, 24 * 60 * 60))

    def pending(self) -> list[dict[str, Any]]:
        """The updates that the bot has not confirmed."""
        return self.do(lambda: copy.deepcopy(self.intake.waiting()))

    def pass_time(self, seconds: float) -> None:
        """Let so much time pass on the server: updates and queries age, nothing waits."""
        self.do(lambda: self.world.pass_time(seconds))

    def _await(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_SECONDS * 3)

    async def _start(self) -> None:
        application = web.Application(client_max_size=MAX_BODY_BYTES)
        application.router.add_get("/file/bot{token}/{path:.+}", self._download)
        application.router.add_route("*", "/bot{token}/{method}", self._called)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = "http://127.0.0.1:{1}".format(*self._runner.addresses[0])

    async def _stop(self) -> None:
        await self.webhook.stop()
        self.intake.interrupt()
        if self._runner is not None:
            await self._runner.cleanup()

    def _post(self, update: dict[str, Any], lasts: float) -> None:
        kept = copy.deepcopy(update)
        if not self.world.trusting:
            # Of our own making: a fault here is one of the tests', not of the bot.
            assert schema_faults({"update_id": 1, **kept}) == [], kept
        self.intake.post(kept, lasts)

    async def _called(self, request: web.Request) -> web.Response:
        try:
            self._check_token(request.match_info["token"])
            name = self._named(request.match_info["method"])
        except RefusedError as refusal:
            return wire.refuse(refusal)
        self.in_flight += 1
        self.agents.add(request.headers.get("User-Agent", ""))
        try:
            return await self._take(request, name)
        except Exception as error:
            # A slip of this server: a bot would take it for one of Telegram's and try again for ever.
            self.faults.append(f"{name}: the server itself failed: {error!r}")
            raise
        finally:
            self.in_flight -= 1
            with self._changed:
                self._changed.notify_all()

    def _named(self, method: str) -> str:
        """How the Bot API writes the name of a method; it reads it in any case."""
        known = METHODS.get(method.lower())
        if known is None:
            self._fault(f"{method}: no such method")
            raise RefusedError(errors.NOT_FOUND_METHOD)
        return known.__api_method__

    async def _take(self, request: web.Request, name: str) -> web.Response:
        try:
            params, files = await wire.read(request)
        except MisuseError as refusal:
            self._note_refusal(name, {}, refusal)
            return wire.refuse(refusal)
        self.calls[name] += 1
        await self._travel()
        trouble = self.weather.strikes(name)
        if trouble in {Trouble.RESET_BEFORE, Trouble.SERVER_ERROR, Trouble.GATEWAY_ERROR}:
            return wire.fail(request, trouble)
        try:
            self._check_hold(name, params, trouble)
            body, entry = await self._accept(name, params, files)
        except RefusedError as refusal:
            self._note_refusal(name, params, refusal)
            await self._travel()
            return wire.refuse(refusal)
        await self._travel()
        if trouble is Trouble.RESET_AFTER:
            return wire.fail(request, trouble)
        entry.answered = request.transport is not None and not request.transport.is_closing()
        return wire.respond(body)

    async def _accept(self, name: str, params: Params, files: Files) -> tuple[str, Accepted]:
        if name in _POLLING:
            judged = judge(name, params)
            self._fault(*judged.faults)
            result = await self._poll(name, judged.params)
            return wire.answer(result), Accepted(method=name, params=judged.params, at=time.monotonic())
        result, entry = self._perform(name, params, files)
        # Written now: a message may change before the answer leaves.
        return wire.answer(result), entry

    async def _poll(self, name: str, params: Params) -> object:
        if name == GET_UPDATES:
            if self.webhook.url:
                raise RefusedError(errors.WEBHOOK_ACTIVE)
            return await self.intake.poll(params)
        if name == "getWebhookInfo":
            return self.webhook.info()
        return await self.webhook.set(params)

    def _perform(self, name: str, params: Params, files: Files) -> tuple[object, Accepted]:
        judged = judge(name, params)
        self._fault(*judged.faults)
        handler = _CALLS.get(name)
        if handler is None and METHODS[name.lower()].__returning__ is not bool:
            self._fault(f"{name}: unknown to this server")
            raise RefusedError(errors.NOT_FOUND_METHOD)
        result = True if handler is None else handler(self.world, judged.params, files)
        number = result.get("message_id") if isinstance(result, dict) else None
        entry = Accepted(method=name, params=judged.params, at=time.monotonic(), message_id=number)
        with self._changed:
            self.ledger.append(entry)
            self._changed.notify_all()
        return result, entry

    def _perform_safely(self, name: str, params: Params) -> None:
        """A call in the answer to a webhook, which nobody is told the outcome of."""
        try:
            self._perform(name, params, {})[1].answered = True
        except RefusedError as refusal:
            self._note_refusal(name, params, refusal)

    def _check_token(self, token: str) -> None:
        if token.partition(":")[0] != self.token.partition(":")[0] or ":" not in token:
            raise RefusedError(errors.NOT_FOUND)
        if token != self.token or self.revoked:
            raise RefusedError(errors.UNAUTHORIZED)

    def _check_hold(self, name: str, params: Params, trouble: Trouble | RefusedError | None) -> None:
        """Refuse what the weather has refused, and whoever does not wait as long as told."""
        chat = str(params["chat_id"]) if "chat_id" in params and name != _TYPING else None
        now = time.monotonic()
        if chat is not None and now < (until := self._holds.get(chat, 0.0)):
            self.hasty.append(f"{name} to {chat}: {until - now:.3f} s early")
            raise errors.too_many(int(until - now) + 1)
        if isinstance(trouble, RefusedError):
            if chat is not None and (pause := trouble.parameters.get("retry_after")):
                self._holds[chat] = now + pause
            raise trouble

    def _note_refusal(self, name: str, params: Params, refusal: RefusedError) -> None:
        self.refusals.append(Refused(method=name, params=dict(params), description=refusal.description))
        if isinstance(refusal, MisuseError):
            self._fault(f"{name}: {refusal.description}")

    def _fault(self, *faults: str) -> None:
        if not self.world.trusting:
            self.faults.extend(faults)

    async def _travel(self) -> None:
        if delay := self.weather.delay():
            await asyncio.sleep(delay)

    async def _download(self, request: web.Request) -> web.Response:
        try:
            self._check_token(request.match_info["token"])
        except RefusedError as refusal:
            return wire.refuse(refusal)
        path = request.match_info["path"]
        stored = next((file for file in self.world.files.values() if file.path == path), None)
        if stored is None:
            return wire.refuse(RefusedError(errors.NOT_FOUND))
        return web.Response(body=stored.content)

    def _stood(self) -> str:
        last = [f"{each.method} {each.params.get('chat_id')}" for each in self.ledger[-3:]]
        return (
            f"calls {dict(self.calls)}, last {last}, refused {self.refusals[-2:]}, faults {self.faults[-3:]}"
        )
