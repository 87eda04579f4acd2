"""A question about figures → a finding, or what is missing for one."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.conversation.moves import Declined, Found
from bot.figures import reason
from bot.figures.findings import Absent, Bar, Finding, Incomparable, Reading
from bot.knowledge.model import SHARE, Missing
from bot.questions.phrasing import named
from bot.questions.words import stems, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.figures.findings import Gap
    from bot.knowledge.model import Knowledge, Measure, Theme
    from bot.questions.question import Elsewhere, Question
    from bot.questions.vocabulary import Terms

#: The two roles whose gap is meant where none is named.
SIDES = ("cio", "cmo")
PAIR = 2
#: The role of populations in which a survey counted all it asked together.
EVERYONE = "everyone"
_COMPUTING = ("gap", "ratio", "number", "higher")
_OUTSIDE = (Missing.COUNTRY, Missing.YEAR, Missing.BREAKDOWN, Missing.SURVEY)
#: A measure this likely is meant, whatever else a question names.
_SURE = 0.5
#: This likely it is what a question speaks of.
_SPOKEN = 0.2
#: Roles that mostly are no group that was asked, but part of what is spoken of.
_CONTEXT = frozenset(["organisation", "staff", "manager", "public", EVERYONE])
_NEGATIVE = frozenset(["no", "not", "never", "none", "without", "nobody", "lack", "fails", "unable"])
_OF_A_GROUP = (Missing.COUNTRY, Missing.BREAKDOWN)
#: Pairs of a measure and a role of which it is remembered whether the one's words speak of the other.
_REMEMBERED = 4_096


def reckon(
    question: Question, measures: Sequence[Measure], knowledge: Knowledge, operation: str = ""
) -> Found | Declined:
    """What the figures of the measures asked about say. ``operation`` is carried from the turn before."""
    refused = outside(question, knowledge, measures[0])
    if refused is not None:
        return refused
    if len(measures) > 1:
        return _several(question, measures, knowledge, operation)
    measure = measures[0]
    rows = pick(question, measure, knowledge)
    if not rows:
        return _nobody_asked(question, measure, knowledge)
    move = _settled(_one(question, rows, measure, knowledge, operation), measure)
    if isinstance(move, Found) and measure.option is None:
        counted = {r.population.role for r in rows}
        lacking = [r for r in _roles(question) if r not in counted and r in SIDES]
        move = replace(move, uncounted=tuple(knowledge.words.roles[r].many for r in lacking))
    return move


def outside(question: Question, knowledge: Knowledge, measure: Measure | None) -> Declined | None:
    """A refusal where a question asks for people, places or times that nobody measured."""
    every = reason.readings(knowledge, measure) if measure else ()
    nearest = reason.main(every)
    held = {p.role for s in knowledge.surveys.values() for p in s.populations.values()}
    counted = bool(_of_groups(question, every))
    apart = tuple(r for r in every if r.population.names)
    for missing in _OUTSIDE:
        named = any(e.missing is missing and not _is_own(e, measure) for e in question.elsewhere)
        several = missing is Missing.YEAR and question.has("trend") and len({r.year for r in every}) > 1
        several = several or (missing is Missing.YEAR and bool(question.years))  # which it names, too
        if named and not several and not (counted and missing in _OF_A_GROUP):
            nearby = measure.id if measure else None
            apart = apart if missing in _OF_A_GROUP else ()
            return Declined(missing=missing, nearest=nearby, readings=nearest, apart=apart)
    if _of_no_year(question, every, knowledge):
        return Declined(missing=Missing.YEAR, nearest=measure.id if measure else None, readings=nearest)
    sure = measure is not None and question.probability(measure.id) >= _SURE and question.subject in held
    for role in question.roles:
        if sure and role != question.subject:
            continue  # whoever else is named belongs to what was asked of the subject
        spoken_of = measure is not None and role != question.subject and says(measure, role, knowledge)
        if role not in held and not spoken_of and not (measure and measure.option == role):
            wider = knowledge.words.roles[role].within
            within = tuple(r for r in nearest if r.population.role == wider) if wider else ()
            return Declined(
                missing=Missing.ROLE,
                about=knowledge.words.roles[role].many,
                nearest=measure.id if measure else None,
                readings=within or nearest,
            )
    # What a survey printed for all it asked, and an average that is the figure itself, need no pooling.
    together = any(r.population.role == EVERYONE or r.figure.unit != SHARE for r in every)
    together = together or question.subject is not None
    if question.has("pool") and measure is not None and not together:
        return Declined(missing=Missing.BREAKDOWN, about="pooled", nearest=measure.id, readings=nearest)
    return None


def pick(question: Question, measure: Measure, knowledge: Knowledge) -> tuple[Reading, ...]:
    """The readings a question asks for, in its order; none when it names only people not counted."""
    every = reason.readings(knowledge, measure)
    every = tuple(r for r in every if r.years.intersection(question.years)) or every
    grouped = _of_groups(question, every)
    every = grouped or reason.main(every)
    if question.has("pool"):
        every = tuple(r for r in every if r.population.role == EVERYONE) or every
    if measure.option is not None:
        counted = {r.population.role for r in every}
        options = [r for r in question.roles if r not in counted]
        return every if not options or measure.option in options else ()
    roles = _roles(question)
    if not roles:
        return every
    chosen = tuple(r for role in roles for r in every if r.population.role == role)
    if not chosen:
        return _of_nobody_named(question, measure, every, knowledge, grouped=bool(grouped))
    sides = bool(grouped) and len(chosen) >= PAIR
    if len(roles) == 1 and not sides and question.has("gap", "ratio", "compare", "higher"):
        chosen += tuple(r for r in every if r not in chosen)
    return chosen


def _of_nobody_named(
    question: Question,
    measure: Measure,
    every: tuple[Reading, ...],
    knowledge: Knowledge,
    *,
    grouped: bool,
) -> tuple[Reading, ...]:
    """The readings that answer although none is of the roles named; none where the roles are what counts.

    These are a group that is named itself, an amount of something whoever told it, both sides taken
    together, and roles that the figure is about and not of.
    """
    roles = _roles(question)
    if grouped or all(r.figure.unit != SHARE for r in every):
        return every
    together = tuple(r for r in every if r.population.role == EVERYONE)
    if together and set(SIDES) <= set(question.roles):
        return together
    # What a question says itself, not what it takes over, may have roles that the figure is about.
    likely = question.probability(measure.id) if question.subject is None else 0.0
    about = likely >= _SURE and _CONTEXT.issuperset(roles)
    about = about or (likely >= _SPOKEN and all(says(measure, r, knowledge) for r in roles))
    return every if about else ()


def themed(question: Question, theme: Theme, knowledge: Knowledge) -> Found | Declined:
    """What several surveys say that asked nearly the same, side by side.

    Only those of the surveys and years named, and of the roles where they counted them; what is left
    of a single measure answers as if that had been asked for.
    """
    surveys = question.surveys or None
    finding = reason.side_by_side(
        knowledge, theme, surveys=surveys, among=lambda row: _is_asked_of(question, row)
    )
    asked = question if not finding.rows else replace(question, elsewhere=_of_time(question))
    refused = outside(asked, knowledge, None)
    if refused is not None and refused.missing is not Missing.YEAR:
        apart = _told_apart(theme, knowledge) if refused.missing in _OF_A_GROUP else ()
        return replace(refused, nearest=theme.id, apart=apart)
    if question.has("pool"):
        return Declined(missing=Missing.BREAKDOWN, about="pooled", nearest=theme.id)
    if not finding.rows:
        finding = reason.side_by_side(knowledge, theme, surveys=surveys)
    finding = replace(finding, trend=question.has("trend"))
    rows = finding.rows
    if question.years:
        rows = tuple(row for row in rows if row[0].years.intersection(question.years))
    if not rows:
        return Declined(missing=Missing.YEAR if question.years else Missing.SURVEY, nearest=theme.id)
    rows = tuple(row for row in rows if row[0].population.role in question.roles) or rows
    if len({r.measure.id for r, _ in rows}) == 1:
        return _settled(reason.compare(knowledge, [r for r, _ in rows]), rows[0][0].measure)
    finding = replace(finding, rows=rows)
    bare = question.has("compare") and not question.residue  # "CIOs and CMOs" alone compares nothing
    if bare or question.has("gap", "higher", "ratio"):
        finding = replace(finding, gaps=reason.gaps_within(knowledge, finding))
    return Found(finding=finding)


def _of_time(question: Question) -> tuple[Elsewhere, ...]:
    """What a question names that the groups which answer it do not settle."""
    return tuple(e for e in question.elsewhere if e.missing not in _OF_A_GROUP)


def _told_apart(theme: Theme, knowledge: Knowledge) -> tuple[Reading, ...]:
    """The figures of a theme's measures that are of narrower groups."""
    measures = (knowledge.measures[member.measure] for member in theme.members)
    return tuple(r for m in measures for r in reason.readings(knowledge, m) if r.population.names)


