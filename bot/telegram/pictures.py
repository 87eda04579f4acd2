"""Charts that are to be sent: drawn off the event loop, and only those that Telegram has not got."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from telegram import InputFile

from bot.replies.packing import unpacked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.service.ports import Album, Artist, Call

#: Pictures at hand for a send that is repeated at once, a tenth of a megabyte or three each.
_AT_HAND: Final = 8


class UnknownChartError(Exception):
    """What was to be drawn is no chart that this version knows."""


class Pictures:
    """Draws with ``artist``, one at a time; ``album`` knows what Telegram has already."""

    def __init__(self, artist: Artist, album: Album) -> None:
        self._artist = artist
        self._album = album
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
        self._drawn: OrderedDict[str, bytes] = OrderedDict()

    async def photo(self, chart: Mapping[str, Any]) -> str | InputFile:
        """What stands for a packed chart in a call: the id Telegram knows it by, else the picture.

        Raises whatever keeps it from being drawn.
        """
        name = self._named(chart)
        if (known := await self._album.file_id(name)) is not None:
            return known
        loop = asyncio.get_running_loop()
        content = await loop.run_in_executor(self._thread, self._draw, name, chart)
        return InputFile(content, filename="chart.png")

    async def sent(self, chart: Mapping[str, Any], message: object) -> None:
        """Remember what Telegram knows the picture by, from the message it became."""
        sizes = message.get("photo") if isinstance(message, dict) else None
        if isinstance(sizes, list) and sizes and isinstance(sizes[-1], dict) and "file_id" in sizes[-1]:
            # The last one is the largest.
            await self._album.keep_file(self._named(chart), str(sizes[-1]["file_id"]), datetime.now(UTC))

    async def forget(self, chart: Mapping[str, Any]) -> bool:
        """Let a picture be drawn anew; whether an id of it was known."""
        name = self._named(chart)
        known = await self._album.file_id(name) is not None
        await self._album.drop_file(name)
        return known

    def close(self) -> None:
        """Begin to draw nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _named(self, chart: Mapping[str, Any]) -> str:
        """A name that differs with what is seen in the picture, which its caption is not."""
        seen = {key: value for key, value in chart.items() if key != "caption"}
        told = json.dumps([self._artist.style, seen], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()

    def _draw(self, name: str, packed: Mapping[str, Any]) -> bytes:
        """The picture's content. In the one thread, so what two wait for is drawn once."""
        content = self._drawn.pop(name, None)
        if content is None:
            chart = unpacked(packed)
            if chart is None:
                raise UnknownChartError("this is no chart that can be drawn")
            content = self._artist.draw(chart)
        self._drawn[name] = content
        while len(self._drawn) > _AT_HAND:
            self._drawn.popitem(last=False)
        return content


def chart_of(call: Call) -> Mapping[str, Any] | None:
    """The packed chart that a call is to show, if any."""
    photo = call.payload.get("photo")
    return photo.get("chart") if call.method == "sendPhoto" and isinstance(photo, dict) else None


def in_words(call: Call) -> Call:
    """What is said in place of a picture that can't be drawn or sent: at least what it was of."""
    left = {key: value for key, value in call.payload.items() if key not in {"photo", "caption"}}
    text = call.payload["photo"].get("words") or call.payload.get("caption") or "…"
    return replace(call, method="sendMessage", payload=left | {"text": text})
