"""The HTTP server of the page, on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from sandbox.feed import Feed
from sandbox.routes import Routes, errors_as_json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from sandbox.scene import Scene

START_SECONDS: Final = 20
PAGE: Final = Path(__file__).parent / "page"
MAX_BODY_BYTES: Final = 60 * 1024 * 1024
_POLICY: Final = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'"
_HERE: Final = frozenset({"127.0.0.1", "localhost"})


@contextlib.asynccontextmanager
async def served(scene: Scene, port: int = 0) -> AsyncIterator[str]:
    """Serve the page while in the context; its address. Port 0 is any that is free.

    OSError when the port is taken.
    """
    feed = Feed(scene.server)
    application = web.Application(
        client_max_size=MAX_BODY_BYTES, middlewares=[_only_from_here, errors_as_json]
    )
    Routes(scene, feed).add_to(application)
    application.router.add_get("/", _index)
    application.router.add_static("/", PAGE)
    application.on_response_prepare.append(_guard)
    # A page that listens for events would keep the end waiting.
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    following = asyncio.create_task(feed.run())
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield "http://127.0.0.1:{1}".format(*runner.addresses[0])
    finally:
        following.cancel()
        await runner.cleanup()


@contextlib.contextmanager
def served_in_thread(scene: Scene) -> Iterator[str]:
    """Serve the page from a thread of its own while in the context; its address."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    service = served(scene)
    try:
        address = asyncio.run_coroutine_threadsafe(service.__aenter__(), loop).result(START_SECONDS)
        try:
            yield address
        finally:
            ending = service.__aexit__(None, None, None)
            asyncio.run_coroutine_threadsafe(ending, loop).result(START_SECONDS)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(START_SECONDS)
        loop.close()


async def _index(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html")


async def _guard(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Cache-Control", "no-cache")


@web.middleware
async def _only_from_here(request: web.Request, handler: Any) -> web.StreamResponse:  # noqa: ANN401 - aiohttp's
    """Refuse what another site's page sends, under whatever name it reaches this machine."""
    origin = request.headers.get("Origin")
    if request.url.host not in _HERE or origin not in (None, str(request.url.origin())):
        return web.json_response({"error": "only this page may ask"}, status=403)
    response: web.StreamResponse = await handler(request)
    return response
