"""One turn: an event and a state in, the next state, replies and effects out. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.conversation.decide import Decider
from bot.conversation.events import Said
from bot.conversation.lookup import MOST
from bot.conversation.moves import Declined
from bot.conversation.state import State
from bot.conversation.step import step
from bot.replies.cards import key_of
from bot.replies.compose import Composer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from bot.conversation.events import Event
    from bot.conversation.lookup import Pick, PickKind
    from bot.conversation.moves import Effect, Move
    from bot.conversation.thresholds import Thresholds
    from bot.knowledge.model import Entry, Knowledge
    from bot.questions.question import Question
    from bot.questions.reader import Reader
    from bot.replies.cards import Card
    from bot.replies.reply import Reply

#: The least similarity of words to an entry's phrasings. Words of nothing held come to 0.35 with some
#: entry, single words of a phrasing ("budget", "cost") to 0.4 and more with those that are asked so.
_ALIKE: Final = 0.4


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """What one event leads to. ``question`` and ``confidence`` explain how a text was understood."""

    state: State
    replies: tuple[Reply, ...]
    effects: tuple[Effect, ...] = ()
    question: Question | None = None
    confidence: float | None = None


class Advisor:
    """Answers against one version of the knowledge. A new version makes a new advisor."""

    def __init__(
        self,
        knowledge: Knowledge,
        reader: Reader,
        *,
        templates: Mapping[str, str],
        thresholds: Thresholds | None = None,
    ) -> None:
        """``reader``: of the same knowledge; ``templates``: reply templates by file name."""
        self.knowledge = knowledge
        self._decider = Decider(knowledge, reader, thresholds)
        self._reader = reader
        self._composer = Composer(templates, knowledge)
        self._cards: dict[PickKind, dict[str, Card]] = {}
        self._keys: dict[str, str] = {}

    def trial(self, move: Move, state: State) -> Reply:
        """A move worded for a check; raises where a person would get the plain statement instead."""
        return self._composer.trial(move, state)

    def notice(self, template: str, more: str | None = None, **values: object) -> Reply:
        """What is said of the service itself, by the names of its templates."""
        return self._composer.notice(template, more, **values)

    def turn(self, event: Event, state: State) -> Turn:
        """Answer one event. The same event and state always give the same turn."""
        done = step(state, event, self.knowledge, self._decider)
        return Turn(
            state=done.state,
            replies=(self._composer.reply(done.move, done.state),),
            effects=done.effects,
            question=done.question,
            confidence=done.confidence,
        )

    def look_up(self, text: str, first: int = 0, most: int = MOST) -> tuple[tuple[Card, ...], bool]:
        """Cards on words as somebody types them, best first; of no words, what is most useful.

        Those from place ``first`` on, at most ``most``, and whether there are more.
        """
        picks = self._decider.look_up(text)
        end = first + most
        return tuple(self._card(pick) for pick in picks[first:end]), len(picks) > end

    def word_cards(self) -> Iterator[None]:
        """Word the cards of everything held, one at each step, so that who types does not wait for it."""
        for pick in self._decider.quotable():
            self._card(pick)
            yield

    def entry_of(self, key: str) -> str | None:
        """The id of the entry that a link names by its key; None when it is not known (any more)."""
        if not self._keys:
            self._keys.update((key_of(entry.id), entry.id) for entry in self.knowledge.entries())
        return self._keys.get(key)

    def near(self, words: str, most: int) -> tuple[Entry, ...]:
        """Entries that words may mean, the likeliest first, of whatever kind; none that is not like them."""
        ranking = self._reader.read(words).ranking
        ranked = (self.knowledge.entry(each.entry) for each in ranking if each.similarity >= _ALIKE)
        return tuple(entry for entry in ranked if entry is not None)[:most]

    def nearest(self, question: str) -> tuple[str | None, float]:
        """The id of the entry that a question comes nearest to, and how likely it is meant."""
        top = self._reader.read(question).top
        return (top.entry, top.probability) if top is not None else (None, 0.0)

    def out_of_scope(self, question: str) -> bool:
        """Whether a question, asked alone, is declined as one of a subject that is out of scope."""
        move = step(State(), Said(text=question), self.knowledge, self._decider).move
        subjects = {decoy.about for decoy in self.knowledge.decoys.values()}
        return isinstance(move, Declined) and move.about in subjects

    def likeness(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """How alike each question is to each other, by the matcher's measure: 1 for the same words."""
        return self._reader.likeness(questions)

    def _card(self, pick: Pick) -> Card:
        # A card is the knowledge's, not the question's: each is worded once in a version's life.
        if pick.id not in self._cards.setdefault(pick.kind, {}):
            self._cards[pick.kind][pick.id] = self._composer.card(pick)
        return self._cards[pick.kind][pick.id]
