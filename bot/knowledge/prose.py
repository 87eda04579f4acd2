"""What may stand in a section: plain paragraphs, and calls that print what is stored.

A section is Jinja source, read here and never run. Nothing but text and calls of the functions in
:data:`CALLS` with literal strings passes, so that whatever can be printed is known beforehand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from jinja2 import Environment, TemplateSyntaxError, nodes

from bot.knowledge.nearest import suggestion
from bot.knowledge.texts import MAX_BYTES, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The functions a section may call, each with the names of its arguments.
CALLS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "figure": ("measure", "population"),
        "cite": ("measure", "population"),
        "gap": ("measure", "left", "right"),
        "rest": ("measure", "population"),
        "source": ("id",),
        "survey": ("id",),
    },
)

#: Stands for a call in a section's plain text: no word, no digit, no mark-up.
GAP = "\ufffc"

_ALLOWED = 'only text and calls such as {{ figure("survey/measure", "population") }} may stand here'
_MARKUP = (
    (re.compile(r"</?[A-Za-z!]"), "HTML"),
    (re.compile(r"&(?:#\w{1,10}|[A-Za-z]{2,10});"), "an HTML entity"),
    (re.compile(r"^ {0,3}#{1,6}(?:\s|$)", re.MULTILINE), "a heading"),
    (re.compile(r"\*\*|__|`|~~"), "Markdown emphasis"),
    (re.compile(r"(?<!\w)([*_])(?=[^\s*_])[^*_\n]{1,200}(?<=\S)\1(?!\w)"), "Markdown emphasis"),
    (re.compile(r"\]\("), "a Markdown link"),
    (re.compile(r"^ {0,3}[*+>|](?:\s|$)", re.MULTILINE), 'Markdown other than paragraphs and "- "'),
    (re.compile(r"^ {0,3}(?:-{3,}|={3,})\s*$", re.MULTILINE), "a rule"),
    (re.compile(r"\{[{%#]|[}%#]\}"), "braces"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """A call in a section. ``line`` is 1-based within the section."""

    function: str
    arguments: tuple[str, ...]
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """Something that may not stand in a section. ``line`` is 1-based within the section."""

    line: int
    what: str
    mend: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Prose:
    """A section as read: its calls, its faults, and its text with :data:`GAP` for each call."""

    references: tuple[Reference, ...] = ()
    faults: tuple[Fault, ...] = ()
    plain: str = ""
    starts: tuple[tuple[int, int], ...] = ()  # offset into plain, line, one per piece of text

    def line_at(self, offset: int) -> int:
        """The section's line on which an offset of the plain text stands."""
        line, begin = 1, 0
        for start, number in self.starts:
            if start > offset:
                break
            begin, line = start, number
        return line + self.plain.count("\n", begin, offset)


def references(section: str) -> tuple[Reference, ...]:
    """The calls of a section that are fit to be made, in order."""
    return read_section(section).references


def read_section(section: str) -> Prose:
    """A section's calls, text and faults. Never raises."""
    if len(section) > MAX_BYTES:
        return Prose(faults=(Fault(line=1, what="the section is endless", mend="shorten it"),))
    try:
        template = Environment(autoescape=True).parse(section)
        found = tuple(_nodes(template))
    except TemplateSyntaxError as error:
        message = " ".join((error.message or "a broken call").split())
        fault = Fault(line=error.lineno, what=f"not a template: {message[:200]}", mend=_ALLOWED)
        return Prose(faults=(fault,))
    except RecursionError:
        return Prose(faults=(Fault(line=1, what="nested too deeply", mend=_ALLOWED),))
    return _prose(found)


def _nodes(template: nodes.Template) -> Iterator[nodes.Node]:
    for node in template.body:
        if isinstance(node, nodes.Output):
            yield from node.nodes
        else:
            yield node


def _prose(found: tuple[nodes.Node, ...]) -> Prose:
    calls: list[Reference] = []
    faults: list[Fault] = []
    pieces: list[str] = []
    starts: list[tuple[int, int]] = []
    offset = 0
    for node in found:
        piece = GAP
        if isinstance(node, nodes.TemplateData):
            piece = node.data
        else:
            call = _reference(node)
            if isinstance(call, Fault):
                faults.append(call)
            else:
                calls.append(call)
        starts.append((offset, node.lineno))
        pieces.append(piece)
        offset += len(piece)
    prose = Prose(references=tuple(calls), plain="".join(pieces), starts=tuple(starts))
    faults.extend(_markup(prose))
    return Prose(
        references=prose.references,
        faults=tuple(dict.fromkeys(faults)),
        plain=prose.plain,
        starts=prose.starts,
    )


def _reference(node: nodes.Node) -> Reference | Fault:
    """The call that a node is, or what is wrong with it."""
    if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
        return Fault(line=node.lineno, what=f"{_name_of(node)} in a section", mend=_ALLOWED)
    name = node.node.name
    if name not in CALLS:
        what = f"unknown function {quoted(name)}"
        return Fault(line=node.lineno, what=what, mend=suggestion(name, CALLS))
    values = [a.value for a in node.args if isinstance(a, nodes.Const)]
    arguments = tuple(value for value in values if isinstance(value, str))
    named = node.kwargs or node.dyn_args or node.dyn_kwargs
    if named or len(arguments) != len(node.args) or len(arguments) != len(CALLS[name]):
        right = ", ".join(f'"{argument}"' for argument in CALLS[name])
        what = f"{name} called otherwise than with its words in quotes"
        return Fault(line=node.lineno, what=what, mend=f"write {name}({right})")
    return Reference(function=name, arguments=arguments, line=node.lineno)


def _name_of(node: nodes.Node) -> str:
    """A node as an editor would call it: Jinja's own words are close enough."""
    return "a Jinja " + re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(node).__name__).lower()


def _markup(prose: Prose) -> Iterator[Fault]:
    for pattern, name in _MARKUP:
        found = pattern.search(prose.plain)
        if found:
            mend = 'write plain paragraphs and "- " bullets'
            yield Fault(line=prose.line_at(found.start()), what=f"{name} in a section", mend=mend)
