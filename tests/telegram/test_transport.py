"""The way to the Bot API, against a server on loopback."""

from __future__ import annotations

import asyncio
import io
import logging
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from telegram import InputFile
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.telegram import transport
from bot.telegram.secrets import JsonFormatter, scrub
from bot.telegram.transport import make_bot, told
from tests.telegram.scripted import CANARY

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Bot

SECRET = CANARY.partition(":")[2]
ME = {"id": 42, "is_bot": True, "first_name": "E", "username": "entente_bot"}


async def _api(request: web.Request) -> web.StreamResponse:
    method = request.match_info["method"]
    if method == "getMe":
        return web.json_response({"ok": True, "result": ME})
    if method == "slow":
        await asyncio.sleep(5)
    if method == "torn" and request.transport is not None:
        request.transport.close()
    if method == "garbled":
        return web.Response(body=b"\xff<html>", status=200)
    if method == "flooded":
        return _refused(429, {"parameters": {"retry_after": 3}})
    if method.isdigit():
        return _refused(int(method), {})
    form = await request.post()
    fields = {k: v.file.read().decode() if isinstance(v, web.FileField) else v for k, v in form.items()}
    return web.json_response({"ok": True, "result": [fields]})


def _refused(code: int, more: dict[str, Any]) -> web.Response:
    body = {"ok": False, "error_code": code, "description": "Words of Telegram"} | more
    return web.json_response(body, status=code)


async def _file(_request: web.Request) -> web.Response:
    return web.Response(body=b"\x00content")


def with_bot(use: Callable[[Bot], Awaitable[Any]], *, httpx: bool = False) -> Any:  # noqa: ANN401 (whatever it gives)
    async def main() -> object:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", _api)
        app.router.add_get("/file/bot{token}/{path}", _file)
        async with (
            TestServer(app) as server,
            make_bot(CANARY, str(server.make_url("")).rstrip("/"), httpx=httpx) as bot,
        ):
            return await use(bot)

    return asyncio.run(main())


both = pytest.mark.parametrize("httpx", [False, True])


@both
def test_parameters_and_uploads_arrive(*, httpx: bool) -> None:
    file = InputFile(io.BytesIO(b"content"), filename="a.txt", attach=True)
    fields = with_bot(
        lambda bot: bot.do_api_request("echo", api_kwargs={"a": "ü", "b": {"c": 1}, "document": file}),
        httpx=httpx,
    )[0]
    assert fields["a"] == "ü"
    assert fields["b"] == '{"c": 1}'
    assert "content" in fields.values()


@both
def test_files_are_downloaded(*, httpx: bool) -> None:
    async def download(bot: Bot) -> bytes:
        return await bot.request.retrieve(f"{bot.base_file_url}/x")

    assert with_bot(download, httpx=httpx) == b"\x00content"


@both
@pytest.mark.parametrize(
    ("method", "error"),
    [
        ("slow", TimedOut),
        ("torn", NetworkError),
        ("garbled", TelegramError),
        ("flooded", RetryAfter),
        ("400", BadRequest),
        ("413", BadRequest),
        ("403", Forbidden),
        ("404", TelegramError),
        ("429", NetworkError),
        ("502", NetworkError),
    ],
)
def test_errors_say_whose_fault_it_is_and_never_the_token(
    method: str, error: type[Exception], *, httpx: bool
) -> None:
    async def call(bot: Bot) -> None:
        with pytest.raises(error) as caught:
            await bot.do_api_request(method, read_timeout=0.2)
        link: BaseException | None = caught.value
        while link is not None:
            assert SECRET not in f"{link!r} {link}"
            link = link.__cause__ or link.__context__

    with_bot(call, httpx=httpx)


@pytest.mark.parametrize("code", [429, 502])
def test_what_may_be_tried_again_is_not_taken_for_a_refusal(code: int) -> None:
    async def call(bot: Bot) -> None:
        with pytest.raises(NetworkError) as caught:
            await bot.do_api_request(str(code))
        assert not isinstance(caught.value, BadRequest)

    with_bot(call)


@both
def test_a_server_that_is_not_there_is_a_network_error_without_the_token(*, httpx: bool) -> None:
    async def main() -> None:
        bot = make_bot(CANARY, f"http://127.0.0.1:{unused_port()}", httpx=httpx)
        with pytest.raises(NetworkError) as caught:
            await bot.initialize()
        await bot.shutdown()
        assert SECRET not in repr(caught.value)

    asyncio.run(main())


def test_a_token_telegram_does_not_know_is_not_told(caplog: pytest.LogCaptureFixture) -> None:
    error = InvalidToken(f"The token `{CANARY}` was rejected by the server.")
    assert SECRET not in told(error, CANARY)
    assert SECRET not in repr(make_bot(CANARY, "http://127.0.0.1:1"))
    assert SECRET not in caplog.text


@both
def test_at_debug_the_libraries_log_neither_token_nor_texts(
    caplog: pytest.LogCaptureFixture, *, httpx: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    with_bot(lambda bot: bot.do_api_request("echo", api_kwargs={"text": "in confidence"}), httpx=httpx)
    assert SECRET not in caplog.text
    assert "in confidence" not in caplog.text


def test_log_lines_are_json_without_the_token_even_in_tracebacks() -> None:
    trouble = RuntimeError(f"https://api.telegram.org/bot{CANARY}/getMe")
    told_of = (type(trouble), trouble, None)
    record = logging.LogRecord("x", logging.ERROR, "f", 1, f"no {SECRET}", None, told_of)
    record.fields = {"chat": 7, "url": CANARY}
    line = JsonFormatter(CANARY).format(record)
    assert '"chat": 7' in line
    assert SECRET not in line
    assert "\n" not in line


@pytest.mark.parametrize(
    "text", [CANARY, f"/bot{CANARY}/getMe", f"bot{CANARY.replace(':', '%3A')}/x", f"{CANARY}."]
)
def test_whatever_looks_like_a_token_is_hidden_even_when_it_is_not_ours(text: str) -> None:
    assert SECRET not in scrub(text)


def test_the_proxy_that_the_environment_names_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def proxy(request: web.Request) -> web.StreamResponse:
        asked.append(str(request.url))
        return web.json_response({"ok": True, "result": ME})

    async def main() -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", proxy)
        async with TestServer(app) as server:
            monkeypatch.setenv("http_proxy", str(server.make_url("")))
            monkeypatch.setenv("no_proxy", "near.invalid")
            async with make_bot(CANARY, "http://far.invalid") as bot:
                assert bot.username == ME["username"]
            assert transport._usual_proxy("http://near.invalid") is None

    asyncio.run(main())
    assert asked
    assert all(address.startswith("http://far.invalid/") for address in asked)
