"""Two libraries for bots, written by others, take this server for the Bot API."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiogram
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile

if TYPE_CHECKING:
    from tests.botapi.server import BotApi


def test_python_telegram_bot_reads_every_result(server: BotApi) -> None:
    alice = server.person("Alice")
    board = server.group("Board", alice, forum=True)

    async def talk() -> None:
        base = f"{server.url}/bot", f"{server.url}/file/bot"
        async with telegram.Bot(server.token, base_url=base[0], base_file_url=base[1]) as bot:
            alice.starts()
            board.topic("Mobile")
            first, second = await bot.get_updates()
            assert first.message is not None
            assert second.message is not None
            assert second.message.forum_topic_created is not None
            keys = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Yes", callback_data="k")]])
            sent = await bot.send_message(alice.id, "<b>a</b>", parse_mode="HTML", reply_markup=keys)
            edited = await sent.edit_text("<i>b</i>", parse_mode="HTML")
            assert isinstance(edited, telegram.Message)
            assert edited.text_html == "<i>b</i>"
            document = (await bot.send_document(alice.id, b"content", filename="a.txt")).document
            assert document is not None
            assert await (await document.get_file()).download_as_bytearray() == b"content"
            assert (await bot.get_chat(board.id)).title == "Board"
            assert (await bot.get_chat_member(board.id, alice.id)).status == "creator"

    asyncio.run(talk())
    assert server.faults == []


def test_aiogram_reads_every_result_and_knows_every_field(server: BotApi) -> None:
    alice = server.person("Alice")

    async def talk() -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(server.url))
        async with aiogram.Bot(server.token, session=session) as bot:
            alice.starts()
            shown = [await bot.get_me(), *await bot.get_updates()]
            shown.append(await bot.send_message(alice.id, "<b>a</b>", parse_mode="HTML"))
            upload = BufferedInputFile(b"content", "a.png")
            shown.append(await bot.send_photo(alice.id, upload, caption="c"))
            shown.append(await bot.send_document(alice.id, upload))
            shown.append(await bot.get_chat(alice.id))
            shown.append(await bot.get_chat_member(alice.id, alice.id))
            shown.append(await bot.get_webhook_info())
            assert [each.model_extra for each in shown] == [{}] * len(shown)

    asyncio.run(talk())
    assert server.faults == []
