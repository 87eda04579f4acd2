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
    from types import UnionType

    from bot.conversation.state import State
    from bot.knowledge.model import Entry, Knowledge
    from bot.questions.matcher import Match
    from bot.questions.reader import Reader

#: What a missing fact of a survey counts as.
_FACT_MISSING = {
    "fieldwork": Missing.YEAR,
    "published": Missing.YEAR,
    "countries": Missing.COUNTRY,
    "companies": Missing.BREAKDOWN,
}
_FACT = "fact-"
#: One content word in so many may be one that no entry uses; a measure's name counts for two words.
_AT_MOST_FOREIGN = 2
_WORDS_OF_A_MEASURE = 2
#: A question with so many words that a measure's entry lacks may name it and be about something else.
_BESIDE = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Thresholds:
    """Probabilities from which an entry answers, or is at least offered."""

    #: Enough by itself, whatever else the question says.
    certain: float = 0.5
    #: Needed when a question has words that only questions about something not held use.
    despite: float = 0.6
    #: Enough for the likeliest entry if it is ahead of the next by ``ahead`` and its words cover
    #: the share ``explained`` of what the question is about.
    answer: float = 0.22
    ahead: float = 0.04
    explained: float = 0.45
    choose: float = 0.15
    touched: float = 0.25
    #: For guidance that rests on the very measure a question names.
    bearing: float = 0.12
    #: A named measure answers beside guidance if it is at least this share as likely.
    beside: float = 0.6


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
        if not self._sure(top, question):
            return None
        return Decision(
            move=Chatted(kind=top.entry.removeprefix(SOCIAL)), question=question, confidence=top.probability
        )

    def _fact(self, question: Question, state: State, carried: Carried) -> Decision | None:
        """What a survey tells about itself, or that it does not."""
        fact = next((f for f in SURVEY_FACTS if question.has(_FACT + f)), None)
        survey = self._survey(question, state)
        asks_figures = question.has("largest", "smallest", "list", "order")
        if fact is None and question.has("about") and not asks_figures and not question.measures and survey is not None:
            unsure = not self._sure(question.top, question) or self._tops(question, Survey)
            return Decision(move=ToldSurvey(survey=survey), question=question) if unsure else None
        if fact is None or (question.measures and not carried.measures and fact not in {"wording", "margin_of_error"}):
            return None
        top = question.top
        guided = isinstance(self._entry(top), Advice | Claim | Source)
        if guided and self._sure(top, question) and question.residue:
            return None
        if survey is None:
            return None
        if fact in survey.facts:
            return Decision(move=ToldSurvey(survey=survey, fact=fact), question=question)
        missing = _FACT_MISSING.get(fact, Missing.OTHER)
        return Decision(move=Declined(missing=missing, fact=fact, nearest=survey.id), question=question)

    def _trace(self, question: Question, state: State, carried: Carried) -> Decision | None:
        """Who says so."""
        if not question.has("source") or question.has("gap", "ratio", "confirm", "contradiction"):
            return None
        if question.measures and (carried.measures or not self._outranked(question)):
            measure = self._knowledge.measures[question.measures[0]]
            rows = reckon.pick(question, measure, self._knowledge) or reason.readings(self._knowledge, measure)
            return Decision(move=Traced(readings=rows), question=question, operation="source")
        entry = self._focused(state)
        if not is_bare(question):
            return None
        survey = self._survey(question, state)
        match entry:
            case None if survey is not None:
                return Decision(move=ToldSurvey(survey=survey), question=question)
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
        top = question.top
        argued = self._tops(question, Advice | Claim) and top is not None and top.probability >= self._least.certain
        if carried.measures or (question.measures and not argued and not question.has("advice")):
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
        if question.has("confirm") and self._made_up(question) and not self._sure_of_measure(question):
            return Decision(move=Declined(missing=Missing.MEASURE), question=question)
        if not self._wants_figures(question, carried):
            return self._contradiction(question, state) if question.has("contradiction") else None
        measures, confidence = self._meant(question, carried)
        disputed = [d for m in measures for d in self._knowledge.disputes_of(m.id)]
        if disputed and question.has("contradiction"):
            return Decision(move=self._tell(disputed[0], question, state), question=question, confidence=confidence)
        if not measures and question.has("contradiction"):
            return self._contradiction(question, state)
        if measures:
            move = reckon.reckon(question, measures, self._knowledge, carried.operation)
            number = question.has("number", "ratio", "gap", "figures")
            uncounted = isinstance(move, Declined) and move.missing is Missing.ROLE and not self._unheld(question)
            if uncounted and not number and not carried.measures and self._guide(question):
                return None
            return Decision(
                move=self._checked(move, question),
                question=replace(question, measures=tuple(m.id for m in measures)),
                confidence=confidence,
                operation=_operation(question, carried),
            )
        return self._unmeasured(question)

    def _contradiction(self, question: Question, state: State) -> Decision | None:
        """Where sources contradict each other, if no entry surely says so."""
        if self._sure(question.top, question) or question.measures:
            return None
        first = next(iter(self._knowledge.disputes.values()), None)
        if first is None or not (self._tops(question, Dispute | Source) or is_bare(question)):
            return None
        return Decision(move=self._tell(first, question, state), question=question)

    # ── Figures ───────────────────────────────────────────────────────────────────────────────

    def _wants_figures(self, question: Question, carried: Carried) -> bool:
        if carried.measures or question.has("number", "ratio"):
            return True
        guide = self._guide(question)
        if not question.measures:
            unsaid = question.has("gap", "contradiction") and not question.has("advice")
            return self._tops(question, Measure) and (unsaid or self._sure(question.top, question))
        if question.has("advice", "definition", "why"):
            return guide is None
        if question.roles:
            return True
        likely = max(question.probability(m) for m in question.measures)
        beside = guide is None or likely >= self._least.beside * guide.probability
        if question.has("gap", "compare", "higher", "figures", "contradiction", "smallest", "largest"):
            return beside or not self._sure(guide, question)
        return guide is None or likely > guide.probability

    def _guide(self, question: Question) -> Match | None:
        """The likeliest guidance or claim, if it is likely at all.

        Guidance that rests on a measure which the question names needs little more to be meant.
        """
        at_home = self._at_home(question)
        for match in question.ranking:
            entry = self._entry(match)
            if not isinstance(entry, Advice | Claim):
                continue
            bears = at_home and isinstance(entry, Advice) and any(g.id in question.measures for g in entry.rests_on)
            if match.probability >= (self._least.bearing if bears else self._least.answer):
                return match
        return None

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
        superlative = question.has("largest", "smallest")
        if question.has("list") and not superlative:
            sure = self._sure(question.top, question)
            figures = question.has("number", "figures") and not self._tops(question, Decoy)
            if not sure or figures or question.sources or question.measures:
                move = reckon.listed(question, self._knowledge, self._reader.terms)
                return Decision(move=move, question=question, operation="list")
        if question.measures or (self._guides(question) and not (superlative and apart)):
            return None
        if superlative and (apart or question.has("number", "figures", "single", "second", "third") or question.roles):
            largest = question.has("largest")
            of_gaps = apart and len(question.roles) != 1
            move = reckon.extreme(
                question, self._knowledge, self._reader.terms, place=place, largest=largest, of_gaps=of_gaps
            )
            operation = "extreme-gap" if of_gaps else "extreme-value"
            return Decision(move=move, question=question, operation=operation, place=place, largest=largest)
        if question.has("order"):
            move = reckon.ranked(question, self._knowledge, self._reader.terms, of_gaps=apart)
            return Decision(move=move, question=question, operation="ranking")
        if question.has("everything") and question.has("figures") and is_bare(question):
            move = reckon.listed(question, self._knowledge, self._reader.terms)
            return Decision(move=move, question=question, operation="list")
        return None

    def _meant(self, question: Question, carried: Carried) -> tuple[list[Measure], float | None]:
        """The measures a question is about: named, or else the one that surely fits."""
        held = self._knowledge.measures
        if question.measures:
            other = not carried.measures and self._outranked(question)
            return ([], None) if other else ([held[m] for m in question.measures], None)
        best = next((m for m in question.ranking if m.entry in held), None)
        if best is None:
            return [], None
        sure = self._sure(best, question, among=(Measure, Decoy, Survey, Source))
        if not sure and not (best is question.top and self._all_said(best, question)):
            return [], None
        return [held[best.entry]], best.probability

    def _all_said(self, match: Match, question: Question) -> bool:
        """Whether a measure is likely enough, and its entry has every word the question is about."""
        about = self._reader.terms.content(question.about)
        likely = match.probability >= self._least.choose or question.has("gap", "contradiction")
        return likely and bool(about) and about <= self._reader.terms.vocabulary(match.entry)

    def _at_home(self, question: Question) -> bool:
        """Whether the words of a question are, but for a few, such as entries use."""
        said = len(question.about) + _WORDS_OF_A_MEASURE * len(question.measures)
        return not question.strays and _AT_MOST_FOREIGN * self._reader.foreign_to(question.about) <= said

    def _outranked(self, question: Question) -> bool:
        """Whether what a question names is only a word in a question about something not held."""
        if question.strays:
            return True
        top = question.top
        likely = max((question.probability(m) for m in question.measures), default=0.0)
        if likely < self._least.choose and self._beside(question) >= _BESIDE:
            return True
        return isinstance(self._entry(top), Decoy) and self._sure(top, question) and top.probability > likely  # type: ignore[union-attr]

    def _unmeasured(self, question: Question) -> Decision | None:
        """A number was asked for, and no measure is it."""
        top = question.top
        entry = self._entry(top) if top is not None and top.probability >= self._least.choose else None
        sure = self._sure(top, question)
        measure = entry if isinstance(entry, Measure) else None
        refused = reckon.outside(question, self._knowledge, measure)
        confidence = top.probability if top is not None else None
        if isinstance(entry, Decoy) and sure:
            return None
        if refused is not None:
            return Decision(move=refused, question=question, confidence=confidence)
        if isinstance(entry, Survey | Source | Dispute | Theme) and sure:
            return None
        if not question.has("number", "ratio"):
            return None
        nearest = entry.id if isinstance(entry, Measure | Claim | Advice) else None
        rows = reason.readings(self._knowledge, measure) if measure is not None else ()
        move = Declined(missing=Missing.MEASURE, nearest=nearest, readings=rows)
        return Decision(move=move, question=question, confidence=confidence)

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

    def _made_up(self, question: Question) -> bool:
        """Whether a question states shares of which no source prints any."""
        shares = [s.value for s in question.stated if s.share]
        return bool(shares) and not any(reason.with_value(self._knowledge, v) for v in shares)

    def _sure_of_measure(self, question: Question) -> bool:
        """Whether a question that states a share is at least about a measure that is held."""
        return self._beside(question) < _BESIDE and not self._outranked(question)

    def _beside(self, question: Question) -> int:
        """How many words of a question none of its measures' entries has."""
        terms = self._reader.terms
        about = terms.content(question.about)
        return min((len(about - terms.vocabulary(m)) for m in question.measures), default=len(about))

    def _unheld(self, question: Question) -> bool:
        """Whether a question is about roles that nobody counted, and about no other."""
        held = {p.role for s in self._knowledge.surveys.values() for p in s.populations.values()}
        audiences = set(Audience)
        return bool(question.roles) and not any(r in held or r in audiences for r in question.roles)

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
        other = self._other_side(question, state)
        if other is not None:
            return Decision(move=Claimed(claim=other), question=question)
        top = self._best(question, state)
        entry = self._entry(top)
        guide = self._guide(question) if question.measures else None
        if guide is not None and not self._sure(top, question):
            top, entry = guide, self._entry(guide)
            move = self._tell(entry, question, state) if entry is not None else Unread()
            return Decision(move=move, question=question, confidence=guide.probability)
        if self._unheld(question) and not isinstance(entry, Decoy):
            refused = reckon.outside(question, self._knowledge, None)
            if refused is not None:
                return Decision(move=refused, question=question)
        focused = self._focused(state)
        if isinstance(focused, Advice) and question.follows and is_bare(question) and question.roles:
            audience = next((Audience(r) for r in question.roles if r in set(Audience)), state.audience)
            move = Guided(advice=focused, audience=audience, carried=focused.title)
            return Decision(move=move, question=question)
        outside = reckon.outside(question, self._knowledge, None)
        certain = top is not None and top.probability >= self._least.certain
        elsewhere = outside is not None and outside.missing not in {Missing.ROLE, Missing.YEAR}
        if outside is not None and elsewhere and not certain and not question.has("advice"):
            return Decision(move=outside, question=question)
        if top is not None and entry is not None and self._sure(top, question):
            return Decision(move=self._tell(entry, question, state), question=question, confidence=top.probability)
        if state.focus is not None and question.has("next") and is_bare(question):
            follow = self._advice_after(state)
            if follow is not None:
                move = Guided(advice=follow, audience=self._audience(question, state), steps_wanted=True)
                return Decision(move=replace(move, carried=follow.title), question=question, operation="next")
        choices = tuple(self._choices(question))
        first = self._knowledge.entry(choices[0].id) if choices else None
        if isinstance(first, Advice | Claim) and self._at_home(question):
            move = self._tell(first, question, state)
            if isinstance(move, Guided | Claimed):
                move = replace(move, assumed=True, alternatives=choices[1:])
            return Decision(move=move, question=question, confidence=question.probability(first.id))
        if choices:
            return Decision(
                move=Offered(choices=choices), question=question, confidence=top.probability if top else None
            )
        return Decision(move=outside or Declined(missing=Missing.OTHER), question=question, confidence=top.probability if top else None)

    def _other_side(self, question: Question, state: State) -> Claim | None:
        """After a claim that singles out one role: the claim beside it that singles out the other."""
        focused = self._focused(state)
        asks_other = question.has("other-one") or (question.follows and is_bare(question))
        if not asks_other or not isinstance(focused, Claim):
            return None
        related = [self._knowledge.claims[i] for i in focused.related if i in self._knowledge.claims]
        return next((c for c in related if singled_out(c, self._knowledge) in question.roles), None)

    def _best(self, question: Question, state: State) -> Match | None:
        """The top entry; for a reply to what was said, read again together with its subject."""
        top = question.top
        focused = self._focused(state)
        if self._sure(top, question) or not question.follows or focused is None:
            return top
        if self._reader.foreign_to(question.residue):
            return top  # a word that no entry uses changes the subject
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
            if entry is None or isinstance(entry, Decoy) or match.explained < self._least.touched:
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

    def _sure(self, match: Match | None, question: Question, among: tuple[type, ...] = ()) -> bool:
        """Whether a match is likely enough to answer with.

        Either by itself, or because it is ahead of every other (of the kinds in ``among``, if any)
        and speaks of most of what the question is about.
        """
        if match is None:
            return False
        if question.strays and match.probability < self._least.despite and not self._of(match, (Decoy,)):
            return False
        if match.probability >= self._least.certain and (not among or match is question.top):
            return True
        others = [
            m.probability
            for m in question.ranking
            if m is not match and (not among or self._of(m, among))
        ]
        ahead = match.probability - max(others, default=0.0)
        return (
            match.probability >= self._least.answer
            and ahead >= self._least.ahead
            and match.explained >= self._least.explained
        )

    # ── Small things ──────────────────────────────────────────────────────────────────────────

    def _entry(self, match: Match | None) -> Entry | None:
        return self._knowledge.entry(match.entry) if match is not None else None

    def _of(self, match: Match, kinds: tuple[type, ...]) -> bool:
        return isinstance(self._entry(match), kinds) or (Decoy in kinds and match.entry.startswith(SOCIAL))

    def _tops(self, question: Question, kind: type | UnionType) -> bool:
        return isinstance(self._entry(question.top), kind)

    def _guides(self, question: Question) -> bool:
        """Whether an entry without numbers surely answers."""
        top = question.top
        entry = self._entry(top)
        sure = self._sure(top, question)
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


def singled_out(claim: Claim, knowledge: Knowledge) -> str | None:
    """The role that a claim names first, among those that have a counterpart."""
    places = [
        (at, role.id)
        for role in knowledge.words.roles.values()
        if role.counterpart is not None and (at := claim.statement.find(role.one)) >= 0
    ]
    return min(places)[1] if places else None


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
