"""What can happen in a knowledge folder while it is read: things that are no files, files that change."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from soak.small import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from random import Random

    Doing: TypeAlias = AbstractContextManager[None]

_FILE: Final = "decoys.toml"
_BYTES: Final = 300_000


@contextmanager
def mischief(folder: Path, chance: Random) -> Iterator[str]:
    """Do something to the folder, told by its name; in the end all is as it was."""
    name = chance.choice(sorted(KINDS))
    with KINDS[name](folder):
        yield name


@contextmanager
def _placed(put: Callable[[Path], object], name: str, folder: Path) -> Iterator[None]:
    """Something at a place where nothing was."""
    place = folder / "library" / name
    put(place)
    try:
        yield
    finally:
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)


@contextmanager
def _meanwhile(turns: Callable[[Path], object], folder: Path) -> Iterator[None]:
    """A file to which something is done over and over."""
    place, over = folder / _FILE, threading.Event()

    def work() -> None:
        while not over.is_set():
            with suppress(OSError):
                turns(place)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        # What is there by now may be a pipe, which to write into would wait for a reader.
        place.unlink(missing_ok=True)
        place.write_text(TEXTS[_FILE], encoding="utf-8")


def _rewrite(place: Path) -> None:
    for text in (TEXTS[_FILE] * 40 + "[[decoy", "", "\ufeff" + TEXTS[_FILE], TEXTS[_FILE]):
        with place.open("w", encoding="utf-8") as file:
            for start in range(0, len(text), 1_000):
                file.write(text[start : start + 1_000])
                file.flush()


def _exchange(place: Path) -> None:
    for put in (os.mkfifo, partial(os.symlink, "/etc/hostname"), Path.mkdir, Path.touch):
        put(place)
        if place.is_dir() and not place.is_symlink():
            place.rmdir()
        else:
            place.unlink()


def _deep(place: Path) -> None:
    inner = place.joinpath(*["deep"] * 12)
    inner.mkdir(parents=True)
    (inner / "x.toml").write_text("x = 1", encoding="utf-8")


def _many(place: Path) -> None:
    place.mkdir()
    for number in range(300):
        (place / f"{number}.toml").write_bytes(b"\xff" * 100)


def _bind(place: Path) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as open_, suppress(OSError):
        open_.bind(str(place))  # the path may be too long for that


def _bytes(content: bytes) -> Callable[[Path], object]:
    return lambda place: place.write_bytes(content)


def _linked(to: str) -> Callable[[Path], object]:
    return lambda place: place.symlink_to(to)


KINDS: Final[Mapping[str, Callable[[Path], Doing]]] = {
    "a pipe": partial(_placed, os.mkfifo, "x.toml"),
    "a socket": partial(_placed, _bind, "x.toml"),
    "a folder named like a file": partial(_placed, Path.mkdir, "x.toml"),
    "a link out of the folder": partial(_placed, _linked("/etc/passwd"), "x.toml"),
    "a link to a folder": partial(_placed, _linked("/etc"), "x"),
    "a link to itself": partial(_placed, _linked("x.toml"), "x.toml"),
    "a link to nothing": partial(_placed, _linked("nothing"), "x.toml"),
    "a link to a device": partial(_placed, _linked("/dev/zero"), "x.toml"),
    "deep folders": partial(_placed, _deep, "x"),
    "many files": partial(_placed, _many, "x"),
    "a large file": partial(_placed, _bytes(b"#" * _BYTES), "x.toml"),
    "no text": partial(_placed, _bytes(b"\xff\x00"), "x.toml"),
    "an odd name": partial(_placed, _bytes(b"x = 1"), "x\n\u202e.toml"),
    "a name that is no text": partial(_placed, _bytes(b"x = 1"), os.fsdecode(b"\xff\xfe.toml")),
    "rewritten": partial(_meanwhile, _rewrite),
    "exchanged": partial(_meanwhile, _exchange),
}
