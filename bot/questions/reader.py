"""Text → :class:`Question`: parse first, match second.

A :class:`Reader` is compiled once per version of the knowledge and then only read. It finds what
the knowledge has names for, notes what is left over, and lets the matcher rank all entries.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.knowledge.model import Advice, Decoy, Dispute, Measure, Missing, Source, Survey, Theme
from bot.questions.numbers import stated
from bot.questions.question import Elsewhere, Question
from bot.questions.repair import Repairer
from bot.questions.vocabulary import Mention, Phrases, Terms, singular, skipped, tagged
from bot.questions.words import STOP_WORDS, clean, stem, stems, tokens

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from bot.knowledge.model import Entry, Knowledge
    from bot.questions.matcher import Match, Matcher

#: Prefix of the matcher's classes for small talk.
SOCIAL = "social/"
#: Cues whose words say how something is asked, never what about.
_MANNER = frozenset(
    ["number", "figures", "lead", "gap", "ratio", "compare", "higher", "largest", "smallest", "order", "list", "single", "filler", "those", "own"]
    + ["same", "no", "next", "advice", "source", "why", "confirm", "other-one", "everything", "rest", "contradiction", "second", "third"]
)
# A stop within a number or a spelled abbreviation ends no sentence.
_SENTENCE = re.compile(r"(?:[^.!?;\n]|\.(?=\w))+[.!?;\n]?")
_IT = re.compile(r"\bIT\b")
# In lower case "it" is the department only beside the other one, and so is "tech" alone.
_LOWER_IT = re.compile(
    r"\bit(?=(?:'s)? (?:and|or|vs\.?|versus|/|&) (?:the )?(?:marketing|cmo|brand))"
    r"|(?<=marketing and )it\b|(?<=marketing or )it\b|(?<=marketing vs )it\b|(?<=marketing versus )it\b"
    r"|(?<!information )\btech(?:nology)?(?= (?:and|or|vs\.?|versus|/|&) (?:the )?marketing)"
    r"|(?<=marketing and )tech(?:nology)?\b(?! side| team)|(?<=marketing or )tech(?:nology)?\b(?! side| team)"
)
_DEPARTMENT = "information technology"
#: An entry is about one role when this share of its phrasings name it alone, and this share of those
#: that name one role. What is about the other role counts less: much when only one role is asked
#: about, a little when that one comes first.
_LEAST_MENTIONS, _ONE_SIDED = 0.15, 0.75
_OTHER_SIDE, _SECOND_SIDE = 0.5, 0.6
#: An entry none of whose phrasings has a word of the question counts this much.
_UNEXPLAINED = 0.7
#: What nobody asked for counts this much: a definition, or a figure where advice is wanted.
_UNASKED_DEFINITION, _UNASKED_FIGURE = 0.5, 0.6
#: Content words with which the asking part of a story can be matched by itself.
_TELLING = 1
#: A text of more sentences than this tells a story, and its question stands at the end.
_SENTENCES = 2
_SPEAKS = "speaks-"
_ARTICLES = frozenset(["a", "an", "the", "your", "our", "new", "newly"])
#: "As many CIOs" counts CIOs.
_COUNTS = frozenset(["many", "much", "same", "such", "well", "regard", "see"])
#: Before a role these make it one person at hand, not a group that was asked.
_OWN_PERSON = frozenset(["our", "my", "the", "your"])
#: A role this many words behind a number cue is what the number is asked of.
_NEAR = 4
#: Less of a text than this must be known words for it to count as another language.
_ENGLISH_SHARE = 0.5
#: Less of it must be English as it is written, however much could be repaired into English.
_LEAST_ENGLISH = 0.34
_FEW = 3


def named(text: str) -> str:
    """A cleaned text in which the department IT can be told from the pronoun."""
    if not text.isupper():
        text = _IT.sub(_DEPARTMENT, text)
    return _LOWER_IT.sub(_DEPARTMENT, clean(text))


def phrasings(knowledge: Knowledge) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the matcher learns: each entry's phrasings with one row of its own words; small talk too."""
    for entry in knowledge.entries():
        rows = tuple(dict.fromkeys(named(p) for p in (*entry.asked_as, _gist(entry)) if p))
        if len(entry.asked_as) > 0:
            yield entry.id, rows
    for kind, forms in knowledge.words.social.items():
        yield SOCIAL + kind, tuple(dict.fromkeys(named(f) for f in forms))


def _gist(entry: Entry) -> str:
    match entry:
        case Measure() | Dispute() | Survey():
            return getattr(entry, "short", "")
        case Advice() | Theme() | Source():
            return entry.title
        case Decoy():
            return entry.about
        case _:
            return entry.short


