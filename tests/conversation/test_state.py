"""What a conversation remembers survives JSON, and JSON that nobody meant for it."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.state import Choice, Focus, State
from bot.knowledge.model import Audience

texts = st.text(st.characters(codec="utf-8"), max_size=20)
focuses = st.builds(
    Focus,
    entry=st.none() | texts,
    kind=texts,
    operation=texts,
    measures=st.lists(texts, max_size=4).map(tuple),
    roles=st.lists(texts, max_size=3).map(tuple),
    singled_out=st.none() | texts,
    place=st.integers(0, 50),
    largest=st.booleans(),
)
states = st.builds(
    State,
    role=st.none() | st.sampled_from([a.value for a in Audience]),
    focus=st.none() | focuses,
    choices=st.lists(st.builds(Choice, id=texts, label=texts), max_size=3).map(tuple),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
FULL = State(
    role="cio",
    focus=Focus(entry="a/b", kind="figure", operation="gap", measures=("a/b",), roles=("cio",), place=2),
    choices=(Choice(id="a/b", label="data protection"),),
)


@given(states)
def test_a_state_survives_json(state: State) -> None:
    assert State.from_json(state.to_json()) == state


@given(st.text())
def test_no_text_stops_a_conversation(text: str) -> None:
    assert isinstance(State.from_json(text), State)


@given(anything)
def test_no_json_stops_a_conversation(value: object) -> None:
    assert isinstance(State.from_json(json.dumps(value)), State)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "role": anything,
            "choices": anything | st.lists(st.dictionaries(st.sampled_from(["id", "label"]), anything)),
            "focus": anything | st.dictionaries(st.sampled_from([f.name for f in fields(Focus)]), anything),
        },
    )
)
def test_whatever_is_read_can_be_written_and_read_again(stored: dict[str, object]) -> None:
    """A value of a wrong type falls back to what a fresh state has, the rest is kept."""
    state = State.from_json(json.dumps(stored))
    assert State.from_json(state.to_json()) == state


@pytest.mark.parametrize("text", [None, "", "null", "[]", "3", '"text"', "{", "[" * 100_000, "NaN"])
def test_what_is_no_state_is_a_fresh_one(text: str | None) -> None:
    assert State.from_json(text) == State()


def test_keys_of_a_newer_format_are_dropped_and_the_rest_is_kept() -> None:
    stored = json.loads(FULL.to_json())
    stored |= {"format": 99, "assessment": {"step": 3}}
    stored["focus"] |= {"mood": "curious"}
    stored["choices"][0] |= {"colour": "red"}
    assert State.from_json(json.dumps(stored)) == FULL


@pytest.mark.parametrize("name", [f.name for f in fields(Focus)])
def test_a_key_that_an_older_format_lacks_has_its_default(name: str) -> None:
    stored = json.loads(FULL.to_json())
    del stored["focus"][name]
    read = State.from_json(json.dumps(stored)).focus
    assert read is not None
    assert getattr(read, name) == getattr(Focus(), name)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("entry", 3),
        ("kind", None),
        ("measures", "a/b"),
        ("roles", {"cio": 1}),
        ("place", -1),
        ("place", True),
        ("place", 1.5),
        ("largest", 1),
        ("largest", "no"),
    ],
)
def test_a_value_of_a_wrong_type_falls_back_alone(name: str, wrong: object) -> None:
    stored = json.loads(FULL.to_json())
    stored["focus"][name] = wrong
    read = State.from_json(json.dumps(stored))
    assert read.focus is not None
    assert getattr(read.focus, name) == getattr(Focus(), name)
    assert (read.role, read.choices) == (FULL.role, FULL.choices)


@pytest.mark.parametrize("role", ["king", "", 3, None, ["cio"], {"cio": 1}])
def test_a_role_that_nobody_can_have_is_none(role: object) -> None:
    assert State.from_json(json.dumps({"role": role})).role is None


@pytest.mark.parametrize("role", [None, "king"])
def test_guidance_addresses_others_until_a_role_is_given(role: str | None) -> None:
    assert State(role=role).audience is Audience.OTHER


def test_lone_surrogates_in_a_stored_text_do_not_stop_its_being_written() -> None:
    """A client may send half a pair as an escape; it can't be encoded for the database later."""
    state = State.from_json('{"choices": [{"id": "\\ud800", "label": "half"}]}')
    assert state.to_json().encode("utf-8", errors="strict")
