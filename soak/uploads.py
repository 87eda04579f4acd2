"""Files that no editor would send: bombs, broken encodings, names that lead elsewhere, endless loops.

Every kind is a function that makes such a file by chance; the same seed gives the same files.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

from soak.small import TEXTS
from tests.knowledge import guild

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: In every name that leads out of the folder, to be looked for everywhere afterwards.
MARK: Final = "entente-escaped"
_LARGEST: Final = 256 * 1024
_ADVICE: Final = TEXTS[guild.ADVICE_FILE]
_NAMES: Final = (
    "survey.toml",
    f"../../{MARK}.toml",
    f"/{MARK}.toml",
    f"..\\..\\{MARK}.toml",
    f"knowledge/../../{MARK}.md",
    f"%2e%2e%2f{MARK}.toml",
    "words.toml",
    ".hidden.toml",
    "x" * 255 + ".toml",
    f"{MARK}\x00.toml",
    "a\nb.toml",
    "\u202elmot.toml",
    "-rf.toml",
    "$(touch x).toml",
    "con.toml",
    "",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """A file as it is sent: its kind, the name it goes by, what it holds."""

    kind: str
    name: str
    content: bytes


def uploads(count: int, seed: int) -> Iterator[Upload]:
    """So many files, of all kinds in turn."""
    chance = Random(seed)
    kinds = list(KINDS.items())
    for number in range(count):
        kind, make = kinds[number % len(kinds)]
        made = make(chance)
        content = made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass")
        yield Upload(kind=kind, name=chance.choice(_NAMES), content=content)


# ── Bytes that are no text ────────────────────────────────────────────────────────────────────────


def _mixed(chance: Random) -> bytes:
    """A sound file with bytes in it that are no UTF-8."""
    content = bytearray(chance.choice(list(TEXTS.values())).encode())
    for _ in range(chance.randrange(1, 9)):
        content[chance.randrange(len(content))] = chance.randrange(0x80, 0x100)
    return bytes(content)


def _encoded(chance: Random) -> bytes:
    encoding = chance.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "utf-7", "cp037", "utf-8-sig"))
    return (guild.SURVEY + "# Zürich\n").encode(encoding)


def _with_nul(chance: Random) -> str:
    place = chance.randrange(len(guild.SURVEY))
    return guild.SURVEY[:place] + "\0" * chance.randrange(1, 5) + guild.SURVEY[place:]


def _surrogates(chance: Random) -> str:
    return guild.DECOYS.replace("millers", "\ud800" * chance.randrange(1, 9))


def _huge(chance: Random) -> bytes:
    return chance.choice((b"x", b"[[measure]]\n", b"# \n", b"\n", b"\0")) * (10_000_000 // 12)


def _just_too_large(chance: Random) -> str:
    return guild.SURVEY + "#" * (_LARGEST + chance.choice((1, 2, 1_000)) - len(guild.SURVEY))


def _zipped(chance: Random) -> bytes:
    """An archive with a bomb and a name that leads elsewhere."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"../../{MARK}.toml", guild.SURVEY)
        archive.writestr("survey.toml", bytes(chance.choice((1_000, 5_000_000))))
    return into.getvalue()


def _packed(chance: Random) -> bytes:
    pack = chance.choice((gzip.compress, bz2.compress, lzma.compress))
    return pack(bytes(chance.choice((1_000, 5_000_000))))


def _tarred(chance: Random) -> bytes:
    into = io.BytesIO()
    with tarfile.open(fileobj=into, mode="w") as archive:
        member = tarfile.TarInfo(chance.choice((f"../{MARK}.toml", f"/tmp/{MARK}.toml")))  # noqa: S108 (goes nowhere)
        member.type = chance.choice((tarfile.REGTYPE, tarfile.SYMTYPE))
        member.linkname = "/etc/passwd"
        archive.addfile(member)
    return into.getvalue()


