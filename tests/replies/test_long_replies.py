"""What many surveys hold is told in brief, and nothing of it is lost: the rest is one tap away."""

from __future__ import annotations

import re
from dataclasses import replace
from string import ascii_lowercase
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import library
from bot.conversation.moves import Declined, Found, Move, ToldDispute, ToldSurvey
from bot.conversation.state import State
from bot.figures import reason
from bot.knowledge.model import Knowledge, Member, Missing, Theme, Version
from bot.replies.compose import Composer
from bot.replies.reply import BRIEF, Outcome, Reply, plain
from tests import builders
from tests.replies import markup

if TYPE_CHECKING:
    from bot.figures.findings import Finding

TEMPLATES = library.reply_templates()
SURVEYS = ("guilds", "harbours", "markets", "mills", "orchards", "quays", "stalls")


def sound(reply: Reply) -> Reply:
    """A reply in its own words, as it is."""
    assert reply.kept_rule
    assert markup.faults(reply.text) == []
    assert markup.faults(reply.more) == []
    return reply


def replied(held: Knowledge, move: Move) -> Reply:
    return sound(Composer(TEMPLATES, held).reply(move, State()))


def found(held: Knowledge, finding: Finding) -> Reply:
    return replied(held, Found(finding=finding))


@pytest.fixture(scope="module")
def shipped(whole_knowledge: Knowledge) -> Composer:
    """Words replies on all collections; making one takes a while."""
    return Composer(TEMPLATES, whole_knowledge)


# ── Lists ─────────────────────────────────────────────────────────────────────────────────────────


def listed(measures: int, surveys: int = 1, words: int = 3) -> Knowledge:
    """So many measures with a figure each, spread over so many surveys, named by so many words."""
    return builders.knowledge(
        *(
            builders.measure(
                letter,
                survey=SURVEYS[at % surveys],
                short=f"{'much about ' * words}{letter}",
                figures={"cio": at},
            )
            for at, letter in enumerate(ascii_lowercase[:measures])
        )
    )


def lines(text: str) -> list[str]:
    return [line for line in plain(text).splitlines() if line.startswith("•")]


def test_a_short_list_is_whole_and_says_of_no_rest() -> None:
    held = listed(3)
    reply = found(held, reason.listing(builders.every_reading(held)))
    assert len(lines(reply.text)) == 3
    assert "more" not in plain(reply.text)


def test_a_long_list_is_cut_and_says_how_much_is_left() -> None:
    held = listed(20)
    reply = found(held, reason.listing(builders.every_reading(held)))
    shown, rest = lines(reply.text), lines(reply.more)
    assert len(plain(reply.text)) <= BRIEF
    assert len(shown) + len(rest) == 20
    assert "The rest of the list" in plain(reply.more)
    assert re.search(r"And (\w+) more\.", plain(reply.text)), plain(reply.text)


@settings(max_examples=20)
@given(st.integers(1, 26), st.integers(1, 4), st.integers(1, 6))
def test_any_list_is_brief_and_whole_between_text_and_more(measures: int, surveys: int, words: int) -> None:
    held = listed(measures, surveys, words)
    rows = builders.every_reading(held)
    reply = found(held, reason.listing(rows))
    shown, rest = lines(reply.text), lines(reply.more)
    assert len(plain(reply.text)) <= BRIEF
    assert shown
    told = [line for line in (*shown, *rest) if " CIOs " in line]
    assert [line.split(":")[0] for line in told] == [f"• {r.measure.short}" for r in rows][: len(told)]
    assert len(told) == measures or not rest
    assert reply.numbers == tuple(r.figure.value for r in rows)


def test_in_a_list_of_several_surveys_each_line_names_its_own() -> None:
    held = listed(4, surveys=2)
    text = plain(found(held, reason.listing(builders.every_reading(held))).text)
    assert [line.split("(")[-1] for line in text.splitlines() if line.startswith("•")] == [
        "the guilds survey)",
        "the harbours survey)",
        "the guilds survey)",
        "the harbours survey)",
    ]
    assert "not computed with" in text


def test_a_list_of_one_survey_names_it_once_at_its_foot() -> None:
    held = listed(4)
    text = plain(found(held, reason.listing(builders.every_reading(held))).text)
    assert text.count("guilds survey") == 1


# ── Rankings, and what can't be ranked ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("measures", [5, 26])
def test_an_order_of_many_figures_is_brief(measures: int) -> None:
    held = listed(measures)
    reply = found(held, reason.order(builders.every_reading(held)))
    assert len(plain(reply.text)) <= BRIEF


