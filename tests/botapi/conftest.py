"""A server for each of the fake's own tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.botapi.client import Caller
from tests.botapi.server import BotApi

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def server() -> Iterator[BotApi]:
    """A server that nobody has called yet."""
    with BotApi() as started:
        yield started


@pytest.fixture
def call(server: BotApi) -> Caller:
    """Calls that server."""
    return Caller(server)
