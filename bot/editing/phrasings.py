"""The ways in which people ask for an entry: one more, or one less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.editing import writing
from bot.editing.edits import Revised
from bot.editing.holding import ADVICE, Held, cards_of, files
from bot.editing.wording import phrased, worded
from bot.knowledge.model import Problem
from bot.knowledge.nearest import suggestion
from bot.knowledge.texts import normal, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.editing.edits import AddPhrasing, RemovePhrasing

_KEY = "asked_as"
_TAKEN = "takes"
_NEVER_WITHOUT = frozenset({"measure", "theme", "decoy", ADVICE})


def add_phrasing(texts: Mapping[str, str], edit: AddPhrasing) -> Revised | Problem:
    """The texts with one more phrasing of an entry, at the end of the last list that it has."""
    wordings = phrased([edit.text])
    if isinstance(wordings, Problem):
        return wordings
    (phrasing,) = wordings
    found = cards_of(texts, edit.entry)
    if isinstance(found, Problem):
        return found
    for card in found:
        if _where(card, phrasing) is not None:
            what = f"{quoted(phrasing)} is a phrasing of {quoted(edit.entry)} already"
            return Problem(place=card.place, what=what)
    listing = [card for card in found if _KEY in card.table]
    return Revised(texts=files(_with((listing or found)[-1], phrasing)))


def remove_phrasing(texts: Mapping[str, str], edit: RemovePhrasing) -> Revised | Problem:
    """The texts without a phrasing of an entry, which must be left with another."""
    phrasing = worded("phrasing", edit.text)
    if isinstance(phrasing, Problem):
        return phrasing
    found = cards_of(texts, edit.entry)
    if isinstance(found, Problem):
        return found
    holding = [card for card in found if _where(card, phrasing) is not None]
    taking = next((card for card in found if _where(card, phrasing, _TAKEN) is not None), None)
    if not holding and taking is not None:
        what = f"{quoted(edit.entry)} has {quoted(phrasing)} from another entry, by its {quoted(_TAKEN)}"
        return Problem(place=taking.place, what=what, mend="leave it out there, by sending the file")
    if not holding:
        known = [held for card in found for held in _phrasings(card)]
        what = f"{quoted(phrasing)} is no phrasing of {quoted(edit.entry)}"
        return Problem(place=found[-1].place, what=what, mend=suggestion(phrasing, known))
    for card in holding:
        if len(_phrasings(card)) == 1 and card.kind in _NEVER_WITHOUT and not card.extends:
            what = f"{quoted(phrasing)} is the only phrasing of {quoted(edit.entry)} at {card.place}"
            return Problem(place=card.place, what=what, mend="add another first")
    return Revised(texts=files(*[_without(card, phrasing) for card in holding]))


def _phrasings(card: Held, key: str = _KEY) -> tuple[str, ...]:
    written = card.table.get(key)
    return tuple(str(item) for item in written) if isinstance(written, list) else ()


def _where(card: Held, phrasing: str, key: str = _KEY) -> int | None:
    alike = [normal(held) == normal(phrasing) for held in _phrasings(card, key)]
    return alike.index(True) if True in alike else None


def _with(card: Held, phrasing: str) -> Held:
    written = card.card.value(_KEY)
    value = writing.one_a_line([phrasing]) if written is None else writing.with_item(written, phrasing)
    return card.with_card(card.card.put(_KEY, value=value))


def _without(card: Held, phrasing: str) -> Held:
    written, index = card.card.value(_KEY), _where(card, phrasing)
    if written is None or index is None:
        return card
    if len(_phrasings(card)) == 1:
        return card.with_card(card.card.drop(_KEY))
    return card.with_card(card.card.put(_KEY, value=writing.without_item(written, index)))
