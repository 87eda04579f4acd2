"""What stands together in a theme: measures of several surveys that ask nearly the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.figures import reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.state import Choice
    from bot.knowledge.model import Knowledge, Theme

#: As many choices as make it worth to look what they have in common.
_SEVERAL: Final = 2


def common(measures: Sequence[str], knowledge: Knowledge) -> Theme | None:
    """The theme that holds all of these measures, if there is one."""
    for theme in reason.themes_of(knowledge, measures[0]) if measures else ():
        if {m.measure for m in theme.members}.issuperset(measures):
            return theme
    return None


def among(choices: Sequence[Choice], knowledge: Knowledge) -> Theme | None:
    """The theme of which all choices are: itself, or measures of it."""
    measures = tuple(c.id for c in choices if c.id in knowledge.measures)
    themes = {c.id for c in choices if c.id in knowledge.themes}
    if len(choices) < _SEVERAL or len(measures) + len(themes) < len(choices) or not measures:
        return None
    theme = common(measures, knowledge)
    return theme if theme is not None and themes <= {theme.id} else None


def related(entry: str, other: str, knowledge: Knowledge) -> bool:
    """Whether two entries stand in one theme, or one is the theme of the other."""
    themes = {t.id for t in reason.themes_of(knowledge, entry)} | {entry}
    return bool(themes & ({t.id for t in reason.themes_of(knowledge, other)} | {other}))
