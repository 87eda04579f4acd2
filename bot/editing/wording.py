"""What people write in messages, before it stands in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.model import Place, Problem
from bot.knowledge.reader import TableReader
from bot.knowledge.texts import fit, normal, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The place of what stands in no file yet.
MESSAGE = Place(file="message")

_LONGEST = 3_000  # characters; a reply holds 700, and a line of a file 8,000


def worded(name: str, written: str) -> str | Problem:
    """A text for one line of a file: runs of spaces and line breaks made single spaces."""
    found = _fit(name, written)
    return found if isinstance(found, Problem) else " ".join(found.split())


def worded_all(name: str, written: Iterable[str]) -> tuple[str, ...] | Problem:
    """Several such texts, or what is wrong with the first that is none."""
    found = []
    for item in written:
        plain = worded(name, item)
        if isinstance(plain, Problem):
            return plain
        found.append(plain)
    return tuple(found)


def phrased(written: Iterable[str]) -> tuple[str, ...] | Problem:
    """The phrasings of a new entry: at least one, none twice, each with a word in it."""
    found = worded_all("phrasing", written)
    if isinstance(found, Problem):
        return found
    seen: set[str] = set()
    for phrasing in found:
        key = normal(phrasing)
        if not key or key in seen:
            what = f"the phrasing {quoted(phrasing)} " + ("is there twice" if key else "has no word in it")
            return Problem(place=MESSAGE, what=what, mend="leave it out")
        seen.add(key)
    return found or Problem(place=MESSAGE, what="there is no phrasing", mend="write how people ask")


def no_id(written: str) -> Problem | None:
    """Why this can't be an id, or None where it can."""
    problems: list[Problem] = []
    TableReader({"id": written}, name="the entry", place=MESSAGE, problems=problems).id()
    return problems[0] if problems else None


def paragraphs(name: str, written: str) -> str | Problem:
    """A text for a section of a file, its line breaks kept."""
    found = _fit(name, written)
    if isinstance(found, Problem):
        return found
    lines = [line.rstrip() for line in found.strip().splitlines()]
    for number, line in enumerate(lines, start=1):
        if line.startswith("#") and not line.startswith("##"):
            what = f"{quoted(line)} would begin another section"
            return Problem(place=Place(file=MESSAGE.file, line=number), what=what, mend="leave the # out")
    return "\n".join(lines)


def _fit(name: str, written: str) -> str | Problem:
    if len(written) > _LONGEST:
        what = f"{quoted(name)} has more than {_LONGEST:,} characters"
        return Problem(place=MESSAGE, what=what, mend="shorten it")
    problems: list[Problem] = []
    found = fit(written, MESSAGE, problems)
    if not found.strip():
        return Problem(place=MESSAGE, what=f"{quoted(name)} is empty", mend="write something")
    return problems[0] if problems else found
