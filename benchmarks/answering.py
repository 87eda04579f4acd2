"""Time and memory of whole answers on the knowledge that ships with the program."""

from __future__ import annotations

import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks import hostile
from bot import assembly
from bot.conversation.events import Said
from bot.conversation.state import State

if TYPE_CHECKING:
    from bot.advisor import Advisor

_QUESTION = "How many CMOs find alignment desirable?"
_COLD_STARTS, _WARM_STARTS = 3, 11
_QUESTIONS, _HOSTILE_TEXTS = 1_000, 10_000
_CONVERSATION_TURNS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class _Start:
    """What one run of the program took."""

    seconds: float
    megabytes: float


def run() -> None:
    """Print what starting, answering, and withstanding hostile texts cost."""
    with tempfile.TemporaryDirectory() as folder:
        _starts(Path(folder))
        setup = replace(assembly.set_up(None, None, ()), store=Path(folder) / "entente.db")
        advisor = assembly.make_advisor(setup)
    _answers(advisor)
    _withstanding(advisor)


def _starts(folder: Path) -> None:
    """From the command to the first answer, as processes of their own."""
    environment = {**os.environ, "ENTENTE_STORE_PATH": str(folder / "entente.db")}

    def start() -> _Start:
        begun = time.perf_counter()
        command = [sys.executable, "-m", "bot", "ask", _QUESTION]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment) as process:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            message = "the program did not answer"
            raise RuntimeError(message)
        return _Start(seconds=time.perf_counter() - begun, megabytes=used.ru_maxrss / 1024)

    def cold() -> _Start:
        for file in (folder / "cache").glob("*"):
            file.unlink()
        return start()

    # Once more than is counted: the first one reads the program itself from the disk.
    start()
    colds = [cold() for _ in range(_COLD_STARTS)]
    warms = [start() for _ in range(_WARM_STARTS)]
    for cache, starts in {"warm": warms, "cold": colds}.items():
        seconds = [start.seconds for start in starts]
        memory = max(start.megabytes for start in starts)
        print(
            f"start to first answer, {cache} cache: {statistics.median(seconds):.2f} s "
            f"({min(seconds):.2f} to {max(seconds):.2f}), peak memory {memory:.0f} MB"
        )


def _answers(advisor: Advisor) -> None:
    """Whole turns: understanding, reasoning, wording."""
    chance = random.Random(0)
    asked = [phrasing for entry in advisor.knowledge.entries() for phrasing in entry.asked_as]
    taken = []
    state = State()
    for number, question in enumerate(chance.choices(asked, k=_QUESTIONS)):
        if number % _CONVERSATION_TURNS == 0:
            state = State()
        begun = time.perf_counter()
        turn = advisor.turn(Said(text=question), state)
        taken.append((time.perf_counter() - begun) * 1_000)
        state = turn.state
    p50, p99 = np.percentile(taken, 50), np.percentile(taken, 99)
    print(f"a whole turn on the shipped knowledge: p50 {p50:.1f} ms, p99 {p99:.1f} ms")


def _withstanding(advisor: Advisor) -> None:
    raised, broken, slowest = 0, 0, 0.0
    texts = hostile.texts(_HOSTILE_TEXTS)
    while batch := list(itertools.islice(texts, _CONVERSATION_TURNS)):
        state = State()
        for text in batch:
            begun = time.perf_counter()
            try:
                turn = advisor.turn(Said(text=text), state)
            except Exception as error:  # noqa: BLE001 - to be counted, whatever it is
                raised += 1
                print(f"  {type(error).__name__} on {text[:60]!a}")
                continue
            slowest = max(slowest, (time.perf_counter() - begun) * 1_000)
            broken += sum(not reply.kept_rule for reply in turn.replies)
            state = turn.state
    print(
        f"{_HOSTILE_TEXTS:,} hostile texts: "
        f"{raised} exceptions, {broken} breaks of the number rule, slowest {slowest:.0f} ms"
    )
