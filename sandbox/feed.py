"""What changes in the chats, as a numbered sequence of events that any number of pages can follow."""

from __future__ import annotations

import asyncio
import copy
import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.botapi import BotApi

#: The server says nothing of its own accord, so it is looked at this often.
GLANCE_SECONDS: Final = 0.03
#: A look at every message although nobody called: a query that ends, a clock that was moved.
IDLE_GLANCES: Final = 30


class Feed:
    """Follows a server's chats. ``seq`` is the number of the newest event."""

    def __init__(self, server: BotApi) -> None:
        self.seq = 0
        self._server = server
        self._events: list[dict[str, Any]] = []
        self._seen: dict[tuple[int, int], str] = {}
        self._read = 0
        self._bot: dict[str, Any] = {}
        self._stirred = asyncio.Event()

    async def run(self) -> None:
        """Look at the server for as long as this is not cancelled."""
        glances = 0
        while True:
            glances += 1
            if len(self._server.ledger) > self._read or glances % IDLE_GLANCES == 0:
                self.look()
            await asyncio.sleep(GLANCE_SECONDS)

    def look(self) -> None:
        """Note everything that is other than at the last look."""
        calls = self._server.ledger[self._read :]
        self._read += len(calls)
        for call in calls:
            if call.method == "sendChatAction":
                self._tell({"kind": "typing", "chat": call.chat})
        self._look_at_bot()
        now = {place: json.dumps(message) for place, message in self._messages().items()}
        for place in self._seen.keys() - now.keys():
            self._tell({"kind": "gone", "chat": place[0], "id": place[1]})
        for place, message in now.items():
            if self._seen.get(place) != message:
                self._tell({"kind": "message", "chat": place[0], "message": json.loads(message)})
        self._seen = now

    async def after(self, seq: int) -> AsyncIterator[dict[str, Any]]:
        """Every event past the one numbered so, those to come included; it never ends."""
        while True:
            for event in self._events[seq:]:
                yield event
                seq = event["seq"]
            stirred = self._stirred
            if seq == self.seq:
                await stirred.wait()

    def bot(self) -> dict[str, Any]:
        """Whether the bot has asked for updates yet, and how it introduces itself."""
        about = self._server.world.settings.get("description ", "")
        return {"awake": self._server.intake.polls > 0, "about": about}

    def _look_at_bot(self) -> None:
        if (bot := self.bot()) != self._bot:
            self._bot = bot
            self._tell({"kind": "bot", **bot})

    def _messages(self) -> dict[tuple[int, int], dict[str, Any]]:
        def read() -> dict[tuple[int, int], dict[str, Any]]:
            rooms = self._server.world.rooms.items()
            return {(room, number): each for room, held in rooms for number, each in held.messages.items()}

        return self._server.do(lambda: copy.deepcopy(read()))

    def _tell(self, event: dict[str, Any]) -> None:
        self.seq += 1
        self._events.append({"seq": self.seq, **event})
        # Whoever waited is let go, and those who come now wait for the next event.
        self._stirred.set()
        self._stirred = asyncio.Event()
