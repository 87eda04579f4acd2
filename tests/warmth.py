"""What the program computes at its first start, computed once for all tests of a run.

An index of the whole knowledge takes many seconds. Bots in tests start with it as one does that was
started before; tests of the first start have no use for this.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILLING_SECONDS: Final = 300.0
_COLLECTIONS: Final = "ENTENTE_KNOWLEDGE_COLLECTIONS"
_ANOTHER: Final = "ENTENTE_KNOWLEDGE_PATH"


def warm(folder: Path, environment: Mapping[str, str]) -> None:
    """Fill the cache folder of a bot that starts for the first time, unless it knows something else."""
    if folder.exists() or _ANOTHER in environment:
        return
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # By links: a cache's files are replaced and never changed.
    shutil.copytree(filled(environment.get(_COLLECTIONS, "")), folder, copy_function=os.link)


@cache
def filled(collections: str = "") -> Path:
    """A cache folder in which lies all that is made of these collections (none: of all)."""
    place = _shared() / f"warm-{collections or 'all'}"
    place.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "done").exists():
            _fill(place, collections)
            (place / "done").touch()
    return place / "cache"


def _fill(place: Path, collections: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ENTENTE_")}
    environment["ENTENTE_STORE_PATH"] = str(place / "entente.db")
    if collections:
        environment[_COLLECTIONS] = collections
    subprocess.run(
        [sys.executable, "-m", "bot", "ask", "hello"],
        cwd=Path(__file__).parent.parent,
        env=environment,
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=_FILLING_SECONDS,
    )


_place: list[Path] = []


def share(place: Path) -> None:
    """Use a folder that other processes of the same run use, too."""
    _place[:] = [place]


def _shared() -> Path:
    if not _place:
        place = Path(tempfile.mkdtemp(prefix="entente-tests-"))
        atexit.register(shutil.rmtree, place, ignore_errors=True)
        share(place)
    return _place[0]
