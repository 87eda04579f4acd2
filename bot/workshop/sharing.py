"""Work shared between two processes: this one, and a copy of it.

A copy shares all memory until it writes there, so that what took long to make is at hand at once. It
hands back a pickle of what it found, and does nothing else. Where the system knows no copies, this
process does all by itself.
"""

from __future__ import annotations

import gc
import os
import pickle
from typing import TYPE_CHECKING, Final, TypeVar

from bot.workshop.limits import end_after, end_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Found = TypeVar("Found")

#: More tasks than this can't be shared: the number of each is one byte.
MOST_TASKS: Final = 255


class EndedError(Exception):
    """The copy ended early: ``status`` is its exit status, or minus the signal that ended it."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


def aside(work: Callable[[], Found]) -> Callable[[], Found]:
    """Have this done by a copy of this process; what comes back waits for what it found.

    That must be called, once; it raises EndedError where the copy failed.
    """
    if not hasattr(os, "fork"):
        return work
    reading, writing = os.pipe()
    # What is there already is looked through no more for garbage: to look is to write, and to write to copy.
    gc.freeze()
    copy = os.fork()
    if copy == 0:
        end_with_parent()
        os.close(reading)
        end_after(lambda: _hand_over(work(), writing))
    os.close(writing)

    def found() -> Found:
        with os.fdopen(reading, "rb") as pipe:
            packed = pipe.read()
        _, how = os.waitpid(copy, 0)
        status = os.waitstatus_to_exitcode(how)
        if status:
            raise EndedError(status)
        return pickle.loads(packed)  # type: ignore[no-any-return] # noqa: S301 (from a copy of this process)

    return found


def shared(tasks: Sequence[Callable[[], Found]]) -> list[Found]:
    """What each of at most MOST_TASKS tasks found, in order: who is free takes the next one."""
    reading, writing = os.pipe()
    os.write(writing, bytes(range(len(tasks))))
    os.close(writing)

    def taken() -> dict[int, Found]:
        found: dict[int, Found] = {}
        while number := os.read(reading, 1):
            found[number[0]] = tasks[number[0]]()
        return found

    others = aside(taken)
    own = taken()
    found = {**own, **others()}
    os.close(reading)
    return [found[number] for number in range(len(tasks))]


def _hand_over(found: object, writing: int) -> None:
    with os.fdopen(writing, "wb") as pipe:
        pickle.dump(found, pipe)
