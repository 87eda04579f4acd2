"""Conversations of several turns, by example, on the shipped knowledge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.conversation.events import AskedForgetting, Chose, GaveRole, Said
from bot.conversation.state import Choice, State
from bot.replies.reply import Kind, Outcome, Reply, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.advisor import Advisor

    Talk = Callable[..., Reply]

PROTECTION = "netbiscuits-2013/data-protection"
PACE = "netbiscuits-2013/keeping-pace"
ASKED = "how many CMOs worry about data protection?"


@pytest.fixture
def talk(advisor: Advisor) -> Talk:
    """Hold a conversation; the reply to its last turn."""

    def held(*turns: str, role: str | None = None) -> Reply:
        state, reply = State(role=role), None
        for text in turns:
            turn = advisor.turn(Said(text=text), state)
            state, reply = State.from_json(turn.state.to_json()), turn.replies[0]
        assert reply is not None
        return reply

    return held


def numbers(reply: Reply) -> list[int]:
    """The numbers that answer, as whole ones."""
    return [int(n) for n in reply.numbers]


# ── Asking the same of somebody or something else ─────────────────────────────────────────────────


def test_and_the_cios_asks_the_same_of_them(talk: Talk) -> None:
    reply = talk(ASKED, "and the CIOs?")
    assert (reply.kind, reply.entry, numbers(reply)) == (Kind.VALUE, PROTECTION, [83])


@pytest.mark.parametrize("text", ["and CIOs", "what about the CIOs?", "same for CIOs", "ok and tech chiefs?"])
def test_a_follow_up_may_be_worded_in_many_ways(talk: Talk, text: str) -> None:
    assert numbers(talk(ASKED, text)) == [83]


def test_and_another_subject_asks_it_of_the_same_people(talk: Talk) -> None:
    reply = talk(ASKED, "and keeping pace?")
    assert (reply.entry, numbers(reply)) == (PACE, [47])


def test_what_is_carried_is_announced(talk: Talk) -> None:
    assert plain(talk(ASKED, "and the CIOs?").text).startswith("Still about data protection.")


def test_what_is_named_again_is_not_announced(talk: Talk) -> None:
    text = plain(talk(ASKED, "how many CIOs worry about data protection?").text)
    assert "Still about" not in text


def test_the_other_one_is_the_counterpart_of_whom_was_asked_about(talk: Talk) -> None:
    assert numbers(talk(ASKED, "no, the other one")) == [83]
    assert numbers(talk("what share of CIOs find data protection hard", "no, the other one")) == [64]


def test_the_other_one_after_a_claim_is_about_the_other_role(talk: Talk) -> None:
    reply = talk("who knows customers best?", "no, the other one")
    assert reply.entry != "netbiscuits-2013/who-knows-customers"
    assert "CIO" in plain(reply.text)


def test_my_counterpart_is_relative_to_my_role(talk: Talk) -> None:
    assert numbers(talk("how many of us worry about data protection?", role="cio")) == [83]
    assert numbers(talk(ASKED, "and my counterpart?", role="cmo")) == [83]


def test_somebody_nobody_asked_is_refused_with_what_is_held(talk: Talk) -> None:
    reply = talk(ASKED, "and the CFOs?")
    assert (reply.outcome, reply.missing, reply.nearest) == (Outcome.ABSTAIN, "role", PROTECTION)
    assert "CFOs" in plain(reply.text)


@pytest.mark.parametrize(
    ("text", "missing"), [("and in Germany?", "country"), ("has it changed over time?", "year")]
)
def test_a_place_or_time_nobody_measured_is_refused_by_name(talk: Talk, text: str, missing: str) -> None:
    reply = talk(ASKED, text)
    assert (reply.outcome, reply.missing, reply.nearest) == (Outcome.ABSTAIN, missing, PROTECTION)


# ── Reckoning on ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["what's the gap?", "how far apart are they?", "and the difference?"])
def test_the_gap_of_what_was_spoken_of(talk: Talk, text: str) -> None:
    reply = talk(ASKED, "and the CIOs?", text)
    assert (reply.kind, reply.entry) == (Kind.GAP, PROTECTION)
    assert abs(numbers(reply)[0]) == 19


def test_an_operation_is_asked_for_again_of_another_subject(talk: Talk) -> None:
    reply = talk("what is the gap on data protection?", "and on keeping pace?")
    assert (reply.kind, reply.entry) == (Kind.GAP, PACE)
    assert abs(numbers(reply)[0]) == 25


def test_the_runner_up_comes_after_the_first(talk: Talk) -> None:
    first = talk("where do CIOs and CMOs differ most?")
    assert numbers(first)[0] == 25
    second = talk("where do CIOs and CMOs differ most?", "and the runner-up?")
    assert (second.kind, numbers(second)) == (Kind.RANKING, [19, 83, 64])


def test_the_runner_up_of_the_narrowest_counts_from_that_end(talk: Talk) -> None:
    first = talk("what is the smallest gap between CIOs and CMOs?")
    second = talk("what is the smallest gap between CIOs and CMOs?", "and the second smallest?")
    assert second.kind is Kind.RANKING
    assert abs(numbers(second)[0]) >= abs(numbers(first)[0])
    assert second.text != first.text


def test_which_of_those_is_bigger_puts_the_last_two_figures_in_order(talk: Talk) -> None:
    reply = talk(
        "what share of CIOs worry about data protection?",
        "and about keeping pace?",
        "which of those is bigger?",
    )
    assert (reply.kind, numbers(reply)) == (Kind.RANKING, [83, 72])
    assert "11" not in plain(reply.text), "values of different measures are never subtracted"


# ── Asking on: why, who says so, what to do ───────────────────────────────────────────────────────


def test_why_a_figure_is_as_it_is_nobody_states(talk: Talk) -> None:
    reply = talk(ASKED, "why?")
    assert (reply.outcome, reply.missing) == (Outcome.ABSTAIN, "cause")
    assert reply.numbers == ()


@pytest.mark.parametrize("text", ["who says so?", "says who?", "which article is that from?", "source?"])
def test_who_says_so_names_the_source_of_what_was_said(talk: Talk, text: str) -> None:
    reply = talk(ASKED, text)
    assert (reply.kind, reply.sources) == (Kind.SOURCE, ("time-to-team-up",))
    assert "Time to Team Up" in plain(reply.text)


def test_who_says_so_of_a_claim_tells_whether_it_is_opinion(talk: Talk) -> None:
    reply = talk("who knows customers best?", "who says so?")
    assert reply.kind is Kind.SOURCE
    assert "Time to Team Up" in plain(reply.text)


def test_what_should_i_do_after_a_figure_is_advice_and_not_the_figure_again(talk: Talk) -> None:
    reply = talk("what share of CIOs worry about data protection?", "so what should I do?")
    assert reply.kind is Kind.ADVICE
    assert "•" in plain(reply.text), "with steps"


def test_what_should_i_do_after_advice_gives_its_steps(talk: Talk) -> None:
    reply = talk("how do I win over the CMO?", "so what should I do?")
    assert (reply.kind, reply.entry) == (Kind.ADVICE, "win-over-the-cmo")
    assert "What to do" in plain(reply.text)


def test_advice_speaks_to_the_role_that_was_given(talk: Talk) -> None:
    asked = "who should own mobile strategy?"
    assert len({talk(asked, role=role).text for role in ("cio", "cmo", "ceo")}) == 3


# ── Changing the subject ──────────────────────────────────────────────────────────────────────────


def test_a_new_subject_leaves_the_old_one_behind(talk: Talk) -> None:
    reply = talk(ASKED, "what does CMO stand for?")
    assert reply.kind is Kind.DEFINITION
    assert "Still about" not in plain(reply.text)


def test_small_talk_does_not_lose_the_thread(talk: Talk) -> None:
    reply = talk(ASKED, "thanks", "and the CIOs?")
    assert numbers(reply) == [83]


def test_a_refusal_does_not_lose_the_thread(talk: Talk) -> None:
    assert numbers(talk(ASKED, "and in Germany?", "and the CIOs?")) == [83]


def test_a_follow_up_to_nothing_makes_nothing_up(talk: Talk) -> None:
    for text in ("and the runner-up?", "which of those is bigger?", "what's the gap?", "no, the other one"):
        assert talk(text).numbers == (), text


@pytest.mark.parametrize("text", ["no", "yes", "and us?", "and?", "the other one", "1", "none of these"])
def test_what_asks_nothing_by_itself_is_not_answered_with_something(talk: Talk, text: str) -> None:
    assert talk(text).outcome is not Outcome.ANSWER


def test_forgetting_leaves_nothing_to_carry(advisor: Advisor) -> None:
    state = advisor.turn(Said(text=ASKED), State(role="cio")).state
    state = advisor.turn(AskedForgetting(), state).state
    assert state == State()
    assert advisor.turn(Said(text="and the CIOs?"), state).replies[0].numbers == ()


# ── Choices and roles ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("said", ["1", "first", " 1. "])
def test_a_choice_may_be_tapped_typed_or_counted(advisor: Advisor, said: str) -> None:
    state = _offered()
    tapped = advisor.turn(Chose(entry=state.choices[0].id), state)
    assert advisor.turn(Said(text=said), state).replies == tapped.replies
    assert advisor.turn(Said(text=state.choices[0].label), state).replies == tapped.replies
    assert tapped.state.choices == ()


def test_none_of_these_clears_the_table(advisor: Advisor) -> None:
    state = _offered()
    turn = advisor.turn(Said(text="none of these"), state)
    assert turn.replies[0].outcome is Outcome.ABSTAIN
    assert turn.state.choices == ()


def test_a_choice_that_has_gone_is_answered(advisor: Advisor) -> None:
    turn = advisor.turn(Chose(entry="left-the-knowledge"), State())
    assert "no longer there" in plain(turn.replies[0].text)


def test_a_question_instead_of_a_choice_is_answered(advisor: Advisor) -> None:
    turn = advisor.turn(Said(text=ASKED), _offered())
    assert numbers(turn.replies[0]) == [64]


@pytest.mark.parametrize(("given", "kept"), [("cio", "cio"), ("king", "other"), (None, None)])
def test_a_role_is_kept_and_an_unknown_one_counts_as_other(
    advisor: Advisor, given: str | None, kept: str | None
) -> None:
    assert advisor.turn(GaveRole(role=given), State(role="cmo")).state.role == kept


def _offered() -> State:
    """A state with choices on the table: two entries that could be meant."""
    ids = ("first-steps", PROTECTION)
    labels = ("First steps towards alignment", "data protection")
    return State(choices=tuple(Choice(id=i, label=label) for i, label in zip(ids, labels, strict=True)))
