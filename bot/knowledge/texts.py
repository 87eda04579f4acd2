"""From a text as it was written to a TOML document, whatever the text holds."""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from bot.knowledge.model import Place, Problem
from bot.knowledge.placing import table_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES = 256 * 1024
# The TOML parser takes time quadratic in the parts of a dotted key. A key stands on one line, so
# these two bound its parts, bare or quoted.
MAX_LINE = 8_000
_ENDLESS_KEY = re.compile(r"(?<![\w-])(?:[\w-]+[ \t]?\.[ \t]?){32}")

_SHOWN = 60  # characters of a quotation
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNFIT = re.compile(
    rf"(?P<control>[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f])"
    rf"|(?P<surrogate>[\ud800-\udfff])|(?P<private>[\ue000-\uf8ff])|(?P<bidi>[{_BIDI}])"
    rf"|(?P<invisible>[\u00ad\u200b\u2060\ufeff])",
)
_UNFIT_NAMES = {
    "control": "a control character",
    "surrogate": "half a surrogate pair",
    "private": "a private-use character",
    "invisible": "an invisible character",
    "bidi": "a character that turns the writing direction",
}
_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)$")
_ID_WRITTEN = re.compile(r"""\bid[ \t]{0,20}=[ \t]{0,20}["']([^"'\n]{1,100})["']""")


def fingerprint(texts: Mapping[str, str]) -> str:
    """The name of exactly these texts, by path: 16 hexadecimal digits."""
    hashed = hashlib.sha256()
    for pair in sorted(texts.items()):
        for text in pair:
            piece = text.encode("utf-8", "surrogatepass")
            # With its length, so that no two sets of texts run together to the same.
            hashed.update(f"{len(piece)}:".encode())
            hashed.update(piece)
    return hashed.hexdigest()[:16]


def decoded(data: bytes, file: str) -> str | Problem:
    """The text that a file's bytes hold, with line ends as on Unix; a Problem for what is no text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Problem(
            place=Place(file=file, line=line), what="is not UTF-8", mend="save it in that encoding"
        )
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return Problem(place=Place(file=file, line=line), what="holds a NUL character", mend="delete it")
    return text.replace("\r\n", "\n")


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A TOML document with the lines of its tables."""

    file: str
    tables: Mapping[str, object]
    lines: Mapping[str, tuple[int, ...]]

    def place(self, name: str, index: int = 0) -> Place:
        """Where the table of this name stands (the index-th of several)."""
        lines = self.lines.get(name, ())
        return Place(file=self.file, line=lines[index] if index < len(lines) else 1)


def quoted(written: str) -> str:
    """A word from a file as a message may show it: short, on one line, nothing invisible."""
    short = written if len(written) <= _SHOWN else written[: _SHOWN - 1] + "…"
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in short) + '"'


def fit(text: str, place: Place, problems: list[Problem]) -> str:
    """The text with each unfit character replaced; the first of each kind becomes a problem."""
    named: set[str] = set()
    for found in _UNFIT.finditer(text):
        kind = found.lastgroup or ""
        if kind in named:
            continue
        named.add(kind)
        line = place.line + text.count("\n", 0, found.start())
        what = f"{_UNFIT_NAMES[kind]} (U+{ord(found[0]):04X})"
        problems.append(Problem(place=Place(file=place.file, line=line), what=what, mend="delete it"))
    return _UNFIT.sub("\ufffd", text) if named else text


def readable(file: str, text: str, problems: list[Problem]) -> str | None:
    """The text made fit to parse, or None when it is too big to be knowledge."""
    size = len(text) if len(text) > MAX_BYTES else len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        what = f"the file is larger than {MAX_BYTES // 1024} KiB"
        problems.append(Problem(place=Place(file=file), what=what, mend="split it"))
        return None
    unix = text.removeprefix("\ufeff").replace("\r\n", "\n")
    return fit(unix, Place(file=file), problems)


def toml(file: str, text: str, problems: list[Problem], *, above: int = 0) -> Document | None:
    """The document in a text that starts ``above`` lines below the top of its file, or None."""
    for number, line in enumerate(text.split("\n"), start=1 + above):
        what = ""
        if len(line) > MAX_LINE:
            what = f"a line of more than {MAX_LINE:,} characters"
        elif _ENDLESS_KEY.search(line):
            what = "a name of too many parts"
        if what:
            problems.append(Problem(place=Place(file=file, line=number), what=what, mend="break it"))
            return None
    try:
        tables = tomllib.loads(text, parse_float=_decimal)
    except RecursionError:
        problems.append(Problem(place=Place(file=file, line=1 + above), what="nested too deeply"))
        return None
    except ValueError as error:
        problems.append(_syntax(file, error, above))
        return None
    lines = {n: tuple(i + above for i in at) for n, at in table_lines(text).items()}
    return Document(file=file, tables=tables, lines=lines)


def ids_written(text: str) -> frozenset[str]:
    """Every id that a text seems to give, for texts that can't be read.

    References to them would be mended with the text itself, so nobody needs to hear of them.
    """
    return frozenset(_ID_WRITTEN.findall(text[:MAX_BYTES]))


def normal(phrase: str) -> str:
    """A phrase without case, punctuation and odd spacing, for comparing phrases."""
    plain = unicodedata.normalize("NFKC", phrase).casefold().replace("'", "").replace("’", "")
    return " ".join(re.findall(r"\w+", plain))


def _decimal(written: str) -> Decimal:
    try:
        return Decimal(written)
    except InvalidOperation:  # an exponent out of all bounds
        return Decimal("NaN")


def _syntax(file: str, error: ValueError, above: int) -> Problem:
    message = str(error)
    at = _AT_LINE.search(message)
    if at:
        message = message[: at.start()]
    elif not isinstance(error, tomllib.TOMLDecodeError):
        message = "a number or date out of bounds"
    else:
        message = message.removesuffix(" (at end of document)") + " at the end"
    line = (int(at[1]) if at else 1) + above
    shown = "".join(c if c.isprintable() else "�" for c in message[:200])
    return Problem(place=Place(file=file, line=line), what=f"not TOML: {shown}")