@pytest.mark.parametrize("surveys", [1, 3])
def test_many_figures_that_cannot_be_ordered_are_brief(surveys: int) -> None:
    held = listed(25, surveys)
    other = builders.measure("z", figures={"cio": builders.figure(9, unit="loaves")})
    held = replace(held, measures=MappingProxyType({**held.measures, other.id: other}))
    reply = found(held, reason.order(builders.every_reading(held)))
    assert reply.outcome is Outcome.ABSTAIN
    assert len(plain(reply.text)) <= BRIEF


def test_a_ranking_of_many_gaps_is_brief() -> None:
    held = builders.knowledge(
        *(
            builders.measure(letter, short=f"all that matters about {letter}", figures={"cio": 90, "cmo": at})
            for at, letter in enumerate(ascii_lowercase)
        )
    )
    gaps = reason.gaps(held, "guilds", "cio", "cmo")
    assert len(plain(found(held, reason.rank_gaps(gaps)).text)) <= BRIEF


# ── Themes ────────────────────────────────────────────────────────────────────────────────────────


def themed(surveys: int, differs: str) -> tuple[Knowledge, Theme]:
    """A theme over so many surveys with two figures each."""
    measures = [builders.measure("bread", survey=survey) for survey in SURVEYS[:surveys]]
    theme = replace(
        builders.theme(*measures),
        members=tuple(Member(measure=m.id, differs=f"{differs} of {m.survey}") for m in measures),
    )
    return builders.knowledge(*measures, themes=[theme]), theme


@settings(max_examples=20)
@given(st.integers(1, 7), st.integers(1, 12))
def test_a_theme_is_brief_and_tells_what_differs_here_or_one_tap_away(surveys: int, words: int) -> None:
    held, theme = themed(surveys, " ".join(["asked otherwise"] * words))
    reply = found(held, reason.side_by_side(held, theme))
    text, more = plain(reply.text), plain(reply.more)
    assert len(text) <= BRIEF
    assert len(lines(reply.text)) == surveys
    for member in theme.members:
        assert member.differs in text or member.differs in more
        assert member.differs in more, "with the publications, whatever the text had room for"


@settings(max_examples=20)
@given(st.integers(1, 7), st.integers(1, 7))
def test_a_contrary_figure_never_stands_in_a_theme_without_what_differs(surveys: int, odd: int) -> None:
    held, theme = themed(surveys, "asked otherwise" + " and otherwise" * 6)
    place = odd % surveys
    members = [replace(each, contrary=at == place) for at, each in enumerate(theme.members)]
    reply = found(held, reason.side_by_side(held, replace(theme, members=tuple(members))))
    assert theme.members[place].differs in lines(reply.text)[place]


def test_a_theme_with_room_tells_what_differs_at_once() -> None:
    held, theme = themed(2, "asked of bakers")
    assert "asked of bakers of harbours" in plain(found(held, reason.side_by_side(held, theme)).text)


def test_a_theme_says_that_nothing_is_subtracted_or_that_no_change_is_shown() -> None:
    held, theme = themed(2, "asked of bakers")
    still = plain(found(held, reason.side_by_side(held, theme)).text)
    moving = plain(found(held, reason.side_by_side(held, theme, trend=True)).text)
    assert "nothing is subtracted" in still
    assert "can't show a change" in moving


def test_each_line_of_a_theme_tells_its_survey_and_year_or_that_it_has_none() -> None:
    held, theme = themed(2, "asked of bakers")
    held = builders.dated(held, guilds="May 2013")
    first, second = lines(found(held, reason.side_by_side(held, theme)).text)
    assert first.startswith("• 2013, the guilds survey: CIOs 60%, CMOs 40%")
    assert second.lower().startswith("• date not stated, the harbours survey: cios 60%, cmos 40%")


def test_waves_of_one_survey_stand_in_a_line_for_each_year() -> None:
    waves = {"cio": builders.figure(33, period="2023"), "new-cio": builders.figure(58, period="2020")}
    measure = builders.measure("bread", figures=waves)
    held = builders.knowledge(measure, themes=[builders.theme(measure)])
    text = plain(found(held, reason.side_by_side(held, held.themes["both"])).text)
    assert text.index("2020") < text.index("58%") < text.index("2023") < text.index("33%")


def test_a_themes_note_is_told() -> None:
    held, theme = themed(2, "asked of bakers")
    noted = replace(theme, note="the low ones come from a question about rolls alone")
    assert "The low ones come from" in plain(found(held, reason.side_by_side(held, noted)).text)


def test_a_themes_note_is_one_tap_away_where_there_is_no_room_for_it() -> None:
    held, theme = themed(6, "asked otherwise " * 4)
    noted = replace(theme, note="the low ones come " + "from a question about rolls alone " * 9)
    reply = found(held, reason.side_by_side(held, noted))
    assert "The low ones come from" not in plain(reply.text)
    assert "The low ones come from" in plain(reply.more)


