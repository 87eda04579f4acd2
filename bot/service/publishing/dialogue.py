"""What an editor is asked for, line by line, until it makes an edit. Pure.

Theory of operation. A dialogue is what is being made and what was given so far; what it asks for next
is the first of its questions that has no answer. A line either answers that question or is asked for
again with the reason; after the last answer there is an edit. A dialogue is kept as JSON, as a fact
about its editor, so that it survives a restart; :data:`FACT` names the fact.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from rapidfuzz import fuzz, process, utils

from bot.editing.edits import (
    AddAdvice,
    AddDecoy,
    AddFigure,
    AddMeasure,
    AddPhrasing,
    NewFigure,
    Part,
    RemovePhrasing,
    SetCaveat,
    SetText,
    SetValue,
)
from bot.editing.figures import unfit_value
from bot.editing.value import read_value
from bot.editing.wording import MESSAGE, paragraphs, phrased, worded, worded_all
from bot.knowledge.model import SHARE, Basis, Ground, Missing, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from bot.editing.edits import Edit
    from bot.knowledge.model import Knowledge, Relation, Source

FACT: Final = "editing"
#: Says that a text that need not be there is to go.
_NONE: Final = frozenset({"-", "–", "—", "none"})
_ALIKE: Final = 70.0
#: Characters of a subject at most, which stands in the sentence that declines it.
_SUBJECT: Final = 60

#: Reads an answer: as it is kept, or what is wrong with it.
_Reader: TypeAlias = Callable[[str, "Knowledge", Mapping[str, str]], "str | Wrong"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wrong:
    """An answer that can't be used: ``why`` by a name the templates know, ``near`` what could be meant.

    ``what`` tells of an "unfit" answer what is wrong with it, in words.
    """

    why: str
    near: tuple[str, ...] = ()
    what: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialogue:
    """What is being made (``kind``), what it is made of (``about``), and what was given so far."""

    kind: str
    about: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    given: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def to_json(self) -> str:
        """The dialogue as it is kept."""
        return json.dumps({"kind": self.kind, "about": dict(self.about), "given": dict(self.given)})

    @classmethod
    def from_json(cls, text: str | None) -> Dialogue | None:
        """A dialogue as it was kept; None where there is none, or one of another version."""
        try:
            kept = json.loads(text or "null")
        except ValueError:
            return None
        match kept:
            case {"kind": str(kind), "about": dict(about), "given": dict(given)} if kind in _QUESTIONS:
                return cls(kind=kind, about=_texts(about), given=_texts(given))
            case _:
                return None

    @property
    def asks(self) -> str | None:
        """What it asks for next; None when nothing is left to ask."""
        return next((name for name in _QUESTIONS[self.kind] if name not in self.given), None)


def answered(dialogue: Dialogue, line: str, knowledge: Knowledge) -> Dialogue | Wrong:
    """The dialogue with an answer to what it asks for."""
    asked = dialogue.asks
    if asked is None:
        return dialogue
    read = _QUESTIONS[dialogue.kind][asked](line.strip(), knowledge, {**dialogue.about, **dialogue.given})
    if isinstance(read, Wrong):
        return read
    unfit = _unfit(dialogue, asked, read, knowledge) if read else None
    if unfit is not None:
        return Wrong(why="unfit", what=", ".join(part for part in (unfit.what, unfit.mend) if part))
    given = {**dialogue.given, asked: read}
    if asked == "population":
        given |= _period_given(given["survey"], read, knowledge)
    return Dialogue(kind=dialogue.kind, about=dialogue.about, given=given)


def _unfit(dialogue: Dialogue, asked: str, read: str, knowledge: Knowledge) -> Problem | None:
    """Why an edit could not be made with this answer: told at once, while all the others are kept."""
    match asked if asked != "text" else dialogue.about["part"]:
        case "value":
            return _unfit_value(dialogue, read, knowledge)
        case "survey" | "population" | "source" | "basis" | "why":
            return None
        case "phrasing" | "phrasings":
            fit: object = phrased(read.split("\n"))
        case "steps" | "tests" as name:
            fit = worded_all(name, [line for line in read.splitlines() if line.strip()])
        case "lead" | "cio" | "cmo" | "ceo" | "others" | "other" as name:
            fit = paragraphs(name, read)
        case name:
            fit = worded(name, read)
    return fit if isinstance(fit, Problem) else None


def _unfit_value(dialogue: Dialogue, read: str, knowledge: Knowledge) -> Problem | None:
    value = read_value(read)
    if isinstance(value, Problem):
        return value
    population = dialogue.about.get("population") or dialogue.given.get("population", "")
    unit = _unit(dialogue.about.get("entry", ""), population, knowledge)
    return unfit_value(value[0], unit, population, MESSAGE)


def edit_of(dialogue: Dialogue, knowledge: Knowledge) -> Edit | Problem:
    """The edit that a dialogue with all its answers makes."""
    entry, given = dialogue.about.get("entry", ""), dialogue.given
    match dialogue.kind:
        case "value" | "dated value":
            value = read_value(given["value"])
            if isinstance(value, Problem):
                return value
            period = given.get("period") or None
            return _value_of(entry, dialogue.about["population"], value, knowledge, period)
        case "caveat":
            population = dialogue.about.get("population") or None
            return SetCaveat(entry=entry, population=population, text=given["caveat"] or None)
        case "phrasing":
            return AddPhrasing(entry=entry, text=given["phrasing"])
        case "unphrasing":
            return RemovePhrasing(entry=entry, text=given["unphrasing"])
        case "text":
            return SetText(entry=entry, part=Part(dialogue.about["part"]), text=given["text"] or None)
        case "decoy":
            return _decoy(given, knowledge)
        case "figure":
            return _measure(given, knowledge)
        case _:
            return _advice(given, knowledge)


def _value_of(
    entry: str,
    population: str,
    value: tuple[Decimal, Relation],
    knowledge: Knowledge,
    period: str | None = None,
) -> SetValue | AddFigure:
    """Another value for a group that was counted, or the first one for a group that was not."""
    measure = knowledge.measures.get(entry)
    if measure is None or population in measure.figures:
        return SetValue(entry=entry, population=population, value=value[0], relation=value[1])
    unit = _unit(entry, population, knowledge)
    figure = NewFigure(value=value[0], relation=value[1], unit=unit, period=period)
    return AddFigure(entry=entry, population=population, figure=figure)


def _unit(entry: str, population: str, knowledge: Knowledge) -> str:
    """The unit of a figure of this measure: its own, or that of the others, which count the same."""
    measure = knowledge.measures.get(entry)
    figures = measure.figures if measure is not None else {}
    held = figures.get(population) or next(iter(figures.values()), None)
    return SHARE if held is None else held.unit


def value_dialogue(entry: str, population: str, knowledge: Knowledge) -> Dialogue:
    """Asks for the value of a group; for the first one that it has in this measure, also for its period."""
    measure = knowledge.measures.get(entry)
    about = {"entry": entry, "population": population}
    if measure is None or population in measure.figures:
        return Dialogue(kind="value", about=about)
    given = _period_given(measure.survey, population, knowledge)
    if not given.get("period") and any(figure.period for figure in measure.figures.values()):
        # Beside figures that name theirs it is named, too, even where it is the survey's own.
        given = {}
    return Dialogue(kind="dated value", about=about, given=given)


def _period_given(survey: str, population: str, knowledge: Knowledge) -> Mapping[str, str]:
    """The period of a new figure of a group, "" where it is the survey's own; nothing if it must be asked.

    A figure of another year than its survey's has a group of its own. So the other figures of the group
    tell it, if there are any and they agree; and in a survey without such years it is the survey's own.
    """
    measures = [measure for measure in knowledge.measures.values() if measure.survey == survey]
    of_group = {m.figures[population].period for m in measures if population in m.figures}
    if len(of_group) == 1:
        return {"period": next(iter(of_group)) or ""}
    dated = any(figure.period for measure in measures for figure in measure.figures.values())
    return {} if dated else {"period": ""}


def _decoy(given: Mapping[str, str], knowledge: Knowledge) -> AddDecoy:
    """Marks a subject as out of scope, in the editor's words alone.

    No entry may be without a test, and no test may be a phrasing; so the subject is asked for with a
    few words before it, until an editor knows a better one.
    """
    about = given["subject"]
    return AddDecoy(
        id=_free(f"no-{slug(about)}", knowledge),
        about=about,
        missing=Missing.OTHER,
        asked_as=tuple(dict.fromkeys((about, *given["phrasings"].split("\n")))),
        reach=(f"can you tell me anything about {about}",),
    )


def slug(text: str) -> str:
    """A text as an id: lower case, words joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower())[:6])[:48].strip("-") or "entry"


