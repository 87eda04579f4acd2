"""What the tests of the journal share: updates, what they lead to, and a journal for a while."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from bot.service.ports import Call, Received
from bot.store.journal import StoreJournal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine
    from pathlib import Path

T = TypeVar("T")

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def update(key: int, person: int = 7, chat: int | None = None, text: str = "hello") -> Received:
    """A message of a person, in their private chat if no other is named."""
    lane = person if chat is None else chat
    message = {"message_id": key, "from": {"id": person}, "chat": {"id": lane}, "text": text}
    return Received(key=key, lane=lane, raw=json.dumps({"update_id": key, "message": message}))


def send(chat: int, text: str = "hello") -> Call:
    """A message to be sent."""
    return Call(method="sendMessage", chat=chat, payload={"chat_id": chat, "text": text})


@asynccontextmanager
async def journal_at(file: Path) -> AsyncIterator[StoreJournal]:
    """A journal, closed at the end."""
    journal = await StoreJournal.open(file)
    try:
        yield journal
    finally:
        await journal.close()


def run(story: Coroutine[None, None, T]) -> T:
    """Run a test's story; one that hangs fails."""
    return asyncio.run(asyncio.wait_for(story, 60))


def everything_in(folder: Path) -> bytes:
    """All bytes of all files of a folder."""
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))
