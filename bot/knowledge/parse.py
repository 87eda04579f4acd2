"""From the texts of the knowledge folder to what is known, with every problem on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from bot.knowledge.merge import merge
from bot.knowledge.merge_advice import merge_advice
from bot.knowledge.model import (
    Claim,
    Decoy,
    Dispute,
    Knowledge,
    Measure,
    Place,
    Problem,
    Source,
    Theme,
    Words,
)
from bot.knowledge.parse_advice import AdvicePart, parse_advice, stem
from bot.knowledge.parse_entries import parse_decoys, parse_sources, parse_themes
from bot.knowledge.parse_survey import SURVEY_TABLES, SurveyPart, parse_survey
from bot.knowledge.parse_words import parse_words
from bot.knowledge.reader import unknown_tables
from bot.knowledge.resolve import resolve
from bot.knowledge.resolve_calls import call_problems
from bot.knowledge.taking import taken
from bot.knowledge.texts import Document, fingerprint, ids_written, quoted, readable, toml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    Entered = TypeVar("Entered", Source, Theme, Decoy)

WORDS, DECOYS = "words.toml", "decoys.toml"
FIRST_COLLECTION = "articles"  # the others may add to its surveys

#: Folders of the knowledge that are no collection.
NO_COLLECTIONS = frozenset({"tests", "assessments"})
_ADVICE = "advice"
_COLLECTION_TABLES = ("survey", *SURVEY_TABLES, "source", "theme", "decoy")


def parse(
    texts: Mapping[str, str], *, collections: Collection[str] | None = None
) -> tuple[Knowledge | None, tuple[Problem, ...]]:
    """What the texts say, and all that is wrong with them, sorted by place.

    ``texts`` are by path within the knowledge folder. With ``collections`` only these are read;
    what refers to another one is dropped without a word. What can't be read is left out, and so
    is every id that stands for nothing, so that the rest hangs together; None comes back when
    nothing is left. Never raises, whatever the texts hold.
    """
    reading = _Reading()
    for file in sorted(texts, key=loading_order):
        if not _chosen(file, collections):
            reading.unread |= _ids_of(file, texts[file])
        elif file.endswith((".toml", ".md")):
            _read(reading, file, texts[file])
    if WORDS not in texts:
        reading.note(Place(file=WORDS), "the file is missing", "write the roles people ask about")
    knowledge = _together(reading)
    if not any(True for _ in knowledge.entries()):
        reading.note(Place(file=f"{FIRST_COLLECTION}/"), "nothing is known", "write a survey and its sources")
        return None, _sorted(reading.problems)
    unread = frozenset(reading.unread)
    resolved = resolve(knowledge, unread, reading.problems)
    reading.problems += call_problems(resolved, unread)
    return resolved, _sorted(reading.problems)


def version_of(texts: Mapping[str, str], *, collections: Collection[str] | None = None) -> str:
    """The version that knowledge read from these texts has, without reading it."""
    return fingerprint(
        {
            file: text
            for file, text in texts.items()
            if _chosen(file, collections) and file.endswith((".toml", ".md")) and _is_knowledge(file)
        }
    )


@dataclass(kw_only=True, slots=True)
class _Reading:
    """All that was read so far."""

    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    read: dict[str, str] = field(default_factory=dict)
    words: Words = field(default_factory=Words)
    parts: list[SurveyPart] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)
    advice: list[AdvicePart] = field(default_factory=list)
    decoys: list[Decoy] = field(default_factory=list)

    def note(self, place: Place, what: str, mend: str = "") -> None:
        self.problems.append(Problem(place=place, what=what, mend=mend))


def loading_order(file: str) -> tuple[bool, bool, str]:
    """The top of the folder, then the first collection, then the others by name."""
    top, slash, _ = file.partition("/")
    return bool(slash), top != FIRST_COLLECTION, file


def _chosen(file: str, collections: Collection[str] | None) -> bool:
    top, slash, _ = file.partition("/")
    return not slash or collections is None or top in collections


def _ids_of(file: str, text: str) -> frozenset[str]:
    return ids_written(text) | {stem(file)}


def _read(reading: _Reading, file: str, text: str) -> None:
    if not _is_knowledge(file):
        return
    parts = tuple(file.split("/"))
    reading.read[file] = text
    before = len(reading.problems)
    plain = readable(file, text, reading.problems)
    understood = plain is not None and _read_kind(reading, file, parts, plain)
    if not understood:
        reading.unread |= _ids_of(file, text)
        if len(reading.problems) == before:
            mend = f"move it into {FIRST_COLLECTION}/"
            reading.note(Place(file=file), "the file is in no collection", mend)


def _is_knowledge(file: str) -> bool:
    parts = tuple(file.split("/"))
    hidden = any(part.startswith(".") for part in parts)
    readme = parts[-1:] == ("README.md",)
    return not (hidden or readme or (len(parts) > 1 and parts[0] in NO_COLLECTIONS))


def _read_kind(reading: _Reading, file: str, parts: tuple[str, ...], text: str) -> bool:
    """Read a file as what its path says it is; whether anything could be made of it."""
    if file.endswith(".md"):
        return _read_advice(reading, file, parts, text)
    if len(parts) == 1 and file not in {WORDS, DECOYS}:
        return False
    document = toml(file, text, reading.problems)
    if document is None:
        return False
    if file == WORDS:
        reading.words = parse_words(document, reading.problems)
    elif file == DECOYS:
        unknown_tables(document, ("decoy",), reading.problems)
        reading.decoys += parse_decoys(document, reading.problems)
    else:
        return _read_collection(reading, document, parts[0])
    return True


def _read_collection(reading: _Reading, document: Document, collection: str) -> bool:
    problems = reading.problems
    unknown_tables(document, _COLLECTION_TABLES, problems)
    reading.sources += parse_sources(document, problems)
    reading.themes += parse_themes(document, problems)
    reading.decoys += parse_decoys(document, problems)
    part = parse_survey(document, collection, problems)
    if part is not None:
        reading.parts.append(part)
    return part is not None or not any(name in document.tables for name in SURVEY_TABLES)


def _read_advice(reading: _Reading, file: str, parts: tuple[str, ...], text: str) -> bool:
    if _ADVICE not in parts[1:-1]:
        mend = f"move it into {FIRST_COLLECTION}/{_ADVICE}/"
        reading.note(Place(file=file), "Markdown outside an advice folder", mend)
        return False
    entry = parse_advice(file, text, reading.problems)
    if entry is not None:
        reading.advice.append(entry)
    return entry is not None


def _together(reading: _Reading) -> Knowledge:
    surveys = merge(reading.parts, frozenset(reading.unread), reading.problems)
    for part in reading.parts:
        if part.id not in surveys.surveys:
            groups: tuple[tuple[Measure | Claim | Dispute, ...], ...]
            groups = (part.measures, part.claims, part.disputes)
            reading.unread |= {entry.id.rpartition("/")[2] for group in groups for entry in group}
    unread = frozenset(reading.unread)
    knowledge = Knowledge(
        version=fingerprint(reading.read),
        words=reading.words,
        sources=_by_id(reading, reading.sources),
        surveys=surveys.surveys,
        measures=surveys.measures,
        claims=surveys.claims,
        disputes=surveys.disputes,
        themes=_by_id(reading, reading.themes),
        advice=merge_advice(reading.advice, unread, reading.problems),
        decoys=_by_id(reading, [d for d in reading.decoys if d.unless not in _collections(reading)]),
    )
    _report_shared_ids(reading, knowledge)
    # Alone a collection takes from nobody: those it would take from are not read.
    return taken(knowledge, reading.problems if FIRST_COLLECTION in _collections(reading) else [])


def _collections(reading: _Reading) -> frozenset[str]:
    """The collections of which anything was read."""
    return frozenset(top for top, slash, _ in (file.partition("/") for file in reading.read) if slash)


def _by_id(reading: _Reading, entries: Iterable[Entered]) -> Mapping[str, Entered]:
    found: dict[str, Entered] = {}
    for entry in entries:
        first = found.setdefault(entry.id, entry)
        if first is not entry:
            what = f"{quoted(entry.id)} is entered at {first.place} too"
            reading.note(entry.place, what, "rename or delete one of the two")
    return MappingProxyType(found)


def _report_shared_ids(reading: _Reading, knowledge: Knowledge) -> None:
    """Ids are looked up without saying of what kind, so two kinds may not share one."""
    first: dict[str, Place] = {}
    for entry in knowledge.entries():
        if entry.id in first:
            what = f"{quoted(entry.id)} is entered at {first[entry.id]} too"
            reading.note(entry.place, what, "rename one of the two")
        first.setdefault(entry.id, entry.place)


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems)))
