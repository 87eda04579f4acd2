"""The bot with a kind of reminder of its own, which says what its payload holds.

``python -m tests.service.reminding run`` stands for ``python -m bot run``.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot import serving
from bot.__main__ import main
from bot.replies.reply import Kind, Outcome, Reply
from bot.service.announcing import Announcement

if TYPE_CHECKING:
    from datetime import datetime

    from bot.advisor import Advisor
    from bot.service.ports import Reminder

KIND = "say"


def say(reminder: Reminder, _advisor: Advisor, _now: datetime) -> Announcement:
    """What the payload holds, and nothing after it."""
    text = str(reminder.payload["text"])
    return Announcement(replies=[Reply(text=text, outcome=Outcome.SOCIAL, kind=Kind.HELP)])


if __name__ == "__main__":
    serving.serve = partial(serving.serve, occasions={KIND: say})
    main()
