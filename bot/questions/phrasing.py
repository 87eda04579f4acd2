"""The knowledge's own words: what the matcher learns, and what names things in a question."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from bot.knowledge.model import Advice, Decoy, Dispute, Measure, Source, Survey, Theme
from bot.questions.vocabulary import Phrases, singular, skipped, tagged
from bot.questions.words import STOP_WORDS, Memo, clean, stems, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.knowledge.model import Entry, Knowledge
    from bot.questions.vocabulary import Mention

#: Prefix of the matcher's classes for small talk.
SOCIAL = "social/"
#: Prefixes of what a title names.
SURVEY, SOURCE = "survey:", "source:"
_IT = re.compile(r"\bIT\b")
# In lower case it is the pronoun.
_US = re.compile(r"\bUS\b|\bU\.S\.(?:A\.)?")
_COUNTRY = "united states"
# In lower case "it" is the department only beside the other one, and so is "tech" alone.
_LOWER_IT = re.compile(
    r"\bit(?=(?:'s)? (?:and|or|vs\.?|versus|/|&) (?:the )?(?:marketing|cmo|brand))"
    r"|(?<=shadow )it\b|(?<=rogue )it\b"
    r"|(?<=marketing and )it\b|(?<=marketing or )it\b|(?<=marketing vs )it\b|(?<=marketing versus )it\b"
    r"|(?<!information )\btech(?:nology)?(?= (?:and|or|vs\.?|versus|/|&) (?:the )?marketing)"
    r"|(?<=marketing and )tech(?:nology)?\b(?! side| team)|(?<=marketing or )tech(?:nology)?\b(?! side| team)"
)
_DEPARTMENT = "information technology"
#: How many were asked, as survey researchers write it: "n=300", and alone "n?".
_BASE = re.compile(r"\bn ?=|^n ?(?=\?*$)")
_HANDLE = re.compile(r"^\s*@\w+[,:]?\s+(?=\S)")
#: An entry is about one role when this share of its phrasings name it alone, and this share of those
#: that name one role.
_LEAST_MENTIONS, _ONE_SIDED = 0.15, 0.75
#: Phrasings with a cue that make it a word of the entry's own.
_LEAST_TOLD = 2


def named(text: str) -> str:
    """A cleaned text in which IT and the US can be told from the pronouns, and n=? is in words.

    A handle in front only says to whom it is said ("@name, how many …").
    """
    text = _HANDLE.sub("", text)
    if not text.isupper():
        text = _US.sub(_COUNTRY, _IT.sub(_DEPARTMENT, text))
    return _BASE.sub("n equals ", _LOWER_IT.sub(_DEPARTMENT, clean(text)))


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


def role_names(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """(role id, name) for every name of every role; an office also by its abbreviation."""
    for role in knowledge.words.roles.values():
        written = (role.one, role.many, role.full) if role.full else ()
        for name in (*written, *role.names):
            yield role.id, name


def titles(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """("survey:" or "source:" and the id, name) for every name of surveys and sources."""
    for survey in knowledge.surveys.values():
        for name in (survey.name, survey.short.removeprefix("the "), *survey.names):
            yield SURVEY + survey.id, name
    for source in knowledge.sources.values():
        for name in (source.title, *source.names):
            yield SOURCE + source.id, name


def named_as(titles: Iterable[Mention], prefix: str) -> tuple[str, ...]:
    """The ids of the surveys or sources among what titles name, each once."""
    found = (m.id.removeprefix(prefix) for m in titles if m.id.startswith(prefix))
    return tuple(dict.fromkeys(found))


def groups(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """(survey and population, name) for every name of a group narrower than its role."""
    for survey in knowledge.surveys.values():
        for population in survey.populations.values():
            for name in population.names:
                yield f"{survey.id}/{population.id}", name


def not_content(knowledge: Knowledge) -> frozenset[str]:
    """Stems that say who or how, and so can't tell one measure from another."""
    words = knowledge.words
    phrases = [
        p
        for cue in ("filler", "number", "figures", "gap", "higher", "compare")
        for p in words.cues.get(cue, ())
    ]
    # A word within a phrase ("data point") may well be content elsewhere.
    manner = [p for p in phrases if " " not in p]
    meant = {s for ours, others in words.synonyms.items() for o in (ours, *others) for s in stems(tokens(o))}
    named_roles = [n for id_, n in role_names(knowledge) if words.roles[id_].counterpart is not None]
    return skipped((*named_roles, *manner)) - meant


def vocabulary(knowledge: Knowledge, memo: Memo) -> Counter[str]:
    """Every word the knowledge's phrasings and names use, with how often."""
    words = knowledge.words
    counted: Counter[str] = Counter()
    texts = [t for _, rows in phrasings(knowledge) for t in rows]
    texts += [n for _, n in role_names(knowledge)] + [n for _, n in titles(knowledge)]
    texts += [p for table in (words.cues, words.elsewhere, words.synonyms) for _, p in tagged(table)]
    for text in texts:
        counted.update(t for t in memo.tokens(text) if t.isalpha())
    return counted


def sides(knowledge: Knowledge, roles: Phrases, memo: Memo) -> dict[str, str]:
    """Entries that are about one of the two roles more than about the other, by their phrasings.

    Winning over the CIO and winning over the CMO are asked for in the same words; only the role
    tells them apart, which likeness of words does not see.
    """
    pair = [r.id for r in knowledge.words.roles.values() if r.counterpart is not None]
    found: dict[str, str] = {}
    for entry in knowledge.entries():
        counted = Counter[str]()
        for phrasing in entry.asked_as:
            mentioned = {m.id for m in roles.longest(singular(memo.tokens(named(phrasing)))) if m.id in pair}
            if len(mentioned) == 1:
                counted.update(mentioned)
        for role, times in counted.most_common(1):
            if times >= _LEAST_MENTIONS * len(entry.asked_as) and times >= _ONE_SIDED * counted.total():
                found[entry.id] = role
    return found


def told_with(knowledge: Knowledge, cues: Phrases, chosen: frozenset[str], memo: Memo) -> frozenset[str]:
    """The entries some of whose phrasings have one of these cues in their own words."""
    return frozenset(
        entry.id
        for entry in knowledge.entries()
        if sum(any(m.id in chosen for m in cues.every(memo.stems(p))) for p in entry.asked_as) >= _LEAST_TOLD
    )


def decoyed(knowledge: Knowledge, spoken: frozenset[str], memo: Memo) -> frozenset[str]:
    """Stems that questions about something not held use, and no answered entry does."""
    written = (
        t
        for e in knowledge.entries()
        if not isinstance(e, Decoy)
        for t in (_gist(e), getattr(e, "statement", ""))
    )
    known = spoken | frozenset(s for text in written for s in memo.stems(text))
    decoys = (p for e in knowledge.decoys.values() for p in e.asked_as)
    return frozenset(s for p in decoys for s in memo.stems(p) if s not in known)


def core(knowledge: Knowledge) -> frozenset[str]:
    """Stems of the titles, short names and statements of what is answered, without function words."""
    entries = [e for e in knowledge.entries() if not isinstance(e, Decoy)]
    written = (t for e in entries for t in (_gist(e), getattr(e, "statement", "")))
    return frozenset(stems([t for text in written for t in tokens(text) if t not in STOP_WORDS]))
