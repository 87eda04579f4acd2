"""The figure of the week, by a bot that is its own process: from the first word to the last."""

from __future__ import annotations

import asyncio
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.service.weekly import KEY
from bot.store import outbox
from bot.store.journal import StoreJournal
from bot.store.reading import open_for_reading
from tests.botapi.people import Heard

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.service.ports import Reminder
    from tests.botapi import BotApi, BotProcess

HEADING = "The figure of the week"
LINE = "/subscribe friday 09:00 Europe/Berlin"


def subscription(bot: BotProcess, chat: int) -> Reminder | None:
    """What the bot has kept for a chat."""

    async def found() -> Reminder | None:
        journal = await StoreJournal.open(bot.store)
        try:
            return await journal.reminder(chat, KEY)
        finally:
            await journal.close()

    return asyncio.run(found())


def facts(bot: BotProcess, person: int) -> Mapping[str, str]:
    """What the bot has kept of a person."""

    async def found() -> Mapping[str, str]:
        journal = await StoreJournal.open(bot.store)
        try:
            return await journal.facts(person)
        finally:
            await journal.close()

    return asyncio.run(found())


def bring_forward(bot: BotProcess, chat: int, by: timedelta = timedelta(0)) -> None:
    """Let a chat's figure be due now, or so long ago."""
    kept = subscription(bot, chat)
    assert kept is not None

    async def moved() -> None:
        journal = await StoreJournal.open(bot.store)
        await journal.schedule(replace(kept, at=datetime.now(UTC) - by, id=0))
        await journal.close()

    asyncio.run(moved())


def nothing_is_under_way(bot: BotProcess) -> bool:
    """Whether the bot knows of all it has sent that it arrived."""
    with closing(open_for_reading(bot.store)) as connection:
        return not outbox.unsent(connection)


def is_figure(heard: Heard) -> bool:
    return heard.text.startswith(HEADING)


def test_somebody_gets_it_over_restarts_until_they_tap_it_away(server: BotApi, bot: BotProcess) -> None:
    alice = server.person("Alice")
    alice.starts()
    alice.says("/subscribe")
    days = alice.sees(lambda heard: "Fri" in heard.buttons)
    alice.presses("Fri", on=days).answered()
    times = alice.sees(lambda heard: heard.id == days.id and "09:00" in heard.buttons)
    alice.presses("09:00", on=times).answered()
    alice.sees(lambda heard: heard.id == days.id and "Fridays at 09:00" in heard.text)
    alice.says(LINE)
    alice.sees(lambda heard: "Europe/Berlin" in heard.text and "Unsubscribe" in heard.buttons)

    bring_forward(bot, alice.id)
    first = alice.sees(is_figure)
    assert "survey" in first.text.lower()
    assert bot.terminate() == 0
    bring_forward(bot, alice.id, by=timedelta(hours=20))
    bot.start().wait_until_polling()
    second = alice.sees(lambda heard: is_figure(heard) and heard.id != first.id)
    assert second.text != first.text

    alice.presses("Who says so?", on=second).answered()
    alice.presses("Unsubscribe", on=second).answered()
    alice.sees(lambda heard: heard.text.startswith("No figure of the week comes here any more"))
    assert subscription(bot, alice.id) is None
    assert len([each for each in alice.messages() if is_figure(each)]) == 2


def test_a_group_is_subscribed_by_its_admins_alone(server: BotApi, bot: BotProcess) -> None:
    boss, member, other = server.person("Boss"), server.person("Member"), server.person("Other")
    board = server.group("Board", boss, member, forum=True)
    board.joined_by(other, "administrator")
    topic = board.topic("Figures")
    member.says(LINE, chat=board, topic=topic)
    boss.sees(lambda heard: heard.text.startswith("Only the admins"), chat=board)
    assert subscription(bot, board.id) is None
    boss.says(LINE, chat=board, topic=topic)
    boss.sees(lambda heard: "Fridays at 09:00" in heard.text, chat=board)

    bring_forward(bot, board.id)
    figure = member.sees(is_figure, chat=board)
    assert figure.topic == topic
    assert figure.buttons == ["Unsubscribe", "Copy"]
    refused = member.presses("Unsubscribe", on=figure).answered()
    assert "admins" in refused["text"]
    assert subscription(bot, board.id) is not None
    other.presses("Unsubscribe", on=figure).answered()
    boss.sees(lambda heard: heard.text.startswith("No figure of the week comes"), chat=board)
    assert subscription(bot, board.id) is None
    boss.says_anonymously("/subscribe friday 10:00", chat=board)
    boss.sees(lambda heard: "Fridays at 10:00" in heard.text, chat=board)


def test_a_group_that_moves_keeps_it_and_one_that_puts_the_bot_out_loses_it(
    server: BotApi, bot: BotProcess
) -> None:
    boss = server.person("Boss")
    board = server.group("Board", boss, kind="group")
    boss.says(LINE, chat=board)
    boss.sees(lambda heard: "Fridays" in heard.text, chat=board)
    moved = board.upgrades()
    server.wait(lambda: subscription(bot, moved.id) is not None)
    bring_forward(bot, moved.id)
    boss.sees(is_figure, chat=moved)
    moved.gives_bot("kicked")
    server.wait(lambda: subscription(bot, moved.id) is None)


