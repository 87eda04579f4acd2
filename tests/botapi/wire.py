"""Requests and responses as they cross the wire."""

from __future__ import annotations

import json
import socket
import struct
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.botapi import errors
from tests.botapi.errors import MisuseError
from tests.botapi.weather import Trouble

if TYPE_CHECKING:
    from tests.botapi.errors import RefusedError


async def read(request: web.Request) -> tuple[dict[str, Any], dict[str, tuple[str, bytes]]]:
    """The parameters of a call and the files it uploads, from the query, JSON or a form."""
    params: dict[str, Any] = dict(request.query)
    files: dict[str, tuple[str, bytes]] = {}
    if request.content_type == "application/json":
        params |= _object(await request.read())
    elif request.method == "POST":
        for key, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[key] = (value.filename, value.file.read())
            else:
                params[key] = value
    for key in files:
        # A file stands for the parameter it is named after, unless one refers to it.
        if not any(f"attach://{key}" in str(value) for value in params.values()):
            params[key] = f"attach://{key}"
    return params, files


def _object(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body or b"{}")
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise MisuseError(errors.NO_JSON)
    return given


def answer(result: object) -> str:
    """The body of a call that went well."""
    return json.dumps({"ok": True, "result": result})


def respond(body: str) -> web.Response:
    """The response to a call that went well."""
    return web.Response(text=body, content_type="application/json")


def refuse(refusal: RefusedError) -> web.Response:
    """The response to a call that was refused."""
    body: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.code)


def fail(request: web.Request, trouble: Trouble) -> web.Response:
    """What a call meets that is neither answered nor refused."""
    match trouble:
        case Trouble.SERVER_ERROR:
            body = {"ok": False, "error_code": 500, "description": "Internal Server Error"}
            return web.json_response(body, status=500)
        case Trouble.GATEWAY_ERROR:
            page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n</html>\r\n"
            return web.Response(status=502, text=page, content_type="text/html")
        case Trouble.RESET_BEFORE | Trouble.RESET_AFTER:
            return _reset(request)


def _reset(request: web.Request) -> web.Response:
    """Break the connection, so that the other side is told of a reset rather than of an end."""
    if request.transport is not None:
        connection = request.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    return web.Response()
