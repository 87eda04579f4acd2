"""How soon inline queries are answered: from the words typed so far to the page of cards."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Final

import numpy as np

from bot import assembly
from bot.service.quoting import PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.advisor import Advisor

QUERIES: Final = 1_000
_LONGEST: Final = 256  # characters Telegram passes on


def run() -> None:
    """Print how long pages take: in a bot that has just started, then once all cards are worded."""
    advisor = assembly.make_advisor(assembly.set_up(None, None, ()))
    queries = list(_typed(advisor))
    print(f"{QUERIES:,} inline queries, each a phrasing as far as it was typed, a page of {PAGE} cards")
    for name in ("just started", "all cards worded"):
        if name != "just started":
            advisor = assembly.make_advisor(assembly.set_up(None, None, ()))
            began = time.perf_counter()
            cards = sum(1 for _ in advisor.word_cards())
            print(f"{cards:,} cards worded in {time.perf_counter() - began:.1f} s, beside the first answers")
        took = np.array([_seconds(advisor, query) for query in queries]) * 1_000
        p50, p99 = np.percentile(took, (50, 99))
        print(f"{name:16} p50 {p50:5.1f} ms, p99 {p99:5.1f} ms, slowest {took.max():5.1f} ms")


def _typed(advisor: Advisor) -> Iterator[str]:
    """Beginnings of what people ask, some with a slip, some of nothing held; the same in every run."""
    chance = random.Random(0)
    asked = [phrasing for entry in advisor.knowledge.entries() for phrasing in entry.asked_as]
    for _ in range(QUERIES):
        text = chance.choice(asked)
        text = text[: chance.randint(2, len(text))]
        if chance.random() < 1 / 4:
            place = chance.randrange(len(text))
            text = text[:place] + chance.choice("aeinrst") + text[place + 1 :]
        yield text[:_LONGEST]


def _seconds(advisor: Advisor, query: str) -> float:
    began = time.perf_counter()
    advisor.look_up(query, 0, PAGE)
    return time.perf_counter() - began
