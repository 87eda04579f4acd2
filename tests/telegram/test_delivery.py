"""Calls that were committed, and how each comes to its end."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.service import weekly
from bot.service.ports import Call, Outgoing, Reminder
from bot.service.room import Room
from bot.telegram.delivery import Delivery
from tests.service.fakes import InMemoryJournal
from tests.telegram.scripted import CANARY, ScriptedRequest, ok, refusal, reset, scripted_bot

if TYPE_CHECKING:
    from bot.service.ports import Loss
    from tests.telegram.scripted import Answer


class _Journal(InMemoryJournal):
    """Notes in which order what was asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[tuple[Any, ...]] = []
        self.all_settled = asyncio.Event()

    async def attempting(self, id_: int) -> None:
        self.log.append(("attempting", id_))
        await super().attempting(id_)

    async def postpone(self, id_: int, not_before: float) -> None:
        self.log.append(("postpone", id_))
        await super().postpone(id_, not_before)

    async def moved(self, old: int, new: int) -> None:
        self.log.append(("moved", old, new))
        await super().moved(old, new)

    async def settle(
        self, id_: int, *, sent: bool, reason: str | None, now: datetime, loss: Loss | None = None
    ) -> None:
        await super().settle(id_, sent=sent, reason=reason, now=now, loss=loss)
        if not self.outbox:
            self.all_settled.set()

    def keep(self, *calls: Call) -> tuple[Outgoing, ...]:
        rows = tuple(Outgoing(id=next(self._ids), call=call) for call in calls)
        self.outbox.update({row.id: row for row in rows})
        return rows

    def subscribed(self, *chats: int) -> None:
        for chat in chats:
            self._schedule(replace(SUBSCRIBED, chat=chat))


def send(text: str, chat: int = 7, **more: object) -> Call:
    return Call(method="sendMessage", chat=chat, payload={"chat_id": chat, "text": text} | more)


def answer() -> Call:
    payload = {"callback_query_id": "q"}
    return Call(method="answerCallbackQuery", chat=None, payload=payload, idempotent=True, transient=True)


def edit(text: str, **more: object) -> Call:
    payload = {"chat_id": 7, "message_id": 3, "text": text} | more
    return Call(method="editMessageText", chat=7, payload=payload, idempotent=True)


class _Sent:
    """A delivery, run until everything has come to its end."""

    def __init__(self, *script: Answer, seconds: float = 0.0) -> None:
        self.request = ScriptedRequest(*script)
        self.request.seconds = seconds
        self.journal = _Journal()

    def run(self, *calls: Call) -> None:
        async def main() -> None:
            delivery = Delivery(scripted_bot(self.request), self.journal)
            delivery.push(self.journal.keep(*calls))
            ends = [asyncio.create_task(work) for work in (self.journal.all_settled.wait(), delivery.run())]
            done, _ = await asyncio.wait(ends, timeout=10, return_when=asyncio.FIRST_COMPLETED)
            assert [await end for end in done] == [True]
            await delivery.close(1)
            ends[1].cancel()
            assert delivery._chats == {}

        asyncio.run(main())

    @property
    def texts(self) -> list[object]:
        return [payload.get("text") for _, payload in self.request.calls]


def test_calls_of_a_chat_go_out_in_order_one_at_a_time() -> None:
    sent = _Sent(seconds=0.005)
    sent.run(*(send(str(i)) for i in range(10)))
    assert sent.texts == [str(i) for i in range(10)]
    assert sent.request.most_at_once == 1
    assert set(sent.journal.settled.values()) == {None}


def test_many_chats_are_served_at_once() -> None:
    sent = _Sent(seconds=0.05)
    sent.run(*(send("x", chat=i) for i in range(1, 51)))
    assert sent.request.most_at_once == 50


def test_a_send_is_marked_before_it_starts_and_what_may_be_repeated_is_not() -> None:
    sent = _Sent()
    sent.run(send("x"), edit("y"), answer())
    assert sent.journal.log == [("attempting", 1)]


def test_a_wait_that_telegram_names_is_kept_and_holds_up_its_chat_alone() -> None:
    sent = _Sent(refusal(429, "Too Many Requests: retry after 1", retry_after=1))
    started = time.monotonic()
    sent.run(send("first"), send("second"), send("other", chat=8))
    assert time.monotonic() - started >= 1
    assert sent.texts == ["first", "other", "first", "second"]
    assert ("postpone", 1) in sent.journal.log


