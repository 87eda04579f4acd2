"""A process that takes in updates and finishes them until it is killed.

It gets the database, the key to begin with, and how many chats there are. On standard output it says
``accepted KEY`` and ``finished KEY`` only when the journal has said so.
"""

from __future__ import annotations

import asyncio
import json
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from bot.service.ports import Finished
from tests.store.keeping import NOW, journal_at, send, update

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.service.ports import Received
    from bot.store.journal import StoreJournal


async def finish(journal: StoreJournal, received: Received) -> None:
    """Append the update's key to its chat's state, and answer twice."""
    chat = received.lane
    state = json.loads(await journal.state(chat, chat) or "[]")
    state.append(received.key)
    calls = [send(chat, f"{received.key} first"), send(chat, f"{received.key} second")]
    outgoing = await journal.finish(
        Finished(key=received.key, now=NOW, person=chat, chat=chat, state=json.dumps(state), calls=calls)
    )
    print("finished", received.key, flush=True)  # noqa: T201
    await journal.attempting(outgoing[0].id)
    await journal.settle(outgoing[0].id, sent=True, reason=None, now=NOW)


async def work(journal: StoreJournal, updates: Sequence[Received]) -> None:
    """Finish updates, in order in each chat, many chats at once."""

    async def lane(chat: int) -> None:
        for received in updates:
            if received.lane == chat:
                await finish(journal, received)

    await asyncio.gather(*(lane(chat) for chat in {received.lane for received in updates}))


async def main(file: Path, first: int, chats: int) -> None:
    """Finish what was left, then what is offered anew, ten at a time, without end."""
    async with journal_at(file) as journal:
        await work(journal, await journal.pending(1_000_000))
        for start in count(first, 10):
            offered = [update(key, person=1 + key % chats) for key in range(start, start + 10)]
            fresh = await journal.accept(offered, NOW)
            print("accepted", start + 9, flush=True)  # noqa: T201
            await work(journal, fresh)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
