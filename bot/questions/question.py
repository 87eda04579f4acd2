"""What a text asks, before anything is decided: names found, numbers stated, entries ranked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.knowledge.model import Missing
    from bot.questions.matcher import Match
    from bot.questions.numbers import Stated


@dataclass(frozen=True, kw_only=True, slots=True)
class Elsewhere:
    """Something a question names that figures here may not be broken down by."""

    missing: Missing
    phrase: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A text, read.

    ``tokens`` are repaired; ``changes`` tells which words were. ``roles`` are role ids in the order
    of their first mention; ``subject`` is the one a number is asked of ("how many CIOs …"),
    ``speaker`` the one somebody speaks as ("I am a CMO"). ``measures`` are those named by their
    terms. ``residue`` holds the content words that nothing here explains, ``about`` those of them
    in the part that asks, ``strays`` those which only questions about something not held use.
    ``surveys`` are those named, ``years`` written as numbers, ``groups`` populations narrower than
    their role ("australian CIOs"), by survey and id.
    ``denied`` is set when the clause that asks for a number is in the negative, ``foreign`` for text
    that is mostly not English, ``follows`` for one that opens like a reply to what was said before.
    """

    tokens: tuple[str, ...]
    changes: tuple[tuple[str, str], ...] = ()
    roles: tuple[str, ...] = ()
    subject: str | None = None
    speaker: str | None = None
    cues: frozenset[str] = frozenset()
    elsewhere: tuple[Elsewhere, ...] = ()
    measures: tuple[str, ...] = ()
    surveys: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    stated: tuple[Stated, ...] = ()
    denied: bool = False
    foreign: bool = False
    follows: bool = False
    residue: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()
    ranking: tuple[Match, ...] = ()

    @property
    def top(self) -> Match | None:
        """The entry that fits best, however badly."""
        return self.ranking[0] if self.ranking else None

    def has(self, *cues: str) -> bool:
        """Whether any of these operations is asked for."""
        return not self.cues.isdisjoint(cues)

    def probability(self, entry: str) -> float:
        """The matcher's probability for an entry; 0 when it is not among the ranked."""
        return next((m.probability for m in self.ranking if m.entry == entry), 0.0)
