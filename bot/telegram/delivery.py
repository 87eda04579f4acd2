"""Making the calls that were committed: in order in each chat, in many chats at once.

Each call ends as sent or dead. Until then it waits (Telegram named a time), is tried again (the
network or Telegram failed) or goes out in another shape (Telegram refused this one). A send that
may have arrived is repeated until Telegram answers: twice is better than never.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from telegram import InputFile
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.service.losing import chat_lost, topic_lost
from bot.service.weekly import KEY as SUBSCRIPTION
from bot.telegram.pictures import chart_of, in_words
from bot.telegram.refusals import done_already, file_unknown, gone, lost_topic, mended, photo_unwelcome
from bot.telegram.transport import told

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping, Sequence

    from telegram import Bot

    from bot.service.ports import Call, Journal, Loss, Outgoing
    from bot.telegram.pictures import Pictures

_log = logging.getLogger(__name__)

#: Sends under way at a time.
_AT_ONCE: Final = 128
_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 8.0
# Added to the time Telegram names: asking a moment too early only renews the wait.
_MARGIN: Final = 0.1


@dataclass(frozen=True, slots=True)
class _Settled:
    """The call has come to its end; ``reason`` None: sent. ``loss`` is what ends with it."""

    reason: str | None = None
    loss: Loss | None = None


@dataclass(frozen=True, slots=True)
class _Again:
    """To be tried again at once, as ``call``; in another chat when that has changed."""

    call: Call


@dataclass(frozen=True, slots=True)
class _Wait:
    """Refused for now: it certainly did not arrive."""

    seconds: float


@dataclass(frozen=True, slots=True)
class _Failed:
    """It may have arrived or not."""

    reason: str


_Outcome: TypeAlias = _Settled | _Again | _Wait | _Failed


class Delivery:
    """Sends what the journal holds.

    ``pictures`` draws charts; without it their captions are sent. A chat that has nothing to be sent
    takes no memory.
    """

    def __init__(
        self,
        bot: Bot,
        journal: Journal,
        *,
        pictures: Pictures | None = None,
        at_once: int = _AT_ONCE,
    ) -> None:
        self._bot = bot
        self._pictures = pictures
        self._journal = journal
        self._chats: dict[int, deque[Outgoing]] = {}
        self._moved: dict[int, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Semaphore(at_once)
        self._stopping = asyncio.Event()
        self._broken = asyncio.Event()
        self._trouble: BaseException | None = None

    async def run(self) -> None:
        """Watch over the sending until cancelled. Raises what broke it: the journal's own end alone."""
        await self._broken.wait()
        if self._trouble is not None:
            raise self._trouble

    async def start(self) -> None:
        """Take up what was left unsent."""
        left = await self._journal.unsent()
        if left:
            _log.info("calls left unsent are taken up", extra={"fields": {"calls": len(left)}})
        self.push(left)

    def push(self, calls: Sequence[Outgoing]) -> None:
        """Send these, each chat's after what is waiting in it already. Never blocks."""
        for outgoing in calls:
            chat = outgoing.call.chat
            if chat is None:
                # No chat's order to keep, so nothing to wait for.
                self._begin(self._deliver_alone(outgoing))
                continue
            chat = self._moved.get(chat, chat)
            waiting = self._chats.get(chat)
            if waiting is None:
                self._chats[chat] = deque((outgoing,))
                self._begin(self._deliver_chat(chat))
            else:
                waiting.append(outgoing)

    async def close(self, grace: float) -> None:
        """Begin no further send; give those under way ``grace`` seconds to be answered.

        What is not answered by then stays in the journal as one that may have arrived.
        """
        self._stopping.set()
        if self._tasks:
            _, late = await asyncio.wait(set(self._tasks), timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        if self._pictures is not None:
            self._pictures.close()

    def _begin(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._trouble = error
            self._broken.set()

    async def _deliver_alone(self, outgoing: Outgoing) -> None:
        await self._carry_out(outgoing)

    async def _deliver_chat(self, chat: int) -> None:
        waiting = self._chats[chat]
        while waiting and not self._stopping.is_set():
            now_in = await self._carry_out(waiting[0])
            waiting.popleft()
            if now_in is not None and now_in != chat:
                other = self._chats.get(now_in)
                del self._chats[chat]
                if other is not None:
                    # Somebody sends there already; what waited here is older than what waits there.
                    sending = other.popleft()
                    other.extendleft(reversed(waiting))
                    other.appendleft(sending)
                    return
                chat, self._chats[now_in] = now_in, waiting
        del self._chats[chat]

    async def _carry_out(self, outgoing: Outgoing) -> int | None:
        """Bring one call to its end, or leave it unsent when stopping; the chat it went to."""
        call = outgoing.call
        if call.chat is not None and call.chat in self._moved:
            call = _to(call, self._moved[call.chat])
        marked = outgoing.attempted
        pause = _FIRST_PAUSE
        await self._rest(outgoing.not_before - time.time())
        while not self._stopping.is_set():
            async with self._turn:
                if self._stopping.is_set():
                    break
                if not (marked or call.idempotent):
                    await self._journal.attempting(outgoing.id)
                    marked = True
                outcome = await self._try(call)
            match outcome:
                case _Settled(reason, loss):
                    await self._settle(outgoing.id, call, reason, loss)
                    break
                case _Again(call=changed):
                    call = changed
                case _Wait(seconds):
                    # Telegram can be reached, so failures count from the start again.
                    marked, pause = False, _FIRST_PAUSE
                    await self._journal.postpone(outgoing.id, time.time() + seconds)
                    await self._rest(seconds)
                case _Failed(reason):
                    _log.warning("a call failed", extra={"fields": _fields(call) | {"reason": reason}})
                    # Chats that failed together must not come back together.
                    await self._rest(pause * random.uniform(0.75, 1.25))  # noqa: S311 (no secret)
                    pause = min(pause * 2, _LONGEST_PAUSE)
        return call.chat

    async def _try(self, call: Call) -> _Outcome:
        chart = chart_of(call)
        parameters = _parameters(call)
        if chart is not None:
            photo = await self._photo(call, chart)
            if photo is None:
                return _Again(in_words(call))
            parameters["photo"] = photo
        try:
            result = await self._bot.do_api_request(call.method, api_kwargs=parameters)
        except RetryAfter as error:
            return self._unless_transient(call, _Wait(_seconds(error) + _MARGIN), "flood control")
        except ChatMigrated as error:
            return await self._follow(call, error.new_chat_id)
        except (BadRequest, Forbidden) as error:
            return await self._refused(call, error)
        except TelegramError as error:
            reason = told(error, self._bot.token)
            return self._unless_transient(call, _Failed(reason), reason)
        if chart is not None and self._pictures is not None:
            await self._pictures.sent(chart, result)
        return _Settled()

    async def _photo(self, call: Call, chart: Mapping[str, Any]) -> str | InputFile | None:
        """The picture of a chart or its id; None for what can't be drawn."""
        if self._pictures is None:
            return None
        try:
            return await self._pictures.photo(chart)
        except Exception as error:  # noqa: BLE001 (whatever keeps it from being drawn, an answer is owed)
            fields = _fields(call) | {"reason": type(error).__name__}
            _log.error("a chart can't be drawn", extra={"fields": fields})
            return None

    @staticmethod
    def _unless_transient(call: Call, outcome: _Outcome, reason: str) -> _Outcome:
        return _Settled(reason) if call.transient else outcome

    async def _refused(self, call: Call, error: TelegramError) -> _Outcome:
        words = told(error, self._bot.token)
        if done_already(words):
            return _Settled()
        if (chart := chart_of(call)) is not None and self._pictures is not None:
            # With another token, say. Once it is drawn anew there is no id left to be refused.
            if file_unknown(words) and await self._pictures.forget(chart):
                return _Again(call)
            if file_unknown(words) or photo_unwelcome(words):
                return _Again(in_words(call))
        if (other := mended(call, words)) is not None:
            _log.info("a call was refused and is mended", extra={"fields": _fields(call) | {"reason": words}})
            return _Again(other)
        return _Settled(words, await self._lost(call, words))

    async def _lost(self, call: Call, words: str) -> Loss | None:
        """What is lost by all that a refusal tells."""
        if call.chat is None:
            return None
        if gone(words):
            return chat_lost(call.chat)
        if (topic := lost_topic(call, words)) is None:
            return None
        subscription = await self._journal.reminder(call.chat, SUBSCRIPTION)
        return topic_lost(call.chat, topic, subscription, datetime.now(UTC))

    async def _follow(self, call: Call, new: int) -> _Outcome:
        old = call.chat
        if old is None or old == new:
            return _Settled("the chat moved to where it was")
        self._moved[old] = new
        await self._journal.moved(old, new)
        return _Again(_to(call, new))

    async def _settle(self, id_: int, call: Call, reason: str | None, loss: Loss | None) -> None:
        if reason is not None and not call.transient:
            _log.error("a call is dead", extra={"fields": _fields(call) | {"reason": reason}})
        now = datetime.now(UTC)
        await self._journal.settle(id_, sent=reason is None, reason=reason, now=now, loss=loss)

    async def _rest(self, seconds: float) -> None:
        """Wait, but no longer than until the stop."""
        if seconds > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), seconds)


def _parameters(call: Call) -> dict[str, Any]:
    """What is sent along; a document's text becomes a file."""
    parameters = dict(call.payload)
    if call.method == "sendDocument":
        document = parameters["document"]
        content = document["text"].encode("utf-8", "replace")
        parameters["document"] = InputFile(content, filename=document["name"])
    return parameters


def _to(call: Call, chat: int) -> Call:
    return replace(call, chat=chat, payload={**call.payload, "chat_id": chat})


def _fields(call: Call) -> dict[str, object]:
    return {"method": call.method, "chat": call.chat}


def _seconds(error: RetryAfter) -> float:
    after = error.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()
