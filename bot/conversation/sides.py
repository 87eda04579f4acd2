"""Groups named in a few words after a figure of theirs: "small vs large?", "and the large ones?".

The words need not be a group's whole name, as long as they are part of the name of a group of which there is
a figure of what was just shown.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.conversation.shown import every, shown
from bot.questions.vocabulary import singular
from bot.questions.words import STOP_WORDS, stems, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.conversation.state import State
    from bot.figures.findings import Reading
    from bot.knowledge.model import Knowledge
    from bot.questions.question import Question

#: What stands between two sides.
_BETWEEN: Final = frozenset(["vs", "versus", "against", "v", "or"])
_PAIR: Final = 2
#: So many words are no name any more.
_LONGEST: Final = 4
#: A text of more words than this has something else to say.
_FEW: Final = 6
#: Cues that ask for a whole scope of figures.
_SCOPES: Final = ("largest", "smallest", "list", "order")


def with_sides(question: Question, state: State, knowledge: Knowledge) -> Question:
    """A question with the groups that its few words name; as it is where they name none."""
    if question.measures:
        return question
    if not question.has("compare", "higher", "gap"):
        return _with_part(question, state, knowledge)
    sides = _sides(question.tokens)
    if len(sides) != _PAIR:
        return question
    held = _held(state, knowledge)
    groups = [tuple(_named_by(side, held)) for side in sides]
    if not all(groups):
        return question
    return replace(
        question,
        groups=tuple(dict.fromkeys(group for found in groups for group in found)),
        cues=question.cues | {"compare"},
        residue=(),
        about=(),
    )


def with_people(question: Question, knowledge: Knowledge) -> Question:
    """A reply with the people named by its only word, which in a longer text may be what it is about.

    "Consumers" is mostly a subject; "and consumers?" asks for their figure.
    """
    if len(question.residue) != 1 or question.roles or question.measures:
        return question
    if not (question.follows or len(question.tokens) == 1):
        return question
    counts = knowledge.words.cues.get("number", ())
    for role in knowledge.words.roles.values():
        counted = (name.removeprefix(f"{count} ") for name in role.names for count in counts)
        if any(stems(tokens(word)) == question.residue for word in {role.one, role.many, *counted}):
            return replace(question, roles=(role.id,), residue=(), about=(), follows=True)
    return question


def _with_part(question: Question, state: State, knowledge: Knowledge) -> Question:
    """The same of a group, or of several, of whose names a question says a part and nothing else."""
    said = set(question.residue)
    named = question.groups or question.surveys or question.has(*_SCOPES)
    if not said or named or len(question.tokens) > _FEW:
        return question
    groups = [
        row.group
        for row in _held(state, knowledge)
        if any(said <= set(stems(tokens(name))) for name in row.population.names)
    ]
    if not groups:
        return question
    return replace(question, groups=tuple(dict.fromkeys(groups)), residue=(), about=(), follows=True)


def _sides(words: Sequence[str]) -> list[tuple[str, ...]]:
    sides: list[list[str]] = [[]]
    for word in words:
        if word in _BETWEEN:
            sides.append([])
        elif word not in STOP_WORDS:
            sides[-1].append(word)
    found = [singular(side) for side in sides]
    return found if all(0 < len(side) <= _LONGEST for side in found) else []


def _held(state: State, knowledge: Knowledge) -> tuple[Reading, ...]:
    """The figures of narrower groups on what was last shown."""
    return tuple(row for row in every(shown(state, knowledge), knowledge) if row.population.names)


def _named_by(side: Sequence[str], rows: Sequence[Reading]) -> Iterator[str]:
    for row in rows:
        names = (singular(tokens(name)) for name in row.population.names)
        if any(set(side) <= set(name) for name in names):
            yield row.group
