"""The knowledge's names for roles, operations, measures and sources, found in a tokenised text.

Phrases are compared by stems, so "chiefs" finds "chief". A measure is found by its *terms*: the
content words of its short phrasings, in any order and close together, with synonyms folded
("smartphone revenue" is "mobile sales").
"""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from bot.questions.words import STOP_WORDS, Memo, stem, stems, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from bot.knowledge.model import Knowledge, Measure

Tag = TypeVar("Tag")

#: Content words a phrasing may have to count as a measure's term, and how far apart they may stand.
LONGEST_TERM = 3
SLACK = 4
_SHORT = 3
#: Words that a phrasing may have at most to name its measure, and where one content word is enough.
LONGEST_NAME = 5
LONGEST_SINGLE = 3


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Mention:
    """Something named in a text, at tokens ``start`` up to ``end``."""

    start: int
    end: int
    id: str

    def overlaps(self, other: Mention) -> bool:
        """Whether two mentions share a token."""
        return self.start < other.end and other.start < self.end


class Phrases:
    """Finds phrases in a sequence of stems, the longest first at each place."""

    def __init__(
        self, phrases: Iterable[tuple[str, str]], fold: Callable[[Sequence[str]], tuple[str, ...]] = stems
    ) -> None:
        """``phrases``: (id, phrase as people write it). What is searched must be folded alike."""
        self._ids: dict[tuple[str, ...], list[str]] = {}
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for id_, phrase in phrases:
            key = fold(tokens(phrase))
            if key:
                lengths[key[0]].add(len(key))
                ids = self._ids.setdefault(key, [])
                if id_ not in ids:
                    ids.append(id_)
        # By the first word, how long a phrase can be: the longest first.
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def every(self, text: Sequence[str], among: Container[str] | None = None) -> Iterator[Mention]:
        """All mentions, overlapping ones too; of some ids only, where ``among`` has them."""
        words = tuple(text)
        for at, first in enumerate(words):
            for length in self._lengths.get(first, ()):
                if at + length <= len(words):
                    for id_ in self._ids.get(words[at : at + length], ()):
                        if among is None or id_ in among:
                            yield Mention(start=at, end=at + length, id=id_)

    def longest(self, text: Sequence[str], among: Container[str] | None = None) -> tuple[Mention, ...]:
        """Mentions that don't overlap: at each place the longest, from the left.

        A phrase that names several things is a mention of each. ``among`` as in :meth:`every`.
        """
        found: list[Mention] = []
        for mention in sorted(self.every(text, among), key=lambda m: (-(m.end - m.start), m.start)):
            rivals = (o for o in found if (o.start, o.end) != (mention.start, mention.end))
            if not any(mention.overlaps(other) for other in rivals):
                found.append(mention)
        return tuple(sorted(found))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Told:
    """What a measure's entry says, in canonical content stems.

    ``terms`` are the contents of the phrasings that name it, ``orders`` those of each phrasing as they
    are written; the others are told by the methods of :class:`Terms` of the same names.
    """

    terms: tuple[frozenset[str], ...]
    orders: tuple[tuple[str, ...], ...]
    naming: frozenset[str]
    core: frozenset[str]
    vocabulary: frozenset[str]


