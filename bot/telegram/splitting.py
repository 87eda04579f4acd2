"""Cutting a marked-up text into messages where a reader would cut it.

Lengths are counted as Telegram does: UTF-16 units of what is left once tags are dropped and
entities resolved. A tag open at a cut is closed there and opened again behind it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.replies.reply import plain, units

if TYPE_CHECKING:
    from collections.abc import Sequence

# Telegram knows four entities by name; the rest it takes letter by letter.
_TOKEN: Final = re.compile(
    r"(?P<close></(?P<closes>[a-z][a-z0-9-]*)\s*>)"
    r"|(?P<open><(?P<opens>[a-z][a-z0-9-]*)(?:\s[^<>]*)?>)"
    r"|(?P<entity>&(?:amp|lt|gt|quot);|&#\d{1,7};|&#x[0-9a-fA-F]{1,6};)"
    r"|(?P<letter>.)",
    re.DOTALL,
)
_TAG: Final = re.compile(r"</?[a-z][a-z0-9-]*(?:\s[^<>]*)?>")
#: Entities past this many in a message are shown as plain text.
_ENTITIES: Final = 100
#: Telegram refuses more bytes than 32,768 in one message, markup included.
_BYTES: Final = 30_000
_JOINER: Final = "\u200d"
# Better first: between paragraphs, lines, sentences, words.
_CUTS: Final = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"[.!?…][”\")]*\s"), re.compile(r"\s"))


@dataclass(frozen=True, slots=True)
class _Atom:
    """What can't be cut: a tag (``shown`` empty), an entity, or a letter."""

    source: str
    shown: str
    opens: str = ""
    closes: str = ""

    @property
    def units(self) -> int:
        return sum(2 if ord(c) > 0xFFFF else 1 for c in self.shown)  # noqa: PLR2004 (the basic plane's end)


def split(text: str, longest: int) -> tuple[str, ...]:
    """The text in pieces of at most ``longest`` UTF-16 units, none of them blank.

    Only white space at the cuts is left out.
    """
    if _is_short(text, longest):
        return (text.strip(),) if plain(text).strip() else ()
    atoms: Sequence[_Atom] = [_atom(found) for found in _TOKEN.finditer(text)]
    pieces = []
    carried: list[_Atom] = []
    while any(atom.shown.strip() for atom in atoms):
        end = _reach([*carried, *atoms], longest) - len(carried)
        if end < len(atoms):
            end = _cut(atoms, max(end, 1))
        piece = [*carried, *atoms[:end]]
        carried = _left_open(piece)
        source = "".join(atom.source for atom in piece) + "".join(f"</{a.opens}>" for a in reversed(carried))
        if any(atom.shown.strip() for atom in piece):
            pieces.append(source.strip())
        atoms = _from_first_letter(atoms[end:])
    return tuple(pieces)


def _is_short(text: str, longest: int) -> bool:
    """Whether a text surely fits into one message, as most do. Entities count as they are written here."""
    return (
        units(_TAG.sub("", text)) <= longest
        and len(text.encode("utf-8", "replace")) <= _BYTES
        and text.count("<") <= _ENTITIES
    )


def _atom(found: re.Match[str]) -> _Atom:
    source = found[0]
    if found["close"]:
        return _Atom(source, "", closes=found["closes"])
    if found["open"]:
        return _Atom(source, "", opens=found["opens"])
    return _Atom(source, html.unescape(source) if found["entity"] else source)


def _reach(atoms: Sequence[_Atom], longest: int) -> int:
    """How many atoms fit into one message."""
    units = size = opened = 0
    for at, atom in enumerate(atoms):
        units += atom.units
        # Whatever is opened has to be closed as well.
        size += len(atom.source.encode("utf-8", "replace")) + (len(atom.opens) + 3 if atom.opens else 0)
        opened += bool(atom.opens)
        if units > longest or size > _BYTES or opened > _ENTITIES:
            return at
    return len(atoms)


def _cut(atoms: Sequence[_Atom], end: int) -> int:
    """Where, up to ``end``, a reader would cut: the last end of a paragraph, line, sentence or word.

    Whichever comes in the second half; without any, as far as possible, but not inside a letter
    that is made of several.
    """
    shown = "".join(atom.shown[:1] or "\x00" for atom in atoms[: end + 1])
    for cut in _CUTS:
        places = [found.end() for found in cut.finditer(shown) if end // 2 <= found.end() <= end]
        if places:
            return places[-1]
    at = end
    while at > max(1, end - 32) and _belongs_before(atoms, at):
        at -= 1
    return at


def _belongs_before(atoms: Sequence[_Atom], at: int) -> bool:
    here, before = atoms[at].shown[:1], atoms[at - 1].shown[:1]
    joined = _JOINER in (here, before) or unicodedata.combining(here or " ") != 0
    return bool(here) and (joined or unicodedata.category(here) in ("Mn", "Me", "Sk"))


def _left_open(piece: Sequence[_Atom]) -> list[_Atom]:
    open_: list[_Atom] = []
    for atom in piece:
        if atom.opens:
            open_.append(atom)
        elif atom.closes and open_ and open_[-1].opens == atom.closes:
            open_.pop()
    return open_


def _from_first_letter(atoms: Sequence[_Atom]) -> Sequence[_Atom]:
    """Without the white space in front; tags in between stay."""
    for at, atom in enumerate(atoms):
        if atom.shown.strip():
            return [*(a for a in atoms[:at] if not a.shown), *atoms[at:]]
    return ()
