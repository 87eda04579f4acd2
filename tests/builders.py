"""Small knowledge, made by hand or by Hypothesis: surveys of two guilds, far from what is shipped."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import strategies as st

from bot.figures import reason
from bot.knowledge.model import (
    Advice,
    Basis,
    Claim,
    Dispute,
    Figure,
    Ground,
    Knowledge,
    Measure,
    Member,
    Population,
    Relation,
    Role,
    Source,
    SourceKind,
    Survey,
    Theme,
    Version,
    Words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.figures.findings import Finding, Reading

Item = TypeVar("Item")

#: Population id → role id and label. Two share a role, so that none may be taken for the only one.
PEOPLE = {
    "cio": ("cio", "CIOs"),
    "new-cio": ("cio", "newly appointed CIOs"),
    "cmo": ("cmo", "CMOs"),
    "others": ("other-executives", "other executives"),
    "cases": ("organisation", "organisations"),
}
SOURCES = ("coverage", "commentary", "release")
ROLES = MappingProxyType(
    {
        id_: Role(id=id_, one=many.removesuffix("s"), many=many, names=(many.lower(),), counterpart=other)
        for id_, many, other in (
            ("cio", "CIOs", "cmo"),
            ("cmo", "CMOs", "cio"),
            ("other-executives", "other executives", None),
            ("organisation", "organisations", None),
            ("cfo", "CFOs", None),
        )
    }
)


def figure(value: Decimal | str | int, **changed: Any) -> Figure:  # noqa: ANN401 (any field of Figure)
    """A figure without a place yet; ``measure`` puts it there."""
    given = {"measure": "", "population": "", "value": Decimal(value), **changed}
    return Figure(**given)


def measure(id_: str, *, survey: str = "guilds", **told: Any) -> Measure:  # noqa: ANN401 (any field of Measure)
    """A measure ``survey/id_``. ``figures``: by population, as figures or plain percentages.

    Figures without sources are printed by the first source alone.
    """
    qualified = f"{survey}/{id_}"
    raw: Mapping[str, Any] = told.pop("figures", {"cio": 60, "cmo": 40})
    placed = {}
    for name, value in raw.items():
        found = value if isinstance(value, Figure) else figure(value)
        sources = found.sources or SOURCES[:1]
        placed[name] = replace(found, measure=qualified, population=name, sources=sources)
    given: dict[str, Any] = {
        "short": f"the matter of {id_}",
        "statement": f"care about {id_}",
        "asked_as": (id_,),
        "sources": SOURCES[:1],
        "complement": "did not name it",
        **told,
    }
    return Measure(id=qualified, survey=survey, figures=MappingProxyType(placed), **given)


def dispute(about: Measure, *versions: Version, **told: Any) -> Dispute:  # noqa: ANN401 (any field of Dispute)
    """A dispute about one measure. Without versions: the commentary alone words both sides alike."""
    return Dispute(
        id=f"{about.id}-dispute",
        survey=about.survey,
        about="wording",
        measures=(about.id,),
        versions=versions
        or (
            Version(says="one thing to each", sources=("coverage",), alike=False),
            Version(says="the same to both", sources=("commentary",), alike=True),
        ),
        note="the sources leave it open",
        **told,
    )


def theme(*members: Measure, id_: str = "both") -> Theme:
    """A theme of these measures."""
    return Theme(
        id=id_,
        title="What both surveys asked",
        asked_as=("what both asked",),
        members=tuple(Member(measure=m.id, differs=f"asked by {m.survey}") for m in members),
    )


def claim(id_: str, *, survey: str = "guilds", by: str = "author") -> Claim:
    """A claim of the first source."""
    return Claim(
        id=f"{survey}/{id_}", survey=survey, short=id_, statement=f"{id_} matters", by=by, sources=SOURCES[:1]
    )


def advice(id_: str, *grounds: Ground, **told: Any) -> Advice:  # noqa: ANN401 (any field of Advice)
    """Guidance that rests on these grounds."""
    given: dict[str, Any] = {
        "kind": "advice",
        "title": f"On {id_}",
        "asked_as": (f"what about {id_}",),
        "basis": Basis.ADVISER,
        "sections": MappingProxyType({"lead": "Talk.", "cio": "You first.", "other": "All."}),
        **told,
    }
    return Advice(id=id_, rests_on=grounds, **given)


def dated(held: Knowledge, **years: str) -> Knowledge:
    """The same knowledge with the year in which each of these surveys was done."""
    surveys = {
        id_: replace(survey, facts=MappingProxyType({**survey.facts, "fieldwork": years[id_]}))
        for id_, survey in held.surveys.items()
        if id_ in years
    }
    return replace(held, surveys=MappingProxyType({**held.surveys, **surveys}))


def grouped(held: Knowledge, population: str, *names: str) -> Knowledge:
    """The same knowledge, where a population of every survey is a group narrower than its role."""
    surveys = {
        id_: replace(
            survey,
            populations=MappingProxyType(
                {
                    p.id: replace(p, names=names, label=f"{names[0]} {p.label}") if p.id == population else p
                    for p in survey.populations.values()
                }
            ),
        )
        for id_, survey in held.surveys.items()
    }
    return replace(held, surveys=MappingProxyType(surveys))


def knowledge(
    *measures: Measure,
    disputes: Iterable[Dispute] = (),
    themes: Iterable[Theme] = (),
    claims: Iterable[Claim] = (),
    facts: Mapping[str, str] | None = None,
) -> Knowledge:
    """All of these as knowledge, with the surveys, populations and sources that they need."""
    named = dict.fromkeys(("guilds", *(m.survey for m in measures)))
    return Knowledge(
        version="made-by-hand",
        words=Words(roles=ROLES),
        sources=MappingProxyType({id_: _source(id_) for id_ in SOURCES}),
        surveys=MappingProxyType({id_: _survey(id_, facts or {}) for id_ in named}),
        measures=MappingProxyType({m.id: m for m in measures}),
        claims=MappingProxyType({c.id: c for c in claims}),
        disputes=MappingProxyType({d.id: d for d in disputes}),
        themes=MappingProxyType({t.id: t for t in themes}),
        advice=MappingProxyType({}),
        decoys=MappingProxyType({}),
    )


def reading(held: Knowledge, id_: str, population: str) -> Reading:
    """One reading of a measure."""
    return next(r for r in reason.readings(held, held.measures[id_]) if r.population.id == population)


def every_reading(held: Knowledge) -> tuple[Reading, ...]:
    """All readings that are held."""
    return tuple(r for m in held.measures.values() for r in reason.readings(held, m))


def every_finding(held: Knowledge) -> Iterator[Finding]:
    """Every finding that can be asked of this knowledge with one or two readings or a whole scope."""
    rows = every_reading(held)
    for measure in held.measures.values():
        own = reason.readings(held, measure)
        yield reason.values(own)
        yield reason.compare(held, own)
        yield reason.rest(own)
        yield reason.sources_agree(held, measure)
        yield from (reason.rest([row]) for row in own)
    for left, right in permutations(rows, 2):
        yield reason.gap(held, left, right)
        yield reason.ratio(held, left, right)
        yield reason.compare(held, [left, right])
    for theme in held.themes.values():
        yield reason.side_by_side(held, theme)
    for survey in held.surveys:
        scope = [r for r in rows if r.survey.id == survey]
        gaps = reason.gaps(held, survey, "cio", "cmo")
        yield reason.order(scope)
        yield reason.listing(scope)
        for largest in (True, False):
            yield reason.rank_gaps(gaps, largest_first=largest)
            yield reason.extreme_gap(gaps, largest_first=largest)
            yield from (reason.extreme_value(scope, largest_first=largest, place=p) for p in (1, 2, 3))
    yield reason.order(rows)
    yield reason.extreme_value(rows, largest_first=True)


def every_pictured(held: Knowledge) -> Iterator[Finding]:
    """Findings that lead to each chart this knowledge has, without the many that lead to the same."""
    for measure in held.measures.values():
        own = reason.readings(held, measure)
        yield reason.compare(held, own)
        yield from (reason.values([row]) for row in own)
    for theme in held.themes.values():
        yield reason.side_by_side(held, theme)
    rows = every_reading(held)
    for survey in held.surveys:
        scope = [r for r in rows if r.survey.id == survey]
        yield reason.listing(scope)
        for population in dict.fromkeys(r.population.id for r in scope):
            yield reason.order([r for r in scope if r.population.id == population])
        yield reason.rank_gaps(reason.gaps(held, survey, "cio", "cmo"))


def _source(id_: str) -> Source:
    return Source(id=id_, title=f"The {id_}", kind=SourceKind.COVERAGE, about=f"It is the {id_}")


def _survey(id_: str, facts: Mapping[str, str]) -> Survey:
    return Survey(
        id=id_,
        name=f"The {id_} survey",
        short=f"the {id_} survey",
        sources=SOURCES,
        facts=MappingProxyType(dict(facts)),
        populations=MappingProxyType(
            {name: Population(id=name, role=role, label=label) for name, (role, label) in PEOPLE.items()}
        ),
        questions=MappingProxyType({}),
    )


# ── For Hypothesis ────────────────────────────────────────────────────────────────────────────────

#: A place in a list that only a fixture knows: ``chosen`` finds what stands there.
places = st.sampled_from(range(10_000))


def chosen(items: Sequence[Item], place: int) -> Item:
    """One of the items."""
    return items[place % len(items)]


#: Percentages with at most one decimal.
shares = st.integers(0, 1000).map(lambda tenths: Decimal(tenths) / 10)
relations = st.sampled_from([Relation.EXACTLY] * 3 + list(Relation))
figures = st.builds(
    Figure,
    measure=st.just(""),
    population=st.just(""),
    value=shares,
    relation=relations,
    unit=st.sampled_from(["%", "%", "%", "%", "respondents"]),
    period=st.sampled_from([None, None, None, "spring", "autumn"]),
    sources=st.lists(st.sampled_from(SOURCES), min_size=1, max_size=3, unique=True).map(tuple),
)
versions = st.builds(
    Version,
    says=st.just("it says so"),
    sources=st.lists(st.sampled_from(SOURCES), min_size=1, max_size=2, unique=True).map(tuple),
    alike=st.booleans(),
)


@st.composite
def measures(draw: st.DrawFn, id_: str, survey: str) -> Measure:
    """A measure with figures of any sort for some of the populations."""
    asked = draw(st.lists(st.sampled_from(sorted(PEOPLE)), min_size=1, max_size=4, unique=True))
    return measure(
        id_,
        survey=survey,
        figures={name: draw(figures) for name in asked},
        complement=draw(st.sampled_from([None, "did not name it"])),
    )


@st.composite
def held_knowledge(draw: st.DrawFn) -> Knowledge:
    """One or two surveys with up to three measures each, some disputed, all in one theme."""
    made = [
        draw(measures(id_, survey))
        for survey in ("guilds", "harbours")[: draw(st.integers(1, 2))]
        for id_ in ("bread", "salt", "rope")[: draw(st.integers(1, 3))]
    ]
    disputed = draw(st.lists(st.sampled_from(range(len(made))), max_size=2, unique=True))
    disputes = [dispute(made[i], *draw(st.lists(versions, min_size=2, max_size=3))) for i in disputed]
    return knowledge(*made, disputes=disputes, themes=[theme(*made)])
