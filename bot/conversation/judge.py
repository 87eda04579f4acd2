"""How sure it is what a question is about: likelihoods of entries, weighed against each other.

The matcher's probabilities are calibrated for texts that some entry answers. What they can't see is
judged here: words that only questions about something not held use, a runner-up that is as likely,
a measure that is merely mentioned.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation import themes
from bot.conversation.naming import choice
from bot.conversation.shown import shown
from bot.conversation.thresholds import Thresholds
from bot.figures import reason
from bot.knowledge.model import (
    YEAR,
    Advice,
    Audience,
    Claim,
    Decoy,
    Dispute,
    Measure,
    Source,
    Survey,
    Theme,
)
from bot.questions.reader import SOCIAL
from bot.questions.words import STOP_WORDS, stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import UnionType

    from bot.conversation.state import Choice, State
    from bot.knowledge.model import Entry, Knowledge
    from bot.questions.matcher import Match
    from bot.questions.question import Question
    from bot.questions.reader import Reader

MOST_CHOICES = 3
#: Set among a question's cues when it names its measure by a printed value.
BY_VALUE = "by-value"


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

    def surveys(self, question: Question, state: State) -> tuple[Survey, ...]:
        """The surveys a question is about: named, or those of the last answer; none where nothing tells."""
        held = self.knowledge.surveys
        named = tuple(held[i] for i in question.surveys if i in held)
        return named or tuple(held[i] for i in dict.fromkeys(self._of_the_last_answer(state)) if i in held)

    def _of_the_last_answer(self, state: State) -> Iterator[str]:
        known = self.knowledge
        focused = self.focused(state)
        if isinstance(focused, Measure | Theme) and (rows := shown(state, known)):
            # The latest first, as they are those that stay in sight.
            yield from (row.survey.id for row in reversed(rows))
            return
        match focused:
            case Measure(survey=survey) | Claim(survey=survey) | Dispute(survey=survey) | Survey(id=survey):
                yield survey
            case Theme(members=members):
                yield from (known.measures[member.measure].survey for member in reversed(members))
            case Advice(rests_on=grounds):
                yield from (known.measures[g.id].survey for g in grounds if g.kind == "figure")
                yield from (known.claims[g.id].survey for g in grounds if g.kind == "claim")
            case Source() | Decoy() | None:
                pass

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
            # Roles and words for "which" make no subject, and the latter alone still less, unless the
            # entry has all of them.
            whole = match.explained == 1 and any(t not in STOP_WORDS for t in question.tokens)
            enough = self.least.certain if question.roles or whole else self.least.despite
            return match.probability >= enough
        if match.probability >= self.least.certain and (beside is None or match is question.top):
            return True
        others = [
            m.probability
            for m in question.ranking
            if m is not match
            and (beside is None or self.of(m, beside))
            and not (self.of(match, Theme) and themes.related(match.entry, m.entry, self.knowledge))
        ]
        return (
            match.probability >= self.least.answer
            and match.probability - max(others, default=0.0) >= self.least.ahead
            and match.explained >= self.least.explained
        )

    def sure_of_several(self, match: Match, likely: Sequence[Match], question: Question) -> bool:
        """Whether a match is sure, or would be if those of its own theme were no rivals."""
        if self.sure(match, question, beside=Measure | Theme | Decoy | Survey | Source):
            return True
        related = {m.entry for m in likely if themes.related(match.entry, m.entry, self.knowledge)}
        rivals = tuple(m for m in question.ranking if m is match or m.entry not in related)
        return self.sure(match, replace(question, ranking=rivals))

    def chatty(self, match: Match, question: Question) -> bool:
        """Whether a text is small talk of some kind; several kinds in one text don't rival each other."""
        others = [m.probability for m in question.ranking if not m.entry.startswith(SOCIAL)]
        ahead = match.probability - max(others, default=0.0)
        return match.probability >= self.least.talk and ahead >= self.least.ahead

    def certain(self, match: Match | None) -> bool:
        """Whether a match answers whatever else the question says."""
        return match is not None and match.probability >= self.least.certain

    def rivalled(self, question: Question) -> bool:
        """Whether an entry speaks of more of the question than the likelier subject that is not held."""
        top = question.top
        if top is None or self.certain(top):
            return False
        least = self.least.beside_decoy * top.probability
        return any(
            m.probability >= least and m.explained > top.explained and not self.of(m, Decoy)
            for m in question.ranking
        )

    def says_it_all(self, question: Question) -> bool:
        """Whether a sure entry has every word of a question, so that no word of it asks for a whole scope."""
        top = question.top
        if top is None or question.measures or not question.about or self.of(top, Decoy | Survey | Source):
            return False
        return top.explained == 1 and self.sure(top, question)

    def is_year(self, match: Match | None) -> bool:
        """Whether a match is a measure whose figure is a year, and likely enough to be asked for."""
        entry = self.entry(match)
        if match is None or not isinstance(entry, Measure) or match.probability < self.least.choose:
            return False
        return any(figure.unit == YEAR for figure in entry.figures.values())

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

    def ranks_itself(self, question: Question) -> bool:
        """Whether words for a place in a row are those of the measure that is likely meant."""
        top = question.top
        if top is None or not self.of(top, Measure | Theme) or not self.reader.ranks(top.entry):
            return False
        return top.probability >= self.least.choose and top.explained >= self.least.explained

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
        floor, touching = self.least.choose, self.least.touched
        if self.tops(question, Decoy) and question.top is not None:
            floor = max(floor, self.least.beside_decoy * question.top.probability)
            touching = 0.4  # hardly what is asked, unless it speaks of much of it
        for match in question.ranking:
            entry = self.entry(match)
            if match.probability < floor or len(found) == MOST_CHOICES:
                break
            top = match is question.top and match.explained > 0
            touched = top or match.explained >= touching
            if entry is not None and not isinstance(entry, Decoy) and touched:
                found.append(choice(entry))
        return tuple(found)

    # ── Words ─────────────────────────────────────────────────────────────────────────────────

    def at_home(self, question: Question, one_in: int = _AT_MOST_FOREIGN) -> bool:
        """Whether the words of a question are such as entries use, but for one in so many."""
        said = len(question.about) + _WORDS_OF_A_MEASURE * len(question.measures)
        return not question.strays and one_in * self.reader.foreign_to(question.about) <= said

    def certainly_another(self, question: Question) -> bool:
        """Whether a measure of another survey than those named by their terms is surely meant."""
        top = self.entry(question.top)
        if not question.measures or not isinstance(top, Measure) or not self.certain(question.top):
            return False
        surveys = {self.knowledge.measures[m].survey for m in question.measures}
        return top.survey not in surveys and not question.has(BY_VALUE)

    def outranked(self, question: Question) -> bool:
        """Whether a measure is only mentioned in a question about something not held."""
        likely = self.likelihood(question)
        by_value = question.has(BY_VALUE)
        if question.strays or (
            not by_value and likely < self.least.mentioned and self._merely_mentions(question)
        ):
            return True
        return self.surely(question, Decoy) and question.top is not None and question.top.probability > likely

    def touches(self, match: Match, question: Question) -> bool:
        """Whether a measure's entry has any word that a question is about, or is named by it."""
        about = self.reader.terms.content(question.about)
        return not about or bool(about & self.reader.terms.vocabulary(match.entry))

    def all_said(self, match: Match, question: Question) -> bool:
        """Whether a measure's entry has every word that a question is about."""
        about = self.reader.terms.content(question.about)
        likely = match.probability >= self.least.choose or question.has("gap", "contradiction")
        return likely and bool(about) and about <= self.reader.terms.vocabulary(match.entry)

    def named(self, question: Question) -> bool:
        """Whether the words of a question surely name what the likeliest entry is about."""
        top = question.top
        if top is None or not question.about or top.entry.startswith(SOCIAL):
            return False
        return self.sure(top, question) or (
            self.of(top, Measure | Theme) and self.sure_of_several(top, question.ranking, question)
        )

    def speaks_of(self, measure: str, question: Question) -> bool:
        """Whether a measure's entry has any word of what a question is about."""
        return bool(self.reader.terms.content(question.about) & self.reader.terms.vocabulary(measure))

    def invented(self, question: Question) -> bool:
        """Whether a question states shares that nobody prints, for something that nobody measured."""
        shares = {s.value for s in question.stated if s.share}
        if not shares or any(reason.with_value(self.knowledge, v) for v in shares):
            return False
        if self.of(question.top, Measure | Theme) and self.named(question):
            return False
        beside = self._merely_mentions(question) and self.likelihood(question) < self.least.certain / 2
        return beside or not question.measures or self.outranked(question)

    def unheld(self, question: Question) -> bool:
        """Whether a question is about roles that nobody counted and no guidance addresses."""
        held = reason.roles_counted(self.knowledge)
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
