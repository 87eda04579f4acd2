"""The knowledge folder as editors use it: read while they may be writing, written without harm to them."""

from __future__ import annotations

import asyncio
import os
import tempfile
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from bot import library
from bot.service.versions import digest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from bot.service.versions import Unwritten

#: An editor that saves several files, or one in several steps, is waited for as long.
_QUIET_MS = 1_600


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

    async def changes(self) -> AsyncIterator[None]:
        """Once whenever something in the folder has changed and then been left alone for a moment."""
        import watchfiles  # noqa: PLC0415 - only a service with editors watches

        async for _ in watchfiles.awatch(self._path, debounce=_QUIET_MS, step=_QUIET_MS // 2):
            yield

    def _write(self, unwritten: Unwritten) -> bool:
        place = self._placed(unwritten.path)
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
        # Links are not followed: what is written must lie in the folder itself.
        if not parts or not plain or not place.resolve().is_relative_to(self._path.resolve()):
            raise PermissionError(f"{path!r} is no path of the knowledge")
        return place

    @staticmethod
    def _held(place: Path) -> str | None:
        """The name of the text at a place; None where there is none."""
        try:
            return digest(place.read_text("utf-8-sig").replace("\r\n", "\n"))
        except FileNotFoundError:
            return None
        except ValueError:
            return ""  # not a text, hence none that could be expected


def _put(place: Path, text: str) -> None:
    """Write a file that is there whole or not at all, whenever the process or the machine ends."""
    place.parent.mkdir(parents=True, exist_ok=True)
    # Hidden, so that whoever watches or reads the folder passes it over.
    descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=".entente-")
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
