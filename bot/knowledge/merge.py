"""One survey from the parts that several files hold of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.knowledge.model import Claim, Dispute, Figure, Measure, Place, Problem, Survey
from bot.knowledge.nearest import suggestion
from bot.knowledge.texts import normal, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.knowledge.parse_survey import SurveyPart

    class _Entered(Protocol):
        @property
        def id(self) -> str: ...
        @property
        def place(self) -> Place: ...

    Entered = TypeVar("Entered", bound=_Entered)


@dataclass(frozen=True, kw_only=True, slots=True)
class Surveys:
    """Surveys and what belongs to them, by qualified id, in the order in which they loaded."""

    surveys: Mapping[str, Survey]
    measures: Mapping[str, Measure]
    claims: Mapping[str, Claim]
    disputes: Mapping[str, Dispute]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Conflict:
    """A value other than the one already held: a problem unless a dispute tells of it."""

    figure: Figure
    held: Figure
    place: Place


@dataclass(kw_only=True, slots=True)
class _Merging:
    problems: list[Problem]
    surveys: dict[str, Survey] = field(default_factory=dict)
    collections: dict[str, str] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    disputes: dict[str, Dispute] = field(default_factory=dict)
    conflicts: list[_Conflict] = field(default_factory=list)

    def note(self, place: Place, what: str, mend: str = "") -> None:
        self.problems.append(Problem(place=place, what=what, mend=mend))


def merge(parts: Sequence[SurveyPart], unread: frozenset[str], problems: list[Problem]) -> Surveys:
    """The surveys that the parts, in loading order, make together.

    ``unread`` are ids that files which couldn't be read seem to give: an addition to one of them
    is dropped without a word, because the file itself is a problem already.
    """
    merging = _Merging(problems=problems)
    order = {name: rank for rank, name in enumerate(dict.fromkeys(p.collection for p in parts))}
    for part in parts:
        if not part.extends:
            _found(merging, part)
    for part in parts:
        if not part.extends:
            continue
        base = merging.collections.get(part.id)
        if base is not None and order[base] <= order[part.collection]:
            _add(merging, part)
        elif base is not None:
            merging.note(part.place, f"{quoted(part.id)} is loaded later", f"add to it in {base}/ or after")
        elif part.id not in unread:
            mend = suggestion(part.id, merging.surveys)
            merging.note(part.place, f"unknown survey {quoted(part.id)}", mend)
    _report_conflicts(merging)
    return Surveys(
        surveys=MappingProxyType(merging.surveys),
        measures=MappingProxyType(merging.measures),
        claims=MappingProxyType(merging.claims),
        disputes=MappingProxyType(merging.disputes),
    )


def joined(held: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    """Both lists as one; of phrases that differ in case or punctuation only, the first stays."""
    texts: dict[str, str] = {}
    for text in [*held, *more]:
        texts.setdefault(normal(text) or text, text)
    return tuple(texts.values())


def _found(merging: _Merging, part: SurveyPart) -> None:
    if part.id in merging.surveys:
        first = merging.surveys[part.id].place
        merging.note(part.place, f"{quoted(part.id)} is entered at {first} too", 'write "extends" here')
        return
    merging.collections[part.id] = part.collection
    merging.surveys[part.id] = Survey(
        id=part.id,
        name=part.name,
        short=part.short,
        sources=part.sources,
        facts=part.facts,
        populations=_by_id(merging, part.populations),
        questions=_by_id(merging, part.questions),
        names=part.names,
        asked_as=part.asked_as,
        reach=part.reach,
        not_=part.not_,
        place=part.place,
    )
    _add_entries(merging, part, part.sources)


def _add(merging: _Merging, part: SurveyPart) -> None:
    held = merging.surveys[part.id]
    for key, old, new in (
        ("name", held.name, part.name),
        ("short", held.short, part.short),
        *((key, held.facts.get(key, ""), new) for key, new in part.facts.items()),
    ):
        if old and new and old != new:
            what = f"another {key} than at {held.place}, {quoted(old)}"
            merging.note(part.place, what, "leave it out or enter a dispute")
    merging.surveys[part.id] = replace(
        held,
        sources=joined(held.sources, part.sources),
        facts=MappingProxyType({**part.facts, **held.facts}),
        populations=_by_id(merging, [*held.populations.values(), *part.populations]),
        questions=_by_id(merging, [*held.questions.values(), *part.questions]),
        names=joined(held.names, part.names),
        asked_as=joined(held.asked_as, part.asked_as),
        reach=joined(held.reach, part.reach),
        not_=joined(held.not_, part.not_),
    )
    _add_entries(merging, part, part.sources or held.sources)


def _by_id(merging: _Merging, entered: Iterable[Entered]) -> Mapping[str, Entered]:
    found: dict[str, Entered] = {}
    for one in entered:
        if one.id in found:
            what = f"{quoted(one.id)} is entered at {found[one.id].place} too"
            merging.note(one.place, what, "delete one of the two")
        else:
            found[one.id] = one
    return MappingProxyType(found)


def _add_entries(merging: _Merging, part: SurveyPart, sources: tuple[str, ...]) -> None:
    own: set[str] = set()
    for measure in part.measures:
        if measure.id in merging.measures and (measure.id in own or not part.extends):
            what = f"{quoted(measure.id)} is entered at {merging.measures[measure.id].place} too"
            merging.note(measure.place, what, "delete one of the two")
        elif measure.id in merging.measures:
            _add_to_measure(merging, measure, sources)
        else:
            _new_measure(merging, measure, sources, complete=not part.extends)
        own.add(measure.id)
    for claim in part.claims:
        _enter(merging, merging.claims, claim)
    for dispute in part.disputes:
        _enter(merging, merging.disputes, dispute)


def _enter(merging: _Merging, group: dict[str, Entered], entry: Entered) -> None:
    if entry.id in group:
        what = f"{quoted(entry.id)} is entered at {group[entry.id].place} too"
        merging.note(entry.place, what, "delete one of the two")
    else:
        group[entry.id] = entry


def _new_measure(merging: _Merging, measure: Measure, sources: tuple[str, ...], *, complete: bool) -> None:
    if not complete:
        for key, value in (("short", measure.short), ("statement", measure.statement)):
            if not value:
                merging.note(measure.place, f'[[measure]] without "{key}"', f"write {key} = …")
        if not measure.figures:
            merging.note(measure.place, "a measure without figures", "write figures.<population> = …")
    if not (measure.sources or sources):
        merging.note(measure.place, "a measure without sources", "write sources = […]")
    merging.measures[measure.id] = replace(
        measure,
        sources=measure.sources or sources,
        figures=_sourced(measure.figures, sources),
    )


def _add_to_measure(merging: _Merging, measure: Measure, sources: tuple[str, ...]) -> None:
    held = merging.measures[measure.id]
    for key in ("short", "statement", "complement", "question", "option"):
        old, new = getattr(held, key), getattr(measure, key)
        if old and new and old != new:
            what = f"another {key} than at {held.place}, {quoted(old)}"
            merging.note(measure.place, what, "leave it out")
    figures = dict(held.figures)
    for population, figure in _sourced(measure.figures, sources).items():
        old = figures.get(population)
        if old is None:
            figures[population] = figure
        elif (old.value, old.relation, old.unit) == (figure.value, figure.relation, figure.unit):
            figures[population] = _agreed(old, figure)
        else:
            merging.conflicts.append(_Conflict(figure=figure, held=old, place=measure.place))
    merging.measures[measure.id] = replace(
        held,
        sources=joined(held.sources, measure.sources),
        figures=MappingProxyType(figures),
        asked_as=joined(held.asked_as, measure.asked_as),
        question=held.question or measure.question,
        option=held.option or measure.option,
        complement=held.complement or measure.complement,
        caveat=_both(held.caveat, measure.caveat),
        reach=joined(held.reach, measure.reach),
        not_=joined(held.not_, measure.not_),
    )


def _sourced(figures: Mapping[str, Figure], sources: tuple[str, ...]) -> Mapping[str, Figure]:
    return MappingProxyType(
        {p: f if f.sources else replace(f, sources=sources) for p, f in figures.items()},
    )


def _agreed(held: Figure, more: Figure) -> Figure:
    return replace(
        held,
        sources=joined(held.sources, more.sources),
        period=held.period or more.period,
        caveat=_both(held.caveat, more.caveat),
    )


def _both(held: str | None, more: str | None) -> str | None:
    if held and more and normal(held) != normal(more):
        return f"{held}; {more}"
    return held or more


def _report_conflicts(merging: _Merging) -> None:
    told = {
        (measure, population, figure.value)
        for dispute in merging.disputes.values()
        for measure in dispute.measures
        for version in dispute.versions
        for population, figure in version.figures.items()
    }
    for conflict in merging.conflicts:
        new, old = conflict.figure, conflict.held
        if (new.measure, new.population, new.value) in told:
            continue
        what = (
            f"{quoted('figures.' + new.population)} is {new.relation} {new.value} {new.unit},"
            f" but {old.relation} {old.value} {old.unit} is held already"
        )
        merging.note(conflict.place, what, "correct it or enter a [[dispute]] with a version that says so")