def extreme(  # noqa: PLR0913 (the three choices are keywords of one question)
    question: Question, knowledge: Knowledge, terms: Terms, *, place: int, largest: bool, of_gaps: bool
) -> Found | Declined:
    """The largest or smallest gap or figure, at a place counted from that end."""
    refused = _outside_of_all(question, knowledge)
    if refused is not None:
        return refused
    scope = _scope(question, knowledge, terms)
    if of_gaps:
        finding: Finding = reason.extreme_gap(
            _all_gaps(question, knowledge), largest_first=largest, place=place
        )
    else:
        role = question.subject or (question.roles[0] if len(question.roles) == 1 else None)
        rows = [r for r in scope if role is None or r.population.role == role]
        finding = reason.extreme_value(rows, largest_first=largest, place=place, role=role)
    return _settled(finding, None)


def ranked(question: Question, knowledge: Knowledge, terms: Terms, *, of_gaps: bool) -> Found | Declined:
    """All gaps or figures of a scope, ordered."""
    refused = _outside_of_all(question, knowledge)
    if refused is not None:
        return refused
    smallest_first = question.has("smallest") and not question.has("largest")
    if of_gaps:
        gaps = _all_gaps(question, knowledge)
        if not gaps:
            return Declined(missing=Missing.MEASURE)
        return Found(finding=reason.rank_gaps(gaps, largest_first=not smallest_first))
    rows = [
        r
        for r in _scope(question, knowledge, terms)
        if not question.roles or r.population.role in question.roles
    ]
    return _settled(reason.order(rows), None)


