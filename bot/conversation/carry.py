"""What a follow-up leaves unsaid, taken over from the turn before.

A question carries only what it lacks: a measure when it names none and nothing else in it could be
the subject, a role when it asks the same of another measure, an operation when it asks nothing new.
What was taken over is returned, so that the reply can announce it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.conversation.coverage import dated
from bot.conversation.sides import with_people, with_sides
from bot.figures.reason import of_role, readings, themes_of
from bot.knowledge.model import Missing
from bot.questions.phrasing import SOCIAL
from bot.questions.question import Elsewhere
from bot.questions.words import stems

if TYPE_CHECKING:
    from bot.conversation.state import Focus, State
    from bot.knowledge.model import Knowledge, Measure
    from bot.questions.question import Question
    from bot.questions.vocabulary import Terms

#: Cues that say what to do with figures, so that none need be carried.
OPERATIONS = frozenset(
    ["gap", "ratio", "compare", "higher", "largest", "smallest", "order", "list", "number", "figures"]
)
#: So like to a phrasing, and of so many words, it is that phrasing and says nothing of what was said before.
_WHOLE, _WHOLE_WORDS = 0.9, 5
#: Content words that a bare follow-up may have which name nothing here.
_LOOSE = 1
_SURE = 0.5
#: How guidance stands to a figure that speaks for it.
_FOR = "supports"
#: A text of more words than this says more than that something changes.
_FEW = 5
_SELF = frozenset(["us", "me", "we", "ours"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """A question with what it left unsaid filled in.

    ``measures`` is True when its measures come from the turn before; ``operation`` is what the
    turn before did, where this one asks for the same again. ``mirrored`` when the measure is not that
    of the turn before, but what the other side was asked in its place.
    """

    question: Question
    measures: bool = False
    operation: str = ""
    mirrored: bool = False


def carry(question: Question, state: State, knowledge: Knowledge, terms: Terms) -> Carried:
    """Fill in what a follow-up leaves unsaid; any other question comes back with its roles resolved.

    ``terms`` tell whether the words of a question are those of the measure last spoken of.
    """
    focus = state.focus
    question = with_sides(question, state, knowledge)
    if state.focus is not None and state.focus.measures:
        question = _with_change(with_people(question, knowledge), knowledge)
    question = replace(question, roles=_relative_roles(question, state, knowledge))
    if focus is None:
        return Carried(question=question)
    spoken_of = tuple(m for m in focus.measures if m in knowledge.measures)
    held = _of_surveys(question, spoken_of or _cited(question, focus, knowledge), knowledge)
    held = _of_years(question, held, knowledge)
    mirror = _mirror(question, held, knowledge) if question.has("other-one") else None
    held = (mirror, *held) if mirror is not None else held
    if focus.place and question.has("second", "third"):
        return Carried(question=question)  # the next place of the ranking before, no measure of it
    if question.has("next", "counsel", "advice", "definition") and not question.has(*OPERATIONS):
        return Carried(question=question)  # what to do or what it means, not the figure again
    if question.has("largest", "smallest", "list", "everything", "order"):
        return Carried(question=question)  # a scope of its own
    if question.follows and question.residue and is_bare(question) and not _asks(question):
        return Carried(question=question)  # its one word is not understood, and it asks for nothing else
    refers = bool(held) and _refers(question, held[0], terms)
    if held and (refers or (is_bare(question) and (question.follows or _leans(question)))):
        return Carried(
            question=_with_measures(question, focus, held, knowledge),
            measures=True,
            operation=focus.operation,
            mirrored=mirror is not None,
        )
    if question.measures and question.follows and not question.has(*OPERATIONS):
        roles = question.roles or focus.roles
        return Carried(question=replace(question, roles=roles), operation=focus.operation)
    return Carried(question=question)


def _with_change(question: Question, knowledge: Knowledge) -> Question:
    """A few words for a change ("has it dropped?") as the question how a figure has changed."""
    moved = frozenset(stems(knowledge.words.cues.get("moved", ())))
    said = frozenset(question.residue)
    if question.measures or len(question.tokens) > _FEW or not said or not said <= moved:
        return question
    time = Elsewhere(missing=Missing.YEAR, phrase=" ".join(question.tokens))
    return replace(
        question,
        cues=question.cues | {"trend"},
        elsewhere=(*question.elsewhere, time),
        residue=(),
        about=(),
        follows=True,
    )


def _of_surveys(question: Question, held: tuple[str, ...], knowledge: Knowledge) -> tuple[str, ...]:
    """Measures last spoken of that belong to the surveys named, or else those which ask nearly the same."""
    if not question.surveys:
        return held
    own = tuple(m for m in held if knowledge.measures[m].survey in question.surveys)
    akin = (m.measure for one in held for theme in themes_of(knowledge, one) for m in theme.members)
    return own or tuple(m for m in dict.fromkeys(akin) if knowledge.measures[m].survey in question.surveys)


def _cited(question: Question, focus: Focus, knowledge: Knowledge) -> tuple[str, ...]:
    """The figure on which the guidance last given rests, when it is asked how many of somebody want that.

    Only if it cites one alone of them: of several nothing tells which is meant.
    """
    advice = knowledge.advice.get(focus.entry or "")
    if advice is None or not question.roles or not (question.has("number") and question.has("those")):
        return ()
    measures = (knowledge.measures[g.id] for g in advice.rests_on if g.kind == "figure" and g.stance == _FOR)
    counted = (m.id for m in measures if of_role(knowledge, m, question.roles[0]))
    found = tuple(dict.fromkeys(counted))
    return found if len(found) == 1 else ()


def _mirror(question: Question, held: tuple[str, ...], knowledge: Knowledge) -> str | None:
    """What the same survey asked the roles named in place of the measure, if that was put to others alone.

    Only where one measure of its themes, and no other, can be that.
    """
    if not held:
        return None
    measure, asked = knowledge.measures[held[0]], frozenset(question.roles)
    counted = _counted(measure, knowledge)
    if not asked or asked & counted:
        return None
    akin = dict.fromkeys(m.measure for theme in themes_of(knowledge, measure.id) for m in theme.members)
    others = (knowledge.measures[id_] for id_ in akin if id_ != measure.id)
    found = [m for m in others if m.survey == measure.survey and _counted(m, knowledge) == asked]
    return found[0].id if len(found) == 1 else None


def _counted(measure: Measure, knowledge: Knowledge) -> frozenset[str]:
    return frozenset(row.population.role for row in readings(knowledge, measure))


def _of_years(question: Question, held: tuple[str, ...], knowledge: Knowledge) -> tuple[str, ...]:
    """Measures last spoken of, or where none has a figure of the year named, what another wave asked."""
    if not held or dated(knowledge.measures[held[0]], question, knowledge):
        return held
    names = set(knowledge.surveys[knowledge.measures[held[0]].survey].names)
    akin = [
        m.measure
        for theme in themes_of(knowledge, held[0])
        for m in theme.members
        if dated(knowledge.measures[m.measure], question, knowledge)
        and names.intersection(knowledge.surveys[knowledge.measures[m.measure].survey].names)
    ]
    return tuple(dict.fromkeys(akin)) or held


def _refers(question: Question, measure: str, terms: Terms) -> bool:
    """Whether a question says "it" and has no word that is not the measure's own."""
    if question.measures or not question.has("those") or not question.has(*OPERATIONS):
        return False
    return terms.content(question.residue) <= terms.vocabulary(measure)


