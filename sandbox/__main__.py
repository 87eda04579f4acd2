"""Serve the sandbox until Ctrl-C: ``python -m sandbox [--port N] [--folder DIR]``.

Exit status 1 when the port is taken or the bot ends by itself, with the last it printed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from sandbox.scene import Scene
from sandbox.service import served
from tests.botapi import BotApi, BotProcess

LOOK_SECONDS: Final = 0.5


def main() -> int:
    """Run the server, the bot and the page; the exit status."""
    options = _options()
    with contextlib.ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="entente-")))
        folder = folder.resolve()
        folder.mkdir(parents=True, exist_ok=True)
        server = stack.enter_context(BotApi())
        scene = Scene(server)
        # A store that is kept knows the updates and files of earlier runs: none may come twice, none
        # may be taken for another.
        server.intake.restart_numbers(int(time.time()))
        server.world.skip_ids(int(time.time()))
        bot = BotProcess(server, folder, environment=_admin(scene))
        return asyncio.run(_run(scene, bot, options.port))


async def _run(scene: Scene, bot: BotProcess, port: int) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        async with served(scene, port) as address:
            with bot:
                print(f"The sandbox: {address} (Ctrl-C ends it). The bot is starting …", flush=True)
                return await _until_end(bot, stop)
    except OSError as error:
        print(f"Port {port} can't be used: {error.strerror}", file=sys.stderr)
        return 1


async def _until_end(bot: BotProcess, stop: asyncio.Event) -> int:
    """Wait for a signal, then end the bot; or tell that it ended by itself."""
    while bot.running and not stop.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
    if stop.is_set():
        await asyncio.to_thread(bot.terminate)
        return 0
    print(f"The bot has ended. The last it said:\n{bot.printed[-2_000:]}", file=sys.stderr)
    return 1


def _admin(scene: Scene) -> dict[str, str]:
    """Alice runs the bot, so that what only admins can do may be tried too; Bob is a plain user."""
    return {"ENTENTE_TELEGRAM_ADMINS": str(next(iter(scene.people)))}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox", description="The bot on a page, without a token."
    )
    parser.add_argument(
        "--port", type=int, default=0, help="of the page, on this machine alone; any free one"
    )
    parser.add_argument(
        "--folder", type=Path, help="keeps the bot's store and log; a temporary one otherwise"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