def listed(question: Question, knowledge: Knowledge, terms: Terms) -> Found | Declined:
    """All figures of a role, of a source, on a topic, of a survey, or all there are."""
    refused = _outside_of_all(question, knowledge)
    if refused is not None:
        return refused
    if question.sources:
        rows: Iterable[Reading] = reason.printed_in(knowledge, question.sources[0])
        scope: str | None = question.sources[0]
    else:
        rows = _on_topic(question, knowledge, terms)
        scope = None
    if question.roles:
        rows = tuple(
            r for r in rows if r.population.role in question.roles or r.measure.option in question.roles
        )
        scope = question.roles[0] if len(question.roles) == 1 else scope
    return _settled(reason.listing(rows, scope), None)


def says(measure: Measure, role: str, knowledge: Knowledge) -> bool:
    """Whether a measure's own words speak of a role ("how strong the tie with the CIO is")."""
    spoken = knowledge.words.roles.get(role)
    return spoken is not None and _names_any(
        f"{measure.statement} {measure.short}",
        (spoken.one, spoken.many, spoken.full or spoken.one, *spoken.names),
    )


# The same measures and roles again and again: a page of cards asks for dozens of them at once.
@lru_cache(maxsize=_REMEMBERED)
def _names_any(text: str, names: tuple[str, ...]) -> bool:
    told = named(text)
    return any(re.search(rf"\b{re.escape(name.lower())}s?\b", told) for name in names)


