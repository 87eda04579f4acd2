"""Drafts of refusals: what is missing, and the nearest that is held, as such."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation.moves import ANYBODY_ELSE, IN_SURVEY, IN_SURVEYS
from bot.conversation.naming import label
from bot.figures.reason import roles_counted
from bot.knowledge.model import Advice, Claim, Theme
from bot.replies.drafts.draft import Draft
from bot.replies.grouping import sources_of
from bot.replies.prose import written
from bot.replies.reply import Kind, Outcome

if TYPE_CHECKING:
    from bot.conversation.moves import Declined
    from bot.knowledge.model import Entry, Knowledge

#: Surveys named where all that are held would be too many.
_MOST_NAMED: Final = 3


def declined(move: Declined, knowledge: Knowledge) -> Draft:
    """What no source tells, by name."""
    nearest = knowledge.entry(move.nearest) if move.nearest else None
    surveys = tuple(knowledge.surveys.values())
    asked = [role.id for role in knowledge.words.roles.values() if role.many == move.about]
    apart = tuple(r for r in move.apart if r not in move.readings)
    return Draft(
        template="declined",
        values={
            "move": move,
            "readings": move.readings,
            "survey": knowledge.surveys.get(move.nearest or "") or next(iter(surveys), None),
            "unheld": roles_counted(knowledge).isdisjoint(asked),
            "held_surveys": ", ".join(s.short for s in surveys[:_MOST_NAMED]),
            "more_surveys": max(0, len(surveys) - _MOST_NAMED),
            "several": len(surveys) > 1,
            "in_survey": IN_SURVEY,
            "in_surveys": IN_SURVEYS,
            "anybody_else": ANYBODY_ELSE,
            "argument": _argument(nearest, knowledge),
            "nearest_label": _named(nearest) if nearest is not None and not move.fact else "",
        },
        outcome=Outcome.ABSTAIN,
        kind=Kind.REFUSAL,
        nearest=move.nearest,
        missing=move.missing,
        sources=sources_of(move.readings),
        readings=move.readings,
        cuts=({"apart": apart}, {"apart": ()}),
    )


def _argument(nearest: Entry | None, knowledge: Knowledge) -> str:
    """What is argued where no cause is stated; nothing where what is nearest argues nothing."""
    if isinstance(nearest, Claim):
        return f"{nearest.statement}."
    return written(nearest.sections["lead"], knowledge) if isinstance(nearest, Advice) else ""


def _named(entry: Entry) -> str:
    """An entry's name as it stands within a sentence; titles, which may be questions, between marks."""
    return f"“{entry.title}”" if isinstance(entry, Theme | Advice) else label(entry)
