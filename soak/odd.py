"""Updates at random, valid by the schema and broken, through the whole bot."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any, Final

from bot.store.journal import look
from bot.store.reading import open_for_reading
from soak.asking import serving
from tests.telegram.generator import mutate, update_at_random

if TYPE_CHECKING:
    from pathlib import Path

    from tests.botapi import BotApi

#: Posted together, and so many that wait at most before the next are.
_TOGETHER: Final = 500
_WAITING: Final = 500
_CHATS: Final = 1_000_000
_PATIENCE_SECONDS: Final = 120.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Odd:
    """What became of the updates.

    ``raised`` are those whose answering raised; ``unreadable`` those put aside as they should be;
    ``waiting`` those that a blocked lane keeps.
    """

    valid: int
    broken: int
    finished: int
    shed: int
    unreadable: int
    raised: int
    waiting: int
    alive: bool
    faults: int
    seconds: float

    @property
    def kept(self) -> bool:
        """Whether all of them were dealt with and the bot answers as before."""
        return self.alive and not (self.raised or self.waiting or self.faults)

    def __str__(self) -> str:
        told = f"{self.valid} valid and {self.broken} broken: {self.finished} finished ({self.shed} shed), "
        told += f"{self.unreadable} put aside as unreadable, {self.raised} raised, {self.waiting} stuck, "
        told += f"{self.faults} faults, answers {'still' if self.alive else 'no more'}; "
        return told + f"{(self.valid + self.broken) / self.seconds:.0f} a second"


def odd(folder: Path, *, updates: int) -> Odd:
    """Post so many valid and as many broken updates, those that the bot asks for."""
    chance = Random(5)
    posted = Counter[str]()
    began = time.monotonic()
    with serving(folder) as (server, bot):
        for kind in ("valid", "broken"):
            while posted[kind] < updates and bot.running:
                batch = [_made(chance, broken=kind == "broken") for _ in range(_TOGETHER)]
                posted[kind] += _post(server, batch, updates - posted[kind])
                _wait_until_few_wait(server)
        late = time.monotonic() + _PATIENCE_SECONDS
        while bot.running and (server.pending() or look(bot.store)[0]["pending"]) and time.monotonic() < late:
            time.sleep(0.5)
        seconds = time.monotonic() - began
        alice = server.person("Alice")
        alice.says("/id")
        alive = bot.running and _answers(server, alice.id)
        with closing(open_for_reading(bot.store)) as connection:
            notes = dict(connection.execute("SELECT note, COUNT(*) FROM inbox GROUP BY note").fetchall())
            raised = connection.execute("SELECT COUNT(*) FROM inbox WHERE reason LIKE 'answering it%'")
            (raisers,) = raised.fetchone()
        unreadable = notes.get("quarantined", 0) - raisers
        return Odd(
            valid=posted["valid"],
            broken=posted["broken"],
            finished=sum(notes.values()) - notes.get(None, 0) - notes.get("quarantined", 0),
            shed=notes.get("shed", 0),
            unreadable=unreadable,
            raised=raisers,
            waiting=notes.get(None, 0),
            alive=alive,
            faults=len(server.faults),
            seconds=seconds,
        )


def _made(chance: Random, *, broken: bool) -> dict[str, Any]:
    update: dict[str, Any] = _spread(update_at_random(chance, 1), chance)
    if broken:
        update = mutate(update, chance)
    # The number is the server's to give: it has to know what was confirmed.
    update.pop("update_id", None)
    return update


def _spread(value: Any, chance: Random) -> Any:  # noqa: ANN401 (any JSON)
    """The same with chats and people of many numbers, where the schema's few would share lanes."""
    if isinstance(value, list):
        return [_spread(each, chance) for each in value]
    if not isinstance(value, dict):
        return value
    spread = {name: _spread(each, chance) for name, each in value.items()}
    if isinstance(spread.get("id"), int) and chance.random() < 0.9:
        sign = -1 if spread["id"] < 0 else 1
        spread["id"] = sign * chance.randrange(1, _CHATS)
    return spread


def _post(server: BotApi, batch: list[dict[str, Any]], most: int) -> int:
    """How many of them the bot has asked for; no more than `most`."""

    def post() -> int:
        posted = 0
        for update in filter(None, batch):
            posted += server.intake.post(update, 24 * 60 * 60) is not None
            if posted == most:
                break
        return posted

    return server.do(post)


def _wait_until_few_wait(server: BotApi) -> None:
    late = time.monotonic() + _PATIENCE_SECONDS
    while server.do(lambda: len(server.intake.waiting())) > _WAITING and time.monotonic() < late:
        time.sleep(0.02)


def _answers(server: BotApi, chat: int) -> bool:
    late = time.monotonic() + _PATIENCE_SECONDS
    while not (sent := server.sent(chat)) and time.monotonic() < late:
        time.sleep(0.1)
    return bool(sent)
