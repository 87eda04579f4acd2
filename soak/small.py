"""A small knowledge folder, so that little time goes into reading it and much into what is tried."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tests.knowledge import guild

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SURVEY: Final = guild.SURVEY_FILE
#: Tests of the guilds' knowledge that miss, and ones that don't.
_MENDED: Final = {
    "how many would lend yeast": "how many would be willing to share their yeast",
    "how many have room below": "how many of them own a cellar",
}


def _mended(file: str, text: str) -> str:
    for stray, reaching in _MENDED.items():
        text = text.replace(stray, reaching)
    # Printed in two files, a figure could not be changed in one.
    return text.replace("figures.baker = 83\n", "") if file.startswith("library/") else text


#: Everything in it can be published.
TEXTS: Final[Mapping[str, str]] = {file: _mended(file, text) for file, text in guild.TEXTS.items()}
#: What is asked, and how in one version's answers the figures are printed that the other has not.
QUESTION: Final = "how many bakers are proud of the starter"
GAP: Final = "how far apart are bakers and brewers on pride in the starter"
GAP_BEGINS: Final = "Bakers are"
OLD: Final = frozenset({"83%", "64.5%", "18.5 percentage points"})
NEW: Final = frozenset({"52%", "31%", "21 percentage points"})
_IN_BOTH: Final = frozenset({"40%"})
_FIGURE: Final = re.compile(r"\b\d+(?:\.\d+)?(?:%| percentage points?)")


def version_told(answer: str) -> frozenset[str] | None:
    """The version whose figures an answer holds, all of them and no others; None when it is of neither."""
    found = frozenset(_FIGURE.findall(answer)) - _IN_BOTH
    return found if found in {OLD, NEW} else None


def other() -> dict[str, str]:
    """The other version: the same, but for what a survey found."""
    text = TEXTS[SURVEY].replace("figures.baker = 83\n", "figures.baker = 52\n")
    return {**TEXTS, SURVEY: text.replace("figures.brewer = 64.5\n", "figures.brewer = 31\n")}


def written(folder: Path, texts: Mapping[str, str] = TEXTS) -> Path:
    """A knowledge folder with these texts."""
    for file, text in texts.items():
        place = folder / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """What lies in a folder, hidden files too: every file that is one, by its path."""
    found = (file for file in sorted(folder.rglob("*")) if file.is_file() and not file.is_symlink())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}
