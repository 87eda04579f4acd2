"""What a process of the workshop may use up, set by itself before it does anything."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import sys
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

#: The exit status of a process that ran out of memory.
OUT_OF_MEMORY: Final = 70

_END_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG of prctl(2)
_MEGABYTE: Final = 1024 * 1024


def limit(*, megabytes: int, seconds: int) -> None:
    """Let this process have so much memory and processor time, and leave no image of itself when it dies.

    Processes that it starts have the same limits each. A system that knows no such limit has none: the
    parent's clock still counts.
    """
    try:
        import resource  # noqa: PLC0415 (not every system has it)
    except ImportError:
        return
    size = megabytes * _MEGABYTE
    for what, most in (
        (resource.RLIMIT_AS, (size, size)),
        (resource.RLIMIT_DATA, (size, size)),
        # The signal first, then the end.
        (resource.RLIMIT_CPU, (seconds, seconds + 1)),
        (resource.RLIMIT_CORE, (0, 0)),
    ):
        with suppress(OSError, ValueError):
            resource.setrlimit(what, most)


def counts_processor_time() -> bool:
    """Whether the system ends a process that has used up its processor time."""
    return find_spec("resource") is not None


def end_with_parent() -> None:
    """Have the system end this process when the one that started it is killed; not every system can."""
    if sys.platform != "linux":
        return
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)


def end_after(work: Callable[[], None]) -> NoReturn:
    """Do this and end the process: with 0, with OUT_OF_MEMORY, or with 1 where anything else went wrong."""
    status = 1
    try:
        work()
        status = 0
    except MemoryError:
        status = OUT_OF_MEMORY
    except OSError as error:
        status = OUT_OF_MEMORY if error.errno == errno.ENOMEM else 1
    finally:
        # At once: after a want of memory even an orderly end may fail.
        os._exit(status)
