"""Plain texts that are printed: no typed number, no template, no full stop where a sentence goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.model import (
    Advice,
    Claim,
    Decoy,
    Dispute,
    Measure,
    Problem,
    Source,
    Survey,
    Theme,
)
from bot.knowledge.numerals import typed_numbers
from bot.knowledge.texts import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.knowledge.model import Entry, Knowledge, Place

_TEMPLATE = ("{{", "{%", "{#")


def prose_problems(knowledge: Knowledge) -> Iterator[Problem]:
    """Typed numbers and other slips in the entries' plain texts.

    Titles, names, dates, addresses and the facts of a survey may hold numbers: they are facts of
    their source. So may people's own words, which are never printed.
    """
    names = names_of(knowledge)
    for entry in knowledge.entries():
        for key, text in _texts(entry):
            yield from _text_problems(key, text or "", entry.place, names)
        for key, text in _unfinished(entry):
            if text.endswith("."):
                mend = "leave it out: the sentence goes on"
                yield Problem(place=entry.place, what=f"{quoted(key)} ends with a full stop", mend=mend)
    for survey in knowledge.surveys.values():
        for population in survey.populations.values():
            for key, text in (("label", population.label), ("base", population.base or "")):
                yield from _text_problems(key, text, population.place, names)
        for question in survey.questions.values():
            yield from _text_problems("text", question.text, question.place, names)


def names_of(knowledge: Knowledge) -> frozenset[str]:
    """The names whose own numbers may stand anywhere: of surveys, sources and who made them."""
    found: set[str | None] = set()
    for survey in knowledge.surveys.values():
        found |= {survey.name, survey.short, survey.facts.get("commissioned_by"), survey.facts.get("run_by")}
    for source in knowledge.sources.values():
        found |= {source.title, source.publisher, source.author}
    return frozenset(name for name in found if name)


def _texts(entry: Entry) -> tuple[tuple[str, str | None], ...]:
    """The printed texts of an entry that may not hold numbers, each with its key."""
    match entry:
        case Measure():
            return _measure_texts(entry)
        case Claim():
            return ("short", entry.short), ("statement", entry.statement)
        case Dispute():
            return ("note", entry.note), *(("says", version.says) for version in entry.versions)
        case Source():
            return ("about", entry.about), ("interest", entry.interest)
        case Theme():
            differences = (("differs", member.differs) for member in entry.members)
            return ("title", entry.title), ("note", entry.note), *differences
        case Advice():
            return ("title", entry.title), *(("steps", step) for step in entry.steps)
        case Decoy():
            return (("about", entry.about),)
        case Survey():
            return ()


def _measure_texts(measure: Measure) -> tuple[tuple[str, str | None], ...]:
    return (
        ("short", measure.short),
        ("statement", measure.statement),
        ("complement", measure.complement),
        ("caveat", measure.caveat),
        *(("caveat", figure.caveat) for figure in measure.figures.values()),
        *(("unit", figure.unit) for figure in measure.figures.values()),
    )


def _unfinished(entry: Entry) -> Iterator[tuple[str, str]]:
    """The texts that are parts of a sentence."""
    match entry:
        case Measure():
            yield "statement", entry.statement
            yield "complement", entry.complement or ""
        case Claim():
            yield "statement", entry.statement
        case Decoy():
            yield "about", entry.about
        case Dispute() | Source() | Theme() | Advice() | Survey():
            pass


def _text_problems(key: str, text: str, place: Place, names: frozenset[str]) -> Iterator[Problem]:
    for number in typed_numbers(text, names):
        what = f"the number {quoted(number.text)} typed into {quoted(key)}"
        yield Problem(place=place, what=what, mend="say it without, or enter a figure")
    if any(mark in text for mark in _TEMPLATE):
        what = f"a template in {quoted(key)}"
        yield Problem(place=place, what=what, mend="templates stand in the sections of advice only")
