"""Which part of a text asks, who asks, and of whom: read off the places of what it mentions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.questions.words import stem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.questions.numbers import Stated
    from bot.questions.vocabulary import Mention

#: A text of more sentences than this tells a story, and its question stands at the end.
_SENTENCES = 2
_SPEAKS = "speaks-"
_ARTICLES = frozenset(["a", "an", "the", "your", "our", "new", "newly"])
#: "As many CIOs" counts CIOs.
_COUNTS = frozenset(["many", "much", "same", "such", "well", "regard", "see"])
#: Before a role these make it one person at hand, not a group that was asked.
_OWN_PERSON = frozenset(["our", "my", "the", "your"])
#: A role this many words behind a number cue is what the number is asked of.
_NEAR = 4
#: Words that join a number to those it is said of.
_OF = frozenset(["of", "among", "amongst", "for"])


def asking(asks: Sequence[bool], sentences: Sequence[tuple[int, int]]) -> int:
    """The token at which the part of a text that asks begins.

    It is the last sentence with a question mark and all behind it; without any, the last two
    sentences of a longer text.
    """
    marked = [i for i, asked in enumerate(asks) if asked]
    if marked:
        return sentences[marked[-1]][0]
    return sentences[-_SENTENCES][0] if len(sentences) > _SENTENCES else 0


def bounds(pieces: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Where each sentence begins and ends among all tokens."""
    bounds, at = [], 0
    for piece in pieces:
        bounds.append((at, at + len(piece)))
        at += len(piece)
    return bounds


def denied(cues: Sequence[Mention], sentences: Sequence[tuple[int, int]]) -> bool:
    """Whether one sentence both asks for a number and is in the negative, or names those who did not."""
    for start, end in sentences:
        inside = {m.id for m in cues if start <= m.start < end}
        if "unnamed" in inside or ("number" in inside and "denial" in inside):
            return True
    return False


def asked_about(
    roles: Sequence[Mention], cues: Sequence[Mention], found: Sequence[str]
) -> tuple[Mention, ...]:
    """Roles without those who only bring the question ("our CFO asked me whether …")."""
    speaking = {m.start for m in cues if m.id == "messenger"}
    return tuple(
        m
        for m in roles
        if found[m.end - 1].endswith("s")  # several are a group, not somebody at hand
        or not (m.start > 0 and found[m.start - 1] in _OWN_PERSON and m.end in speaking)
    )


def is_speaker(mention: Mention, found: Sequence[str]) -> bool:
    """Whether somebody says of themselves that they are this: "I am a CIO", "as the CMO"."""
    at = mention.start - 1
    if at >= 0 and found[at] in _ARTICLES:
        at -= 1
    if at < 0:
        return False
    before = found[at]
    return (before == "as" and not (at > 0 and found[at - 1] in _COUNTS)) or (
        before in {"am", "being"} and (before == "being" or (at > 0 and found[at - 1] == "i"))
    )


def speaker(speaking: Sequence[Mention], cues: Sequence[Mention]) -> str | None:
    """The role somebody speaks as, by name or by what they say they run."""
    if speaking:
        return speaking[0].id
    said = next((m.id for m in cues if m.id.startswith(_SPEAKS)), None)
    return said.removeprefix(_SPEAKS) if said is not None else None


def subject(roles: Sequence[Mention], cues: Sequence[Mention], numbers: Sequence[Stated]) -> str | None:
    """The role right behind the words that ask for a number ("what share of the CIOs"), or named with them.

    A number that is stated ("44 percent of them") asks for none.
    """
    asked = [m for m in cues if m.id == "number" and not any(n.start < m.end <= n.end for n in numbers)]
    ends = {m.end for m in asked}
    for role in roles:
        counted = any(role.start <= m.start and m.end <= role.end for m in asked)
        if counted or any(role.start - near in ends for near in range(_NEAR)):
            return role.id
    return None


def said_of(numbers: Sequence[Stated], roles: Sequence[Mention], found: Sequence[str]) -> tuple[Stated, ...]:
    """The numbers, each with the role that it is said of ("44% of all CIOs"); such count no things."""
    return tuple(_said_of(number, roles, found) for number in numbers)


def _said_of(number: Stated, roles: Sequence[Mention], found: Sequence[str]) -> Stated:
    at = number.end
    if any(role.start == at for role in roles):
        return replace(number, counts=False)
    if at == len(found) or found[at] not in _OF:
        return number
    role = next((role for role in roles if 0 < role.start - at < _NEAR), None)
    return replace(number, of=role.id, counts=False) if role is not None else number


def other_base(found: Sequence[str], cues: Sequence[Mention]) -> tuple[str, ...]:
    """The word behind a number cue that makes it a share of something else than people ("of revenue")."""
    ends = {
        m.end + skip
        for m in cues
        if m.id == "number"
        for skip in (0, 1)
        if m.end + skip <= len(found) and found[m.end + skip - 1] == "of"
    }
    return tuple(stem(found[m.start]) for m in cues if m.id == "other-base" and m.start in ends)


def distinct(mentions: Sequence[Mention]) -> tuple[str, ...]:
    """The ids mentioned, each once, by their first mention."""
    return tuple(dict.fromkeys(m.id for m in mentions))
