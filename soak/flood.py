"""One chat that sends thousands of messages at once, and the others who ask meanwhile."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.store.journal import look
from soak.asking import serving
from tests.botapi import Crowd
from tests.botapi.world import text_content

if TYPE_CHECKING:
    from pathlib import Path

    from tests.botapi import BotApi, Person

_TOLD: Final = "more than I can answer at once"
_PATIENCE_SECONDS: Final = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Flood:
    """What the one who flooded got, and how long the others waited, in seconds."""

    sent: int
    answered: int
    told: int
    shed: int
    others: int
    unanswered: int
    median: float
    p95: float
    slowest: float
    faults: int

    @property
    def kept(self) -> bool:
        """Whether nothing was lost, others were served and the flooder told once."""
        served = not self.unanswered and self.sent == self.answered + self.shed
        return served and self.told == 1 and not self.faults

    def __str__(self) -> str:
        told = f"{self.sent} at once: {self.answered} answered, {self.shed} shed, told {self.told} times; "
        told += f"{self.others} questions of others: {self.unanswered} unanswered, "
        return told + f"median {self.median:.2f} s, p95 {self.p95:.2f} s, slowest {self.slowest:.2f} s"


def flood(folder: Path, *, messages: int, others: int) -> Flood:
    """Let one chat send so many messages at once, and each of the others ask meanwhile."""
    asked: dict[int, list[float]] = defaultdict(list)

    def ask(person: Person, _number: int) -> str:
        asked[person.id].append(time.monotonic())
        return "/id"

    with serving(folder) as (server, bot):
        loud = server.person("Loud")
        loud.says("/id")
        server.wait(lambda: server.sent(loud.id))
        crowd = Crowd(server, size=others, rate=min(50.0, others / 2), words=ask)
        _send_at_once(server, loud, messages)
        with crowd:
            while crowd.total < 2 * others:
                time.sleep(0.01)
        late = time.monotonic() + _PATIENCE_SECONDS
        while (look(bot.store)[0]["pending"] or server.pending()) and time.monotonic() < late:
            time.sleep(0.2)
        time.sleep(1.0)
        waits = []
        for person, times in asked.items():
            answers = [sent.at for sent in server.sent(person)]
            waits += [answer - question for question, answer in zip(times, answers, strict=False)]
        waits.sort()
        heard = [str(sent.params["text"]) for sent in server.sent(loud.id)][1:]
        told = sum(_TOLD in text for text in heard)
        return Flood(
            sent=messages,
            answered=len(heard) - told,
            told=told,
            shed=look(bot.store)[0]["shed"],
            others=crowd.total,
            unanswered=crowd.total - len(waits),
            median=waits[len(waits) // 2],
            p95=waits[int(len(waits) * 0.95)],
            slowest=waits[-1],
            faults=len(server.faults),
        )


def _send_at_once(server: BotApi, person: Person, messages: int) -> None:
    def send() -> None:
        room = server.world.private_room(person.user)
        for _ in range(messages):
            message = server.world.keep(room, text_content("/id"), sender=person.user)
            server.world.post("message", message)

    server.do(send)
