"""The figure of the week: all of them in turn, at its time, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import count, pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.advisor import Advisor
from bot.replies.reply import plain
from bot.service import taps
from bot.service.announcing import Announcing
from bot.service.hours import Hours
from bot.service.incoming import Origin
from bot.service.rhythm import Rhythm, occurrence_after
from bot.service.room import GENERAL, Room
from bot.service.weekly import (
    ENDED,
    KEY,
    KIND,
    end_of_subscription,
    ended,
    figure_of_the_week,
    following,
    subscribed,
)
from tests.conftest import advising, matching
from tests.service.speaking import PlainSpeaker

if TYPE_CHECKING:
    from bot.service.ports import Reminder

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
FRIDAYS = Rhythm(day=4, at=time(9), zone="Europe/Berlin")
HOME = Origin(key=1, chat=5, chat_kind="private", person=5)
TOPIC = Origin(key=1, chat=-100, chat_kind="supergroup", person=5, thread=7)


def weeks(advisor: Advisor, first: Reminder, number: int) -> list[str]:
    """The figures of so many weeks, each told a second after its time."""
    told = []
    for _ in range(number):
        said = figure_of_the_week(first, advisor, first.at + timedelta(seconds=1))
        assert len(said.replies) == len(said.reminders) == 1
        assert said.replies[0].entry is not None
        told.append(said.replies[0].entry)
        (first,) = said.reminders
    return told


def test_what_is_told_is_the_ordinary_answer_under_a_heading(advisor: Advisor) -> None:
    first = subscribed(FRIDAYS, HOME, NOW, None)
    assert (first.at, first.kind, first.key, first.person) == (
        datetime(2026, 5, 8, 7, tzinfo=UTC),
        KIND,
        KEY,
        5,
    )
    said = figure_of_the_week(first, advisor, first.at)
    (reply,) = said.replies
    heading, _, answer = plain(reply.text).partition("\n\n")
    assert heading == "The figure of the week"
    assert "%" in answer
    assert "survey" in answer
    assert reply.kept_rule
    assert said.buttons[-1] == ("Unsubscribe", taps.Unsubscribe())
    assert "Who says so?" in dict(said.buttons)


def test_one_of_a_group_is_nobodys_and_stays_in_its_topic(advisor: Advisor) -> None:
    first = subscribed(FRIDAYS, TOPIC, NOW, None)
    assert (first.person, first.chat) == (None, -100)
    assert figure_of_the_week(first, advisor, first.at).thread == 7


def test_its_end_is_told_in_general_with_a_button_that_begins_it_anew_there(advisor: Advisor) -> None:
    end = ended(subscribed(FRIDAYS, TOPIC, NOW, None), NOW)
    assert (end.at, end.chat, end.kind, end.key) == (NOW, -100, ENDED, ENDED)
    said = end_of_subscription(end, advisor, NOW)
    assert "the figure of the week came is gone" in plain(said.replies[0].text)
    assert (said.thread, said.reminders) == (None, ())
    assert said.buttons == (("Have it here", taps.Subscribe(day=4, at="09:00", zone="Europe/Berlin")),)


@pytest.mark.parametrize(
    ("room", "told"), [(Room(), 1), (Room(off=frozenset({GENERAL})), 0), (Room(off=frozenset({7})), 1)]
)
def test_its_end_is_told_nowhere_where_nothing_is_to_be_said_in_general(
    advisor: Advisor, room: Room, told: int
) -> None:
    announcing = Announcing(advisor, PlainSpeaker(), {ENDED: end_of_subscription})
    end = ended(subscribed(FRIDAYS, TOPIC, NOW, None), NOW)
    done = announcing.announce(end, room, NOW, (str(n) for n in count()).__next__)
    assert done is not None
    assert (len(done.calls), done.reminders) == (told, ())


def test_its_end_is_told_after_silent_hours(advisor: Advisor) -> None:
    announcing = Announcing(advisor, PlainSpeaker(), {ENDED: end_of_subscription})
    room = Room(hours=Hours(begin=time(11), end=time(13), zone="UTC"))
    end = ended(subscribed(FRIDAYS, TOPIC, NOW, None), NOW)
    done = announcing.announce(end, room, NOW, (str(n) for n in count()).__next__)
    assert done is not None
    (later,) = done.reminders
    assert (done.calls, later.at, later.kind) == ((), NOW + timedelta(hours=1), ENDED)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chat=st.integers(1, 2**52), day=st.integers(0, 400))
def test_none_comes_again_before_all_have_come(advisor: Advisor, chat: int, day: int) -> None:
    everything = set(advisor.knowledge.measures)
    first = subscribed(FRIDAYS, replace(HOME, chat=chat, person=chat), NOW + day * DAY, None)
    told = weeks(advisor, first, 2 * len(everything) + 1)
    assert set(told[: len(everything)]) == everything
    assert all(one != next_ for one, next_ in pairwise(told))
    assert told[: len(everything)] == told[len(everything) : -1]


def test_two_chats_hear_them_in_another_order(advisor: Advisor) -> None:
    here = weeks(advisor, subscribed(FRIDAYS, HOME, NOW, None), 5)
    there = weeks(advisor, subscribed(FRIDAYS, TOPIC, NOW, None), 5)
    assert here != there


def test_a_figure_that_left_the_knowledge_is_passed_over(advisor: Advisor) -> None:
    first = subscribed(FRIDAYS, HOME, NOW, None)
    one, two, three = weeks(advisor, first, 3)
    (second,) = figure_of_the_week(first, advisor, first.at).reminders
    left = {id_: each for id_, each in advisor.knowledge.measures.items() if id_ not in {one, two}}
    smaller = replace(advisor.knowledge, measures=MappingProxyType(left))
    later = advising(smaller, matching(smaller))
    assert weeks(later, second, 1) == [three]


def test_without_any_figure_it_keeps_silent_and_asks_again_next_week(advisor: Advisor) -> None:
    empty = Advisor.__new__(Advisor)
    empty.knowledge = replace(advisor.knowledge, measures=MappingProxyType({}))
    first = subscribed(FRIDAYS, HOME, NOW, None)
    said = figure_of_the_week(first, empty, first.at)
    assert said.replies == ()
    assert [each.at for each in said.reminders] == [first.at + WEEK]
    assert following(empty, "seed", "x") is None


def test_who_subscribes_anew_does_not_hear_the_last_one_again(advisor: Advisor) -> None:
    first = subscribed(FRIDAYS, HOME, NOW, None)
    (told,) = weeks(advisor, first, 1)
    for day in range(60):
        again = subscribed(FRIDAYS, HOME, NOW + day * DAY, told)
        assert weeks(advisor, again, 1) != [told]


@pytest.mark.parametrize(
    ("late", "told", "then"),
    [
        (timedelta(0), True, 1),
        (DAY, True, 1),
        (DAY + timedelta(seconds=1), False, 1),
        (3 * DAY, False, 1),
        # That of last week was missed, too, and is still the figure of this one.
        (WEEK + DAY / 2, True, 2),
        (WEEK + 2 * DAY, False, 2),
        (30 * WEEK, True, 31),
    ],
)
def test_after_a_stop_it_is_told_once_or_not_at_all(
    advisor: Advisor, late: timedelta, *, told: bool, then: int
) -> None:
    rhythm = replace(FRIDAYS, zone="UTC")
    first = subscribed(rhythm, HOME, NOW, None)
    said = figure_of_the_week(first, advisor, first.at + late)
    assert bool(said.replies) == told
    assert [each.at for each in said.reminders] == [first.at + then * WEEK]


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(late=st.timedeltas(timedelta(0), timedelta(days=400)), zone=st.sampled_from(["UTC", "Europe/Berlin"]))
def test_whatever_follows_lies_ahead_and_is_the_next_of_its_rhythm(
    advisor: Advisor, late: timedelta, zone: str
) -> None:
    rhythm = replace(FRIDAYS, zone=zone)
    first = subscribed(rhythm, HOME, NOW, None)
    now = first.at + late
    said = figure_of_the_week(first, advisor, now)
    (then,) = said.reminders
    assert then.at == occurrence_after(rhythm, now)
    assert (then.chat, then.person, then.key, then.kind) == (first.chat, first.person, KEY, KIND)


def test_rules_of_a_zone_that_change_do_not_double_it(advisor: Advisor) -> None:
    """It was due by the old rules; by the new ones it would be an hour later."""
    first = subscribed(FRIDAYS, HOME, NOW, None)
    early = replace(first, at=first.at - timedelta(hours=1))
    (then,) = figure_of_the_week(early, advisor, early.at).reminders
    assert then.at == first.at + WEEK


ZONES = ("Europe/Berlin", "America/New_York", "Pacific/Apia", "UTC")


@pytest.mark.parametrize(("place", "person"), [(HOME, 5), (TOPIC, None)])
def test_it_counts_as_received_in_private_alone(advisor: Advisor, place: Origin, person: int | None) -> None:
    announcing = Announcing(advisor, PlainSpeaker(), {KIND: figure_of_the_week})
    keys = count(1)
    first = subscribed(FRIDAYS, place, NOW, None)
    done = announcing.announce(first, Room(), first.at, lambda: f"key-{next(keys)}")
    assert done is not None
    told = figure_of_the_week(first, advisor, first.at).replies[0].stated
    received = {(each.person, each.measure, each.printed) for each in done.receipts}
    assert received == {(person, each.measure, each.printed) for each in told if person is not None}
    assert told


moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - as asked
rhythms = st.builds(
    Rhythm, day=st.integers(0, 6), at=st.integers(0, 23).map(time), zone=st.sampled_from(ZONES)
)
nights = st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda told: told[0] != told[1])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rhythm=rhythms, night=nights, start=moments)
def test_with_silent_hours_it_still_comes_once_a_week_and_never_within_them(
    advisor: Advisor, rhythm: Rhythm, night: tuple[int, int], start: datetime
) -> None:
    hours = Hours(begin=time(night[0]), end=time(night[1]), zone=rhythm.zone)
    announcing = Announcing(advisor, PlainSpeaker(), {KIND: figure_of_the_week})
    keys = count(1)
    waiting = subscribed(rhythm, TOPIC, start, None)
    meant: list[datetime] = []
    said: list[tuple[datetime, str]] = []
    while len(said) < 4:
        if not meant or waiting.at - meant[-1] > DAY:
            meant.append(waiting.at)
        now = waiting.at
        done = announcing.announce(waiting, Room(hours=hours), now, lambda: f"key-{next(keys)}")
        assert done is not None
        said += [(now, str(call.payload["text"])) for call in done.calls]
        (waiting,) = done.reminders
    for occurrence, (moment, _) in zip(meant, said, strict=True):
        assert moment == (hours.until(occurrence) or occurrence)
        assert hours.until(moment) is None
    assert len({text for _, text in said}) == 4
