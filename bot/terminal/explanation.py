"""How a text was understood, for those who want to see why an answer came."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.advisor import Turn
    from bot.questions.matcher import Match

_RANKED = 5


def explained(turn: Turn) -> tuple[str, ...]:
    """Lines on the parse, the ranking and what decided; none for an event without text."""
    question = turn.question
    if question is None:
        return ()
    stated = (f"{share.value:f}" for share in question.stated)
    parts = {
        "read as": " ".join(question.tokens),
        "mended": ", ".join(f"{written} → {meant}" for written, meant in question.changes),
        "roles": ", ".join(question.roles),
        "asked of": question.subject or "",
        "cues": ", ".join(sorted(question.cues)),
        "measures": ", ".join(question.measures),
        "surveys": ", ".join(question.surveys),
        "sources": ", ".join(question.sources),
        "elsewhere": ", ".join(f"{named.missing}: {named.phrase}" for named in question.elsewhere),
        "stated": ", ".join(stated),
        "left over": " ".join(question.residue),
        "marks": _marks(denied=question.denied, foreign=question.foreign, follows=question.follows),
        "decided by": "parse" if turn.confidence is None else f"likeness, {turn.confidence:.2f}",
    }
    lines = [f"{name:<10} {shortened(text)}" for name, text in parts.items() if text]
    return (*lines, *_ranking(question.ranking[:_RANKED]))


def shortened(text: str, most: int = 300) -> str:
    """A text that others wrote, safe to print: no control characters, and not endless."""
    cut = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut)


def _marks(**marks: bool) -> str:
    return ", ".join(name for name, held in marks.items() if held)


def _ranking(matches: Iterable[Match]) -> Iterator[str]:
    for name, match in zip(_names(), matches, strict=False):
        likeness = f"{match.similarity:.2f} like “{shortened(match.phrasing)}”"
        yield f"{name:<10} {match.probability:.2f} {match.entry}, {likeness}, explains {match.explained:.2f}"


def _names() -> Iterator[str]:
    yield "ranking"
    while True:
        yield ""
