"""When something comes that comes every week: a weekday and a time of day, in a time zone. Pure.

Theory of operation. A rhythm is told in local time, since that is what people mean by "Fridays at
nine"; each occurrence is computed from it anew, so that it keeps its hour when clocks change. A time
that the clocks skip moves forward by what they skip; one that they show again is taken the first time.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias
from zoneinfo import ZoneInfo, available_timezones

from bot.knowledge.numerals import first_typed_number

if TYPE_CHECKING:
    from collections.abc import Mapping

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEK: Final = len(DAYS)
#: Letters by which a weekday can be told from all others.
_ABBREVIATED: Final = 2
#: Words that tell nothing, and may stand anywhere.
FILLERS: Final = frozenset({"on", "at", "every", "each", "in", "the", "and", "me", "time", "us"})
_WORD_TIMES: Final = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_TIME: Final = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(am|pm)?", re.ASCII)
_HALF_DAY: Final = 12
#: What people write of a distance from UTC. POSIX names such as Etc/GMT+2 count it the other way round.
_OFFSET: Final = re.compile(r"(?:gmt|utc)[+-]\d[\d:]*", re.ASCII)
#: What the names of zones begin with whose last part is a place; others, such as Brazil/East, name countries.
_AREAS: Final = frozenset(
    {
        "africa",
        "america",
        "antarctica",
        "arctic",
        "asia",
        "atlantic",
        "australia",
        "europe",
        "indian",
        "pacific",
    }
)
#: Last parts that tell a place only behind the one they are part of, as in Australia/South.
_PLACELESS: Final = frozenset({"act", "center", "north", "south", "west"})
#: What of an unknown word is repeated.
_LONGEST_WORD: Final = 40
#: Letters from which on a word is taken for a time zone that is misspelt.
_SUGGESTIBLE: Final = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Rhythm:
    """Every week on ``day`` (0 is Monday) at ``at``, by the clocks of ``zone``, an IANA name."""

    day: int
    at: time
    zone: str

    def __post_init__(self) -> None:
        if type(self.day) is not int or self.day not in range(_WEEK):
            raise ValueError("a rhythm has a day of the week")
        zone_called(self.zone)

    def to_json(self) -> dict[str, Any]:
        """As JSON-ready values."""
        return {"day": self.day, "at": self.at.isoformat("minutes"), "zone": self.zone}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Rhythm:
        """From what ``to_json`` gave. Raises KeyError, TypeError or ValueError for anything else."""
        return cls(day=stored["day"], at=time.fromisoformat(stored["at"]), zone=stored["zone"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What of a rhythm was told; None what was not."""

    day: int | None = None
    at: time | None = None
    zone: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Misread:
    """A word that was not understood as the ``part`` it must be; ``nearest`` is what comes close.

    ``word`` is empty where it may not be repeated.
    """

    part: Literal["day", "time", "zone", "word", "twice", "hours", "setting"]
    word: str
    nearest: str | None = None


Part: TypeAlias = "tuple[Literal['day', 'at', 'zone'], int | time | str]"


def zone_called(name: str) -> ZoneInfo:
    """The time zone with an IANA name. Raises KeyError, TypeError or ValueError where there is none."""
    try:
        return ZoneInfo(name)
    except OSError as error:  # a folder of zones, say
        raise ValueError("no time zone is called so") from error


def occurrence_after(rhythm: Rhythm, moment: datetime) -> datetime:
    """The first occurrence after a moment, in UTC."""
    zone = zone_called(rhythm.zone)
    first = moment.astimezone(zone).date()
    # A day before, too: where clocks skip a whole day, what was due on it moves into the next.
    days = (first + timedelta(days=ahead) for ahead in range(-1, 2 * _WEEK))
    found = (instant(day, rhythm.at, zone) for day in days if day.weekday() == rhythm.day)
    return next(instant for instant in found if instant > moment)


def understood(words: str) -> Wish | Misread:
    """What words such as "friday 09:00 Europe/Berlin" tell, in any order, or the first that tells nothing."""
    told: dict[str, Any] = {}
    joined = re.sub(r"(?<=\d)\s+(?=[ap]m\b)", "", words.lower().replace(",", " ").replace(";", " "))
    for word in joined.split():
        if word in FILLERS:
            continue
        part = part_of(word)
        if isinstance(part, Misread):
            return part
        name, value = part
        if name in told:
            return Misread(part="twice", word="")
        told[name] = value
    return Wish(**told)


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When the clocks of a zone show a time on a day, in UTC."""
    # Of an hour that comes twice, fold 0 is the first; in a gap it counts as if clocks had not changed.
    return datetime.combine(day, at.replace(fold=0), tzinfo=zone).astimezone(UTC)


def part_of(word: str) -> Part | Misread:
    """What a word in lower case tells: a weekday, a time of day or a time zone."""
    if (day := _day(word)) is not None:
        return "day", day
    if (zone := _zones().get(word)) is not None:
        return "zone", zone
    if _OFFSET.fullmatch(word):
        return Misread(part="zone", word="")
    if "/" in word:
        return Misread(part="zone", word=_quotable(word), nearest=_near(word))
    at = _time(word)
    if at is not None:
        return "at", at
    if any(character.isdigit() for character in word):
        return Misread(part="time", word="")
    nearest = _near_day(word)
    return Misread(part="day" if nearest else "word", word=_quotable(word), nearest=nearest or _near(word))


def _day(word: str) -> int | None:
    """The weekday that a word names or begins; plurals count, too."""
    bare = word.rstrip(".")
    found = [n for n, day in enumerate(DAYS) if day.lower().startswith(bare) or f"{day.lower()}s" == bare]
    return found[0] if len(bare) >= _ABBREVIATED and len(found) == 1 else None


def _time(word: str) -> time | None:
    if word in _WORD_TIMES:
        return _WORD_TIMES[word]
    found = _TIME.fullmatch(word)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half is not None:
        if not 1 <= hour <= _HALF_DAY:
            return None
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


@cache
def _zones() -> Mapping[str, str]:
    """Time zones by their names in lower case, and by the place alone where only one is called so."""
    names = sorted(available_timezones() - {"localtime", "Factory"})
    known = {name.lower(): name for name in names if not name.startswith(("posix/", "right/"))}
    places: dict[str, list[str]] = {}
    for lowered, name in known.items():
        area, _, place = lowered.partition("/")
        if area in _AREAS:
            places.setdefault(place.rpartition("/")[2], []).append(name)
    unique = {place: found[0] for place, found in places.items() if len(found) == 1}
    return {place: name for place, name in unique.items() if place not in _PLACELESS} | known


def _near(word: str) -> str | None:
    """The time zone that is written nearly like a word; of short words too many are."""
    if len(word) < _SUGGESTIBLE:
        return None
    close = difflib.get_close_matches(word[:_LONGEST_WORD], _zones(), 1, 0.85)
    return _zones()[close[0]] if close else None


def _near_day(word: str) -> str | None:
    close = difflib.get_close_matches(word[:_LONGEST_WORD], [day.lower() for day in DAYS], 1, 0.75)
    return close[0].capitalize() if close else None


def _quotable(word: str) -> str:
    """A word as it may be repeated; one with a number in it never is."""
    kept = word[:_LONGEST_WORD]
    return kept if first_typed_number(kept) is None else ""
