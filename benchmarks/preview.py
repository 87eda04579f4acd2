"""How soon an editor sees what a change would bring: from the texts to the preview.

Of the whole shipped knowledge, one figure is changed in one case, and one phrasing added in the other,
for which the index must be built anew.
"""

from __future__ import annotations

import asyncio
import resource
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from bot import library
from bot.making import Means
from bot.proofing.halting import Stage
from bot.proofing.preview import Preview
from bot.workshop.examining import COMPARING, Workshop

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

_FIGURE: Final = ("figures.cio = 83", "figures.cio = 84")
_PHRASING: Final = ('    "data protection",', '    "data protection",\n    "keeping the vaults shut",')
_BETWEEN_LOOKS: Final = 0.1
# A busy machine shall give a poor figure rather than none.
_PATIENCE: Final = 5


def run() -> None:
    """Print times and peak memory: nothing known, then the base's answers known, then all of it."""
    texts, _ = library.read_texts(library.knowledge_folder())
    figure, phrasing = _changed(texts, *_FIGURE), _changed(texts, *_PHRASING)
    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop(
            Means(cache=Path(folder) / "cache"),
            comparing=replace(COMPARING, seconds=COMPARING.seconds * _PATIENCE),
        )
        _measured("one figure, nothing in the cache", workshop, texts, figure)
        _measured("the same, all in the cache", workshop, texts, figure)
        _measured("one figure, the base in the cache", workshop, texts, _changed(figure, " = 64", " = 65"))
        _measured("one phrasing, the base in the cache", workshop, texts, phrasing)


def _changed(texts: Mapping[str, str], old: str, new: str) -> dict[str, str]:
    """The texts with one thing changed in the survey of the founding articles."""
    file = next(file for file, text in texts.items() if _FIGURE[0] in text or _FIGURE[1] in text)
    if old not in texts[file]:
        message = f"{file} does not say {old}"
        raise RuntimeError(message)
    return {**texts, file: texts[file].replace(old, new, 1)}


def _measured(name: str, workshop: Workshop, base: Mapping[str, str], texts: Mapping[str, str]) -> None:
    before, began = _processor(), time.perf_counter()
    with _Watch() as watch:
        found = asyncio.run(workshop.examine(base, texts))
    took = time.perf_counter() - began
    if not isinstance(found, Preview):
        message = f"no preview: {found}"
        raise TypeError(message)
    peaks = ", ".join(f"{stage} {size:.0f} MB" for stage, size in watch.peaks.items())
    told = f"{found.tests_asked} questions, {sum(c.count for c in found.counts)} answered otherwise"
    spent = _processor() - before
    print(f"{name:35} {took:5.1f} s ({spent:4.1f} s of processors), peak memory of {peaks}; {told}")


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@dataclass(kw_only=True, slots=True)
class _Watch:
    """Looks from time to time how much memory each stage takes, its processes together, in megabytes.

    What several share counts once. Where the system does not tell, there is nothing to be seen.
    """

    peaks: dict[str, float] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)
    _looking: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._looking = threading.Thread(target=self._look)
        self._looking.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._looking is not None:
            self._looking.join()

    def _look(self) -> None:
        while not self._over.wait(_BETWEEN_LOOKS):
            seen: dict[str, float] = {}
            for process in Path("/proc").glob("[0-9]*"):
                with suppress(OSError, ValueError, StopIteration):
                    words = (process / "cmdline").read_bytes().split(b"\0")
                    if b"bot.workshop" not in words:
                        continue
                    stage = Stage(words[words.index(b"bot.workshop") + 1].decode()).value
                    lines = (process / "smaps_rollup").read_text().splitlines()
                    own = next(line for line in lines if line.startswith("Pss:"))
                    seen[stage] = seen.get(stage, 0.0) + int(own.split()[1]) / 1024
            for stage, size in seen.items():
                self.peaks[stage] = max(size, self.peaks.get(stage, 0.0))
