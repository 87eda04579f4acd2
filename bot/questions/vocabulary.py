"""The knowledge's names for roles, operations, measures and sources, found in a tokenised text.

Phrases are compared by stems, so "chiefs" finds "chief". A measure is found by its *terms*: the
content words of its short phrasings, in any order and close together, with synonyms folded
("smartphone revenue" is "mobile sales").
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from bot.questions.words import STOP_WORDS, Memo, stem, stems, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

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

    def every(self, text: Sequence[str]) -> Iterator[Mention]:
        """All mentions, overlapping ones too."""
        words = tuple(text)
        for at, first in enumerate(words):
            for length in self._lengths.get(first, ()):
                if at + length <= len(words):
                    for id_ in self._ids.get(words[at : at + length], ()):
                        yield Mention(start=at, end=at + length, id=id_)

    def longest(self, text: Sequence[str]) -> tuple[Mention, ...]:
        """Mentions that don't overlap: at each place the longest, from the left.

        A phrase that names several things is a mention of each.
        """
        found: list[Mention] = []
        for mention in sorted(self.every(text), key=lambda m: (-(m.end - m.start), m.start)):
            rivals = (o for o in found if (o.start, o.end) != (mention.start, mention.end))
            if not any(mention.overlaps(other) for other in rivals):
                found.append(mention)
        return tuple(sorted(found))


class Terms:
    """Finds measures by the content words of their short phrasings."""

    def __init__(
        self,
        knowledge: Knowledge,
        skip: frozenset[str],
        measures: Mapping[str, Measure] | None = None,
        memo: Memo | None = None,
    ) -> None:
        """``skip``: stems that name roles or operations and so can't tell measures apart.

        ``measures`` restricts what is found to some measures, whose terms then need only differ
        from each other's; ``memo`` is shared with who else looks at the same texts.
        """
        memo = memo or Memo()
        self._canonical = {
            s: stem(ours)
            for ours, others in knowledge.words.synonyms.items()
            for other in (ours, *others)
            for s in memo.stems(other)
        }
        self._skip = skip
        measures = knowledge.measures if measures is None else measures
        self._terms = self._unique_terms(measures, memo)
        self._orders = self._written_orders(measures, memo)
        self._exact = Phrases(_short_phrasings(measures))
        self._by_stem: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
        for term in self._terms:
            for part in term:
                self._by_stem[part].append(term)
        self._naming = {
            id_: frozenset().union(
                self.content(memo.stems(m.statement)),
                *(
                    self.content(memo.stems(p))
                    for p in (*m.asked_as, m.short)
                    if len(memo.tokens(p)) <= LONGEST_NAME
                ),
            )
            for id_, m in measures.items()
        }
        self._core = {id_: self.content(memo.stems(m.short)) for id_, m in measures.items()}
        self._vocabulary = {
            id_: frozenset().union(
                *(self.content(memo.stems(p)) for p in (*m.asked_as, m.short, m.statement))
            )
            for id_, m in measures.items()
        }

    def _unique_terms(self, measures: Mapping[str, Measure], memo: Memo) -> dict[frozenset[str], str]:
        """Content of the short phrasings that no other measure's short phrasings contain."""
        short: list[tuple[str, frozenset[str]]] = []
        for id_, measure in measures.items():
            words = [memo.stems(p) for p in (*measure.asked_as, measure.short)]
            contents = [(self.content(w), len(w)) for w in words]
            # A long phrasing asks about its measure, a short one names it; and one word names it only
            # where the phrasing is hardly more than that word.
            short += [
                (id_, c)
                for c, length in contents
                if (1 < len(c) <= LONGEST_TERM and length <= LONGEST_NAME)
                or (len(c) == 1 and length <= LONGEST_SINGLE)
            ]
        holding: defaultdict[str, set[int]] = defaultdict(set)
        for number, (_, content) in enumerate(short):
            for part in content:
                holding[part].add(number)
        return {
            content: id_
            for id_, content in short
            if all(short[i][0] == id_ for i in set.intersection(*(holding[part] for part in content)))
        }

    def _written_orders(self, measures: Mapping[str, Measure], memo: Memo) -> frozenset[tuple[str, ...]]:
        """The content stems of each phrasing in the order in which they are written."""
        return frozenset(
            tuple(self.canonical(s) for s in memo.stems(p) if s not in self._skip)
            for m in measures.values()
            for p in (*m.asked_as, m.short)
        )

    def content(self, text: Sequence[str]) -> frozenset[str]:
        """The canonical stems of a text that tell what it is about."""
        return frozenset(self.canonical(s) for s in text if s not in self._skip)

    def canonical(self, stemmed: str) -> str:
        """Our stem for a synonym's stem; any other stem as it is."""
        return self._canonical.get(stemmed, stemmed)

    def vocabulary(self, measure: str) -> frozenset[str]:
        """The canonical content stems of all that a measure's entry says."""
        return self._vocabulary[measure]

    def naming(self, measure: str) -> frozenset[str]:
        """The canonical content stems of a measure's names and statement, not of questions on it."""
        return self._naming[measure]

    def core(self, measure: str) -> frozenset[str]:
        """The content stems of a measure's short name."""
        return self._core[measure]

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
        for mention in (*named, *self._exact.longest(text)):
            if not any(mention.overlaps(other) for other in kept):
                kept.append(mention)
        return tuple(sorted(kept))

    def _looseness(
        self, text: Sequence[str], span: tuple[int, int], term: frozenset[str]
    ) -> tuple[int, bool]:
        """How many other words stand within a term, and whether its own are in another order than written."""
        order = tuple(s for s in text[span[0] : span[1]] if s in term)
        return span[1] - span[0] - len(term), order not in self._orders


def _short_phrasings(measures: Mapping[str, Measure]) -> Iterator[tuple[str, str]]:
    """Phrasings of two or three words, which name their measure as they stand."""
    for id_, measure in measures.items():
        for phrasing in (*measure.asked_as, measure.short):
            if 1 < len(tokens(phrasing)) <= LONGEST_TERM:
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
