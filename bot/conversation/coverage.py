"""What the figures cover: whether a question asks for people, places or times that nobody measured."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.conversation.moves import Declined, Found
from bot.figures import reason
from bot.figures.findings import Absent
from bot.knowledge.model import SHARE, Missing
from bot.questions.phrasing import named
from bot.questions.words import stems, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.figures.findings import Finding, Reading
    from bot.knowledge.model import Knowledge, Measure
    from bot.questions.question import Elsewhere, Question

#: The role of populations in which a survey counted all it asked together.
EVERYONE = "everyone"
#: A measure this likely is meant, whatever else a question names.
SURE = 0.5
#: What a question may name that the groups of a measure settle.
OF_A_GROUP = (Missing.COUNTRY, Missing.BREAKDOWN)
_OUTSIDE = (Missing.COUNTRY, Missing.YEAR, Missing.BREAKDOWN, Missing.SURVEY)
#: Pairs of a measure and a role of which it is remembered whether the one's words speak of the other.
_REMEMBERED = 4_096
#: Words that ask for every place, and for none by its name.
_DIVIDING = re.compile(r"(?:by|per|across) ")


def outside(question: Question, knowledge: Knowledge, measure: Measure | None) -> Declined | None:
    """A refusal where a question asks for people, places or times that nobody measured."""
    every = reason.readings(knowledge, measure) if measure else ()
    nearest = reason.main(every)
    held = reason.roles_counted(knowledge)
    counted = bool(of_groups(question, every))
    apart = tuple(r for r in every if r.population.names)
    for missing in _OUTSIDE:
        named = any(e.missing is missing and not _is_own(e, measure) for e in question.elsewhere)
        several = missing is Missing.YEAR and question.has("trend") and len({r.year for r in every}) > 1
        several = several or (missing is Missing.YEAR and bool(question.years))  # which it names, too
        if named and not several and not (counted and missing in OF_A_GROUP):
            nearby = measure.id if measure else None
            apart = apart if missing in OF_A_GROUP else ()
            if measure is None and missing is Missing.COUNTRY:
                apart = held_apart(question, knowledge)
            return Declined(missing=missing, nearest=nearby, readings=nearest, apart=apart)
    if _of_no_year(question, every, knowledge):
        return Declined(missing=Missing.YEAR, nearest=measure.id if measure else None, readings=nearest)
    sure = measure is not None and question.probability(measure.id) >= SURE and question.subject in held
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


def nobody_asked(question: Question, measure: Measure, knowledge: Knowledge) -> Declined:
    """The refusal of figures for roles that a measure did not count."""
    nearest = reason.readings(knowledge, measure)
    role = next((r for r in roles_of(question) if r in knowledge.words.roles), None)
    about = knowledge.words.roles[role].many if role else None
    return Declined(missing=Missing.ROLE, about=about, nearest=measure.id, readings=nearest)


def settled(finding: Finding, measure: Measure | None) -> Found | Declined:
    """A finding as a move; what is absent is refused, with the figures nearest to it."""
    if isinstance(finding, Absent):
        return Declined(
            missing=finding.missing,
            about=finding.asked or ("rest" if measure else None),
            nearest=measure.id if measure else None,
            readings=finding.nearest,
        )
    return Found(finding=finding)


def roles_of(question: Question) -> tuple[str, ...]:
    """The roles whose figures a question asks for: its subject's alone, unless it compares."""
    comparing = question.has("gap", "ratio", "compare", "higher")
    if question.subject is not None and not comparing:
        return (question.subject,)
    return question.roles


def of_groups(question: Question, found: Iterable[Reading]) -> tuple[Reading, ...]:
    """The readings of narrower groups, or of people of one country, that a question names."""
    return tuple(r for r in found if is_asked_of(question, r))


def held_apart(question: Question, knowledge: Knowledge) -> tuple[Reading, ...]:
    """Every figure of the groups that a question names, whatever it is on; of any place, where it names none.

    Of the roles named alone, where these groups have them.
    """
    every = (r for m in knowledge.measures.values() for r in reason.readings(knowledge, m))
    apart = tuple(r for r in every if r.population.names)
    rows = of_groups(question, apart)
    asked = tuple(e.phrase for e in question.elsewhere if e.missing is Missing.COUNTRY)
    if not rows and any(_DIVIDING.match(phrase) for phrase in asked):
        places = frozenset(knowledge.words.elsewhere.get(Missing.COUNTRY, ()))
        rows = tuple(r for r in apart if not places.isdisjoint(r.population.names))
    return tuple(r for r in rows if r.population.role in question.roles) or rows


def is_asked_of(question: Question, row: Reading) -> bool:
    """Whether a question names the group that a figure is of, or the country in which all of it was asked."""
    if row.group in question.groups:
        return True
    places = (e.phrase for e in question.elsewhere if e.missing is Missing.COUNTRY)
    return any(_is_of_place(row, place) for place in places)


def dated(measure: Measure, question: Question, knowledge: Knowledge) -> bool:
    """Whether a measure has a figure of a year that a question names; True where it names none."""
    if not question.years:
        return True
    return any(r.years.intersection(question.years) for r in reason.readings(knowledge, measure))


def of_the_years(rows: Iterable[Reading], question: Question) -> tuple[Reading, ...]:
    """The readings of the years that a question names, or all where it names none or there are none."""
    every = tuple(rows)
    return tuple(r for r in every if r.years.intersection(question.years)) or every


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


def _is_of_place(row: Reading, place: str) -> bool:
    """Whether people were asked in this place alone, by what they or their survey's countries are called.

    A group narrower than its role has names of its own for that.
    """
    label = tokens(named(row.population.label))
    countries = tokens(re.split(r"[(;]", row.survey.facts.get("countries", ""))[0])
    sought = tokens(place)
    among = any(label[at : at + len(sought)] == sought for at in range(len(label)))
    return bool(sought) and not row.population.names and (among or countries == sought)


def _is_own(elsewhere: Elsewhere, measure: Measure | None) -> bool:
    """Whether words that point elsewhere are a measure's own ("data governance", "next year")."""
    if measure is None:
        return False
    sought = " ".join(stems(tokens(elsewhere.phrase)))
    return any(
        f" {sought} " in f" {' '.join(stems(tokens(text)))} "
        for text in (*measure.asked_as, measure.short, measure.statement)
    )


def _of_no_year(question: Question, found: Sequence[Reading], knowledge: Knowledge) -> bool:
    """Whether a question names a year for which the readings, or no survey at all, can answer."""
    if not question.years:
        return False
    held = [r.years for r in found] if found else [s.years for s in knowledge.surveys.values()]
    return not any(years.intersection(question.years) for years in held)
