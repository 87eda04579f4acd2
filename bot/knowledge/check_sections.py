"""The sections of advice: what they say and how long they get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.check_prose import names_of
from bot.knowledge.model import Problem
from bot.knowledge.numerals import typed_numbers
from bot.knowledge.prose import GAP, Prose, read_section
from bot.knowledge.texts import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.knowledge.model import Advice, Knowledge
    from bot.knowledge.prose import Reference

MOST_CHARACTERS = 600  # as printed; a first message of at most 700 carries more than the section
_PERCENT_CHARACTERS = 9  # "about 50%", "19 points"
_DATE_CHARACTERS = 25  # " (…, date not stated)"


def section_problems(knowledge: Knowledge) -> Iterator[Problem]:
    """Everything wrong in the sections, each at its own line."""
    names = names_of(knowledge)
    for advice in knowledge.advice.values():
        for section, text in advice.sections.items():
            yield from _section(knowledge, advice, section, read_section(text), names)


def _section(
    knowledge: Knowledge, advice: Advice, section: str, prose: Prose, names: frozenset[str]
) -> Iterator[Problem]:
    for fault in prose.faults:
        place = advice.section_place(section, fault.line)
        yield Problem(place=place, what=fault.what, mend=fault.mend)
    for number in typed_numbers(prose.plain, names):
        place = advice.section_place(section, prose.line_at(number.start))
        what = f"the number {quoted(number.text)} typed into a section"
        yield Problem(place=place, what=what, mend='write {{ figure("…", "…") }} or say it without')
    length = _length(knowledge, prose)
    if length > MOST_CHARACTERS:
        what = f"the section {quoted(section)} comes to some {length} characters"
        mend = f"shorten it to {MOST_CHARACTERS}"
        yield Problem(place=advice.section_place(section), what=what, mend=mend)


def _length(knowledge: Knowledge, prose: Prose) -> int:
    """About how many characters a section has when printed."""
    typed = len(" ".join(prose.plain.replace(GAP, "").split()))
    return typed + sum(_printed(knowledge, call) for call in prose.references)


def _printed(knowledge: Knowledge, call: Reference) -> int:
    id_ = call.arguments[0]
    if call.function == "source" and id_ in knowledge.sources:
        return len(knowledge.sources[id_].title)
    if call.function == "survey" and id_ in knowledge.surveys:
        return len(knowledge.surveys[id_].short)
    if call.function == "cite" and id_ in knowledge.measures:
        survey = knowledge.surveys[knowledge.measures[id_].survey]
        population = survey.populations.get(call.arguments[1])
        label = len(population.label) if population else 0
        return _PERCENT_CHARACTERS + label + len(survey.short) + _DATE_CHARACTERS
    return _PERCENT_CHARACTERS
