"""Serving, from start to stop, against the Bot API server of the tests."""

from __future__ import annotations

import asyncio
import signal
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from aiohttp.test_utils import unused_port

from bot.replies.reply import Kind, Outcome, Reply
from bot.service.incoming import Pressed, Text
from bot.service.lanes import Lanes
from bot.service.ports import Call, Finished
from bot.telegram.app import Reach, serve
from bot.telegram.intake import IntakeError
from bot.telegram.webhook import WebhookSettings
from tests.botapi import BotApi
from tests.botapi import errors as refusals
from tests.botapi.world import BOT_NAME
from tests.service.fakes import InMemoryJournal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.service.ports import Loss, Received
    from bot.telegram.app import Line

SECRET = "s" * 40


@pytest.fixture
def server() -> Iterator[BotApi]:
    with BotApi() as started:
        yield started


class _Echo:
    """Says again what it hears, with a button that puts out its keyboard."""

    def __init__(self, journal: InMemoryJournal, line: Line) -> None:
        self._journal = journal
        self._line = line

    async def handle(self, received: Received) -> None:
        """Answer with the same words."""
        incoming = self._line.read(received.raw)
        now = _now()
        calls: tuple[Call, ...] = ()
        if isinstance(incoming, Text) and incoming.addressed:
            reply = Reply(text=f"<b>{incoming.text}</b>", outcome=Outcome.SOCIAL, kind=Kind.HELP)
            calls = self._line.speaker.say(reply, incoming.origin, [("Enough", "enough")])
        if isinstance(incoming, Pressed):
            speaker = self._line.speaker
            calls = (
                speaker.answer(incoming.callback_id, "As you like"),
                speaker.keyboard(incoming.origin, ()),
            )
        self._line.deliver(await self._journal.finish(Finished(key=received.key, now=now, calls=calls)))

    async def shed(self, received: Received, *, first: Callable[[], bool]) -> None:
        """Nothing is shed here."""


def _now() -> datetime:
    return datetime.now(UTC)


class _Serving:
    """The bot, serving in this process while a script of people runs beside it."""

    def __init__(self, server: BotApi, reach: Reach | None = None) -> None:
        self.server = server
        self.reach = reach or Reach(token=server.token, api_url=server.url)
        self.journal = InMemoryJournal()
        self.marks: list[str] = []
        self.seconds_to_stop = 0.0

    async def _mark(self, name: str, now: datetime) -> None:
        del now
        self.marks.append(name)

    def while_(self, script: Callable[[], None]) -> None:
        async def main() -> None:
            task = asyncio.create_task(
                serve(
                    self.reach,
                    self.journal,
                    lambda line: Lanes(self.journal, _Echo(self.journal, line)),
                    mark=self._mark,
                )
            )
            people = asyncio.create_task(asyncio.to_thread(script))
            await asyncio.wait({task, people}, return_when=asyncio.FIRST_COMPLETED)
            try:
                if not task.done():
                    await people
            finally:
                started = time.monotonic()
                if not task.done():
                    signal.raise_signal(signal.SIGTERM)
                await task
                self.seconds_to_stop = time.monotonic() - started

        asyncio.run(main())


def test_people_are_answered_in_private_and_in_topics(server: BotApi) -> None:
    anna, ben = server.person("Anna"), server.person("Ben")
    board = server.group("Board", anna, ben, forum=True)
    serving = _Serving(server)

    def script() -> None:
        anna.starts()
        assert anna.hears().text == "/start"
        topic = board.topic("Figures")
        ben.says(f"/ask@{BOT_NAME} why", chat=board, topic=topic)
        heard = ben.hears(chat=board)
        assert heard.topic == topic
        assert heard.reply_to is not None
        server.wait(lambda: serving.marks)

    serving.while_(script)
    assert server.faults == []
    assert serving.marks == ["poll"]


def test_a_tap_is_answered_and_its_keyboard_put_out(server: BotApi) -> None:
    anna = server.person("Anna")

    def script() -> None:
        anna.starts()
        heard = anna.hears()
        assert heard.buttons == ["Enough"]
        asked = anna.presses("Enough", on=heard)
        server.wait(asked.answered)
        server.wait(lambda: "editMessageReplyMarkup" in server.calls)

    _Serving(server).while_(script)
    assert server.faults == []


def test_commands_and_descriptions_are_set_once_and_not_again(server: BotApi) -> None:
    def introduced() -> None:
        server.wait(lambda: server.calls["getMyShortDescription"] == 1)
        server.wait(lambda: server.calls["setMyShortDescription"] == 1)

    _Serving(server).while_(introduced)
    _Serving(server).while_(lambda: server.wait(lambda: server.calls["getMyShortDescription"] == 2))
    assert server.calls["setMyCommands"] == 3
    assert server.calls["setMyShortDescription"] == 1
    assert server.faults == []