def test_a_send_that_may_have_arrived_is_repeated_until_telegram_answers() -> None:
    sent = _Sent(reset(), refusal(502, "Bad Gateway"))
    sent.run(send("x"), send("y"))
    assert sent.texts == ["x", "x", "x", "y"]
    assert sent.journal.settled == {1: None, 2: None}


def test_a_refused_call_is_dead_with_the_reason_and_the_next_goes_out() -> None:
    sent = _Sent(refusal(400, "Bad Request: message text is empty"))
    sent.run(send("x"), send("y"))
    assert "essage text is empty" in str(sent.journal.settled[1])
    assert sent.journal.settled[2] is None


SUBSCRIBED = Reminder(at=datetime(2026, 5, 8, tzinfo=UTC), kind=weekly.KIND, payload={}, key=weekly.KEY)
SETTLED = Room(full=True).to_json()


@pytest.mark.parametrize(
    "words",
    [
        "Forbidden: bot was blocked by the user",
        "Forbidden: user is deactivated",
        "Forbidden: bot can't initiate conversation with a user",
        "Bad Request: chat not found",
    ],
)
def test_somebody_who_can_not_be_written_to_is_known_as_such_with_the_end_of_the_call(words: str) -> None:
    sent = _Sent(refusal(400 if words.startswith("Bad") else 403, words))
    sent.journal.subscribed(7, 8)
    sent.run(send("x"), send("other", chat=8))
    assert words.partition(": ")[2][1:] in str(sent.journal.settled)
    assert sent.journal.told == {7: {"blocked": "yes"}}
    assert [each.chat for each in sent.journal.reminders.values()] == [8]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (403, "Forbidden: bot was kicked from the supergroup chat"),
        (403, "Forbidden: bot is not a member of the channel chat"),
        (403, "Forbidden: the group chat was deleted"),
        (400, "Bad Request: group chat was deactivated"),
        (400, "Bad Request: chat not found"),
    ],
)
def test_a_group_that_is_gone_loses_its_subscription_and_settings(code: int, words: str) -> None:
    sent = _Sent(refusal(code, words))
    sent.journal.subscribed(-7, -8)
    sent.journal.rooms = {-7: SETTLED, -8: SETTLED}
    sent.run(send("x", chat=-7), send("other", chat=-8))
    assert len([reason for reason in sent.journal.settled.values() if reason]) == 1
    assert ([r.chat for r in sent.journal.reminders.values()], [*sent.journal.rooms]) == ([-8], [-8])
    assert sent.journal.told == {}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (400, "Bad Request: message text is empty"),
        (400, "Bad Request: not enough rights to send text messages to the chat"),
        (400, "Bad Request: TOPIC_CLOSED"),
    ],
)
def test_a_refusal_that_says_nothing_of_the_chat_leaves_all_as_it_is(code: int, words: str) -> None:
    sent = _Sent(refusal(code, words), refusal(code, words))
    sent.journal.subscribed(7, -8)
    sent.journal.rooms = {-8: SETTLED}
    sent.run(send("x"), send("y", chat=-8))
    assert None not in sent.journal.settled.values()
    assert (len(sent.journal.reminders), len(sent.journal.rooms), sent.journal.told) == (2, 1, {})


def test_markup_that_telegram_refuses_goes_again_as_plain_text() -> None:
    sent = _Sent(refusal(400, 'Bad Request: can\'t parse entities: Unsupported start tag "p"'))
    sent.run(send("<b>5 &lt; 6</b>", parse_mode="HTML"))
    assert sent.request.calls[1] == ("sendMessage", {"chat_id": 7, "text": "5 < 6"})
    assert sent.journal.settled == {1: None}


def test_a_topic_or_message_that_is_gone_is_left_out() -> None:
    sent = _Sent(
        refusal(400, "Bad Request: message thread not found"),
        refusal(400, "Bad Request: message to be replied not found"),
    )
    sent.run(send("x", message_thread_id=3, reply_parameters={"message_id": 2}))
    assert sent.request.calls[2] == ("sendMessage", {"chat_id": 7, "text": "x"})


TOPIC_GONE = refusal(400, "Bad Request: message thread not found")


