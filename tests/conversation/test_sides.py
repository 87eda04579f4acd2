"""Groups and sides named after an answer: the figures shown that have them, or what is held instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.figures import reason
from bot.knowledge.model import Missing
from bot.replies.reply import BRIEF, Kind, Outcome, Reply, plain
from tests import builders

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.knowledge.model import Knowledge

    Talk = Callable[..., Reply]

GOOD = "is the relationship good?"
IMPROVED = "has the relationship between CIOs and CMOs improved?"
EXCELLENT = "What share of CIOs call the tie excellent, IDG?"
WEBSITES = "how many websites do organisations run?"
UNCLEAR = "priorities of the budget"
PROTECTION = "how many CMOs worry about data protection?"


def numbers(reply: Reply) -> list[int]:
    return [int(n) for n in reply.numbers]


# ── A group by a part of its name ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("follow_up", ["and large ones?", "large?", "what about the larger ones?"])
def test_a_part_of_its_name_is_enough_for_a_group_of_what_was_shown(talk: Talk, follow_up: str) -> None:
    reply = talk(GOOD, "in small companies", follow_up)
    assert (reply.entry, numbers(reply)) == ("idg-2013/relationship-excellent", [28, 23, 5])
    back = talk(GOOD, "in large companies", follow_up, "and small?")
    assert (back.entry, numbers(back)) == ("idg-2013/relationship-excellent", [44, 51, -7])


def test_a_part_of_a_name_narrows_the_role_that_stands_beside_it(talk: Talk) -> None:
    assert numbers(talk(GOOD, "in small companies", "and the larger CIOs?")) == [28]


# ── A group, or a country, of a theme ─────────────────────────────────────────────────────────────


def test_a_theme_is_narrowed_to_the_member_that_has_the_group(talk: Talk) -> None:
    reply = talk(GOOD, "in large companies")
    assert (reply.outcome, reply.entry) == (Outcome.ANSWER, "idg-2013/relationship-excellent")
    assert numbers(reply) == [28, 23, 5]
    assert "larger firms" in plain(reply.text)
    assert plain(reply.text).startswith("Still about “Is the relationship good”.")


def test_the_group_stays_when_another_role_is_asked_about(talk: Talk) -> None:
    assert numbers(talk(GOOD, "in large companies", "and the CMOs?")) == [23]


@pytest.mark.parametrize("text", ["in the US?", "only in the United States", "and in the U.S.?"])
def test_a_country_is_answered_by_the_survey_that_asked_there_alone(talk: Talk, text: str) -> None:
    reply = talk(IMPROVED, text)
    assert (reply.entry, numbers(reply)) == ("creative-group-2015/closer-than-before", [55, 33, 22])


def test_a_country_in_which_nobody_was_asked_alone_is_refused(talk: Talk) -> None:
    for text in ("in Germany?", "in the UK?", "in Latin America?"):
        reply = talk(IMPROVED, text)
        assert (reply.outcome, reply.missing, reply.numbers) == (Outcome.ABSTAIN, Missing.COUNTRY, ()), text


# ── One side against the other ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "text", "told"),
    [
        (WEBSITES, "UK vs US?", [34, 22]),
        (WEBSITES, "which is bigger, UK or US?", [34, 22]),
        (EXCELLENT, "small vs large?", [44, 28, 16]),
        (EXCELLENT, "smaller versus larger firms", [44, 28, 16]),
        (PROTECTION, "CIOs vs CMOs?", [83, 64, 19]),
        (PROTECTION, "IT vs marketing", [83, 64, 19]),
    ],
)
def test_two_sides_that_were_counted_are_compared(
    talk: Talk, before: str, text: str, told: list[int]
) -> None:
    reply = talk(before, text)
    assert (reply.kind, numbers(reply)) == (Kind.COMPARE, told)


@pytest.mark.parametrize(
    ("before", "text", "missing"),
    [
        (PROTECTION, "UK vs US?", Missing.COUNTRY),
        (PROTECTION, "EMEA vs APAC", Missing.COUNTRY),
        (EXCELLENT, "banks vs retail", Missing.BREAKDOWN),
        (GOOD, "banks vs retail", Missing.BREAKDOWN),
    ],
)
def test_sides_that_nobody_counted_are_refused(talk: Talk, before: str, text: str, missing: str) -> None:
    reply = talk(before, text)
    assert (reply.outcome, reply.missing, reply.numbers) == (Outcome.ABSTAIN, missing, ())


@pytest.mark.parametrize("before", [EXCELLENT, GOOD])
def test_a_refusal_of_some_groups_names_those_that_are_told_apart(talk: Talk, before: str) -> None:
    told = plain(talk(before, "banks vs retail").text)
    assert "What is told apart: top IT executives in smaller firms" in told
    assert "told apart" not in plain(talk(PROTECTION, "banks vs retail").text)


def test_sides_are_named_only_by_groups_of_what_was_shown(talk: Talk) -> None:
    assert talk(PROTECTION, "small vs large?").numbers == ()


# ── Which of what was shown is higher ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text", ["which is higher?", "which one is bigger?", "by how much?", "CIOs vs CMOs?"]
)
def test_of_a_theme_each_survey_tells_which_side_is_ahead(talk: Talk, text: str) -> None:
    reply = talk(GOOD, text)
    assert (reply.kind, reply.entry) == (Kind.THEME, "relationship-good")
    assert "82%, top marketing executives 77%: 5 more" in plain(reply.text)
    assert "74%: 9 more" in plain(reply.text)
    assert "in percentage points" in plain(reply.text)


def test_gaps_within_a_theme_are_within_one_measure_at_one_time(whole_knowledge: Knowledge) -> None:
    for theme in whole_knowledge.themes.values():
        for gap in reason.gaps_within(whole_knowledge, reason.side_by_side(whole_knowledge, theme)):
            assert (gap.left.measure, gap.left.year) == (gap.right.measure, gap.right.year)
            assert gap == reason.gap(whole_knowledge, gap.left, gap.right)


def test_a_gap_that_a_dispute_bears_on_has_no_room_in_a_theme() -> None:
    bread, rolls = builders.measure("bread"), builders.measure("rolls", survey="harbours")
    theme = builders.theme(bread, rolls)
    held = builders.knowledge(bread, rolls, themes=[theme], disputes=[builders.dispute(bread)])
    found = reason.gaps_within(held, reason.side_by_side(held, theme))
    assert [gap.left.measure.id for gap in found] == [rolls.id]


def test_a_theme_with_its_gaps_is_brief(talk: Talk, whole_knowledge: Knowledge) -> None:
    for theme in whole_knowledge.themes.values():
        assert len(plain(talk(theme.asked_as[0], "which is higher?").text)) <= BRIEF, theme.id


LATER = "how many CIOs think the relationship improved, in the 2014 Accenture survey?"


@pytest.mark.parametrize(
    "text", ["which is higher?", "which one is bigger?", "by how much?", "what's the gap?"]
)
def test_what_another_survey_was_asked_before_is_left_behind(talk: Talk, text: str) -> None:
    for turns in ((PROTECTION, LATER), (PROTECTION, LATER, "compare both"), (GOOD, LATER, "and the CMOs?")):
        reply = talk(*turns, text)
        assert (reply.outcome, reply.entry) == (Outcome.ANSWER, "accenture-2014/relationship-improved"), turns
        assert {43, 50} <= set(numbers(reply))


def test_by_how_much_of_two_different_items_is_no_gap_of_one_of_them(talk: Talk) -> None:
    reply = talk(
        "what share of CIOs worry about data protection?",
        "and about keeping pace?",
        "which of those is bigger?",
        "by how much?",
    )
    assert (reply.outcome, reply.numbers) == (Outcome.ABSTAIN, ())
    assert {"83%", "72%"} <= set(plain(reply.text).split())
    assert "64%" not in plain(reply.text)


# ── A group, or a country, and no subject ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("asked", "figures"),
    [
        ("what did Australian CIOs say?", [61]),
        ("in Australia?", [45, 61, -16]),
        ("Asia pacific?", [88]),
        ("what about America?", [34]),
        ("what did small companies say?", [44, 51, -7]),
    ],
)
def test_who_names_only_a_group_hears_what_is_held_for_it(talk: Talk, asked: str, figures: list[int]) -> None:
    assert numbers(talk(asked)) == figures


def test_figures_by_country_are_those_told_by_country(talk: Talk) -> None:
    reply = talk("figures by country")
    assert (reply.kind, numbers(reply)) == (Kind.LIST, [88, 45, 61, 34, 22])


@pytest.mark.parametrize("turns", [(PROTECTION, "in Australia?"), (GOOD, "and in the USA?")])
def test_what_is_not_told_by_country_is_refused_for_that_alone(talk: Talk, turns: tuple[str, ...]) -> None:
    reply = talk(*turns)
    assert (reply.outcome, reply.missing, reply.numbers) == (Outcome.ABSTAIN, Missing.COUNTRY, ())
    assert "No source here gives this for that country or region" in plain(reply.text)


def test_a_country_that_nobody_sets_apart_is_refused(talk: Talk) -> None:
    reply = talk("and in Germany?")
    assert (reply.outcome, reply.missing) == (Outcome.ABSTAIN, Missing.COUNTRY)
    assert "sets that country or region apart" in plain(reply.text)


# ── People who were not asked ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["and consumers?", "customers?", "and what do business people say?"])
def test_people_who_have_no_figure_never_hear_that_of_others(talk: Talk, who: str) -> None:
    reply = talk(PROTECTION, who)
    assert (reply.outcome, reply.missing, reply.numbers) == (Outcome.ABSTAIN, Missing.ROLE, ())


def test_whom_a_share_is_asked_of_may_be_named_with_the_count(talk: Talk) -> None:
    reply = talk("what % of consumers avoid companies that they do not trust?")
    assert (reply.entry, numbers(reply)) == ("truste-2014/avoiding-untrusted", [89])


def test_a_reply_of_one_word_that_means_nothing_here_repeats_no_figure(talk: Talk) -> None:
    assert talk(PROTECTION, "and bananas?").outcome is Outcome.ABSTAIN


# ── Everybody else ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("asked", ["others?", "who else?", "and others?", "anyone else?"])
def test_others_are_those_who_answered_and_were_not_told(talk: Talk, asked: str) -> None:
    reply = talk("what share of CMOs want a joint mobile function?", asked)
    assert (reply.entry, numbers(reply)) == ("netbiscuits-2013/joint-function", [23, 30, -7])
    assert numbers(talk(PROTECTION, asked)) == [83]


def test_where_nobody_else_answered_that_is_said(talk: Talk) -> None:
    reply = talk("what is the gap on data protection?", "others?")
    assert (reply.outcome, reply.missing, reply.numbers) == (Outcome.ABSTAIN, Missing.ROLE, ())
    assert "No figure here is for anybody else on data protection." in plain(reply.text)


def test_others_of_a_figure_of_both_are_the_narrower_groups(talk: Talk) -> None:
    assert numbers(talk(EXCELLENT, "compare with CMOs", "others?")) == [44, 28, 51, 23, 16]


# ── Those who did not ─────────────────────────────────────────────────────────────────────────────

DENIED = "what share of CMOs do not see data protection as a challenge?"


@pytest.mark.parametrize("other", ["and CIOs?", "what about the CIOs?", "others?"])
def test_those_who_did_not_stay_asked_for_of_the_next_role(talk: Talk, other: str) -> None:
    reply = talk(DENIED, other)
    assert (reply.kind, numbers(reply)) == (Kind.COMPLEMENT, [17])
    assert "did not name it" in plain(reply.text)
    assert numbers(talk(DENIED, other, "and CMOs?")) == [36]


def test_a_new_count_asks_for_those_who_did(talk: Talk) -> None:
    assert numbers(talk(DENIED, "how many of the CIOs do?")) == [83]
    assert numbers(talk(DENIED, "how many of the CIOs do?", "and CMOs?")) == [64]


# ── Whose it is to be, before it is clear what ────────────────────────────────────────────────────


@pytest.mark.parametrize("whose", ["and CIOs?", "CMOs?", "for CMOs?", "what about the CMOs?"])
@pytest.mark.parametrize("before", [(), (PROTECTION,)])
def test_who_answers_choices_with_a_role_is_asked_again(
    talk: Talk, before: tuple[str, ...], whose: str
) -> None:
    offered, again = talk(*before, UNCLEAR), talk(*before, UNCLEAR, whose)
    assert offered.outcome is Outcome.CHOOSE
    assert (again.outcome, again.choices) == (offered.outcome, offered.choices)


def test_a_question_of_its_own_leaves_the_choices(talk: Talk) -> None:
    assert talk(UNCLEAR, PROTECTION).entry == "netbiscuits-2013/data-protection"


# ── The other way round ───────────────────────────────────────────────────────────────────────────


def test_the_other_way_round_is_what_the_same_survey_asked_the_other_side(talk: Talk) -> None:
    rushed = "what share of IT leaders name being rushed by marketing as their top frustration?"
    reply = talk(rushed, "the other way round?")
    assert (reply.entry, numbers(reply)) == ("rackspace/slow-it-frustration", [46])
    assert not plain(reply.text).startswith("Still about")
    assert numbers(talk(rushed, "and vice versa?", "and vice versa?")) == [47]
