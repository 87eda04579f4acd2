"""``python -m bot``, which is installed as ``entente``."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from types import FrameType

#: What a shell reports for a program that SIGTERM ended: 128 and its number.
_TERMINATED: Final = 143


def main() -> None:
    """Run the command line, and exit with its status."""
    # The first process of a container hears of no signal that it has not asked for.
    signal.signal(signal.SIGTERM, _terminate)
    # For vectors as short as ours a second thread brings nothing, and on a busy machine the threads
    # wait for each other ten times longer than one takes. Read when numpy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        # Imported here, so that an interrupt while the program is still loading is quiet too.
        from bot.cli import INTERRUPTED, entente  # noqa: PLC0415
    except KeyboardInterrupt:
        sys.exit(130)
    try:
        entente()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(_TERMINATED)


if __name__ == "__main__":
    main()
