"""Where tables stand in a text."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.placing import table_lines


def test_headers_are_found_in_order_by_name() -> None:
    text = "[survey]\n\n[[measure]]\n  [[ measure ]] # second\n[ 'odd name' ]\n[\"other\"]\n"
    assert table_lines(text) == {"survey": (1,), "measure": (3, 4), "odd name": (5,), "other": (6,)}


def test_tables_within_a_table_are_not_counted() -> None:
    assert table_lines("[[measure]]\n[measure.figures]\n[[measure.more]]\n[[measure]]\n") == {
        "measure": (1, 4)
    }


def test_brackets_in_strings_comments_and_values_are_no_headers() -> None:
    text = (
        'a = """\n[[measure]]\n\\"""\n[[measure]]\n"""""\n'
        "b = '''\n[[measure]]'''\n"
        "# [[measure]]\n"
        'c = [\n[1],\n["[[measure]]"],\n]\n'
        "d = '[[measure]]'\n"
        'e = { f = "\\"[[measure]]" }\n'
        "[[measure]]\n"
    )
    assert len(tomllib.loads(text)["measure"]) == 1
    assert table_lines(text) == {"measure": (text.count("\n"),)}


NAMES = st.sampled_from(("measure", "claim", "source"))
VALUES = st.sampled_from(
    (
        'a = """\n[[measure]]\n"""""',
        "a = '''\n[[claim]] \"\n'''",
        "a = [[1],\n[2], # ]\n]",
        "a = '[['",
        'a = "]] # \\" ["',
        "# '''",
        "",
        "[x.y]",
    ),
)


@given(st.lists(st.tuples(NAMES, st.lists(VALUES, unique=True, max_size=1)), max_size=20))
def test_every_header_of_a_text_is_found(tables: list[tuple[str, list[str]]]) -> None:
    text, line = "", 1
    expected: dict[str, list[int]] = {}
    for name, values in tables:
        expected.setdefault(name, []).append(line)
        block = "\n".join([f"[[{name}]]", *(value for value in values if value != "[x.y]")]) + "\n"
        text, line = text + block, line + block.count("\n")
    tomllib.loads(text)
    assert table_lines(text) == {name: tuple(lines) for name, lines in expected.items()}


@given(st.text(alphabet="[]\"'#=a \n\\{}", max_size=200))
def test_any_text_has_some_places(text: str) -> None:
    for lines in table_lines(text).values():
        assert all(1 <= line <= text.count("\n") + 1 for line in lines)
