"""Starts the bot as its own process, and ends it by its process id."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from tests.warmth import warm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.botapi.server import BotApi

ROOT: Final = Path(__file__).parent.parent.parent
START_SECONDS: Final = 30.0
STOP_SECONDS: Final = 10.0


class BotProcess:
    """``python -m bot run`` against a server, with a store in `folder`.

    The same object can be started again and again on the same store. Everything it prints goes to
    `log`, from all its lives. Leaving the context kills it.
    """

    def __init__(
        self,
        server: BotApi,
        folder: Path,
        *,
        environment: Mapping[str, str] | None = None,
        command: tuple[str, ...] = ("-m", "bot", "run"),
    ) -> None:
        """Prepare a bot; `environment` adds to what leads it to the server and its store."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ENTENTE_")}
        self.folder = folder
        self.store = folder / "data" / "entente.db"
        self.log = folder / "bot.log"
        self.environment = {
            **kept,
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "ENTENTE_STORE_PATH": str(self.store),
            **server.environment,
            **(environment or {}),
        }
        self._command = [sys.executable, *command]
        self._server = server
        self._polls = 0
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def pid(self) -> int:
        """The id of the process that was started last."""
        assert self._process is not None, "never started"
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it is running now."""
        return self._process is not None and self._process.poll() is None

    @property
    def printed(self) -> str:
        """Everything it has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def start(self) -> Self:
        """Start it."""
        assert not self.running, "already running"
        if "run" in self._command:
            warm(self.store.parent / "cache", self.environment)
        self._polls = self._server.intake.polls
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return self

    def wait_until_polling(self, seconds: float = START_SECONDS) -> Self:
        """Wait until it asks for updates; AssertionError, with what it printed, when it ends instead."""
        self._server.wait(lambda: self._server.intake.polls > self._polls or not self.running, seconds)
        assert self.running, self.printed[-2_000:]
        return self

    def send(self, number: signal.Signals) -> None:
        """Send it a signal; nothing when it has ended."""
        if self.running:
            os.kill(self.pid, number)

    def terminate(self, seconds: float = STOP_SECONDS) -> int:
        """End it with SIGTERM; its exit status. AssertionError when it takes longer."""
        self.send(signal.SIGTERM)
        return self.wait(seconds)

    def kill(self) -> None:
        """End it with SIGKILL, if it runs."""
        if self._process is not None:
            self.send(signal.SIGKILL)
            self._process.wait(STOP_SECONDS)

    def let_rest(self) -> None:
        """Let it be long ago that any button was answered."""
        with closing(sqlite3.connect(self.store, timeout=30)) as store, store:
            store.execute("UPDATE tap SET answered = NULL")

    def wait(self, seconds: float = STOP_SECONDS) -> int:
        """Wait for its end; its exit status, negative when a signal ended it."""
        assert self._process is not None, "never started"
        began = time.monotonic()
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            waited = time.monotonic() - began
            raise AssertionError(f"still running after {waited:.1f} s: {self.printed[-2_000:]}") from error
