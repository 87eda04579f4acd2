"""What a group's admins settle, through a server like Telegram's: from the first word to the last."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.service.room import Room
from bot.service.weekly import KEY
from bot.store.journal import StoreJournal
from tests.botapi.people import mentioned

if TYPE_CHECKING:
    from tests.botapi import BotApi, BotProcess
    from tests.botapi.people import Heard, Person
    from tests.botapi.places import Group

FIGURE = "How many CIOs see data protection as a challenge?"
LINE = "/subscribe friday 09:00 UTC"


def settled(bot: BotProcess, chat: int) -> Room:
    """What the bot has kept for a chat."""

    async def found() -> Room:
        journal = await StoreJournal.open(bot.store)
        try:
            return Room.from_json(await journal.room(chat))
        finally:
            await journal.close()

    return asyncio.run(found())


def figure_due_now(bot: BotProcess, chat: int) -> None:
    """Let a chat's figure of the week be due."""

    async def moved() -> None:
        journal = await StoreJournal.open(bot.store)
        kept = await journal.reminder(chat, KEY)
        assert kept is not None
        await journal.schedule(replace(kept, at=datetime.now(UTC), id=0))
        await journal.close()

    asyncio.run(moved())


def waits_until(bot: BotProcess, chat: int) -> datetime:
    """When a chat's figure of the week is to come."""

    async def found() -> datetime:
        journal = await StoreJournal.open(bot.store)
        try:
            kept = await journal.reminder(chat, KEY)
        finally:
            await journal.close()
        assert kept is not None
        return kept.at

    return asyncio.run(found())


def shown(boss: Person, board: Group, topic: int | None = None) -> Heard:
    """The message with the settings of a group."""
    before = {heard.id for heard in boss.messages(board)}
    boss.says("/settings", chat=board, topic=topic)
    return boss.sees(lambda heard: heard.id not in before and "How I speak here" in heard.text, chat=board)


def test_one_message_settles_a_group_for_its_admins_alone(server: BotApi, bot: BotProcess) -> None:
    boss, member = server.person("Boss"), server.person("Member")
    board = server.group("Board", boss, member)
    member.says("/settings", chat=board)
    assert boss.hears(board).text.startswith("Only the admins")
    message = shown(boss, board)
    refused = member.presses("In full", on=message).answered()
    assert "admins" in refused["text"]
    assert settled(bot, board.id) == Room()

    member.says("/stat data protection", chat=board)
    brief = member.sees(lambda heard: "83%" in heard.text, chat=board)
    boss.presses("In full", on=message).answered()
    boss.sees(lambda heard: heard.id == message.id and "Briefly" in heard.buttons, chat=board)
    boss.presses("Pictures", on=boss.messages(board)[1]).answered()
    server.wait(lambda: settled(bot, board.id) == Room(full=True, pictures=True))

    assert bot.terminate() == 0
    bot.start().wait_until_polling()
    member.says("/stat data protection", chat=board)
    member.sees(lambda heard: "photo" in heard.raw, chat=board)
    member.says("/ask data protection", chat=board)
    full = member.sees(lambda heard: "83%" in heard.text and heard.id > brief.id, chat=board)
    quotes = [
        any(entity["type"] == "expandable_blockquote" for entity in heard.raw.get("entities", ()))
        for heard in (brief, full)
    ]
    assert quotes == [True, False]
    moved = board.upgrades()
    server.wait(lambda: settled(bot, moved.id).full)
    moved.gives_bot("kicked")
    server.wait(lambda: settled(bot, moved.id) == Room())


def test_in_a_topic_that_is_off_it_is_silent(server: BotApi, bot: BotProcess) -> None:
    boss, member = server.person("Boss"), server.person("Member")
    board = server.group("Board", boss, member, forum=True)
    figures, chat = board.topic("Figures"), board.topic("Chat")
    message = shown(boss, board, chat)
    assert message.topic == chat
    boss.presses("Silent here", on=message).answered()
    boss.sees(lambda heard: heard.id == message.id and "Speak here" in heard.buttons, chat=board)
    for text in (mentioned(FIGURE), "/stat data protection", "/settings", LINE):
        member.says(text, chat=board, topic=chat)
    member.says(mentioned(FIGURE), chat=board, topic=figures)
    answer = member.sees(lambda heard: "83%" in heard.text, chat=board)
    assert answer.topic == figures
    boss.presses("Speak here", on=boss.sees(lambda heard: heard.id == message.id, chat=board)).answered()
    server.wait(lambda: settled(bot, board.id) == Room())
    member.says("/stat data protection", chat=board, topic=chat)
    member.sees(lambda heard: "83%" in heard.text and heard.topic == chat, chat=board)
    assert len(boss.messages(board)) == 3


def test_in_silent_hours_the_figure_of_the_week_waits_and_who_names_the_bot_is_answered(
    server: BotApi, bot: BotProcess
) -> None:
    boss, member = server.person("Boss"), server.person("Member")
    board = server.group("Board", boss, member)
    boss.says(LINE, chat=board)
    first = boss.sees(lambda heard: "Fridays" in heard.text, chat=board)
    now = datetime.now(UTC)
    begin, end = now - timedelta(hours=1), now + timedelta(hours=2)
    boss.says(f"/settings silent {begin:%H:%M}-{end:%H:%M} UTC", chat=board)
    boss.sees(lambda heard: f"{begin:%H:%M}–{end:%H:%M}" in heard.text, chat=board)

    figure_due_now(bot, board.id)
    expected = end.replace(second=0, microsecond=0)
    server.wait(lambda: waits_until(bot, board.id) == expected)
    member.says("and the CMOs?", chat=board, reply_to=first)
    member.says(mentioned(FIGURE), chat=board)
    member.sees(lambda heard: "83%" in heard.text, chat=board)
    time.sleep(1.5)  # for one too many to show
    assert len(boss.messages(board)) == 3

    boss.says("/settings silent off", chat=board)
    boss.sees(lambda heard: "Silent hours: none" in heard.text, chat=board)
    figure_due_now(bot, board.id)
    boss.sees(lambda heard: heard.text.startswith("The figure of the week"), chat=board)


def test_a_channel_is_settled_by_a_post(server: BotApi, bot: BotProcess) -> None:
    news = server.channel("News")
    news.posts("/settings full")
    server.wait(lambda: settled(bot, news.id) == Room(full=True))
    news.posts("/stat data protection")
    server.wait(lambda: any("83%" in str(sent.params.get("text")) for sent in server.sent(news.id)))
    (figure,) = [sent for sent in server.sent(news.id) if "83%" in str(sent.params.get("text"))]
    assert "<blockquote" not in figure.params["text"]
