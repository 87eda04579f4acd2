"""Charts as text."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.replies.reply import Chart

_FULL, _WHOLE = "█", Decimal(100)
#: A bar for 100% is at least and at most this long: shorter says nothing, longer is hard to follow.
_SHORTEST, _LONGEST = 10, 50
_INDENT = "  "


def bars(chart: Chart, width: int) -> str:
    """A chart of percentages as lines of at most ``width`` characters, if labels leave room for it.

    Bars share one scale that begins at zero. The figure stands behind its bar as it was printed, so
    that "over 50%" is no "50%".
    """
    labels = max(len(bar.label) for bar in chart.bars)
    figures = max(len(bar.printed) for bar in chart.bars)
    room = width - len(_INDENT) - labels - figures - 2
    scale = min(max(room, _SHORTEST), _LONGEST)
    # One group is what the title says already.
    several = not chart.title or len({bar.group for bar in chart.bars}) > 1
    lines = [chart.title[:1].upper() + chart.title[1:]] if chart.title else []
    for group, rows in groupby(chart.bars, key=lambda bar: bar.group):
        if group and several:
            lines.append(group[:1].upper() + group[1:])
        for bar in rows:
            drawn = _FULL * _length(bar.value, scale)
            lines.append(f"{_INDENT}{bar.label:<{labels}} {drawn} {bar.printed}")
    if chart.note:
        lines.append(chart.note)
    return "\n".join(lines)


def _length(value: Decimal, scale: int) -> int:
    share = max(Decimal(0), min(value, _WHOLE)) * scale / _WHOLE
    # Something is never drawn as nothing.
    return max(1, round(share)) if value > 0 else 0
