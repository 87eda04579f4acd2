"""What may answer a question that names a survey: that survey's entries, and no other's.

A figure of one survey is never an answer about another, however alike they sound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.questions.phrasing import SURVEY, named_as
from bot.questions.vocabulary import Terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.knowledge.model import Advice, Ground, Knowledge
    from bot.questions.vocabulary import Mention
    from bot.questions.words import Memo

_SEVERAL = 2


class Scopes:
    """The scopes of one version of the knowledge, each made when first asked for."""

    def __init__(self, knowledge: Knowledge, not_content: frozenset[str], memo: Memo | None = None) -> None:
        """``not_content``: stems that can't tell measures apart."""
        self._knowledge = knowledge
        self._everything = Terms(knowledge, not_content, memo=memo)
        self._terms: dict[tuple[str, ...], Terms] = {}
        self._entries: dict[tuple[str, ...], frozenset[str]] = {}

    @property
    def everything(self) -> Terms:
        """The terms of all measures."""
        return self._everything

    def named(self, titles: Sequence[Mention], years: Sequence[str]) -> tuple[str, ...]:
        """The surveys that a question names, each once.

        Several names mean what all of them may mean ("Accenture's disconnect study"), if there is
        such a one, and a year picks among those that a name may mean.
        """
        every = named_as(titles, SURVEY)
        by_name: dict[int, set[str]] = {}
        for title in titles:
            if title.id.startswith(SURVEY):
                by_name.setdefault(title.start, set()).add(title.id.removeprefix(SURVEY))
        common = set(every).intersection(*by_name.values())
        surveys = tuple(s for s in every if s in common) or every
        dated = tuple(s for s in surveys if self._knowledge.surveys[s].years.intersection(years))
        return dated or surveys

    def terms(self, surveys: tuple[str, ...]) -> Terms:
        """The terms that tell these surveys' measures apart; those of all measures where none is named."""
        if not surveys or not self._narrower(surveys):
            return self._everything
        if surveys not in self._terms:
            measures = (id_ for id_, m in self._knowledge.measures.items() if m.survey in surveys)
            self._terms[surveys] = self._everything.among(measures)
        return self._terms[surveys]

    def entries(self, surveys: tuple[str, ...]) -> frozenset[str] | None:
        """The ids of what may answer for these surveys; None for anything."""
        if not surveys or not self._narrower(surveys):
            return None
        if surveys not in self._entries:
            self._entries[surveys] = frozenset(self._of(frozenset(surveys)))
        return self._entries[surveys]

    def _narrower(self, surveys: tuple[str, ...]) -> bool:
        return len(set(surveys)) < len(self._knowledge.surveys)

    def _of(self, surveys: frozenset[str]) -> Iterator[str]:
        known = self._knowledge
        yield from surveys
        for group in (known.measures, known.claims, known.disputes):
            yield from (id_ for id_, entry in group.items() if entry.survey in surveys)
        for theme in known.themes.values():
            if sum(known.measures[m.measure].survey in surveys for m in theme.members) >= _SEVERAL:
                yield theme.id
        yield from (s.id for s in known.sources.values() if surveys.intersection(s.derives_from))
        yield from (a.id for a in known.advice.values() if self._rests_only_on(a, surveys))

    def _rests_only_on(self, advice: Advice, surveys: frozenset[str]) -> bool:
        """Whether guidance has something of these surveys and no figure or finding of any other."""
        own = [self._survey_of(g) for g in advice.rests_on]
        told = {s for s in own if s is not None}
        return bool(told) and told <= surveys

    def _survey_of(self, ground: Ground) -> str | None:
        match ground.kind:
            case "figure":
                return self._knowledge.measures[ground.id].survey
            case "claim":
                return self._knowledge.claims[ground.id].survey
            case _:
                return None
