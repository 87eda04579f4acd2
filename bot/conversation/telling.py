"""Entries → moves: how each kind answers, whom guidance addresses, and what follows from what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import reckon
from bot.conversation.moves import Claimed, Declined, Guided, Move, ToldDispute, ToldSource, ToldSurvey
from bot.conversation.naming import label
from bot.conversation.premises import checked
from bot.figures import reason
from bot.knowledge.model import Advice, Audience, Claim, Decoy, Dispute, Measure, Source, Survey, Theme

if TYPE_CHECKING:
    from bot.conversation.judge import Judge
    from bot.conversation.state import State
    from bot.knowledge.model import Entry
    from bot.questions.question import Question

#: What "so what should I do?" asks: about an entry, in front of its name, and about nothing yet.
_WHAT_TO_DO, FIRST = "what should we do about", "what should we do first"


def tell(entry: Entry, question: Question, state: State, judge: Judge) -> Move:
    """The move with which an entry answers a question."""
    match entry:
        case Measure():
            return checked(reckon.reckon(question, [entry], judge.knowledge), question, judge.knowledge)
        case Advice():
            steps = question.has("next")
            return Guided(advice=entry, audience=audience(question, state), steps_wanted=steps)
        case Claim():
            return Claimed(claim=entry)
        case Dispute():
            return told_dispute(entry, judge)
        case Survey():
            return ToldSurvey(survey=entry)
        case Source():
            return ToldSource(source=entry)
        case Theme():
            return checked(reckon.themed(question, entry, judge.knowledge), question, judge.knowledge)
        case Decoy():
            near = judge.knowledge.measures.get(entry.near or "")
            rows = reason.main(reason.readings(judge.knowledge, near)) if near is not None else ()
            return Declined(missing=entry.missing, about=entry.about, nearest=entry.near, readings=rows)


def told_dispute(dispute: Dispute, judge: Judge) -> ToldDispute:
    """A dispute with the figures it is about."""
    knowledge = judge.knowledge
    rows = tuple(r for m in dispute.measures for r in reason.readings(knowledge, knowledge.measures[m]))
    return ToldDispute(dispute=dispute, readings=rows)


def advice_after(entry: Entry, judge: Judge) -> Advice | None:
    """Guidance that follows from what was last said."""
    if isinstance(entry, Advice):
        return entry
    if isinstance(entry, Theme):
        resting = (advice_on(member.measure, judge) for member in entry.members)
        return next((advice for advice in resting if advice is not None), None)
    return advice_for(f"{_WHAT_TO_DO} {label(entry)}", judge, entry.id) or advice_on(entry.id, judge)


def advice_for(text: str, judge: Judge, id_: str | None = None) -> Advice | None:
    """The likeliest guidance with steps for a text; of those that rest on an entry, if one is given."""
    for match in judge.reader.read(text).ranking:
        advice = judge.knowledge.advice.get(match.entry)
        rests = id_ is None or (advice is not None and any(g.id == id_ for g in advice.rests_on))
        if advice is not None and advice.steps and rests:
            return advice
    return None


def advice_on(id_: str, judge: Judge) -> Advice | None:
    """The first guidance that rests on a figure or claim; what has it as support before the rest."""
    resting = [
        (g.stance, advice)
        for advice in judge.knowledge.advice.values()
        if advice.kind == "advice"
        for g in advice.rests_on
        if g.id == id_
    ]
    supported = [advice for stance, advice in resting if stance == "supports"]
    return next(iter([*supported, *(advice for _, advice in resting)]), None)


def arguments_on(measure: Measure, judge: Judge) -> str | None:
    """Guidance or a claim that bears on a measure, to be offered as argument, not as cause."""
    for claim in judge.knowledge.claims.values():
        if measure.id in claim.related and claim.by == "author":
            return claim.id
    advice = advice_on(measure.id, judge)
    return advice.id if advice is not None else None


def audience(question: Question, state: State) -> Audience:
    """Whom to address: the role somebody speaks as in this question, or else the one they gave."""
    return Audience(question.speaker) if question.speaker in set(Audience) else state.audience
