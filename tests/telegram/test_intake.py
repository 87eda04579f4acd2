"""Updates on their way into the journal, by polling and by webhook."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from bot.telegram.intake import Health, Inbox, IntakeError, Polling, watch
from bot.telegram.webhook import Webhook, WebhookSettings, keep_watch
from tests.service.fakes import InMemoryJournal
from tests.telegram.scripted import CANARY, ScriptedRequest, ok, refusal, reset, scripted_bot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.service.ports import Received
    from tests.telegram.scripted import Answer

SECRET = "s" * 32


def update(key: int) -> dict[str, Any]:
    return {"update_id": key, "message": {"message_id": 1, "chat": {"id": 7, "type": "private"}}}


class _Polled:
    """Polling through a script; it runs until the script is at its end."""

    def __init__(self, *script: Answer, patience: float = 30) -> None:
        self.polls = len(script) + 1
        self.ended = asyncio.Event()
        self.request = ScriptedRequest(*script, otherwise=self._otherwise)
        self.journal = InMemoryJournal()
        self.handed: list[int] = []
        self.health = Health()
        self.patience = patience

    def _otherwise(self, _method: str, _payload: dict[str, Any]) -> Answer:
        self.ended.set()
        self.request.seconds = 60
        return ok([])

    def _hand_on(self, new: Sequence[Received]) -> None:
        assert all(row.key in self.journal.rows for row in new)
        self.handed += [row.key for row in new]

    def run(self) -> _Polled:
        async def main() -> None:
            inbox = Inbox(self.journal, self._hand_on)
            polling = Polling(scripted_bot(self.request), inbox, self.health, patience=self.patience)
            work = asyncio.create_task(polling.run())
            ended = asyncio.create_task(self.ended.wait())
            await asyncio.wait({work, ended}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
            ended.cancel()
            work.cancel()
            with suppress(asyncio.CancelledError):
                await work

        asyncio.run(main())
        return self

    @property
    def offsets(self) -> list[object]:
        return [payload.get("offset") for _, payload in self.request.calls[: self.polls]]


def test_the_offset_moves_behind_what_was_committed() -> None:
    polled = _Polled(ok([update(10), update(11)]), ok([update(12)])).run()
    assert polled.offsets == [None, 12, 13]
    assert polled.handed == [10, 11, 12]


def test_numbers_may_begin_anew_below_once_all_is_confirmed() -> None:
    polled = _Polled(ok([update(900)]), ok([]), ok([update(5)])).run()
    assert polled.offsets == [None, 901, None, 6]
    assert polled.handed == [900, 5]


def test_what_kinds_of_updates_are_wanted_is_said_every_time() -> None:
    polled = _Polled(ok([]), ok([])).run()
    assert all("callback_query" in payload["allowed_updates"] for _, payload in polled.request.calls)


def test_an_update_that_comes_twice_is_handed_on_once() -> None:
    assert _Polled(ok([update(1)]), ok([update(1), update(2)])).run().handed == [1, 2]


def test_an_odd_update_does_not_hold_up_its_batch() -> None:
    odd: list[Any] = [{"update_id": 3, "message": "?"}, "nothing", {"update_id": "x"}, update(4)]
    polled = _Polled(ok(odd)).run()
    assert polled.handed == [3, 4]
    assert polled.offsets[-1] == 5


def test_trouble_on_the_way_is_outlived() -> None:
    script = (reset(), refusal(502, "Bad Gateway"), refusal(429, "Too Many Requests", retry_after=1), ok("?"))
    assert _Polled(*script, ok([update(1)])).run().handed == [1]


@pytest.mark.parametrize(
    ("code", "words"), [(401, "Unauthorized"), (404, "Not Found"), (409, "Conflict: terminated by other")]
)
def test_a_refusal_that_lasts_ends_polling_with_what_to_do(code: int, words: str) -> None:
    script = [refusal(code, words)] * 3
    with pytest.raises(IntakeError, match=r"BotFather|stop the other") as caught:
        _Polled(*script, patience=0.5).run()
    assert CANARY not in str(caught.value)


def test_a_single_refusal_is_outlived() -> None:
    assert _Polled(refusal(409, "Conflict"), refusal(401, "Unauthorized"), ok([update(1)])).run().handed == [
        1
    ]


def test_whether_telegram_can_be_reached_is_known_at_once() -> None:
    """By a first poll that waits for no update, and again after trouble; not while another one polls."""
    trouble = (reset(), ok([]), refusal(409, "Conflict"), ok([]))
    polled = _Polled(ok([]), *trouble).run()
    timeouts = [payload["timeout"] for _, payload in polled.request.calls]
    assert timeouts[: polled.polls] == [0, 25, 0, 25, 25, 25]


def test_every_good_poll_is_news_once() -> None:
    async def story() -> None:
        health = Health()
        health.good()
        health.good()
        await asyncio.wait_for(health.next_good(), 1)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(health.next_good(), 0.01)
        health.good()
        await asyncio.wait_for(health.next_good(), 1)

    asyncio.run(story())


def test_the_journal_is_waited_for() -> None:
    class Full(InMemoryJournal):
        async def accept(self, updates: Sequence[Received], now: datetime) -> tuple[Received, ...]:
            await asyncio.sleep(0.2)
            return await super().accept(updates, now)

    polled = _Polled(ok([update(1)]))
    polled.journal = Full()
    assert polled.run().offsets == [None, 2]


def test_silence_ends_the_watch_and_a_good_poll_renews_it() -> None:
    now = [0.0]
    health = Health(lambda: now[0])
    now[0] = 80.0
    health.good()
    now[0] = 169.0
    assert health.age == 89.0
    now[0] = 170.0
    with pytest.raises(IntakeError, match="silent for 90 seconds"):
        asyncio.run(watch(health))


def test_a_slow_store_is_not_silence() -> None:
    now = [0.0]
    health = Health(lambda: now[0])
    now[0] = 500.0
    health.storing = True
    assert health.age == 0.0


def posted(*bodies: bytes, secret: str | None = SECRET) -> tuple[list[int], InMemoryJournal]:
    """The statuses that answer these bodies, and the journal behind."""
    journal = InMemoryJournal()

    async def main() -> list[int]:
        settings = WebhookSettings(url="https://bot.example/telegram", secret=SECRET)
        webhook = Webhook(settings, Inbox(journal, lambda _new: None), Health())
        headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
        async with TestServer(webhook.application()) as server, aiohttp.ClientSession() as client:
            statuses = []
            for body in bodies:
                async with client.post(server.make_url("/telegram"), data=body, headers=headers) as answer:
                    statuses.append(answer.status)
            return statuses

    return asyncio.run(main()), journal


def test_what_is_posted_is_in_the_journal_before_it_is_answered() -> None:
    statuses, journal = posted(json.dumps(update(1)).encode(), json.dumps(update(1)).encode())
    assert statuses == [200, 200]
    assert list(journal.rows) == [1]


@pytest.mark.parametrize("secret", [None, "", "wrong", "ß" * 32])
def test_without_the_secret_nothing_is_taken(secret: str | None) -> None:
    statuses, journal = posted(json.dumps(update(1)).encode(), secret=secret)
    assert statuses == [403]
    assert journal.rows == {}


def watched(*answers: str | Answer) -> tuple[int, str]:
    """How often Telegram was heard of, when these are the addresses it posts to; and what ended that."""
    request = ScriptedRequest(*(told(each) if isinstance(each, str) else each for each in answers))
    request.otherwise = lambda _method, _payload: told("")
    now = [0.0]

    class Counting(Health):
        def good(self) -> None:
            now[0] += 1

    with pytest.raises(IntakeError) as ended:
        asyncio.run(keep_watch(scripted_bot(request), Counting(), pause=0))
    return int(now[0]), str(ended.value)


def told(address: str) -> Answer:
    return ok({"url": address, "has_custom_certificate": False, "pending_update_count": 0})


def test_a_webhook_that_is_set_is_health_though_nobody_writes() -> None:
    here = "https://bot.example/telegram"
    assert watched(here, reset(), here) == (
        2,
        "another program has taken the webhook away; stop the other one",
    )
    assert watched(here, "https://elsewhere.example")[0] == 1
    assert watched()[0] == 0


def test_a_body_past_a_megabyte_is_refused() -> None:
    assert posted(b" " * 1_000_001)[0] == [413]


def test_what_is_no_json_is_dropped_rather_than_posted_again() -> None:
    assert posted(b"{", b"[" * 100_000, b"\xff", b"[]")[0] == [200, 200, 200, 200]


@pytest.mark.parametrize("secret", ["", "s" * 31, "s" * 257, "s" * 31 + " ", "ß" * 40])
def test_a_short_or_odd_secret_is_refused_without_being_repeated(secret: str) -> None:
    with pytest.raises(ValueError, match="32 to 256") as caught:
        WebhookSettings(url="https://bot.example", secret=secret)
    assert not secret or secret not in str(caught.value)
