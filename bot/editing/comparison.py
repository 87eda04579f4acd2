"""What a change did, line by line, for the record."""

from __future__ import annotations

from difflib import unified_diff

LONGEST = 3_000  # characters of a comparison

_MOST_LINES = 20_000  # of both texts together; beyond that comparing them takes too long
_CONTEXT = 1  # lines around each change
_WIDEST = 300  # characters of a line


def unified(old: str, new: str, path: str) -> str:
    """The lines that went and came, in the notation of ``diff -u``; "" when nothing changed.

    Never longer than :data:`LONGEST`; what is left out is counted at the end.
    """
    if old == new:
        return ""
    before, after = old.splitlines(), new.splitlines()
    if len(before) + len(after) > _MOST_LINES:
        return f"--- {path}\n+++ {path}\n… {len(before):,} lines became {len(after):,}"
    names = (path if old else "/dev/null"), (path if new else "/dev/null")
    lines = unified_diff(before, after, *names, lineterm="", n=_CONTEXT)
    return _bounded([line if len(line) <= _WIDEST else line[: _WIDEST - 1] + "…" for line in lines])


def _bounded(lines: list[str]) -> str:
    kept, length = 0, 0
    while kept < len(lines) and length + len(lines[kept]) + 1 <= LONGEST - 40:
        length += len(lines[kept]) + 1
        kept += 1
    left_out = len(lines) - kept
    return "\n".join(lines[:kept] + ([f"… and {left_out:,} lines more"] if left_out else []))