def _is_own(elsewhere: Elsewhere, measure: Measure | None) -> bool:
    """Whether words that point elsewhere are a measure's own ("data governance", "next year")."""
    if measure is None:
        return False
    sought = " ".join(stems(tokens(elsewhere.phrase)))
    return any(
        f" {sought} " in f" {' '.join(stems(tokens(text)))} "
        for text in (*measure.asked_as, measure.short, measure.statement)
    )


def _is_negative(measure: Measure) -> bool:
    """Whether a measure counts those who do not, so that a negative in a question is its own."""
    return not _NEGATIVE.isdisjoint(tokens(f"{measure.statement} {measure.short}"))


def _of_groups(question: Question, found: Iterable[Reading]) -> tuple[Reading, ...]:
    """The readings of narrower groups, or of people of one country, that a question names."""
    return tuple(r for r in found if _is_asked_of(question, r))


def _is_asked_of(question: Question, row: Reading) -> bool:
    """Whether a question names the group that a figure is of, or the country in which all of it was asked."""
    if f"{row.survey.id}/{row.population.id}" in question.groups:
        return True
    places = (e.phrase for e in question.elsewhere if e.missing is Missing.COUNTRY)
    return any(_is_of_place(row, place) for place in places)


def _is_of_place(row: Reading, place: str) -> bool:
    """Whether people were asked in this place alone, by what they or their survey's countries are called.

    A group narrower than its role has names of its own for that.
    """
    label = tokens(named(row.population.label))
    countries = tokens(re.split(r"[(;]", row.survey.facts.get("countries", ""))[0])
    sought = tokens(place)
    among = any(label[at : at + len(sought)] == sought for at in range(len(label)))
    return bool(sought) and not row.population.names and (among or countries == sought)


def _of_no_year(question: Question, found: Sequence[Reading], knowledge: Knowledge) -> bool:
    """Whether a question names a year for which the readings, or no survey at all, can answer."""
    if not question.years:
        return False
    held = [r.years for r in found] if found else [s.years for s in knowledge.surveys.values()]
    return not any(years.intersection(question.years) for years in held)


def _outside_of_all(question: Question, knowledge: Knowledge) -> Declined | None:
    """A refusal where a whole survey is asked for people, places or times that it does not tell apart."""
    survey = knowledge.surveys.get(_survey(question, knowledge) or "")
    if survey is not None and question.years and not survey.years.intersection(question.years):
        return Declined(missing=Missing.YEAR)
    return outside(question, knowledge, None)


def _roles(question: Question) -> tuple[str, ...]:
    comparing = question.has("gap", "ratio", "compare", "higher")
    if question.subject is not None and not comparing:
        return (question.subject,)
    return question.roles


def _one(
    question: Question, rows: tuple[Reading, ...], measure: Measure, knowledge: Knowledge, operation: str
) -> Finding:
    both = question.has("both-articles") and not question.has(*_COMPUTING)
    if question.has("contradiction") or both:
        return reason.sources_agree(knowledge, measure)
    asks_rest = question.has("number", "figures", "single", "those") or not question.residue
    if (question.denied and not _is_negative(measure)) or (question.has("rest") and asks_rest):
        return reason.rest(rows)
    if len(rows) >= PAIR and question.has("ratio"):
        return reason.ratio(knowledge, rows[0], rows[1])
    if len(rows) < PAIR and question.has("gap", "ratio") and rows[0].figure.unit == SHARE:
        return _one_sided(question, rows, knowledge)
    wants_gap = question.has("gap") or (
        operation == "gap" and not question.has("number", "figures", "higher")
    )
    if len(rows) >= PAIR and wants_gap:
        return reason.gap(knowledge, rows[0], rows[1])
    return reason.compare(knowledge, rows)


