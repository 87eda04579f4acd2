"""Drafts of what stands without a number of its own: guidance, definitions, claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.knowledge.model import Stance
from bot.replies.drafts import grounds
from bot.replies.drafts.draft import Draft
from bot.replies.prose import written
from bot.replies.reply import Kind, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.moves import Claimed, Guided
    from bot.knowledge.model import Advice, Audience, Knowledge

#: Sources named on each side of guidance, where there is room.
_SIDES: Final = 2
#: What guidance leaves out until it is brief; steps that were asked for push out everything else instead.
_CUTS: Final[tuple[Mapping[str, object], ...]] = (
    {},
    {"most": 1},
    {"steps": ()},
    {"section": ""},
    {"opposes": ()},
)
_CUTS_AROUND_STEPS: Final[tuple[Mapping[str, object], ...]] = ({}, {"most": 1}, {"section": ""}, {"lead": ""})


def guided(move: Guided, knowledge: Knowledge) -> Draft:
    """Guidance or a definition, with what it rests on."""
    advice = move.advice
    lead = written(advice.sections["lead"], knowledge)
    section = _section(advice, move.audience, knowledge)
    supports = grounds.sources_of(advice, knowledge, Stance.SUPPORTS)
    opposes = grounds.sources_of(advice, knowledge, Stance.OPPOSES)
    behind = grounds.figures_of(advice, knowledge)
    return Draft(
        template="advice",
        values={
            "move": move,
            "advice": advice,
            "lead": lead,
            "section": section,
            "steps": advice.steps,
            "supports": supports,
            "opposes": opposes,
            "most": _SIDES,
            # One tap away, and whole whatever the first message has to leave out.
            "behind": behind,
            "sources_for": supports,
            "sources_against": tuple(source for source in opposes if source not in supports),
        },
        outcome=Outcome.ANSWER,
        kind=Kind.DEFINITION if advice.kind == "definition" else Kind.ADVICE,
        entry=advice.id,
        sources=grounds.sources_of(advice, knowledge),
        behind=behind,
        more="advice_more",
        cuts=_CUTS_AROUND_STEPS if move.steps_wanted else _CUTS,
    )


def claimed(move: Claimed, knowledge: Knowledge) -> Draft:
    """A finding or view without a number."""
    claim = move.claim
    return Draft(
        template="claim",
        values={"move": move, "claim": claim, "survey": knowledge.surveys[claim.survey]},
        outcome=Outcome.ANSWER,
        kind=Kind.CLAIM,
        entry=claim.id,
        sources=claim.sources,
    )


def _section(advice: Advice, audience: Audience, knowledge: Knowledge) -> str:
    source = advice.sections.get(audience.value, "")
    return written(source, knowledge) if source else ""
