"""``python -m tests.misbehaving``: a process of the workshop that does what the job says, for the worst."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from bot.workshop.limits import end_after, end_with_parent, limit


def main() -> None:  # noqa: C901 (one case for each way to misbehave)
    """Misbehave within the limits that the command line sets."""
    _, megabytes, seconds = sys.argv[1:]
    end_with_parent()
    limit(megabytes=int(megabytes), seconds=int(seconds))
    what, _, where = sys.stdin.read().partition(" ")
    match what:
        case "loop":
            while True:
                pass
        case "sleep":
            _start_another(Path(where))
            time.sleep(600)
        case "leave":
            _start_another(Path(where))
            os.abort()
        case "eat":
            held = []
            while True:
                held.append(bytes(1_000_000))
        case "flood":
            while True:
                sys.stdout.write("x" * 100_000)
        case "rest":
            time.sleep(int(where))
            sys.stdout.write("rested")
            sys.stdout.flush()
        case "wait":
            Path(where).write_text(str(os.getpid()), encoding="ascii")
            time.sleep(600)
        case "tell":
            sys.stdout.write(json.dumps(_told()))
            sys.stdout.flush()
        case _:
            os.kill(os.getpid(), int(signal.Signals[what]))


def _told() -> dict[str, object]:
    import resource  # noqa: PLC0415 (not every system has it)

    return {
        "environment": dict(os.environ),
        "core": resource.getrlimit(resource.RLIMIT_CORE),
        "group": os.getpgid(0) == os.getpid(),
    }


def _start_another(where: Path) -> None:
    """Start a process that would outlive this one, and write both their numbers."""
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    where.write_text(f"{os.getpid()} {other.pid}", encoding="ascii")


if __name__ == "__main__":
    end_after(main)
