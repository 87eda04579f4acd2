"""Findings → charts as data; drawing them is an edge's business.

A picture gets forwarded alone, so all that must be said with its figures stands in it. Its words
come from a template and pass the number rule like those of any reply.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Final

from bot.figures.findings import (
    Absent,
    Comparison,
    Extreme,
    Finding,
    Gap,
    GapOrdering,
    Incomparable,
    Listing,
    Ordering,
    Ratio,
    Reading,
    Rest,
    SideBySide,
    SourcesAgree,
    Values,
)
from bot.figures.reason import readings
from bot.knowledge.model import SHARE, Relation
from bot.replies.grouping import measures_of, told_disputes
from bot.replies.marks import checked, printed
from bot.replies.prose import short_name
from bot.replies.reply import Bar, Chart, End, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.knowledge.model import Knowledge
    from bot.replies.environment import Templates

#: Bars in one picture: a chat shows higher ones cropped, or too narrow to be read.
MOST_BARS: Final = 16
#: Characters of all caveats together that a picture has room for; one alone is shortened to it.
MOST_CAVEATS: Final = 420
_WHOLE: Final = Decimal(100)
_ENDS: Final = {
    Relation.MORE_THAN: End.ABOVE,
    Relation.AT_LEAST: End.ABOVE,
    Relation.LESS_THAN: End.BELOW,
    Relation.AT_MOST: End.BELOW,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sketch:
    """What is to be drawn: rows each with its group and a line below that, and what the template needs."""

    kind: str
    rows: tuple[Reading, ...]
    groups: tuple[tuple[str, str], ...]
    values: Mapping[str, object] = field(default_factory=dict)


class Charter:
    """Makes charts of findings against one version of the knowledge."""

    def __init__(self, templates: Templates, knowledge: Knowledge) -> None:
        self._templates = templates
        self._knowledge = knowledge

    def chart(self, finding: Finding) -> Chart | None:
        """A chart of a finding's figures; None where a picture would say no more than the text.

        Raises NumberRuleError when a number got into its words without saying where it comes from.
        """
        sketch = self._sketch(finding)
        if sketch is None or not _on_one_scale(sketch.rows):
            return None
        sketch, left_out = _trimmed(sketch)
        rows = sketch.rows
        values = {
            "kind": sketch.kind,
            "rows": rows,
            "items": len(measures_of(rows)),
            "left_out": left_out,
            "caveats": caveats(rows, self._knowledge),
            **sketch.values,
        }
        share = rows[0].figure.unit == SHARE
        return Chart(
            title=self._worded("title", values),
            bars=tuple(_bar(r, *group) for r, group in zip(rows, sketch.groups, strict=True)),
            note=", ".join(dict.fromkeys(short_name(r) for r in rows)),
            remark=self._worded("remark", values),
            foot=tuple(line for line in self._worded("foot", values).splitlines() if line.strip()),
            maker=self._worded("maker", values),
            caption=self._marked_up("caption", values),
            top=_WHOLE if share else max(r.figure.value for r in rows) or _WHOLE,
            whole=share,
        )

    def _worded(self, part: str, values: Mapping[str, object]) -> str:
        return plain(self._marked_up(part, values))

    def _marked_up(self, part: str, values: Mapping[str, object]) -> str:
        return checked(self._templates.render("chart", part=part, **values))

    def _sketch(self, finding: Finding) -> _Sketch | None:
        match finding:
            case Comparison(readings=rows, gap=gap):
                return _one_measure(rows, gap)
            case (Gap() as gap) | Extreme(found=Gap() as gap):
                return _one_measure((gap.left, gap.right), gap)
            case Values(readings=rows):
                return self._split(rows[0]) if len(rows) == 1 else None
            case Ordering(readings=rows):
                return _several("ordering", rows, {"sure": finding.sure})
            case Listing(readings=rows):
                return _several("listing", rows)
            case GapOrdering(gaps=gaps):
                return self._gaps(gaps, largest_first=finding.largest_first)
            case SideBySide():
                return self._theme(finding)
            case Extreme() | Ratio() | Rest() | Incomparable() | SourcesAgree() | Absent():
                return None

    def _split(self, asked: Reading) -> _Sketch | None:
        """The shares of all answers to the question that a figure is one answer to."""
        question = asked.survey.questions.get(asked.measure.question or "")
        if question is None:
            return None
        options = [
            r
            for measure in self._knowledge.measures.values()
            if (measure.survey, measure.question) == (asked.survey.id, question.id)
            for r in readings(self._knowledge, measure)
            if (r.population.id, r.figure.period) == (asked.population.id, asked.figure.period)
        ]
        rows = tuple(sorted(options, key=lambda r: r.figure.value, reverse=True))
        if len(rows) < 2:  # noqa: PLR2004 (a whole has two parts at least)
            return None
        groups = tuple((r.measure.short, "") for r in rows)
        return _Sketch(kind="split", rows=rows, groups=groups, values={"question": question})

    def _gaps(self, gaps: Sequence[Gap], *, largest_first: bool) -> _Sketch:
        if len(gaps) == 1:
            return _one_measure((gaps[0].left, gaps[0].right), gaps[0])
        points = [self._worded("points", {"gap": gap}) for gap in gaps]
        return _Sketch(
            kind="gaps",
            rows=tuple(chain.from_iterable((g.left, g.right) for g in gaps)),
            groups=tuple(
                (g.left.measure.short, line) for g, line in zip(gaps, points, strict=True) for _ in range(2)
            ),
            values={"largest_first": largest_first},
        )

    def _theme(self, finding: SideBySide) -> _Sketch:
        return _Sketch(
            kind="theme",
            rows=tuple(r for r, _ in finding.rows),
            groups=tuple((self._worded("study", {"row": r}), differs) for r, differs in finding.rows),
            values={"theme": finding.theme},
        )


def caveats(rows: Iterable[Reading], knowledge: Knowledge) -> tuple[tuple[str, str], ...] | None:
    """What must be borne in mind with these figures, each with its measure; None for more than fits.

    That of a single measure is shortened where it is too long; it loses whole clauses then.
    """
    rows = tuple(rows)
    found: dict[tuple[str, str], None] = {}
    for row in rows:
        told = (dispute.note for dispute in told_disputes([row], knowledge))
        for text in (*told, row.figure.caveat, row.measure.caveat):
            if text:
                found[row.measure.short, text] = None
    if sum(len(text) for pair in found for text in pair) <= MOST_CAVEATS:
        return tuple(found)
    if len(measures_of(rows)) > 1:
        return None
    each = MOST_CAVEATS // len(found)
    return tuple((short, shortened(text, each)) for short, text in found)


def shortened(text: str, most: int) -> str:
    """A text of clauses without the last of them, if it is longer; its first is always whole.

    A clause without its end could say the opposite of what it says.
    """
    if len(text) <= most:
        return text
    clauses = text.split("; ")
    kept = clauses[0]
    for clause in clauses[1:]:
        if len(kept) + len(clause) + 4 > most:
            break
        kept = f"{kept}; {clause}"
    return kept if kept == text else f"{kept} …"


def _one_measure(rows: tuple[Reading, ...], gap: Gap | None) -> _Sketch:
    return _Sketch(
        kind="one", rows=rows, groups=tuple((r.measure.short, "") for r in rows), values={"gap": gap}
    )


def _several(kind: str, rows: tuple[Reading, ...], values: Mapping[str, object] | None = None) -> _Sketch:
    """Different measures, as there mostly are; of several surveys each is named below it."""
    if len(measures_of(rows)) == 1:
        return _one_measure(rows, None)
    surveys = len({r.survey.id for r in rows})
    groups = tuple((r.measure.short, r.survey.short if surveys > 1 else "") for r in rows)
    return _Sketch(kind=kind, rows=rows, groups=groups, values=values or {})


def _trimmed(sketch: _Sketch) -> tuple[_Sketch, int]:
    """As many whole groups as one picture holds, and how many measures that leaves out."""
    if len(sketch.rows) <= MOST_BARS:
        return sketch, 0
    cut = MOST_BARS
    while cut > 1 and sketch.groups[cut] == sketch.groups[cut - 1]:
        cut -= 1
    kept = _Sketch(kind=sketch.kind, rows=sketch.rows[:cut], groups=sketch.groups[:cut], values=sketch.values)
    shown = {r.measure.id for r in kept.rows}
    return kept, len({r.measure.id for r in sketch.rows} - shown)


def _on_one_scale(rows: Sequence[Reading]) -> bool:
    """Whether bars of these have a scale in common: percentages of one kind of thing."""
    units = {r.figure.unit for r in rows}
    return len(units) == 1 and all(unit.startswith(SHARE) for unit in units)


def _bar(row: Reading, group: str, detail: str) -> Bar:
    period = row.figure.period
    return Bar(
        label=f"{row.population.label}, {period}" if period else row.population.label,
        value=row.figure.value,
        printed=printed(row.figure),
        role=row.population.role,
        group=group,
        detail=detail,
        end=_ENDS.get(row.figure.relation, End.EXACT),
    )
