"""A card's fields are found wherever its strings and brackets end, and edited alone."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editing.cards import Card

CARD = Card(
    """\
[[measure]]  # of pride
id = "pride"
short = 'pride # not a remark'   # a remark = "so"
statement = '''
are = "proud"
# of it'''
"figures".baker = { value = 50, caveat = "x = {" }
figures . brewer=64
# asked_as = ["no"]
asked_as = [
    "proud",  # ] = [
    "vain",
]
[measure.more]
caveat = "another table's\""""
)


def test_fields_are_found_with_their_values_as_written() -> None:
    assert {".".join(field.key): CARD.text[field.opens : field.closes] for field in CARD.fields()} == {
        "id": '"pride"',
        "short": "'pride # not a remark'",
        "statement": "'''\nare = \"proud\"\n# of it'''",
        "figures.baker": '{ value = 50, caveat = "x = {" }',
        "figures.brewer": "64",
        "asked_as": '[\n    "proud",  # ] = [\n    "vain",\n]',
    }


def test_a_field_that_is_there_is_written_in_its_place_and_keeps_its_remark() -> None:
    changed = CARD.put("short", value='"vanity"')
    assert changed.text == CARD.text.replace("'pride # not a remark'", '"vanity"')


@pytest.mark.parametrize(
    ("key", "above"),
    [
        ("title", 'id = "pride"'),
        ("caveat", "figures . brewer=64"),
        ("reach", "]"),
        ("unheard-of", "]"),
    ],
)
def test_a_new_field_stands_where_custom_puts_it(key: str, above: str) -> None:
    assert f"{above}\n{key} = 1\n" in CARD.put(key, value="1").text


def test_a_first_field_goes_below_the_header() -> None:
    assert Card("[[decoy]]").put("id", value="1").text == "[[decoy]]\nid = 1"
    assert Card('[[decoy]]\nreach = ["x"]').put("id", value="1").text == '[[decoy]]\nid = 1\nreach = ["x"]'


def test_a_head_without_a_header_takes_a_first_field_too() -> None:
    assert Card('reach = ["x"]').put("id", value="1").text == 'id = 1\nreach = ["x"]'
    assert Card("").put("id", value="1").text == "id = 1"


def test_dropping_a_field_takes_all_its_lines() -> None:
    assert CARD.drop("statement").text == CARD.text.replace(
        "statement = '''\nare = \"proud\"\n# of it'''\n", ""
    )
    assert Card("a = 1\nb = [\n2]").drop("b").text == "a = 1"


KEYS = st.sampled_from(("id", "short", "figures.a", "figures.b", "caveat", "asked_as", "odd"))
VALUES = st.sampled_from(
    ("1", '"a # b"', "'[['", '"""\n[x]\nid = 1 \\" """', "'''\n'' # '''", '[\n"]", # [\n]', "{ a = [1,\n2] }")
)
REMARKS = st.sampled_from(("", "  # one", "\n# id = 2", "\n"))


@given(st.dictionaries(KEYS, st.tuples(VALUES, REMARKS), min_size=1), KEYS, VALUES)
def test_editing_a_field_leaves_the_others_as_they_are(
    fields: dict[str, tuple[str, str]], key: str, value: str
) -> None:
    card = Card("\n".join(f"{name} = {field}{remark}" for name, (field, remark) in fields.items()))
    before = tomllib.loads(card.text)
    put = card.put(*key.split("."), value=value)
    assert put.value(*key.split(".")) == value
    assert card.value(*key.split(".")) == fields.get(key, (None, ""))[0]
    after = tomllib.loads(put.drop(*key.split(".")).text)
    assert _without(before, key) == _without(after, key)


def _without(tables: dict[str, object], key: str) -> dict[str, object]:
    first, _, second = key.partition(".")
    inner = tables.get(first)
    if not second or not isinstance(inner, dict):
        return {name: table for name, table in tables.items() if name != first}
    rest = {name: value for name, value in inner.items() if name != second}
    return {name: rest if name == first else table for name, table in tables.items() if name != first or rest}
