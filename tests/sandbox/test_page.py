"""What the page can show, driven in a headless browser with a scripted bot behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.browser import installed
from tests.botapi import BotApi
from tests.sandbox.conftest import look, opened, serving
from tests.sandbox.standin import ALL, StandIn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.browser import Browser
    from tests.sandbox.conftest import Page

pytestmark = pytest.mark.skipif(installed() is None, reason="no browser is installed")
NEWEST = "[...document.querySelectorAll('.message')].at(-1)?.innerText"


@pytest.fixture(name="page", scope="module")
def _page() -> Iterator[Page]:
    with BotApi() as server, serving(server) as page, StandIn(server).running():
        yield page
        assert server.faults == []


@pytest.fixture(name="browser", scope="module")
def _browser(page: Page, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with opened(page, tmp_path_factory.mktemp("browser")) as browser:
        yield browser


@pytest.fixture(autouse=True)
def _private(page: Page, browser: Browser) -> None:
    """Each begins in Alice's private chat, with nothing typed."""
    browser.click(f'#chats [data-chat="{page.private}"]')
    browser.wait(
        "(() => { const text = document.querySelector('#text'); text.value = '';"
        "text.dispatchEvent(new Event('input')); return true; })()"
    )


def say(browser: Browser, text: str) -> None:
    if browser.value("!document.querySelector('#start').hidden"):
        browser.click("#start")
        browser.wait("document.querySelector('#start').hidden")
    browser.click("#text")
    browser.write(text)
    browser.enter()


def test_a_picture_is_shown(browser: Browser) -> None:
    say(browser, "/chart")
    browser.wait("document.querySelector('.photo')?.naturalWidth === 640")
    look(browser, "picture")


def test_results_show_as_one_types_and_further_ones_as_one_scrolls(browser: Browser) -> None:
    say(browser, "hello")
    browser.click("#text")
    browser.write("@entente_test_bot ")
    browser.write("ga")
    browser.wait("document.querySelector('.result')?.innerText.includes('Result 0 on ga')")
    browser.write("p")
    browser.wait("document.querySelector('.result b')?.innerText === 'Result 0 on gap'")
    look(browser, "inline")
    browser.wait(
        "(() => { const panel = document.querySelector('#panel'); panel.scrollTop = panel.scrollHeight;"
        f"return panel.innerText.includes('Result {ALL - 1} on gap'); }})()"
    )
    browser.click(".result", f"Result {ALL - 1} on")
    browser.wait(f"{NEWEST}?.includes('{ALL - 1} on gap') && {NEWEST}.includes('via @entente_test_bot')")
    assert browser.value("document.querySelector('#text').value") == ""
    assert browser.value("document.querySelector('#panel').hidden")


def test_a_cached_picture_is_inserted_into_the_group(page: Page, browser: Browser) -> None:
    say(browser, "/chart")
    browser.wait("document.querySelectorAll('.photo').length")
    browser.click(f'#chats [data-chat="{page.team}"]')
    browser.click("#text")
    browser.write("@entente_test_bot gap")
    browser.click(".result", "as a picture")
    browser.wait(f"{NEWEST}?.includes('As a picture')")
    browser.wait("document.querySelector('.photo')?.naturalWidth === 640")
    look(browser, "inserted")


def test_the_button_above_results_leads_to_the_private_chat(page: Page, browser: Browser) -> None:
    browser.click(f'#chats [data-chat="{page.team}"]')
    browser.click("#text")
    browser.write("@entente_test_bot x")
    browser.click("#panel .above", "Ask in private")
    browser.wait("document.querySelector('#subtitle').innerText.includes('you are Alice')")
    browser.wait(f"{NEWEST}?.includes('/start inline')")


def test_buttons_toast_alert_copy_search_link_and_edit(browser: Browser) -> None:
    say(browser, "buttons")
    browser.wait(f"{NEWEST}?.includes('You said buttons')")
    browser.click(".keyboard button", "Toast")
    browser.wait("document.querySelector('#toast:not([hidden])')?.innerText === 'Noted'")
    browser.click(".keyboard button", "Alert")
    browser.wait("document.querySelector('#alert').open")
    look(browser, "alert")
    browser.click("#alert button")
    browser.click(".keyboard button", "Search")
    browser.wait("document.querySelector('#text').value === '@entente_test_bot gap'")
    browser.click(".keyboard button", "In private")
    browser.wait(f"{NEWEST}?.includes('You said /start more')")
    browser.click(".keyboard button", "Edit")
    browser.wait(f"{NEWEST}?.includes('Edited in place')")
    assert not browser.value("[...document.querySelectorAll('.message')].at(-1).querySelector('.keyboard')")
