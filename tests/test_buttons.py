"""Buttons under an answer: pressed twice, late, by another member, after a restart, after a new version."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.botapi import BotApi, BotProcess, errors
from tests.botapi.people import mentioned
from tests.small import make_small

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.botapi import Group, Heard, Person

FIGURE = "How many CIOs see data protection as a challenge?"
GUIDANCE = "Who should own mobile?"
UNCLEAR = "own mobile thing"
ROWS = 2


class Stage:
    """A bot without admins, which takes what the folder holds at each start, and who speaks with it."""

    def __init__(self, server: BotApi, place: Path) -> None:
        self.server = server
        self.survey = place / "knowledge" / "articles" / "survey.toml"
        environment = {"ENTENTE_KNOWLEDGE_PATH": str(place / "knowledge")}
        self.bot = BotProcess(server, place, environment=environment)
        self.alice, self.bob = server.person("Alice"), server.person("Bob")
        self.team = server.group("Team", self.alice, self.bob)

    def asks(self, question: str, chat: Group | None = None) -> Heard:
        """Ask as Alice; the answer, under which stand no more buttons than fit."""
        self.alice.says(question if chat is None else mentioned(question), chat=chat)
        heard = self.alice.hears(chat)
        assert len(heard.raw["reply_markup"]["inline_keyboard"]) <= ROWS
        return heard

    def is_told(self, person: Person, label: str, on: Heard) -> str:
        """What somebody who presses a button is told in passing, without anything else happening."""
        chat = self.team if on.chat == self.team.id else None
        before = [heard.raw for heard in self.alice.messages(chat)]
        told: str = person.presses(label, on=on).answered()["text"]
        # What would follow is sent after the question that is asked now.
        self.alice.says("/id@entente_test_bot", chat=chat)
        self.alice.hears(chat)
        assert [heard.raw for heard in self.alice.messages(chat)][:-1] == before
        return told

    def expire(self, label: str, on: Heard) -> None:
        """Let a button's time be over."""
        with closing(sqlite3.connect(self.bot.store, timeout=30)) as store, store:
            key = on.button(label)["callback_data"]
            changed = store.execute("UPDATE tap SET expires = 1 WHERE key = ?", (key,))
            assert changed.rowcount == 1

    def starts_anew(self) -> None:
        """Let the bot end and start."""
        assert self.bot.terminate() == 0
        self.bot.start().wait_until_polling()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A bot that runs, on a small folder, with a server that finds no fault with it."""
    make_small(tmp_path)
    with BotApi() as server:
        stage = Stage(server, tmp_path)
        with stage.bot as bot:
            bot.wait_until_polling()
            yield stage
            assert "Traceback" not in bot.printed
        assert server.faults == []
        # The poll that a bot was ended in is refused when the next one polls.
        assert {each.description for each in server.refusals} <= {errors.OTHER_POLLER}


def folded(heard: Heard) -> str:
    """What is folded away below a message."""
    spans = [each for each in heard.raw["entities"] if each["type"] == "expandable_blockquote"]
    assert len(spans) == 1
    raw = heard.text.encode("utf-16-le")
    start, length = (2 * spans[0][name] for name in ("offset", "length"))
    return raw[start : start + length].decode("utf-16-le")


def test_the_buttons_of_an_answer_stay_right_whatever_happens_to_them(stage: Stage) -> None:
    alice, bob, team = stage.alice, stage.bob, stage.team
    figure, guidance = stage.asks(FIGURE), stage.asks(GUIDANCE)
    in_team = stage.asks(FIGURE, team)

    # What stands under an answer, and what is folded below it.
    assert {"Compare both", "Who says so?", "What to do", "Copy"} <= set(figure.buttons)
    assert "sample" in folded(figure)
    assert {"The figures", "Who says so?", "What to do"} <= set(guidance.buttons)
    assert "44% of organisations" in folded(guidance)
    assert "Make Mobile, Not War" in folded(guidance)

    # Twice at once: answered once. A choice becomes its answer in place.
    alice.presses("Compare both", on=figure)
    assert "just answered" in alice.presses("Compare both", on=figure).answered()["text"]
    compared = alice.hears()
    assert "just answered" in stage.is_told(alice, "Compare both", figure)
    assert "64%" in compared.text
    assert "Picture" in compared.buttons
    unclear = stage.asks(UNCLEAR)
    for press in [alice.presses("Who should own mobile", on=unclear) for _ in range(2)]:
        press.answered()
    chosen = alice.sees(lambda heard: heard.id == unclear.id and "44%" in heard.text)
    alice.presses("Who says so?", on=chosen)
    assert "rests on" in alice.hears().text

    # By another member: told whose they are. By whoever asked, they work in the group.
    assert "whoever asked" in stage.is_told(bob, "Compare both", in_team)
    alice.presses("Compare both", on=in_team)
    assert "64%" in alice.hears(team).text

    # Late.
    stage.expire("Who says so?", figure)
    assert "no longer works" in stage.is_told(alice, "Who says so?", figure)

    # After a restart, and a while: alike.
    stage.starts_anew()
    stage.bot.let_rest()
    alice.presses("Compare both", on=figure)
    assert alice.hears().text == compared.text
    assert "whoever asked" in stage.is_told(bob, "What to do", in_team)

    # After a new version of what is known: from what is known then, and told so.
    text = stage.survey.read_text(encoding="utf-8")
    assert text.count("figures.cmo = 64\n") == 1
    stage.survey.write_text(text.replace("figures.cmo = 64\n", "figures.cmo = 61\n"), encoding="utf-8")
    stage.starts_anew()
    stage.bot.let_rest()
    assert "has changed" in alice.presses("Compare both", on=figure).answered()["text"]
    anew = alice.hears()
    assert "61%" in anew.text
    assert "64%" not in anew.text
    assert "shows the answer as it was" in alice.presses("Picture", on=compared).answered()["text"]
    pictured = alice.hears()
    assert "photo" in pictured.raw
    assert "no longer works" in stage.is_told(alice, "Who says so?", figure)
    assert "text" not in alice.presses("Who says so?", on=anew).answered()
    assert "Time to Team Up" in alice.hears().text
