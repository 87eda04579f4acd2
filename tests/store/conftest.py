"""Each story of a journal is told twice: to the real one, and to the stand-in that other tests rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.store.keeping import run
from tests.store.memory import memory

if TYPE_CHECKING:
    from pathlib import Path

    from tests.store.memory import Hold, Story


@pytest.fixture(params=["on disk", "in memory"])
def hold(request: pytest.FixtureRequest, tmp_path: Path) -> Hold:
    """Tells a story to each of the two."""

    def told(story: Story) -> None:
        async def main() -> None:
            async with memory(request.param, tmp_path) as journal:
                await story(journal)

        run(main())

    return told