def test_editors_see_their_commands_once_they_have_written_and_nobody_else_does(server: BotApi) -> None:
    edith, emil, anna = server.person("Edith"), server.person("Emil"), server.person("Anna")
    reach = Reach(token=server.token, api_url=server.url, editors=(emil.id, edith.id))

    def met() -> None:
        for person in (edith, anna):
            person.starts()
            person.hears()

    def shown(scope: str) -> set[str]:
        settings = server.do(lambda: dict(server.world.settings))
        return {each["command"] for each in settings.get(f"commands {scope} ", [])}

    _Serving(server, reach).while_(met)
    _Serving(server, reach).while_(lambda: server.wait(lambda: shown(f"chat {edith.id}")))
    editors = {"edit", "new", "cancel", "download", "versions", "rollback", "unanswered"}
    assert shown(f"chat {edith.id}") == shown("all_private_chats") | editors
    assert shown(f"chat {emil.id}") == shown(f"chat {anna.id}") == set()
    for scope in ("all_private_chats", "all_group_chats", "all_chat_administrators"):
        assert shown(scope) & editors == set()
    assert server.faults == []


def test_a_stop_is_quick_and_what_was_taken_is_answered_after_the_next_start(server: BotApi) -> None:
    anna = server.person("Anna")
    first = _Serving(server)
    anna.starts()
    first.while_(lambda: server.wait(lambda: first.journal.rows))
    assert first.seconds_to_stop < 5
    second = _Serving(server)
    second.journal = first.journal
    second.while_(lambda: server.wait(server.sent))
    assert len(server.sent()) == 1


def test_bad_weather_delays_answers_but_loses_and_doubles_none(server: BotApi) -> None:
    people = [server.person(f"P{i}") for i in range(5)]
    server.weather.only = frozenset({"sendMessage"})
    server.weather.too_many, server.weather.server_errors = 0.3, 0.2
    serving = _Serving(server)

    def script() -> None:
        for person in people:
            person.starts()
            person.says("one")
            person.says("two")
        server.wait(lambda: len(server.sent()) >= 15, 30)

    serving.while_(script)
    assert server.hasty == []
    for person in people:
        texts = [each.params["text"] for each in server.sent() if each.chat == person.id]
        assert texts == ["<b>/start</b>", "<b>one</b>", "<b>two</b>"]


def test_of_whoever_blocked_the_bot_it_is_kept(server: BotApi) -> None:
    anna = server.person("Anna")
    serving = _Serving(server)
    server.weather.appoint("sendMessage", refusals.RefusedError("Forbidden: bot was blocked by the user"))
    anna.starts()
    serving.while_(lambda: server.wait(lambda: serving.journal.settled))
    assert serving.journal.told == {anna.id: {"blocked": "yes"}}


def test_a_token_that_telegram_does_not_know_is_loud_at_once(server: BotApi) -> None:
    server.revoked = True
    started = time.monotonic()
    with pytest.raises(IntakeError, match="BotFather") as caught:
        _Serving(server).while_(lambda: time.sleep(1))
    assert time.monotonic() - started < 60
    assert server.token not in repr(caught.value)
    assert caught.value.__context__ is None


def test_a_store_that_breaks_ends_the_service(server: BotApi) -> None:
    class Broken(InMemoryJournal):
        async def settle(
            self, id_: int, *, sent: bool, reason: str | None, now: datetime, loss: Loss | None = None
        ) -> None:
            del id_, sent, reason, now, loss
            raise OSError("the disk is gone")

    anna = server.person("Anna")
    anna.starts()
    serving = _Serving(server)
    serving.journal = Broken()
    with pytest.raises(OSError, match="gone"):
        serving.while_(lambda: time.sleep(1))


def test_a_webhook_takes_updates_into_the_same_inbox(server: BotApi, unused_tcp_port: int) -> None:
    anna = server.person("Anna")
    settings = WebhookSettings(url="https://bot.example/telegram", secret=SECRET, port=unused_tcp_port)
    server.webhook.leads_to = f"http://127.0.0.1:{unused_tcp_port}"
    serving = _Serving(server, Reach(token=server.token, api_url=server.url, webhook=settings))

    def script() -> None:
        # Before anybody writes.
        server.wait(lambda: serving.marks == ["poll"])
        anna.starts()
        assert anna.hears().text == "/start"

    serving.while_(script)
    assert server.faults == []
    assert server.calls["getUpdates"] == 0


@pytest.fixture
def unused_tcp_port() -> int:
    return unused_port()


def test_ctrl_c_during_the_start_ends_it(server: BotApi) -> None:
    server.weather.outage(60)
    serving = _Serving(server)
    with suppress(IntakeError):
        serving.while_(lambda: time.sleep(0.5))
    assert serving.seconds_to_stop < 3


def test_a_signal_from_before_the_serving_ends_it_before_anything_is_begun(server: BotApi) -> None:
    def never(_: Line) -> Lanes:
        raise AssertionError("something was begun")

    reach = Reach(token=server.token, api_url=server.url)
    asyncio.run(serve(reach, InMemoryJournal(), never, ending=lambda: True))
    assert not server.calls