class Reader:
    """Reads questions against one version of the knowledge."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher, english: Container[str]) -> None:
        words = knowledge.words
        self._matcher = matcher
        # Roles by whole words: "engineering" is no engineer.
        self._roles = Phrases(_role_names(knowledge), singular)
        self._cues = Phrases(tagged(words.cues))
        self._elsewhere = Phrases(tagged(words.elsewhere))
        self._titles = Phrases(_titles(knowledge))
        self._terms = Terms(knowledge, _not_content(knowledge))
        self._glossary = {tokens(k): tokens(v) for k, v in words.glossary.items()}
        self._longest_gloss = max((len(k) for k in self._glossary), default=0)
        self._repairer = Repairer(_vocabulary(knowledge), english)
        self._spoken = frozenset(
            s for e in knowledge.entries() if not isinstance(e, Decoy) for p in e.asked_as for s in stems(tokens(p))
        )
        self._decoyed = _decoyed(knowledge, self._spoken)
        self._pair = frozenset(r.id for r in words.roles.values() if r.counterpart is not None)
        self._sides = _sides(knowledge, self._roles)
        self._measures = frozenset(knowledge.measures)
        self._definitions = frozenset(a.id for a in knowledge.advice.values() if a.kind == "definition")

    @property
    def terms(self) -> Terms:
        """The measures' own words."""
        return self._terms

    def foreign_to(self, stemmed: Sequence[str]) -> int:
        """How many of these stems stand in no phrasing that is answered."""
        return sum(s not in self._spoken for s in stemmed)

    def read(self, text: str) -> Question:
        """Read a text of any length and kind. Never raises; bounded by what ``clean`` keeps."""
        cleaned = named(text)
        sentences = [(self._translated(tokens(m[0])), m[0].endswith("?")) for m in _SENTENCE.finditer(cleaned)]
        sentences = [(piece, asks) for piece, asks in sentences if piece]
        pieces = [piece for piece, _ in sentences]
        written = tuple(t for piece in pieces for t in piece)
        repaired = self._repairer.repair(written)
        found = repaired.tokens
        stemmed = stems(found)
        bounds = _bounds(pieces)
        asking = _asking([asks for _, asks in sentences], bounds)
        told_cues = tuple(self._cues.every(stemmed))
        cues = tuple(m for m in told_cues if m.start >= asking)
        mentioned = self._roles.longest(singular(found))
        speaking = tuple(m for m in mentioned if _is_speaker(m, found))
        told_roles = _asked_about([m for m in mentioned if m not in speaking], told_cues, found)
        # What only the story before the question names is not asked about, unless nothing else is.
        roles = tuple(m for m in told_roles if m.start >= asking) or tuple(
            m for m in told_roles if m.id in self._pair
        )
        ranking = self._ranked(found, written, asking)
        elsewhere = tuple(m for m in self._elsewhere.longest(stemmed) if m.start >= asking)
        # "What share of" asks for a number and is no word for sharing.
        counted = {i for m in told_cues if m.id == "number" for i in range(m.start, m.end)}
        told_measures = self._terms.find([("" if i in counted else s) for i, s in enumerate(stemmed)])
        measures = tuple(m for m in told_measures if m.start >= asking)
        if not measures and not any(m.id == "list" for m in cues):
            measures = told_measures
        titles = self._titles.longest(stemmed)
        claimed = (*told_roles, *elsewhere, *told_measures, *titles)
        residue = self._residue(found, stemmed, claimed, told_cues)
        about = self._residue(found, stemmed, claimed, told_cues, asking) or residue
        return Question(
            tokens=found,
            changes=repaired.changes,
            roles=_distinct(roles),
            subject=_subject(roles, cues),
            speaker=_speaker(speaking, told_cues),
            cues=frozenset(m.id for m in cues),
            elsewhere=tuple(
                Elsewhere(missing=Missing(m.id), phrase=" ".join(found[m.start : m.end])) for m in elsewhere
            ),
            measures=_distinct(measures),
            surveys=tuple(i.removeprefix("survey:") for i in _distinct(titles) if i.startswith("survey:")),
            sources=tuple(i.removeprefix("source:") for i in _distinct(titles) if i.startswith("source:")),
            stated=stated(found),
            denied=_denied(cues, bounds),
            follows=any(m.id == "lead" and m.start == 0 for m in told_cues),
            foreign=self._is_foreign(written, found),
            residue=residue,
            about=about,
            strays=(*(s for s in about if s in self._decoyed), *_other_base(found, cues)),
            ranking=self._weighed(ranking, _distinct(roles), frozenset(m.id for m in cues)),
        )

    def _ranked(self, found: Sequence[str], written: Sequence[str], asking: int) -> tuple[Match, ...]:
        """Entries by the whole text; of a story also by the part that asks."""
        if not found:
            return ()
        whole = self._matcher.rank(found, written)
        if asking == 0 or sum(t not in STOP_WORDS for t in found[asking:]) < _TELLING:
            return whole
        best = {m.entry: m for m in whole}
        for match in self._matcher.rank(found[asking:], written[asking:]):
            if match.entry not in best or best[match.entry].probability < match.probability:
                best[match.entry] = match
        return tuple(sorted(best.values(), key=lambda m: -m.probability))

    def _weighed(
        self, ranking: Sequence[Match], roles: Sequence[str], cues: frozenset[str]
    ) -> tuple[Match, ...]:
        """A ranking by what likeness of words does not see: whose side is meant, and what is asked for."""
        asked = [r for r in roles if r in set(self._sides.values())]
        other = _OTHER_SIDE if len(asked) == 1 else _SECOND_SIDE
        advised = "advice" in cues and cues.isdisjoint(("number", "figures"))

        def weight(match: Match) -> float:
            factor = _UNEXPLAINED + (1 - _UNEXPLAINED) * match.explained
            if asked and self._sides.get(match.entry, asked[0]) != asked[0]:
                factor *= other
            if match.entry in self._definitions and "definition" not in cues:
                factor *= _UNASKED_DEFINITION
            if match.entry in self._measures and advised:
                factor *= _UNASKED_FIGURE
            return factor

        weighed = [replace(m, probability=m.probability * weight(m)) for m in ranking]
        return tuple(sorted(weighed, key=lambda m: -m.probability))

    def _translated(self, written: Sequence[str]) -> tuple[str, ...]:
        """The tokens with words of the glossary replaced by ours."""
        result: list[str] = []
        at = 0
        while at < len(written):
            for width in range(self._longest_gloss, 0, -1):
                ours = self._glossary.get(tuple(written[at : at + width]))
                if ours is not None:
                    result.extend(ours)
                    at += width
                    break
            else:
                result.append(written[at])
                at += 1
        return tuple(result)

    def _is_foreign(self, written: Sequence[str], found: Sequence[str]) -> bool:
        """Whether a text is mostly not English; typing errors count against that, but not alone."""
        letters = [t for t in written if t.isalpha()]
        known = sum(self._repairer.knows(t) for t in letters)
        if len(letters) < _FEW:
            return known == 0 and any(not t.isascii() for t in letters)
        repaired = sum(self._repairer.knows(t) for t in found if t.isalpha())
        most = _ENGLISH_SHARE * len(letters)
        return known < _LEAST_ENGLISH * len(letters) or (known < most and repaired < most)

    def _residue(
        self,
        found: Sequence[str],
        stemmed: Sequence[str],
        mentions: Sequence[Mention],
        cues: Sequence[Mention],
        start: int = 0,
    ) -> tuple[str, ...]:
        covered = {i for m in mentions for i in range(m.start, m.end)}
        covered |= {i for number in stated(found) for i in range(number.start, number.end)}
        covered |= {i for m in cues if m.id in _MANNER or m.id.startswith("fact-") for i in range(m.start, m.end)}
        return tuple(
            dict.fromkeys(
                s
                for i, (t, s) in enumerate(zip(found, stemmed, strict=True))
                if i >= start and i not in covered and t not in STOP_WORDS and not t[0].isdigit() and t != "%"
            )
        )