def test_a_figure_that_is_refused_tells_as_much_as_telegram_would(server: BotApi, bot: BotProcess) -> None:
    """Of a block, say, that happened while the bot was down for longer than Telegram keeps what it tells."""
    alice, boss = server.person("Alice"), server.person("Boss")
    board, club = server.group("Board", boss), server.group("Club", boss)
    alice.starts()
    for who, chat in ((alice, None), (boss, board), (boss, club)):
        who.says(LINE, chat=chat)
        who.sees(lambda heard: "Fridays" in heard.text, chat=chat)
    boss.says("/settings full", chat=board)
    boss.sees(lambda heard: "Briefly" in heard.buttons, chat=board)

    server.do(lambda: setattr(server.world.accounts[alice.id], "blocked", True))
    server.do(lambda: board.room.statuses.update({server.world.bot["id"]: "kicked"}))
    server.do(lambda: server.world.rooms.pop(club.id))
    for lost in (alice.id, board.id, club.id):
        bring_forward(bot, lost)
        server.wait(lambda: subscription(bot, lost) is None)  # noqa: B023 - at once
    assert facts(bot, alice.id)["blocked"] == "yes"
    server.wait(lambda: nothing_is_under_way(bot))

    server.do(lambda: setattr(server.world.accounts[alice.id], "blocked", False))
    server.do(lambda: board.room.statuses.update({server.world.bot["id"]: "member"}))
    alice.says("/id")
    alice.sees(lambda heard: str(alice.id) in heard.text)
    assert "blocked" not in facts(bot, alice.id)
    boss.says("/settings", chat=board)
    boss.sees(lambda heard: "In full" in heard.buttons, chat=board)
    assert bot.running


def test_it_ends_with_its_topic_which_is_told_in_general_if_anything_is(
    server: BotApi, bot: BotProcess
) -> None:
    boss = server.person("Boss")
    board, club = (server.group(title, boss, forum=True) for title in ("Board", "Club"))
    for group in (board, club):
        topic = group.topic("Figures")
        boss.says(LINE, chat=group, topic=topic)
        boss.sees(lambda heard: "Fridays at 09:00" in heard.text, chat=group)
        group.delete_topic(topic)
    boss.says("/settings", chat=club)
    shown = boss.sees(lambda heard: "Silent here" in heard.buttons, chat=club)
    boss.presses("Silent here", on=shown).answered()
    said = len(boss.messages(club))

    for group in (club, board):
        bring_forward(bot, group.id)
        server.wait(lambda: subscription(bot, group.id) is None)  # noqa: B023 - at once
    ended = boss.sees(lambda heard: "Have it here" in heard.buttons, chat=board)
    assert ended.topic is None
    assert not any(is_figure(each) for each in boss.messages(board))
    boss.presses("Have it here", on=ended).answered()
    boss.sees(lambda heard: heard.id == ended.id and "Fridays at 09:00" in heard.text, chat=board)
    bring_forward(bot, board.id)
    assert boss.sees(is_figure, chat=board).topic is None
    assert len(boss.messages(club)) == said
    assert bot.running


def test_a_channel_gets_it_by_a_post_of_its_own(server: BotApi, bot: BotProcess) -> None:
    boss, reader = server.person("Boss"), server.person("Reader")
    news = server.channel("News")
    news.room.statuses[boss.id] = "creator"
    news.posts(LINE)
    server.wait(lambda: subscription(bot, news.id) is not None)
    bring_forward(bot, news.id)
    figure = sighted(server, news.id)
    reader.presses("Unsubscribe", on=figure).answered()
    assert subscription(bot, news.id) is not None
    assert boss.presses("Unsubscribe", on=figure).answered()["text"] == "Unsubscribed."
    assert subscription(bot, news.id) is None


def sighted(server: BotApi, chat: int) -> Heard:
    """The figure of the week in a chat, waited for."""
    found: list[Heard] = []

    def seen() -> bool:
        messages = server.do(lambda: [dict(each) for each in server.world.rooms[chat].messages.values()])
        found[:] = [heard for each in messages if is_figure(heard := Heard(each))]
        return bool(found)

    server.wait(seen)
    return found[-1]


def test_it_comes_once_whenever_the_bot_is_killed(server: BotApi, bot: BotProcess) -> None:
    """But for a send that was under way: here nobody is killed while one is."""
    alice = server.person("Alice")
    alice.starts()
    alice.says(LINE)
    alice.sees(lambda heard: "Fridays" in heard.text)
    for week in range(1, 4):
        bot.kill()
        bring_forward(bot, alice.id)
        bot.start().wait_until_polling()
        server.wait(lambda: len({each.id for each in alice.messages() if is_figure(each)}) == week)  # noqa: B023 - at once
        server.wait(lambda: nothing_is_under_way(bot))
    time.sleep(1.5)  # for one too many to show
    told = [each.text for each in alice.messages() if is_figure(each)]
    assert len(told) == len(set(told)) == 3
