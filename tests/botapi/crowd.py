"""Many people who write at a steady rate, while something else happens to the bot."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.botapi.people import Person
    from tests.botapi.server import BotApi

END_SECONDS: Final = 10.0


class Crowd:
    """`size` people who together write `rate` messages a second, in turns, until the context is left.

    ``said`` are, by person, the messages each wrote, in order; ``total`` counts them all. What
    they write is up to `words`, which is given the person and the number of their message.
    """

    def __init__(
        self, server: BotApi, *, size: int, rate: float, words: Callable[[Person, int], str]
    ) -> None:
        """Gather people who have started the bot's chat with their first message."""
        self.people = [server.person(f"Person {number}") for number in range(size)]
        self.said: dict[int, list[str]] = {person.id: [] for person in self.people}
        self.total = 0
        self._rate = rate
        self._words = words
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._write, name="crowd", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(END_SECONDS)

    def _write(self) -> None:
        began = time.monotonic()
        while not self._over.is_set():
            due = int((time.monotonic() - began) * self._rate)
            while self.total < due and not self._over.is_set():
                self._next()
            self._over.wait(1 / self._rate)

    def _next(self) -> None:
        person = self.people[self.total % len(self.people)]
        mine = self.said[person.id]
        mine.append(self._words(person, len(mine)))
        person.says(mine[-1])
        self.total += 1
