"""A bot to talk to, and an office of editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.service.answering_bot import Bot
from tests.service.publishing_office import Office

if TYPE_CHECKING:
    from bot.advisor import Advisor


@pytest.fixture
def bot(advisor: Advisor) -> Bot:
    """A bot for everybody."""
    return Bot(advisor)


@pytest.fixture
def office() -> Office:
    """An office in which the folder is live."""
    return Office()
