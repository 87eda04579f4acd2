"""A move → a draft, cut until it is brief."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.moves import (
    Chatted,
    Claimed,
    Declined,
    Found,
    Guided,
    Move,
    Offered,
    ToldDispute,
    ToldMore,
    ToldOfEach,
    ToldSource,
    ToldSurvey,
    ToldSurveys,
    Traced,
    Unread,
    Weighed,
)
from bot.knowledge.model import Missing
from bot.replies.drafts import figures, guidance, refusals, surveys, tracing
from bot.replies.drafts.draft import Draft, shortened
from bot.replies.reply import Kind, Outcome

if TYPE_CHECKING:
    from bot.conversation.state import State
    from bot.knowledge.model import Knowledge
    from bot.replies.environment import Templates

_SOCIAL_KINDS = {
    "help": Kind.HELP,
    "privacy": Kind.HELP,
    "forgetting": Kind.HELP,
    "identity": Kind.ABOUT,
    "owner": Kind.ABOUT,
    "none": Kind.CLARIFY,
    "gone": Kind.CLARIFY,
}


class Drafter:
    """Drafts replies against one version of the knowledge."""

    def __init__(self, templates: Templates, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._templates = templates

    def draft(self, move: Move, state: State) -> Draft:
        """The draft of a move. Raises CallError or KeyError for guidance that cites what is not held."""
        return shortened(_whole(move, state, self._knowledge), self._templates)


def _whole(move: Move, state: State, knowledge: Knowledge) -> Draft:  # noqa: C901, PLR0912 (one case for each move)
    match move:
        case Found():
            return figures.found(move, knowledge)
        case ToldMore():
            return figures.told_more(move)
        case ToldDispute():
            return figures.told_dispute(move)
        case Guided():
            return guidance.guided(move, knowledge)
        case Claimed():
            return guidance.claimed(move, knowledge)
        case Traced():
            return tracing.traced(move, knowledge)
        case Weighed():
            return tracing.weighed(move, knowledge)
        case ToldSource():
            return tracing.told_source(move)
        case ToldSurvey():
            return surveys.told_survey(move, knowledge)
        case ToldOfEach():
            return surveys.told_of_each(move)
        case ToldSurveys():
            return surveys.told_surveys(move)
        case Declined():
            return refusals.declined(move, knowledge)
        case Offered():
            return _offered(move)
        case Unread():
            return _unread(move)
        case Chatted():
            return _chatted(move, state)


def _offered(move: Offered) -> Draft:
    return Draft(
        template="choose", values={"choices": move.choices}, outcome=Outcome.CHOOSE, kind=Kind.CLARIFY
    )


def _unread(move: Unread) -> Draft:
    return Draft(
        template="unread",
        values={"move": move},
        outcome=Outcome.ABSTAIN,
        kind=Kind.CLARIFY,
        missing=Missing.OTHER,
    )


def _chatted(move: Chatted, state: State) -> Draft:
    return Draft(
        template="social",
        values={"kind": move.kind, "role": state.role},
        outcome=Outcome.ABSTAIN if move.kind in {"none", "gone"} else Outcome.SOCIAL,
        kind=_SOCIAL_KINDS.get(move.kind, Kind.GREETING),
    )
