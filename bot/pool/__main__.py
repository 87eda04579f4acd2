"""``python -m bot.pool``: works out answers until nobody asks any more.

Standard input brings first an Order, then questions; for each of these standard output tells what
it leads to, or None where that could not be worked out. Before them a None says that it is ready.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.pool.frames import frame, taken
from bot.pool.order import Order, new_key
from bot.workshop.limits import end_with_parent

if TYPE_CHECKING:
    from bot.pool.order import Question
    from bot.service.answering import Answering


def main() -> None:
    """Answer what standard input asks, in order."""
    end_with_parent()
    # Whoever ends the service signals all of its processes; this one is needed to the last answer.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    asked = sys.stdin.buffer
    # Whatever else is printed by anything goes nowhere.
    said = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    # Neither is there anybody any more to be told.
    with suppress(EOFError, BrokenPipeError):
        order: Order = taken(asked)
        answering = order.answering()
        # What is known stays for good, so nobody needs to look whether it could be thrown away.
        gc.freeze()
        answer = frame(None)
        while True:
            said.write(answer)
            said.flush()
            answer = _answered(answering, taken(asked))


def _answered(answering: Answering, question: Question) -> bytes:
    try:
        return frame(answering.answer(question.text, question.known, question.now, new_key))
    except Exception:  # noqa: BLE001 (who asked finds the same, and tells of it)
        return frame(None)


if __name__ == "__main__":
    main()
