"""A move → a draft: which template words it, and which numbers, sources and ids go with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.conversation.judge import label
from bot.conversation.moves import (
    IN_SURVEY,
    IN_SURVEYS,
    Chatted,
    Claimed,
    Declined,
    Found,
    Guided,
    Move,
    Offered,
    ToldDispute,
    ToldMore,
    ToldOfEach,
    ToldSource,
    ToldSurvey,
    ToldSurveys,
    Traced,
    Unread,
)
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
    readings_of,
)
from bot.figures.reason import readings
from bot.knowledge.model import SURVEY_FACTS, Advice, Audience, Claim, Missing, Stance, Theme
from bot.replies import tracing
from bot.replies.prose import written
from bot.replies.reply import BRIEF, Kind, Outcome, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from bot.conversation.state import State
    from bot.knowledge.model import Entry, Ground, Knowledge
    from bot.replies.environment import Templates

#: What bears on guidance is named two a side where there is room.
_SIDES = 2
#: What is told of a survey even in brief, where it is known.
_MAIN_FACTS = ("sample", "fieldwork", "published")
#: Surveys named where all that are held would be too many.
_MOST_NAMED = 3
#: The same where somebody asks which there are.
_MOST_SURVEYS = 5
#: Things a survey asked that are named when it is asked about.
_MOST_ASKED = 4
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
    behind: tuple[Reading, ...] = ()  # what guidance rests on, and may call
    more: str | None = None  # the template of what is one tap away; None: the usual, where there are readings
    rendered: str | None = None  # the text, where it had to be rendered to see how long it is


class Drafter:
    """Drafts replies against one version of the knowledge."""

    def __init__(self, templates: Templates, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._templates = templates

    def draft(self, move: Move, state: State) -> Draft:  # noqa: C901, PLR0912 (one case for each move)
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
            case ToldMore():
                return self._told_more(move)
            case ToldSurvey():
                return self._told_survey(move)
            case ToldOfEach():
                return self._told_of_each(move)
            case ToldSurveys():
                return _told_surveys(move)
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
                    values={
                        "dispute": dispute,
                        "readings": rows,
                        "valued": any(version.figures for version in dispute.versions),
                    },
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

    def _listed(self, move: Found, finding: Listing) -> Draft:
        """A list as far as it is brief; the rest of it is one tap away."""
        rows = finding.readings
        measures = _unique(r.measure.id for r in rows)
        cuts = (
            {
                "shown": tuple(r for r in rows if r.measure.id in measures[:most]),
                "rest": tuple(r for r in rows if r.measure.id not in measures[:most]),
            }
            for most in range(len(measures), 0, -1)
        )
        values: dict[str, object] = {"move": move, "finding": finding}
        rendered = self._shorten("listing", values, cuts)
        return Draft(
            template="listing",
            values=values,
            outcome=Outcome.ANSWER,
            kind=Kind.LIST,
            numbers=numbers_of(finding),
            sources=_unique(s for r in rows for s in r.figure.sources),
            readings=rows,
            more="listing_more",
            rendered=rendered,
        )

    def _side_by_side(self, move: Found, finding: SideBySide) -> Draft:
        rows = readings_of(finding)
        values: dict[str, object] = {"move": move, "finding": finding}
        # The note is one tap away, then what differs; but a figure never stands there for its contrary.
        noted, bare = {"noted": True}, {"noted": False}
        cuts = (noted | {"differing": True}, bare, noted | {"differing": False}, bare)
        rendered = self._shorten("theme", values, cuts)
        return Draft(
            template="theme",
            values=values,
            outcome=Outcome.ANSWER,
            kind=Kind.THEME,
            entry=finding.theme.id,
            numbers=numbers_of(finding),
            sources=_unique(s for r in rows for s in r.figure.sources),
            readings=rows,
            more="theme_more",
            rendered=rendered,
        )

    def _found(self, move: Found) -> Draft:
        finding = move.finding
        if isinstance(finding, SideBySide):
            return self._side_by_side(move, finding)
        if isinstance(finding, Listing):
            return self._listed(move, finding)
        rows = readings_of(finding)
        template, kind = _TEMPLATES[type(finding)]
        if isinstance(finding, Values) and len(rows) == 1:
            kind = Kind.VALUE
        if isinstance(finding, Extreme):
            template = "extreme_gap" if isinstance(finding.found, Gap) else "extreme_value"
        measures = _unique(r.measure.id for r in rows)
        single = len(measures) == 1 and kind not in {Kind.RANKING, Kind.LIST}
        told = not isinstance(finding, Incomparable)
        values: dict[str, object] = {"move": move, "finding": finding, "within": self._within(rows)}
        cuts = ({"shown": shown} for shown in range(len(rows), 0, -1))
        steps = ({"shown": len(rows), "most": _MOST_NAMED}, {"most": 1}, *cuts)
        rendered = self._shorten(template, values, steps)
        return Draft(
            template=template,
            values=values,
            outcome=Outcome.ANSWER if told else Outcome.ABSTAIN,
            kind=kind,
            missing=None if told else Missing.OTHER,
            entry=measures[0] if single else None,
            numbers=numbers_of(finding) if told else (),
            sources=_unique(s for r in rows for s in r.figure.sources),
            readings=rows,
            rendered=rendered,
        )

    def _within(self, rows: Sequence[Reading]) -> str | None:
        """The survey that a ranking stays within, where there are others."""
        several = len(self._knowledge.surveys) > 1
        return rows[0].survey.short if several and rows else None

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
            "supports": self._grounding(advice, Stance.SUPPORTS),
            "opposes": self._grounding(advice, Stance.OPPOSES),
            "most": _SIDES,
        }
        # Steps that were asked for push everything else out of the first message; else they give way.
        shorter: tuple[dict[str, object], ...] = (
            {},
            {"most": 1},
            {"steps": ()},
            {"section": ""},
            {"opposes": ()},
        )
        if move.steps_wanted:
            shorter = ({}, {"most": 1}, {"section": ""}, {"lead": ""})
        rendered = self._shorten("advice", values, shorter)
        behind = self._behind(advice)
        # Whole, whatever the first message had to leave out.
        grounds = {stance: self._grounding(advice, stance) for stance in Stance}
        values |= {
            "behind": behind,
            "sources_for": grounds[Stance.SUPPORTS],
            "sources_against": _unique(
                s for s in grounds[Stance.OPPOSES] if s not in grounds[Stance.SUPPORTS]
            ),
        }
        return Draft(
            template="advice",
            values=values,
            outcome=Outcome.ANSWER,
            kind=Kind.DEFINITION if definition else Kind.ADVICE,
            entry=advice.id,
            sources=self._sources_of(advice),
            behind=behind,
            more="advice_more",
            rendered=rendered,
        )

    def _shorten(
        self, template: str, values: dict[str, object], steps: Iterable[Mapping[str, object]]
    ) -> str | None:
        """Change values step by step until the text they make is brief; that text, if there is any."""
        rendered = None
        for trimmed in steps:
            values.update(trimmed)
            try:
                rendered = self._templates.render(template, **values)
            except Exception:  # noqa: BLE001 (whatever a template does is dealt with where it is sent)
                return None
            if len(plain(rendered)) <= BRIEF:
                break
        return rendered

    def _traced(self, move: Traced) -> Draft:
        rows, claim, advice = move.readings, move.claim, move.advice
        if len({r.measure.id for r in rows}) > 1:
            return self._traced_all(move)
        if rows and move.doubted:
            return self._doubted(move)
        traced = rows[0].measure if rows else claim or advice
        sources = _unique(s for r in rows for s in r.figure.sources)
        if claim is not None:
            sources = claim.sources
        if advice is not None:
            sources = self._sources_of(advice)
        grounds = [self._ground(g) for g in advice.rests_on] if advice else []
        values: dict[str, object] = {
            "move": move,
            "readings": rows,
            "claim": claim,
            "advice": advice,
            "several": len(self._knowledge.surveys) > 1,
            "ids": sources,
        }
        whole: dict[str, object] = {"shown": grounds, "rest": ()}
        rendered = self._shorten("source", values, (whole, *tracing.cuts(grounds)))
        return Draft(
            template="source",
            values=values,
            outcome=Outcome.ANSWER,
            kind=Kind.SOURCE,
            entry=traced.id if traced is not None else None,
            numbers=tuple(r.figure.value for r in rows),
            sources=sources,
            readings=rows,
            more=None if rows else "sources_more",
            rendered=rendered,
        )

    def _traced_all(self, move: Traced) -> Draft:
        """The sources of figures of several measures, survey by survey."""
        values: dict[str, object] = {"move": move}
        rendered = self._shorten("traced", values, tracing.traced(move.readings))
        return Draft(
            template="traced",
            values=values,
            outcome=Outcome.ANSWER,
            kind=Kind.SOURCE,
            entry=move.theme.id if move.theme is not None else None,
            sources=_unique(s for r in move.readings for s in r.figure.sources),
            more="traced_more",
            rendered=rendered,
        )

    def _told_more(self, move: ToldMore) -> Draft:
        """All figures of what was shown, as far as they are brief, and what is held beside them."""
        values: dict[str, object] = {"move": move, "readings": move.readings}
        rendered = self._shorten("further", values, tracing.further(move.readings))
        measures = _unique(r.measure.id for r in move.readings)
        return Draft(
            template="further",
            values=values,
            outcome=Outcome.ANSWER,
            kind=Kind.LIST,
            entry=measures[0] if len(measures) == 1 else None,
            numbers=tuple(r.figure.value for r in move.readings),
            sources=_unique(s for r in move.readings for s in r.figure.sources),
            readings=move.readings,
            rendered=rendered,
        )

    def _doubted(self, move: Traced) -> Draft:
        """All that lets somebody check the figures of one measure."""
        values = {"move": move, **tracing.doubted(move.readings, self._knowledge)}
        rendered = self._shorten("doubted", values, tracing.DOUBTED)
        return Draft(
            template="doubted",
            values=values,
            outcome=Outcome.ANSWER,
            kind=Kind.SOURCE,
            entry=move.readings[0].measure.id,
            numbers=tuple(r.figure.value for r in move.readings),
            sources=_unique(s for r in move.readings for s in r.figure.sources),
            readings=move.readings,
            rendered=rendered,
        )

    def _told_of_each(self, move: ToldOfEach) -> Draft:
        """A fact of each of several surveys."""
        values: dict[str, object] = {"move": move, "fact": move.fact}
        rendered = self._shorten("facts", values, tracing.cuts(move.surveys))
        told = move.missing is None
        return Draft(
            template="facts",
            values=values,
            outcome=Outcome.ANSWER if told else Outcome.ABSTAIN,
            kind=Kind.ABOUT if told else Kind.REFUSAL,
            missing=move.missing,
            sources=_unique(s for survey in move.surveys for s in survey.sources) if told else (),
            more="facts_more",
            rendered=rendered,
        )

    def _told_survey(self, move: ToldSurvey) -> Draft:
        survey = move.survey
        measures = [m for m in self._knowledge.measures.values() if m.survey == survey.id]
        values: dict[str, object] = {
            "survey": survey,
            "fact": move.fact,
            "facts": [f for f in SURVEY_FACTS if f in survey.facts],
            "untold": [f for f in SURVEY_FACTS if f not in survey.facts],
            "several": len(self._knowledge.surveys) > 1,
            "measures": measures[:_MOST_ASKED],
            "most": _MOST_NAMED,
        }
        shorter: tuple[dict[str, object], ...] = (
            {},
            {"most": 1},
            {"measures": measures[:_SIDES]},
            {"untold": ()},
            {"measures": ()},
        )
        steps: tuple[dict[str, object], ...] = (*shorter, {"facts": list(_MAIN_FACTS)}, {"facts": ()})
        rendered = self._shorten("survey", values, steps)
        return Draft(
            template="survey",
            values=values,
            outcome=Outcome.ANSWER,
            kind=Kind.ABOUT,
            entry=survey.id,
            sources=survey.sources,
            rendered=rendered,
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
        values: dict[str, object] = {
            "move": move,
            "readings": move.readings,
            "survey": survey,
            "unheld": not held.intersection(asked),
            "held_surveys": ", ".join(s.short for s in list(knowledge.surveys.values())[:_MOST_NAMED]),
            "more_surveys": max(0, len(knowledge.surveys) - _MOST_NAMED),
            "several": len(knowledge.surveys) > 1,
            "in_survey": IN_SURVEY,
            "in_surveys": IN_SURVEYS,
            "argument": argument,
            "nearest_label": _named(nearest) if nearest is not None and not move.fact else "",
        }
        apart = tuple(r for r in move.apart if r not in move.readings)
        rendered = self._shorten("declined", values, ({"apart": apart}, {"apart": ()}))
        return Draft(
            template="declined",
            values=values,
            outcome=Outcome.ABSTAIN,
            kind=Kind.REFUSAL,
            nearest=move.nearest,
            missing=move.missing,
            sources=_unique(s for r in move.readings for s in r.figure.sources),
            readings=move.readings,
            rendered=rendered,
        )

    # ── Pieces ────────────────────────────────────────────────────────────────────────────────

    def _section(self, advice: Advice, audience: Audience) -> str:
        source = advice.sections.get(audience.value, "")
        return written(source, self._knowledge) if source else ""

    def _behind(self, advice: Advice) -> tuple[Reading, ...]:
        """The figures that guidance rests on, of the people it rests on."""
        grounds = ((g, self._knowledge.measures.get(g.id)) for g in advice.rests_on if g.kind == "figure")
        return tuple(
            row
            for ground, measure in grounds
            if measure is not None
            for row in readings(self._knowledge, measure)
            if ground.population in {None, row.figure.population}
        )

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

    def _grounding(self, advice: Advice, stance: Stance) -> tuple[str, ...]:
        """The ids of the sources that bear on guidance in one way, each once."""
        grounds = (g for g in advice.rests_on if g.stance is stance)
        return _unique(s for g in grounds for s in self._ground_sources(g))


def _named(entry: Entry) -> str:
    """An entry's name as it stands within a sentence; titles, which may be questions, between marks."""
    return f"“{entry.title}”" if isinstance(entry, Theme | Advice) else label(entry)


def _told_surveys(move: ToldSurveys) -> Draft:
    """The latest of the surveys; where some years are named, the surveys of these years."""
    by_year = sorted((s for s in move.surveys if s.years), key=lambda s: max(s.years), reverse=True)
    shown = (move.surveys if move.years else by_year)[:_MOST_SURVEYS]
    # With no year named, it tells of the first one, too.
    first = None if move.years else move.surveys[0]
    return Draft(
        template="surveys",
        values={
            "surveys": move.surveys,
            "years": move.years,
            "shown": shown,
            "rest": len(move.surveys) - len(shown),
            "first": first,
            "oldest": min((min(s.years) for s in by_year), default=""),
            "newest": max((max(s.years) for s in by_year), default=""),
        },
        outcome=Outcome.ANSWER,
        kind=Kind.ABOUT,
        entry=None if first is None else first.id,
        sources=() if first is None else first.sources,
    )


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
        case SideBySide(rows=rows, gaps=gaps):
            return (*(r.figure.value for r, _ in rows), *(g.points.value for g in gaps))
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
    Incomparable: ("incomparable", Kind.REFUSAL),
    SourcesAgree: ("sources_agree", Kind.DISPUTE),
    Absent: ("plain", Kind.REFUSAL),
}


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
