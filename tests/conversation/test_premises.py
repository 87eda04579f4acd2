"""Shares that somebody states: what was found is told beside what was not, and whose a share really is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.conversation.events import Said
from bot.conversation.state import State
from bot.figures import reason
from bot.knowledge.model import SHARE
from bot.replies.reply import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.advisor import Advisor
    from bot.knowledge.model import Knowledge

    Talk = Callable[..., str]

NONE_FOUND = "None of these surveys found that"
NOT_FOUND = "That is not what the survey found"
ASKED = "how many CMOs worry about data protection?"


@pytest.fixture
def talk(advisor: Advisor) -> Talk:
    """Hold a conversation on the founding articles; the text of the reply to its last turn."""
    return _with(advisor)


@pytest.fixture
def whole(whole_advisor: Advisor) -> Talk:
    """The same on all of the library."""
    return _with(whole_advisor)


def _with(advisor: Advisor) -> Talk:
    def held(*turns: str) -> str:
        state, told = State(), ""
        for text in turns:
            turn = advisor.turn(Said(text=text), state)
            state, told = turn.state, plain(turn.replies[0].text)
        return told

    return held


def test_a_share_of_the_other_side_is_said_to_be_theirs(talk: Talk) -> None:
    told = talk("is it true that 83% of CMOs worry about data protection?")
    assert told.startswith(f"{NOT_FOUND}. 64% of CMOs")
    assert "83% is the figure for CIOs." in told


@pytest.mark.parametrize("share", ["36%", "19%"])
def test_what_could_be_computed_from_a_figure_is_no_figure(talk: Talk, share: str) -> None:
    told = talk(f"is it true that {share} of CMOs worry about data protection?")
    assert NOT_FOUND in told
    assert share not in told


def test_a_complement_that_is_asked_for_is_true(talk: Talk) -> None:
    assert NOT_FOUND not in talk("is it true that 17% of CIOs do not name data protection?")


def test_a_share_said_of_those_who_did_not_is_held_against_them(talk: Talk) -> None:
    assert NOT_FOUND in talk("is it true that 83% of CIOs do not name data protection?")


def test_no_share_that_was_found_is_called_false(whole: Talk, whole_knowledge: Knowledge) -> None:
    for measure in whole_knowledge.measures.values():
        for row in reason.main(reason.readings(whole_knowledge, measure)):
            if row.exact and row.figure.unit == SHARE:
                claim = f"{row.figure.value}% of {row.population.label} {measure.statement}"
                assert not whole(f"is it true that {claim}?").startswith((NOT_FOUND, NONE_FOUND)), claim


def test_two_shares_are_each_held_against_their_own_side(talk: Talk) -> None:
    asked = "is it right that {}% of CIOs and {}% of CMOs worry about data protection?"
    assert NOT_FOUND not in talk(asked.format(83, 64))
    assert NOT_FOUND in talk(asked.format(64, 83))
    assert NOT_FOUND in talk(asked.format(83, 46))


@pytest.mark.parametrize(
    ("said", "holds"), [("more than half", True), ("over 60%", True), ("less than half", False)]
)
def test_a_share_may_be_the_least_or_the_most_there_is(talk: Talk, said: str, holds: bool) -> None:  # noqa: FBT001
    told = talk(f"is it true that {said} of CMOs worry about data protection?")
    assert (NOT_FOUND not in told) is holds


@pytest.mark.parametrize(
    "text", ["I heard 40%", "no, I read 83", "no, it was 83%", "wasn't it 71%?", "not 50%?"]
)
def test_a_share_is_held_against_the_figure_just_told(talk: Talk, text: str) -> None:
    told = talk(ASKED, text)
    assert NOT_FOUND in told
    assert "64% of CMOs" in told


@pytest.mark.parametrize("tag", [", right?", ". Right?", ". Is that correct?"])
def test_what_people_are_said_to_do_is_the_subject_and_not_the_number(whole: Talk, tag: str) -> None:
    told = whole(f"I was told that 44% of CIOs see no need to align{tag}")
    assert told.startswith(f"{NOT_FOUND}. 23% of senior IT executives see no need to align")
    assert "44% is the figure for senior marketing executives." in told


def test_where_several_surveys_asked_it_is_said_that_none_found_it(whole: Talk) -> None:
    told = whole("is it true that 97% of CIOs want alignment?")
    assert told.startswith(NONE_FOUND)


def test_a_number_that_is_printed_for_something_else_answers_no_claim(whole: Talk) -> None:
    told = whole("is it true that 90% of CMOs eat breakfast?")
    assert told.startswith("No source here measured that")


def test_a_number_alone_names_what_it_is_printed_for(talk: Talk) -> None:
    assert "data protected" in talk("what do 83% of CIOs worry about?")


@pytest.mark.parametrize("text", ["64%?", "double check: 64%?", "so 64 then?", "are you sure it is 64%?"])
def test_a_number_that_was_just_told_is_that_figure_and_no_other_of_its_value(whole: Talk, text: str) -> None:
    told = whole(ASKED, text)
    assert told.startswith("Still about data protection.\n64% of CMOs")
    assert NOT_FOUND not in told


def test_a_number_of_the_other_side_asked_next_is_theirs(whole: Talk) -> None:
    assert "83% of CIOs" in whole(ASKED, "83%?")


def test_a_number_that_was_not_just_told_is_looked_up(whole: Talk) -> None:
    assert whole(ASKED, "90%?").startswith("90% of CIOs and CMOs want sites that load faster")


def test_a_number_on_which_guidance_rests_is_the_figure_it_cites(whole: Talk) -> None:
    assert "62% of IT executives" in whole("should we involve IT early?", "62%?")


def test_a_number_of_things_is_no_share(whole: Talk) -> None:
    told = whole("how many seconds may a site take to load?", "3 seconds?")
    assert "three seconds" in told
    assert "3%" not in told
    assert "20%" not in whole("can a startup with 20 people use this advice?")


def test_a_step_by_its_number_is_one_of_the_guidance_before(whole: Talk) -> None:
    assert "What to do" in whole("should we involve IT early?", "ok and step 2?")


@pytest.mark.parametrize("address", ["", "@entente ", "@somebody_else: "])
def test_one_is_no_number_and_a_handle_in_front_no_word(whole: Talk, address: str) -> None:
    told = whole(f"{address}quick one: % of CMOs who think IT is a roadblock?")
    assert told.startswith("14% of top marketing executives")


def test_a_difference_is_corrected_too(talk: Talk) -> None:
    told = talk("is it true that the gap on data protection is 30%?")
    assert NOT_FOUND in told
    assert "19 percentage points" in told
