"""Run every measurement: ``python -m benchmarks``; ``--help`` tells how to run fewer, and shorter."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path
from typing import Any

# In this order, and each imported when it is its turn: a process counts its parent's memory as its
# own when it starts, and the later ones make this one large.
_PARTS = ("matching", "encoders", "answering", "inline", "charts", "preview", "telegram")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure speed and memory.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(_PARTS)}; all, if none")
    parser.add_argument("--seconds", type=float, help="how long each load on Telegram takes (6)")
    parser.add_argument(
        "--questions",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="what to ask both encoders, in the lines that `eval` reads (knowledge/tests)",
    )
    parser.add_argument("--titles", type=Path, help="the entries for each title in them (tests/titles.toml)")
    parser.add_argument(
        "--collection",
        action="append",
        dest="collections",
        metavar="NAME",
        help="what they are answered from (articles); repeatable",
    )
    given = parser.parse_args()
    if unknown := set(given.parts) - set(_PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    for number, part in enumerate(part for part in _PARTS if part in given.parts or not given.parts):
        if number:
            print()
        import_module(f"benchmarks.{part}").run(**_options(part, given))


def _options(part: str, given: argparse.Namespace) -> dict[str, Any]:
    """What of the command line concerns a part, by the names it has there."""
    if part == "telegram" and given.seconds:
        return {"seconds": given.seconds}
    if part == "encoders":
        from benchmarks.encoders import Questions  # noqa: PLC0415 - see _PARTS

        named = {"files": given.questions, "titles": given.titles, "collections": given.collections}
        chosen = {name: value for name, value in named.items() if value}
        return {"questions": Questions(**chosen) if chosen else None}
    return {}


if __name__ == "__main__":
    main()
