"""Try everything in full size, one line of figures each: ``python -m soak``.

``--scale`` makes every trial smaller, and names choose among them. Exit status 1 when any promise
was broken.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bot import assembly, library
from soak import faults, flood, hostile, odd, office, publishing, replies

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeAlias

    Trial: TypeAlias = tuple[str, bool]


def killed(folder: Path, sizes: argparse.Namespace) -> Trial:
    """SIGKILL at random moments."""
    account = faults.kills(folder, lives=sizes.kills)
    return f"{sizes.kills} kills: {account}", account.kept


def ended(folder: Path, sizes: argparse.Namespace) -> Trial:
    """SIGTERM at random moments."""
    account, slowest = faults.ends(folder, lives=sizes.ends)
    kept = account.kept and slowest <= 10
    return f"{sizes.ends} ends, the slowest in {slowest:.1f} s: {account}", kept


def weather(folder: Path, sizes: argparse.Namespace) -> Trial:
    """30% 429, 20% 5xx, 5% broken off after acceptance."""
    account = faults.weather(folder, updates=sizes.updates)
    return str(account), account.kept


def outage(folder: Path, sizes: argparse.Namespace) -> Trial:
    """No way to Telegram."""
    account = faults.outage(folder, seconds=sizes.outage)
    return f"{sizes.outage:.0f} s: {account}", account.kept


def locked(folder: Path, sizes: argparse.Namespace) -> Trial:
    """The database locked by another program."""
    account = faults.locked(folder, seconds=sizes.lock)
    return f"{sizes.lock:.0f} s: {account}", account.kept


def full(folder: Path, sizes: argparse.Namespace) -> Trial:
    """A database that may not grow."""
    account = faults.full(folder, seconds=sizes.full)
    return f"{sizes.full:.0f} s: {account}", account.kept


def disk(folder: Path, sizes: argparse.Namespace) -> Trial:
    """A small file system that is full."""
    account = faults.small_disk(folder, seconds=sizes.full)
    if account is None:
        return "not tried: only root can make a small file system", True
    return f"{sizes.full:.0f} s: {account}", account.kept


def flooded(folder: Path, sizes: argparse.Namespace) -> Trial:
    """Thousands of messages at once from one chat."""
    figures = flood.flood(folder, messages=sizes.messages, others=sizes.others)
    return str(figures), figures.kept and figures.p95 <= 1


def odd_updates(folder: Path, sizes: argparse.Namespace) -> Trial:
    """Updates made from the schema, and broken ones."""
    figures = odd.odd(folder, updates=sizes.odd)
    return str(figures), figures.kept


def parsed(folder: Path, sizes: argparse.Namespace) -> Trial:
    """Replies through Telegram's own parser."""
    setup = assembly.Setup(folder=library.knowledge_folder(), collections=(), store=folder / "entente.db")
    delivered = replies.deliver(assembly.make_advisor(setup), sizes.replies)
    return str(delivered), not delivered.troubles


def sent_in(folder: Path, sizes: argparse.Namespace) -> Trial:
    """Hostile files sent to the bot, and a knowledge folder that changes while it is read."""
    figures = hostile.hostile(folder, count=sizes.uploads)
    return str(figures), figures.kept


def published(folder: Path, sizes: argparse.Namespace) -> Trial:
    """SIGKILL around the publishing of a version."""
    account = office.bot_kills(folder, kills=sizes.cuts)
    return str(account), account.kept


def desk(folder: Path, sizes: argparse.Namespace) -> Trial:
    """SIGKILL in the midst of the desk's work, with nothing else around it."""
    account = publishing.desk_kills(folder, kills=sizes.cuts)
    return str(account), account.kept


def switched(folder: Path, sizes: argparse.Namespace) -> Trial:
    """Versions that come and go while many people ask."""
    figures = office.switching(folder, seconds=sizes.switching)
    return str(figures), figures.kept


TRIALS = {
    trial.__name__.replace("_", "-"): trial
    for trial in (
        killed,
        ended,
        weather,
        outage,
        locked,
        full,
        disk,
        flooded,
        odd_updates,
        parsed,
        sent_in,
        published,
        desk,
        switched,
    )
}
SIZES: Mapping[str, tuple[float, float, str]] = {
    "kills": (200, 2, "SIGKILLs"),
    "ends": (200, 2, "SIGTERMs"),
    "updates": (5_000, 100, "updates in bad weather"),
    "outage": (60, 2, "seconds without Telegram"),
    "lock": (30, 2, "seconds of another program's lock"),
    "full": (60, 2, "seconds of a full database and disk"),
    "messages": (3_000, 200, "messages at once from one chat"),
    "others": (100, 10, "people who ask meanwhile"),
    "odd": (100_000, 500, "updates valid by the schema, and as many broken ones"),
    "replies": (50_000, 500, "replies to be parsed"),
    "uploads": (1_000, 34, "hostile files"),
    "cuts": (500, 5, "SIGKILLs around publications, of the bot and of its desk alone"),
    "switching": (120, 5, "seconds of questions while versions come and go"),
}


def main() -> int:
    """Run the trials that were asked for."""
    sizes = _sizes()
    broken = 0
    for name in sizes.trials or TRIALS:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="entente-soak-") as folder:
            # Where the bot is started from.
            Path(folder, "config.toml").write_text(
                f"[answering]\nprocesses = {sizes.processes}\n", encoding="utf-8"
            )
            told, kept = TRIALS[name](Path(folder), sizes)
        broken += not kept
        mark = "" if kept else "BROKEN: "
        print(f"{name:12} {mark}{told} ({time.monotonic() - began:.0f} s)", flush=True)
    return 1 if broken else 0


def _sizes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m soak", description="Try the service in bad conditions.")
    parser.add_argument("trials", nargs="*", metavar="TRIAL", help=f"which: {', '.join(TRIALS)}; usually all")
    parser.add_argument("--scale", type=float, default=1.0, help="what part of the full sizes")
    parser.add_argument("--processes", type=int, default=0, help="that answer beside each bot's own")
    for name, (whole, _, about) in SIZES.items():
        parser.add_argument(f"--{name}", type=int, help=f"{about} ({whole:,.0f})")
    sizes = parser.parse_args()
    if unknown := set(sizes.trials) - set(TRIALS):
        parser.error(f"no such trial: {', '.join(sorted(unknown))}")
    scaled: dict[str, Any] = {
        name: max(int(least), int(whole * sizes.scale))
        for name, (whole, least, _) in SIZES.items()
        if getattr(sizes, name) is None
    }
    vars(sizes).update(scaled)
    return sizes


if __name__ == "__main__":
    sys.exit(main())
