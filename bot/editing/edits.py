"""What can be changed by a message: each edit as data.

Entries are named by the ids they have in the knowledge: those of measures, claims and disputes
qualified by their survey, the others alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from bot.knowledge.model import Relation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from bot.knowledge.model import Basis, Ground, Missing


class Part(StrEnum):
    """A text of an entry that can be set. Outside the sections of guidance, its value is the field's key."""

    TITLE = "title"
    NAME = "name"
    SHORT = "short"
    ABOUT = "about"
    STATEMENT = "statement"
    COMPLEMENT = "complement"
    NOTE = "note"
    COMMISSIONED_BY = "commissioned_by"
    RUN_BY = "run_by"
    PUBLISHED = "published"
    FIELDWORK = "fieldwork"
    SAMPLE = "sample"
    COUNTRIES = "countries"
    AUDIENCE = "audience"
    COMPANIES = "companies"
    METHOD = "method"
    MARGIN_OF_ERROR = "margin_of_error"
    WEIGHTING = "weighting"
    WORDING = "wording"
    INTEREST = "interest"
    PUBLISHER = "publisher"
    AUTHOR = "author"
    DATE = "date"
    URL = "url"
    STEPS = "steps"  # one a line
    LEAD = "lead"
    CIO = "cio"
    CMO = "cmo"
    CEO = "ceo"
    OTHERS = "other"


#: The parts that are sections of guidance, in the order in which they stand.
SECTION_PARTS = (Part.LEAD, Part.CIO, Part.CMO, Part.CEO, Part.OTHERS)


@dataclass(frozen=True, kw_only=True, slots=True)
class SetValue:
    """Another value for one figure, in the unit that it has."""

    entry: str
    population: str
    value: Decimal
    relation: Relation = Relation.EXACTLY


@dataclass(frozen=True, kw_only=True, slots=True)
class SetCaveat:
    """Another caveat for one figure, or without a population for the whole measure; None removes it."""

    entry: str
    text: str | None
    population: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AddPhrasing:
    """One more way in which people ask for an entry."""

    entry: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RemovePhrasing:
    """One way less in which people ask for an entry; case and punctuation don't matter."""

    entry: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SetText:
    """Another text for a part of an entry; None removes a part that need not be there."""

    entry: str
    part: Part
    text: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewFigure:
    """A value as it is printed, of one population."""

    value: Decimal
    relation: Relation = Relation.EXACTLY
    unit: str = "%"
    period: str | None = None
    caveat: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AddFigure:
    """The figure of a further population, in a measure that is held."""

    entry: str
    population: str
    figure: NewFigure


@dataclass(frozen=True, kw_only=True, slots=True)
class AddMeasure:
    """A new measure of a survey that is held, with its figures by population. ``id`` is not qualified."""

    survey: str
    id: str
    short: str
    statement: str
    asked_as: tuple[str, ...]
    figures: Mapping[str, NewFigure]
    sources: tuple[str, ...] = ()
    complement: str | None = None
    caveat: str | None = None
    reach: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class AddAdvice:
    """New guidance, or a definition, whose lead is enough. ``sections`` are by :data:`SECTION_PARTS`."""

    id: str
    title: str
    basis: Basis
    asked_as: tuple[str, ...]
    sections: Mapping[Part, str]
    kind: str = "advice"
    collection: str = "library"
    rests_on: tuple[Ground, ...] = ()
    steps: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    reach: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class AddDecoy:
    """A new subject that nothing here covers, so that questions about it are declined by name."""

    id: str
    about: str
    missing: Missing
    asked_as: tuple[str, ...]
    near: str | None = None
    reach: tuple[str, ...] = ()


Edit: TypeAlias = (
    SetValue
    | SetCaveat
    | AddPhrasing
    | RemovePhrasing
    | SetText
    | AddFigure
    | AddMeasure
    | AddAdvice
    | AddDecoy
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Revised:
    """The texts that an edit changed or added, by path; all others stay as they are."""

    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
