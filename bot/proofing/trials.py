"""Every reply that an entry can make, worded once for everybody it may be worded for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Protocol

from bot.conversation.moves import (
    Claimed,
    Declined,
    Found,
    Guided,
    Move,
    ToldDispute,
    ToldSource,
    ToldSurvey,
    Traced,
)
from bot.conversation.state import State
from bot.figures import reason
from bot.figures.findings import Absent
from bot.knowledge.model import (
    SURVEY_FACTS,
    Advice,
    Audience,
    Claim,
    Decoy,
    Dispute,
    Measure,
    Missing,
    Problem,
    Source,
    Survey,
    Theme,
)
from bot.knowledge.texts import quoted
from bot.replies.reply import BRIEF, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.figures.findings import Finding, Reading
    from bot.knowledge.model import Entry, Knowledge
    from bot.replies.reply import Reply

_ADDRESSED = {
    Audience.CIO: "a CIO",
    Audience.CMO: "a CMO",
    Audience.CEO: "a CEO",
    Audience.OTHER: "others",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Trial:
    """A reply to be worded: ``name`` says which one it is, ``audience`` whom it addresses, if anybody."""

    name: str
    move: Move
    audience: Audience | None = None


class Wording(Protocol):
    """What words a move for a check: an advisor, or the composer alone, which needs no reader."""

    def trial(self, move: Move, state: State) -> Reply:
        """The reply; raises where a person would get the plain statement instead."""


def trial_problems(knowledge: Knowledge, wording: Wording) -> tuple[Problem, ...]:
    """Replies that can't be worded, break the number rule or are too long, sorted by place."""
    return tuple(sorted(p for entry in knowledge.entries() for p in trials_of(entry, knowledge, wording)))


def trials_of(entry: Entry, knowledge: Knowledge, wording: Wording) -> Iterator[Problem]:
    """The same of one entry, as it comes."""
    faults: dict[tuple[str, str, str], list[str]] = {}
    for trial in _trials(entry, knowledge):
        for fault, mend in _faults(trial, wording):
            whom = faults.setdefault((trial.name, fault, mend), [])
            whom.extend([_ADDRESSED[trial.audience]] if trial.audience else [])
    for (name, fault, mend), whom in faults.items():
        to = f" to {', '.join(whom)}" if whom else ""
        what = f"the {name} of {quoted(entry.id)}{to} {fault}"
        yield Problem(place=entry.place, what=what, mend=mend)


# ── Which replies there are ───────────────────────────────────────────────────────────────────


def _trials(entry: Entry, knowledge: Knowledge) -> Iterator[_Trial]:
    match entry:
        case Measure():
            yield from _of_measure(entry, knowledge)
        case Claim():
            yield _Trial(name="reply", move=Claimed(claim=entry))
            yield _Trial(name="source", move=Traced(claim=entry))
        case Dispute():
            rows = tuple(r for m in entry.measures for r in reason.readings(knowledge, knowledge.measures[m]))
            yield _Trial(name="reply", move=ToldDispute(dispute=entry, readings=rows))
        case Survey():
            yield from _of_survey(entry)
        case Source():
            yield _Trial(name="reply", move=ToldSource(source=entry))
        case Theme():
            yield _Trial(name="reply", move=Found(finding=reason.side_by_side(knowledge, entry)))
        case Advice():
            yield from _of_advice(entry)
        case Decoy():
            declined = Declined(missing=entry.missing, about=entry.about, nearest=entry.near)
            yield _Trial(name="refusal", move=declined)


def _of_measure(measure: Measure, knowledge: Knowledge) -> Iterator[_Trial]:
    rows = reason.readings(knowledge, measure)
    for row in rows:
        yield from _finding("value", reason.values([row]))
        yield from _finding("complement", reason.rest([row]))
        yield _Trial(name="source", move=Traced(readings=(row,)))
    yield from _finding("comparison", reason.compare(knowledge, rows))
    yield from _finding("comparison of sources", reason.sources_agree(knowledge, measure))
    yield _Trial(name="source", move=Traced(readings=rows))
    yield _Trial(name="refusal of a cause", move=_uncaused(measure, rows))
    for left, right in permutations(rows, 2):
        yield from _finding("gap", reason.gap(knowledge, left, right))
        yield from _finding("ratio", reason.ratio(knowledge, left, right))


def _finding(name: str, finding: Finding) -> Iterator[_Trial]:
    if not isinstance(finding, Absent):
        yield _Trial(name=name, move=Found(finding=finding))


def _uncaused(measure: Measure, rows: tuple[Reading, ...]) -> Declined:
    return Declined(missing=Missing.CAUSE, nearest=measure.id, readings=rows)


def _of_survey(survey: Survey) -> Iterator[_Trial]:
    yield _Trial(name="reply", move=ToldSurvey(survey=survey))
    for fact in SURVEY_FACTS:
        if fact in survey.facts:
            yield _Trial(name=f"reply on {quoted(fact)}", move=ToldSurvey(survey=survey, fact=fact))
        else:
            move = Declined(missing=Missing.OTHER, fact=fact, nearest=survey.id)
            yield _Trial(name=f"refusal of {quoted(fact)}", move=move)


def _of_advice(advice: Advice) -> Iterator[_Trial]:
    for audience in Audience:
        plainly = Guided(advice=advice, audience=audience)
        yield _Trial(name="reply", move=plainly, audience=audience)
        if advice.steps:
            stepwise = Guided(advice=advice, audience=audience, steps_wanted=True)
            yield _Trial(name="reply with steps", move=stepwise, audience=audience)
    yield _Trial(name="source", move=Traced(advice=advice))


# ── What can be wrong with one ────────────────────────────────────────────────────────────────


def _faults(trial: _Trial, wording: Wording) -> Iterator[tuple[str, str]]:
    """What is wrong with a reply, each with what would be right."""
    state = State(role=trial.audience.value if trial.audience else None)
    try:
        reply = wording.trial(trial.move, state)
    except Exception as error:  # noqa: BLE001 (whatever a text makes go wrong is that text's problem)
        yield f"can't be worded ({type(error).__name__}: {error})", "mend what its text calls for"
        return
    if not reply.kept_rule:
        yield "holds a number without a source", "print the figure by a call, or say it without"
        return
    length = len(plain(reply.text))
    if length > BRIEF and not isinstance(trial.move, Traced):
        yield f"comes to {length} characters", f"shorten it to {BRIEF}"
    if isinstance(trial.move, Guided) and trial.move.steps_wanted and not _whole(trial.move.advice, reply):
        yield "has no room for its steps", "shorten the lead or the steps"


def _whole(advice: Advice, reply: Reply) -> bool:
    """Whether all the steps of guidance stand in a reply."""
    text = plain(reply.text)
    return all(step in text for step in advice.steps)
