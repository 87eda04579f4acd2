"""Silent hours: in any zone, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.service.hours import Hours, understood
from bot.service.rhythm import Misread

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
#: Clocks that change by an hour and by half of one, north and south, or that once left out a day.
RESTLESS = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca")
#: What no time zone is called: the last is a folder of them.
NO_ZONES: tuple[object, ...] = (5, None, [], "", "Mars/Base", "../UTC", "Europe")
NIGHT = Hours(begin=time(22), end=time(7), zone="Europe/Berlin")

minutes = st.times().map(lambda at: at.replace(second=0, microsecond=0))
zones = st.sampled_from(ZONES) | st.sampled_from(RESTLESS)
spans = (
    st.tuples(minutes, minutes, zones)
    .filter(lambda told: told[0] != told[1])
    .map(lambda told: Hours(begin=told[0], end=told[1], zone=told[2]))
)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - as asked


def is_shown_between(hours: Hours, moment: datetime) -> bool:
    """Whether the clocks of the zone show a time of the span."""
    now = moment.astimezone(ZoneInfo(hours.zone)).time()
    if hours.begin < hours.end:
        return hours.begin <= now < hours.end
    return now >= hours.begin or now < hours.end


def clocks_are_steady(hours: Hours, moment: datetime) -> bool:
    zone = ZoneInfo(hours.zone)
    offsets = {(moment + n * DAY / 4).astimezone(zone).utcoffset() for n in range(-12, 13)}
    return len(offsets) == 1


@given(hours=spans, moment=moments)
def test_their_end_lies_ahead_within_two_days_and_is_no_silent_moment(hours: Hours, moment: datetime) -> None:
    ends = hours.until(moment)
    if ends is not None:
        assert moment < ends < moment + 2 * DAY
        assert hours.until(ends) is None
        assert hours.until(ends - timedelta(microseconds=1)) == ends


@given(hours=spans, moment=moments)
def test_while_clocks_are_steady_they_last_as_the_clocks_show(hours: Hours, moment: datetime) -> None:
    assume(clocks_are_steady(hours, moment))
    assert (hours.until(moment) is not None) == is_shown_between(hours, moment)


@given(hours=spans, moment=moments)
def test_no_day_is_without_a_moment_that_is_not_silent(hours: Hours, moment: datetime) -> None:
    ends = hours.until(moment) or moment
    assert hours.until(ends) is None
    assert ends - moment < 2 * DAY


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        (NIGHT, "2026-05-04T19:59", None),
        (NIGHT, "2026-05-04T20:00", "2026-05-05T05:00"),
        (NIGHT, "2026-05-05T04:59", "2026-05-05T05:00"),
        (NIGHT, "2026-05-05T05:00", None),
        # The nights in which clocks change are shorter and longer by the hour.
        (NIGHT, "2026-03-28T21:00", "2026-03-29T05:00"),
        (NIGHT, "2026-10-24T20:00", "2026-10-25T06:00"),
        # Half past two is left out: the span that ends then lasts until half past three.
        (Hours(begin=time(1), end=time(2, 30), zone="Europe/Berlin"), "2026-03-29T01:00", "2026-03-29T01:30"),
        # The span falls into the hour that is left out: none on this day.
        (Hours(begin=time(2, 30), end=time(3), zone="Europe/Berlin"), "2026-03-29T01:00", None),
        (Hours(begin=time(9), end=time(17), zone="UTC"), "2026-05-04T16:59", "2026-05-04T17:00"),
    ],
)
def test_they_begin_and_end_by_the_clocks(hours: Hours, moment: str, expected: str | None) -> None:
    ends = None if expected is None else datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert hours.until(datetime.fromisoformat(moment).replace(tzinfo=UTC)) == ends


@given(hours=spans)
def test_hours_are_the_same_after_they_were_stored_or_told(hours: Hours) -> None:
    assert Hours.from_json(hours.to_json()) == hours
    assert understood(f"{hours} {hours.zone}", "UTC") == hours


@pytest.mark.parametrize(
    "wrong", [*({"zone": zone} for zone in NO_ZONES), {"begin": 5}, {"end": "7 am"}], ids=str
)
def test_what_was_stored_otherwise_is_refused_at_once(wrong: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Hours.from_json(NIGHT.to_json() | wrong)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("22:00-07:00 Europe/Berlin", NIGHT),
        ("from 10pm to 7 am, berlin", NIGHT),
        ("22 – 7", Hours(begin=time(22), end=time(7), zone="UTC")),
        (
            "22:00 07:00 America/Port-au-Prince",
            Hours(begin=time(22), end=time(7), zone="America/Port-au-Prince"),
        ),
        ("off", None),
        ("none", None),
        ("", Misread(part="hours", word="")),
        ("22:00", Misread(part="hours", word="")),
        ("22:00-22:00", Misread(part="hours", word="")),
        ("22:00-07:00 friday", Misread(part="hours", word="")),
        ("22:00-07:00 off", Misread(part="word", word="off", nearest=None)),
        ("22:00-25:00", Misread(part="time", word="")),
    ],
)
def test_words_are_understood_or_named(words: str, expected: Hours | Misread | None) -> None:
    assert understood(words, "UTC") == expected


def test_hours_never_last_all_day() -> None:
    with pytest.raises(ValueError, match="as they begin"):
        Hours(begin=time(7), end=time(7), zone="UTC")
