"""Lines from a pipe: each answered by plain text and a blank line, in order, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.replies.reply import spelled

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from bot.terminal.dialogue import Dialogue


def converse(dialogue: Dialogue, lines: Iterable[bytes], out: TextIO) -> None:
    """Answer line by line until they end or one says ``/quit``; blank lines are skipped.

    Bytes that are not UTF-8 are read as replacement characters.
    """
    for raw in lines:
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        if not line.strip():
            continue
        answer = dialogue.take(line)
        if answer is None:
            return
        told = "\n".join((spelled(answer.text), *answer.explanation))
        out.write(told.rstrip("\n") + "\n\n")
        # Whoever writes the lines may be waiting for each answer.
        out.flush()
