"""Run every measurement: ``python -m benchmarks``; ``--help`` tells how to run fewer, and shorter."""

from __future__ import annotations

import argparse
from importlib import import_module

# In this order, and each imported when it is its turn: a process counts its parent's memory as its
# own when it starts, and the later ones make this one large.
_PARTS = ("matching", "answering", "telegram")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure speed and memory.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(_PARTS)}; all, if none")
    parser.add_argument("--seconds", type=float, help="how long each load on Telegram takes (6)")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(_PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    for number, part in enumerate(part for part in _PARTS if part in given.parts or not given.parts):
        if number:
            print()
        options = {"seconds": given.seconds} if part == "telegram" and given.seconds else {}
        import_module(f"benchmarks.{part}").run(**options)


if __name__ == "__main__":
    main()
