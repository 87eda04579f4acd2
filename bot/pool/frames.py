"""Values on their way between a process and the one that started it: pickles, each after its length.

Both ends are this program, and nobody else can write to the pipe between them.
"""

from __future__ import annotations

import pickle
import struct
from typing import TYPE_CHECKING, Any, BinaryIO, Final

if TYPE_CHECKING:
    import asyncio

_LENGTH: Final = struct.Struct("!I")


def frame(value: object) -> bytes:
    """A value, to be written."""
    packed = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(packed)) + packed


def taken(file: BinaryIO) -> Any:  # noqa: ANN401 (what was written there)
    """The next value. Raises EOFError where there is none any more."""
    head = file.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    return pickle.loads(file.read(*_LENGTH.unpack(head)))  # noqa: S301 (see above)


async def awaited(stream: asyncio.StreamReader) -> Any:  # noqa: ANN401 (what was written there)
    """The next value. Raises EOFError where there is none any more."""
    (length,) = _LENGTH.unpack(await stream.readexactly(_LENGTH.size))
    return pickle.loads(await stream.readexactly(length))  # noqa: S301 (see above)
