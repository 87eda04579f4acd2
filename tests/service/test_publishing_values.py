"""What is kept of errands and buttons, the names of texts, and the drafts made of them."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.texts import fingerprint
from bot.service import commands, taps
from bot.service import editors_taps as editing
from bot.service.permissions import Action, is_for_editors
from bot.service.ports import Errand
from bot.service.publishing import errands
from bot.service.versions import Edition, applied, digest, revision
from tests.service.publishing_samples import EVERY_ERRAND, EVERY_TAP


def test_there_is_a_sample_of_everything() -> None:
    assert {type(each) for each in EVERY_ERRAND} == set(get_args(errands.Asked))
    assert {type(each) for each in EVERY_TAP} == set(get_args(editing.Does)) == set(editing.NAMES.values())


@pytest.mark.parametrize("asked", EVERY_ERRAND, ids=repr)
def test_an_errand_is_understood_as_it_was_kept(asked: errands.Asked) -> None:
    kept = errands.errand(asked, 7)
    payload = json.loads(json.dumps(dict(kept.payload)))
    assert errands.understood(Errand(kind=kept.kind, payload=payload, person=7)) == asked
    assert kept.person == 7


@pytest.mark.parametrize("does", EVERY_TAP, ids=repr)
def test_a_button_of_an_editor_is_understood_as_it_was_stored(does: editing.Does) -> None:
    assert taps.understood(json.loads(json.dumps(taps.stored(does)))) == does


@pytest.mark.parametrize("does", EVERY_TAP, ids=repr)
def test_a_button_of_an_editor_is_for_editors_alone_but_for_those_on_notices(
    does: editing.Does,
) -> None:
    own = isinstance(does, editing.KeepSilent | editing.HearAgain)
    assert is_for_editors(commands.asked_by(does)) != own
    assert not own or commands.asked_by(does) is Action.CORRECTIONS
    assert not taps.shared(does)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
fields = st.dictionaries(
    st.sampled_from(["draft", "why", "ask", "entry", "what", "population", "first", "place", "kind", "file"]),
    json_values,
)


@given(kind=st.sampled_from([*editing.NAMES, "x"]), rest=fields)
def test_whatever_was_stored_is_a_button_or_none(kind: str, rest: dict[str, object]) -> None:
    does = taps.understood({**rest, "do": kind})
    assert does is None or kind in editing.NAMES


@given(
    kind=st.sampled_from(["receive", "publish", "discard", "gather", "roll back", "tell", "x"]), rest=fields
)
def test_whatever_was_kept_is_an_errand_or_none(kind: str, rest: dict[str, object]) -> None:
    found = errands.understood(Errand(kind=kind, payload=rest))
    assert found is None or kind != "x"


texts = st.dictionaries(st.sampled_from("abcd"), st.text(st.characters(), max_size=3))


@given(old=texts, new=texts)
def test_a_revision_makes_the_new_texts_of_the_old(old: dict[str, str], new: dict[str, str]) -> None:
    revised = revision(old, new)
    assert applied(old, revised) == new
    assert (revised == {}) == (old == new)
    assert all(old.get(path) != text for path, text in revised.items())


@given(one=texts, other=texts)
def test_a_version_is_named_by_what_its_texts_say(one: dict[str, str], other: dict[str, str]) -> None:
    assert (fingerprint(one) == fingerprint(other)) == (one == other)
    assert fingerprint(dict(reversed(one.items()))) == fingerprint(one) == Edition(texts=one).version


def test_no_two_texts_run_together_to_the_same_name() -> None:
    assert fingerprint({"a": "bc"}) != fingerprint({"ab": "c"})
    assert fingerprint({"a": "", "b": ""}) != fingerprint({"a": "b"})
    assert digest("a") != digest("a\n")
    assert len(digest("\ud800")) == 64