def _free(id_: str, knowledge: Knowledge, survey: str = "") -> str:
    """The id, or with a number behind it where it is taken."""

    def taken(candidate: str) -> bool:
        return knowledge.entry(f"{survey}/{candidate}" if survey else candidate) is not None

    numbered = (id_, *(f"{id_}-{n}" for n in range(2, 1_000)))
    return next((candidate for candidate in numbered if not taken(candidate)), id_)


def _measure(given: Mapping[str, str], knowledge: Knowledge) -> AddMeasure | Problem:
    value = read_value(given["value"])
    if isinstance(value, Problem):
        return value
    caveat = given["caveat"] or None
    period = given.get("period") or None
    return AddMeasure(
        survey=given["survey"],
        id=_free(slug(given["short"]), knowledge, given["survey"]),
        short=given["short"],
        statement=given["statement"],
        asked_as=tuple(given["phrasings"].split("\n")),
        figures={given["population"]: NewFigure(value=value[0], relation=value[1], period=period)},
        sources=(given["source"],),
        caveat=caveat,
        reach=tuple(given["tests"].split("\n")),
    )


def _collection(knowledge: Knowledge) -> str:
    """Where new guidance goes: to the library, or where that is not held, to what there is."""
    held = {advice.place.file.partition("/")[0] for advice in knowledge.advice.values()}
    return "library" if "library" in held or not held else min(held)


