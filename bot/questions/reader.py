"""Text → :class:`Question`: parse first, match second.

A :class:`Reader` is compiled once per version of the knowledge and then only read. It finds what
the knowledge has names for, notes what is left over, and lets the matcher rank all entries.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.knowledge.model import Decoy, Missing
from bot.questions import asking as ask
from bot.questions import phrasing
from bot.questions.numbers import stated
from bot.questions.phrasing import SOCIAL, SOURCE, named, named_as, phrasings
from bot.questions.question import Elsewhere, Question
from bot.questions.repair import Repairer
from bot.questions.scope import Scopes
from bot.questions.vocabulary import Mention, Phrases, singular, tagged
from bot.questions.words import STOP_WORDS, Memo, stems, tokens

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from bot.knowledge.model import Knowledge
    from bot.questions.matcher import Match, Matcher
    from bot.questions.numbers import Stated
    from bot.questions.vocabulary import Terms

#: Cues whose words say how something is asked, never what about.
_MANNER = frozenset(
    """
    number figures lead gap ratio compare higher largest smallest order list single filler those own
    same no doubt holds causal slanted much more next counsel advice source why confirm other-one everything
    rest contradiction second third pool
    """.split()  # noqa: SIM905 (words to read, not a list to maintain)
)
#: Cues that make a scope of their own, so that the story before adds nothing to it.
_SCOPES = frozenset(["list", "everything", "largest", "smallest", "order"])
_WHY = frozenset(["why"])
#: Cues for a place in a row, which some entries have in their own words.
_RANKINGS = frozenset(["largest", "smallest", "list", "order"])
# A stop within a number or a spelled abbreviation ends no sentence.
_SENTENCE = re.compile(r"(?:[^.!?;\n]|\.(?=\w))+[.!?;\n]?")
_YEAR = re.compile(r"(?:19|20)\d\d")
#: What is about the other role counts less: much when only one role is asked about, a little when
#: that one comes first.
_OTHER_SIDE, _SECOND_SIDE = 0.5, 0.6
#: An entry none of whose phrasings has a word of the question counts this much.
_UNEXPLAINED = 0.7
#: What nobody asked for counts this much: a definition, or a figure where advice is wanted.
_UNASKED_DEFINITION, _UNASKED_FIGURE = 0.5, 0.6
#: Where somebody asks why: a figure, which states no cause, and what is not asked why.
_FIGURE_FOR_WHY, _OTHER_FOR_WHY = 0.5, 0.8
#: Content words with which the asking part of a story can be matched by itself.
_TELLING = 1
#: Less of a text than this must be known words for it to count as another language.
_ENGLISH_SHARE = 0.5
#: Less of it must be English as it is written, however much could be repaired into English.
_LEAST_ENGLISH = 0.34
#: With this much English after repair it was English all along.
_READ_AS_ENGLISH = 0.9
_FEW = 3


class Reader:
    """Reads questions against one version of the knowledge."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher, english: Container[str]) -> None:
        words = knowledge.words
        self._matcher = matcher
        # Roles by whole words: "engineering" is no engineer.
        self._roles = Phrases(phrasing.role_names(knowledge), singular)
        self._cues = Phrases(tagged(words.cues))
        self._elsewhere = Phrases(tagged(words.elsewhere))
        # By whole words too: TRUSTe is not trust.
        self._titles = Phrases(phrasing.titles(knowledge), singular)
        self._groups = Phrases(phrasing.groups(knowledge), singular)
        memo = Memo()
        self._scopes = Scopes(knowledge, phrasing.not_content(knowledge), memo)
        self._glossary = {tokens(k): tokens(v) for k, v in words.glossary.items()}
        self._longest_gloss = max((len(k) for k in self._glossary), default=0)
        self._english = english
        # What roles, places, sizes and operations are called is in English, even where it is no word of it.
        told = (*phrasing.role_names(knowledge), *tagged(words.elsewhere), *tagged(words.cues))
        self._names = frozenset(t for _, name in told for t in tokens(name))
        self._repairer = Repairer(phrasing.vocabulary(knowledge, memo), english)
        self._spoken = frozenset(
            s
            for e in knowledge.entries()
            if not isinstance(e, Decoy)
            for p in e.asked_as
            for s in memo.stems(p)
        )
        self._core = phrasing.core(knowledge)
        self._decoyed = phrasing.decoyed(knowledge, self._spoken, memo)
        self._pair = frozenset(r.id for r in words.roles.values() if r.counterpart is not None)
        self._sides = phrasing.sides(knowledge, self._roles, memo)
        self._measures = frozenset(knowledge.measures)
        self._figures = frozenset((*knowledge.measures, *knowledge.themes))
        self._reasons = phrasing.told_with(knowledge, self._cues, _WHY, memo)
        self._ranking_words = phrasing.told_with(knowledge, self._cues, _RANKINGS, memo)
        self._decoys = frozenset(knowledge.decoys)
        self._small_talk = frozenset(SOCIAL + kind for kind in knowledge.words.social)
        self._definitions = frozenset(a.id for a in knowledge.advice.values() if a.kind == "definition")

    @property
    def terms(self) -> Terms:
        """The measures' own words."""
        return self._scopes.everything

    def _cues_of(self, told: Sequence[Mention], asking: int, found: Sequence[str]) -> tuple[Mention, ...]:
        """The cues of the part that asks; all of them where that part has no word of its own."""
        own = tuple(m for m in told if m.start >= asking)
        covered = {i for m in own for i in range(m.start, m.end)}
        said = [t for i, t in enumerate(found) if i >= asking and i not in covered and t not in STOP_WORDS]
        return own if said else tuple(told)

    def ranks(self, entry: str) -> bool:
        """Whether an entry's own phrasings speak of the most, the least or a list ("top frustration")."""
        return entry in self._ranking_words

    def at_core(self, stemmed: Sequence[str]) -> bool:
        """Whether one of these stems stands in a title, a short name or a statement of an entry."""
        return any(s in self._core for s in stemmed)

    def foreign_to(self, stemmed: Sequence[str]) -> int:
        """How many of these stems stand in no phrasing that is answered."""
        return sum(s not in self._spoken for s in stemmed)

    def likeness(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """How alike each text is to each other, by the matcher's measure: 1 for the same words."""
        return self._matcher.likeness(texts)

    def read(self, text: str) -> Question:
        """Read a text of any length and kind. Never raises; bounded by what ``clean`` keeps."""
        cleaned = named(text)
        question = self._read(cleaned)
        mended = _with(question.changes, cleaned) if "it" in question.tokens else cleaned
        # "Shadwo it" is the department only once it is shadow.
        if mended != cleaned and named(mended) != mended:
            return replace(self._read(named(mended)), changes=question.changes)
        return question

    def _read(self, cleaned: str) -> Question:
        sentences = [
            (self._translated(tokens(m[0])), m[0].endswith("?")) for m in _SENTENCE.finditer(cleaned)
        ]
        sentences = [(piece, asks) for piece, asks in sentences if piece]
        pieces = [piece for piece, _ in sentences]
        written = tuple(t for piece in pieces for t in piece)
        repaired = self._repairer.repair(written)
        found = repaired.tokens
        stemmed = stems(found)
        bounds = ask.bounds(pieces)
        asking = ask.asking([asks for _, asks in sentences], bounds)
        told_cues = tuple(self._cues.every(stemmed))
        cues = self._cues_of(told_cues, asking, found)
        titles = self._titles.longest(singular(found))
        # "The CIO survey" is a name, and asks nothing of CIOs.
        mentioned = tuple(
            m for m in self._roles.longest(singular(found)) if not any(m.overlaps(t) for t in titles)
        )
        speaking = tuple(m for m in mentioned if ask.is_speaker(m, found))
        told_roles = ask.asked_about([m for m in mentioned if m not in speaking], told_cues, found)
        # What only the story before the question names is not asked about, unless nothing else is.
        roles = tuple(m for m in told_roles if m.start >= asking) or tuple(
            m for m in told_roles if m.id in self._pair
        )
        years = tuple(dict.fromkeys(t for t in found[asking:] if _YEAR.fullmatch(t)))
        surveys = self._scopes.named(titles, years)
        among = self._scopes.entries(surveys)
        ranking = (
            self._ranked(found, written, asking)
            if among is None
            else self._within(surveys, among, found, written, titles)
        )
        groups = self._groups.longest(singular(found))
        elsewhere = tuple(
            m
            for m in self._elsewhere.longest(stemmed)
            if m.start >= asking and not any(m.overlaps(title) for title in titles)
        )
        # "What share of" asks for a number and is no word for sharing.
        counted = {i for m in told_cues if m.id == "number" for i in range(m.start, m.end)}
        uncounted = [("" if i in counted else s) for i, s in enumerate(stemmed)]
        told_measures = self._scopes.terms(surveys).find(uncounted)
        measures = tuple(m for m in told_measures if m.start >= asking)
        if not measures and not any(m.id == "list" for m in cues):
            measures = told_measures
        foreign = self._is_foreign(tokens(cleaned))
        claimed = (*told_roles, *elsewhere, *told_measures, *titles, *groups)
        numbers = ask.said_of(stated(found), mentioned, found)
        said = self._residue(found, stemmed, (*claimed, *numbers), told_cues)
        residue = tuple(dict.fromkeys(said.values()))
        about = tuple(dict.fromkeys(s for at, s in said.items() if at >= asking))
        if not about and not any(m.id in _SCOPES for m in cues):
            about = residue
        return Question(
            tokens=found,
            changes=repaired.changes,
            roles=ask.distinct(roles),
            subject=ask.subject(roles, cues, numbers),
            speaker=ask.speaker(speaking, told_cues),
            cues=frozenset(m.id for m in cues),
            elsewhere=tuple(
                Elsewhere(missing=Missing(m.id), phrase=" ".join(found[m.start : m.end])) for m in elsewhere
            ),
            measures=ask.distinct(measures),
            surveys=surveys,
            sources=named_as(titles, SOURCE),
            years=years,
            groups=ask.distinct(groups),
            stated=numbers,
            denied=ask.denied(cues, bounds),
            follows=any(m.id == "lead" and m.start == 0 for m in told_cues),
            foreign=foreign,
            residue=residue,
            about=about,
            strays=()
            if foreign
            else (*(s for s in about if s in self._decoyed), *ask.other_base(found, cues)),
            ranking=self._weighed(ranking, ask.distinct(roles), frozenset(m.id for m in cues)),
        )

    def _ranked(self, found: Sequence[str], written: Sequence[str], asking: int) -> tuple[Match, ...]:
        """Entries by the whole text; of a story also by the part that asks."""
        if not found:
            return ()
        whole = self._matcher.rank(found, written)
        if asking == 0 or sum(t not in STOP_WORDS for t in found[asking:]) < _TELLING:
            return whole
        # What a story mentions in passing makes no subject that isn't held.
        best = {m.entry: m for m in whole if m.entry not in self._decoys}
        for match in self._matcher.rank(found[asking:], written[asking:]):
            if match.entry not in best or best[match.entry].probability < match.probability:
                best[match.entry] = match
        return tuple(sorted(best.values(), key=lambda m: -m.probability))

    def _within(
        self,
        surveys: tuple[str, ...],
        among: frozenset[str],
        found: Sequence[str],
        written: Sequence[str],
        titles: Sequence[Mention],
    ) -> tuple[Match, ...]:
        """The ranking of what may answer for the surveys named, by the text with and without their names."""
        rivals = among | self._decoys | self._small_talk
        named = {i for m in titles for i in range(m.start, m.end)}
        rest = [t for i, t in enumerate(found) if i not in named]
        whole = self._matcher.rank(found, written, among=rivals)
        # A name speaks for its survey as long as hardly anything else is said.
        telling = sum(t not in STOP_WORDS for t in rest) > _TELLING
        best = {m.entry: m for m in whole if not (telling and m.entry in surveys)}
        for match in self._matcher.rank(rest, among=rivals) if rest else ():
            if match.entry not in best or best[match.entry].probability < match.probability:
                best[match.entry] = match
        return tuple(sorted(best.values(), key=lambda m: -m.probability))

    def _weighed(
        self, ranking: Sequence[Match], roles: Sequence[str], cues: frozenset[str]
    ) -> tuple[Match, ...]:
        """A ranking by what likeness of words does not see: whose side is meant, and what is asked for."""
        asked = [r for r in roles if r in set(self._sides.values())]
        other = _OTHER_SIDE if len(asked) == 1 else _SECOND_SIDE
        why = "why" in cues and cues.isdisjoint(("number", "figures", "quantity"))
        told = bool(cues - {"filler", "lead", "those"}) or not roles
        advised = "advice" in cues and cues.isdisjoint(("number", "figures"))

        def weight(match: Match) -> float:
            factor = _UNEXPLAINED + (1 - _UNEXPLAINED) * match.explained
            if asked and self._sides.get(match.entry, asked[0]) != asked[0]:
                factor *= other
            if match.entry in self._definitions and "definition" not in cues and told:
                factor *= _UNASKED_DEFINITION
            if match.entry in self._measures and advised:
                factor *= _UNASKED_FIGURE
            if why and match.entry not in self._reasons:
                factor *= _FIGURE_FOR_WHY if match.entry in self._figures else _OTHER_FOR_WHY
            return factor

        weighed = [replace(m, probability=m.probability * weight(m)) for m in ranking]
        return tuple(sorted(weighed, key=lambda m: -m.probability))

    def _translated(self, written: Sequence[str]) -> tuple[str, ...]:
        """The tokens with words of the glossary replaced by ours."""
        result: list[str] = []
        at = 0
        alone = sum((t,) in self._glossary for t in written) == 1
        while at < len(written):
            for width in range(self._longest_gloss, 0, -1):
                ours = self._glossary.get(tuple(written[at : at + width]))
                # One foreign word among English ones may as well be a slip: "vender" is no sale then.
                slip = alone and width == 1 and self._repairer.repair(written[at : at + 1]).changes
                if ours is not None and not slip:
                    result.extend(ours)
                    at += width
                    break
            else:
                result.append(written[at])
                at += 1
        return tuple(result)

    def _is_foreign(self, written: Sequence[str]) -> bool:
        """Whether a text is mostly not English; typing errors count against that, but not alone."""
        letters = [t for t in written if t.isalpha()]
        known = sum(self._reads(t) for t in letters)
        if len(letters) < _FEW:
            return known == 0 and any(not t.isascii() for t in letters)
        mended = self._repairer.repair(written).tokens
        repaired = sum(self._reads(t) for t in mended if t.isalpha())
        if repaired >= _READ_AS_ENGLISH * len(letters):
            return False
        most = _ENGLISH_SHARE * len(letters)
        return known < _LEAST_ENGLISH * len(letters) or (known < most and repaired < most)

    def _reads(self, word: str) -> bool:
        """Whether a word is English or one of our names for things; phrasings are in other languages too."""
        return word in self._english or word in self._names

    def _residue(
        self,
        found: Sequence[str],
        stemmed: Sequence[str],
        claimed: Sequence[Mention | Stated],
        cues: Sequence[Mention],
    ) -> dict[int, str]:
        """The stems of what is left over, by their places."""
        manner = [m for m in cues if m.id in _MANNER or m.id.startswith("fact-")]
        covered = {i for m in (*claimed, *manner) for i in range(m.start, m.end)}
        return {
            i: s
            for i, (t, s) in enumerate(zip(found, stemmed, strict=True))
            if i not in covered and t not in STOP_WORDS and not t[0].isdigit() and t != "%"
        }


def _with(changes: Sequence[tuple[str, str]], text: str) -> str:
    """A text with some of its words replaced by others."""
    for written, meant in changes:
        text = re.sub(rf"\b{re.escape(written)}\b", meant, text)
    return text


__all__ = ["SOCIAL", "Reader", "named", "phrasings"]
