"""A headless Chromium, driven through its DevTools protocol: open, look, click, type, take pictures."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import shutil
import subprocess
import threading
import time
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import aiohttp

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from pathlib import Path

T = TypeVar("T")
NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE_SECONDS: Final = 40.0
GLANCE_SECONDS: Final = 0.05
PHONE_WIDTH: Final = 600
OPTIONS: Final = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--remote-debugging-port=0"),
)


def installed() -> str | None:
    """The browser of this machine, None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class BrowserError(Exception):
    """The browser refused a command, or the page never became what was waited for."""


class Browser:
    """One page in a browser of its own, with its profile in `folder`. What it complains of is in `errors`."""

    def __init__(self, program: str, folder: Path) -> None:
        self.errors: list[str] = []
        self._command = [program, *OPTIONS, f"--user-data-dir={folder}", "about:blank"]
        self._port = folder / "DevToolsActivePort"
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(self._command, stdin=quiet, stdout=quiet, stderr=quiet)
        try:
            self._await(self._connect())
            for domain in ("Page", "Runtime", "DOM", "Log"):
                self.command(f"{domain}.enable")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if hasattr(self, "_session"):
            self._await(self._disconnect())
        if self._process is not None:
            self._process.kill()
            self._process.wait(PATIENCE_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_SECONDS)
        self._loop.close()

    def command(self, method: str, **params: object) -> dict[str, Any]:
        """Send a command of the protocol; its result."""
        answer = self._await(self._command_to(method, params))
        if "error" in answer:
            raise BrowserError(f"{method}: {answer}")
        result: dict[str, Any] = answer["result"]
        return result

    def open(self, address: str) -> None:
        """Go to a page, and wait until it is loaded."""
        self.command("Page.navigate", url=address)
        while self.value("document.readyState + location.origin") != f"complete{address}":
            time.sleep(GLANCE_SECONDS)

    def value(self, script: str) -> Any:  # noqa: ANN401 - any JSON
        """What an expression is in the page; a promise is waited for."""
        given = {"expression": script, "returnByValue": True, "awaitPromise": True, "userGesture": True}
        result = self.command("Runtime.evaluate", **given)
        if "exceptionDetails" in result:
            raise BrowserError(f"{script}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def wait(self, script: str) -> Any:  # noqa: ANN401 - any JSON
        """Wait until an expression is true in the page; what it is then."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not (found := self.value(script)):
            if time.monotonic() > until:
                shown = self.value("document.body.innerText")
                raise BrowserError(f"never true: {script}; the page: {shown}; {self.errors}")
            time.sleep(GLANCE_SECONDS)
        return found

    def click(self, selector: str, label: str = "") -> None:
        """Click the last element that fits a selector and whose text holds the label, once it is there."""
        found = f"""(() => {{
            const fit = [...document.querySelectorAll({json.dumps(selector)})]
                .filter((each) => (each.innerText ?? "").includes({json.dumps(label)})).at(-1);
            fit?.scrollIntoView({{ block: "nearest" }});
            const box = fit?.getBoundingClientRect();
            return box?.width ? [box.x + box.width / 2, box.y + box.height / 2] : null;
        }})()"""
        place = self.wait(found)
        # What is still being moved, by a panel that opens say, would be missed.
        while (after := self._glance(found)) != place:
            place = after
        x, y = place
        for kind in ("mousePressed", "mouseReleased"):
            self.command("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def _glance(self, script: str) -> Any:  # noqa: ANN401 - any JSON
        time.sleep(GLANCE_SECONDS)
        return self.wait(script)

    def write(self, text: str) -> None:
        """Type into whatever has the focus."""
        self.command("Input.insertText", text=text)

    def enter(self) -> None:
        """Press the Enter key."""
        key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
        for kind in ("keyDown", "keyUp"):
            self.command("Input.dispatchKeyEvent", type=kind, **key)

    def upload(self, selector: str, file: Path) -> None:
        """Choose a file."""
        root = self.command("DOM.getDocument")["root"]["nodeId"]
        node = self.command("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.command("DOM.setFileInputFiles", nodeId=node, files=[str(file)])

    def looks(self, *, width: int, height: int, dark: bool = False, scale: int = 1) -> None:
        """Change the window's size, its dots a unit, and what the person prefers; narrow ones are phones."""
        phone = width < PHONE_WIDTH
        size = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": phone}
        self.command("Emulation.setDeviceMetricsOverride", **size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.command("Emulation.setEmulatedMedia", features=[scheme])

    def picture(self) -> bytes:
        """A picture of the page, as PNG."""
        return base64.b64decode(self._captured())

    def pixels(self) -> tuple[bytes, int, int]:
        """Red, green, blue and alpha of every pixel of the page, row by row; its width and height."""
        read = """(async () => {
            const image = new Image();
            image.src = "data:image/png;base64," + PICTURE;
            await image.decode();
            const { width, height } = image;
            const canvas = new OffscreenCanvas(width, height).getContext("2d");
            canvas.drawImage(image, 0, 0);
            const bytes = new Blob([canvas.getImageData(0, 0, width, height).data]);
            const reader = new FileReader();
            await new Promise((done) => { reader.onload = done; reader.readAsDataURL(bytes); });
            return [reader.result.split(",")[1], width, height];
        })()"""
        data, width, height = self.value(read.replace("PICTURE", json.dumps(self._captured())))
        return base64.b64decode(data), width, height

    def _captured(self) -> str:
        data: str = self.command("Page.captureScreenshot", format="png")["data"]
        return data

    def _await(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_SECONDS)

    async def _connect(self) -> None:
        while not (lines := self._lines()):  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(GLANCE_SECONDS)
        self._session = aiohttp.ClientSession()
        while not (pages := await self._pages(lines[0])):  # noqa: ASYNC110 - likewise
            await asyncio.sleep(GLANCE_SECONDS)
        self._socket = await self._session.ws_connect(pages[0], max_msg_size=0)
        self._reading = asyncio.create_task(self._read())

    def _lines(self) -> list[str]:
        return self._port.read_text().splitlines() if self._port.exists() else []

    async def _pages(self, port: str) -> list[str]:
        async with self._session.get(f"http://127.0.0.1:{port}/json/list") as response:
            listed = await response.json(content_type=None)
        return [each["webSocketDebuggerUrl"] for each in listed if each["type"] == "page"]

    async def _disconnect(self) -> None:
        if hasattr(self, "_reading"):
            self._reading.cancel()
            await self._socket.close()
        await self._session.close()

    async def _command_to(self, method: str, params: dict[str, object]) -> dict[str, Any]:
        number = next(self._numbers)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        await self._socket.send_json({"id": number, "method": method, "params": params})
        return await answer

    async def _read(self) -> None:
        async for message in self._socket:
            told = json.loads(message.data)
            if (waiting := self._answers.pop(told.get("id", 0), None)) is not None:
                waiting.set_result(told)
            elif told.get("method") == "Runtime.exceptionThrown":
                self.errors.append(str(told["params"]["exceptionDetails"]))
            elif told.get("method") == "Log.entryAdded" and told["params"]["entry"]["level"] == "error":
                self.errors.append(str(told["params"]["entry"]))
