"""What goes wrong around the bot, while people ask on."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Final

from soak.asking import Asking, in_flight, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from soak.asking import Account
    from tests.botapi import BotApi

_PATIENCE_SECONDS: Final = 120.0
_AROUND_SECONDS: Final = 1.0
_SHORT_SECONDS: Final = 1.0
#: There and back, so that an end meets sends under way.
_FAR_SECONDS: Final = (0.02, 0.08)
#: Who asks no more than this in one go has nothing shed.
_EACH: Final = 15
#: Room for the files of a bot that has just started, and what is left of it when it is filled.
_SMALL_BYTES: Final = 32 * 1024 * 1024
_SPARE_BYTES: Final = 16 * 1024


def kills(folder: Path, *, lives: int, rate: float = 100.0) -> Account:
    """End the bot with SIGKILL at random moments."""
    chance, uncertain = random.Random(3), 0
    with serving(folder) as (server, bot):
        server.weather.latency = _FAR_SECONDS
        with Asking(server, size=100, rate=rate) as crowd:
            for _ in range(lives):
                bot.wait_until_polling()
                time.sleep(chance.uniform(0.05, _SHORT_SECONDS))
                bot.kill()
                uncertain += in_flight(bot)
                bot.start()
        recovery = crowd.wait_for(crowd.total, _PATIENCE_SECONDS)
        return crowd.account(uncertain=uncertain, recovery=recovery)


def ends(folder: Path, *, lives: int, rate: float = 100.0) -> tuple[Account, float]:
    """End the bot with SIGTERM at random moments; also how many seconds the slowest end took."""
    chance, slowest = random.Random(4), 0.0
    with serving(folder) as (server, bot):
        server.weather.latency = _FAR_SECONDS
        with Asking(server, size=100, rate=rate) as crowd:
            for _ in range(lives):
                bot.wait_until_polling()
                time.sleep(chance.uniform(0.05, _SHORT_SECONDS))
                began = time.monotonic()
                bot.send(signal.SIGTERM)
                bot.wait()
                slowest = max(slowest, time.monotonic() - began)
                bot.start()
        recovery = crowd.wait_for(crowd.total, _PATIENCE_SECONDS)
        return crowd.account(uncertain=0, recovery=recovery), slowest


def weather(folder: Path, *, updates: int, rate: float = 50.0) -> Account:
    """Let Telegram say 429 to 30% of the calls, fail at 20%, and break off after accepting 5%."""
    with serving(folder) as (server, _):
        sky = server.weather
        sky.too_many, sky.server_errors, sky.reset_after = 0.3, 0.2, 0.05
        with Asking(server, size=max(150, updates // _EACH), rate=rate) as crowd:
            while crowd.total < updates:
                time.sleep(1 / rate)
        recovery = crowd.wait_for(crowd.total, _PATIENCE_SECONDS)
        return crowd.account(recovery=recovery)


def outage(folder: Path, *, seconds: float, rate: float = 100.0) -> Account:
    """Cut the bot off from Telegram."""

    @contextmanager
    def cut_off() -> Iterator[None]:
        server.weather.outage(seconds)
        yield

    with serving(folder) as (server, _):
        return _through(cut_off(), server, seconds, rate)


def locked(folder: Path, *, seconds: float, rate: float = 100.0) -> Account:
    """Let another program lock the database."""

    @contextmanager
    def lock() -> Iterator[None]:
        with closing(sqlite3.connect(bot.store, timeout=60, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
            other.execute("ROLLBACK")

    with serving(folder) as (server, bot):
        return _through(lock(), server, seconds, rate)


def full(folder: Path, *, seconds: float, rate: float = 100.0) -> Account:
    """Let the database be as large as it may be."""
    flag = folder / "full"

    @contextmanager
    def no_room() -> Iterator[None]:
        flag.touch()
        yield
        flag.unlink()

    with serving(folder, ("-m", "soak.cramped", str(flag), "run")) as (server, _):
        return _through(no_room(), server, seconds, rate)


def small_disk(folder: Path, *, seconds: float, rate: float = 100.0) -> Account | None:
    """Fill the file system the database is on; None where no small one can be made."""
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_SMALL_BYTES}", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        return None
    try:
        with serving(disk) as (server, bot):
            account = _through(_filled(disk), server, seconds, rate)
            if "can't be written" not in bot.printed:
                raise RuntimeError("the file system was never full")
            return account
    finally:
        subprocess.run(["umount", str(disk)], check=False)  # noqa: S607 (where it lies differs)


@contextmanager
def _filled(disk: Path) -> Iterator[None]:
    """Leave next to nothing of a file system for the bot."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        status = os.statvfs(disk)
        file.write(bytes(max(0, status.f_bavail * status.f_frsize - _SPARE_BYTES)))
    try:
        yield
    finally:
        ballast.unlink()


def _through(trouble: AbstractContextManager[None], server: BotApi, seconds: float, rate: float) -> Account:
    """The account of a crowd that asks before, during and after some seconds of trouble."""
    size = max(40, int((seconds + 2 * _AROUND_SECONDS) * rate / _EACH))
    with Asking(server, size=size, rate=rate) as crowd:
        time.sleep(_AROUND_SECONDS)
        with trouble:
            time.sleep(seconds)
        recovery = crowd.wait_for(crowd.total, _PATIENCE_SECONDS)
        time.sleep(_AROUND_SECONDS)
    crowd.wait_for(crowd.total, _PATIENCE_SECONDS)
    return crowd.account(recovery=recovery)
