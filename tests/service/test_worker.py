"""The worker: from an update in the journal to its end there."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest

from bot.service import weekly
from bot.service.answering import Answering
from bot.service.incoming import (
    Blocked,
    Ignored,
    Incoming,
    Migrated,
    Origin,
    Pressed,
    Sent,
    Text,
    Typed,
    Unblocked,
    Unreadable,
)
from bot.service.permissions import Access
from bot.service.ports import Finished, Outgoing, Received, Reminder
from bot.service.room import Room
from bot.service.worker import Worker
from tests.service.fakes import InMemoryJournal, Roll
from tests.service.speaking import PlainSpeaker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.advisor import Advisor
    from bot.service.visit import Known

NOW = datetime(2026, 5, 4, tzinfo=UTC)
HERE = Origin(key=1, chat=5, chat_kind="private", person=5, message=9)
GROUP = Origin(key=1, chat=-7, chat_kind="supergroup", person=5, message=9)
QUESTION = Text(origin=HERE, text="How many CIOs see data protection as a challenge?", addressed=True)


class _Elsewhere:
    """Another place where texts are answered, or not; it notes which."""

    def __init__(self, done: Finished | None) -> None:
        self.done = done
        self.asked: list[Text] = []

    async def answer(self, text: Text, _known: Known, _now: datetime) -> Finished | None:
        self.asked.append(text)
        return self.done


class Desk:
    """A worker with a journal in memory, for which every update says what it is told to."""

    def __init__(self, advisor: Advisor) -> None:
        self.journal = InMemoryJournal()
        self.members = Roll()
        self.delivered: list[Outgoing] = []
        self.says: Incoming | Unreadable = QUESTION
        self.answering = Answering(advisor, PlainSpeaker(), Access())
        self.told = False
        self.elsewhere: _Elsewhere | None = None
        self._keys = count()

    def worker(self) -> Worker:
        """A worker at this desk."""
        return Worker(
            journal=self.journal,
            answering=lambda: self.answering,
            elsewhere=self.elsewhere,
            members=self.members,
            read=lambda _: self.says,
            deliver=self._deliver,
            clock=lambda: NOW,
            keys=lambda: f"key-{next(self._keys)}",
        )

    def take(self, received: Received, *, shed: bool = False) -> str | None:
        """Handle an update; the note it ended with."""

        async def story() -> None:
            await self.journal.accept([received], NOW)
            worker = self.worker()
            await (worker.shed(received, first=self._first) if shed else worker.handle(received))

        asyncio.run(story())
        return self.journal.rows[received.key][1]

    def _first(self) -> bool:
        first, self.told = not self.told, True
        return first

    def _deliver(self, rows: Sequence[Outgoing]) -> None:
        self.delivered.extend(rows)


@pytest.fixture
def desk(advisor: Advisor) -> Desk:
    """A desk that answers from the shipped knowledge."""
    return Desk(advisor)


def update(stale_after: int | None = None, age: float = 0) -> Received:
    return Received(key=1, lane=5, raw="{}", stale_after=stale_after, received=NOW - timedelta(seconds=age))


def test_an_answer_is_committed_with_the_end_of_its_update_and_then_handed_out(desk: Desk) -> None:
    assert desk.take(update()) == "done"
    assert desk.delivered == list(desk.journal.outbox.values())
    assert "83%" in desk.delivered[0].call.payload["text"]
    assert (5, 5) in desk.journal.states


def test_a_question_may_be_answered_elsewhere(desk: Desk) -> None:
    desk.elsewhere = _Elsewhere(Finished(key=1, now=NOW, note="elsewhere"))
    assert desk.take(update()) == "elsewhere"
    assert desk.elsewhere.asked == [QUESTION]


def test_what_is_not_answered_elsewhere_is_answered_here(desk: Desk) -> None:
    desk.elsewhere = _Elsewhere(None)
    assert desk.take(update()) == "done"
    assert desk.elsewhere.asked == [QUESTION]
    assert "83%" in desk.delivered[0].call.payload["text"]


@pytest.mark.parametrize(
    "says",
    [
        replace(QUESTION, text="/topics", command="topics"),
        replace(QUESTION, addressed=False),
        Pressed(origin=HERE, key="made up", callback_id="c"),
    ],
)
def test_what_is_no_question_stays_here(desk: Desk, says: Incoming) -> None:
    desk.says, desk.elsewhere = says, _Elsewhere(Finished(key=1, now=NOW, note="elsewhere"))
    assert desk.take(update()) != "elsewhere"
    assert desk.elsewhere.asked == []


def test_a_question_that_is_asked_by_command_is_one(desk: Desk) -> None:
    desk.says = replace(QUESTION, text=f"/ask {QUESTION.text}", command="ask", argument=QUESTION.text)
    desk.elsewhere = _Elsewhere(Finished(key=1, now=NOW, note="elsewhere"))
    assert desk.take(update()) == "elsewhere"


def test_an_update_that_was_finished_before_is_not_answered_again(desk: Desk) -> None:
    desk.take(update())
    desk.delivered.clear()
    desk.take(update())
    assert desk.delivered == []


@pytest.mark.parametrize(("age", "note"), [(149, "done"), (151, "stale")])
def test_a_tap_that_nobody_waits_for_any_more_is_dropped(desk: Desk, age: float, note: str) -> None:
    desk.says = Pressed(origin=HERE, key="made up", callback_id="c")
    assert desk.take(update(stale_after=150, age=age)) == note


def test_what_can_not_be_read_is_put_aside(desk: Desk) -> None:
    desk.says = Unreadable(why="not an object")
    assert desk.take(update()) == "quarantined: not an object"


@pytest.mark.parametrize(("part", "shed"), [("answer", False), ("heeds", True), ("put_off", True)])
def test_what_can_not_be_answered_is_put_aside_without_repeating_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, *, part: str, shed: bool
) -> None:
    def broken(*_: object, **_named: object) -> Finished:
        raise RuntimeError(QUESTION.text)

    monkeypatch.setattr(desk.answering, part, broken)
    note = desk.take(update(), shed=shed)
    assert note is not None
    assert note.startswith("quarantined: answering it raised RuntimeError in test_worker.py:")
    assert QUESTION.text not in note + caplog.text


def test_a_group_that_moved_takes_its_conversations_along_even_when_it_floods(desk: Desk) -> None:
    desk.journal.states[5, -1] = "{}"
    desk.says = Migrated(key=1, old=-1, new=-100)
    assert desk.take(update(), shed=True) == "done"
    assert desk.journal.states == {(5, -100): "{}"}


@pytest.mark.parametrize("place", [HERE, GROUP], ids=["private", "group"])
def test_a_chat_the_bot_is_put_out_of_loses_its_subscription_even_when_it_floods(
    desk: Desk, place: Origin
) -> None:
    subscription = Reminder(at=NOW, kind=weekly.KIND, payload={}, chat=place.chat, key=weekly.KEY)
    asyncio.run(desk.journal.schedule(subscription))
    desk.journal.rooms[GROUP.chat] = Room(full=True).to_json()
    desk.says = Blocked(origin=place)
    assert desk.take(update(), shed=True) == "done"
    assert desk.journal.reminders == {}
    private = place.chat_kind == "private"
    assert (desk.journal.told.get(5, {}), GROUP.chat in desk.journal.rooms) == (
        {"blocked": "yes"} if private else {},
        private,
    )
    desk.says = Unblocked(origin=replace(place, key=2))
    assert desk.take(replace(update(), key=2), shed=True) == "done"
    assert desk.journal.told.get(5, {}) == {}


@pytest.mark.parametrize(
    "heard",
    [
        QUESTION,
        Sent(origin=HERE, file="f"),
        Pressed(origin=HERE, key="made up", callback_id="c"),
        Text(origin=HERE, text="/forget", command="forget", addressed=True),
    ],
    ids=["a question", "a file", "a tap", "the last word"],
)
def test_whoever_is_heard_in_private_counts_as_blocking_no_more(desk: Desk, heard: Incoming) -> None:
    desk.journal.told[5] = {"blocked": "yes", "consent": "no"}
    desk.says = heard
    desk.take(update())
    assert "blocked" not in desk.journal.told[5]


@pytest.mark.parametrize(
    "heard", [replace(QUESTION, origin=GROUP), Typed(origin=HERE, query_id="q", text="")]
)
def test_whoever_is_heard_elsewhere_may_be_blocking_still(desk: Desk, heard: Incoming) -> None:
    desk.journal.told[5] = {"blocked": "yes"}
    desk.says = heard
    desk.take(update())
    assert desk.journal.told[5] == {"blocked": "yes"}


def test_of_telegrams_own_accounts_nothing_is_kept(desk: Desk) -> None:
    desk.says = Blocked(origin=replace(HERE, chat=777000, person=None))
    assert desk.take(update()) == "done"
    assert desk.journal.told == {}


def test_a_message_that_is_too_much_is_kept_and_told_once(desk: Desk) -> None:
    assert desk.take(update(), shed=True) == "shed"
    assert "more than I can answer" in desk.delivered[0].call.payload["text"]
    desk.says = replace(QUESTION, origin=replace(HERE, key=2))
    assert desk.take(replace(update(), key=2), shed=True) == "shed"
    assert len(desk.delivered) == 1


@pytest.mark.parametrize(
    "chatter",
    [
        replace(QUESTION, origin=GROUP, addressed=False),
        replace(QUESTION, origin=replace(GROUP, chat_kind="channel")),
        replace(QUESTION, origin=GROUP, command="start_of_another_bot"),
        Pressed(origin=GROUP, key="k", callback_id="c"),
        Ignored(key=1, why="edit"),
    ],
)
def test_what_nobody_waits_for_leaves_the_notice_to_others(desk: Desk, chatter: Incoming) -> None:
    desk.says = chatter
    assert desk.take(update(), shed=True) == "shed"
    assert {row.call.method for row in desk.delivered} <= {"answerCallbackQuery"}
    assert not desk.told
