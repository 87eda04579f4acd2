"""What is known, as frozen values.

Everything here is built once by :mod:`bot.knowledge.parse` and never changed: a new version of
the knowledge replaces the old one whole. Ids of measures, claims, disputes and populations are
qualified by their survey (``netbiscuits-2013/data-protection``); ids of sources, surveys, themes,
advice entries and decoys stand alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Place:
    """Where something is written: a file inside the knowledge folder and a line, 1-based."""

    file: str
    line: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Problem:
    """Something wrong in the knowledge: where, what, and what would be right."""

    place: Place
    what: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.what}" + (f", {self.mend}" if self.mend else "")


class Relation(StrEnum):
    """How a printed value relates to the true one."""

    EXACTLY = "exactly"
    MORE_THAN = "more than"
    LESS_THAN = "less than"
    ABOUT = "about"
    AT_LEAST = "at least"
    AT_MOST = "at most"


class SourceKind(StrEnum):
    """What a publication is to the survey it speaks of, or that it is advice and speaks of none."""

    SURVEY_RELEASE = "survey release"
    COVERAGE = "coverage"
    COMMENTARY = "commentary"
    ADVICE = "advice"


class Basis(StrEnum):
    """What a piece of guidance rests on at bottom."""

    SURVEY = "survey finding"
    ADVISER = "adviser's view"
    VOICE = "one voice"


class Stance(StrEnum):
    """Whether a figure or claim speaks for or against the guidance that cites it."""

    SUPPORTS = "supports"
    OPPOSES = "opposes"


class Missing(StrEnum):
    """What a refusal names as not held."""

    ROLE = "role"
    YEAR = "year"
    COUNTRY = "country"
    CAUSE = "cause"
    MEASURE = "measure"
    BREAKDOWN = "breakdown"
    SURVEY = "survey"
    OTHER = "other"


class Audience(StrEnum):
    """Whom a section of guidance addresses."""

    CIO = "cio"
    CMO = "cmo"
    CEO = "ceo"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A publication. ``date`` is as printed, or absent where it is not stated."""

    id: str
    title: str
    kind: SourceKind
    about: str
    publisher: str | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None
    derives_from: tuple[str, ...] = ()  # ids of surveys and of other sources
    interest: str | None = None
    names: tuple[str, ...] = ()  # what people call it: "the commentary", "the blog post"
    asked_as: tuple[str, ...] = ()
    reach: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()
    place: Place = field(default=Place(file="?"), compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Population:
    """A group as the survey drew it; ``role`` is one of words.toml's.

    ``names`` are what a question calls a group narrower than its role ("australian", "small firms").
    """

    id: str
    role: str
    label: str
    base: str | None = None  # how it is wider or narrower than its role, in words
    names: tuple[str, ...] = ()
    place: Place = field(default=Place(file="?"), compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class SurveyQuestion:
    """An item with several options; ``exhaustive`` when its shares add to the whole."""

    id: str
    text: str
    exhaustive: bool = False
    place: Place = field(default=Place(file="?"), compare=False)


#: The unit of a share of a population; every other is a quantity of something ("% of revenue").
SHARE = "%"
#: The unit of a figure that is a year, and is printed without it.
YEAR = "year"


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One printed value: of which measure, in which population, by whom.

    ``value`` is in ``unit`` (a share unless stated); with relation ``more than`` it is the bound.
    ``period`` is the year it stands for where that is not the survey's own.
    """

    measure: str
    population: str
    value: Decimal
    relation: Relation = Relation.EXACTLY
    unit: str = SHARE
    period: str | None = None
    sources: tuple[str, ...] = ()
    caveat: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """Something a survey counted, with its figures by population id.

    ``statement`` completes "83% of CIOs …", or names what other units measure ("marketing's budget as
    a share of revenue"); ``complement`` completes "17% of CIOs …" and is absent
    where nothing may be said of the rest. ``option`` is the role that this share of a
    multiple-option question is about ("owned by the CIO").
    """

    id: str
    survey: str
    short: str
    statement: str
    asked_as: tuple[str, ...]
    sources: tuple[str, ...]
    figures: Mapping[str, Figure] = field(hash=False)
    question: str | None = None
    option: str | None = None
    complement: str | None = None
    caveat: str | None = None
    reach: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()
    place: Place = field(default=Place(file="?"), compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A finding or view without a number. ``by`` is ``survey`` or ``author``."""

    id: str
    survey: str
    short: str
    statement: str
    by: str
    sources: tuple[str, ...]
    asked_as: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    reach: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()
    place: Place = field(default=Place(file="?"), compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One side of a dispute."""

    says: str
    sources: tuple[str, ...]
    alike: bool = True  # words all sides of the measure alike, so that they can be compared
    figures: Mapping[str, Figure] = field(default_factory=lambda: MappingProxyType({}), hash=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispute:
    """Sources that disagree. ``about``: value, role, wording, precision; ``tell``: always, asked."""

    id: str
    survey: str
    about: str
    measures: tuple[str, ...]
    versions: tuple[Version, ...]
    note: str
    tell: str = "asked"
    asked_as: tuple[str, ...] = ()
    reach: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()
    place: Place = field(default=Place(file="?"), compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """A study. ``facts`` holds what is told of it (see :data:`SURVEY_FACTS`); the rest is not."""

    id: str
    name: str
    short: str
    sources: tuple[str, ...]
    facts: Mapping[str, str] = field(hash=False)
    populations: Mapping[str, Population] = field(hash=False)
    questions: Mapping[str, SurveyQuestion] = field(hash=False)
    names: tuple[str, ...] = ()  # what people call it: "netbiscuits"
    asked_as: tuple[str, ...] = ()
    reach: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()
    place: Place = field(default=Place(file="?"), compare=False)

    @property
    def years(self) -> frozenset[str]:
        """The years by which it may be asked for: of fieldwork, of publication, and in its names."""
        told = (self.facts.get("fieldwork", ""), self.facts.get("published", ""), self.name, self.short)
        return frozenset(year for text in told for year in _YEAR.findall(text))

    @property
    def year(self) -> str:
        """The year it stands under in a row of surveys: of its fieldwork, else of publication; or ""."""
        told = (self.facts.get("fieldwork", ""), self.facts.get("published", ""), self.short, self.name)
        return next((found[-1] for text in told if (found := _YEAR.findall(text))), "")


#: What may be told of a survey, in the order in which it is told; each is a key of ``[survey]``.
SURVEY_FACTS = (
    "commissioned_by",
    "run_by",
    "published",
    "fieldwork",
    "sample",
    "countries",
    "audience",
    "companies",
    "method",
    "margin_of_error",
    "weighting",
    "wording",
    "interest",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A measure in a theme, and how it differs from its neighbours there.

    A ``contrary`` one can't stand beside them without that: it counts the opposite of what the theme asks,
    or another thing altogether.
    """

    measure: str
    differs: str
    contrary: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Theme:
    """Measures of several surveys that ask nearly the same: shown together, never subtracted."""

    id: str
    title: str
    asked_as: tuple[str, ...]
    members: tuple[Member, ...]
    note: str | None = None
    takes: tuple[str, ...] = ()  # phrasings of others' that are this entry's where it is held
    reach: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()
    place: Place = field(default=Place(file="?"), compare=False)

    @property
    def contrary(self) -> frozenset[str]:
        """The ids of its contrary measures."""
        return frozenset(member.measure for member in self.members if member.contrary)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What an advice entry rests on: a claim, a source, or a measure (with or without population)."""

    kind: str  # "figure", "claim" or "source"
    id: str
    population: str | None = None
    stance: Stance = Stance.SUPPORTS


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """Guidance or a definition. ``sections`` holds Jinja2 source: ``lead`` and one per audience."""

    id: str
    kind: str  # "advice" or "definition"
    title: str
    asked_as: tuple[str, ...]
    rests_on: tuple[Ground, ...]
    basis: Basis
    sections: Mapping[str, str] = field(hash=False)
    steps: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()  # phrasings of others' that are this entry's where it is held
    reach: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()
    place: Place = field(default=Place(file="?"), compare=False)
    section_places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    def section_place(self, section: str, line: int = 1) -> Place:
        """Where a line (1-based) of one of the sections stands in the entry's file."""
        first = self.section_places.get(section, self.place)
        return Place(file=first.file, line=first.line + line - 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoy:
    """A subject nobody's sources cover, so that questions about it are refused by name.

    ``unless`` names the collection that does cover it: with that one loaded there is no such decoy.
    """

    id: str
    about: str  # completes "Nothing here covers …"
    missing: Missing
    asked_as: tuple[str, ...]
    near: str | None = None  # id of an entry that may be offered instead, as the nearest thing
    unless: str | None = None
    reach: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()
    place: Place = field(default=Place(file="?"), compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Role:
    """A role people ask about. ``held`` roles exist in some survey; others are refused by name."""

    id: str
    one: str
    many: str
    names: tuple[str, ...]
    full: str | None = None
    counterpart: str | None = None
    within: str | None = None  # the wider role a survey may have counted it in


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """words.toml: how people name roles and operations, and what points elsewhere."""

    roles: Mapping[str, Role] = field(default_factory=lambda: MappingProxyType({}))
    cues: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )  # cue id → phrases
    elsewhere: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )  # Missing value → phrases
    social: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    synonyms: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )  # our word → others
    glossary: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({})
    )  # foreign or slang word → ours


Entry: TypeAlias = Measure | Claim | Dispute | Survey | Source | Theme | Advice | Decoy


@dataclass(frozen=True, kw_only=True, slots=True)
class Knowledge:
    """All that is known, immutable. ``version`` is the hash of the texts it was built from."""

    version: str
    words: Words
    sources: Mapping[str, Source]
    surveys: Mapping[str, Survey]
    measures: Mapping[str, Measure]
    claims: Mapping[str, Claim]
    disputes: Mapping[str, Dispute]
    themes: Mapping[str, Theme]
    advice: Mapping[str, Advice]
    decoys: Mapping[str, Decoy]

    def entries(self) -> Iterator[Entry]:
        """Everything that can answer a question, in a fixed order."""
        for group in (
            self.measures,
            self.claims,
            self.disputes,
            self.surveys,
            self.sources,
            self.themes,
            self.advice,
            self.decoys,
        ):
            yield from group.values()

    def entry(self, id_: str) -> Entry | None:
        """The entry with this id, or None."""
        for group in (
            self.measures,
            self.claims,
            self.advice,
            self.disputes,
            self.surveys,
            self.sources,
            self.themes,
            self.decoys,
        ):
            if id_ in group:
                return group[id_]
        return None

    def population(self, measure: Measure, population: str) -> Population:
        """The population of one of a measure's figures. Raises KeyError for an unknown one."""
        return self.surveys[measure.survey].populations[population]

    def disputes_of(self, measure: str) -> tuple[Dispute, ...]:
        """The disputes in which a measure stands, in the order they were entered."""
        return tuple(d for d in self.disputes.values() if measure in d.measures)
