"""One event in a conversation → the next state and the move that answers it.

Theory of operation. A conversation is in no mode: every event is legal at every time, and the
state only remembers what later events may refer to (a role, what was last spoken of, choices on
the table). A text is first held against the choices on the table; anything else is decided afresh
by :mod:`bot.conversation.decide`. Choices live for one turn. What an event can't use (a choice that
has gone, an id no longer known) is answered, never raised.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from bot.conversation import shown
from bot.conversation.events import AskedForgetting, AskedHelp, Began, Chose, Event, GaveRole, Said
from bot.conversation.moves import (
    Chatted,
    Claimed,
    Declined,
    Forget,
    Found,
    Guided,
    Move,
    Offered,
    Step,
    ToldDispute,
    ToldMore,
    ToldOfEach,
    ToldSource,
    ToldSurvey,
    ToldSurveys,
    Traced,
    Unread,
    Weighed,
    offered,
)
from bot.conversation.naming import singled_out
from bot.conversation.state import REMEMBERED, Focus, State
from bot.figures.findings import SideBySide, readings_of
from bot.knowledge.model import Audience

if TYPE_CHECKING:
    from bot.conversation.decide import Decider
    from bot.conversation.decision import Decision
    from bot.figures.findings import Reading
    from bot.knowledge.model import Knowledge

#: How like a choice's label a text must be to pick it, of 100.
_PICKS = 85
_NONE = frozenset(["none", "none of these", "none of them", "neither", "no", "something else"])
_SPELLED = {"first": 0, "second": 1, "third": 2}


def step(state: State, event: Event, knowledge: Knowledge, decider: Decider) -> Step:
    """Answer one event. Pure and total: every event in every state gives a step."""
    match event:
        case Began():
            return _chatted(state, "start")
        case AskedHelp():
            return _chatted(state, "help")
        case GaveRole(role=role):
            known = role if role in set(Audience) else (None if role is None else Audience.OTHER.value)
            return Step(state=replace(state, role=known), move=Chatted(kind="role"))
        case AskedForgetting():
            return Step(state=State(), move=Chatted(kind="forgotten"), effects=(Forget(),))
        case Chose(entry=entry):
            return _chosen(state, entry, decider)
        case Said(text=text):
            return _said(state, text, knowledge, decider)


def _chatted(state: State, kind: str) -> Step:
    """Small talk, which takes the choices off the table."""
    return Step(state=replace(state, choices=()), move=Chatted(kind=kind))


def _said(state: State, text: str, knowledge: Knowledge, decider: Decider) -> Step:
    if state.choices:
        picked, entry = _picked(state, text)
        if picked:
            return _chosen(state, entry, decider)
    return _decided(state, decider.decide(text, state), knowledge)


def _chosen(state: State, entry: str | None, decider: Decider) -> Step:
    """Answer the entry picked; "none of these" is a question that nothing here answers."""
    if entry is None:
        return _chatted(state, "none")
    decision = decider.answer_with(entry, state)
    if decision is None:
        return _chatted(state, "gone")
    return _decided(state, decision, decider.knowledge)


def _picked(state: State, text: str) -> tuple[bool, str | None]:
    """Whether a text picks from the choices on the table, and which."""
    said = " ".join(text.lower().split()).strip(" .!)")[:200]
    if said in _NONE:
        return True, None
    place = int(said) - 1 if said.isascii() and said.isdigit() and len(said) == 1 else _SPELLED.get(said)
    if place is not None:
        if 0 <= place < len(state.choices):
            return True, state.choices[place].id
        return (place == len(state.choices)), None
    for choice in state.choices:
        if fuzz.ratio(said, choice.label.lower()) >= _PICKS:
            return True, choice.id
    return False, None


def _decided(state: State, decision: Decision, knowledge: Knowledge) -> Step:
    move = decision.move
    focus = _focus_after(move, decision, state.focus, knowledge)
    choices = offered(move)
    speaker = decision.question.speaker
    role = speaker if state.role is None and speaker in set(Audience) else state.role
    return Step(
        state=replace(state, role=role, focus=focus, choices=choices, choosing=isinstance(move, Offered)),
        move=move,
        question=decision.question,
        confidence=decision.confidence,
    )


def _focus_after(  # noqa: C901 (one case for each move)
    move: Move, decision: Decision, before: Focus | None, knowledge: Knowledge
) -> Focus | None:
    """What is spoken of after a move. Small talk, refusals without a subject and tracing keep it."""
    asked = decision.question.roles
    match move:
        case Found(finding=finding):
            rows = readings_of(finding)
            theme = finding.theme.id if isinstance(finding, SideBySide) else None
            return Focus(
                entry=theme or (rows[0].measure.id if rows else None),
                kind="theme" if theme else "figure",
                operation=decision.operation,
                measures=_measures(rows, before if decision.operation != "list" else None),
                roles=asked,
                groups=decision.question.groups,
                singled_out=_single([r.population.role for r in rows]),
                place=decision.place,
                largest=decision.largest,
                shown=shown.names(rows),
            )
        case Guided(advice=advice, steps_wanted=steps_first):
            return Focus(
                entry=advice.id,
                kind="advice",
                operation=decision.operation or ("steps" if steps_first else ""),
                roles=asked,
                measures=decision.question.measures,
            )
        case Claimed(claim=claim):
            return Focus(entry=claim.id, kind="claim", singled_out=singled_out(claim, knowledge), roles=asked)
        case ToldDispute(dispute=dispute, readings=rows):
            return Focus(entry=dispute.id, kind="dispute", measures=dispute.measures, shown=shown.names(rows))
        case ToldSurvey(survey=survey):
            return replace(before, entry=survey.id) if before else Focus(entry=survey.id, kind="about")
        case ToldSource(source=source):
            return Focus(entry=source.id, kind="source")
        case Declined(nearest=nearest, readings=rows) if nearest in knowledge.measures:
            roles = before.roles if before is not None and not asked else asked
            return Focus(
                entry=nearest,
                kind="figure",
                measures=_measures(rows, before, nearest),
                roles=roles,
                shown=shown.names(rows),
            )
        case ToldMore(readings=rows):
            return replace(before, shown=shown.names(rows), fresh=True) if before is not None else None
        case Chatted():
            return replace(before, fresh=False) if before is not None else None
        case Declined() | Traced() | Weighed() | ToldOfEach() | ToldSurveys() | Offered() | Unread():
            return replace(before, fresh=True) if before is not None else None


def _measures(rows: tuple[Reading, ...], before: Focus | None, first: str | None = None) -> tuple[str, ...]:
    latest = [*([first] if first else []), *(r.measure.id for r in rows)]
    older = before.measures if before is not None else ()
    return tuple(dict.fromkeys((*latest, *older)))[:REMEMBERED]


def _single(roles: list[str]) -> str | None:
    return roles[0] if len(set(roles)) == 1 else None
