"""How a group or channel wants to be spoken to, as its admins have settled it. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.service.hours import Hours

if TYPE_CHECKING:
    from datetime import datetime

    from bot.service.incoming import Text

#: Telegram's number of the topic that every forum has, and that its messages do not name.
GENERAL: Final = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """The settings of a chat; without arguments those of one where nothing was settled.

    ``pictures``: figures come as pictures where there is one. ``full``: answers come with all that is
    else one tap away. ``off`` are the topics in which nothing is said, ``hours`` those in which nothing
    is said unasked.
    """

    pictures: bool = False
    full: bool = False
    off: frozenset[int] = frozenset()
    hours: Hours | None = None

    def to_json(self) -> str:
        """As JSON; "" for a chat where nothing is settled otherwise than at first."""
        if self == Room():
            return ""
        hours = None if self.hours is None else self.hours.to_json()
        settled = {"pictures": self.pictures, "full": self.full, "off": sorted(self.off), "hours": hours}
        return json.dumps(settled)

    @classmethod
    def from_json(cls, stored: str) -> Room:
        """From what ``to_json`` gave; what another version stored otherwise counts as nothing settled."""
        if not stored:
            return cls()
        try:
            settled = json.loads(stored)
            return cls(
                pictures=bool(settled["pictures"]),
                full=bool(settled["full"]),
                off=frozenset(int(topic) for topic in settled["off"]),
                hours=None if settled["hours"] is None else Hours.from_json(settled["hours"]),
            )
        except (KeyError, TypeError, ValueError):
            return cls()

    def is_off(self, thread: int | None) -> bool:
        """Whether nothing is said in a topic; None is the one that is not named."""
        return (thread or GENERAL) in self.off

    def lets_answer(self, text: Text, now: datetime) -> bool:
        """Whether something that is addressed to the bot gets an answer.

        In silent hours a reply to the bot gets none: people speak with each other that way, too, and
        who wants an answer then can name it.
        """
        if self.is_off(text.origin.thread):
            return False
        return not text.by_reply or self.hours is None or self.hours.until(now) is None
