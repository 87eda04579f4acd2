"""A picture of an answer, from the button to the photo, against a server that behaves like Telegram's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.botapi import BotApi, BotProcess
    from tests.botapi.people import Heard, Person
    from tests.botapi.places import Group

QUESTION = "data protection, CIOs against CMOs"


class Asker:
    """Somebody who asks for figures and presses what stands under the answers."""

    def __init__(self, person: Person, bot: BotProcess) -> None:
        self.person = person
        self._bot = bot

    def asks(self) -> Heard:
        """The answer to the question, in private."""
        self.person.starts()
        self.person.hears()
        self.person.says(QUESTION)
        return self.person.sees(lambda heard: "Picture" in heard.buttons)

    def sees(self, answer: Heard, chat: Group | None = None) -> Heard:
        """The picture that a press brings, some time after whatever was pressed before."""
        self._bot.let_rest()
        seen = len(self._pictures(chat))
        self.person.presses("Picture", on=answer, chat=chat).answered()
        self.person.sees(lambda _: len(self._pictures(chat)) > seen, chat=chat, seconds=20)
        return self._pictures(chat)[-1]

    def _pictures(self, chat: Group | None) -> list[Heard]:
        return [heard for heard in self.person.messages(chat) if "photo" in heard.raw]


@pytest.fixture
def alice(server: BotApi, bot: BotProcess) -> Iterator[Asker]:
    """Somebody to ask a bot that ends well."""
    yield Asker(server.person("Alice"), bot)
    assert bot.terminate() == 0


def test_a_picture_is_sent_up_once_however_often_and_late_it_is_asked_for(
    server: BotApi, bot: BotProcess, alice: Asker
) -> None:
    answer = alice.asks()
    first = alice.sees(answer)
    assert first.reply_to == answer.id
    assert "The Netbiscuits survey, September 2013" in first.text
    (stored,) = server.world.files.values()
    assert stored.content.startswith(b"\x89PNG")
    assert first.raw["photo"][-1]["width"] == 1080
    second = alice.sees(answer)
    bot.kill()
    bot.start().wait_until_polling()
    third = alice.sees(answer)
    bob = Asker(server.person("Bob"), bot)
    his = bob.sees(bob.asks())
    assert len(server.world.files) == 1
    assert len({heard.raw["photo"][-1]["file_id"] for heard in (first, second, third, his)}) == 1


def test_a_picture_that_telegram_has_lost_is_sent_up_again(server: BotApi, alice: Asker) -> None:
    answer = alice.asks()
    first = alice.sees(answer)
    server.world.files.clear()
    second = alice.sees(answer)
    assert first.raw["photo"][-1]["file_id"] != second.raw["photo"][-1]["file_id"]
    assert len(server.world.files) == 1


def test_a_figure_is_copied_with_its_source_by_a_button_that_outlives_a_thumb(alice: Asker) -> None:
    answer = alice.asks()
    assert len(answer.raw["reply_markup"]["inline_keyboard"]) == 2
    line = answer.button("Copy")["copy_text"]["text"]
    assert line.startswith("83% of CIOs and 64% of CMOs")
    assert "The Netbiscuits survey, September 2013" in line
    alice.person.presses("👍", on=answer).answered()
    rated = alice.person.sees(lambda heard: heard.id == answer.id and "👍" not in heard.buttons)
    assert rated.button("Copy")["copy_text"]["text"] == line


def test_in_a_topic_the_picture_stays_there_and_belongs_to_whoever_asked(
    server: BotApi, alice: Asker
) -> None:
    bob = server.person("Bob")
    board = server.group("Board", alice.person, bob, kind="supergroup", forum=True)
    topic = board.topic("Figures")
    alice.person.says(f"/ask {QUESTION}", chat=board, topic=topic)
    answer = alice.person.sees(lambda heard: "Picture" in heard.buttons, chat=board)
    assert "whoever asked" in str(bob.presses("Picture", on=answer, chat=board).answered())
    assert alice.sees(answer, board).topic == topic
