"""A question, read → the move that answers it.

The order is the point: what can't be read, small talk, what is asked of the survey itself, who
says so, why, figures, and last whatever entry the matcher finds. Figures are answered only for
measures that are named or surely meant; a number that nobody measured is refused, with the nearest
thing held offered as such.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.conversation import reckon
from bot.conversation.carry import Carried, carry, is_bare
from bot.conversation.moves import (
    Chatted,
    Claimed,
    Declined,
    Found,
    Guided,
    Move,
    Offered,
    ToldDispute,
    ToldSource,
    ToldSurvey,
    Traced,
    Unread,
)
from bot.conversation.state import Choice
from bot.figures import reason
from bot.figures.findings import SideBySide
from bot.knowledge.model import (
    SURVEY_FACTS,
    Advice,
    Audience,
    Claim,
    Decoy,
    Dispute,
    Measure,
    Missing,
    Source,
    Survey,
    Theme,
)
from bot.questions.question import Question
from bot.questions.reader import SOCIAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.conversation.state import State
    from bot.knowledge.model import Entry, Knowledge
    from bot.questions.matcher import Match
    from bot.questions.reader import Reader

#: What a missing fact of a survey counts as.
_FACT_MISSING = {"fieldwork": Missing.YEAR, "published": Missing.YEAR, "countries": Missing.COUNTRY, "audience": Missing.BREAKDOWN}
_FACT = "fact-"


@dataclass(frozen=True, kw_only=True, slots=True)
class Thresholds:
    """Probabilities from which an entry answers, or is at least offered."""

    answer: float = 0.5
    choose: float = 0.2
    #: A figure whose measure is not named needs this much of the question to be in its words.
    explained: float = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """A move, with the question as completed from context and the matcher's probability.

    ``confidence`` is None when the answer was parsed and no likeness decided it.
    """

    move: Move
    question: Question
    confidence: float | None = None
    operation: str = ""
    place: int = 0
    largest: bool = True


class Decider:
    """Decides against one version of the knowledge. Pure: the same question and state, the same move."""

    def __init__(self, knowledge: Knowledge, reader: Reader, thresholds: Thresholds | None = None) -> None:
        self._knowledge = knowledge
        self._reader = reader
        self._least = thresholds or Thresholds()

    def decide(self, text: str, state: State) -> Decision:
        """The answer to a text in a conversation."""
        question = self._reader.read(text)
        if not question.tokens:
            return Decision(move=Unread(), question=question)
        carried = carry(self._by_number(question), state, self._knowledge)
        question = carried.question
        for attempt in (self._talk, self._fact, self._trace, self._cause, self._figures):
            decision = attempt(question, state, carried)
            if decision is not None:
                return self._announced(decision, carried)
        return self._entry_for(question, state)

    @property
    def knowledge(self) -> Knowledge:
        """What is decided against."""
        return self._knowledge

    def answer_with(self, entry: str, state: State) -> Decision | None:
        """The answer that an entry gives when it is picked; None when there is no such entry."""
        found = self._knowledge.entry(entry)
        if found is None:
            return None
        question = Question(tokens=())
        return Decision(move=self._tell(found, question, state), question=question)

    # ── In order of precedence ────────────────────────────────────────────────────────────────

    def _talk(self, question: Question, state: State, carried: Carried) -> Decision | None:
        """Small talk, and text that nothing can be made of."""
        del state, carried
        top = question.top
        if question.foreign and not question.measures:
            return Decision(move=Unread(foreign=True), question=question)
        if top is None or not top.entry.startswith(SOCIAL) or question.measures:
            return None
        if top.probability < self._least.answer:
            return None
        return Decision(
            move=Chatted(kind=top.entry.removeprefix(SOCIAL)), question=question, confidence=top.probability
        )

    def _fact(self, question: Question, state: State, carried: Carried) -> Decision | None:
        """What a survey tells about itself, or that it does not."""
        fact = next((f for f in SURVEY_FACTS if question.has(_FACT + f)), None)
        if fact is None or (question.measures and not carried.measures and fact not in {"wording", "margin_of_error"}):
            return None
        top = question.top
        guided = top is not None and isinstance(self._entry(top), Advice | Claim | Source)
        if guided and top is not None and top.probability >= self._least.answer and question.residue:
            return None
        survey = self._survey(question, state)
        if survey is None:
            return None
        if fact in survey.facts:
            return Decision(move=ToldSurvey(survey=survey, fact=fact), question=question)
        missing = _FACT_MISSING.get(fact, Missing.OTHER)
        return Decision(move=Declined(missing=missing, fact=fact, nearest=survey.id), question=question)

    def _trace(self, question: Question, state: State, carried: Carried) -> Decision | None:
        """Who says so."""
        if not question.has("source") or question.has("gap", "ratio"):
            return None
        if question.measures and (carried.measures or question.has("source")):
            measure = self._knowledge.measures[question.measures[0]]
            rows = reckon.pick(question, measure, self._knowledge) or reason.readings(self._knowledge, measure)
            return Decision(move=Traced(readings=rows), question=question, operation="source")
        entry = self._focused(state)
        if entry is None or not is_bare(question):
            return None
        match entry:
            case Advice():
                return Decision(move=Traced(advice=entry), question=question, operation="source")
            case Claim():
                return Decision(move=Traced(claim=entry), question=question, operation="source")
            case _:
                return None

    def _cause(self, question: Question, state: State, carried: Carried) -> Decision | None:
        """Why: no cause of a figure is stated; guidance rests on what it rests on."""
        if not question.has("why"):
            return None
        if carried.measures or (question.measures and self._tops(question, Measure)):
            measure = self._knowledge.measures[question.measures[0]]
            return Decision(
                move=Declined(
                    missing=Missing.CAUSE,
                    nearest=self._arguments_on(measure),
                    readings=reckon.pick(question, measure, self._knowledge),
                ),
                question=question,
            )
        entry = self._focused(state)
        if isinstance(entry, Advice) and is_bare(question) and not question.roles:
            return Decision(move=Traced(advice=entry), question=question, operation="source")
        return None

    def _figures(self, question: Question, state: State, carried: Carried) -> Decision | None:
        """Figures, as far as they are asked for."""
        whole = self._whole_scope(question, state)
        if whole is not None:
            return whole
        if not self._wants_figures(question, carried):
            return None
        measures, confidence = self._meant(question)
        if measures:
            move = reckon.reckon(question, measures, self._knowledge, carried.operation)
            return Decision(
                move=self._checked(move, question),
                question=replace(question, measures=tuple(m.id for m in measures)),
                confidence=confidence,
                operation=_operation(question, carried),
            )
        return self._unmeasured(question)

    # ── Figures ───────────────────────────────────────────────────────────────────────────────

    def _wants_figures(self, question: Question, carried: Carried) -> bool:
        if carried.measures:
            return True
        top = question.top
        if question.has("number", "ratio"):
            return True
        sure = top is not None and top.probability >= self._least.answer
        entry = self._entry(top) if top is not None else None
        if sure and not isinstance(entry, Measure):
            # A word like "figures" or "gap" in a question that an entry answers asks for no number.
            return bool(question.measures) and question.has("figures", "gap", "compare", "contradiction")
        return bool(question.measures) or question.has("figures", "gap") or isinstance(entry, Measure)

    def _whole_scope(self, question: Question, state: State) -> Decision | None:
        """Rankings, extremes and lists, which are about no single measure."""
        apart = question.has("apart")
        place = 3 if question.has("third") else 2 if question.has("second") else 1
        focus = state.focus
        if focus is not None and focus.place and is_bare(question) and question.has("second", "third"):
            place = max(place, focus.place + 1) if question.has("second") else place
            move = reckon.extreme(
                replace(question, roles=question.roles or focus.roles, measures=()),
                self._knowledge,
                self._reader.terms,
                place=place,
                largest=focus.largest,
                of_gaps=focus.operation == "extreme-gap",
            )
            return Decision(
                move=move, question=question, operation=focus.operation, place=place, largest=focus.largest
            )
        if question.measures or self._guides(question):
            return None
        superlative = question.has("largest", "smallest")
        if superlative and (apart or question.has("number", "figures", "single", "second", "third") or question.roles):
            largest = question.has("largest")
            move = reckon.extreme(
                question, self._knowledge, self._reader.terms, place=place, largest=largest, of_gaps=apart
            )
            operation = "extreme-gap" if apart else "extreme-value"
            return Decision(move=move, question=question, operation=operation, place=place, largest=largest)
        if question.has("order"):
            move = reckon.ranked(question, self._knowledge, self._reader.terms, of_gaps=apart)
            return Decision(move=move, question=question, operation="ranking")
        if question.has("list", "everything") and question.has("number", "figures", "list") and is_bare(question):
            return Decision(move=reckon.listed(question, self._knowledge), question=question, operation="list")
        return None

    def _meant(self, question: Question) -> tuple[list[Measure], float | None]:
        """The measures a question is about: named, or else the one that surely fits."""
        held = self._knowledge.measures
        top = question.top
        if question.measures:
            decoy = top is not None and isinstance(self._entry(top), Decoy)
            if decoy and top is not None and top.probability >= self._least.answer:
                return [], None
            return [held[m] for m in question.measures], None
        best = next((m for m in question.ranking if m.entry in held), None)
        if best is None or top is None:
            return [], None
        outranked = best is not top and not isinstance(self._entry(top), Advice | Claim | Dispute)
        likely = best.probability >= self._least.answer
        if outranked or not likely or best.explained < self._least.explained:
            return [], None
        return [held[best.entry]], best.probability

    def _unmeasured(self, question: Question) -> Decision | None:
        """A number was asked for, and no measure is it."""
        top = question.top
        entry = self._entry(top) if top is not None and top.probability >= self._least.choose else None
        sure = top is not None and top.probability >= self._least.answer
        refused = reckon.outside(question, self._knowledge, entry if isinstance(entry, Measure) else None)
        if refused is not None:
            return Decision(move=refused, question=question, confidence=top.probability if top else None)
        if isinstance(entry, Decoy) and sure:
            return None
        if isinstance(entry, Survey | Source | Dispute | Theme) and sure:
            return None
        if not question.has("number", "ratio"):
            return None
        nearest = entry.id if isinstance(entry, Measure | Claim | Advice) else None
        return Decision(
            move=Declined(
                missing=Missing.MEASURE,
                nearest=nearest,
                readings=reason.readings(self._knowledge, entry) if isinstance(entry, Measure) else (),
            ),
            question=question,
            confidence=top.probability if top else None,
        )

    def _checked(self, move: Found | Declined, question: Question) -> Found | Declined:
        """Mark a finding whose question stated a share that is not printed for it."""
        if isinstance(move, Declined) or question.has("gap"):
            return move
        shares = [s for s in question.stated if s.share]
        if not shares:
            return move
        held = {r.figure.value for m in question.measures for r in reason.readings(self._knowledge, self._knowledge.measures[m])}
        held |= {100 - v for v in held}
        near = 5
        failed = all(
            s.value not in held and not (s.rough and any(abs(s.value - v) <= near for v in held)) for s in shares
        )
        return replace(move, premise_failed=failed)

    def _by_number(self, question: Question) -> Question:
        """A question that names no measure but a printed value is about that value's measure."""
        if question.measures:
            return question
        shares = [s for s in question.stated if s.share and not s.rough]
        if not shares and not question.residue:
            shares = list(question.stated)
        rows = [r for s in shares for r in reason.with_value(self._knowledge, s.value)]
        measures = tuple(dict.fromkeys(r.measure.id for r in rows))
        if not measures or len(measures) > reckon.PAIR:
            return question
        roles = question.roles or tuple(dict.fromkeys(r.population.role for r in rows))
        return replace(question, measures=measures, roles=roles)

    # ── Entries ───────────────────────────────────────────────────────────────────────────────

    def _entry_for(self, question: Question, state: State) -> Decision:
        """The entry that fits best; in doubt the choice; else that nothing here tells."""
        top = self._best(question, state)
        entry = self._entry(top) if top is not None else None
        if top is not None and entry is not None and top.probability >= self._least.answer:
            return Decision(move=self._tell(entry, question, state), question=question, confidence=top.probability)
        if state.focus is not None and question.has("next") and is_bare(question):
            follow = self._advice_after(state)
            if follow is not None:
                move = Guided(advice=follow, audience=self._audience(question, state), steps_wanted=True)
                return Decision(move=replace(move, carried=follow.title), question=question, operation="next")
        focused = self._focused(state)
        if isinstance(focused, Advice) and is_bare(question) and question.roles:
            audience = self._audience(question, state)
            return Decision(move=Guided(advice=focused, audience=audience, carried=focused.title), question=question)
        choices = tuple(self._choices(question))
        if choices:
            return Decision(
                move=Offered(choices=choices), question=question, confidence=top.probability if top else None
            )
        outside = reckon.outside(question, self._knowledge, None)
        if outside is not None:
            return Decision(move=outside, question=question)
        return Decision(move=Declined(missing=Missing.OTHER), question=question, confidence=top.probability if top else None)

    def _best(self, question: Question, state: State) -> Match | None:
        """The top entry; for a reply to what was said, read again together with its subject."""
        top = question.top
        focused = self._focused(state)
        sure = top is not None and top.probability >= self._least.answer
        if sure or not question.follows or focused is None:
            return top
        together = self._reader.read(f"{_label(focused)} {' '.join(question.tokens)}").top
        if together is None or (top is not None and together.probability <= top.probability):
            return top
        return together

    def _tell(self, entry: Entry, question: Question, state: State) -> Move:
        match entry:
            case Measure():
                return self._checked(reckon.reckon(question, [entry], self._knowledge), question)
            case Advice():
                steps = question.has("next")
                return Guided(advice=entry, audience=self._audience(question, state), steps_wanted=steps)
            case Claim():
                return Claimed(claim=entry)
            case Dispute():
                rows = tuple(
                    r for m in entry.measures for r in reason.readings(self._knowledge, self._knowledge.measures[m])
                )
                return ToldDispute(dispute=entry, readings=rows)
            case Survey():
                return ToldSurvey(survey=entry)
            case Source():
                return ToldSource(source=entry)
            case Theme():
                return Found(finding=SideBySide(theme=entry, rows=reason.side_by_side(self._knowledge, entry).rows))
            case Decoy():
                return Declined(missing=entry.missing, about=entry.about, nearest=entry.near)

    def _choices(self, question: Question) -> Iterator[Choice]:
        offered = 0
        for match in question.ranking:
            entry = self._entry(match)
            if match.probability < self._least.choose or offered == 3:  # noqa: PLR2004 (the design's limit)
                return
            if entry is None or isinstance(entry, Decoy):
                continue
            offered += 1
            yield Choice(id=entry.id, label=_label(entry))

    def _audience(self, question: Question, state: State) -> Audience:
        """Whom to address: the role somebody speaks as in this question, or else the one they gave."""
        if question.has("speaks-cio"):
            return Audience.CIO
        if question.has("speaks-cmo"):
            return Audience.CMO
        return state.audience

    def _advice_after(self, state: State) -> Advice | None:
        """Guidance that follows from what was last said."""
        entry = self._focused(state)
        if isinstance(entry, Advice):
            return entry
        ids = {entry.id} if entry is not None else set()
        for advice in self._knowledge.advice.values():
            if advice.kind == "advice" and any(g.id in ids for g in advice.rests_on):
                return advice
        return None

    def _arguments_on(self, measure: Measure) -> str | None:
        """Guidance or a claim that bears on a measure, to be offered as argument, not as cause."""
        for claim in self._knowledge.claims.values():
            if measure.id in claim.related:
                return claim.id
        for advice in self._knowledge.advice.values():
            if any(g.id == measure.id for g in advice.rests_on):
                return advice.id
        return None

    # ── Small things ──────────────────────────────────────────────────────────────────────────

    def _entry(self, match: Match | None) -> Entry | None:
        return self._knowledge.entry(match.entry) if match is not None else None

    def _tops(self, question: Question, kind: type) -> bool:
        return isinstance(self._entry(question.top), kind)

    def _guides(self, question: Question) -> bool:
        """Whether an entry without numbers surely answers."""
        top = question.top
        entry = self._entry(top)
        sure = top is not None and top.probability >= self._least.answer
        return sure and not isinstance(entry, Measure) and not question.has("number", "figures", "single")

    def _focused(self, state: State) -> Entry | None:
        if state.focus is None or state.focus.entry is None:
            return None
        return self._knowledge.entry(state.focus.entry)

    def _survey(self, question: Question, state: State) -> Survey | None:
        surveys = self._knowledge.surveys
        focused = self._focused(state)
        for id_ in (*question.surveys, focused.survey if isinstance(focused, Measure | Claim) else None, *surveys):
            if id_ in surveys:
                return surveys[id_]
        return None

    def _announced(self, decision: Decision, carried: Carried) -> Decision:
        """Say what was taken over from the turn before."""
        if not carried.measures or not carried.question.measures:
            return decision
        about = self._knowledge.measures[carried.question.measures[0]].short
        match decision.move:
            case Found() | Traced() | Declined() as move:
                return replace(decision, move=replace(move, carried=about))
            case _:
                return decision


def _operation(question: Question, carried: Carried) -> str:
    for name in ("gap", "ratio", "compare", "higher"):
        if question.has(name):
            return name
    return carried.operation or "value"


def _label(entry: Entry) -> str:
    match entry:
        case Measure() | Claim() | Survey():
            return entry.short
        case Advice() | Source() | Theme():
            return entry.title
        case Dispute() | Decoy():
            return entry.about
