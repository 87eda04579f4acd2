"""Pictures of the bot for its README: ``make shots``, or ``python -m sandbox.shots [--folder DIR]``.

The bot itself answers, with the knowledge that is shipped; a headless Chromium on this machine shows the
sandbox's page as a phone would. Exit status 1 when there is no browser, or the page never showed what it
should. Where no font has emoji, they are missing in the pictures too.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sandbox.browser import Browser, BrowserError, installed
from sandbox.palette import png
from sandbox.scene import Scene
from sandbox.service import served_in_thread
from tests.botapi import BotApi, BotProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS: Final = Path(__file__).parent.parent / "docs"
WIDTH: Final = 390
HEIGHT: Final = 844
SCALE: Final = 2
START_SECONDS: Final = 60
#: For each kind of picture, a question whose answer offers it.
CHARTS: Final = {
    "comparison": "data protection, CIOs against CMOs",
    "ranking": "rank the CIO challenges",
    "split": "Who owns mobile web strategy today?",
    "theme": "Is alignment important to them?",
}
PICTURE: Final = "Picture"
_SAID: Final = "[...document.querySelectorAll('.message:not(.mine)')].at(-1)"
_CHATTED: Final = "document.querySelectorAll('.message').length"


def main() -> int:
    """Take every picture; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.shots", description="Pictures for the README.")
    parser.add_argument("--folder", type=Path, default=DOCS, help="where they go; docs/ otherwise")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    if (program := installed()) is None:
        print("This needs Chromium or Chrome.", file=sys.stderr)
        return 1
    try:
        with _staged(program) as stage:
            for name, picture in _pictures(stage):
                (folder / name).write_bytes(picture)
                print(f"{folder / name}: {len(picture) // 1024} KB")
    except BrowserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """The page on a phone's screen, and the chats in it."""

    browser: Browser
    private: int
    team: int
    bobs: int

    def enter(self, chat: int) -> None:
        """Open a chat from the list of chats."""
        if self.browser.value("document.body.classList.contains('inside')"):
            self.browser.click("#back")
        self.browser.click(f'#chats [data-chat="{chat}"]')

    def say(self, text: str) -> None:
        """Write a message, and wait for what the bot says to it."""
        self.browser.click("#text")
        self.browser.write(text)
        before = self.browser.value(_CHATTED)
        self.browser.enter()
        self.browser.wait(f"{_CHATTED} >= {before + 2} && {_SAID} !== null")

    def press(self, label: str, shown: str) -> None:
        """Press the newest button of that label, and wait until the newest message shows that."""
        self.browser.click(".keyboard button", label)
        self.browser.wait(f"{_SAID}?.innerText.includes({shown!r})")

    def picture(self) -> bytes:
        """The screen once everything is there, without a cursor, as a small PNG."""
        self.browser.wait("[...document.images].every((each) => each.complete)")
        self.browser.wait("!document.querySelector('.waiting')")
        self.browser.value("document.activeElement.blur()")
        time.sleep(0.3)
        return png(*self.browser.pixels())


@contextlib.contextmanager
def _staged(program: str) -> Iterator[Stage]:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="entente-")))
        server = stack.enter_context(BotApi())
        scene = Scene(server)
        address = stack.enter_context(served_in_thread(scene))
        stack.enter_context(BotProcess(server, folder)).wait_until_polling(START_SECONDS)
        browser = stack.enter_context(Browser(program, folder / "browser"))
        browser.looks(width=WIDTH, height=HEIGHT, scale=SCALE)
        browser.open(address)
        private, team, _, bobs, _ = scene.chats
        yield Stage(browser=browser, private=private, team=team, bobs=bobs)


def _pictures(stage: Stage) -> Iterator[tuple[str, bytes]]:
    yield "private.png", _private(stage)
    yield "group.png", _group(stage)
    yield "inline.png", _inline(stage)
    yield from _charts(stage)


def _private(stage: Stage) -> bytes:
    stage.enter(stage.private)
    stage.browser.click("#start")
    stage.press("CIO", "may I keep your questions")
    stage.press("No", "")
    stage.say("How many CIOs worry about data protection?")
    stage.press("Compare", "19 percentage points")
    return stage.picture()


def _group(stage: Stage) -> bytes:
    stage.enter(stage.team)
    stage.browser.click("#text")
    stage.browser.write("Who worries more about data protection, Bob: we in IT or you in marketing?")
    stage.browser.enter()
    stage.browser.wait(_CHATTED)
    stage.browser.click("#speakers button", "Bob")
    stage.say("/ask the gap on data protection")
    return stage.picture()


def _inline(stage: Stage) -> bytes:
    stage.enter(stage.team)
    stage.browser.click("#text")
    stage.browser.write("@entente_test_bot data protection")
    stage.browser.wait("document.querySelectorAll('#panel .result').length > 2")
    return stage.picture()


def _charts(stage: Stage) -> Iterator[tuple[str, bytes]]:
    """A picture of each kind that the bot can draw; none while it has no button for one."""
    stage.enter(stage.bobs)
    stage.browser.click("#start")
    stage.press("CIO", "may I keep your questions")
    for kind, question in CHARTS.items():
        stage.say(question)
        if PICTURE not in stage.browser.value(f"{_SAID}.querySelector('.keyboard')?.innerText ?? ''"):
            print(f"No picture is offered for a {kind}.")
            continue
        shown = "document.querySelectorAll('.photo').length"
        before = stage.browser.value(shown)
        stage.browser.click(".keyboard button", PICTURE)
        stage.browser.wait(f"{shown} > {before}")
        # From its top on, for a long caption may follow it.
        stage.browser.value("[...document.querySelectorAll('.photo')].at(-1).decode()")
        stage.browser.value("[...document.querySelectorAll('.message')].at(-1).scrollIntoView()")
        yield f"chart-{kind}.png", stage.picture()


if __name__ == "__main__":
    sys.exit(main())
