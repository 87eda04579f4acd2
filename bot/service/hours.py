"""Silent hours: a span of every day, in a time zone. Pure.

Like a rhythm they are told in local time, and begin and end anew each day by the clocks of their zone:
where a clock change takes out the whole span there is none on that day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.service.rhythm import FILLERS, Misread, instant, part_of, zone_called

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_NONE: Final = frozenset({"off", "none", "never", "no"})
_BETWEEN: Final = frozenset({"from", "to", "till", "until", "between", "-", "–", "—"})
#: A dash between two times; those in the names of time zones stand between other characters.
_DASH: Final = re.compile(r"(?<=[\dm])\s*[-–—]\s*(?=\d)", re.ASCII)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Hours:
    """From ``begin`` to ``end``, over midnight where that is earlier, by the clocks of ``zone``.

    The two differ; ``zone`` is an IANA name.
    """

    begin: time
    end: time
    zone: str

    def __post_init__(self) -> None:
        if self.begin == self.end:
            raise ValueError("hours that end as they begin would be none or all")
        zone_called(self.zone)

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}–{self.end:%H:%M}"

    def to_json(self) -> dict[str, Any]:
        """As JSON-ready values."""
        begin, end = (at.isoformat("minutes") for at in (self.begin, self.end))
        return {"begin": begin, "end": end, "zone": self.zone}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Hours:
        """From what ``to_json`` gave. Raises KeyError, TypeError or ValueError for anything else."""
        begin, end = (time.fromisoformat(stored[name]) for name in ("begin", "end"))
        return cls(begin=begin, end=end, zone=stored["zone"])

    def until(self, moment: datetime) -> datetime | None:
        """When they end, in UTC, if they last at this moment; else None."""
        ends = None
        # Where clocks skip a day, the next span may begin as one ends.
        while (later := self._end_of_span(ends or moment)) is not None:
            ends = later
        return ends

    def _end_of_span(self, moment: datetime) -> datetime | None:
        zone = zone_called(self.zone)
        today = moment.astimezone(zone).date()
        for day in (today - 2 * _DAY, today - _DAY, today):
            last = day if self.begin < self.end else day + _DAY
            ends = instant(last, self.end, zone)
            if instant(day, self.begin, zone) <= moment < ends:
                return ends
        return None


def understood(words: str, zone: str) -> Hours | Misread | None:
    """What words such as "22:00-07:00 Europe/Berlin" tell, in ``zone`` if they name none.

    None for "off"; or else the first word that tells nothing.
    """
    times: list[time] = []
    zones: list[str] = []
    spaced = _DASH.sub(" ", re.sub(r"(?<=\d)\s+(?=[ap]m\b)", "", words.lower().replace(",", " ")))
    said = [word for word in spaced.split() if word not in FILLERS | _BETWEEN]
    if len(said) == 1 and said[0] in _NONE:
        return None
    for word in said:
        match part_of(word):
            case Misread() as misread:
                return misread
            case "at", time() as at:
                times.append(at)
            case "zone", str() as named:
                zones.append(named)
            case _:
                return Misread(part="hours", word="")
    if len(set(times)) != len(times) or len(times) != 2 or len(zones) > 1:  # noqa: PLR2004 (begin and end)
        return Misread(part="hours", word="")
    return Hours(begin=times[0], end=times[1], zone=zones[0] if zones else zone)
