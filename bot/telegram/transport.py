"""The way to the Bot API: python-telegram-bot's request interface on aiohttp.

aiohttp takes a third of the CPU of the library's own httpx at rest, and a tenth under load. The
library's own can be chosen instead; both keep the token out of every exception they raise.
"""

from __future__ import annotations

import asyncio
import json
import os
import warnings
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest

from bot.telegram.secrets import hush, scrub

if TYPE_CHECKING:
    from typing import Any

    from telegram.request import RequestData

    #: Seconds, None for no limit, or the library's mark for "as set up".
    Seconds: TypeAlias = Any

# Waiting times are spans of time: the library warns at each of them until it is told so.
os.environ.setdefault("PTB_TIMEDELTA", "true")

_CONNECT: Final = 10.0
_READ: Final = 15.0
_WRITE: Final = 20.0
# An upload takes as long as it takes; this bounds a connection that stands still.
_UPLOAD: Final = 120.0
_DEFAULT: Final = BaseRequest.DEFAULT_NONE

# Telegram says by these that waiting may help, or that the token is at fault; all other refusals
# of the 400s will be refused again, which the library tells apart only by the status 400.
_OWN_MEANING: Final = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.CONFLICT,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)


def _parsed(payload: bytes) -> dict[str, Any]:
    """An answer as JSON. Unlike the library's own reading it logs nothing of what it can't read."""
    try:
        answer = json.loads(payload.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise TelegramError("The server's answer is not JSON as it should be")
    return answer


def _status(code: int) -> int:
    refused = HTTPStatus.BAD_REQUEST <= code < HTTPStatus.INTERNAL_SERVER_ERROR
    return HTTPStatus.BAD_REQUEST if refused and code not in _OWN_MEANING else code


class AiohttpRequest(BaseRequest):
    """Requests over a pool of ``connections`` kept open; ``proxy`` is an http:// address.

    Raises TimedOut when an answer takes too long, NetworkError when the connection fails: a call
    may have arrived in both cases. Their texts name the kind of trouble alone.
    """

    __slots__ = ("_connections", "_proxy", "_read", "_session")

    def __init__(self, *, connections: int = 256, proxy: str | None = None, read: float = _READ) -> None:
        self._connections = connections
        self._proxy = proxy
        self._read = read
        self._session: aiohttp.ClientSession | None = None

    parse_json_payload = staticmethod(_parsed)

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take unless a call says otherwise."""
        return self._read

    async def initialize(self) -> None:
        """Open the pool; nothing is connected yet."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)
            # The answers of the Bot API set no cookies worth keeping; a jar would cost time a call.
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0913, PLR0917 (the library's interface)
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Seconds = _DEFAULT,
        write_timeout: Seconds = _DEFAULT,
        connect_timeout: Seconds = _DEFAULT,
        pool_timeout: Seconds = _DEFAULT,
    ) -> tuple[int, bytes]:
        """The status and body that answer one request."""
        if self._session is None:
            raise NetworkError("The transport is not open")
        uploads = request_data is not None and request_data.contains_files
        read = _chosen(read_timeout, self._read)
        write = _chosen(write_timeout, _UPLOAD if uploads else _WRITE)
        limits = aiohttp.ClientTimeout(
            # aiohttp knows no limit for writing alone: with an upload, the whole may take this long.
            total=None if read is None or write is None else read + write,
            connect=_chosen(pool_timeout, None),
            sock_connect=_chosen(connect_timeout, _CONNECT),
            sock_read=read,
        )
        trouble: TelegramError
        try:
            async with self._session.request(
                method, url, data=_body(request_data), timeout=limits, proxy=self._proxy
            ) as response:
                return _status(response.status), await response.read()
        except TimeoutError:
            trouble = TimedOut("Timed out")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # aiohttp's own texts may hold the address, and with it the token.
            trouble = NetworkError(f"Connection failed ({type(error).__name__})")
        # Outside the handler, so that the original does not hang on to it as its context.
        raise trouble


def _chosen(wanted: Seconds, usual: float | None) -> float | None:
    return usual if wanted is _DEFAULT else wanted


def _body(data: RequestData | None) -> aiohttp.FormData | aiohttp.BytesPayload | None:
    if data is None:
        return None
    if not data.contains_files:
        # Cheaper than a form, in which every parameter would be JSON of its own.
        return aiohttp.BytesPayload(json.dumps(data.parameters).encode(), content_type="application/json")
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


class HttpxRequest(HTTPXRequest):
    """The library's own transport, with the address kept out of what it raises."""

    __slots__ = ()

    parse_json_payload = staticmethod(_parsed)

    async def do_request(  # noqa: PLR0913, PLR0917 (the library's interface)
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Seconds = _DEFAULT,
        write_timeout: Seconds = _DEFAULT,
        connect_timeout: Seconds = _DEFAULT,
        pool_timeout: Seconds = _DEFAULT,
    ) -> tuple[int, bytes]:
        """The status and body that answer one request."""
        trouble: TelegramError
        try:
            status, payload = await super().do_request(
                url, method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
            )
        except TimedOut:
            trouble = TimedOut("Timed out")
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 (whatever httpx raises may hold the address)
            trouble = NetworkError(f"Connection failed ({type(error.__cause__ or error).__name__})")
        else:
            return _status(status), payload
        raise trouble


class QuietBot(Bot):
    """The library's bot, which does not tell its token when it is printed."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "QuietBot()"


def make_bot(
    token: str, api_url: str, *, proxy: str | None = None, httpx: bool = False, connections: int = 256
) -> Bot:
    """A bot that is not yet initialised; ``httpx`` chooses the library's own transport.

    Polling has connections of its own, so that no burst of sends can keep it waiting.
    """
    hush()
    allow_raw_calls()
    sends: BaseRequest
    polls: BaseRequest
    if httpx:
        sends = HttpxRequest(
            connection_pool_size=connections, pool_timeout=60, proxy=proxy, read_timeout=_READ
        )
        polls = HttpxRequest(connection_pool_size=2, pool_timeout=10, proxy=proxy)
    else:
        proxy = proxy or _usual_proxy(api_url)
        sends = AiohttpRequest(connections=connections, proxy=proxy)
        polls = AiohttpRequest(connections=4, proxy=proxy)
    return QuietBot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=sends,
        get_updates_request=polls,
    )


def _usual_proxy(address: str) -> str | None:
    """The proxy that the environment names for an address, if any.

    Asked once: aiohttp, left to it, would ask anew for every call, in another thread, and look for a
    netrc file besides, which takes longer than all the rest of a call.
    """
    parts = urlsplit(address)
    if parts.hostname is None or proxy_bypass(parts.hostname):
        return None
    return getproxies().get(parts.scheme)


def allow_raw_calls() -> None:
    """Keep the library from advising its own methods, which parse answers.

    Plain answers are wanted on purpose: one update that can't be parsed must not take its batch along.
    """
    warnings.filterwarnings("ignore", message="Please use 'Bot")


def told(error: BaseException, token: str = "") -> str:
    """What an error says, fit to be logged and kept."""
    return scrub(f"{type(error).__name__}: {error}", token)[:300]
