"""A reply before its text is sent, and how it is cut until it is brief."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from bot.replies.reply import BRIEF, Kind, Outcome, spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from bot.figures.findings import Reading
    from bot.knowledge.model import Missing
    from bot.replies.environment import Templates

Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A reply before its text is rendered: which template, with which values, and what goes with it.

    ``cuts`` are values to be put in the place of others, one after the other, until the text is brief; the
    first of them leaves it whole. A draft without any is as long as it is.
    """

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
    cuts: Iterable[Mapping[str, object]] = ()
    rendered: str | None = None  # the text, where it had to be rendered to see how long it is


def shortened(draft: Draft, templates: Templates) -> Draft:
    """The draft with the first of its cuts that makes its text brief, or the last; with that text, if any.

    Addresses count, as they stand in the text where no link can be tapped.
    """
    values, rendered = dict(draft.values), None
    for cut in draft.cuts:
        values |= cut
        try:
            rendered = templates.render(draft.template, **values)
        except Exception:  # noqa: BLE001 (whatever a template does is dealt with where it is sent)
            rendered = None
            break
        if len(spelled(rendered)) <= BRIEF:
            break
    return replace(draft, values=values, cuts=(), rendered=rendered)


def fewer(items: Sequence[Item]) -> Iterator[Mapping[str, object]]:
    """Cuts that show fewer and fewer of several things, at least one."""
    for end in range(len(items), 0, -1):
        yield {"shown": items[:end], "rest": items[end:]}
