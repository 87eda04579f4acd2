"""The scheduler: carries out what is due, each once.

The journal puts the calls in the reminder's place in one transaction, so that whenever the process
ends, a reminder either still waits or is ready to be sent.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from bot.service.mishap import named
from bot.service.room import Room

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from bot.service.announcing import Announcing
    from bot.service.ports import Calendar, Outgoing, Reminder

_LOG = logging.getLogger(__name__)

# Looking is cheap, and unlike one long sleep it is right when the clock is set or the machine slept.
_GLANCE_SECONDS: Final = 1.0
_PAGE: Final = 100


class Scheduler:
    """Looks every second for reminders whose time has come."""

    def __init__(  # noqa: PLR0913 (its surroundings, each a port or a function)
        self,
        *,
        calendar: Calendar,
        announcing: Callable[[], Announcing],
        deliver: Callable[[Sequence[Outgoing]], None],
        clock: Callable[[], datetime],
        keys: Callable[[], str],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``announcing`` is asked for once a reminder: it words from what is live at that moment.

        ``deliver`` is given what was committed to be sent; ``keys`` gives keys nobody can guess.
        """
        self._calendar = calendar
        self._announcing = announcing
        self._deliver = deliver
        self._clock = clock
        self._keys = keys
        self._sleep = sleep

    async def run(self) -> None:
        """Carry out what is due until cancelled. Raises what breaks the calendar."""
        while True:
            if not await self._carry_out_some():
                await self._sleep(_GLANCE_SECONDS)

    async def _carry_out_some(self) -> bool:
        """Carry out what is due, up to a page of it; whether there was any."""
        now = self._clock()
        reminders = await self._calendar.due(now, _PAGE)
        # Together, so that they share a commit; they are committed and sent in order all the same.
        for outgoing in await asyncio.gather(*(self._carry_out(each, now) for each in reminders)):
            if outgoing:
                self._deliver(outgoing)
        return bool(reminders)

    async def _carry_out(self, reminder: Reminder, now: datetime) -> Sequence[Outgoing]:
        settled = "" if reminder.chat is None else await self._calendar.room(reminder.chat)
        try:
            done = self._announcing().announce(reminder, Room.from_json(settled), now, self._keys)
            if done is not None:
                return await self._calendar.carry_out(done)
            why = "nobody words this kind"
        except Exception as error:  # noqa: BLE001 (one reminder must never stop the others)
            why = f"carrying it out raised {named(error)}"
        _LOG.error("reminder %d of kind %r is put aside: %s", reminder.id, reminder.kind, why)
        await self._calendar.put_aside(reminder.id, why)
        return ()
