"""A bot to talk to, for all tests of what is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.service.answering_bot import Bot

if TYPE_CHECKING:
    from bot.advisor import Advisor


@pytest.fixture
def bot(advisor: Advisor) -> Bot:
    """A bot for everybody."""
    return Bot(advisor)
