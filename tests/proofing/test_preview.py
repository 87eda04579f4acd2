"""A preview survives as JSON, and nothing else passes for one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.model import Place, Problem
from bot.knowledge.parse import parse
from bot.proofing.answers import Answered, Counted, Difference, Severity
from bot.proofing.changes import Change, Correction, FigureChange, Happened, Subject, TextChange
from bot.proofing.covering import Covered, covered
from bot.proofing.preview import MOST_PROBLEMS, Preview, first_problems
from bot.questions.coverage import Drawn, Pair
from bot.replies.reply import Kind, Outcome
from tests import conftest
from tests.knowledge import guild

# Even half a surrogate pair, which somebody's file may hold.
texts = st.text(st.characters(), max_size=5)
numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=3)
chances = st.floats(0, 1)
answered = st.builds(
    Answered,
    outcome=st.sampled_from(Outcome),
    kind=st.sampled_from(Kind),
    numbers=st.lists(numbers, max_size=3).map(tuple),
    text=texts,
    entry=st.none() | texts,
)


def several(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=2).map(tuple)


previews = st.builds(
    Preview,
    base=st.none() | texts,
    version=texts,
    problems=several(
        st.builds(Problem, place=st.builds(Place, file=texts, line=st.integers(1, 9)), what=texts)
    ),
    problem_count=st.integers(2, 99),
    changes=several(
        st.builds(
            Change,
            subject=st.sampled_from(Subject),
            entry=texts,
            title=texts,
            happened=st.sampled_from(Happened),
            figures=several(
                st.builds(
                    FigureChange,
                    population=texts,
                    label=texts,
                    before=st.none() | texts,
                    after=st.none() | texts,
                )
            ),
            gained=several(texts),
            lost=several(texts),
            texts=several(
                st.builds(TextChange, part=texts, before=st.none() | texts, after=st.none() | texts)
            ),
        )
    ),
    corrections=several(
        st.builds(
            Correction,
            **dict.fromkeys(("measure", "population", "survey", "statement", "label", "before"), texts),
            share=st.booleans(),
            after=st.none() | texts,
        )
    ),
    tests_asked=st.integers(0, 9),
    kept_asked=st.integers(0, 9),
    counts=several(st.builds(Counted, severity=st.sampled_from(Severity), count=st.integers(0, 9))),
    differences=several(
        st.builds(
            Difference, question=texts, severity=st.sampled_from(Severity), before=answered, after=answered
        )
    ),
    coverage=st.none()
    | st.builds(
        Covered,
        **dict.fromkeys(("tests", "tested", "entries", "phrasings"), st.integers(0, 9)),
        untested=several(texts),
        drawn=several(st.builds(Drawn, entry=texts, phrasing=texts, other=texts, probability=chances)),
        near_duplicates=several(
            st.builds(
                Pair, entry=texts, phrasing=texts, other=texts, other_phrasing=texts, similarity=chances
            )
        ),
    ),
)
SIMPLE = Preview(
    base=None,
    version="v",
    problems=(Problem(place=Place(file="a.toml"), what="is wrong"),),
    problem_count=1,
    corrections=(
        Correction(
            measure="m",
            population="p",
            survey="s",
            statement="do",
            label="Ps",
            share=True,
            before="1%",
            after=None,
        ),
    ),
)


@given(previews)
def test_a_preview_is_read_as_it_was_written(preview: Preview) -> None:
    assert Preview.from_json(preview.to_json()) == preview
    assert preview.to_json().isascii()


def test_nothing_but_a_problem_forbids_to_publish() -> None:
    assert not SIMPLE.publishable
    assert replace(SIMPLE, problems=(), problem_count=0).publishable


@pytest.mark.parametrize(
    "spoil",
    [
        {"version": 3},
        {"version": None},
        {"problem_count": 0},
        {"problem_count": True},
        {"problem_count": 1.0},
        {"problem_count": "1"},
        {"problems": {}},
        {"problems": [{"what": "x", "mend": ""}]},
        {"problems": [{"place": {"file": "a", "line": "1"}, "what": "x", "mend": ""}]},
        {"corrections": "none"},
        {"counts": [{"severity": "dreadful", "count": 1}]},
        {"counts": [{"severity": ["other words"], "count": 1}]},
        {"coverage": []},
        {"more": 1},
    ],
)
def test_what_is_no_preview_is_refused(spoil: dict[str, object]) -> None:
    given_ = {**json.loads(SIMPLE.to_json()), **spoil}
    with pytest.raises(ValueError, match=r"\w"):
        Preview.from_json(json.dumps(given_))


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", "{" * 50_000, "[" * 100_000, b"\xff", "NaN"])
def test_what_is_no_object_is_refused(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Preview.from_json(text)


@pytest.mark.parametrize("number", ["1e999999999", "NaN", "Infinity", "9" * 1000, "", "x", 7])
def test_a_monstrous_number_is_refused(number: object) -> None:
    reply = {"outcome": "answer", "kind": "value", "entry": None, "numbers": [number], "text": ""}
    difference = {"question": "", "severity": "other numbers", "before": reply, "after": reply}
    given_ = {**json.loads(SIMPLE.to_json()), "differences": [difference]}
    with pytest.raises(ValueError, match="numbers"):
        Preview.from_json(json.dumps(given_))
    reply["numbers"] = ["83.5"]
    assert Preview.from_json(json.dumps(given_)).differences[0].before.text == ""


def test_of_many_problems_the_first_are_told_each_once() -> None:
    many = [Problem(place=Place(file="a", line=line), what="x") for line in range(MOST_PROBLEMS + 5, 0, -1)]
    told = first_problems([*many, *many])
    assert told == tuple(sorted(many))[:MOST_PROBLEMS]


def test_only_what_is_new_is_looked_at() -> None:
    old = guild.sound()
    index = conftest.matching(old).index
    unchanged = covered(old, old, index)
    assert (unchanged.untested, unchanged.drawn, unchanged.near_duplicates) == ((), (), ())
    assert covered(None, old, index).drawn
    near = 'asked_as = ["proud of the starter"'
    survey = guild.SURVEY.replace(near, f'{near}, "swap yeast", "lend the starter"')
    survey = survey.replace('reach = ["how many are proud of what rises"]', "")
    new, _ = parse({**guild.TEXTS, guild.SURVEY_FILE: survey})
    assert new is not None
    found = covered(old, new, conftest.matching(new).index)
    assert found.untested == ("yeast-survey/starter-pride",)
    assert found.entries == len(list(new.entries()))
    assert {d.phrasing for d in found.drawn} == {"swap yeast", "lend the starter"}
    assert {d.other for d in found.drawn} == {"share-the-yeast"}
    assert [(p.phrasing, p.other_phrasing) for p in found.near_duplicates] == [("swap yeast", "swap yeast")]