class Terms:
    """Finds measures by the content words of their short phrasings."""

    def __init__(self, knowledge: Knowledge, skip: frozenset[str], memo: Memo | None = None) -> None:
        """``skip``: stems that name roles or operations and so can't tell measures apart.

        ``memo`` is shared with who else looks at the same texts.
        """
        memo = memo or Memo()
        self._canonical = {
            s: stem(ours)
            for ours, others in knowledge.words.synonyms.items()
            for other in (ours, *others)
            for s in memo.stems(other)
        }
        self._skip = skip
        self._told = {id_: self._told_by(measure, memo) for id_, measure in knowledge.measures.items()}
        self._exact = Phrases(_short_phrasings(knowledge.measures, memo))
        self._within(frozenset(self._told))

    def among(self, measures: Iterable[str]) -> Terms:
        """The same for some of the measures, whose terms then need only differ from each other's."""
        narrower = copy(self)
        narrower._within(frozenset(measures))  # noqa: SLF001 (its own)
        return narrower

    def _told_by(self, measure: Measure, memo: Memo) -> _Told:
        names = (*measure.asked_as, measure.short)
        words = [memo.stems(p) for p in names]
        contents = [(self.content(w), len(w)) for w in words]
        short = (p for p in names if len(memo.tokens(p)) <= LONGEST_NAME)
        return _Told(
            # A long phrasing asks about its measure, a short one names it; and one word names it only
            # where the phrasing is hardly more than that word.
            terms=tuple(
                c
                for c, length in contents
                if (1 < len(c) <= LONGEST_TERM and length <= LONGEST_NAME)
                or (len(c) == 1 and length <= LONGEST_SINGLE)
            ),
            orders=tuple(tuple(self.canonical(s) for s in w if s not in self._skip) for w in words),
            naming=self._content_of((measure.statement, *short), memo),
            core=self._content_of((measure.short,), memo),
            vocabulary=self._content_of((*names, measure.statement), memo),
        )

    def _content_of(self, texts: Iterable[str], memo: Memo) -> frozenset[str]:
        return frozenset().union(*(self.content(memo.stems(text)) for text in texts))

    def _within(self, measures: frozenset[str]) -> None:
        """Settle what tells these measures apart."""
        self._measures = measures
        told = {id_: told for id_, told in self._told.items() if id_ in measures}
        self._terms = _unique_terms(told)
        self._orders = frozenset(order for each in told.values() for order in each.orders)
        self._by_stem: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
        for term in self._terms:
            for part in term:
                self._by_stem[part].append(term)

    def content(self, text: Sequence[str]) -> frozenset[str]:
        """The canonical stems of a text that tell what it is about."""
        return frozenset(self.canonical(s) for s in text if s not in self._skip)

    def canonical(self, stemmed: str) -> str:
        """Our stem for a synonym's stem; any other stem as it is."""
        return self._canonical.get(stemmed, stemmed)

    def vocabulary(self, measure: str) -> frozenset[str]:
        """The canonical content stems of all that a measure's entry says."""
        return self._told[measure].vocabulary

    def naming(self, measure: str) -> frozenset[str]:
        """The canonical content stems of a measure's names and statement, not of questions on it."""
        return self._told[measure].naming

    def core(self, measure: str) -> frozenset[str]:
        """The content stems of a measure's short name."""
        return self._told[measure].core

    def find(self, text: Sequence[str]) -> tuple[Mention, ...]:
        """Measures named in a stemmed text, by place; a larger term wins over one inside it."""
        ours = [self.canonical(s) for s in text]
        candidates = {term for s in set(ours) for term in self._by_stem.get(s, ())}
        spans = [(span, term) for term in candidates if (span := _closest(ours, term)) is not None]
        # Tight before loose, and as written before turned round: "the protection of data or the keeping
        # of pace" keeps pace, not data.
        spans.sort(key=lambda found: (*self._looseness(ours, *found), -len(found[1]), found[0]))
        named = [Mention(start=start, end=end, id=self._terms[term]) for (start, end), term in spans]
        kept: list[Mention] = []
        for mention in (*named, *self._exact.longest(text, self._measures)):
            if not any(mention.overlaps(other) for other in kept):
                kept.append(mention)
        return tuple(sorted(kept))

    def _looseness(
        self, text: Sequence[str], span: tuple[int, int], term: frozenset[str]
    ) -> tuple[int, bool]:
        """How many other words stand within a term, and whether its own are in another order than written."""
        order = tuple(s for s in text[span[0] : span[1]] if s in term)
        return span[1] - span[0] - len(term), order not in self._orders


def _unique_terms(told: Mapping[str, _Told]) -> dict[frozenset[str], str]:
    """Of these measures' terms those that no other one's terms contain, and whose they are."""
    short = [(id_, content) for id_, each in told.items() for content in each.terms]
    holding: defaultdict[str, set[int]] = defaultdict(set)
    for number, (_, content) in enumerate(short):
        for part in content:
            holding[part].add(number)
    return {
        content: id_
        for id_, content in short
        if all(short[i][0] == id_ for i in set.intersection(*(holding[part] for part in content)))
    }


def _short_phrasings(measures: Mapping[str, Measure], memo: Memo) -> Iterator[tuple[str, str]]:
    """Phrasings of two or three words, which name their measure as they stand."""
    for id_, measure in measures.items():
        for phrasing in (*measure.asked_as, measure.short):
            if 1 < len(memo.tokens(phrasing)) <= LONGEST_TERM:
                yield id_, phrasing


def _closest(text: Sequence[str], term: frozenset[str]) -> tuple[int, int] | None:
    """The shortest stretch that holds every stem of a term, if it is short enough."""
    places = [[i for i, s in enumerate(text) if s == part] for part in term]
    if any(not p for p in places):
        return None
    widest = len(term) + (SLACK if len(term) > 1 else 0)
    best: tuple[int, int] | None = None
    for start in sorted(i for p in places for i in p):
        ends = [next((i for i in p if i >= start), None) for p in places]
        if any(e is None for e in ends):
            continue
        end = max(e for e in ends if e is not None) + 1
        if end - start <= widest and (best is None or end - start < best[1] - best[0]):
            best = (start, end)
    return best


def singular(words: Sequence[str]) -> tuple[str, ...]:
    """Words without the s of a plural or possessive; short ones as they are."""
    return tuple(w[:-1] if len(w) > _SHORT and w.endswith("s") and not w.endswith("ss") else w for w in words)


def skipped(words: Iterable[str]) -> frozenset[str]:
    """Stems of function words and of the given words."""
    return frozenset(stems((*STOP_WORDS, *(t for w in words for t in tokens(w)))))


def tagged(phrases: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """(id, phrase) for a table of ids with their phrases."""
    for id_, forms in phrases.items():
        for form in forms:
            yield id_, form