def test_what_was_for_a_topic_of_a_group_that_is_gone_goes_to_no_other() -> None:
    sent = _Sent(TOPIC_GONE)
    sent.run(send("x", chat=-7, message_thread_id=3))
    assert len(sent.request.calls) == 1
    assert "thread not found" in str(sent.journal.settled)


@pytest.mark.parametrize(("topic", "left"), [(3, weekly.ENDED), (4, weekly.KEY), (None, weekly.KEY)])
def test_a_subscription_ends_with_its_topic_and_with_no_other(topic: int | None, left: str) -> None:
    sent = _Sent(TOPIC_GONE)
    sent.journal._schedule(replace(SUBSCRIBED, chat=-7, payload={"thread": topic}))
    sent.run(send("x", chat=-7, message_thread_id=3))
    assert [each.key for each in sent.journal.reminders.values()] == [left]


def test_an_edit_that_changes_nothing_is_done() -> None:
    sent = _Sent(refusal(400, "Bad Request: message is not modified: specified new message content"))
    sent.run(edit("x"))
    assert sent.journal.settled == {1: None}


def test_an_edit_of_a_message_that_is_gone_becomes_a_new_one() -> None:
    sent = _Sent(refusal(400, "Bad Request: message to edit not found"))
    sent.run(edit("x"))
    assert sent.request.calls[1] == ("sendMessage", {"chat_id": 7, "text": "x"})
    assert sent.journal.log == [("attempting", 1)]


def test_a_group_that_moved_is_followed_with_all_that_waits_for_it() -> None:
    moved = refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001)
    sent = _Sent(moved)
    sent.run(send("x", chat=-1), send("y", chat=-1))
    assert [payload["chat_id"] for _, payload in sent.request.calls] == [-1, -1001, -1001]
    assert ("moved", -1, -1001) in sent.journal.log


def test_a_late_answer_to_a_tap_is_dropped() -> None:
    for trouble in (
        reset(),
        refusal(429, "Too Many Requests", retry_after=9),
        refusal(400, "query is too old"),
    ):
        sent = _Sent(trouble)
        sent.run(answer())
        assert len(sent.request.calls) == 1
        assert sent.journal.settled[1] is not None


def test_a_stop_lets_begun_sends_finish_and_leaves_the_rest_unsent() -> None:
    request, journal = ScriptedRequest(), _Journal()
    request.seconds = 0.1

    async def main() -> None:
        delivery = Delivery(scripted_bot(request), journal)
        delivery.push(journal.keep(send("begun"), send("not begun"), send("begun too", chat=8)))
        await asyncio.sleep(0.05)
        await delivery.close(1)

    asyncio.run(main())
    assert journal.settled == {1: None, 3: None}
    assert [row.id for row in asyncio.run(journal.unsent())] == [2]


def test_a_stop_does_not_wait_for_a_send_without_end_nor_for_a_named_time() -> None:
    request, journal = ScriptedRequest(refusal(429, "Too Many Requests", retry_after=600)), _Journal()

    async def main() -> None:
        delivery = Delivery(scripted_bot(request), journal)
        delivery.push(journal.keep(send("waits")))
        await asyncio.sleep(0.05)
        request.seconds = 600
        delivery.push(journal.keep(send("hangs", chat=8)))
        await asyncio.sleep(0.05)
        await delivery.close(0.1)

    started = time.monotonic()
    asyncio.run(main())
    assert time.monotonic() - started < 60
    assert journal.settled == {}
    assert [row.id for row in asyncio.run(journal.unsent())] == [1, 2]


def test_what_was_left_unsent_is_taken_up_at_the_start() -> None:
    request, journal = ScriptedRequest(otherwise=lambda *_: ok()), _Journal()
    journal.keep(send("a"), send("b"))

    async def main() -> None:
        delivery = Delivery(scripted_bot(request), journal)
        await delivery.start()
        await asyncio.sleep(0.05)
        await delivery.close(1)

    asyncio.run(main())
    assert journal.settled == {1: None, 2: None}


def test_reasons_and_logs_hold_no_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    sent = _Sent(RuntimeError(f"https://api.telegram.org/bot{CANARY}/x"), refusal(400, f"no {CANARY}"))
    sent.run(send("x"))
    secret = CANARY.partition(":")[2]
    ours = [r for r in caplog.records if r.name.startswith("bot.")]
    assert ours
    assert not any(secret in f"{r.getMessage()} {r.__dict__}" for r in ours)
    assert secret not in str(sent.journal.settled)
