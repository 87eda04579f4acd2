"""What one file says of a survey: the whole of it, or an addition to one known already."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.knowledge.model import (
    SURVEY_FACTS,
    Claim,
    Dispute,
    Figure,
    Measure,
    Place,
    Population,
    SurveyQuestion,
    Version,
)
from bot.knowledge.parse_figure import parse_figure
from bot.knowledge.reader import TableReader, each_table, one_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.knowledge.model import Problem
    from bot.knowledge.texts import Document

#: The arrays of tables that belong to a file's ``[survey]``.
SURVEY_TABLES = ("population", "question", "measure", "claim", "dispute")

_DISAGREEMENTS = ("value", "role", "wording", "precision")
_TELLINGS = ("always", "asked")
_SPEAKERS = ("survey", "author")


@dataclass(frozen=True, kw_only=True, slots=True)
class SurveyPart:
    """One file's share of a survey. Ids in it are qualified; ``collection`` is its folder.

    A measure of an addition may lack its texts and sources: the measure it adds to has them.
    """

    id: str
    extends: bool
    collection: str
    name: str
    short: str
    sources: tuple[str, ...]
    facts: Mapping[str, str]
    names: tuple[str, ...]
    asked_as: tuple[str, ...]
    reach: tuple[str, ...]
    not_: tuple[str, ...]
    populations: tuple[Population, ...]
    questions: tuple[SurveyQuestion, ...]
    measures: tuple[Measure, ...]
    claims: tuple[Claim, ...]
    disputes: tuple[Dispute, ...]
    place: Place


def parse_survey(document: Document, collection: str, problems: list[Problem]) -> SurveyPart | None:
    """The survey of a file, or None when it has none that could be referred to."""
    head = one_table(document, "survey", problems)
    if head is None:
        _report_homeless(document, problems)
        return None
    extends = head.text_or_none("extends")
    if extends is not None and head.has("id"):
        head.note('"id" beside "extends"', "leave the id out: it is that of the survey extended")
        head.value("id")
    id_ = extends or head.id()
    required = head.text_or_none if extends else head.text
    part = SurveyPart(
        id=id_,
        extends=extends is not None,
        collection=collection,
        name=required("name") or "",
        short=required("short") or "",
        sources=head.texts("sources", required=extends is None),
        facts=_facts(head),
        names=head.texts("names"),
        asked_as=head.texts("asked_as"),
        reach=head.texts("reach"),
        not_=head.texts("not"),
        populations=_populations(document, problems),
        questions=_questions(document, problems),
        measures=_measures(document, id_, problems, adding=extends is not None),
        claims=_claims(document, id_, problems),
        disputes=_disputes(document, id_, problems),
        place=head.place,
    )
    head.close()
    return part if id_ else None


def qualified(survey: str, id_: str) -> str:
    """The id by which an entry of a survey is known everywhere."""
    return id_ if "/" in id_ else f"{survey}/{id_}"


def _report_homeless(document: Document, problems: list[Problem]) -> None:
    for name in SURVEY_TABLES:
        for table in each_table(document, name, problems):
            table.note(f"a {name} without a survey", "write [survey] at the top of the file")


def _facts(head: TableReader) -> Mapping[str, str]:
    facts = {key: head.text_or_none(key) for key in SURVEY_FACTS}
    return MappingProxyType({key: fact for key, fact in facts.items() if fact is not None})


def _populations(document: Document, problems: list[Problem]) -> tuple[Population, ...]:
    found = []
    for table in each_table(document, "population", problems):
        population = Population(
            id=table.id(),
            role=table.text("role"),
            label=table.text("label"),
            base=table.text_or_none("base"),
            names=table.texts("names"),
            place=table.place,
        )
        table.close()
        found.append(population)
    return tuple(p for p in found if p.id)


def _questions(document: Document, problems: list[Problem]) -> tuple[SurveyQuestion, ...]:
    found = []
    for table in each_table(document, "question", problems):
        question = SurveyQuestion(
            id=table.id(),
            text=table.text("text"),
            exhaustive=table.flag("exhaustive"),
            place=table.place,
        )
        table.close()
        found.append(question)
    return tuple(q for q in found if q.id)


def _measures(
    document: Document, survey: str, problems: list[Problem], *, adding: bool
) -> tuple[Measure, ...]:
    found = []
    for table in each_table(document, "measure", problems):
        id_ = table.id()
        required = table.text_or_none if adding else table.text
        sources = table.texts("sources")
        measure = Measure(
            id=qualified(survey, id_),
            survey=survey,
            short=required("short") or "",
            statement=required("statement") or "",
            asked_as=table.texts("asked_as", required=not adding),
            sources=sources,
            figures=_figures(table, qualified(survey, id_), sources),
            question=table.text_or_none("question"),
            option=table.text_or_none("option"),
            complement=table.text_or_none("complement"),
            caveat=table.text_or_none("caveat"),
            reach=table.texts("reach"),
            not_=table.texts("not"),
            place=table.place,
        )
        if not adding and not table.has("figures"):
            table.note("a measure without figures", "write figures.<population> = …, or a [[claim]]")
        table.close()
        if id_:
            found.append(measure)
    return tuple(found)


def _figures(table: TableReader, measure: str, sources: tuple[str, ...]) -> Mapping[str, Figure]:
    figures = {
        population: parse_figure(table, value, measure=measure, population=population, sources=sources)
        for population, value in table.pairs("figures").items()
    }
    return MappingProxyType({p: f for p, f in figures.items() if f is not None})


def _claims(document: Document, survey: str, problems: list[Problem]) -> tuple[Claim, ...]:
    found = []
    for table in each_table(document, "claim", problems):
        id_ = table.id()
        claim = Claim(
            id=qualified(survey, id_),
            survey=survey,
            short=table.text("short"),
            statement=table.text("statement"),
            by=table.word("by", _SPEAKERS),
            sources=table.texts("sources", required=True),
            asked_as=table.texts("asked_as"),
            related=table.texts("related"),
            reach=table.texts("reach"),
            not_=table.texts("not"),
            place=table.place,
        )
        table.close()
        if id_:
            found.append(claim)
    return tuple(found)


def _disputes(document: Document, survey: str, problems: list[Problem]) -> tuple[Dispute, ...]:
    found = []
    for table in each_table(document, "dispute", problems):
        id_ = table.id()
        measures = tuple(qualified(survey, m) for m in table.texts("measures", required=True))
        dispute = Dispute(
            id=qualified(survey, id_),
            survey=survey,
            about=table.word("about", _DISAGREEMENTS),
            measures=measures,
            versions=tuple(_version(v, measures) for v in table.tables("versions", required=True)),
            note=table.text("note"),
            tell=table.word("tell", _TELLINGS, default="asked"),
            asked_as=table.texts("asked_as"),
            reach=table.texts("reach"),
            not_=table.texts("not"),
            place=table.place,
        )
        table.close()
        if id_:
            found.append(dispute)
    return tuple(found)


def _version(table: TableReader, measures: tuple[str, ...]) -> Version:
    sources = table.texts("sources", required=True)
    if table.has("figures") and len(measures) != 1:
        table.note("figures in a dispute about several measures", "enter one dispute for each")
    version = Version(
        says=table.text("says"),
        sources=sources,
        alike=table.flag("alike", default=True),
        figures=_figures(table, measures[0] if measures else "", sources),
    )
    table.close()
    return version
