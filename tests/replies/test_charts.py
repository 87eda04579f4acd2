"""Charts as data: what is drawn, and all that must stand in a picture that is forwarded alone."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from bot import library
from bot.conversation.moves import Found
from bot.conversation.state import State
from bot.figures import reason
from bot.figures.findings import Gap
from bot.knowledge.model import Relation, SurveyQuestion
from bot.replies.charts import MOST_BARS, MOST_CAVEATS, caveats, shortened
from bot.replies.compose import Composer
from bot.replies.packing import packed, unpacked
from bot.replies.reply import End
from tests import builders
from tests.replies import markup

if TYPE_CHECKING:
    from bot.figures.findings import Finding
    from bot.knowledge.model import Knowledge
    from bot.replies.reply import Chart

BREAD = builders.measure("bread", figures={"cio": 83, "cmo": 64})
SALT = builders.measure("salt", figures={"cio": 20, "cmo": builders.figure(50, relation=Relation.MORE_THAN)})
FACTS = {"sample": "300 bakers", "fieldwork": "May 1413"}
HELD = builders.knowledge(BREAD, SALT, facts=FACTS)


def drawn(finding: Finding, held: Knowledge = HELD) -> Chart | None:
    return Composer(library.reply_templates(), held).reply(Found(finding=finding), State()).chart


def chart(finding: Finding, held: Knowledge = HELD) -> Chart:
    found = drawn(finding, held)
    assert found is not None
    return found


def pair(held: Knowledge = HELD) -> Finding:
    return reason.compare(held, reason.readings(held, held.measures[BREAD.id]))


def options(*, exhaustive: bool) -> Knowledge:
    """Three answers to one question."""
    made = [
        builders.measure(id_, figures={"cases": value}, question="owner")
        for id_, value in (("baker", 30), ("both", 60), ("nobody", 10))
    ]
    held = builders.knowledge(*made, facts=FACTS)
    question = SurveyQuestion(id="owner", text="who owns the oven", exhaustive=exhaustive)
    survey = replace(held.surveys["guilds"], questions=MappingProxyType({"owner": question}))
    return replace(held, surveys=MappingProxyType({"guilds": survey}))


def test_a_comparison_and_its_gap_show_the_same_bars_under_what_was_asked() -> None:
    compared = chart(pair())
    rows = reason.readings(HELD, BREAD)
    gap = chart(reason.gap(HELD, *rows))
    assert compared == gap
    assert compared.title == "How many care about bread?"
    assert [(b.label, b.printed, b.role) for b in gap.bars] == [
        ("CIOs", "83%", "cio"),
        ("CMOs", "64%", "cmo"),
    ]
    assert gap.remark == "CIOs are 19 percentage points above CMOs."


def test_survey_date_sample_and_maker_stand_in_every_picture() -> None:
    made = chart(pair())
    assert made.foot[0] == "The guilds survey, May 1413; sample: 300 bakers."
    assert made.maker == "Entente"
    assert "The guilds survey, May 1413" in made.caption
    assert "“The coverage”" in made.caption


def test_a_date_and_a_sample_that_are_not_told_are_said_not_to_be() -> None:
    held = builders.knowledge(BREAD)
    made = chart(pair(held), held)
    assert made.foot[0] == "The guilds survey, date not stated; sample not stated."


def test_a_ranking_shows_a_bound_as_one_and_tells_of_no_distance() -> None:
    made = chart(reason.order(builders.every_reading(HELD)))
    assert [(b.printed, b.end) for b in made.bars] == [
        ("83%", End.EXACT),
        ("64%", End.EXACT),
        ("over 50%", End.ABOVE),
        ("20%", End.EXACT),
    ]
    assert "put in order, not subtracted" in made.remark
    assert not any(b.detail for b in made.bars)


def test_ranked_gaps_print_the_points_that_the_finding_holds_and_no_others() -> None:
    held = builders.knowledge(BREAD, SALT, builders.measure("rye", figures={"cio": 50, "cmo": 69}))
    made = chart(reason.rank_gaps(reason.gaps(held, "guilds", "cio", "cmo")), held)
    assert made.title == "Where CIOs and CMOs lie furthest apart"
    assert [b.detail for b in made.bars] == ["19 percentage points"] * 4  # a bound has no gap


def test_one_answer_to_a_question_is_shown_with_all_the_others() -> None:
    held = options(exhaustive=True)
    row = builders.reading(held, "guilds/baker", "cases")
    made = chart(reason.values([row]), held)
    assert made.title == "Who owns the oven"
    assert [b.value for b in made.bars] == [60, 30, 10]
    assert {b.role for b in made.bars} == {"organisation"}
    assert made.remark == "Of organisations."


def test_answers_that_may_not_be_all_are_said_to_be_those_that_were_printed() -> None:
    held = options(exhaustive=False)
    row = builders.reading(held, "guilds/baker", "cases")
    assert "the answers that were printed" in chart(reason.values([row]), held).remark


def test_a_list_or_ranking_of_one_item_is_titled_like_a_comparison_of_its_own() -> None:
    held = builders.knowledge(BREAD, facts=FACTS)
    rows = builders.every_reading(held)
    gap = reason.gap(held, *reason.readings(held, held.measures[BREAD.id]))
    assert isinstance(gap, Gap)
    for finding in (reason.order(rows[:1]), reason.listing(rows[:1]), reason.rank_gaps([gap])):
        assert chart(finding, held).title == "How many care about bread?"


def test_a_figure_that_stands_alone_needs_no_picture() -> None:
    assert drawn(reason.values([builders.reading(HELD, BREAD.id, "cio")])) is None


def test_a_theme_stands_side_by_side_by_year_with_what_differs() -> None:
    made = [builders.measure("bread", survey=s, figures={"cio": 40}) for s in ("guilds", "harbours")]
    held = builders.dated(
        builders.knowledge(*made, themes=[builders.theme(*made)]), guilds="2013", harbours="2012"
    )
    side_by_side = chart(reason.side_by_side(held, held.themes["both"]), held)
    assert [b.group for b in side_by_side.bars] == ["2012, the harbours survey", "2013, the guilds survey"]
    assert side_by_side.bars[0].detail == "asked by harbours"
    assert len(side_by_side.foot) == 2
    assert side_by_side.title == "What both surveys asked"
    asked = replace(held.themes["both"], title="do both bake")
    assert chart(reason.side_by_side(held, asked), held).title == "Do both bake?"
    assert "nothing is subtracted" in side_by_side.remark


def test_a_long_list_is_cut_between_its_items_and_says_so() -> None:
    made = [builders.measure(f"item-{chr(97 + n)}") for n in range(15)]
    held = builders.knowledge(*made)
    listing = chart(reason.listing(builders.every_reading(held)), held)
    assert len(listing.bars) == MOST_BARS
    assert "Seven more are not shown." in listing.remark


def test_what_is_no_share_has_a_scale_of_its_own() -> None:
    figures = {
        "cio": builders.figure(12, unit="% of revenue"),
        "cmo": builders.figure(8, unit="% of revenue"),
    }
    held = builders.knowledge(builders.measure("bread", figures=figures))
    made = chart(pair(held), held)
    assert (made.top, made.whole) == (Decimal(12), False)
    assert made.title == "Care about bread"


def test_a_caveat_and_a_dispute_stand_in_the_picture() -> None:
    measure = replace(BREAD, caveat="nobody weighed it")
    held = builders.knowledge(measure, disputes=[builders.dispute(measure, tell="always")])
    assert chart(pair(held), held).foot[1:] == ("The sources leave it open.", "Nobody weighed it.")


def test_more_caveats_than_fit_are_said_to_be_there() -> None:
    long = [replace(m, caveat="much is to be said of it " * 12) for m in (BREAD, SALT)]
    held = builders.knowledge(*long)
    assert caveats(builders.every_reading(held), held) is None
    made = chart(reason.order(builders.every_reading(held)), held)
    assert made.foot[-1] == "Several of these figures have caveats: ask for any of them by itself."


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("short", 9, "short"),
        ("one; two; three", 10, "one; two …"),
        ("not all of it; more", 5, "not all of it …"),
        ("a single clause that is long", 5, "a single clause that is long"),
    ],
)
def test_a_caveat_loses_whole_clauses_only(text: str, most: int, short: str) -> None:
    assert shortened(text, most) == short


@settings(max_examples=20)
@given(builders.held_knowledge())
def test_any_chart_has_figures_that_are_stored_and_comes_back_from_storage(held: Knowledge) -> None:
    stored = {(r.figure.value, r.population.role) for r in builders.every_reading(held)}
    composer = Composer(library.reply_templates(), held)
    for finding in builders.every_finding(held):
        made = composer.reply(Found(finding=finding), State()).chart
        if made is None:
            continue
        assert {(b.value, b.role) for b in made.bars} <= stored
        assert 0 < len(made.bars) <= MOST_BARS
        assert all(b.value <= made.top for b in made.bars)
        assert unpacked(json.loads(json.dumps(packed(made)))) == made
        assert markup.faults(made.caption) == []


@pytest.mark.parametrize("broken", [{}, {"bars": [[1]]}, {"bars": [["a", "b", "c", "d", "e", "f", "g"]]}])
def test_what_is_no_chart_is_none(broken: dict[str, object]) -> None:
    assert unpacked({**(packed(chart(pair())) if broken else {}), **broken}) is None


# ── The shipped knowledge ─────────────────────────────────────────────────────────────────────────


def test_every_theme_and_ranking_that_ships_has_a_picture_with_its_surveys(
    whole_knowledge: Knowledge,
) -> None:
    composer = Composer(library.reply_templates(), whole_knowledge)
    made = 0
    for finding in (
        *(reason.side_by_side(whole_knowledge, theme) for theme in whole_knowledge.themes.values()),
        *(
            reason.compare(whole_knowledge, reason.readings(whole_knowledge, m))
            for m in whole_knowledge.measures.values()
        ),
    ):
        reply = composer.reply(Found(finding=finding), State())
        if reply.chart is not None:
            made += 1
            assert all("sample" in line for line in reply.chart.foot[: reply.chart.note.count(", ") + 1])
            assert sum(map(len, reply.chart.foot)) <= MOST_CAVEATS + 200 * (reply.chart.note.count(", ") + 1)
            assert len(reply.chart.caption) <= 1_024
            assert reply.chart.top >= max(b.value for b in reply.chart.bars) > Decimal(0)
    assert made > 100
