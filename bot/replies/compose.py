"""A move → a reply: which template, which numbers, what can be tapped next.

Every text goes through the number rule. Should it stop one, the plain statement of the finding is
sent through the same gate, and at the very last a sentence that states nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
from bot.conversation.judge import label
from bot.conversation.step import offered, readings_of
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
from bot.replies import buttons
from bot.replies.charts import chart
from bot.replies.environment import Templates
from bot.replies.marks import checked
from bot.replies.prose import CallError, written
from bot.replies.reply import BRIEF, Button, Kind, Outcome, Reply, plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from bot.conversation.state import State
    from bot.knowledge.model import Ground, Knowledge

_SOCIAL_KINDS = {"help": Kind.HELP, "identity": Kind.ABOUT, "none": Kind.CLARIFY, "gone": Kind.CLARIFY}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Draft:
    """A reply before its text is rendered."""

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


class Composer:
    """Words moves against one version of the knowledge."""

    def __init__(self, templates: Mapping[str, str], knowledge: Knowledge) -> None:
        """``templates``: template source by file name."""
        self._knowledge = knowledge
        self._templates = Templates(templates, knowledge)

    def reply(self, move: Move, state: State) -> Reply:
        """The reply that a move makes, given the state after it. Never raises."""
        try:
            return self.trial(move, state)
        except (CallError, KeyError):
            # Guidance that cites what is not held: check names the place, a person gets no half answer.
            text = checked(self._templates.render("plain", readings=()))
            return Reply(text=text, outcome=Outcome.ABSTAIN, kind=Kind.REFUSAL, kept_rule=False)

    def trial(self, move: Move, state: State) -> Reply:
        """The same, for checking: raises CallError or KeyError for guidance that cites what is not held."""
        draft = self._draft(move, state)
        text, kept = self._worded(draft)
        return Reply(
            text=text,
            outcome=draft.outcome,
            kind=draft.kind,
            more=self._more(draft),
            entry=draft.entry,
            numbers=draft.numbers,
            nearest=draft.nearest,
            missing=draft.missing,
            sources=draft.sources,
            choices=offered(move),
            buttons=self._buttons(move),
            chart=chart(move.finding) if isinstance(move, Found) else None,
            kept_rule=kept,
        )

    # ── Text ──────────────────────────────────────────────────────────────────────────────────

    def _worded(self, draft: _Draft) -> tuple[str, bool]:
        for template, values in ((draft.template, draft.values), ("plain", {"readings": draft.readings})):
            try:
                return checked(self._templates.render(template, **values)), template == draft.template
            except Exception:  # noqa: BLE001 (whatever a template does, somebody gets an answer)
                continue
        return checked(self._templates.render("plain", readings=())), False

    def _more(self, draft: _Draft) -> str:
        """Samples and caveats of the figures in a reply: what is one tap away."""
        if not draft.readings:
            return ""
        try:
            return checked(self._templates.render("more", readings=draft.readings))
        except Exception:  # noqa: BLE001 (what is one tap away must not take the answer with it)
            return ""

    # ── Drafts, one for each move ─────────────────────────────────────────────────────────────

    def _draft(self, move: Move, state: State) -> _Draft:  # noqa: PLR0911 (one return for each move)
        match move:
            case Found():
                return self._found(move)
            case Guided():
                return self._guided(move)
            case Claimed(claim=claim):
                survey = self._knowledge.surveys[claim.survey]
                return _Draft(
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
                return _Draft(
                    template="publication",
                    values={"source": source},
                    outcome=Outcome.ANSWER,
                    kind=Kind.SOURCE,
                    entry=source.id,
                    sources=(source.id,),
                )
            case ToldDispute(dispute=dispute, readings=rows):
                return _Draft(
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
                return _Draft(
                    template="choose", values={"choices": choices}, outcome=Outcome.CHOOSE, kind=Kind.CLARIFY
                )
            case Declined():
                return self._declined(move)
            case Unread():
                return _Draft(
                    template="unread",
                    values={"move": move},
                    outcome=Outcome.ABSTAIN,
                    kind=Kind.CLARIFY,
                    missing=Missing.OTHER,
                )
            case Chatted(kind=kind):
                return _Draft(
                    template="social",
                    values={"kind": kind, "role": state.role},
                    outcome=Outcome.ABSTAIN if kind in {"none", "gone"} else Outcome.SOCIAL,
                    kind=_SOCIAL_KINDS.get(kind, Kind.GREETING),
                )

    def _found(self, move: Found) -> _Draft:
        finding = move.finding
        rows = readings_of(finding)
        template, kind = _TEMPLATES[type(finding)]
        if isinstance(finding, Values) and len(rows) == 1:
            kind = Kind.VALUE
        if isinstance(finding, Extreme):
            template = "extreme_gap" if isinstance(finding.found, Gap) else "extreme_value"
        measures = _unique(r.measure.id for r in rows)
        single = len(measures) == 1 and kind not in {Kind.RANKING, Kind.LIST}
        return _Draft(
            template=template,
            values={"move": move, "finding": finding},
            outcome=Outcome.ANSWER,
            kind=kind,
            entry=measures[0] if single else (finding.theme.id if isinstance(finding, SideBySide) else None),
            numbers=numbers_of(finding),
            sources=_unique(s for r in rows for s in r.figure.sources),
            readings=rows,
        )

    def _guided(self, move: Guided) -> _Draft:
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
        return _Draft(
            template="advice",
            values=values,
            outcome=Outcome.ANSWER,
            kind=Kind.DEFINITION if definition else Kind.ADVICE,
            entry=advice.id,
            sources=self._sources_of(advice),
        )

    def _traced(self, move: Traced) -> _Draft:
        rows, claim, advice = move.readings, move.claim, move.advice
        sources = _unique(s for r in rows for s in r.figure.sources)
        if claim is not None:
            sources = claim.sources
        if advice is not None:
            sources = self._sources_of(advice)
        return _Draft(
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
            entry=rows[0].measure.id if rows else (claim or advice).id if (claim or advice) else None,  # type: ignore[union-attr]
            numbers=tuple(r.figure.value for r in rows),
            sources=sources,
            readings=rows,
        )

    def _told_survey(self, move: ToldSurvey) -> _Draft:
        survey = move.survey
        return _Draft(
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

    def _declined(self, move: Declined) -> _Draft:
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
        return _Draft(
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
                f" among {self._knowledge.population(measure, ground.population).label}" if ground.population else ""
            )
            return f"{against}the figure on {measure.short}{label}"
        if ground.kind == "claim":
            claim = self._knowledge.claims[ground.id]
            voice = "the survey" if claim.by == "survey" else "an author's view"
            return f"{against}{claim.short} ({voice})"
        return f"{against}“{self._knowledge.sources[ground.id].title}”"

    def _sources_named(self, ids: tuple[str, ...]) -> str:
        return " and ".join(f"“{self._knowledge.sources[i].title}”" for i in ids)

    def _buttons(self, move: Move) -> tuple[Button, ...]:
        return buttons.after(move, self._knowledge)


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
    Incomparable: ("incomparable", Kind.COMPARE),
    SourcesAgree: ("sources_agree", Kind.DISPUTE),
    Absent: ("plain", Kind.REFUSAL),
}


def _unique(items: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))  # type: ignore[call-overload, no-any-return]


__all__ = ["Composer", "numbers_of"]
