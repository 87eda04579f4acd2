"""What ends with a chat, or a topic of it, that can't be written to any more. Pure."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.service import weekly
from bot.service.permissions import LENT
from bot.service.ports import CarriedOut, Loss

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.service.ports import Reminder

#: The fact under which it is kept that somebody can't be written to, and what changes when they are back.
BLOCKED: Final = "blocked"
BACK: Final[Mapping[str, None]] = MappingProxyType({BLOCKED: None})


def chat_lost(chat: int) -> Loss:
    """What ends as somebody blocks the bot or a group puts it out; and with a chat that is gone altogether.

    Of a person only this is noted, so that they are spared what nobody asked for until they are back.
    """
    # Telegram's numbers of groups and channels are negative; of its own accounts nothing is kept.
    person = chat if chat > 0 and chat not in LENT else None
    return Loss(
        chat=chat,
        person=person,
        facts={} if person is None else {BLOCKED: "yes"},
        unsettled=chat < 0,
        cancelled=weekly.KEYS,
    )


def topic_lost(chat: int, topic: int, subscription: Reminder | None, now: datetime) -> Loss | None:
    """What ends with a topic of a group: the ``subscription`` of the group, if it was for that topic.

    Whoever removes a topic has not asked for its figures in another; that they end is told by a reminder,
    which keeps to the group's settings.
    """
    if subscription is None or subscription.payload.get("thread") != topic:
        return None
    notice = weekly.ended(subscription, now)
    return Loss(chat=chat, ended=CarriedOut(id=subscription.id, now=now, reminders=(notice,)))
