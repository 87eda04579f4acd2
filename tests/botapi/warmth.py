"""What a bot computes at its first start, computed once for all bots of a test run.

An index of the whole knowledge takes many seconds. Bots in tests start with it as one does that was
started before; tests of the first start have no use for this.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILLING_SECONDS = 300.0


def warm(folder: Path, environment: Mapping[str, str]) -> None:
    """Fill the cache folder of a bot that starts for the first time, unless it knows something else."""
    if folder.exists() or {"ENTENTE_KNOWLEDGE_PATH", "ENTENTE_KNOWLEDGE_COLLECTIONS"} & set(environment):
        return
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # By links: a cache's files are replaced and never changed.
    shutil.copytree(_filled(), folder, copy_function=os.link)


@cache
def _filled() -> Path:
    place = Path(tempfile.mkdtemp(prefix="entente-tests-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ENTENTE_")}
    subprocess.run(
        [sys.executable, "-m", "bot", "ask", "hello"],
        cwd=Path(__file__).parent.parent.parent,
        env={**kept, "ENTENTE_STORE_PATH": str(place / "entente.db")},
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=_FILLING_SECONDS,
    )
    return place / "cache"
