"""The page in a headless browser, the bot itself behind it: what somebody without a token sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.browser import installed
from tests.botapi import BotApi, BotProcess
from tests.sandbox.conftest import look, opened, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox.browser import Browser
    from tests.sandbox.conftest import Page

# One story on one page, which the processes that share the tests must not take apart.
pytestmark = [pytest.mark.alone, pytest.mark.skipif(installed() is None, reason="no browser is installed")]


@pytest.fixture(name="page", scope="module")
def _page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("bot")
    with BotApi() as server, serving(server) as page, BotProcess(server, folder) as bot:
        bot.wait_until_polling(60)
        yield page
        assert server.faults == []


@pytest.fixture(name="browser", scope="module")
def _browser(page: Page, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with opened(page, tmp_path_factory.mktemp("browser")) as browser:
        yield browser


def say(browser: Browser, text: str) -> None:
    browser.click("#text")
    browser.write(text)
    browser.enter()


def enter(browser: Browser, chat: int) -> None:
    browser.click(f'#chats [data-chat="{chat}"]')


def heard(*words: str) -> str:
    """Whether the newest message that is not one's own holds these words, as an expression."""
    newest = "[...document.querySelectorAll('.message:not(.mine)')].at(-1)?.innerText"
    return " && ".join(f"{newest}?.includes({word!r})" for word in words)


def test_a_private_question_is_asked_and_answered(page: Page, browser: Browser) -> None:
    enter(browser, page.private)
    browser.click("#start")
    browser.wait(heard("Are you a CIO"))
    look(browser, "started")
    browser.click(".keyboard button", "CIO")
    browser.wait("!document.querySelector('.keyboard .waiting')")
    say(browser, "How many CIOs worry about data protection?")
    browser.wait(heard("83% of CIOs"))
    browser.wait("document.querySelector('.words b').innerText === '83%'")
    look(browser, "private")


def test_a_folded_quote_opens_at_a_tap(page: Page, browser: Browser) -> None:
    enter(browser, page.private)
    height = "[...document.querySelectorAll('.expandable')].at(-1)?.clientHeight"
    folded = browser.wait(height)
    browser.click(".expandable")
    assert browser.wait(height) > folded
    look(browser, "unfolded")


def test_a_button_is_pressed_and_its_answer_comes(page: Page, browser: Browser) -> None:
    enter(browser, page.private)
    browser.click(".keyboard button", "Compare")
    browser.wait(heard("64%"))
    look(browser, "pressed")


def test_a_slash_suggests_the_bots_commands(page: Page, browser: Browser) -> None:
    enter(browser, page.private)
    browser.click("#text")
    browser.write("/to")
    browser.wait("document.querySelector('#panel:not([hidden])')?.innerText.includes('/topics')")
    look(browser, "commands")
    browser.click("#panel button", "/topics")
    browser.wait("document.querySelector('#text').value === ''")
    browser.wait("[...document.querySelectorAll('.mine')].some((each) => each.innerText.includes('/topics'))")


def test_two_members_speak_in_a_group(page: Page, browser: Browser) -> None:
    enter(browser, page.team)
    say(browser, "Where do we differ most?")
    browser.wait("document.querySelector('.mine')?.innerText.includes('differ most')")
    browser.click("#speakers button", "Bob")
    browser.wait(heard("differ most", "Alice"))
    say(browser, "/ask the gap on data protection")
    browser.wait(heard("19 percentage points"))
    browser.wait("[...document.querySelectorAll('.replied')].at(-1)?.innerText.includes('/ask')")
    look(browser, "group")


def test_a_topic_keeps_to_itself(page: Page, browser: Browser) -> None:
    enter(browser, page.board)
    browser.click("#topics button", "Budget")
    say(browser, "/stat data protection")
    browser.wait(heard("83%", "Entente"))
    look(browser, "topic")
    browser.click("#topics button", "General")
    browser.wait("document.querySelectorAll('.message').length === 0")


def test_a_channel_is_posted_in(page: Page, browser: Browser) -> None:
    enter(browser, page.channel)
    say(browser, "Good morning")
    browser.wait(heard("Good morning", "Company news"))
    say(browser, "/stat data protection")
    browser.wait(heard("83%", "Time to Team Up", "Company news"))
    look(browser, "channel")


def test_words_are_searched_and_a_card_is_put_into_the_group(page: Page, browser: Browser) -> None:
    enter(browser, page.team)
    browser.click("#speakers button", "Alice")
    browser.click("#text")
    browser.write("@entente_test_bot data protection")
    browser.wait("document.querySelector('.result')?.innerText.includes('Data protection: CIOs')")
    look(browser, "inline-cards")
    browser.click(".result", "compared")
    browser.wait("document.querySelector('#panel').hidden && document.querySelector('#text').value === ''")
    newest = "[...document.querySelectorAll('.mine')].at(-1)?.innerText"
    browser.wait(f"{newest}?.includes('via @entente_test_bot') && {newest}.includes('64%')")
    look(browser, "card")


def test_a_document_is_sent(page: Page, browser: Browser, tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text("our plan", encoding="utf-8")
    enter(browser, page.private)
    browser.upload("#file", plan)
    browser.wait("[...document.querySelectorAll('.mine .file')].at(-1)?.innerText.includes('plan.txt')")
    assert [each.content for each in page.server.world.files.values()] == [b"our plan"]
    look(browser, "document")


def test_a_document_from_the_bot_is_there_to_be_downloaded(page: Page, browser: Browser) -> None:
    enter(browser, page.private)
    say(browser, "/export")
    file = "[...document.querySelectorAll('.message:not(.mine) .file')].at(-1)"
    name = browser.wait(f"{file}?.download")
    assert name.endswith(".json")
    assert "data protection" in browser.value(f"fetch({file}.href).then((answer) => answer.text())")
    look(browser, "export")


def test_it_fits_a_phone_and_the_dark(page: Page, browser: Browser) -> None:
    enter(browser, page.private)
    browser.looks(width=390, height=780)
    fits = "document.documentElement.scrollWidth <= innerWidth"
    assert browser.wait(fits)
    look(browser, "phone")
    browser.click("#back")
    browser.wait("document.querySelector('#sidebar').offsetWidth === innerWidth")
    look(browser, "phone-chats")
    enter(browser, page.team)
    browser.looks(width=390, height=780, dark=True)
    assert browser.wait(fits)
    look(browser, "phone-dark")
    browser.looks(width=1100, height=800, dark=True)
    look(browser, "dark")
    browser.looks(width=1100, height=800)
