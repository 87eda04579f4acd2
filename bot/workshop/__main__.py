"""``python -m bot.workshop STAGE MEGABYTES SECONDS``: one stage, as a process of its own.

What is to be done comes as JSON on standard input, what was found goes as JSON to standard output.
Exits with OUT_OF_MEMORY where the memory did not suffice.
"""

from __future__ import annotations

import os
import sys

from bot.workshop.limits import OUT_OF_MEMORY, end_after, end_with_parent, limit

#: Steps aside for the bot that answers people meanwhile.
_NICE = 5


def main() -> None:
    """Do what the command line says, within its limits."""
    stage, megabytes, seconds = sys.argv[1:]
    end_with_parent()
    limit(megabytes=int(megabytes), seconds=int(seconds))
    if hasattr(os, "nice"):
        os.nice(_NICE)
    # Whatever else is printed by anything goes nowhere.
    answer = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)
    found = _done(stage, sys.stdin.buffer.read())
    with os.fdopen(answer, "wb") as file:
        file.write(found)


def _done(stage: str, given: bytes) -> bytes:
    """What a stage finds. Only now it is imported: that takes memory and time, which count."""
    from bot.workshop.job import Job  # noqa: PLC0415
    from bot.workshop.sharing import EndedError  # noqa: PLC0415

    job = Job.from_json(given)
    try:
        if stage == "placing":
            from bot.workshop.placing import placed  # noqa: PLC0415

            return placed(job)
        if stage == "reading":
            from bot.workshop.reading import read  # noqa: PLC0415

            return read(job).to_json().encode("ascii")
        from bot.workshop.comparing import compare  # noqa: PLC0415

        return compare(job).to_json().encode("ascii")
    except EndedError as error:
        if error.status == OUT_OF_MEMORY:
            raise MemoryError from error
        if error.status < 0:
            # As if it had come to this process, so that the parent hears the same.
            os.kill(os.getpid(), -error.status)
        raise


if __name__ == "__main__":
    end_after(main)
