"""Dialogues told to their end, and lines that do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.service.publishing.dialogue import Dialogue, answered

if TYPE_CHECKING:
    from bot.knowledge.model import Knowledge

SURVEY = "netbiscuits-2013"


def told(dialogue: Dialogue, lines: list[str], knowledge: Knowledge) -> Dialogue:
    """The dialogue after these lines, each of which must be taken."""
    for line in lines:
        said = answered(dialogue, line, knowledge)
        assert isinstance(said, Dialogue), (dialogue.asks, line, said)
        assert dialogue.asks in said.given
        dialogue = said
    assert dialogue.asks is None
    return dialogue


FIGURE_LINES = [
    "netbiscuits",
    "  tablet   purchases ",
    "buy tablets",
    "CMOs",
    "over 70 %",
    "make mobile",
    "only a few were asked",
    "tablets\n\n tablets \nslates",
    "who buys tablets\nwho buys slates",
]
ADVICE_LINES = [
    "Meet on Mondays",
    "Adviser's view",
    "time-to-team-up",
    "Meet.\n\nOften.",
    "You come.",
    "So do you.",
    "Let them.",
    "Join them.",
    "Set a day\nKeep it",
    "monday meetings",
    "when to meet\nhow often to meet",
]
