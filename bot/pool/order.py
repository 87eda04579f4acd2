"""What a process of the pool is told."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import making
from bot.service.answering import Answering

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.making import Means
    from bot.service.incoming import Text
    from bot.service.permissions import Access
    from bot.service.speaker import Speaker
    from bot.service.visit import Known


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What to answer from, with what, whom, and in which words of the Bot API."""

    texts: Mapping[str, str]
    means: Means
    speaker: Speaker
    access: Access

    def answering(self) -> Answering:
        """What answers so. Raises what ``making.make_advisor`` does."""
        return Answering(making.make_advisor(self.texts, self.means), self.speaker, self.access)


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A text to be answered, with what is known of its sender."""

    text: Text
    known: Known
    now: datetime


def new_key() -> str:
    """A key that nobody can guess."""
    return secrets.token_urlsafe(16)
