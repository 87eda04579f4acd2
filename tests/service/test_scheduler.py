"""The scheduler: what is due is said once, at its time, whatever becomes of the others."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from bot.replies.reply import Kind, Outcome, Reply
from bot.service import taps
from bot.service.announcing import Announcement, Announcing
from bot.service.hours import Hours
from bot.service.ports import CarriedOut, Outgoing, Reminder
from bot.service.room import Room
from bot.service.scheduler import Scheduler
from tests.service.fakes import InMemoryJournal
from tests.service.speaking import PlainSpeaker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.advisor import Advisor

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
ADA, GROUP = 5, -100
SECOND, HOUR, WEEK = timedelta(seconds=1), timedelta(hours=1), timedelta(weeks=1)


def reply(text: str) -> Reply:
    return Reply(text=text, outcome=Outcome.SOCIAL, kind=Kind.HELP)


def say(reminder: Reminder, _advisor: Advisor, now: datetime) -> Announcement:
    """What the payload holds, and when it is said."""
    return Announcement(replies=[reply(f"{reminder.payload['text']} at {now:%H:%M:%S}")])


def weekly(reminder: Reminder, _advisor: Advisor, now: datetime) -> Announcement:
    """The number of the week, unless it is an hour late; and the same again a week later."""
    number, later = reminder.payload["week"], reminder.at
    while later <= now:
        later += WEEK
    then = Reminder(
        at=later, kind="weekly", payload={"week": number + 1}, chat=reminder.chat, key=reminder.key
    )
    said = [reply(f"week {number}")] if now - reminder.at < HOUR else []
    return Announcement(replies=said, reminders=[then])


def in_topic(_reminder: Reminder, advisor: Advisor, _now: datetime) -> Announcement:
    """Two messages in a topic, with a button under the last."""
    help_ = advisor.notice("service_ask")
    return Announcement(replies=[help_, help_], buttons=[("Stop", taps.Consent(keep=False))], thread=3)


def broken(reminder: Reminder, _advisor: Advisor, _now: datetime) -> Announcement:
    raise LookupError(reminder.payload["text"])


def restless(reminder: Reminder, _advisor: Advisor, now: datetime) -> Announcement:
    """Leads to itself at once."""
    return Announcement(reminders=[Reminder(at=now, kind="restless", payload=reminder.payload, chat=ADA)])


def unkeepable(reminder: Reminder, _advisor: Advisor, now: datetime) -> Announcement:
    """Leads to one that can't be kept."""
    return Announcement(reminders=[Reminder(at=now + HOUR, kind="say", payload={"text": reminder}, chat=ADA)])


OCCASIONS = {
    "say": say,
    "weekly": weekly,
    "in topic": in_topic,
    "broken": broken,
    "restless": restless,
    "unkeepable": unkeepable,
}


class Office:
    """A scheduler for which time passes only while it sleeps."""

    def __init__(self, advisor: Advisor, journal: InMemoryJournal | None = None) -> None:
        self.journal = journal or InMemoryJournal()
        self.delivered: list[Outgoing] = []
        self.now = NOW
        self._until = NOW
        numbers = count(1)
        self.scheduler = Scheduler(
            calendar=self.journal,
            announcing=lambda: Announcing(advisor, PlainSpeaker(), OCCASIONS),
            deliver=self._deliver,
            clock=lambda: self.now,
            keys=lambda: f"key-{next(numbers)}",
            sleep=self._sleep,
        )

    def keep(self, *reminders: Reminder) -> Office:
        """Schedule these."""

        async def scheduled() -> None:
            for reminder in reminders:
                await self.journal.schedule(reminder)

        asyncio.run(scheduled())
        return self

    def run(self, span: timedelta) -> list[str]:
        """Let some time pass; the texts that were sent."""
        self._until = self.now + span
        with pytest.raises(TimeoutError):
            asyncio.run(self.scheduler.run())
        return [row.call.payload["text"] for row in self.delivered]

    async def _sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        if self.now > self._until:
            raise TimeoutError

    def _deliver(self, rows: Sequence[Outgoing]) -> None:
        assert all(row.id in self.journal.outbox for row in rows), "handed out before it was committed"
        self.delivered.extend(rows)


@pytest.fixture
def office(advisor: Advisor) -> Office:
    """An office on the shipped knowledge."""
    return Office(advisor)


def reminder(after: timedelta, kind: str = "say", chat: int | None = ADA, **payload: Any) -> Reminder:  # noqa: ANN401 (JSON)
    return Reminder(at=NOW + after, kind=kind, payload=payload, chat=chat)


def test_what_is_due_is_said_once_within_a_second_and_not_before(office: Office) -> None:
    office.keep(
        reminder(90 * SECOND + timedelta(milliseconds=300), text="second"),
        reminder(5 * SECOND, text="first"),
        reminder(-HOUR, text="late"),
        reminder(2 * HOUR, text="not yet"),
    )
    assert office.run(HOUR) == ["late at 09:00:00", "first at 09:00:05", "second at 09:01:31"]
    assert len(office.journal.reminders) == 1


