"""A served scene, with whatever stands in for the bot."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from sandbox.scene import Scene
from sandbox.service import served
from tests.botapi import BotApi
from tests.botapi.client import Caller
from tests.sandbox.browser import Browser, installed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KINDS = ["message", "channel_post", "callback_query", "inline_query"]


class Page:
    """The page's side of a scene: `address` is where it is, the rest are requests as the page makes them."""

    def __init__(self, server: BotApi, scene: Scene, address: str) -> None:
        self.server = server
        self.scene = scene
        self.address = address
        self.alice, self.bob = scene.people
        self.private, self.team, self.channel, self.bobs = scene.chats

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for something."""
        return httpx.get(f"{self.address}{path}", headers=headers)

    def post(self, path: str, **body: object) -> httpx.Response:
        """Have something done; Alice in her private chat, unless another is named."""
        given = {"chat": self.private, "person": self.alice, **body}
        return httpx.post(f"{self.address}/api/{path}", json=given, timeout=30)

    def messages(self, chat: int) -> list[dict[str, Any]]:
        """The messages of a chat, as the page is given them."""
        chats = self.get("/api/state").json()["chats"]
        return next(each["messages"] for each in chats if each["id"] == chat)


@contextlib.contextmanager
def serving(server: BotApi) -> Iterator[Page]:
    """The sandbox's own service over a server, in a thread."""
    scene = Scene(server)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    service = served(scene)
    try:
        address = asyncio.run_coroutine_threadsafe(service.__aenter__(), loop).result(20)
        yield Page(server, scene, address)
        asyncio.run_coroutine_threadsafe(service.__aexit__(None, None, None), loop).result(20)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)
        loop.close()


@contextlib.contextmanager
def opened(page: Page, folder: Path) -> Iterator[Browser]:
    """A browser that shows the page, and must find nothing to complain of."""
    program = installed()
    assert program is not None
    with Browser(program, folder) as browser:
        browser.looks(width=1100, height=800)
        browser.open(page.address)
        yield browser
        assert browser.errors == []


@pytest.fixture
def page() -> Iterator[Page]:
    """A scene with no bot behind it."""
    with BotApi() as server, serving(server) as served_page:
        yield served_page


@pytest.fixture
def bot(page: Page) -> Caller:
    """What a test says in the bot's place; it has asked for updates once."""
    caller = Caller(page.server)
    caller.result("getUpdates", allowed_updates=KINDS)
    return caller
