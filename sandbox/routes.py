"""The page's JSON API: what it can ask for, and what it can make people do.

What is not as described is answered with 400, what is not there with 404, each with `{"error": …}`.
"""

from __future__ import annotations

import asyncio
import json
import mimetypes
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from sandbox.feed import GLANCE_SECONDS
from sandbox.scene import Place, UnknownError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.feed import Feed
    from sandbox.scene import Scene
    from tests.botapi import Asked

#: How long a tap or an inline query may wait for the bot.
PATIENCE_SECONDS: Final = 20.0
#: Shown by a browser as a picture; everything else is only ever downloaded.
_PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})


class Routes:
    """The API over one scene."""

    def __init__(self, scene: Scene, feed: Feed) -> None:
        self._scene = scene
        self._feed = feed

    def add_to(self, application: web.Application) -> None:
        """Make the API part of an application."""
        application.add_routes(
            [
                web.get("/api/state", self.state),
                web.get("/api/events", self.events),
                web.get("/api/commands", self.commands),
                web.get("/files/{file_id}", self.file),
                web.post("/api/say", self.say),
                web.post("/api/document", self.document),
                web.post("/api/press", self.press),
                web.post("/api/type", self.type),
                web.post("/api/choose", self.choose),
            ]
        )

    async def state(self, _request: web.Request) -> web.Response:
        """Everything there is, and the number of the event it is up to date with."""
        self._feed.look()
        described = self._scene.described()
        described["bot"] = {**described["bot"], **self._feed.bot()}
        return web.json_response({"seq": self._feed.seq, **described})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events past number `after`, or past the last one that the browser saw."""
        after = request.headers.get("Last-Event-ID", request.query.get("after", ""))
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        async for event in self._feed.after(_number(after, "after")):
            await response.write(f"id: {event['seq']}\ndata: {json.dumps(event)}\n\n".encode())
        return response

    async def commands(self, request: web.Request) -> web.Response:
        """The commands suggested to `person` in `chat`."""
        return web.json_response(self._scene.commands(_place(request.query)))

    async def file(self, request: web.Request) -> web.Response:
        """The content of a file; shown when it is a picture."""
        name, content = self._scene.file(request.match_info["file_id"])
        kind = mimetypes.guess_type(name)[0]
        if kind in _PICTURES:
            return web.Response(body=content, content_type=kind)
        headers = {"Content-Disposition": "attachment"}
        return web.Response(body=content, content_type="application/octet-stream", headers=headers)

    async def say(self, request: web.Request) -> web.Response:
        """Write `text` to `chat` as `person`, perhaps in a `topic`, in reply to message `reply_to`."""
        given = await _object(request)
        text = _text(given, "text")
        if not text.strip():
            raise web.HTTPBadRequest(reason="text is blank")
        return self._done(self._scene.says(_place(given), text, _maybe(given, "reply_to")))

    async def document(self, request: web.Request) -> web.Response:
        """Send the file of a form to `chat` as `person`, perhaps in a `topic`, with a `caption`."""
        form = await request.post()
        part = form.get("file")
        if not isinstance(part, web.FileField):
            raise web.HTTPBadRequest(reason="no file")
        content, caption = part.file.read(), str(form.get("caption", ""))
        return self._done(self._scene.sends(_place(form), part.filename, content, caption))

    async def press(self, request: web.Request) -> web.Response:
        """Press the button of `message` that carries `data`; the bot's answer, or null."""
        given = await _object(request)
        asked = self._scene.presses(_place(given), _whole(given, "message"), _text(given, "data"))
        return web.json_response({"answer": await _answer(asked)})

    async def type(self, request: web.Request) -> web.Response:
        """Type `query` after the bot's name, results to start at `offset`; the bot's answer, or null."""
        given = await _object(request)
        asked = self._scene.types(_place(given), _text(given, "query"), str(given.get("offset", "")))
        return web.json_response({"query": asked.id, "answer": await _answer(asked)})

    async def choose(self, request: web.Request) -> web.Response:
        """Tap `result` of the answer to `query`, perhaps in a `topic`."""
        given = await _object(request)
        query, result = _text(given, "query"), _text(given, "result")
        return self._done(self._scene.chooses(_place(given), query, result))

    def _done(self, message: int) -> web.Response:
        self._feed.look()
        return web.json_response({"message": message})


@web.middleware
async def errors_as_json(request: web.Request, handler: Any) -> web.StreamResponse:  # noqa: ANN401 - aiohttp's
    """Say what went wrong in the API's own shape."""
    try:
        response: web.StreamResponse = await handler(request)
    except UnknownError as error:
        return web.json_response({"error": str(error)}, status=404)
    except web.HTTPClientError as error:
        return web.json_response({"error": error.reason}, status=error.status)
    return response


async def _answer(asked: Asked) -> dict[str, Any] | None:
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE_SECONDS
    while asked.answer is None and loop.time() < until:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(GLANCE_SECONDS)
    return asked.answer


async def _object(request: web.Request) -> dict[str, Any]:
    # A foreign page can't send this type without being asked first, and then it is told no.
    if request.content_type != "application/json":
        raise web.HTTPBadRequest(reason="not JSON")
    try:
        given = await request.json()
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise web.HTTPBadRequest(reason="not a JSON object")
    return given


def _place(given: Mapping[str, Any]) -> Place:
    return Place(chat=_whole(given, "chat"), person=_whole(given, "person"), topic=_maybe(given, "topic"))


def _whole(given: Mapping[str, Any], key: str) -> int:
    return _number(str(given.get(key, "")), key)


def _maybe(given: Mapping[str, Any], key: str) -> int | None:
    # A form has empty fields where JSON has null.
    return None if given.get(key) in (None, "") else _whole(given, key)


def _number(text: str, key: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise web.HTTPBadRequest(reason=f"{key} is no whole number") from None


def _text(given: dict[str, Any], key: str) -> str:
    value = given.get(key)
    if not isinstance(value, str):
        raise web.HTTPBadRequest(reason=f"{key} is no text")
    return value
