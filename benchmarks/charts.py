"""Pictures: how long every chart of the shipped knowledge takes, asked for first and again, and memory."""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from bot import assembly
from bot.charts import Artist
from bot.telegram.pictures import Pictures

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

#: The most that a picture may take when it is asked for first, and that a process that draws may hold.
MOST_MS: Final = 300
MOST_MB: Final = 220
_KILO: Final = 1_024


def run() -> None:
    """Print how long pictures take, cold and again, and how much memory a process that draws them has."""
    # In a process of its own, which holds what a bot holds and nothing that finds the charts.
    subprocess.run([sys.executable, "-m", __name__], input=json.dumps(_charts()), text=True, check=True)


class _Album:
    """What Telegram would know pictures by."""

    def __init__(self) -> None:
        self._files: dict[str, str] = {}

    async def file_id(self, picture: str) -> str | None:
        return self._files.get(picture)

    async def keep_file(self, picture: str, file_id: str, now: datetime) -> None:
        del now
        self._files[picture] = file_id

    async def drop_file(self, picture: str) -> None:
        del self._files[picture]


def _measure() -> None:
    charts = json.load(sys.stdin)
    # Held to the end: a bot's memory has its knowledge in it.
    advisor = assembly.make_advisor(assembly.set_up(None, None, ()))
    before, artist = _peak(), Artist()
    print(f"{len(charts):,} charts of {len(advisor.knowledge.measures):,} measures")
    asyncio.run(_drawn(artist, charts))
    print(f"peak memory {before:.0f} MB before, {_peak():.0f} MB with charts (at most {MOST_MB} MB)")


async def _drawn(artist: Artist, charts: list[Mapping[str, Any]]) -> None:
    pictures = Pictures(artist, _Album())
    for name in ("cold", "again"):
        took = []
        for number, chart in enumerate(charts):
            began = time.perf_counter()
            photo = await pictures.photo(chart)
            took.append((time.perf_counter() - began) * 1_000)
            if not isinstance(photo, str):
                await pictures.sent(chart, {"photo": [{"file_id": str(number)}]})
        p50, p95 = np.percentile(took, (50, 95))
        first = f", the first of all {took[0]:.0f} ms (at most {MOST_MS} ms at p95)" if name == "cold" else ""
        print(f"{name:6} p50 {p50:6.2f} ms, p95 {p95:6.2f} ms, slowest {max(took[1:]):6.2f} ms{first}")
    pictures.close()


def _charts() -> list[Mapping[str, Any]]:
    """Every chart there is, packed."""
    from bot import library  # noqa: PLC0415 - not in the process that is measured
    from bot.conversation.moves import Found  # noqa: PLC0415
    from bot.conversation.state import State  # noqa: PLC0415
    from bot.replies.compose import Composer  # noqa: PLC0415
    from bot.replies.packing import packed  # noqa: PLC0415
    from tests.builders import every_pictured  # noqa: PLC0415

    held = assembly.make_advisor(assembly.set_up(None, None, ())).knowledge
    composer = Composer(library.reply_templates(), held)
    made = (composer.reply(Found(finding=finding), State()).chart for finding in every_pictured(held))
    return list({str(chart): packed(chart) for chart in made if chart is not None}.values())


def _peak() -> float:
    """Memory at its highest, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KILO


if __name__ == "__main__":
    _measure()
