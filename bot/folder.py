"""The knowledge folder as editors use it: read while they may be writing, written without harm to them."""

from __future__ import annotations

import asyncio
import errno
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from bot import library
from bot.knowledge.texts import decoded
from bot.service.versions import digest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from bot.service.versions import Unwritten

#: An editor that saves several files, or one in several steps, is waited for as long.
_QUIET_MS = 1_600
#: The name of what is no text, hence none that could be expected at a place.
_NO_TEXT = ""
#: What a half written file's name begins with. Hidden, so that whoever reads the folder passes it over.
_HALF = ".entente-"


class KnowledgeFolder:
    """Implements the service's port Folder on the folder at ``path``."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def texts(self) -> tuple[Mapping[str, str], tuple[str, ...]]:
        """The texts by path, and what could not be read and why, a line each."""
        texts, problems = await asyncio.to_thread(library.read_texts, self._path)
        return texts, tuple(str(problem) for problem in problems)

    async def write(self, unwritten: Unwritten) -> bool:
        """Put a text in its place whole or not at all; False where another than the expected one is.

        Raises OSError when the folder can't be written.
        """
        return await asyncio.to_thread(self._write, unwritten)

    async def is_there(self) -> bool:
        """Whether there is a folder at the path at all."""
        return await asyncio.to_thread(self._path.is_dir)

    async def changes(self) -> AsyncIterator[None]:
        """Once whenever something in the folder has changed and then been left alone for a moment.

        Ends after the change by which the folder went. Raises OSError when it can't be watched.
        """
        import watchfiles  # noqa: PLC0415 - only a service with editors watches

        async for _ in watchfiles.awatch(self._path, debounce=_QUIET_MS, step=_QUIET_MS // 2):
            yield
            if not await self.is_there():
                return

    def _write(self, unwritten: Unwritten) -> bool:
        place = self._placed(unwritten.path)
        _drop_left(place.parent)
        held = self._held(place)
        wanted = None if unwritten.text is None else digest(unwritten.text)
        if held == wanted:
            return True
        if held != unwritten.over:
            return False
        if unwritten.text is None:
            place.unlink()
        else:
            _put(place, unwritten.text)
        return True

    def _placed(self, path: str) -> Path:
        """Where a path of the knowledge lies. Raises PermissionError for one that leads elsewhere."""
        parts = PurePosixPath(path).parts
        plain = all(part not in {"..", "/"} and not part.startswith(".") for part in parts)
        place = self._path.joinpath(*parts)
        if not parts or not plain or not self._is_within(place):
            raise PermissionError(errno.EPERM, f"{path!r} is no path within the knowledge folder")
        return place

    def _is_within(self, place: Path) -> bool:
        """Links are not followed: what is written must lie in the folder itself."""
        try:
            return place.resolve().is_relative_to(self._path.resolve())
        except RuntimeError:  # a link that leads to itself
            return False

    @staticmethod
    def _held(place: Path) -> str | None:
        """The name of the text at a place; None where there is none."""
        try:
            # Without waiting: opening a pipe nobody writes to would otherwise never return.
            descriptor = os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return _NO_TEXT
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                text = decoded(file.read(library.MOST_BYTES + 1), place.name)
        finally:
            os.close(descriptor)
        return digest(text) if isinstance(text, str) else _NO_TEXT


def _drop_left(folder: Path) -> None:
    """Remove what a process left half written when it was killed: what it was to write is written again."""
    for left in folder.glob(f"{_HALF}*"):
        with suppress(OSError):
            left.unlink()


def _put(place: Path, text: str) -> None:
    """Write a file that is there whole or not at all, whenever the process or the machine ends."""
    place.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=_HALF)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        mode = place.stat().st_mode & 0o777 if place.exists() else 0o644
        Path(name).chmod(mode)
        Path(name).replace(place)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
