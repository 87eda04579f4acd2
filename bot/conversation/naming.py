"""What entries are called where they are offered, and whom they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.state import Choice
from bot.knowledge.model import Advice, Claim, Decoy, Dispute, Measure, Source, Survey, Theme

if TYPE_CHECKING:
    from bot.knowledge.model import Entry, Knowledge


def label(entry: Entry) -> str:
    """An entry's name as it stands on a button or in a list of choices."""
    match entry:
        case Measure() | Claim() | Survey():
            return entry.short
        case Advice() | Source() | Theme():
            return entry.title
        case Dispute() | Decoy():
            return entry.about


def choice(entry: Entry) -> Choice:
    """An entry as it is put on the table."""
    return Choice(id=entry.id, label=label(entry))


def singled_out(claim: Claim, knowledge: Knowledge) -> str | None:
    """The role that a claim names first, among those that have a counterpart."""
    places = [
        (at, role.id)
        for role in knowledge.words.roles.values()
        if role.counterpart is not None and (at := claim.statement.find(role.one)) >= 0
    ]
    return min(places)[1] if places else None