def _one_sided(question: Question, rows: tuple[Reading, ...], knowledge: Knowledge) -> Absent:
    """A difference needs two sides: name the one that was not counted."""
    counted = {r.population.role for r in rows}
    asked = (*question.roles, *SIDES)
    lacking = next((r for r in asked if r not in counted and r in knowledge.words.roles), None)
    about = knowledge.words.roles[lacking].many if lacking is not None else None
    return Absent(missing=Missing.ROLE, asked=about, nearest=rows)


def _several(
    question: Question, measures: Sequence[Measure], knowledge: Knowledge, operation: str
) -> Found | Declined:
    rows = [r for m in measures for r in pick(question, m, knowledge)]
    if question.roles and any(r.population.role in question.roles for r in rows):
        rows = [r for r in rows if r.population.role in question.roles]
    if question.has("gap") and operation != "gap":
        # Asked in one breath it is a difference of two different items, and there is none.
        return Found(finding=Incomparable(reason=Bar.MEASURE, readings=tuple(rows)))
    if operation == "gap":
        found: list[Gap] = [g for g in _all_gaps(question, knowledge) if g.left.measure in measures]
        if len(found) == len(measures):
            return Found(finding=reason.rank_gaps(found))
    if not rows:
        return _nobody_asked(question, measures[0], knowledge)
    roles = {r.population.role for r in rows}
    if question.has("higher", "compare", "largest", "smallest", "order") and len(roles) == 1:
        return _settled(reason.order(rows), None)
    return _settled(reason.listing(rows), None)


def _settled(finding: Finding, measure: Measure | None) -> Found | Declined:
    if isinstance(finding, Absent):
        return Declined(
            missing=finding.missing,
            about=finding.asked or ("rest" if measure else None),
            nearest=measure.id if measure else None,
            readings=finding.nearest,
        )
    return Found(finding=finding)


def _nobody_asked(question: Question, measure: Measure, knowledge: Knowledge) -> Declined:
    nearest = reason.readings(knowledge, measure)
    role = next((r for r in _roles(question) if r in knowledge.words.roles), None)
    about = knowledge.words.roles[role].many if role else None
    return Declined(missing=Missing.ROLE, about=about, nearest=measure.id, readings=nearest)


def _survey(question: Question, knowledge: Knowledge) -> str | None:
    return next(iter(question.surveys), next(iter(knowledge.surveys), None))


def _everything(question: Question, knowledge: Knowledge) -> tuple[Reading, ...]:
    survey = _survey(question, knowledge)
    return tuple(
        r
        for m in knowledge.measures.values()
        if m.survey == survey
        for r in reason.main(reason.readings(knowledge, m))
    )


def _scope(question: Question, knowledge: Knowledge, terms: Terms) -> tuple[Reading, ...]:
    """Shares of the measures whose own words cover what the question is about, or else all shares."""
    rows = tuple(r for r in _everything(question, knowledge) if r.figure.unit == SHARE)
    about = terms.content(question.about)
    covered = tuple(r for r in rows if about and about <= terms.naming(r.measure.id))
    return covered or rows


def _on_topic(question: Question, knowledge: Knowledge, terms: Terms) -> tuple[Reading, ...]:
    """Readings of all measures that speak of what the question is about, or else all."""
    rows = _everything(question, knowledge)
    topic = frozenset().union(*(terms.core(m) for m in question.measures)) | terms.content(question.about)
    if not question.measures:
        topic = frozenset(t for t in topic if any(t in terms.naming(r.measure.id) for r in rows))
    covered = tuple(r for r in rows if topic and topic <= terms.naming(r.measure.id))
    named = tuple(r for r in rows if r.measure.id in question.measures)
    return covered or named or rows


def _all_gaps(question: Question, knowledge: Knowledge) -> tuple[Gap, ...]:
    survey = _survey(question, knowledge)
    if survey is None:
        return ()
    sides = tuple(r for r in question.roles if r in SIDES)
    left, right = sides[:2] if len(sides) >= PAIR else SIDES
    return reason.gaps(knowledge, survey, left, right)
