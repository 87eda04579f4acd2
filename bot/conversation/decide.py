"""A question, read → the move that answers it.

The order is the point: what can't be read, what to do next, small talk, what is asked of the survey
itself, who says so, why, figures, and last whatever entry the matcher finds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.conversation import coverage, reckon, themes
from bot.conversation.asked_figures import asked_figures
from bot.conversation.carry import OPERATIONS, Carried, carry, is_bare
from bot.conversation.continuing import more
from bot.conversation.decision import Decision
from bot.conversation.judge import Judge
from bot.conversation.lookup import Catalogue, Pick
from bot.conversation.moves import (
    IN_SURVEY,
    IN_SURVEYS,
    Chatted,
    Claimed,
    Declined,
    Found,
    Guided,
    Offered,
    Traced,
    Unread,
    answering,
)
from bot.conversation.naming import label, singled_out
from bot.conversation.stated_values import by_number, of_the_last
from bot.conversation.telling import FIRST, advice_after, advice_for, arguments_on, audience, tell
from bot.conversation.tracing import doubt, fact, trace
from bot.conversation.weighing import weigh
from bot.knowledge.model import (
    Advice,
    Audience,
    Claim,
    Decoy,
    Measure,
    Missing,
    Theme,
)
from bot.questions.question import Question
from bot.questions.reader import SOCIAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.conversation.moves import Move
    from bot.conversation.state import State
    from bot.conversation.thresholds import Thresholds
    from bot.knowledge.model import Knowledge
    from bot.questions.matcher import Match
    from bot.questions.reader import Reader


#: A reply to choices of no more words can be no question of its own, without a cue for one of these.
_FEW: Final = 3
_OTHERWISE: Final = (*OPERATIONS, "definition", "advice", "next", "why", "source", "about")


def _not_asked_by(surveys: Sequence[str]) -> Declined:
    """The refusal to answer for the surveys named with the figures of others."""
    about = IN_SURVEY if len(surveys) == 1 else IN_SURVEYS
    return Declined(missing=Missing.MEASURE, about=about, nearest=surveys[0])


def _only_says_whose(question: Question, state: State) -> bool:
    """Whether a reply to choices names roles and nothing else, so that the choice is still to be made."""
    if not (state.choosing and state.choices and question.roles and is_bare(question)):
        return False
    named = (question.surveys, question.groups, question.years, question.stated, question.elsewhere)
    brief = question.follows or len(question.tokens) <= _FEW
    return brief and not any(named) and not question.residue and not question.has(*_OTHERWISE)


class Decider:
    """Decides against one version of the knowledge. Pure: the same question and state, the same move."""

    def __init__(self, knowledge: Knowledge, reader: Reader, thresholds: Thresholds | None = None) -> None:
        self.knowledge = knowledge
        self._judge = Judge(knowledge, reader, thresholds)
        self._catalogue = Catalogue(self._judge)

    def decide(self, text: str, state: State) -> Decision:
        """The answer to a text in a conversation."""
        question = self._judge.reader.read(text)
        if not question.tokens:
            return Decision(move=Unread(), question=question)
        if question.foreign and not question.measures and not self._judge.certain(question.top):
            return Decision(move=Unread(foreign=True), question=question)
        if _only_says_whose(question, state):
            return Decision(move=Offered(choices=state.choices), question=question)
        carried = of_the_last(question, state, self.knowledge) or carry(
            by_number(question, self._judge), state, self.knowledge, self._judge.reader.terms
        )
        question = carried.question
        decision = (
            self._next(question, state)
            or weigh(question, state, carried, self._judge)
            or doubt(question, state, carried, self._judge)
            or more(question, state, carried, self._judge)
            or self._talk(question)
            or self._of_another_survey(question, state, carried)
            or fact(question, state, carried, self._judge)
            or trace(question, state, carried, self._judge)
            or self._cause(question, state, carried)
            or asked_figures(question, state, carried, self._judge)
            or self._follow(question, state)
            or self._entry(question, state)
            or self._undecided(question, state)
        )
        return self._of_the_survey_named(self._announced(decision, carried, state))

    def answer_with(self, entry: str, state: State) -> Decision | None:
        """The answer that an entry gives when it is picked; None when there is no such entry."""
        found = self.knowledge.entry(entry)
        if found is None:
            return None
        question = Question(tokens=())
        return Decision(move=tell(found, question, state, self._judge), question=question)

    def look_up(self, text: str) -> tuple[Pick, ...]:
        """What is held on words as somebody types them, best first."""
        return self._catalogue.look_up(text)

    def quotable(self) -> Iterator[Pick]:
        """All that can be held out to be quoted."""
        return self._catalogue.everything()

    # ── In order of precedence ────────────────────────────────────────────────────────────────

    def _next(self, question: Question, state: State) -> Decision | None:
        """What to do: about what was last said, or at all."""
        if not question.has("next", "counsel") or not is_bare(question):
            return None
        if question.roles and self._judge.surely(question, Advice) and self._judge.certain(question.top):
            return None  # what somebody named should do is guidance of its own
        focused = self._judge.focused(state)
        follows = advice_after(focused, self._judge) if focused is not None else None
        advice = follows or advice_for(FIRST, self._judge)
        if advice is None:
            return None
        move = Guided(
            advice=advice,
            audience=audience(question, state),
            steps_wanted=True,
            assumed=follows is None,
            carried=label(focused) if focused is not None and follows is not None else None,
        )
        told = focused is advice and state.focus is not None and state.focus.operation != "steps"
        return Decision(move=move, question=question, operation="next" if told else "steps")

    def _talk(self, question: Question) -> Decision | None:
        """Small talk, if most of the text is."""
        top = question.top
        if top is None or not top.entry.startswith(SOCIAL) or question.measures or question.surveys:
            return None
        least = self._judge.least
        small = sum(
            m.explained
            for m in question.ranking
            if m.entry.startswith(SOCIAL) and m.probability >= least.talk
        )
        plain = top.probability >= least.despite
        if not self._judge.chatty(top, question) or not (plain or small >= least.small):
            return None
        kind = top.entry.removeprefix(SOCIAL)
        return Decision(move=Chatted(kind=kind), question=question, confidence=top.probability)

    def _of_another_survey(self, question: Question, state: State, carried: Carried) -> Decision | None:
        """What another survey says of what was just spoken of, where it did not ask it."""
        focus = state.focus
        if not question.surveys or focus is None or not focus.measures or carried.measures:
            return None
        surveys = {self.knowledge.measures[m].survey for m in focus.measures if m in self.knowledge.measures}
        points_back = question.follows or question.has("those")
        if not points_back or not is_bare(question) or surveys.intersection(question.surveys):
            return None
        return Decision(move=_not_asked_by(question.surveys), question=question)

    def _cause(self, question: Question, state: State, carried: Carried) -> Decision | None:
        """Why: no cause of a figure is stated; guidance rests on what it rests on."""
        if not question.has("why") or (self._judge.defines(question) and not carried.measures):
            return None
        counted = question.has("quantity", "figures", "number")
        if not question.measures and counted and not self._judge.surely(question, Advice | Claim):
            return Decision(move=Declined(missing=Missing.CAUSE), question=question)
        argued = self._judge.tops(question, Advice | Claim) and self._judge.certain(question.top)
        if carried.measures or (question.measures and not argued and not question.has("advice")):
            measure = self.knowledge.measures[question.measures[0]]
            rows = reckon.pick(question, measure, self.knowledge)
            move = Declined(missing=Missing.CAUSE, nearest=arguments_on(measure, self._judge), readings=rows)
            return Decision(move=move, question=question)
        entry = self._judge.focused(state)
        if isinstance(entry, Advice) and is_bare(question) and not question.roles:
            return Decision(move=Traced(advice=entry), question=question, operation="source")
        return None

    def _follow(self, question: Question, state: State) -> Decision | None:
        """The other side of what was last said: "and the CIO?", "the other one"."""
        focused = self._judge.focused(state)
        bare = question.follows and is_bare(question)
        if isinstance(focused, Claim) and (question.has("other-one") or bare):
            related = [self.knowledge.claims[i] for i in focused.related if i in self.knowledge.claims]
            other = next((c for c in related if singled_out(c, self.knowledge) in question.roles), None)
            return Decision(move=Claimed(claim=other), question=question) if other is not None else None
        if isinstance(focused, Advice) and focused.kind == "definition" and bare and question.roles:
            defined = self._definition(question.roles[0])
            if defined is not None:
                return Decision(move=tell(defined, question, state, self._judge), question=question)
        if isinstance(focused, Advice) and bare and question.roles:
            audience = next((Audience(r) for r in question.roles if r in set(Audience)), state.audience)
            move = Guided(advice=focused, audience=audience, carried=focused.title)
            return Decision(move=move, question=question)
        return None

    def _definition(self, role: str) -> Advice | None:
        """What a role is, if that is told."""
        match = self._judge.reader.read(f"what is a {self.knowledge.words.roles[role].one}").top
        found = self._judge.entry(match)
        told = isinstance(found, Advice) and found.kind == "definition" and self._judge.certain(match)
        return found if isinstance(found, Advice) and told else None

    def _entry(self, question: Question, state: State) -> Decision | None:
        """The entry that is surely meant; guidance on a named measure needs less."""
        top = self._best(question, state)
        if not self._judge.sure(top, question) and not self._judge.defines(question):
            named = question.measures and not self._judge.outranked(question)
            guide = self._judge.guide(question) if named else None
            if guide is None:
                return None
            top = guide
        entry = self._judge.entry(top)
        if isinstance(entry, Decoy) and self._judge.rivalled(question):
            return None
        outside = coverage.outside(question, self.knowledge, None)
        refused = outside is not None and outside.missing not in {Missing.ROLE, Missing.YEAR}
        if entry is None or (refused and not self._judge.certain(top) and not question.has("advice")):
            return None
        confidence = top.probability if top is not None else None
        return Decision(
            move=tell(entry, question, state, self._judge), question=question, confidence=confidence
        )

    def _undecided(self, question: Question, state: State) -> Decision:
        """Nothing is sure: a refusal that names what is missing, the nearest guidance, or a choice."""
        top = question.top
        confidence = top.probability if top is not None else None
        outside = coverage.outside(question, self.knowledge, None)
        choices = self._judge.choices(question)
        uncounted = self._judge.unheld(question) and (not choices or self._judge.tops(question, Decoy))
        if outside is not None:
            refused = uncounted if outside.missing is Missing.ROLE else outside.missing is not Missing.YEAR
            if refused:
                return Decision(move=outside, question=question, confidence=confidence)
        if not (question.about or question.measures or question.roles):
            return Decision(move=Unread(lost=True), question=question)
        theme = themes.among(choices, self.knowledge)
        if theme is not None:
            move = tell(theme, question, state, self._judge)
            return Decision(move=move, question=question, confidence=confidence)
        first = self.knowledge.entry(choices[0].id) if choices else None
        if isinstance(first, Advice | Claim) and self._is_near(first, question):
            told = tell(first, question, state, self._judge)
            if isinstance(told, Guided | Claimed):
                told = replace(told, assumed=True, alternatives=choices[1:])
            return Decision(move=told, question=question, confidence=question.probability(first.id))
        figures = question.has("number", "figures", "gap", "compare", "higher")
        if len(choices) == 1 and isinstance(first, Measure) and figures:
            move = tell(first, question, state, self._judge)
            return Decision(move=move, question=question, confidence=question.probability(first.id))
        if choices:
            return Decision(move=Offered(choices=choices), question=question, confidence=confidence)
        decoy = self._judge.entry(top)
        if isinstance(decoy, Decoy) and top is not None and top.probability >= self._judge.least.choose:
            return Decision(
                move=tell(decoy, question, state, self._judge), question=question, confidence=confidence
            )
        return Decision(
            move=outside or Declined(missing=Missing.OTHER), question=question, confidence=confidence
        )

    def _is_near(self, entry: Advice | Claim, question: Question) -> bool:
        """Whether guidance may answer as the nearest thing to a question."""
        least = self._judge.least
        match = next((m for m in question.ranking if m.entry == entry.id), None)
        if match is None or question.strays or match.explained < least.touched:
            return False
        # What a word means is not nearest to a question of which something nearly as likely says more.
        meaning = isinstance(entry, Advice) and entry.kind == "definition" and not question.has("definition")
        level = least.level * match.probability
        if meaning and any(
            m.probability >= level and m.explained > match.explained for m in question.ranking
        ):
            return False
        at_core = question.roles or question.measures or self._judge.reader.at_core(question.residue)
        if not at_core:
            return False
        strange = self._judge.reader.foreign_to(question.about) > 0
        if strange and match.probability < least.strange and match.explained < least.explained:
            return False
        homely = match.probability >= least.homely and self._judge.at_home(question)
        return match.probability >= least.nearest or homely

    # ── Entries ───────────────────────────────────────────────────────────────────────────────

    def _best(self, question: Question, state: State) -> Match | None:
        """The top entry; for a reply to what was said, read again together with its subject."""
        top = question.top
        focused = self._judge.focused(state)
        if self._judge.sure(top, question) or not question.follows or focused is None:
            return top
        if self._judge.reader.foreign_to(question.residue):
            return top  # a word that no entry uses changes the subject
        together = self._judge.reader.read(f"{label(focused)} {' '.join(question.tokens)}").top
        if together is None or (top is not None and together.probability <= top.probability):
            return top
        return together

    def _of_the_survey_named(self, decision: Decision) -> Decision:
        """A decision as it is, unless it would answer for the survey named with figures of another."""
        named = decision.question.surveys
        if not named or all(r.survey.id in named for r in answering(decision.move)):
            return decision
        refused = _not_asked_by(named)
        return replace(decision, move=refused, confidence=None)

    def _announced(self, decision: Decision, carried: Carried, state: State) -> Decision:
        """Say what was taken over from the turn before."""
        if not carried.measures or not carried.question.measures or carried.mirrored:
            return decision
        about = self._about(decision.move, carried.question.measures[0], state)
        move = decision.move
        if not isinstance(move, Found | Traced | Declined):
            return decision
        return replace(decision, move=replace(move, carried=about))

    def _about(self, move: Move, carried: str, state: State) -> str:
        """What was taken over, in words: a measure, or the theme that holds all that answers."""
        focused, told = self._judge.focused(state), {row.measure.id for row in answering(move)}
        if isinstance(move, Declined) and move.nearest in self.knowledge.themes:
            focused = self.knowledge.themes[move.nearest or ""]
        if isinstance(focused, Theme) and told != {carried}:
            return f"“{focused.title}”"
        traced_all = isinstance(move, Traced) and len(told) > 1
        return "" if traced_all else self.knowledge.measures[carried].short
