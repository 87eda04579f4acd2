"""Where a table stands in a TOML text, since the parser keeps no positions."""

from __future__ import annotations

import re

#: A string of any kind, for patterns in which what stands inside one must not count. A multi-line
#: string may end in up to two quotes of its own, hence the extra ones.
STRING = (
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
)
# Strings and comments come first, so that a bracket inside one of them is never a header.
_TOKEN = re.compile(rf"{STRING}|\#[^\n]*|(?P<open>[\[{{])|(?P<close>[\]}}])", re.DOTALL)
_HEADER = re.compile(r"""\[\[?[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([\w-]+))[ \t]*\]""")


def table_lines(text: str) -> dict[str, tuple[int, ...]]:
    """The lines (1-based) of each top-level table's headers, in order, by the table's name.

    ``[survey]`` and ``[[measure]]`` count, ``[measure.figures]`` doesn't: it belongs to the
    measure before it. Expects a text that the TOML parser accepts.
    """
    found: dict[str, list[int]] = {}
    depth, line, seen = 0, 1, 0
    for token in _TOKEN.finditer(text):
        if token["close"]:
            depth = max(0, depth - 1)
        elif token["open"]:
            depth += 1
            header = _HEADER.match(text, token.start()) if depth == 1 else None
            if header and _opens_line(text, token.start()):
                line += text.count("\n", seen, token.start())
                seen = token.start()
                found.setdefault(header[1] or header[2] or header[3] or "", []).append(line)
    return {name: tuple(lines) for name, lines in found.items()}


def _opens_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip()