def _of_another_program(chance: Random) -> bytes:
    head = chance.choice(
        (b"\x89PNG\r\n\x1a\n", b"\x7fELF\x02", b"SQLite format 3\0", b"%PDF-1.7", b"\x80\x05cos\nsystem\n")
    )
    return head + chance.randbytes(chance.randrange(4_000))


# ── TOML that costs more than it says ─────────────────────────────────────────────────────────────


def _deep(chance: Random) -> str:
    opening = chance.choice(("[", "[\n", "{b = ", "[{b=", "[[", '{"b" = ['))
    return "a = " + opening * chance.choice((500, 30_000, 100_000 // len(opening)))


def _deep_and_closed(chance: Random) -> str:
    depth = chance.choice((90, 200, 900, 3_000))
    return guild.SURVEY + "\nodd = " + "[" * depth + "]" * depth + "\n"


def _dotted(chance: Random) -> str:
    parts = chance.choice((20, 31, 33, 3_900, 100_000))
    key = chance.choice((".a", '."a"', ". a", ".'a'"))
    return "".join(
        f"[x{number}{key * parts}]\n" for number in range(max(1, min(3_000, 200_000 // parts // 4)))
    )


def _monstrous_number(chance: Random) -> str:
    number = chance.choice(
        ("9" * 7_000, "9" * 200_000, "1e" + "9" * 100, "-1e-" + "9" * 30, "nan", "-inf", "0x" + "f" * 5_000)
    )
    return guild.SURVEY.replace("figures.baker = 83", f"figures.baker = {number}")


def _odd_value(chance: Random) -> str:
    value = chance.choice(("[]", "{}", "true", "1979-05-27", "'x'", "{ value = { value = 1 } }", "[[1]]"))
    lines = guild.SURVEY.split("\n")
    places = [n for n, line in enumerate(lines) if " = " in line and not line.endswith("[")]
    place = chance.choice(places)
    lines[place] = f"{lines[place].partition(' = ')[0]} = {value}"
    return "\n".join(lines)


_MEASURE: Final = """\
[[measure]]
id = "m{0}"
short = "s{0}"
statement = "do {0}"
asked_as = ["do {0}"]
figures.baker = 1
"""


def _many_entries(chance: Random) -> str:
    card = chance.choice(
        (
            '[[decoy]]\nid = "d{0}"\nabout = "a"\nmissing = "role"\nasked_as = ["how is number {0}"]\n',
            _MEASURE,
            '[[source]]\nid = "s{0}"\ntitle = "T{0}"\nkind = "coverage"\nabout = "A"\n',
            "[[measure]]\n",
            "key{0} = 1\n",
        )
    )
    head = guild.DECOYS if "decoy" in card else guild.SURVEY if "measure" in card else guild.SOURCES
    many = min(chance.choice((300, 2_000, 20_000)), (_LARGEST - len(head)) // (len(card) + 16))
    return head + "".join(card.format(number) for number in range(many))


def _many_phrasings(chance: Random) -> str:
    many = chance.choice((1_000, 5_000))
    words = ("yeast", "jar", "barm", "guild", "rise", "proof", "crumb", "malt")
    asked = [f'"{" ".join(chance.choices(words, k=5))} {number}",\n' for number in range(many)]
    return guild.SURVEY.replace('asked_as = ["proud of the starter"]', f"asked_as = [{''.join(asked)}]")


def _long_text(chance: Random) -> str:
    piece = chance.choice(
        ("one in ", "a third of ", "<b>", "&lt;", "[[their]] ", "x", "é\u0301\u0301", "🂡", "“")
    )
    return guild.SURVEY.replace("are proud of their starter", piece * (7_000 // len(piece.encode())))


def _open_string(chance: Random) -> str:
    return chance.choice(("a = '''", '"""', 'a = "\\', "a = '", "[[", "[a.", "\\u")) * chance.choice(
        (1, 20_000)
    )


def _circle(chance: Random) -> str:
    """Entries that point to each other, or to themselves."""
    text = guild.SOURCES.replace('derives_from = ["yeast-survey"]', 'derives_from = ["brewers-letter"]')
    return chance.choice((text, guild.SOURCES.replace('["guild-news"]', '["brewers-letter"]')))


# ── Ids ───────────────────────────────────────────────────────────────────────────────────────────


def _strange_id(chance: Random) -> str:
    id_ = chance.choice(
        (
            f"../../{MARK}",
            f"/{MARK}",
            f"..\\\\{MARK}",
            "..",
            ".",
            "",
            ".hidden",
            "a/../b",
            "x" * 10_000,
            "\\u0000",
            "\\u202Ex",
            "yeast\\u200bsurvey",
            "уeast-survey",
            "YEAST-SURVEY",
            "con",
            "words.toml",
            "a b",
            "$(touch x)",
            "{{ x }}",
            "e\\u0301" * 200,
            "🂡",
            "\\n",
        )
    )
    if chance.random() < 0.5:
        return _ADVICE.replace('id = "share-the-yeast"', f'id = "{id_}"')
    return guild.SURVEY.replace('id = "yeast-survey"', f'id = "{id_}"')


def _id_of_another(chance: Random) -> str:
    """An entry under the id of one that stands in another file, or of another kind."""
    id_ = chance.choice(("guild-news", "millers", "barm-review", "pride", "baker", "share-the-yeast"))
    return chance.choice(
        (
            guild.SURVEY.replace('id = "yeast-survey"', f'id = "{id_}"'),
            guild.SURVEY + f'\n[[source]]\nid = "{id_}"\ntitle = "T"\nkind = "coverage"\nabout = "A"\n',
            _ADVICE.replace('id = "share-the-yeast"', f'id = "{id_}"'),
            guild.SURVEY + guild.DECOYS,
        )
    )


def _takes_all_away(chance: Random) -> str:
    return chance.choice(
        (
            guild.SURVEY.partition("[[measure]]")[0],
            guild.WORDS.partition("[cues]")[0],
            '[[role]]\nid = "x"\none = "x"\nmany = "xs"\n',
            guild.SOURCES.partition('\n\n[[source]]\nid = "brewers')[0],
            '[survey]\nid = "yeast-survey"\n',
        )
    )


# ── Templates ─────────────────────────────────────────────────────────────────────────────────────

_ESCAPES: Final = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ figure.__globals__ }}",
    "{{ figure.__call__.__func__.__globals__['os'] }}",
    "{{ cycler.__init__.__globals__.os.popen('touch " + MARK + "').read() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ ''|attr('__class__') }}",
    "{{ '{0.__class__}'.format(1) }}",
    "{{ request.application.__globals__ }}",
    "{% include '/etc/passwd' %}",
    "{% import 'value.html.j2' as x %}{{ x }}",
    "{% extends 'social.html.j2' %}",
    "{{ config }}{{ env }}{{ loop }}",
    "{{ ()|map('__import__') }}",
    "{% set x = namespace(a=1) %}{% set x.__class__ = 1 %}",
    "{{ [].append.__self__ }}{{ (1).__add__ }}",
)
_ENDLESS: Final = (
    "{% for x in range(10**9) %}{% for y in range(10**9) %}.{% endfor %}{% endfor %}",
    "{% for x in range(99999) %}{% for y in range(99999) %}.{% endfor %}{% endfor %}",
    "{% for x in 'ab' * 10**9 %}.{% endfor %}",
    "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "{{ 'x' * 10**10 }}",
    "{{ 9**9**9 }}",
    "{{ '%999999999d' % 1 }}",
    "{{ 'x'|center(10**9) }}",
    "{{ lipsum(n=10**6) }}",
    "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
)


def _in_template(chance: Random, text: str) -> str:
    section = chance.choice(("Taste first.", 'Read {{ source("guild-news") }}.', "Share it:"))
    return _ADVICE.replace(section, text)


def _escape(chance: Random) -> str:
    return _in_template(chance, chance.choice(_ESCAPES))


def _endless(chance: Random) -> str:
    return _in_template(chance, chance.choice(_ENDLESS))


def _doubling(chance: Random) -> str:
    """Each line twice what the one before says."""
    doubled = "".join(f"{{% set x{n + 1} = x{n} ~ x{n} %}}" for n in range(chance.choice((12, 30, 60))))
    return _in_template(chance, "{% set x0 = 'lol' %}" + doubled + "{{ x12 }}")


def _deep_template(chance: Random) -> str:
    times = chance.choice((300, 20_000))
    text = chance.choice(
        (
            "{{ " + "(" * times + ")" * times + " }}",
            "{% if 1 %}" * (times // 2),
            "{{ " * times,
            "{# " * times,
            "{{ " + "-" * times + "1 }}",
            "{{ x" + "[0]" * times + " }}",
            "{{ x" + "|upper" * (times // 2) + " }}",
            "{{ " + "9" * times + " ** 9999999 }}",
        )
    )
    return _in_template(chance, text)


def _typed_number(chance: Random) -> str:
    text = chance.choice(
        ("83% of them.", "Half of all.", "One in five.", "&#56;3", "８３", "<b>8</b>3", "twice")
    )
    return _in_template(chance, text)


def _markup(chance: Random) -> str:
    text = chance.choice(
        ("<script>x</script>", "<b>" * 3_000, "<a href='javascript:x'>x</a>", "<tg-spoiler>", "&")
    )
    return _in_template(chance, text)


def _fences(chance: Random) -> str:
    return chance.choice(
        (
            "+++\n" * 60_000,
            "+++\n+++\n" + "# Lead\n" * 30_000,
            "+++\n",
            _ADVICE + _ADVICE,
            "+++\nid = 1\n+++\n# X",
        )
    )


# ── Sound files that something happened to ────────────────────────────────────────────────────────


def _empty(chance: Random) -> str:
    return chance.choice(("", " ", "\n" * 1_000, "\ufeff", "\ufeff\ufeff", "#", "\r\r\r"))


def _cut_and_pasted(chance: Random) -> str:
    text = chance.choice(list(TEXTS.values()))
    for _ in range(chance.randrange(1, 5)):
        start = chance.randrange(len(text) + 1)
        other = chance.choice(list(TEXTS.values()))
        begin = chance.randrange(len(other))
        pasted = chance.choice(("", other[begin : begin + 50], '"', "[", "{{", "\n", "\u202e", "\x1b[2J"))
        text = text[:start] + pasted + text[start + chance.randrange(60) :]
    return text


def _line_ends(chance: Random) -> str:
    return guild.DECOYS.replace("\n", chance.choice(("\r", "\r\n", "\x0b", "\x85", "\u2028", "\n\n\n")))


def _cross(chance: Random) -> str:
    """What holds entries of several files, so that it belongs to none."""
    first, second = chance.sample(list(TEXTS.values()), 2)
    return first + second


KINDS: Final[dict[str, Callable[[Random], str | bytes]]] = {
    "no UTF-8": _mixed,
    "another encoding": _encoded,
    "NUL": _with_nul,
    "half pairs": _surrogates,
    "10 MB": _huge,
    "a little too large": _just_too_large,
    "zip": _zipped,
    "compressed": _packed,
    "tar": _tarred,
    "of another program": _of_another_program,
    "deep": _deep,
    "deep and closed": _deep_and_closed,
    "dotted keys": _dotted,
    "monstrous number": _monstrous_number,
    "odd value": _odd_value,
    "many entries": _many_entries,
    "many phrasings": _many_phrasings,
    "long text": _long_text,
    "open string": _open_string,
    "circle": _circle,
    "strange id": _strange_id,
    "id of another": _id_of_another,
    "takes all away": _takes_all_away,
    "escape": _escape,
    "endless": _endless,
    "doubling": _doubling,
    "deep template": _deep_template,
    "typed number": _typed_number,
    "markup": _markup,
    "fences": _fences,
    "empty": _empty,
    "cut and pasted": _cut_and_pasted,
    "line ends": _line_ends,
    "of several files": _cross,
}
