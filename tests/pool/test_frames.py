"""Values on their way between processes."""

from __future__ import annotations

import asyncio
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pool.frames import awaited, frame, taken

VALUES = st.lists(
    st.one_of(st.none(), st.text(), st.binary(max_size=200), st.dictionaries(st.text(), st.integers()))
)


@given(VALUES)
def test_what_is_written_is_read_in_order(values: list[object]) -> None:
    file = io.BytesIO(b"".join(frame(value) for value in values))
    assert [taken(file) for _ in values] == values
    with pytest.raises(EOFError):
        taken(file)


@given(VALUES, st.integers(1, 50))
def test_what_comes_in_pieces_is_read_in_order(values: list[object], size: int) -> None:
    async def story() -> list[object]:
        stream, written = asyncio.StreamReader(), b"".join(frame(value) for value in values)
        for at in range(0, len(written), size):
            stream.feed_data(written[at : at + size])
        stream.feed_eof()
        found = [await awaited(stream) for _ in values]
        with pytest.raises(EOFError):
            await awaited(stream)
        return found

    assert asyncio.run(story()) == values


def test_a_frame_that_breaks_off_is_the_end() -> None:
    async def story() -> None:
        stream = asyncio.StreamReader()
        stream.feed_data(frame("half of it")[:-1])
        stream.feed_eof()
        with pytest.raises(EOFError):
            await awaited(stream)

    asyncio.run(story())
