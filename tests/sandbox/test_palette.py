"""Small pictures keep their colours."""

from __future__ import annotations

import zlib

from sandbox.palette import png

BLUE, ORANGE = (0, 114, 178), (213, 94, 0)


def chunk(picture: bytes, kind: bytes) -> bytes:
    at = picture.index(kind)
    return picture[at + 4 : at + 4 + int.from_bytes(picture[at - 4 : at])]


def test_colours_come_back_as_they_were() -> None:
    picture = png(bytes([*BLUE, 255, *ORANGE, 255, *BLUE, 255, *BLUE, 255]), 2, 2)
    colours = chunk(picture, b"PLTE")
    rows = zlib.decompress(chunk(picture, b"IDAT"))
    shown = [tuple(colours[3 * each : 3 * each + 3]) for each in (*rows[1:3], *rows[4:6])]
    assert shown == [BLUE, ORANGE, BLUE, BLUE]


def test_more_colours_than_fit_become_their_neighbours() -> None:
    greens = bytes(
        value for red in range(0, 256, 4) for green in range(256) for value in (red, green, 0, 255)
    )
    assert len(chunk(png(greens, 256, 64), b"PLTE")) == 3 * 256
