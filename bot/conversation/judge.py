"""How sure it is what a question is about: likelihoods of entries, weighed against each other.

The matcher's probabilities are calibrated for texts that some entry answers. What they can't see is
judged here: words that only questions about something not held use, a runner-up that is as likely,
a measure that is merely mentioned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.conversation.state import Choice
from bot.figures import reason
from bot.knowledge.model import Advice, Audience, Claim, Decoy, Dispute, Measure, Source, Survey, Theme
from bot.questions.reader import SOCIAL
from bot.questions.words import stems

if TYPE_CHECKING:
    from types import UnionType

    from bot.conversation.state import State
    from bot.knowledge.model import Entry, Knowledge
    from bot.questions.matcher import Match
    from bot.questions.question import Question
    from bot.questions.reader import Reader

MOST_CHOICES = 3
#: Set among a question's cues when it names its measure by a printed value.
BY_VALUE = "by-value"


@dataclass(frozen=True, kw_only=True, slots=True)
class Thresholds:
    """What likelihoods are enough for. All are shares between 0 and 1."""

    #: To answer, whatever the rest of the question says.
    certain: float = 0.5
    #: The same for a question with a word that only questions about something not held use.
    despite: float = 0.6
    #: To answer if the entry is ahead of the next by ``ahead`` and its phrasings have the share
    #: ``explained`` of what the question is about.
    answer: float = 0.22
    ahead: float = 0.04
    explained: float = 0.45
    #: To be offered, if the phrasings have the share ``touched`` of it.
    choose: float = 0.15
    touched: float = 0.25
    #: To be meant where the question names a measure that the guidance rests on.
    bearing: float = 0.12
    #: For a measure to answer beside a likelier entry without a number being asked for.
    beside: float = 0.6
    #: For an entry to be offered beside a likelier subject that is not held.
    beside_decoy: float = 0.75
    #: For small talk: the share of the text that is small talk, and its likelihood.
    small: float = 0.6
    talk: float = 0.3
    #: For the nearest guidance to answer, said to be only that, whatever words the question has.
    nearest: float = 0.2
    #: The same where a word of the question is in no entry and the rest explains little of it.
    strange: float = 0.3


#: One content word in so many may be one that no entry uses, more or less strictly; a measure's name
#: counts for two words.
_AT_MOST_FOREIGN, _HARDLY_FOREIGN = 2, 3
_WORDS_OF_A_MEASURE = 2
#: With so many words that a measure's entry lacks for each that it has, a question only mentions it.
_BESIDE = 2


class Judge:
    """Judges questions against one version of the knowledge."""

    def __init__(self, knowledge: Knowledge, reader: Reader, thresholds: Thresholds | None = None) -> None:
        self.knowledge = knowledge
        self.reader = reader
        self.least = thresholds or Thresholds()

    # ── Entries ───────────────────────────────────────────────────────────────────────────────

    def entry(self, match: Match | None) -> Entry | None:
        """The entry of a match; None for small talk."""
        return self.knowledge.entry(match.entry) if match is not None else None

    def of(self, match: Match | None, kinds: type | UnionType) -> bool:
        """Whether a match is an entry of some kind. Small talk counts as something not held."""
        if match is not None and match.entry.startswith(SOCIAL):
            return kinds is Decoy
        return isinstance(self.entry(match), kinds)

    def focused(self, state: State) -> Entry | None:
        """What was last spoken of, if it is still held."""
        if state.focus is None or state.focus.entry is None:
            return None
        return self.knowledge.entry(state.focus.entry)

    def survey(self, question: Question, state: State) -> Survey | None:
        """The survey a question is about: named, or that of the last answer, or the first."""
        surveys = self.knowledge.surveys
        focused = self.focused(state)
        last = focused.survey if isinstance(focused, Measure | Claim) else None
        return next(
            (surveys[i] for i in (*question.surveys, last, *surveys) if i is not None and i in surveys), None
        )

    # ── Likelihoods ───────────────────────────────────────────────────────────────────────────

    def sure(self, match: Match | None, question: Question, beside: type | UnionType | None = None) -> bool:
        """Whether a match is likely enough to answer with.

        Either by itself, or because it is ahead of every other (of the kinds ``beside``, if given)
        and speaks of most of what the question is about.
        """
        if match is None:
            return False
        strange = bool(question.strays) and not self.of(match, Decoy)
        if strange and match.probability < self.least.despite:
            return False
        talk = match.entry.startswith(SOCIAL)
        if not (question.about or question.measures or talk):
            # Roles and words for "which" make no subject, and the latter alone still less.
            enough = self.least.certain if question.roles else self.least.despite
            return match.probability >= enough
        if match.probability >= self.least.certain and (beside is None or match is question.top):
            return True
        others = [
            m.probability
            for m in question.ranking
            if m is not match and (beside is None or self.of(m, beside))
        ]
        return (
            match.probability >= self.least.answer
            and match.probability - max(others, default=0.0) >= self.least.ahead
            and match.explained >= self.least.explained
        )

    def chatty(self, match: Match, question: Question) -> bool:
        """Whether a text is small talk of some kind; several kinds in one text don't rival each other."""
        others = [m.probability for m in question.ranking if not m.entry.startswith(SOCIAL)]
        ahead = match.probability - max(others, default=0.0)
        return match.probability >= self.least.talk and ahead >= self.least.ahead

    def certain(self, match: Match | None) -> bool:
        """Whether a match answers whatever else the question says."""
        return match is not None and match.probability >= self.least.certain

    def tops(self, question: Question, kinds: type | UnionType) -> bool:
        """Whether the likeliest entry is of some kind."""
        return self.of(question.top, kinds)

    def surely(self, question: Question, kinds: type | UnionType) -> bool:
        """Whether the likeliest entry is of some kind, and sure."""
        return self.tops(question, kinds) and self.sure(question.top, question)

    def defines(self, question: Question) -> bool:
        """Whether a definition is surely what is asked for."""
        entry = self.entry(question.top)
        defined = isinstance(entry, Advice) and entry.kind == "definition"
        return defined and (self.certain(question.top) or question.has("definition")) and not question.strays

    def likelihood(self, question: Question) -> float:
        """That of the likeliest measure which the question names."""
        return max((question.probability(m) for m in question.measures), default=0.0)

    def guide(self, question: Question) -> Match | None:
        """The likeliest guidance or claim, if it is likely at all.

        Guidance that rests on a measure which the question names needs little more to be meant.
        """
        at_home = self.at_home(question, _HARDLY_FOREIGN)
        for match in question.ranking:
            entry = self.entry(match)
            if not isinstance(entry, Advice | Claim):
                continue
            bears = (
                at_home
                and isinstance(entry, Advice)
                and any(g.id in question.measures for g in entry.rests_on)
            )
            if match.probability >= (self.least.bearing if bears else self.least.answer):
                return match
        return None

    def choices(self, question: Question) -> tuple[Choice, ...]:
        """Entries that may be meant, likeliest first, the top one always among them."""
        found: list[Choice] = []
        floor = self.least.choose
        if self.tops(question, Decoy) and question.top is not None:
            floor = max(floor, self.least.beside_decoy * question.top.probability)
        for match in question.ranking:
            entry = self.entry(match)
            if match.probability < floor or len(found) == MOST_CHOICES:
                break
            top = match is question.top and match.explained > 0
            touched = top or match.explained >= self.least.touched
            if entry is not None and not isinstance(entry, Decoy) and touched:
                found.append(Choice(id=entry.id, label=label(entry)))
        return tuple(found)

    # ── Words ─────────────────────────────────────────────────────────────────────────────────

    def at_home(self, question: Question, one_in: int = _AT_MOST_FOREIGN) -> bool:
        """Whether the words of a question are such as entries use, but for one in so many."""
        said = len(question.about) + _WORDS_OF_A_MEASURE * len(question.measures)
        return not question.strays and one_in * self.reader.foreign_to(question.about) <= said

    def outranked(self, question: Question) -> bool:
        """Whether a measure is only mentioned in a question about something not held."""
        likely = self.likelihood(question)
        by_value = question.has(BY_VALUE)
        if question.strays or (
            not by_value and likely < self.least.choose and self._merely_mentions(question)
        ):
            return True
        return self.surely(question, Decoy) and question.top is not None and question.top.probability > likely

    def all_said(self, match: Match, question: Question) -> bool:
        """Whether a measure's entry has every word that a question is about."""
        about = self.reader.terms.content(question.about)
        likely = match.probability >= self.least.choose or question.has("gap", "contradiction")
        return likely and bool(about) and about <= self.reader.terms.vocabulary(match.entry)

    def invented(self, question: Question) -> bool:
        """Whether a question states shares that nobody prints, for something that nobody measured."""
        shares = [s.value for s in question.stated if s.share]
        if not shares or any(reason.with_value(self.knowledge, v) for v in shares):
            return False
        beside = self._merely_mentions(question) and self.likelihood(question) < self.least.certain / 2
        return beside or not question.measures or self.outranked(question)

    def unheld(self, question: Question) -> bool:
        """Whether a question is about roles that nobody counted and no guidance addresses."""
        held = {p.role for s in self.knowledge.surveys.values() for p in s.populations.values()}
        return bool(question.roles) and not any(r in held or r in set(Audience) for r in question.roles)

    def _merely_mentions(self, question: Question) -> bool:
        """Whether a question has far more words that its measures' entries lack than words of theirs."""
        terms = self.reader.terms
        about = terms.content(question.about)
        said = terms.content(stems(question.tokens))
        return all(
            len(about - terms.vocabulary(m)) >= _BESIDE * max(1, len(said & terms.vocabulary(m)))
            for m in question.measures
        )


def label(entry: Entry) -> str:
    """An entry's name as it stands on a button or in a list of choices."""
    match entry:
        case Measure() | Claim() | Survey():
            return entry.short
        case Advice() | Source() | Theme():
            return entry.title
        case Dispute() | Decoy():
            return entry.about


def singled_out(claim: Claim, knowledge: Knowledge) -> str | None:
    """The role that a claim names first, among those that have a counterpart."""
    places = [
        (at, role.id)
        for role in knowledge.words.roles.values()
        if role.counterpart is not None and (at := claim.statement.find(role.one)) >= 0
    ]
    return min(places)[1] if places else None