def _decoyed(knowledge: Knowledge, spoken: frozenset[str]) -> frozenset[str]:
    """Stems that questions about something not held use, and no answered entry does."""
    written = (t for e in knowledge.entries() if not isinstance(e, Decoy) for t in (_gist(e), getattr(e, "statement", "")))
    known = spoken | frozenset(s for text in written for s in stems(tokens(text)))
    decoys = (p for e in knowledge.decoys.values() for p in e.asked_as)
    return frozenset(s for p in decoys for s in stems(tokens(p)) if s not in known)


def _other_base(found: Sequence[str], cues: Sequence[Mention]) -> tuple[str, ...]:
    """The word behind a number cue that makes it a share of something else than people ("of revenue")."""
    ends = {m.end + skip for m in cues if m.id == "number" for skip in (0, 1)}
    return tuple(stem(found[m.start]) for m in cues if m.id == "other-base" and m.start in ends)


def _role_names(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for role in knowledge.words.roles.values():
        written = (role.one, role.many, role.full) if role.full else ()
        for name in (*written, *role.names):
            yield role.id, name


def _titles(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for survey in knowledge.surveys.values():
        for name in (survey.name, *survey.names):
            yield f"survey:{survey.id}", name
    for source in knowledge.sources.values():
        for name in (source.title, *source.names):
            yield f"source:{source.id}", name


def _not_content(knowledge: Knowledge) -> frozenset[str]:
    words = knowledge.words
    phrases = [p for cue in ("filler", "number", "figures", "gap", "higher", "compare") for p in words.cues.get(cue, ())]
    # A word within a phrase ("data point") may well be content elsewhere.
    manner = [p for p in phrases if " " not in p]
    meant = {s for ours, others in words.synonyms.items() for o in (ours, *others) for s in stems(tokens(o))}
    named_roles = [n for id_, n in _role_names(knowledge) if words.roles[id_].counterpart is not None]
    return skipped((*named_roles, *manner)) - meant


def _vocabulary(knowledge: Knowledge) -> Counter[str]:
    """Every word the knowledge's phrasings and names use, with how often."""
    words = knowledge.words
    counted: Counter[str] = Counter()
    texts = [t for _, rows in phrasings(knowledge) for t in rows]
    texts += [n for _, n in _role_names(knowledge)] + [n for _, n in _titles(knowledge)]
    texts += [p for table in (words.cues, words.elsewhere, words.synonyms) for _, p in tagged(table)]
    for text in texts:
        counted.update(t for t in tokens(text) if t.isalpha())
    return counted


def _sides(knowledge: Knowledge, roles: Phrases) -> dict[str, str]:
    """Entries that are about one of the two roles more than about the other, by their phrasings.

    Winning over the CIO and winning over the CMO are asked for in the same words; only the role
    tells them apart, which likeness of words does not see.
    """
    pair = [r.id for r in knowledge.words.roles.values() if r.counterpart is not None]
    found: dict[str, str] = {}
    for entry in knowledge.entries():
        counted = Counter[str]()
        for phrasing in entry.asked_as:
            mentioned = {m.id for m in roles.longest(singular(tokens(named(phrasing)))) if m.id in pair}
            if len(mentioned) == 1:
                counted.update(mentioned)
        for role, times in counted.most_common(1):
            if times >= _LEAST_MENTIONS * len(entry.asked_as) and times >= _ONE_SIDED * counted.total():
                found[entry.id] = role
    return found


def _asked_about(
    roles: Sequence[Mention], cues: Sequence[Mention], found: Sequence[str]
) -> tuple[Mention, ...]:
    """Roles without those who only bring the question ("our CFO asked me whether …")."""
    speaking = {m.start for m in cues if m.id == "messenger"}
    kept = tuple(
        m for m in roles if not (m.start > 0 and found[m.start - 1] in _OWN_PERSON and m.end in speaking)
    )
    return kept


def _is_speaker(mention: Mention, found: Sequence[str]) -> bool:
    """Whether somebody says of themselves that they are this: "I am a CIO", "as the CMO"."""
    at = mention.start - 1
    if at >= 0 and found[at] in _ARTICLES:
        at -= 1
    if at < 0:
        return False
    before = found[at]
    return before == "as" and not (at > 0 and found[at - 1] in _COUNTS) or (
        before in {"am", "being"} and (before == "being" or (at > 0 and found[at - 1] == "i"))
    )


def _speaker(speaking: Sequence[Mention], cues: Sequence[Mention]) -> str | None:
    """The role somebody speaks as, by name or by what they say they run."""
    if speaking:
        return speaking[0].id
    said = next((m.id for m in cues if m.id.startswith(_SPEAKS)), None)
    return said.removeprefix(_SPEAKS) if said is not None else None


def _subject(roles: Sequence[Mention], cues: Sequence[Mention]) -> str | None:
    """The role right behind the words that ask for a number ("what share of the CIOs")."""
    ends = {m.end for m in cues if m.id == "number"}
    for role in roles:
        if any(role.start - near in ends for near in range(_NEAR)):
            return role.id
    return None


def _distinct(mentions: Sequence[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.id for m in mentions))


def _bounds(pieces: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    bounds, at = [], 0
    for piece in pieces:
        bounds.append((at, at + len(piece)))
        at += len(piece)
    return bounds


def _asking(asks: Sequence[bool], sentences: Sequence[tuple[int, int]]) -> int:
    """The token at which the part of a text that asks begins.

    It is the last sentence with a question mark and all behind it; without any, the last two
    sentences of a longer text.
    """
    marked = [i for i, asked in enumerate(asks) if asked]
    if marked:
        return sentences[marked[-1]][0]
    return sentences[-_SENTENCES][0] if len(sentences) > _SENTENCES else 0


def _denied(cues: Sequence[Mention], sentences: Sequence[tuple[int, int]]) -> bool:
    """Whether one sentence both asks for a number and is in the negative, or names those who did not."""
    for start, end in sentences:
        inside = {m.id for m in cues if start <= m.start < end}
        if "unnamed" in inside or ("number" in inside and "denial" in inside):
            return True
    return False


__all__ = ["SOCIAL", "Reader", "named", "phrasings", "stem"]