def _advice(given: Mapping[str, str], knowledge: Knowledge) -> AddAdvice:
    return AddAdvice(
        id=_free(slug(given["title"]), knowledge),
        title=given["title"],
        basis=Basis(given["basis"]),
        collection=_collection(knowledge),
        asked_as=tuple(given["phrasings"].split("\n")),
        sections={
            Part.LEAD: given["lead"],
            Part.CIO: given["cio"],
            Part.CMO: given["cmo"],
            Part.CEO: given["ceo"],
            Part.OTHERS: given["others"],
        },
        rests_on=(Ground(kind="source", id=given["source"]),),
        steps=tuple(given["steps"].split("\n")),
        reach=tuple(given["tests"].split("\n")),
    )


# ── Answers ───────────────────────────────────────────────────────────────────────────────────


def _text(line: str, _knowledge: Knowledge, _said: Mapping[str, str]) -> str | Wrong:
    return " ".join(line.split()) if line else Wrong(why="empty")


def _paragraphs(line: str, _knowledge: Knowledge, _said: Mapping[str, str]) -> str | Wrong:
    return line or Wrong(why="empty")


def _optional(line: str, _knowledge: Knowledge, _said: Mapping[str, str]) -> str | Wrong:
    return "" if line.lower() in _NONE else line or Wrong(why="empty")


def _lines(line: str, _knowledge: Knowledge, _said: Mapping[str, str]) -> str | Wrong:
    told = dict.fromkeys(" ".join(each.split()) for each in line.splitlines())
    return "\n".join(each for each in told if each) or Wrong(why="empty")


