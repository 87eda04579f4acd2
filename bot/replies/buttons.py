"""What can be tapped under a reply: the next thing somebody would ask, in their own words.

A button says its text in the person's stead, so that a tap and a typed follow-up are one and the
same; choices pick an entry. At most two rows of them fit under a message.
"""

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
from bot.conversation.naming import choice
from bot.figures.findings import Comparison, Extreme, Gap, Rest, Values
from bot.figures.reason import themes_of
from bot.replies.reply import Button

if TYPE_CHECKING:
    from bot.conversation.state import Choice
    from bot.knowledge.model import Advice, Knowledge

MOST = 4

SOURCE = Button(label="Who says so?", says="who says so?")
GAP = Button(label="The gap", says="what's the gap?")
BOTH = Button(label="Compare both", says="compare both")
NEXT = Button(label="What to do", says="so what should I do?")
RUNNER_UP = Button(label="And the second?", says="and the runner-up?")
WHY = Button(label="Why?", says="why?")
BEHIND = "The figures"
NONE = Button(label="None of these")


def after(move: Move, knowledge: Knowledge) -> tuple[Button, ...]:  # noqa: C901, PLR0912 (one case for each move)
    """The buttons under a move's reply."""
    match move:
        case Guided(alternatives=others) | Claimed(alternatives=others) if others:
            return (*(_picking(c) for c in others), NEXT, SOURCE)[:MOST]
        case Found(finding=Values()):
            return (BOTH, SOURCE, NEXT)
        case Found(finding=Comparison()):
            return (GAP, SOURCE, NEXT)
        case Found(finding=Gap() | Rest()):
            return (SOURCE, NEXT, WHY)
        case Found(finding=Extreme()):
            return (RUNNER_UP, SOURCE, NEXT)
        case Found():
            return (SOURCE, NEXT)
        case ToldDispute():
            return (SOURCE,)
        case Guided(advice=advice, steps_wanted=wanted):
            behind = _behind(advice, knowledge)
            related = [knowledge.advice[i] for i in advice.related if i in knowledge.advice]
            ahead = () if wanted or not advice.steps else (NEXT,)
            return (*ahead, *behind, SOURCE, *(_picking(choice(a)) for a in related))[:MOST]
        case Claimed():
            return (SOURCE, NEXT)
        case Offered(choices=choices):
            return (*(_picking(c) for c in choices), NONE)
        case Declined(nearest=nearest):
            entry = knowledge.entry(nearest) if nearest else None
            return (_picking(choice(entry)),) if entry is not None else ()
        case ToldMore(beside=beside):
            return tuple(_picking(c) for c in beside)
        case Traced(readings=rows, theme=None, doubted=True) if rows:
            alike = themes_of(knowledge, rows[0].measure.id)
            return tuple(_picking(choice(theme)) for theme in alike[:MOST])
        case Weighed(newer=theme) if theme is not None:
            return (_picking(choice(theme)), SOURCE)
        case Weighed():
            return (SOURCE,)
        case Traced() | ToldSurvey() | ToldOfEach() | ToldSurveys() | ToldSource() | Unread() | Chatted():
            return ()


def _picking(offered: Choice) -> Button:
    """The button that picks an entry."""
    return Button(label=offered.label, chooses=offered.id)


def _behind(advice: Advice, knowledge: Knowledge) -> tuple[Button, ...]:
    """The way to the first figure that guidance rests on, with its group's counterpart."""
    for ground in advice.rests_on:
        if ground.kind == "figure" and ground.id in knowledge.measures:
            return (Button(label=BEHIND, chooses=ground.id),)
    return ()