def is_bare(question: Question) -> bool:
    """Whether a question names no subject of its own."""
    if question.measures or question.foreign:
        return False
    if not question.residue:
        return not _is_whole(question)
    top = question.top
    unsure = top is None or top.probability < _SURE
    return question.follows and unsure and len(question.residue) <= _LOOSE


def _is_whole(question: Question) -> bool:
    """Whether it is what some entry is asked, though all its words are common: "is two better than one"."""
    top = question.top
    if top is None or top.entry.startswith(SOCIAL):
        return False
    return top.similarity >= _WHOLE and len(question.tokens) >= _WHOLE_WORDS


def _asks(question: Question) -> bool:
    """Whether it says for whom, when or how, beside a word that is not understood."""
    return _leans(replace(question, cues=question.cues - {"those"}))


def _leans(question: Question) -> bool:
    """Whether it points back or asks something of what was said."""
    named = question.roles or question.elsewhere or question.years or question.surveys or question.groups
    return bool(named) or question.has(
        *OPERATIONS,
        "those",
        "source",
        "why",
        "other-one",
        "rest",
        "no",
        "own",
        "second",
        "third",
        "contradiction",
        "single",
    )


def _with_measures(question: Question, focus: Focus, held: tuple[str, ...], knowledge: Knowledge) -> Question:
    several = question.has("those", "higher", "compare", "gap") and not question.roles
    latest = _last_shown(focus, held, knowledge) if several else held[:1]
    ordered = question.has("those") and question.has("higher", "largest", "smallest", "order")
    both = len(latest) > 1 and (ordered or question.has("gap"))
    measures = latest if both else held[:1]
    roles = question.roles
    if not roles and (both or question.groups or not question.has("gap", "compare", "higher", "ratio")):
        roles = focus.roles
    groups = question.groups or (focus.groups if question.roles and not question.elsewhere else ())
    if question.groups and not any(knowledge.words.roles[r].counterpart for r in roles):
        # "Small firms" says which firms, and not whose answer.
        roles = (focus.singled_out,) if focus.singled_out else focus.roles
    return replace(question, measures=measures, roles=roles, groups=groups)


