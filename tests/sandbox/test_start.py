"""``python -m sandbox``: it says where it is, and Ctrl-C ends all of it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent.parent
PATIENCE_SECONDS = 60


def start(*options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sandbox", *options]
    piped = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdout=piped, stderr=piped, text=True)


def test_it_prints_its_address_and_ends_the_bot_at_ctrl_c(tmp_path: Path) -> None:
    with start("--folder", str(tmp_path)) as sandbox:
        assert sandbox.stdout is not None
        address = next(word for word in sandbox.stdout.readline().split() if word.startswith("http://127."))
        events = httpx.stream("GET", f"{address}/api/events?after=0", timeout=PATIENCE_SECONDS)
        with events as stream:
            awake = next(line for line in stream.iter_lines() if '"awake": true' in line)
        assert awake
        sandbox.send_signal(signal.SIGINT)
        assert sandbox.wait(PATIENCE_SECONDS) == 0
    # The bot closed its store, which a process that was killed would have left open.
    kept = {file.name for file in (tmp_path / "data").iterdir()}
    assert "entente.db" in kept
    assert "entente.db-wal" not in kept


def test_a_port_that_is_taken_is_said_to_be(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with start("--folder", str(tmp_path), "--port", str(port)) as sandbox:
            _, told = sandbox.communicate(timeout=PATIENCE_SECONDS)
    assert sandbox.returncode == 1
    assert f"Port {port} can't be used" in told
    assert "Traceback" not in told
