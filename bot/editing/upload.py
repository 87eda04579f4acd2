"""Where an uploaded text belongs: told by the ids in it, never by the name it came with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.editing.guidance import advice_file
from bot.editing.holding import ADVICE, SURVEY, Held, cards_in, files_naming
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
_OWNERS = frozenset({SURVEY, ADVICE})  # the cards that have a file of their own
_KINDS = f"send TOML with [[…]] cards that have ids, or guidance that begins with a line {FENCE}"


def place(texts: Mapping[str, str], upload: str) -> str | Problem:
    """The path at which the upload takes the place of a file, or is a new one.

    It takes the place of the one file that holds any of its entries, and whatever else that file held
    goes. A new survey, or new guidance, is called after its id. Nothing is placed that several files
    hold some of, and nothing that would take a survey away with its measures.
    """
    cards = _cards(upload)
    if isinstance(cards, Problem | str):
        return cards
    unfit = next((problem for card in cards if (problem := _no_id(card)) is not None), None)
    if unfit is not None:
        return unfit
    homes = _homes(texts, cards)
    if len(homes) > 1:
        return _torn(homes)
    owner = next((card for card in cards if card.kind in _OWNERS), None)
    if owner is None:
        return _home_of_parts(texts, homes, cards[0])
    return _home_of_owner(homes, owner) or _new_home(texts, owner)


def _cards(upload: str) -> tuple[Held, ...] | str | Problem:
    """The cards of an upload, or its place where that needs no looking at them."""
    problems: list[Problem] = []
    file = _MARKDOWN if upload.lstrip("\ufeff \t\r\n").startswith(FENCE) else _TOML
    plain = readable(file, upload, problems)
    if plain is None or problems:
        return problems[0]
    if file == _MARKDOWN and parse_advice(file, plain, problems) is None:
        return problems[0]
    if file == _TOML:
        document = toml(file, plain, problems)
        if document is None:
            return replace(problems[0], mend=problems[0].mend or _KINDS)
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
    """Why the id of a card, or of the survey that it belongs to, can't be one."""
    ids = [card.entry] if card.kind in _OWNERS else card.entry.split("/")
    problem = next((problem for id_ in ids if (problem := no_id(id_)) is not None), None)
    return problem and replace(problem, place=card.place)


def _homes(texts: Mapping[str, str], cards: Iterable[Held]) -> Mapping[str, tuple[Held, ...]]:
    """The files that hold any of these cards, each with those it holds."""
    homes = {}
    for file in files_naming(texts, [card.entry for card in cards]):
        held = {_identity(card) for card in cards_in(file, texts[file])}
        found = tuple(card for card in cards if _identity(card) in held)
        if found:
            homes[file] = found
    return homes


def _identity(card: Held) -> tuple[str, str, bool]:
    return card.kind, card.entry, card.extends


def _torn(homes: Mapping[str, tuple[Held, ...]]) -> Problem:
    (one, (first, *_)), (other, (second, *_)), *_ = homes.items()
    what = f"{quoted(first.entry)} is in {one}, but {quoted(second.entry)} in {other}"
    return Problem(place=second.place, what=what, mend="send only what belongs to one file")


def _home_of_owner(homes: Mapping[str, tuple[Held, ...]], owner: Held) -> str | Problem | None:
    """The file of a survey or of guidance; None when there is none yet."""
    for file, held in homes.items():
        if owner in held:
            return file
        what = f"{quoted(owner.entry)} is new, but {quoted(held[0].entry)} is in {file} already"
        return Problem(place=held[0].place, what=what, mend="leave that out")
    return None


def _home_of_parts(
    texts: Mapping[str, str], homes: Mapping[str, tuple[Held, ...]], first: Held
) -> str | Problem:
    """The file of sources, themes or decoys that have no file of their own."""
    for file in homes:
        owner = next((card for card in cards_in(file, texts[file]) if card.kind in _OWNERS), None)
        if owner is None:
            return file
        what = f"{quoted(first.entry)} is in {file}, whose [{owner.kind}] is not in the upload"
        return Problem(place=first.place, what=what, mend="send the whole file")
    what = f"no file holds {quoted(first.entry)} or anything else of the upload"
    return Problem(place=first.place, what=what, mend="send the whole file that it is to stand in")


def _new_home(texts: Mapping[str, str], owner: Held) -> str | Problem:
    if owner.kind == ADVICE:
        path = advice_file(_COLLECTION, owner.entry)
    else:
        path = f"{_COLLECTION}/{owner.entry}.toml"
    if path not in texts:
        return path
    what = f"{path} holds something else than {quoted(owner.entry)} as it stands here"
    return Problem(place=owner.place, what=what, mend="send that file as a whole, or choose another id")