@pytest.mark.parametrize("trend", [True, False])
def test_every_shipped_theme_is_brief_and_loses_nothing(
    whole_knowledge: Knowledge,
    shipped: Composer,
    trend: bool,  # noqa: FBT001 (pytest passes it by name)
) -> None:
    for theme in whole_knowledge.themes.values():
        reply = sound(
            shipped.reply(Found(finding=reason.side_by_side(whole_knowledge, theme, trend=trend)), State())
        )
        assert len(plain(reply.text)) <= BRIEF, theme.id
        for member in theme.members:
            assert member.differs in plain(f"{reply.text}\n{reply.more}"), (theme.id, member.measure)
            assert (
                whole_knowledge.surveys[whole_knowledge.measures[member.measure].survey].short.lower()
                in plain(reply.more).lower()
            )


# ── Surveys ───────────────────────────────────────────────────────────────────────────────────────


def test_every_shipped_survey_is_told_of_in_brief_and_by_its_name(
    whole_knowledge: Knowledge, shipped: Composer
) -> None:
    for survey in whole_knowledge.surveys.values():
        text = plain(sound(shipped.reply(ToldSurvey(survey=survey), State())).text)
        assert len(text) <= BRIEF, survey.id
        assert survey.short.lower() in text.lower()
        for fact in survey.facts:
            assert (
                len(plain(sound(shipped.reply(ToldSurvey(survey=survey, fact=fact), State())).text)) <= BRIEF
            )


@pytest.mark.parametrize("missing", list(Missing))
def test_a_refusal_keeps_the_number_rule_whatever_the_surveys_are_called(
    shipped: Composer, missing: Missing
) -> None:
    """Names of surveys hold years of their own."""
    text = plain(sound(shipped.reply(Declined(missing=missing), State())).text)
    assert len(text) <= BRIEF


# ── Disputes ──────────────────────────────────────────────────────────────────────────────────────

BREAD = builders.measure("bread", figures={"cmo": 56})
SIDES = (
    Version(
        says="the press release has another",
        sources=("release",),
        figures=MappingProxyType({"cmo": builders.figure(57)}),
    ),
    Version(says="the coverage prints this", sources=("coverage",)),
)


def disputed(tell: str) -> Knowledge:
    return builders.knowledge(BREAD, disputes=[builders.dispute(BREAD, *SIDES, tell=tell)])


def test_a_dispute_prints_the_value_of_each_side_with_who_prints_it() -> None:
    held = disputed("asked")
    (dispute,) = held.disputes.values()
    text = plain(replied(held, ToldDispute(dispute=dispute, readings=builders.every_reading(held))).text)
    assert "56% of CMOs" in text
    assert "“The release”: 57%; the press release has another." in text
    assert "“The coverage”: the coverage prints this." in text
    assert "same figures" not in text


def test_a_dispute_over_wording_says_that_the_figures_are_the_same() -> None:
    held = builders.knowledge(BREAD, disputes=[builders.dispute(BREAD)])
    (dispute,) = held.disputes.values()
    text = plain(replied(held, ToldDispute(dispute=dispute, readings=builders.every_reading(held))).text)
    assert "on the same figures" in text


def test_a_disputed_value_is_shown_with_the_other_one() -> None:
    """Where sources disagree, the reply says so and shows both."""
    held = disputed("always")
    text = plain(found(held, reason.values(builders.every_reading(held))).text)
    assert "56%" in text
    assert "57%" in text


def test_every_shipped_dispute_is_told_in_brief(whole_knowledge: Knowledge, shipped: Composer) -> None:
    for dispute in whole_knowledge.disputes.values():
        rows = tuple(
            r for m in dispute.measures for r in reason.readings(whole_knowledge, whole_knowledge.measures[m])
        )
        reply = sound(shipped.reply(ToldDispute(dispute=dispute, readings=rows), State()))
        assert len(plain(reply.text)) <= BRIEF, dispute.id
        for version in dispute.versions:
            for figure in version.figures.values():
                assert f"{figure.value:f}" in plain(reply.text), dispute.id


def test_every_shipped_comparison_is_brief(whole_knowledge: Knowledge, shipped: Composer) -> None:
    for measure in whole_knowledge.measures.values():
        rows = reason.readings(whole_knowledge, measure)
        move = Found(finding=reason.compare(whole_knowledge, rows), carried=measure.short)
        assert len(plain(sound(shipped.reply(move, State())).text)) <= BRIEF, measure.id