def _last_shown(focus: Focus, held: tuple[str, ...], knowledge: Knowledge) -> tuple[str, ...]:
    """What "which of them" means: the measures last shown, or of a single figure also the one before.

    That one only if the same survey asked it: figures of two surveys can't be put in order.
    """
    shown = tuple(dict.fromkeys(name.rpartition("/")[0] for name in focus.shown))
    if len(focus.shown) > 1:
        return tuple(m for m in shown if m in held) or held[:1]
    pair = held[:2]
    return pair if len({knowledge.measures[m].survey for m in pair}) == 1 else held[:1]


def _relative_roles(question: Question, state: State, knowledge: Knowledge) -> tuple[str, ...]:
    """Roles named relative to the asker or to the last answer: "us", "my counterpart", "the other one"."""
    roles = question.roles
    if question.has("other-one") and len(roles) < 2:  # noqa: PLR2004 (with two roles named nothing is relative)
        base = _base(question, state) if not roles else None
        counterpart = (
            knowledge.words.roles[base].counterpart if base and base in knowledge.words.roles else None
        )
        roles = (counterpart,) if counterpart else roles
    mine = knowledge.words.roles.get(question.speaker or state.role or "")
    comparing = question.has("higher", "compare", "gap", "ratio", "degree", "largest", "smallest", "apart")
    if (
        mine is not None
        and mine.counterpart
        and comparing
        and question.has("own")
        and roles == (mine.counterpart,)
    ):
        return (*roles, mine.id) if _comes_second(question) else (mine.id, *roles)
    if question.has("own") and not roles and (question.has("number", "figures", "list") or question.follows):
        return (mine.id,) if mine is not None and mine.counterpart else roles
    return roles


def _comes_second(question: Question) -> bool:
    """Whether the asker stands behind "than": "more likely than one of us"."""
    tokens = question.tokens
    return "than" in tokens and any(t in _SELF for t in tokens[tokens.index("than") :])


def _base(question: Question, state: State) -> str | None:
    """Whose counterpart "the other one" is."""
    if question.speaker is not None:
        return question.speaker
    if state.focus is not None and state.focus.singled_out:
        return state.focus.singled_out
    if state.focus is not None and len(state.focus.roles) == 1:
        return state.focus.roles[0]
    return state.role
