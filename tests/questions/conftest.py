"""One encoder and one bakery for all tests of questions: loading them takes a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import library
from bot.questions import index as indexes
from tests.questions import bakery

if TYPE_CHECKING:
    from bot.questions.encoder import StaticEncoder
    from bot.questions.index import Index


@pytest.fixture(scope="session")
def encoder() -> StaticEncoder:
    return library.static_encoder()


@pytest.fixture(scope="session")
def bakery_index(encoder: StaticEncoder) -> Index:
    return indexes.build(bakery.FAQ, encoder)
