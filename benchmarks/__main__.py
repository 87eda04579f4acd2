"""Run every measurement: ``python -m benchmarks``; ``--help`` tells how to run fewer, and shorter."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from benchmarks import answering, matching, telegram

if TYPE_CHECKING:
    from collections.abc import Callable

# In this order, as a process counts its parent's memory as its own when it starts, and only the
# second makes this one large.
_PARTS = ("matching", "answering", "telegram")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure speed and memory.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(_PARTS)}; all, if none")
    parser.add_argument(
        "--seconds", type=float, default=telegram.SECONDS, help="how long each load on Telegram takes"
    )
    given = parser.parse_args()
    if unknown := set(given.parts) - set(_PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    runs: dict[str, Callable[[], None]] = {
        "matching": matching.run,
        "answering": answering.run,
        "telegram": lambda: telegram.run(given.seconds),
    }
    for number, part in enumerate(part for part in _PARTS if part in given.parts or not given.parts):
        if number:
            print()
        runs[part]()


if __name__ == "__main__":
    main()
