"""People who ask on and on, and the account of what they were answered."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.store import outbox
from bot.store.reading import open_for_reading
from tests.botapi import BotApi, BotProcess, Crowd

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.botapi import Person

#: What is asked in turn, with what only its answer says; no two alike follow each other.
ROUND: Final = (
    ("/id", "Your number is"),
    ("How many CIOs see data protection as a challenge?", "83%"),
    ("/ask", "Put your question"),
    ("/topics", "Figures I hold"),
    ("/nonsense", "I do not know that command"),
)
_LATE_SECONDS: Final = 1.0
_GLANCE_SECONDS: Final = 0.2


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """What became of the questions of a crowd.

    ``misplaced`` counts people who got their answers in another order than they asked; ``uncertain``
    are sends that may have arrived without the bot knowing; ``faults`` what no bot should ever do.
    ``recovery`` is how many seconds after the trouble the last of its questions was answered.
    """

    asked: int
    missing: int
    misplaced: int
    doubled: int
    uncertain: int
    hasty: int
    faults: Sequence[str]
    recovery: float = 0.0

    @property
    def kept(self) -> bool:
        """Whether every promise was kept."""
        broken = self.missing or self.misplaced or self.hasty or self.faults
        return not broken and self.doubled <= self.uncertain

    def __str__(self) -> str:
        told = f"{self.asked} asked, {self.missing} lost, {self.misplaced} out of order, "
        told += f"{self.doubled} doubled of {self.uncertain} uncertain sends, {self.hasty} too early, "
        return told + f"{len(self.faults)} faults, recovered in {self.recovery:.1f} s"


@contextmanager
def serving(
    folder: Path, command: tuple[str, ...] = ("-m", "bot", "run")
) -> Iterator[tuple[BotApi, BotProcess]]:
    """A server, and a bot that serves with its store in `folder`."""
    with BotApi() as server, BotProcess(server, folder, command=command) as bot:
        bot.wait_until_polling()
        yield server, bot


class Asking(Crowd):
    """A crowd that goes through the round, each person on their own."""

    def __init__(self, server: BotApi, *, size: int, rate: float) -> None:
        super().__init__(server, size=size, rate=rate, words=_in_turn)
        self._server = server

    def wait_for(self, asked: int, seconds: float) -> float:
        """Wait until there are as many answers; how long that took. A missing one is not raised."""
        began = time.monotonic()
        while not self._answered(asked) and time.monotonic() - began < seconds:
            time.sleep(_GLANCE_SECONDS)
        return time.monotonic() - began

    def account(self, *, uncertain: int | None = None, recovery: float = 0.0) -> Account:
        """What became of all that was asked.

        Without ``uncertain``, it is the sends that took effect and were never answered.
        """
        time.sleep(_LATE_SECONDS)  # for an answer too many to show
        heard = _heard(self._server)
        missing = misplaced = doubled = 0
        for person, said in self.said.items():
            wanted = [n % len(ROUND) for n in range(len(said))]
            answers = heard[person]
            apart = once(answers)
            doubled += len(answers) - len(apart)
            missing += sum((Counter(wanted) - Counter(apart)).values())
            misplaced += apart != wanted
        unanswered = sum(not sent.answered for sent in self._server.sent())
        return Account(
            asked=self.total,
            missing=missing,
            misplaced=misplaced,
            doubled=doubled,
            uncertain=unanswered if uncertain is None else uncertain,
            hasty=len(self._server.hasty),
            faults=tuple(self._server.faults),
            recovery=recovery,
        )

    def _answered(self, asked: int) -> bool:
        if len(self._server.sent()) < asked:
            return False
        return sum(len(once(answers)) for answers in _heard(self._server).values()) >= asked


def in_flight(bot: BotProcess) -> int:
    """How many sends a bot that is no more had begun, and did not know to have arrived."""
    with closing(open_for_reading(bot.store)) as connection:
        return sum(row.attempted for row in outbox.unsent(connection))


def _in_turn(_person: Person, number: int) -> str:
    return ROUND[number % len(ROUND)][0]


def once(answers: Sequence[int]) -> Sequence[int]:
    """The answers without those that came again."""
    return [answer for n, answer in enumerate(answers) if n == 0 or answers[n - 1] != answer]


def _heard(server: BotApi) -> Mapping[int, Sequence[int]]:
    """The places in the round of the answers each person got, in order; -1 for any other message."""
    heard = defaultdict(list)
    for sent in server.sent():
        text = str(sent.params["text"])
        places = [place for place, (_, says) in enumerate(ROUND) if says in text]
        heard[sent.chat or 0].append(places[0] if len(places) == 1 else -1)
    return heard
