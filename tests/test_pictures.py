"""A picture of an answer, from the button to the photo, against a server that behaves like Telegram's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.botapi import BotApi, BotProcess

if TYPE_CHECKING:
    from pathlib import Path

    from tests.botapi.people import Heard, Person
    from tests.botapi.places import Group

QUESTION = "data protection, CIOs against CMOs"


def asked(person: Person, chat: Group | None = None) -> Heard:
    person.says(QUESTION if chat is None else f"/ask {QUESTION}", chat=chat)
    return person.sees(lambda heard: "Picture" in heard.buttons, chat=chat)


def pressed(person: Person, answer: Heard, seen: int, chat: Group | None = None) -> Heard:
    """The picture that a press brings, behind those seen before."""
    person.presses("Picture", on=answer, chat=chat).answered()
    found: list[Heard] = []

    def more(_: Heard) -> bool:
        found[:] = [heard for heard in person.messages(chat) if "photo" in heard.raw]
        return len(found) > seen

    person.sees(more, chat=chat, seconds=20)
    return found[-1]


def test_a_picture_is_sent_up_once_however_often_and_late_it_is_asked_for(
    server: BotApi, tmp_path: Path
) -> None:
    alice = server.person("Alice")
    with BotProcess(server, tmp_path) as bot:
        bot.wait_until_polling()
        alice.starts()
        alice.hears()
        answer = asked(alice)
        first = pressed(alice, answer, 0)
        assert first.reply_to == answer.id
        assert "The Netbiscuits survey, September 2013" in first.text
        (stored,) = server.world.files.values()
        assert stored.content.startswith(b"\x89PNG")
        assert first.raw["photo"][-1]["width"] == 1080
        second = pressed(alice, answer, 1)
        bot.kill()
        bot.start()
        bot.wait_until_polling()
        third = pressed(alice, answer, 2)
        bob = server.person("Bob")
        bob.starts()
        bob.hears()
        his = pressed(bob, asked(bob), 0)
        assert len(server.world.files) == 1
        assert len({heard.raw["photo"][-1]["file_id"] for heard in (first, second, third, his)}) == 1
        assert bot.terminate() == 0


def test_a_picture_that_telegram_has_lost_is_sent_up_again(server: BotApi, tmp_path: Path) -> None:
    alice = server.person("Alice")
    with BotProcess(server, tmp_path) as bot:
        bot.wait_until_polling()
        alice.starts()
        alice.hears()
        answer = asked(alice)
        first = pressed(alice, answer, 0)
        server.world.files.clear()
        second = pressed(alice, answer, 1)
        assert first.raw["photo"][-1]["file_id"] != second.raw["photo"][-1]["file_id"]
        assert len(server.world.files) == 1
        assert bot.terminate() == 0


def test_a_figure_is_copied_with_its_source_by_a_button_that_outlives_a_thumb(
    server: BotApi, tmp_path: Path
) -> None:
    alice = server.person("Alice")
    with BotProcess(server, tmp_path) as bot:
        bot.wait_until_polling()
        alice.starts()
        alice.hears()
        answer = asked(alice)
        assert len(answer.raw["reply_markup"]["inline_keyboard"]) == 2
        line = answer.button("Copy")["copy_text"]["text"]
        assert line.startswith("83% of CIOs and 64% of CMOs")
        assert "The Netbiscuits survey, September 2013" in line
        alice.presses("👍", on=answer).answered()
        rated = alice.sees(lambda heard: heard.id == answer.id and "👍" not in heard.buttons)
        assert rated.button("Copy")["copy_text"]["text"] == line
        assert bot.terminate() == 0


def test_in_a_topic_the_picture_stays_there_and_belongs_to_whoever_asked(
    server: BotApi, tmp_path: Path
) -> None:
    alice, bob = server.person("Alice"), server.person("Bob")
    board = server.group("Board", alice, bob, kind="supergroup", forum=True)
    topic = board.topic("Figures")
    with BotProcess(server, tmp_path) as bot:
        bot.wait_until_polling()
        alice.says(f"/ask {QUESTION}", chat=board, topic=topic)
        answer = alice.sees(lambda heard: "Picture" in heard.buttons, chat=board)
        assert "whoever asked" in str(bob.presses("Picture", on=answer, chat=board).answered())
        assert pressed(alice, answer, 0, board).topic == topic
        assert bot.terminate() == 0
