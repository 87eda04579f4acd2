"""Calls that were committed, and how each comes to its end."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from bot.telegram.delivery import Delivery
from tests.telegram.scripted import CANARY, ScriptedRequest, ok, refusal, reset, scripted_bot
from tests.telegram.sending import NotingJournal, Sent, answer, edit, send

if TYPE_CHECKING:
    import pytest


def test_calls_of_a_chat_go_out_in_order_one_at_a_time() -> None:
    sent = Sent(seconds=0.005)
    sent.run(*(send(str(i)) for i in range(10)))
    assert sent.texts == [str(i) for i in range(10)]
    assert sent.request.most_at_once == 1
    assert set(sent.journal.settled.values()) == {None}


def test_many_chats_are_served_at_once() -> None:
    sent = Sent(seconds=0.05)
    sent.run(*(send("x", chat=i) for i in range(1, 51)))
    assert sent.request.most_at_once == 50


def test_a_send_is_marked_before_it_starts_and_what_may_be_repeated_is_not() -> None:
    sent = Sent()
    sent.run(send("x"), edit("y"), answer())
    assert sent.journal.log == [("attempting", 1)]


def test_a_wait_that_telegram_names_is_kept_and_holds_up_its_chat_alone() -> None:
    sent = Sent(refusal(429, "Too Many Requests: retry after 1", retry_after=1))
    started = time.monotonic()
    sent.run(send("first"), send("second"), send("other", chat=8))
    assert time.monotonic() - started >= 1
    assert sent.texts == ["first", "other", "first", "second"]
    assert ("postpone", 1) in sent.journal.log


def test_a_send_that_may_have_arrived_is_repeated_until_telegram_answers() -> None:
    sent = Sent(reset(), refusal(502, "Bad Gateway"))
    sent.run(send("x"), send("y"))
    assert sent.texts == ["x", "x", "x", "y"]
    assert sent.journal.settled == {1: None, 2: None}


def test_a_group_that_moved_is_followed_with_all_that_waits_for_it() -> None:
    moved = refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001)
    sent = Sent(moved)
    sent.run(send("x", chat=-1), send("y", chat=-1))
    assert [payload["chat_id"] for _, payload in sent.request.calls] == [-1, -1001, -1001]
    assert ("moved", -1, -1001) in sent.journal.log


def test_a_late_answer_to_a_tap_is_dropped() -> None:
    for trouble in (
        reset(),
        refusal(429, "Too Many Requests", retry_after=9),
        refusal(400, "query is too old"),
    ):
        sent = Sent(trouble)
        sent.run(answer())
        assert len(sent.request.calls) == 1
        assert sent.journal.settled[1] is not None


def test_a_stop_lets_begun_sends_finish_and_leaves_the_rest_unsent() -> None:
    request, journal = ScriptedRequest(), NotingJournal()
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
    request, journal = ScriptedRequest(refusal(429, "Too Many Requests", retry_after=600)), NotingJournal()

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
    request, journal = ScriptedRequest(otherwise=lambda *_: ok()), NotingJournal()
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
    sent = Sent(RuntimeError(f"https://api.telegram.org/bot{CANARY}/x"), refusal(400, f"no {CANARY}"))
    sent.run(send("x"))
    secret = CANARY.partition(":")[2]
    ours = [r for r in caplog.records if r.name.startswith("bot.")]
    assert ours
    assert not any(secret in f"{r.getMessage()} {r.__dict__}" for r in ours)
    assert secret not in str(sent.journal.settled)
