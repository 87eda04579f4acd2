"""A move → a draft: which template words it, and which numbers, sources and ids go with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.conversation.judge import label
from bot.conversation.moves import (
    Chatted,
    Claimed,
    Declined,
    Found,
    Guided,
    Move,
    Offered,
    ToldDispute,
    ToldSource,
    ToldSurvey,
    Traced,
    Unread,
)
from bot.conversation.step import readings_of
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
from bot.knowledge.model import SURVEY_FACTS, Advice, Audience, Claim, Missing
from bot.replies.prose import written
from bot.replies.reply import BRIEF, Kind, Outcome, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from bot.conversation.state import State
    from bot.knowledge.model import Ground, Knowledge
    from bot.replies.environment import Templates

_SOCIAL_KINDS = {"help": Kind.HELP, "identity": Kind.ABOUT, "none": Kind.CLARIFY, "gone": Kind.CLARIFY}


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A reply before its text is rendered: which template, with which values, and what goes with it."""

    template: str
    values: Mapping[str, object]
    outcome: Outcome
    kind: Kind
    entry: str | None = None
    numbers: tuple[Decimal, ...] = ()
    nearest: str | None = None
    missing: Missing | None = None
    sources: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()


class Drafter:
    """Drafts replies against one version of the knowledge."""

    def __init__(self, templates: Templates, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._templates = templates

    def draft(self, move: Move, state: State) -> Draft:  # noqa: C901 (one case for each move)
        """The draft of a move. Raises CallError or KeyError for guidance that cites what is not held."""
        match move:
            case Found():
                return self._found(move)
            case Guided():
                return self._guided(move)
            case Claimed(claim=claim):
                survey = self._knowledge.surveys[claim.survey]
                return Draft(
                    template="claim",
                    values={"move": move, "claim": claim, "survey": survey},
                    outcome=Outcome.ANSWER,
                    kind=Kind.CLAIM,
                    entry=claim.id,
                    sources=claim.sources,
                )
            case Traced():
                return self._traced(move)
            case ToldSurvey():
                return self._told_survey(move)
            case ToldSource(source=source):
                return Draft(
                    template="publication",
                    values={"source": source},
                    outcome=Outcome.ANSWER,
                    kind=Kind.SOURCE,
                    entry=source.id,
                    sources=(source.id,),
                )
            case ToldDispute(dispute=dispute, readings=rows):
                return Draft(
                    template="dispute",
                    values={"dispute": dispute, "readings": rows},
                    outcome=Outcome.ANSWER,
                    kind=Kind.DISPUTE,
                    entry=dispute.id,
                    numbers=tuple(r.figure.value for r in rows),
                    sources=_unique(s for v in dispute.versions for s in v.sources),
                    readings=rows,
                )
            case Offered(choices=choices):
                return Draft(
                    template="choose", values={"choices": choices}, outcome=Outcome.CHOOSE, kind=Kind.CLARIFY
                )
            case Declined():
                return self._declined(move)
            case Unread():
                return Draft(
                    template="unread",
                    values={"move": move},
                    outcome=Outcome.ABSTAIN,
                    kind=Kind.CLARIFY,
                    missing=Missing.OTHER,
                )
            case Chatted(kind=kind):
                return Draft(
                    template="social",
                    values={"kind": kind, "role": state.role},
                    outcome=Outcome.ABSTAIN if kind in {"none", "gone"} else Outcome.SOCIAL,
                    kind=_SOCIAL_KINDS.get(kind, Kind.GREETING),
                )

    def _found(self, move: Found) -> Draft:
        finding = move.finding
        rows = readings_of(finding)
        template, kind = _TEMPLATES[type(finding)]
        if isinstance(finding, Values) and len(rows) == 1:
            kind = Kind.VALUE
        if isinstance(finding, Extreme):
            template = "extreme_gap" if isinstance(finding.found, Gap) else "extreme_value"
        measures = _unique(r.measure.id for r in rows)
        single = len(measures) == 1 and kind not in {Kind.RANKING, Kind.LIST}
        return Draft(
            template=template,
            values={"move": move, "finding": finding},
            outcome=Outcome.ABSTAIN if isinstance(finding, Incomparable) else Outcome.ANSWER,
            kind=kind,
            missing=Missing.OTHER if isinstance(finding, Incomparable) else None,
            entry=measures[0] if single else (finding.theme.id if isinstance(finding, SideBySide) else None),
            numbers=numbers_of(finding),
            sources=_unique(s for r in rows for s in r.figure.sources),
            readings=rows,
        )

    def _guided(self, move: Guided) -> Draft:
        advice = move.advice
        lead = written(advice.sections["lead"], self._knowledge)
        section = self._section(advice, move.audience)
        definition = advice.kind == "definition"
        values: dict[str, object] = {
            "move": move,
            "advice": advice,
            "lead": lead,
            "section": section,
            "steps": advice.steps,
            "grounds": self._sources_named(self._sources_of(advice)),
        }
        # Steps that were asked for push everything else out of the first message; else they give way.
        shorter: tuple[dict[str, object], ...] = ({}, {"steps": ()}, {"section": ""})
        if move.steps_wanted:
            shorter = ({}, {"section": ""}, {"lead": ""})
        for trimmed in shorter:
            values.update(trimmed)
            if len(plain(self._templates.render("advice", **values))) <= BRIEF:
                break
        return Draft(
            template="advice",
            values=values,
            outcome=Outcome.ANSWER,
            kind=Kind.DEFINITION if definition else Kind.ADVICE,
            entry=advice.id,
            sources=self._sources_of(advice),
        )

    def _traced(self, move: Traced) -> Draft:
        rows, claim, advice = move.readings, move.claim, move.advice
        traced = rows[0].measure if rows else claim or advice
        sources = _unique(s for r in rows for s in r.figure.sources)
        if claim is not None:
            sources = claim.sources
        if advice is not None:
            sources = self._sources_of(advice)
        return Draft(
            template="source",
            values={
                "move": move,
                "readings": rows,
                "claim": claim,
                "advice": advice,
                "grounds": [self._ground(g) for g in advice.rests_on] if advice else [],
            },
            outcome=Outcome.ANSWER,
            kind=Kind.SOURCE,
            entry=traced.id if traced is not None else None,
            numbers=tuple(r.figure.value for r in rows),
            sources=sources,
            readings=rows,
        )

    def _told_survey(self, move: ToldSurvey) -> Draft:
        survey = move.survey
        return Draft(
            template="survey",
            values={
                "survey": survey,
                "fact": move.fact,
                "facts": [f for f in SURVEY_FACTS if f in survey.facts],
                "untold": [f for f in SURVEY_FACTS if f not in survey.facts],
            },
            outcome=Outcome.ANSWER,
            kind=Kind.ABOUT,
            entry=survey.id,
            sources=survey.sources,
        )

    def _declined(self, move: Declined) -> Draft:
        knowledge = self._knowledge
        nearest = knowledge.entry(move.nearest) if move.nearest else None
        survey = knowledge.surveys.get(move.nearest or "") or next(iter(knowledge.surveys.values()), None)
        held = {p.role for s in knowledge.surveys.values() for p in s.populations.values()}
        asked = [role.id for role in knowledge.words.roles.values() if role.many == move.about]
        argument = ""
        if isinstance(nearest, Claim):
            argument = f"{nearest.statement}."
        elif isinstance(nearest, Advice):
            argument = written(nearest.sections["lead"], knowledge)
        return Draft(
            template="declined",
            values={
                "move": move,
                "readings": move.readings,
                "survey": survey,
                "unheld": not held.intersection(asked),
                "held_surveys": ", ".join(s.short for s in knowledge.surveys.values()),
                "argument": argument,
                "nearest_label": label(nearest) if nearest is not None and not move.fact else "",
            },
            outcome=Outcome.ABSTAIN,
            kind=Kind.REFUSAL,
            nearest=move.nearest,
            missing=move.missing,
            sources=_unique(s for r in move.readings for s in r.figure.sources),
            readings=move.readings,
        )

    # ── Pieces ────────────────────────────────────────────────────────────────────────────────

    def _section(self, advice: Advice, audience: Audience) -> str:
        source = advice.sections.get(audience.value, "")
        return written(source, self._knowledge) if source else ""

    def _sources_of(self, advice: Advice) -> tuple[str, ...]:
        found: list[str] = []
        for ground in advice.rests_on:
            found.extend(self._ground_sources(ground))
        return tuple(dict.fromkeys(found))

    def _ground_sources(self, ground: Ground) -> tuple[str, ...]:
        match ground.kind:
            case "figure":
                measure = self._knowledge.measures[ground.id]
                held = measure.figures.get(ground.population or "")
                return held.sources if held is not None else measure.sources
            case "claim":
                return self._knowledge.claims[ground.id].sources
            case _:
                return (ground.id,)

    def _ground(self, ground: Ground) -> str:
        """One thing that guidance rests on, in words."""
        against = "against it: " if ground.stance.value == "opposes" else ""
        if ground.kind == "figure":
            measure = self._knowledge.measures[ground.id]
            label = (
                f" among {self._knowledge.population(measure, ground.population).label}"
                if ground.population
                else ""
            )
            return f"{against}the figure on {measure.short}{label}"
        if ground.kind == "claim":
            claim = self._knowledge.claims[ground.id]
            voice = "the survey" if claim.by == "survey" else "an author's view"
            return f"{against}{claim.short} ({voice})"
        return f"{against}“{self._knowledge.sources[ground.id].title}”"

    def _sources_named(self, ids: tuple[str, ...]) -> str:
        return " and ".join(f"“{self._knowledge.sources[i].title}”" for i in ids)


def numbers_of(finding: Finding) -> tuple[Decimal, ...]:
    """The figures and derivations that a finding states, in order."""
    match finding:
        case Gap(left=left, right=right, points=points):
            return (points.value, left.figure.value, right.figure.value)
        case Ratio(left=left, right=right, times=times):
            return (times.value, left.figure.value, right.figure.value)
        case Comparison(readings=rows, gap=gap):
            return (*(r.figure.value for r in rows), *((gap.points.value,) if gap else ()))
        case GapOrdering(gaps=gaps):
            return tuple(g.points.value for g in gaps)
        case Extreme(found=Gap() as gap):
            return numbers_of(gap)
        case Rest(values=values):
            return values
        case _:
            return tuple(r.figure.value for r in readings_of(finding))


_TEMPLATES: Mapping[type, tuple[str, Kind]] = {
    Values: ("value", Kind.LIST),
    Comparison: ("compare", Kind.COMPARE),
    Gap: ("gap", Kind.GAP),
    Ratio: ("ratio", Kind.RATIO),
    Ordering: ("ordering", Kind.RANKING),
    GapOrdering: ("gap_ordering", Kind.RANKING),
    Extreme: ("extreme_value", Kind.RANKING),
    Rest: ("complement", Kind.COMPLEMENT),
    Listing: ("listing", Kind.LIST),
    SideBySide: ("theme", Kind.THEME),
    Incomparable: ("incomparable", Kind.REFUSAL),
    SourcesAgree: ("sources_agree", Kind.DISPUTE),
    Absent: ("plain", Kind.REFUSAL),
}


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
