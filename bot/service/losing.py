"""What ends with a chat that can't be written to any more, however that is learned of. Pure."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.service.permissions import LENT
from bot.service.ports import Loss
from bot.service.weekly import KEY as SUBSCRIPTION

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        cancelled=(SUBSCRIPTION,),
    )
