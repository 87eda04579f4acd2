"""Where an uploaded text belongs: told by the ids in it, never by the name it came with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.editing.guidance import advice_file
from bot.editing.holding import ADVICE, SURVEY, Held, cards_in
from bot.editing.wording import no_id
from bot.knowledge.model import Place, Problem
from bot.knowledge.parse import WORDS
from bot.knowledge.parse_advice import FENCE, parse_advice
from bot.knowledge.parse_words import WORDS_TABLES
from bot.knowledge.texts import quoted, readable, toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.knowledge.texts import Document

_COLLECTION = "library"  # where new files go
_MARKDOWN, _TOML = "upload.md", "upload.toml"
_KINDS = "send a survey, sources, themes or decoys (TOML), guidance (Markdown with a head), or words.toml"


def place(texts: Mapping[str, str], upload: str) -> str | Problem:
    """The path at which the upload takes the place of a file, or is a new one.

    An upload takes the place of the one file that holds any of its entries; what else that file
    held goes. A new survey or new guidance is called after its id. What neither is held nor makes
    a file of its own, and what several files hold, has no place.
    """
    cards = _cards(upload)
    if isinstance(cards, Problem | str):
        return cards
    unfit = next((problem for card in cards if (problem := _no_id(card)) is not None), None)
    if unfit is not None:
        return unfit
    homes = _homes(texts, cards)
    if len(homes) > 1:
        (one, first), (other, second) = list(homes.items())[:2]
        what = f"{quoted(first.entry)} is in {one}, but {quoted(second.entry)} in {other}"
        return Problem(place=second.place, what=what, mend="send what belongs to one file")
    if homes:
        return next(iter(homes))
    return _new_home(texts, cards)


def _cards(upload: str) -> tuple[Held, ...] | str | Problem:
    """The cards of an upload, or its place where that needs no looking at them."""
    problems: list[Problem] = []
    file = _MARKDOWN if upload.lstrip("\ufeff").startswith(FENCE) else _TOML
    plain = readable(file, upload, problems)
    if plain is None or problems:
        return problems[0]
    if not plain.strip():
        return Problem(place=Place(file=file), what="the file is empty", mend=_KINDS)
    if file == _MARKDOWN:
        read = parse_advice(file, plain, problems)
        return cards_in(file, plain) if read else problems[0]
    document = toml(file, plain, problems)
    if document is None:
        return problems[0]
    if document.tables.keys() & set(WORDS_TABLES):
        return _words(document)
    found = cards_in(file, plain)
    return found or Problem(place=Place(file=file), what="nothing in it has an id", mend=_KINDS)


def _words(document: Document) -> str | Problem:
    strange = document.tables.keys() - set(WORDS_TABLES)
    if not strange:
        return WORDS
    name = min(strange)
    what = f"{quoted(name)} stands among words"
    return Problem(place=document.place(name), what=what, mend="send the two as files of their own")


def _no_id(card: Held) -> Problem | None:
    """Why a card's own id can't be one; what is added to is looked up as it stands."""
    problem = no_id(card.entry.rpartition("/")[2])
    return problem and Problem(place=card.place, what=problem.what, mend=problem.mend)


def _homes(texts: Mapping[str, str], cards: Iterable[Held]) -> Mapping[str, Held]:
    """The files that hold any of these cards, each with the first one it holds."""
    mine = {_identity(card): card for card in cards}
    homes: dict[str, Held] = {}
    for file in sorted(texts):
        for held in cards_in(file, texts[file]):
            if _identity(held) in mine:
                homes.setdefault(file, mine[_identity(held)])
    return homes


def _identity(card: Held) -> tuple[str, str, bool]:
    return card.kind, card.entry, card.extends


def _new_home(texts: Mapping[str, str], cards: tuple[Held, ...]) -> str | Problem:
    named = next((card for card in cards if card.kind in {SURVEY, ADVICE}), None)
    if named is None:
        what = f"no file holds {quoted(cards[0].entry)} or anything else of it"
        mend = "send the whole file that it is to stand in, with what is there now"
        return Problem(place=cards[0].place, what=what, mend=mend)
    if named.kind == ADVICE:
        path = advice_file(_COLLECTION, named.entry)
    else:
        path = f"{_COLLECTION}/{named.entry}.toml"
    if path in texts:
        what = f"{path} is there, but doesn't hold {quoted(named.entry)}"
        return Problem(place=named.place, what=what, mend="give it another id")
    return path
