"""The whole service on Telegram, beside python-telegram-bot's echo as it comes.

Both run as processes of their own against the tests' Bot API server, with its referee off. Ours
keeps every update and every call on the disk before it goes on, and answers from the knowledge
that ships; the other sends back what it was sent. Their loads alternate, so that whatever else
the machine does meets both.
"""

from __future__ import annotations

import itertools
import logging
import os
import random
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.load import Load, Traffic, measurable
from bot import assembly
from tests.botapi import BotApi, BotProcess

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.load import Measured

SECONDS: Final = 6.0
_LATENCY: Final = 0.08
_MANY: Final = 256
# So many that in a steady load nobody asks anew before they are answered.
_PEOPLE: Final = 1_024
_RATES: Final = (100, 300)  # updates a second
_STOCK: Final = ("-m", "benchmarks.stock_echo")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Side:
    """One of the two bots."""

    name: str
    bot: BotProcess
    traffic: Traffic


def run(seconds: float = SECONDS) -> None:
    """Print a table; each load takes so many seconds for each bot."""
    if not measurable():
        print("on Telegram: not measured, as this system does not tell what another process takes (no /proc)")
        return
    more = os.cpu_count() or 1
    print(
        "on Telegram, whole processes: Entente (durable, answering from its knowledge), alone and with\n"
        f"{more} more to answer in, beside python-telegram-bot's echo on its own transport (many updates\n"
        "at a time, nothing kept)"
    )
    print(f"{'':22}{'':11}{'CPU a':>10}{'updates':>10}{'answer':>9}{'':>9}{'asked,':>14}")
    print(f"{'':22}{'':11}{'update':>10}{'a second':>10}{'p50':>9}{'p95':>9}{'unanswered':>14}")
    # A bot that is ended in the middle of its calls is nothing to tell of.
    logging.getLogger("aiohttp").addHandler(logging.NullHandler())
    served, others = [], []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        sides = [
            _side("Entente", ("-m", "bot", "run"), Path(folder, "entente"), stack),
            _side(f"Entente+{more}", ("-m", "bot", "run"), Path(folder, "more"), stack, processes=more),
            _side("echo", _STOCK, Path(folder, "echo"), stack),
        ]
        for side in sides:
            side.traffic.measure(_load("warming up", 64, 0.0, seconds / 4), side.bot)
        for load in _loads(seconds):
            for side in sides:
                measured = side.traffic.measure(load, side.bot)
                _tell(load, side, measured)
                served.append(measured.busy[1])
                others.append(measured.busy[2])
    print(
        f"of {os.cpu_count()} cores, the server with its chats took at most {max(served):.1f} in a load,\n"
        f"other programs {sum(others) / len(others):.1f} on average and at most {max(others):.1f}"
    )


def _loads(seconds: float) -> Sequence[Load]:
    return (
        _load("one chat, 0 ms", 1, 0.0, seconds / 2),
        _load(f"one chat, {_LATENCY * 1_000:.0f} ms", 1, _LATENCY, seconds / 2),
        _load(f"{_MANY} chats, 0 ms", _MANY, 0.0, seconds),
        _load(f"{_MANY} chats, {_LATENCY * 1_000:.0f} ms", _MANY, _LATENCY, seconds),
        *(_steady(rate, seconds) for rate in _RATES),
    )


def _load(name: str, chats: int, latency: float, seconds: float) -> Load:
    return Load(name=name, chats=chats, latency=latency, seconds=seconds)


def _steady(rate: int, seconds: float) -> Load:
    """So many updates a second, however long they wait."""
    name = f"{rate} updates/s, {_LATENCY * 1_000:.0f} ms"
    return Load(name=name, chats=_PEOPLE, latency=_LATENCY, seconds=seconds, rate=rate)


def _side(
    name: str, command: tuple[str, ...], folder: Path, stack: ExitStack, *, processes: int = 0
) -> _Side:
    folder.mkdir()
    server = stack.enter_context(BotApi(referee=False))
    environment = {"ENTENTE_ANSWERING_PROCESSES": str(processes)}
    bot = stack.enter_context(BotProcess(server, folder, command=command, environment=environment))
    traffic = Traffic(server, _questions(), _PEOPLE)
    bot.wait_until_polling()
    return _Side(name=name, bot=bot, traffic=traffic)


def _questions() -> Iterator[str]:
    """What people ask: every phrasing the knowledge has, in an order that is the same in every run."""
    setup = assembly.set_up(None, None, ())
    knowledge = assembly.make_advisor(setup).knowledge
    asked = [phrasing for entry in knowledge.entries() for phrasing in entry.asked_as]
    random.Random(0).shuffle(asked)
    return itertools.cycle(asked)


def _tell(load: Load, side: _Side, measured: Measured) -> None:
    p50, p95 = (f"{measured.wait(share) * 1_000:,.0f} ms" for share in (0.5, 0.95))
    lost = f"{measured.asked:,}, {measured.asked - measured.answered:,}"
    print(
        f"{load.name:22}{side.name:11}{measured.cpu * 1_000:>7.2f} ms{measured.rate:>10,.0f}"
        f"{p50:>9}{p95:>9}{lost:>14}",
        flush=True,
    )
