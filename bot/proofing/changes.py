"""What tells two versions of the knowledge apart, entry by entry, as values that can be worded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.knowledge.model import (
    SHARE,
    Advice,
    Claim,
    Decoy,
    Dispute,
    Figure,
    Measure,
    Place,
    Source,
    Survey,
    Theme,
    Words,
)
from bot.replies.marks import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.knowledge.model import Entry, Knowledge


class Happened(StrEnum):
    """What became of something from one version to the next, the gravest first."""

    REMOVED = "removed"
    CHANGED = "changed"
    ADDED = "added"


class Subject(StrEnum):
    """What a change is about."""

    MEASURE = "measure"
    CLAIM = "claim"
    DISPUTE = "dispute"
    SURVEY = "survey"
    SOURCE = "source"
    THEME = "theme"
    ADVICE = "advice"
    DECOY = "decoy"
    WORDS = "words"


@dataclass(frozen=True, kw_only=True, slots=True)
class FigureChange:
    """A figure as it was printed and as it is now ("over 50%"); None where there is none.

    ``label`` is what the survey calls the population.
    """

    population: str
    label: str
    before: str | None
    after: str | None

    @property
    def happened(self) -> Happened:
        """Whether it is new, another one, or withdrawn."""
        if self.before is None:
            return Happened.ADDED
        return Happened.REMOVED if self.after is None else Happened.CHANGED


@dataclass(frozen=True, kw_only=True, slots=True)
class TextChange:
    """A part of an entry as it was and as it is now; None where there is none.

    ``part`` names it as the model does, with the way to it: "statement", "sections.lead", "facts.sample",
    "figures.cio.caveat".
    """

    part: str
    before: str | None
    after: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What became of one entry. ``title`` is what it is called now, or was at last.

    Of an entry that is new or gone, only its figures and phrasings are told.
    """

    subject: Subject
    entry: str
    title: str
    happened: Happened
    figures: tuple[FigureChange, ...] = ()
    gained: tuple[str, ...] = ()  # phrasings
    lost: tuple[str, ...] = ()
    texts: tuple[TextChange, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """A figure that was answered with and is now another one, or (``after`` None) withdrawn.

    ``before`` and ``after`` are as printed, relation and unit included. ``statement`` and ``label`` are
    those of the measure and the population, as they are now where they still are; ``share`` tells
    whether the figure that was printed can be said "of" the population.
    """

    measure: str
    population: str
    survey: str
    statement: str
    label: str
    share: bool
    before: str
    after: str | None


#: Told in other ways than as a text, or not told at all.
_APART: Final = frozenset({"id", "place", "section_places", "figures", "asked_as"})
_TESTS: Final = frozenset({"reach", "not_"})
_NOWHERE: Final = frozenset({"place"})
#: Parts of a figure that are printed together with its value.
_PRINTED: Final = frozenset({"measure", "population", "value", "relation", "unit"})
_SEVERITY: Final = tuple(Happened)


def changes(old: Knowledge, new: Knowledge) -> tuple[Change, ...]:
    """All that differs, in the order of :class:`Happened` and within it as the entries stand.

    The order of phrasings and of tests in an entry makes no difference, nor does where it is written.
    """
    before = {(_subject(entry), entry.id): entry for entry in old.entries()}
    after = {(_subject(entry), entry.id): entry for entry in new.entries()}
    found: list[Change] = []
    for subject, id_ in dict.fromkeys((*after, *before)):
        was, is_ = before.get((subject, id_)), after.get((subject, id_))
        if was is None or is_ is None or was != is_:
            found.extend(_changed(subject, (old, was), (new, is_)))
    found.extend(_words_changed(old.words, new.words))
    return tuple(sorted(found, key=lambda change: _SEVERITY.index(change.happened)))


def corrections(old: Knowledge, new: Knowledge) -> tuple[Correction, ...]:
    """Figures whose printed value changed or that were withdrawn, in the order they had."""
    return tuple(
        _correction(was, figure, (old, new))
        for was in old.measures.values()
        for figure in was.figures.values()
        if _printed(figure) != _printed(_figure(new.measures.get(was.id), figure.population))
    )


def _correction(was: Measure, figure: Figure, versions: tuple[Knowledge, Knowledge]) -> Correction:
    old, new = versions
    measure = new.measures.get(was.id, was)
    return Correction(
        measure=was.id,
        population=figure.population,
        survey=was.survey,
        statement=measure.statement,
        label=_label(figure.population, (new, new.measures.get(was.id)), (old, was)),
        share=figure.unit == SHARE,
        before=printed(figure),
        after=_printed(_figure(new.measures.get(was.id), figure.population)),
    )


def _changed(
    subject: Subject, was: tuple[Knowledge, Entry | None], is_: tuple[Knowledge, Entry | None]
) -> Iterator[Change]:
    old, new = was[1], is_[1]
    entry = new or old
    if entry is None:
        return
    asked = tuple(() if e is None else e.asked_as for e in (old, new))
    told = Change(
        subject=subject,
        entry=entry.id,
        title=_title(entry),
        happened=_happened(old, new),
        figures=tuple(_figures_changed(was, is_)),
        gained=_without(asked[1], asked[0]),
        lost=_without(asked[0], asked[1]),
        texts=tuple(_texts_changed(_parts(old, new), _parts(new, old))) if old and new else (),
    )
    # What only stands in another order is no change that anybody would notice.
    if told.happened is not Happened.CHANGED or told.figures or told.gained or told.lost or told.texts:
        yield told


def _words_changed(old: Words, new: Words) -> Iterator[Change]:
    texts = tuple(_texts_changed(dict(_flat("", old)), dict(_flat("", new))))
    if texts:
        yield Change(
            subject=Subject.WORDS, entry="words", title="words", happened=Happened.CHANGED, texts=texts
        )


def _happened(old: Entry | None, new: Entry | None) -> Happened:
    if old is None:
        return Happened.ADDED
    return Happened.REMOVED if new is None else Happened.CHANGED


def _figures_changed(
    was: tuple[Knowledge, Entry | None], is_: tuple[Knowledge, Entry | None]
) -> Iterator[FigureChange]:
    old, new = was[1], is_[1]
    held = [m.figures for m in (new, old) if isinstance(m, Measure)]
    for population in dict.fromkeys(p for figures in held for p in figures):
        before, after = (_printed(_figure(m, population)) for m in (old, new))
        if before != after:
            label = _label(population, is_, was)
            yield FigureChange(population=population, label=label, before=before, after=after)


def _figure(entry: Entry | None, population: str) -> Figure | None:
    return entry.figures.get(population) if isinstance(entry, Measure) else None


def _printed(figure: Figure | None) -> str | None:
    return None if figure is None else printed(figure)


def _label(population: str, *where: tuple[Knowledge, Entry | None]) -> str:
    """The population's name in the first of the versions that has it."""
    for knowledge, measure in where:
        survey = knowledge.surveys.get(measure.survey) if isinstance(measure, Measure) else None
        if survey is not None and population in survey.populations:
            return survey.populations[population].label
    return population


def _without(phrasings: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(p for p in dict.fromkeys(phrasings) if p not in set(others))


def _texts_changed(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[TextChange]:
    for part in dict.fromkeys((*after, *before)):
        if before.get(part) != after.get(part):
            yield TextChange(part=part, before=before.get(part), after=after.get(part))


def _parts(entry: Entry, other: Entry) -> dict[str, str]:
    """Everything else that an entry says, by the way to it; of its figures, those the other has too."""
    parts = dict(_fields("", entry, _APART | _TESTS))
    if isinstance(entry, Measure):
        for population, figure in entry.figures.items():
            if _figure(other, population) is None:
                continue
            parts.update(_fields(f"figures.{population}", figure, _PRINTED))
    for name in _TESTS:
        # Tests stand in any order, and to ask one twice asks no more.
        parts.update(_flat(name, tuple(sorted(set(getattr(entry, name))))))
    return parts


def _flat(way: str, value: object) -> Iterator[tuple[str, str]]:
    """A value as texts, each by the way to it; what is absent or empty is none."""
    match value:
        case None | Place() | ():
            return
        case str():
            yield way, str(value)
        case Figure():
            yield way, printed(value)
            yield from _fields(way, value, _PRINTED)
        case tuple() if all(isinstance(held, str) for held in value):
            yield way, "\n".join(value)
        case tuple():
            for number, held in enumerate(value, start=1):
                yield from _flat(_joined(way, str(number)), held)
        case Mapping():
            for key, held in value.items():
                yield from _flat(_joined(way, str(key)), held)
        case _ if is_dataclass(value):
            yield from _fields(way, value, _NOWHERE)
        case _:
            yield way, str(value)


def _fields(way: str, value: object, but: frozenset[str]) -> Iterator[tuple[str, str]]:
    for field in fields(value):  # type: ignore[arg-type] # a dataclass, whichever it is
        if field.name not in but:
            yield from _flat(_joined(way, field.name), getattr(value, field.name))


def _joined(way: str, name: str) -> str:
    return f"{way}.{name}" if way else name


def _subject(entry: Entry) -> Subject:
    match entry:
        case Measure():
            return Subject.MEASURE
        case Claim():
            return Subject.CLAIM
        case Dispute():
            return Subject.DISPUTE
        case Survey():
            return Subject.SURVEY
        case Source():
            return Subject.SOURCE
        case Theme():
            return Subject.THEME
        case Advice():
            return Subject.ADVICE
        case Decoy():
            return Subject.DECOY


def _title(entry: Entry) -> str:
    match entry:
        case Measure() | Claim() | Survey():
            return entry.short
        case Source() | Theme() | Advice():
            return entry.title
        case Decoy():
            return entry.about
        case Dispute():
            return entry.note
