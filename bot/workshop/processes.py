"""A stage as a process of its own, and its end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.proofing.halting import Halted, Reason, Stage
from bot.workshop.limits import OUT_OF_MEMORY, counts_processor_time

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Mapping

#: What a process is told of its surroundings. All else stays here, above all what is secret.
_PASSED_ON: Final = frozenset(
    ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT")
)
#: One process, one thread: as the program itself does, and because a copy has one thread alone.
_SET: Final[Mapping[str, str]] = MappingProxyType(
    {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
)
_MOST_BYTES: Final = 32 * 1024 * 1024
_BETWEEN_LOOKS: Final = 0.05  # seconds
_CHUNK: Final = 256 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What each process of a stage may use up: seconds of a processor, and memory.

    On a machine that is busy with other things those seconds take longer ``by_the_clock``; how long they
    may take is limited, too, which also ends what only waits. A system that does not count the seconds of
    a processor has as many by the clock, and no more.
    """

    seconds: int
    megabytes: int
    by_the_clock: int

    @property
    def patience(self) -> int:
        """The seconds after which a process is ended, whatever it does."""
        return self.by_the_clock if counts_processor_time() else self.seconds


async def run(
    stage: Stage,
    job: bytes,
    limits: Limits,
    *,
    module: str = "bot.workshop",
    most_bytes: int = _MOST_BYTES,
) -> bytes | Halted:
    """Have a stage done by a module within its limits; what it found, or why it did not.

    Whatever happened, even where the task that waits for it is cancelled, the process has ended
    afterwards and all that it started has been sent SIGKILL, which the system may carry out a moment later.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", module),
        *(stage.value, str(limits.megabytes), str(limits.seconds)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment(),
        # A group of its own, so that it can be ended with all that it started.
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(limits.patience):
            found = await _found(process, job, most_bytes)
            if len(found) > most_bytes:
                return Halted(stage=stage, reason=Reason.TOO_MUCH_SAID)
            status = await process.wait()
    except TimeoutError:
        return Halted(stage=stage, reason=Reason.UNFINISHED, limit=limits.patience)
    finally:
        end(process)
        await let_go(process)
    return found if status == 0 else _halted(stage, status, limits)


def environment() -> dict[str, str]:
    """What a process of this program is told of its surroundings; nothing secret is among it."""
    told = {name: value for name, value in os.environ.items() if name in _PASSED_ON}
    # The same program, wherever this one was started from.
    return {**told, **_SET, "PYTHONPATH": str(Path(__file__).parent.parent.parent)}


async def _found(process: Process, job: bytes, most_bytes: int) -> bytes:
    """All that the process says, or a little more than it may."""
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("started without pipes")
    # What it started may hold the pipe open, and has nothing to say without it.
    aside = (
        asyncio.create_task(_tell(process.stdin, job)),
        asyncio.create_task(_end_with(process)),
    )
    said = bytearray()
    try:
        while len(said) <= most_bytes and (more := await process.stdout.read(_CHUNK)):
            said += more
    finally:
        for task in aside:
            task.cancel()
        await asyncio.gather(*aside, return_exceptions=True)
    return bytes(said)


async def _tell(pipe: asyncio.StreamWriter, job: bytes) -> None:
    # A process that has ended hears no more; its status tells why.
    with suppress(ConnectionError):
        pipe.write(job)
        await pipe.drain()
        pipe.close()
        await pipe.wait_closed()


async def _end_with(process: Process) -> None:
    """Once the process has ended, end what it started."""
    # Not by waiting for it: some versions of Python wait for its pipes, too.
    while process.returncode is None:  # noqa: ASYNC110
        await asyncio.sleep(_BETWEEN_LOOKS)
    end(process)


def end(process: Process) -> None:
    """End the process and whatever it started. Where all of them have ended this does nothing."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(ProcessLookupError):
        process.kill()


async def let_go(process: Process) -> None:
    """Wait until the process has ended, and close the pipes to it."""
    if process.stdin is not None:
        process.stdin.close()
    await process.communicate()


def _halted(stage: Stage, status: int, limits: Limits) -> Halted:
    if status == OUT_OF_MEMORY:
        return Halted(stage=stage, reason=Reason.TOO_MUCH_MEMORY, limit=limits.megabytes)
    if status == -signal.SIGXCPU:
        return Halted(stage=stage, reason=Reason.TOO_LONG, limit=limits.seconds)
    if status < 0:
        return Halted(stage=stage, reason=Reason.DIED, signal=-status)
    return Halted(stage=stage, reason=Reason.BROKE)