def _subject(line: str, _knowledge: Knowledge, _said: Mapping[str, str]) -> str | Wrong:
    """A few words that can stand in the middle of a sentence; a question can't."""
    subject = " ".join(line.split()).rstrip(".! ")
    if not subject:
        return Wrong(why="empty")
    return Wrong(why="no subject") if "?" in subject or len(subject) > _SUBJECT else subject


def _value(line: str, _knowledge: Knowledge, _said: Mapping[str, str]) -> str | Wrong:
    return Wrong(why="no value") if isinstance(read_value(line), Problem) else line


def _basis(line: str, _knowledge: Knowledge, _said: Mapping[str, str]) -> str | Wrong:
    said = line.lower().replace("\u2019", "'")
    return said if said in set(Basis) else Wrong(why="no basis", near=tuple(Basis))


def _survey(line: str, knowledge: Knowledge, _said: Mapping[str, str]) -> str | Wrong:
    named = {survey.id: f"{survey.id} {survey.name} {survey.short}" for survey in knowledge.surveys.values()}
    return _one_of(line, named)


def _source(line: str, knowledge: Knowledge, _said: Mapping[str, str]) -> str | Wrong:
    return _one_of(line, _called(knowledge.sources.values()))


def _source_of_survey(line: str, knowledge: Knowledge, said: Mapping[str, str]) -> str | Wrong:
    """One of the publications that tell of the survey: no other can print its figures."""
    survey = knowledge.surveys.get(said.get("survey", ""))
    if survey is None:
        return Wrong(why="gone")
    return _one_of(
        line, _called(knowledge.sources[id_] for id_ in survey.sources if id_ in knowledge.sources)
    )


def _called(sources: Iterable[Source]) -> dict[str, str]:
    """All that each publication may be called, by its id."""
    return {source.id: " ".join((source.id, source.title, *source.names)) for source in sources}


def _population(line: str, knowledge: Knowledge, said: Mapping[str, str]) -> str | Wrong:
    survey = knowledge.surveys.get(said.get("survey", ""))
    if survey is None:
        return Wrong(why="gone")  # by a version that was published in between
    return _one_of(line, {id_: f"{id_} {group.label}" for id_, group in survey.populations.items()})


def _one_of(line: str, named: Mapping[str, str]) -> str | Wrong:
    """The id that is given, or that alone is named by what is given."""
    if line in named:
        return line
    said = line.lower()
    exactly = [id_ for id_, name in named.items() if said and said in name.lower()]
    if len(exactly) == 1:
        return exactly[0]
    found = process.extract(
        line,
        dict(named),
        scorer=fuzz.token_set_ratio,
        processor=utils.default_process,  # the words of ids and names, in whatever case
        limit=5,
        score_cutoff=_ALIKE,
    )
    near = tuple(id_ for _, _, id_ in found) or tuple(named)[:5]
    return Wrong(why="not one", near=near)


def _texts(kept: Mapping[object, object]) -> dict[str, str]:
    return {key: value for key, value in kept.items() if isinstance(key, str) and isinstance(value, str)}


#: What each kind of dialogue asks for, in order.
_QUESTIONS: Final[Mapping[str, Mapping[str, _Reader]]] = {
    "value": {"value": _value},
    "dated value": {"value": _value, "period": _optional},
    "caveat": {"caveat": _optional},
    "phrasing": {"phrasing": _text},
    "unphrasing": {"unphrasing": _text},
    "decoy": {"subject": _subject, "phrasings": _lines},
    "text": {"text": _optional},
    "why": {"why": _text},
    "figure": {
        "survey": _survey,
        "short": _text,
        "statement": _text,
        "population": _population,
        "value": _value,
        "period": _optional,
        "source": _source_of_survey,
        "caveat": _optional,
        "phrasings": _lines,
        "tests": _lines,
    },
    "advice": {
        "title": _text,
        "basis": _basis,
        "source": _source,
        "lead": _paragraphs,
        "cio": _paragraphs,
        "cmo": _paragraphs,
        "ceo": _paragraphs,
        "others": _paragraphs,
        "steps": _lines,
        "phrasings": _lines,
        "tests": _lines,
    },
}
