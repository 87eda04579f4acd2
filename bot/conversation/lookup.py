"""Words as somebody types them → what is held on them, best first, to be quoted elsewhere.

Nothing is decided here as for a question: whoever types picks from a list. So all that is likely is
offered, figures first, then comparisons and themes, then guidance; only what no source covers (a role
nobody asked, another year) is left out, since it must not be answered with something else.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final

from bot.conversation import coverage, reckon
from bot.conversation.moves import Found, Guided
from bot.conversation.naming import label
from bot.figures import reason
from bot.figures.findings import Comparison, SideBySide, Values, readings_of
from bot.knowledge.model import Advice, Audience, Claim, Decoy, Dispute, Measure, Source, Survey, Theme
from bot.questions.question import Question
from bot.questions.words import clean, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.conversation.judge import Judge
    from bot.figures.findings import Reading
    from bot.knowledge.model import Entry

#: Most that Telegram takes for one query.
MOST: Final = 50
#: The least share of the likeliest entry's likelihood with which another is worth a place.
_WORTH: Final = 0.2
#: Groups of one measure that get a card each before the one that compares them.
_ALONE: Final = 2
#: Letters from which the word being typed is looked for at the beginning of names.
_PREFIX: Final = 2


class PickKind(StrEnum):
    """What a pick shows, in the order of the list."""

    FIGURE = "figure"
    COMPARISON = "comparison"
    THEME = "theme"
    ADVICE = "advice"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pick:
    """Something held that can be quoted: ``id`` stays the same between versions of the knowledge.

    ``groups`` are the labels of those whose figures it shows.
    """

    id: str
    kind: PickKind
    entry: str
    subject: str
    move: Found | Guided
    groups: tuple[str, ...] = ()


class Catalogue:
    """What can be quoted of one version of the knowledge."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def look_up(self, text: str) -> tuple[Pick, ...]:
        """What is held on these words, at most :data:`MOST`; of no words, what guidance rests on most."""
        judge = self._judge
        if not tokens(clean(text)):
            return _sorted(_picks(_most_cited(judge), Question(tokens=()), judge))
        question = judge.reader.read(text)
        return _sorted(_picks(self._likely(text, question), question, judge))

    def everything(self) -> Iterator[Pick]:
        """All that can be quoted, as it is offered to whoever names no role."""
        return _picks(self._judge.knowledge.entries(), Question(tokens=()), self._judge)

    def _likely(self, text: str, question: Question) -> list[Entry]:
        """The entries these words may mean: named, ranked, or with a name that goes on as they begin."""
        judge, top = self._judge, question.top
        if judge.of(top, Decoy) and top is not None and top.probability >= judge.least.certain:
            return []
        least = max(judge.least.choose, _WORTH * top.probability) if top is not None else 1.0
        ranked = [match.entry for match in question.ranking if match.probability >= least]
        begun = self._begun(text) if len(tokens(clean(text))) <= _ALONE else ()
        found = (judge.knowledge.entry(id_) for id_ in (*question.measures, *ranked, *begun))
        return [entry for entry in found if entry is not None]

    def _begun(self, text: str) -> Iterator[str]:
        """Entries in whose names every word stands, the last one perhaps not typed to its end."""
        *whole, last = tokens(clean(text))
        if len(last) < _PREFIX:
            return
        for id_, name in self._names.items():
            if all(word in name for word in whole) and any(word.startswith(last) for word in name):
                yield id_

    @cached_property
    def _names(self) -> Mapping[str, tuple[str, ...]]:
        """The words of the names of all that is quoted, by the ids."""
        held = self._judge.knowledge
        quoted: list[Entry] = [*held.measures.values(), *held.themes.values(), *held.advice.values()]
        return {entry.id: tokens(clean(label(entry))) for entry in quoted}


def _sorted(picks: Iterable[Pick]) -> tuple[Pick, ...]:
    places = list(PickKind)
    ranked = sorted({pick.id: pick for pick in picks}.values(), key=lambda pick: places.index(pick.kind))
    return tuple(ranked[:MOST])


def _most_cited(judge: Judge) -> list[Entry]:
    """Measures by how much guidance rests on them: of each survey its best, then the others."""
    held = judge.knowledge
    cited = Counter(
        ground.id for advice in held.advice.values() for ground in advice.rests_on if ground.kind == "figure"
    )
    measures = sorted(held.measures.values(), key=lambda measure: -cited[measure.id])
    first: dict[str, Measure] = {}
    for measure in measures:
        first.setdefault(measure.survey, measure)
    others = [measure for measure in measures if measure is not first[measure.survey]]
    useful: list[Entry] = [*first.values(), *others]
    return useful[: MOST // _ALONE]


def _picks(entries: Iterable[Entry], question: Question, judge: Judge) -> Iterator[Pick]:
    for entry in entries:
        match entry:
            case Measure():
                yield from _of_measure(entry, question, judge)
            case Theme() if not question.roles or _held(question, judge):
                move = reckon.themed(question, entry, judge.knowledge)
                if isinstance(move, Found) and isinstance(move.finding, SideBySide):
                    rows = readings_of(move.finding)
                    yield Pick(
                        # Which of its rows are shown depends on who was asked about.
                        id="/".join([entry.id, *question.roles]),
                        kind=PickKind.THEME,
                        entry=entry.id,
                        subject=entry.title,
                        move=move,
                        groups=_labels(rows),
                    )
            case Advice():
                yield Pick(
                    id=entry.id,
                    kind=PickKind.ADVICE,
                    entry=entry.id,
                    subject=entry.title,
                    move=Guided(advice=entry, audience=Audience.OTHER),
                )
            case Theme() | Claim() | Dispute() | Survey() | Source() | Decoy():
                pass  # what tells of surveys and disputes answers questions, and is no quotation


def _held(question: Question, judge: Judge) -> bool:
    return coverage.outside(question, judge.knowledge, None) is None


def _of_measure(measure: Measure, question: Question, judge: Judge) -> Iterator[Pick]:
    """A measure's groups one by one, then side by side; nothing where only others were asked for."""
    if coverage.outside(question, judge.knowledge, measure) is not None:
        return
    rows = reckon.pick(question, measure, judge.knowledge)
    for row in rows[:_ALONE] if len(rows) > 1 else rows:
        yield _pick(PickKind.FIGURE, measure, Found(finding=Values(readings=(row,))), (row,))
    compared = reason.compare(judge.knowledge, rows)
    if isinstance(compared, Comparison):
        yield _pick(PickKind.COMPARISON, measure, Found(finding=compared), rows)


def _pick(kind: PickKind, measure: Measure, move: Found, rows: Sequence[Reading]) -> Pick:
    groups = "+".join(row.population.id for row in rows)
    return Pick(
        id=f"{measure.id}/{groups}",
        kind=kind,
        entry=measure.id,
        subject=measure.short,
        move=move,
        groups=_labels(rows),
    )


def _labels(rows: Sequence[Reading]) -> tuple[str, ...]:
    """Those counted, with the year where one group was counted in several."""
    dated = len({row.population.label for row in rows}) < len(rows) or any(row.figure.period for row in rows)
    return tuple(
        f"{row.population.label} in {row.year}" if dated and row.year else row.population.label
        for row in rows
    )
