"""What is slow to make, kept in a cache folder from one start to the next.

Theory of operation. A value is kept as a pickle under the name of its kind and a key, which must
differ whenever the value would. A pickle can do anything to who reads it, so what is read back is
trusted as little as can be: the file and its folder must be the user's own and writable by nobody
else, the bytes must be those that were written, and of classes only those of values are known, no
function and nothing else of the program. Whatever is amiss means no more than that the value is made
anew. What a value refers to without owning it is left out, and put back by name.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar

import Stemmer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Value = TypeVar("Value")

#: Files of each kind that are kept: the live version, the one before it, and room to try six more.
KEPT: Final = 8

_DIGEST: Final = hashlib.sha256
_DIGEST_BYTES: Final = 32
_MOST_BYTES: Final = 64 * 1024 * 1024
#: The packages whose code makes what is kept, and the only ones whose classes it may hold.
_MAKERS: Final = ("knowledge", "questions")
_PLAIN: Final = frozenset({("builtins", "list"), ("collections", "defaultdict"), ("decimal", "Decimal")})


def program() -> bytes:
    """Differs between versions of the code that makes what is kept, and of what that depends on."""
    here = Path(__file__).parent
    digest = _DIGEST(f"{sys.version} {Stemmer.version()}".encode())
    for file in sorted(file for maker in _MAKERS for file in (here / maker).glob("*.py")):
        digest.update(_DIGEST(file.read_bytes()).digest())
    return digest.digest()


def key(parts: Iterable[str]) -> str:
    """A key of these texts, in this order, and of the program."""
    digest = _DIGEST(program())
    for part in parts:
        digest.update(_DIGEST(part.encode("utf-8", "surrogatepass")).digest())
    return digest.hexdigest()[:32]


def kept(
    folder: Path,
    name: tuple[str, str],
    make: Callable[[], Value],
    outside: Mapping[str, object] = MappingProxyType({}),
) -> Value:
    """The value of this kind and key, from the folder or else made and put there.

    ``outside`` are what it refers to and does not own, by any names. None is not kept.
    """
    value: Value | None = found(folder, name, outside)
    if value is not None:
        return value
    made = make()
    keep(folder, name, made, outside)
    return made


def found(folder: Path, name: tuple[str, str], outside: Mapping[str, object] = MappingProxyType({})) -> Any:  # noqa: ANN401 (what was kept there)
    """The value of this kind and key that lies in the folder, or None."""
    return _taken(_file(folder, name), outside)


def keep(
    folder: Path, name: tuple[str, str], value: object, outside: Mapping[str, object] = MappingProxyType({})
) -> None:
    """Put a value there, in the place of any other of this kind and key; None is not kept."""
    if value is not None:
        # What can't be kept can still be used.
        with suppress(pickle.PicklingError, TypeError, AttributeError, RecursionError):
            put(_file(folder, name), _packed(value, outside))
            drop_old(folder, f"{name[0]}-*.pickle")


def _file(folder: Path, name: tuple[str, str]) -> Path:
    kind, key_ = name
    return folder / f"{kind}-{key_}.pickle"


def put(path: Path, data: bytes | memoryview) -> None:
    """Write a file whole or not at all, for its owner's eyes; a cache may fail to."""
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)


def drop_old(folder: Path, pattern: str) -> None:
    """Remove all but the last used files of a pattern."""
    with suppress(OSError):
        files = sorted(folder.glob(pattern), key=lambda file: file.lstat().st_mtime)
        for file in files[:-KEPT]:
            file.unlink(missing_ok=True)


def _taken(path: Path, outside: Mapping[str, object]) -> Any:  # noqa: ANN401 (what was kept there)
    try:
        if not (_is_own(path.lstat(), stat.S_ISREG) and _is_own(path.parent.stat(), stat.S_ISDIR)):
            return None
        with path.open("rb") as file:
            digest, packed = file.read(_DIGEST_BYTES), file.read(_MOST_BYTES)
        if _DIGEST(packed).digest() != digest:
            return None
        value = _Unpickler(packed, outside).load()
        os.utime(path)  # so that the least used go first
    except Exception:  # noqa: BLE001 - damage shows as any of a dozen errors, and means only: make it
        return None
    return value


def _is_own(found: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    """Whether nobody but this user can have written it; of systems without such users, its kind only."""
    if not is_kind(found.st_mode):
        return False
    if os.name != "posix":
        return True
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _packed(value: object, outside: Mapping[str, object]) -> bytes:
    buffer = io.BytesIO()
    _Pickler(buffer, outside).dump(value)
    packed = buffer.getvalue()
    return _DIGEST(packed).digest() + packed


class ReadOnly:
    """Stands in a pickle for the read-only mapping of a dictionary, which pickles know nothing of."""

    def __new__(cls, items: dict[object, object]) -> MappingProxyType[object, object]:  # type: ignore[misc]
        """The mapping itself."""
        return MappingProxyType(items)


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, outside: Mapping[str, object]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._names = {id(value): name for name, value in outside.items()}

    def persistent_id(self, value: object) -> str | None:
        return self._names.get(id(value))

    def reducer_override(self, value: object) -> Any:  # noqa: ANN401 (as the library has it)
        if isinstance(value, MappingProxyType):
            return ReadOnly, (dict(value),)
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def __init__(self, packed: bytes, outside: Mapping[str, object]) -> None:
        super().__init__(io.BytesIO(packed))
        self._outside = outside

    def persistent_load(self, name: str) -> object:
        return self._outside[name]

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 (as the library has it)
        """Only classes, and of the program only those that values are made of."""
        own = module == __name__ and name == ReadOnly.__name__
        makers = tuple(f"{__package__}.{maker}." for maker in _MAKERS)
        if own or (module, name) in _PLAIN or (module.startswith(makers) and "." not in name):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        message = f"{module}.{name} is nothing that is kept"
        raise pickle.UnpicklingError(message)
