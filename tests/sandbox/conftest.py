"""A served scene, with whatever stands in for the bot."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from sandbox.browser import Browser, installed
from sandbox.scene import Scene
from sandbox.service import served_in_thread
from tests.botapi import BotApi
from tests.botapi.client import Caller

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = ["message", "channel_post", "callback_query", "inline_query"]


class Page:
    """The page's side of a scene: `address` is where it is, the rest are requests as the page makes them."""

    def __init__(self, server: BotApi, scene: Scene, address: str) -> None:
        self.server = server
        self.scene = scene
        self.address = address
        self.alice, self.bob = scene.people
        self.private, self.team, self.channel, self.bobs, self.board = scene.chats

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
    with served_in_thread(scene) as address:
        yield Page(server, scene, address)


def look(browser: Browser, name: str) -> None:
    """Take a picture of the page, and keep it in the folder that SANDBOX_PICTURES names, if it does."""
    picture = browser.picture()
    assert picture.startswith(b"\x89PNG")
    if folder := os.environ.get("SANDBOX_PICTURES"):
        Path(folder, f"{name}.png").write_bytes(picture)


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
