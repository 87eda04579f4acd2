"""Sections of guidance, with their calls carried out.

A section is never run: :mod:`bot.knowledge.prose` takes it apart into text and calls of a closed
set, and each call prints a stored figure or a derivation of one, between marks.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from bot.figures import reason
from bot.figures.findings import Gap, Rest
from bot.knowledge.model import SHARE
from bot.knowledge.prose import GAP, Prose, Reference, read_section
from bot.replies import marks

if TYPE_CHECKING:
    from bot.figures.findings import Reading
    from bot.knowledge.model import Knowledge, Survey

NOT_DATED = "date not stated"
_BULLET = re.compile(r"^- ", re.MULTILINE)
_WRAPPED = re.compile(r"(?<!\n)\n(?![\n•])")


class CallError(Exception):
    """A section calls for something that is not held; ``check`` reports the place."""


@lru_cache(maxsize=1024)
def _read(section: str) -> Prose:
    return read_section(section)


def written(section: str, knowledge: Knowledge) -> Markup:
    """A section's text with its figures. Raises CallError for a figure that is not held."""
    prose = _read(section)
    if prose.faults:
        raise CallError(prose.faults[0].what)
    pieces = prose.plain.split(GAP)
    calls = [_called(call, knowledge) for call in prose.references]
    text = "".join(f"{escape(piece)}{call}" for piece, call in zip_longest(pieces, calls, fillvalue=""))
    return Markup(_WRAPPED.sub(" ", _BULLET.sub("• ", text.strip())))  # noqa: S704 (every piece is escaped above)


def dated(reading: Reading) -> Markup:
    """When a figure was measured, as far as it is told."""
    period = reading.figure.period
    return marks.named(period) if period else surveyed(reading.survey)


def surveyed(survey: Survey) -> Markup:
    """When a survey was done, or else published, as far as it is told."""
    when = survey.facts.get("fieldwork") or survey.facts.get("published")
    return marks.named(when) if when else escape(NOT_DATED)


def cited(reading: Reading) -> Markup:
    """A figure with whom it counts, which survey, and when."""
    form = "{} of {} ({}, {})" if reading.figure.unit == SHARE else "{} ({}, {}, {})"
    return Markup(form).format(  # noqa: S704 (one of two constants)
        marks.figure(reading.figure),
        reading.population.label,
        marks.named(short_name(reading)),
        dated(reading),
    )


def short_name(reading: Reading) -> str:
    """The survey's short name without its article."""
    return reading.survey.short.removeprefix("the ")


def reading(knowledge: Knowledge, measure: str, population: str) -> Reading:
    """One stored reading. Raises CallError when it is not held."""
    held = knowledge.measures.get(measure)
    found = [r for r in reason.readings(knowledge, held) if r.population.id == population] if held else []
    if not found:
        message = f"no figure {measure} for {population}"
        raise CallError(message)
    return found[0]


def _called(call: Reference, knowledge: Knowledge) -> Markup:
    match call.function, call.arguments:
        case "figure", (measure, population):
            return marks.figure(reading(knowledge, measure, population).figure)
        case "cite", (measure, population):
            return cited(reading(knowledge, measure, population))
        case "gap", (measure, left, right):
            return _gap(knowledge, measure, left, right)
        case "rest", (measure, population):
            return _rest(knowledge, measure, population)
        case "source", (id_,) if id_ in knowledge.sources:
            return marks.named(knowledge.sources[id_].title)
        case "survey", (id_,) if id_ in knowledge.surveys:
            return marks.named(knowledge.surveys[id_].name)
        case _:
            message = f"nothing is held for {call.function}"
            raise CallError(message)


def _gap(knowledge: Knowledge, measure: str, left: str, right: str) -> Markup:
    found = reason.gap(knowledge, reading(knowledge, measure, left), reading(knowledge, measure, right))
    if not isinstance(found, Gap):
        message = f"{measure} allows no gap between {left} and {right}"
        raise CallError(message)
    return Markup("{} points").format(marks.derived(found.points))


def _rest(knowledge: Knowledge, measure: str, population: str) -> Markup:
    found = reason.rest([reading(knowledge, measure, population)])
    if not isinstance(found, Rest):
        message = f"{measure} has no wording for the rest"
        raise CallError(message)
    return marks.derived(found.values[0])
