"""``python -m bot``, which is installed as ``entente``."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line, and exit with its status."""
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


if __name__ == "__main__":
    main()
