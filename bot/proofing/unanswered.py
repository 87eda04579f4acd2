"""What people ask in vain: questions that mean nearly the same, together, with the entry nearest to them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.knowledge.model import Decoy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.advisor import Advisor

#: S from which two questions count as nearly the same. Of two tests of one entry of the shipped
#: knowledge about one in six lie above, of tests of different entries one in a hundred.
ALIKE: Final = 0.42
#: The least likely entry that is still told as the nearest.
_NEAR: Final = 0.02


@dataclass(frozen=True, kw_only=True, slots=True)
class Vain:
    """A question asked in vain, and why it counts as that ("unanswered", "disliked" …)."""

    text: str
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Sifted:
    """Questions that wait for an editor, and how many others are ``declined`` as out of scope."""

    open: tuple[Vain, ...]
    declined: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Questions that are nearly the same: the one most like the others, and the others.

    ``why`` counts the reasons; ``nearest`` is the id of the entry that the first one came nearest to.
    """

    question: str
    others: tuple[str, ...]
    why: Mapping[str, int]
    nearest: str | None
    probability: float

    @property
    def count(self) -> int:
        """How often it was asked."""
        return sum(self.why.values())


def sifted(asked: Sequence[Vain], advisor: Advisor) -> Sifted:
    """What an editor has dealt with in the advisor's version, apart from the rest.

    What has become a phrasing of an entry is not asked in vain any more.
    """
    held = (entry for entry in advisor.knowledge.entries() if not isinstance(entry, Decoy))
    taught = {_bare(phrasing) for entry in held for phrasing in entry.asked_as}
    left = [each for each in asked if _bare(each.text) not in taught]
    declined = {text for text in {each.text for each in left} if advisor.out_of_scope(text)}
    still_open = tuple(each for each in left if each.text not in declined)
    return Sifted(open=still_open, declined=len(left) - len(still_open))


def grouped(asked: Sequence[Vain], advisor: Advisor) -> tuple[Group, ...]:
    """The questions in groups of those that are alike, the most asked first.

    A question joins the group of which it is most like the first, if it is alike to that at all; so a
    chain of questions, each a little unlike the one before, does not end up as one.
    """
    texts = list(dict.fromkeys(each.text for each in asked))
    likeness = advisor.likeness(texts)
    often = Counter(each.text for each in asked)
    groups: list[list[int]] = []
    for place in sorted(range(len(texts)), key=lambda place: (-often[texts[place]], place)):
        home = max(groups, key=lambda group: likeness[group[0], place], default=None)
        if home is not None and likeness[home[0], place] >= ALIKE:
            home.append(place)
        else:
            groups.append([place])
    told = [_told([texts[place] for place in group], asked, advisor) for group in groups]
    return tuple(sorted(told, key=lambda group: (-group.count, group.question)))


def _bare(text: str) -> str:
    """What of a text no editing changes."""
    return " ".join(text.split()).casefold()


def _told(texts: Sequence[str], asked: Sequence[Vain], advisor: Advisor) -> Group:
    members = frozenset(texts)
    nearest, probability = advisor.nearest(texts[0])
    return Group(
        question=texts[0],
        others=tuple(texts[1:]),
        why=Counter(each.why for each in asked if each.text in members),
        nearest=nearest if probability >= _NEAR else None,
        probability=probability,
    )
