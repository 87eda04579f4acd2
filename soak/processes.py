"""What the processes do that this one starts: their peaks of memory, and whether any is left."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_GLANCE_SECONDS: Final = 0.02
_PROC: Final = Path("/proc")
#: Behind the name of a process, which may hold anything: its state and, at 19 further on, when it began.
_BEGAN: Final = 19


class Watch:
    """Looks at every process below one, over and over, until the context is left.

    ``peaks`` are the most megabytes that any process of a kind had in memory; the kind is the word
    that follows ``marker`` on its command line, and processes without the marker are passed over.
    """

    def __init__(self, marker: str, of: int | None = None) -> None:
        """Watch what ``of``, or else this process, starts."""
        self.peaks: dict[str, int] = {}
        self._marker = marker
        self._of = of or os.getpid()
        self._seen: dict[int, str] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def seen(self) -> int:
        """How many processes were seen."""
        return len(self._seen)

    def left(self) -> Sequence[int]:
        """Those seen that still run, by their numbers, whoever their parent is by now."""
        return [number for number, began in list(self._seen.items()) if _began(number) == began]

    def _look(self) -> None:
        while not self._over.wait(_GLANCE_SECONDS):
            for number in _below(self._of):
                with suppress(OSError, ValueError, IndexError):
                    self._note(number)

    def _note(self, number: int) -> None:
        words = (_PROC / str(number) / "cmdline").read_bytes().decode(errors="replace").split("\0")
        if self._marker not in words:
            return
        began = _began(number)
        if began is not None:
            self._seen[number] = began
        kind = words[words.index(self._marker) + 1]
        for line in (_PROC / str(number) / "status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                self.peaks[kind] = max(self.peaks.get(kind, 0), int(line.split()[1]) // 1024)


def _below(number: int) -> Iterator[int]:
    """The numbers of all processes that a process started, and those started."""
    with suppress(OSError):
        for thread in (_PROC / str(number) / "task").iterdir():
            with suppress(OSError):
                for child in (thread / "children").read_text(encoding="ascii").split():
                    yield int(child)
                    yield from _below(int(child))


def _began(number: int) -> str | None:
    """When a process began, so that another of the same number is not taken for it; None when it ended."""
    try:
        stat = (_PROC / str(number) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    told = stat.rpartition(")")[2].split()
    return None if told[0] in "ZX" else told[_BEGAN]
