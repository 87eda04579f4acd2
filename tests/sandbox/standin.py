"""A scripted bot, for what the page must be able to show whether or not the real one does it yet."""

from __future__ import annotations

import contextlib
import struct
import threading
import zlib
from typing import TYPE_CHECKING, Any, Final

import httpx

from tests.botapi.client import Caller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.botapi import BotApi

KINDS: Final = ["message", "channel_post", "callback_query", "inline_query"]
A_PAGE: Final = 8
ALL: Final = 20
KEYS: Final = {
    "inline_keyboard": [
        [{"text": "Toast", "callback_data": "toast"}, {"text": "Alert", "callback_data": "alert"}],
        [{"text": "Copy", "copy_text": {"text": "83%"}}, {"text": "Edit", "callback_data": "edit"}],
        [{"text": "Search", "switch_inline_query_current_chat": "gap"}],
        [{"text": "In private", "url": "https://t.me/entente_test_bot?start=more"}],
    ]
}


def chart(width: int = 640, height: int = 400) -> bytes:
    """A picture, as PNG: two bars."""
    rows = []
    for y in range(height):
        colour = {1: b"\x2b\x6c\xb0", 3: b"\xc0\x56\x21"}.get(y * 5 // height, b"\xff\xff\xff")
        rows.append(b"\x00" + colour * (width * 3 // 4) + b"\xff\xff\xff" * (width - width * 3 // 4))
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"".join(rows))),
        (b"IEND", b""),
    ]
    chunks = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


class StandIn:
    """Answers every message with buttons, /chart with a picture, and inline queries in pages."""

    def __init__(self, server: BotApi) -> None:
        self._call = Caller(server)
        self._offset = 0
        self._ended = threading.Event()

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Answer while in the context."""
        thread = threading.Thread(target=self._run, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join(20)

    def _run(self) -> None:
        while not self._ended.is_set():
            given = {"offset": self._offset, "timeout": 1, "allowed_updates": KINDS}
            for update in self._call.result("getUpdates", **given):
                self._offset = update["update_id"] + 1
                self._answer(update)

    def _answer(self, update: dict[str, Any]) -> None:
        if (query := update.get("inline_query")) is not None:
            self._search(query)
        elif (pressed := update.get("callback_query")) is not None:
            self._pressed(pressed)
        elif "via_bot" not in (message := update.get("message") or update["channel_post"]):
            self._said(message)

    def _said(self, message: dict[str, Any]) -> None:
        here = {"chat_id": message["chat"]["id"]}
        if message.get("text") == "/chart":
            files = {"photo": ("chart.png", chart())}
            form = {"chat_id": str(here["chat_id"]), "caption": "Data protection"}
            httpx.post(f"{self._call.base}/sendPhoto", data=form, files=files).raise_for_status()
            return
        text = f"You said <code>{message.get('text', 'nothing')}</code>"
        self._call.result("sendMessage", **here, text=text, parse_mode="HTML", reply_markup=KEYS)

    def _pressed(self, query: dict[str, Any]) -> None:
        alert = {"show_alert": True} if query["data"] == "alert" else {}
        self._call.result("answerCallbackQuery", callback_query_id=query["id"], text="Noted", **alert)
        if query["data"] == "edit":
            message = query["message"]
            place = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
            self._call.result("editMessageText", **place, text="Edited in place")

    def _search(self, query: dict[str, Any]) -> None:
        first = int(query["offset"] or 0)
        found = [self._result(query["query"], number) for number in range(first, min(first + A_PAGE, ALL))]
        if not first:
            found[1:1] = self._pictures()
        self._call.result(
            "answerInlineQuery",
            inline_query_id=query["id"],
            results=found,
            next_offset=str(first + A_PAGE) if first + A_PAGE < ALL else "",
            button={"text": "Ask in private", "start_parameter": "inline"},
        )

    def _pictures(self) -> list[dict[str, Any]]:
        files = self._call.server.world.files
        cached = [{"type": "photo", "id": each, "photo_file_id": each, "title": "Seen"} for each in files]
        return [{**each, "description": "as a picture", "caption": "As a picture"} for each in cached]

    def _result(self, query: str, number: int) -> dict[str, Any]:
        content = {"message_text": f"<b>{number}</b> on {query}", "parse_mode": "HTML"}
        described = {"title": f"Result {number} on {query}", "description": "83% of CIOs, 64% of CMOs"}
        return {"type": "article", "id": f"r{number}", **described, "input_message_content": content}
