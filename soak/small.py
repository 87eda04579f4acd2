"""A small knowledge folder, so that little time goes into reading it and much into what is tried."""

from __future__ import annotations

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
QUESTION: Final = "how many bakers are proud of the starter"
GAP: Final = "how far apart are bakers and brewers on pride in the starter"
#: What answers to these say in one version and in the other, and never in both.
OLD: Final = frozenset({"83%", "64.5%", "18.5 percentage points"})
NEW: Final = frozenset({"52%", "31%", "21 percentage points"})


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
