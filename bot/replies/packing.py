"""Charts as JSON-ready values, to be kept until they are drawn."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from bot.replies.reply import Bar, Chart, End

if TYPE_CHECKING:
    from collections.abc import Mapping


def packed(chart: Chart) -> dict[str, Any]:
    """A chart as JSON-ready values; ``unpacked`` makes the same chart of them."""
    return {
        "title": chart.title,
        "bars": [
            [b.label, str(b.value), b.printed, b.role, b.group, b.detail, b.end.value] for b in chart.bars
        ],
        "note": chart.note,
        "remark": chart.remark,
        "foot": list(chart.foot),
        "maker": chart.maker,
        "caption": chart.caption,
        "top": str(chart.top),
        "whole": chart.whole,
    }


def unpacked(values: Mapping[str, Any]) -> Chart | None:
    """The chart that was packed; None for what another version may have packed otherwise."""
    try:
        return Chart(
            title=str(values["title"]),
            bars=tuple(_bar(*bar) for bar in values["bars"]),
            note=str(values["note"]),
            remark=str(values["remark"]),
            foot=tuple(str(line) for line in values["foot"]),
            maker=str(values["maker"]),
            caption=str(values["caption"]),
            top=Decimal(values["top"]),
            whole=bool(values["whole"]),
        )
    except (KeyError, TypeError, ValueError, InvalidOperation):
        return None


def _bar(  # noqa: PLR0913, PLR0917 (in the order they are packed)
    label: str, value: str, printed: str, role: str, group: str, detail: str, end: str
) -> Bar:
    return Bar(
        label=label,
        value=Decimal(value),
        printed=printed,
        role=role,
        group=group,
        detail=detail,
        end=End(end),
    )
