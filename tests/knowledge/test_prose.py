"""What may stand in a section, and what is read from it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.prose import GAP, Reference, read_section, references


def test_calls_are_read_in_order_with_their_lines() -> None:
    section = '{{ figure("a/b", "c") }}\n\nand {{- gap("a/b", "c", "d") -}}\n{# a note\n#}{{ source("x") }}'
    assert references(section) == (
        Reference(function="figure", arguments=("a/b", "c"), line=1),
        Reference(function="gap", arguments=("a/b", "c", "d"), line=3),
        Reference(function="source", arguments=("x",), line=5),
    )


def test_plain_text_has_a_gap_for_each_call_and_keeps_its_lines() -> None:
    prose = read_section('one {{ source("x") }}\ntwo {# note\n#} three')
    assert prose.plain == f"one {GAP}\ntwo  three"
    assert prose.line_at(prose.plain.index("two")) == 2
    assert prose.line_at(prose.plain.index("three")) == 3


def test_paragraphs_and_bullets_are_fine() -> None:
    assert (
        read_section("A paragraph, with self-made words & signs: 'x' < y.\n\n- one\n- two (b)\n").faults == ()
    )


@pytest.mark.parametrize(
    ("section", "what"),
    [
        ("\n{% if x %}a{% endif %}", "a Jinja if in a section"),
        ("\n{% for x in y %}a{% endfor %}", "a Jinja for in a section"),
        ("\n{% set x = 1 %}", "a Jinja assign in a section"),
        ('\n{% include "x" %}', "a Jinja include in a section"),
        ("\n{% macro x() %}{% endmacro %}", "a Jinja macro in a section"),
        ("\n{% raw %}{{ x }}{% endraw %}", "braces in a section"),
        ("\n{{ 5 }}", "a Jinja const in a section"),
        ("\n{{ x }}", "a Jinja name in a section"),
        ("\n{{ x.y() }}", "a Jinja call in a section"),
        ('\n{{ source("a") | upper }}', "a Jinja filter in a section"),
        ('\n{{ source("a") + source("b") }}', "a Jinja add in a section"),
        ('\n{{ source("a").x }}', "a Jinja getattr in a section"),
        ("\n{{ range(5) }}", 'unknown function "range"'),
        ("\n{{ source(x) }}", "source called otherwise than with its words in quotes"),
        ("\n{{ source(5) }}", "source called otherwise than with its words in quotes"),
        ('\n{{ source("a", "b") }}', "source called otherwise than with its words in quotes"),
        ('\n{{ source(id="a") }}', "source called otherwise than with its words in quotes"),
        ("\n{{ source(*x) }}", "source called otherwise than with its words in quotes"),
        ("\n{{ source( }}", "not a template: unexpected '}', expected ')'"),
        ("\n<b>bold</b>", "HTML in a section"),
        ("\na&nbsp;b", "an HTML entity in a section"),
        ("\n## more", "a heading in a section"),
        ("\n**bold**", "Markdown emphasis in a section"),
        ("\nan *odd* word", "Markdown emphasis in a section"),
        ("\nan _odd_ word", "Markdown emphasis in a section"),
        ("\na [link](there)", "a Markdown link in a section"),
        ("\n* bullet", 'Markdown other than paragraphs and "- " in a section'),
        ("\n> quote", 'Markdown other than paragraphs and "- " in a section'),
        ("\n---", "a rule in a section"),
    ],
)
def test_anything_else_is_a_fault_at_its_line(section: str, what: str) -> None:
    faults = read_section(section).faults
    assert [(fault.line, fault.what) for fault in faults] == [(2, what)]
    assert faults[0].mend


def test_a_misspelt_function_is_suggested() -> None:
    assert read_section('{{ figur("a", "b") }}').faults[0].mend == 'did you mean "figure"?'


@pytest.mark.parametrize(
    "section",
    [
        "{{ " + "(" * 100_000,
        "{{ " + "(" * 60_000 + ")" * 60_000 + " }}",
        "{{ " + "[" * 100_000,
        "{{ " + "not " * 60_000 + " }}",
        "{% if a %}" * 20_000,
        "{{ a" + "|b" * 100_000 + " }}",
        "{{ " * 80_000,
        "{# " * 80_000,
        "{% raw %}" * 25_000,
        "*a " * 80_000,
        "x" * 10_000_000,
    ],
    ids=range(11),
)
def test_endless_or_deep_sections_are_faults_or_text_but_never_crash_or_hang(section: str) -> None:
    start = time.perf_counter()
    read_section(section)
    assert time.perf_counter() - start < 60


@given(st.text(alphabet="{}%#()\"'|a.,*_<>- \n[]=", max_size=80))
def test_any_text_can_be_read(section: str) -> None:
    prose = read_section(section)
    assert all(1 <= fault.line <= section.count("\n") + 1 for fault in prose.faults)
