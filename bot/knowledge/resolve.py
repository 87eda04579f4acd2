"""Every id that stands for something else, looked up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from bot.knowledge.model import Problem
from bot.knowledge.nearest import suggestion
from bot.knowledge.texts import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from bot.knowledge.model import (
        Advice,
        Claim,
        Decoy,
        Dispute,
        Figure,
        Ground,
        Knowledge,
        Measure,
        Place,
        Source,
        Survey,
        Theme,
    )

    Value = TypeVar("Value")


def resolve(knowledge: Knowledge, unread: frozenset[str], problems: list[Problem]) -> Knowledge:
    """The same knowledge without the ids that stand for nothing; each of them is a problem.

    Ids that texts which were not read seem to give (``unread``) go without one.
    """
    look = _Lookup(knowledge=knowledge, unread=unread, problems=problems)
    return replace(
        knowledge,
        sources=_each(knowledge.sources, look.source),
        surveys=_each(knowledge.surveys, look.survey),
        measures=_each(knowledge.measures, look.measure),
        claims=_each(knowledge.claims, look.claim),
        disputes=_each(knowledge.disputes, look.dispute),
        themes=_each(knowledge.themes, look.theme),
        advice=_each(knowledge.advice, look.advice),
        decoys=_each(knowledge.decoys, look.decoy),
    )


def _each(group: Mapping[str, Value], resolved: Callable[[Value], Value]) -> Mapping[str, Value]:
    return MappingProxyType({id_: resolved(entry) for id_, entry in group.items()})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Lookup:
    knowledge: Knowledge
    unread: frozenset[str]
    problems: list[Problem]

    def source(self, source: Source) -> Source:
        known = [*self.knowledge.sources, *self.knowledge.surveys]
        kept = self._kept("source or survey", source.derives_from, known, source.place)
        return replace(source, derives_from=kept)

    def survey(self, survey: Survey) -> Survey:
        for population in survey.populations.values():
            if self.knowledge.words.roles:  # without any, words.toml is the problem
                self._is("role", population.role, self.knowledge.words.roles, population.place)
        return replace(survey, sources=self._sources(survey.sources, survey.place))

    def measure(self, measure: Measure) -> Measure:
        survey = self.knowledge.surveys[measure.survey]
        question, option = measure.question, measure.option
        if question and not self._is("question", question, survey.questions, measure.place):
            question = None
        if option and self.knowledge.words.roles:
            self._is("option", option, self.knowledge.words.roles, measure.place)
        return replace(
            measure,
            question=question,
            sources=self._sources(measure.sources, measure.place),
            figures=self._figures(measure.figures, survey, measure.place),
        )

    def claim(self, claim: Claim) -> Claim:
        related = tuple(self._local(id_, claim.survey) for id_ in claim.related)
        return replace(
            claim,
            sources=self._sources(claim.sources, claim.place),
            related=self._kept("entry", related, self._entries(), claim.place),
        )

    def dispute(self, dispute: Dispute) -> Dispute:
        survey = self.knowledge.surveys[dispute.survey]
        versions = tuple(
            replace(
                version,
                sources=self._sources(version.sources, dispute.place),
                figures=self._figures(version.figures, survey, dispute.place),
            )
            for version in dispute.versions
        )
        measures = self._kept("measure", dispute.measures, self.knowledge.measures, dispute.place)
        return replace(dispute, measures=measures, versions=versions)

    def theme(self, theme: Theme) -> Theme:
        members = tuple(
            member
            for member in theme.members
            if self._is("measure", member.measure, self.knowledge.measures, theme.place)
        )
        return replace(theme, members=members)

    def advice(self, advice: Advice) -> Advice:
        return replace(
            advice,
            rests_on=tuple(g for g in advice.rests_on if self._ground(g, advice.place)),
            related=self._kept("entry", advice.related, self._entries(), advice.place),
        )

    def decoy(self, decoy: Decoy) -> Decoy:
        if decoy.near is None or self._is("entry", decoy.near, self._entries(), decoy.place):
            return decoy
        return replace(decoy, near=None)

    def _ground(self, ground: Ground, place: Place) -> bool:
        if ground.kind == "claim":
            return self._is("claim", ground.id, self.knowledge.claims, place)
        if ground.kind == "source":
            return self._is("source", ground.id, self.knowledge.sources, place)
        if not self._is("measure", ground.id, self.knowledge.measures, place):
            return False
        figures = self.knowledge.measures[ground.id].figures
        return ground.population is None or self._is("population", ground.population, figures, place)

    def _sources(self, ids: tuple[str, ...], place: Place) -> tuple[str, ...]:
        return self._kept("source", ids, self.knowledge.sources, place)

    def _figures(self, figures: Mapping[str, Figure], survey: Survey, place: Place) -> Mapping[str, Figure]:
        return MappingProxyType(
            {
                population: replace(figure, sources=self._sources(figure.sources, place))
                for population, figure in figures.items()
                if self._is("population", population, survey.populations, place)
            },
        )

    def _local(self, id_: str, survey: str) -> str:
        """An id as known everywhere, where it may have been written without its survey."""
        full = f"{survey}/{id_}"
        return full if self.knowledge.entry(full) is not None else id_

    def _entries(self) -> Collection[str]:
        known = self.knowledge
        groups: tuple[Iterable[str], ...] = (
            known.measures, known.claims, known.disputes, known.surveys,
            known.sources, known.themes, known.advice, known.decoys,
        )  # fmt: skip
        return frozenset().union(*groups)

    def _kept(self, what: str, ids: tuple[str, ...], known: Collection[str], place: Place) -> tuple[str, ...]:
        return tuple(id_ for id_ in ids if self._is(what, id_, known, place))

    def _is(self, what: str, id_: str, known: Collection[str], place: Place) -> bool:
        if id_ in known:
            return True
        if id_.rpartition("/")[2] not in self.unread:
            problem = Problem(place=place, what=f"unknown {what} {quoted(id_)}", mend=suggestion(id_, known))
            self.problems.append(problem)
        return False
