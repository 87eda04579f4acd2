"""When something comes that comes every week: in any zone, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.service.rhythm import DAYS, Misread, Rhythm, Wish, occurrence_after, understood

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
NINE = time(9)
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
#: Clocks that change by an hour and by half of one, north and south, or that once left out a day.
RESTLESS = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca")
#: What no time zone is called: the last is a folder of them.
NO_ZONES: tuple[object, ...] = (5, None, [], "", "Mars/Base", "../UTC", "Europe")

rhythms = st.builds(
    Rhythm,
    day=st.integers(0, 6),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    zone=st.sampled_from(ZONES) | st.sampled_from(RESTLESS),
)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - as asked


def is_skipped(rhythm: Rhythm, at: datetime) -> bool:
    """Whether the time that is meant was shown by no clock on the day of an occurrence, or the one before."""
    zone = ZoneInfo(rhythm.zone)
    local = at.astimezone(zone).date()
    days = [day for day in (local, local - DAY) if day.weekday() == rhythm.day]
    meant = [datetime.combine(day, rhythm.at, tzinfo=zone) for day in days]
    return any(
        each.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != each.replace(tzinfo=None)
        for each in meant
    )


def through(rhythm: Rhythm, moment: datetime, weeks: int) -> list[datetime]:
    """So many occurrences, each the first after the one before."""
    found = [occurrence_after(rhythm, moment)]
    while len(found) < weeks:
        found.append(occurrence_after(rhythm, found[-1]))
    return found


@given(rhythm=rhythms, moment=moments)
def test_it_lies_ahead_on_its_weekday_at_its_time_by_the_clocks_of_its_zone(
    rhythm: Rhythm, moment: datetime
) -> None:
    at = occurrence_after(rhythm, moment)
    local = at.astimezone(ZoneInfo(rhythm.zone))
    assert moment < at <= moment + WEEK + 2 * DAY
    assert (local.weekday(), local.time()) == (rhythm.day, rhythm.at) or is_skipped(rhythm, at)


@settings(max_examples=60)
@given(rhythm=rhythms, moment=moments)
def test_there_is_exactly_one_a_week(rhythm: Rhythm, moment: datetime) -> None:
    zone = ZoneInfo(rhythm.zone)
    for one, next_ in pairwise(through(rhythm, moment, 60)):
        apart = next_.astimezone(zone).date() - one.astimezone(zone).date()
        assert apart == WEEK or is_skipped(rhythm, one) or is_skipped(rhythm, next_)
        assert abs(next_ - one - WEEK) <= 1.1 * DAY
        assert occurrence_after(rhythm, one + (next_ - one) / 2) == next_


@pytest.mark.parametrize(
    ("rhythm", "after", "expected"),
    [
        # The hour from two to three is left out: half past two becomes half past three.
        (Rhythm(day=6, at=time(2, 30), zone="Europe/Berlin"), "2026-03-28T12:00", "2026-03-29T01:30"),
        # It comes twice: the first one counts, and the second is no new one.
        (Rhythm(day=6, at=time(2, 30), zone="Europe/Berlin"), "2026-10-24T12:00", "2026-10-25T00:30"),
        (Rhythm(day=6, at=time(2, 30), zone="Europe/Berlin"), "2026-10-25T00:30", "2026-11-01T01:30"),
        # A Friday that Samoa did not have.
        (Rhythm(day=4, at=NINE, zone="Pacific/Apia"), "2011-12-29T12:00", "2011-12-30T19:00"),
        (Rhythm(day=4, at=NINE, zone="Pacific/Apia"), "2011-12-30T19:00", "2012-01-05T19:00"),
        # Already over today, by a minute and not at all.
        (Rhythm(day=4, at=NINE, zone="UTC"), "2026-05-08T09:00", "2026-05-15T09:00"),
        (Rhythm(day=4, at=NINE, zone="UTC"), "2026-05-08T08:59", "2026-05-08T09:00"),
    ],
)
def test_clocks_that_change_neither_lose_nor_double_it(rhythm: Rhythm, after: str, expected: str) -> None:
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert occurrence_after(rhythm, moment) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@given(rhythm=rhythms)
def test_a_rhythm_is_the_same_after_it_was_stored(rhythm: Rhythm) -> None:
    assert Rhythm.from_json(rhythm.to_json()) == rhythm


DAYLESS = [{"day": day} for day in ("x", None, 7, -1, True, 1.0)]


@pytest.mark.parametrize("wrong", [*({"zone": zone} for zone in NO_ZONES), *DAYLESS, {"at": None}], ids=str)
def test_what_was_stored_otherwise_is_refused_at_once(wrong: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Rhythm.from_json({"day": 4, "at": "09:00", "zone": "UTC"} | wrong)


@pytest.mark.parametrize(
    ("words", "day", "at", "zone"),
    [
        ("", None, None, None),
        ("friday 09:00 Europe/Berlin", 4, NINE, "Europe/Berlin"),
        ("EUROPE/BERLIN, 9.00, Fri.", 4, NINE, "Europe/Berlin"),
        ("every thursday at 5 pm", 3, time(17), None),
        ("on Tuesdays, 12:05am in new_york", 1, time(0, 5), "America/New_York"),
        ("noon", None, time(12), None),
        ("utc", None, None, "UTC"),
        ("Etc/GMT+5 mon", 0, None, "Etc/GMT+5"),
        ("new_salem", None, None, "America/North_Dakota/New_Salem"),
    ],
)
def test_words_are_understood_in_any_order(
    words: str, day: int | None, at: time | None, zone: str | None
) -> None:
    assert understood(words) == Wish(day=day, at=at, zone=zone)


@pytest.mark.parametrize(
    ("words", "part", "nearest"),
    [
        ("frday 09:00", "day", "Friday"),
        ("friday 25:00", "time", None),
        ("friday 13pm", "time", None),
        ("friday Europe/Berln", "zone", "Europe/Berlin"),
        ("friday Mars/Olympus", "zone", None),
        ("friday someday", "word", None),
        ("friday londn", "word", "Europe/London"),
        ("friday CEST", "word", None),
        ("friday here", "word", None),
        ("friday blah", "word", None),
        ("friday other", "word", None),
        ("t", "word", None),
        ("friday monday", "twice", None),
        # Its sign would be that of POSIX, which is the opposite of what people mean.
        ("friday 9 GMT+2", "zone", None),
        ("friday 9 utc-03:30", "zone", None),
    ],
)
def test_what_is_not_understood_is_named(words: str, part: str, nearest: str | None) -> None:
    misread = understood(words)
    assert isinstance(misread, Misread)
    assert (misread.part, misread.nearest) == (part, nearest)


@pytest.mark.parametrize("word", ["south", "north", "east", "general", "center", "act", "eastern"])
def test_a_part_of_a_name_that_is_no_place_by_itself_tells_no_zone(word: str) -> None:
    assert isinstance(understood(word), Misread)


@given(rhythm=rhythms)
def test_every_day_time_and_zone_can_be_told(rhythm: Rhythm) -> None:
    words = f"{DAYS[rhythm.day]} {rhythm.at:%H:%M} {rhythm.zone}"
    assert understood(words) == Wish(day=rhythm.day, at=rhythm.at, zone=rhythm.zone)


@given(words=st.text(max_size=80))
def test_whatever_is_said_is_understood_or_named(words: str) -> None:
    understood(words)