def test_what_is_due_at_once_is_said_in_order_however_much_it_is(office: Office) -> None:
    office.keep(*(reminder(SECOND, text=str(number)) for number in range(250)))
    assert office.run(2 * SECOND) == [f"{number} at 09:00:01" for number in range(250)]


def test_what_comes_again_arranges_for_it_itself(office: Office) -> None:
    office.keep(Reminder(at=NOW + HOUR, kind="weekly", payload={"week": 1}, chat=GROUP, key="weekly"))
    office.now += HOUR
    assert office.run(SECOND) == ["week 1"]
    office.now += WEEK
    assert office.run(SECOND) == ["week 1", "week 2"]
    office.now += 3 * WEEK + 2 * HOUR
    assert office.run(SECOND) == ["week 1", "week 2"], "too late to be said"
    (left,) = office.journal.reminders.values()
    assert (left.at, left.payload, left.key) == (NOW + HOUR + 5 * WEEK, {"week": 4}, "weekly")


@pytest.mark.parametrize(
    ("kind", "chat", "why"),
    [
        ("of a newer version", ADA, "nobody words this kind"),
        ("broken", ADA, "carrying it out raised LookupError in test_scheduler.py:"),
        ("say", None, "carrying it out raised ValueError in announcing.py:"),
        ("restless", ADA, "carrying it out raised ValueError in announcing.py:"),
        ("unkeepable", ADA, "carrying it out raised TypeError in "),
    ],
)
def test_what_nobody_can_say_is_put_aside_without_repeating_it(
    office: Office, caplog: pytest.LogCaptureFixture, kind: str, chat: int | None, why: str
) -> None:
    office.keep(reminder(SECOND, kind, chat, text="a secret"), reminder(SECOND, text="and this"))
    assert office.run(5 * SECOND) == ["and this at 09:00:01"]
    (reason,) = office.journal.aside.values()
    assert reason.startswith(why)
    assert "a secret" not in reason + caplog.text
    assert caplog.text.count("is put aside") == 1


def test_a_button_is_for_the_person_of_the_reminder(office: Office) -> None:
    theirs = Reminder(at=NOW, kind="in topic", payload={}, person=ADA, chat=GROUP)
    nobodys = Reminder(at=NOW, kind="in topic", payload={}, chat=GROUP)
    office.keep(theirs, nobodys).run(SECOND)
    buttons = [[label for label, _ in row.call.payload["buttons"]] for row in office.delivered]
    assert buttons == [[], ["Stop"], [], []]
    assert {row.call.payload["thread"] for row in office.delivered} == {3}
    (tap,) = office.journal.taps.values()
    assert (tap.person, tap.chat, taps.understood(tap.action)) == (ADA, GROUP, taps.Consent(keep=False))


def test_without_a_chat_it_goes_to_the_person(office: Office) -> None:
    office.keep(Reminder(at=NOW, kind="say", payload={"text": "x"}, person=ADA)).run(SECOND)
    assert [row.call.chat for row in office.delivered] == [ADA]


@pytest.mark.parametrize("key", [None, "week"])
def test_in_silent_hours_it_waits_for_their_end(office: Office, key: str | None) -> None:
    settled = Room(hours=Hours(begin=time(9), end=time(11, 30), zone="UTC"))
    office.journal.rooms[GROUP] = settled.to_json()
    office.keep(
        Reminder(at=NOW + SECOND, kind="say", payload={"text": "group"}, chat=GROUP, key=key),
        reminder(2 * SECOND, text="private"),
    )
    assert office.run(HOUR) == ["private at 09:00:02"]
    (left,) = office.journal.reminders.values()
    assert (left.at, left.key) == (NOW + 2.5 * HOUR, key)
    assert office.run(2 * HOUR) == ["private at 09:00:02", "group at 11:30:00"]


def test_silent_hours_keep_nobody_from_arranging_for_what_is_too_late(office: Office) -> None:
    office.journal.rooms[GROUP] = Room(hours=Hours(begin=time(9), end=time(11), zone="UTC")).to_json()
    office.keep(Reminder(at=NOW - 2 * HOUR, kind="weekly", payload={"week": 1}, chat=GROUP))
    assert office.run(3 * HOUR) == []
    (left,) = office.journal.reminders.values()
    assert left.at == NOW - 2 * HOUR + WEEK


def test_in_a_topic_that_is_off_nothing_is_said(office: Office) -> None:
    office.journal.rooms[GROUP] = Room(off=frozenset({3})).to_json()
    office.keep(Reminder(at=NOW, kind="in topic", payload={}, chat=GROUP))
    assert office.run(SECOND) == []
    assert office.journal.reminders == {}


def test_a_calendar_that_breaks_ends_the_scheduler(advisor: Advisor) -> None:
    """For the process to end with an error and be started again, rather than to go on in silence."""

    class Broken(InMemoryJournal):
        async def carry_out(self, done: CarriedOut) -> tuple[Outgoing, ...]:
            raise RuntimeError(done.id)

        async def put_aside(self, id_: int, reason: str) -> None:
            raise RuntimeError(id_, reason)

    office = Office(advisor, Broken()).keep(reminder(-SECOND, text="x"))
    with pytest.raises(RuntimeError, match="carrying it out"):
        asyncio.run(office.scheduler.run())
