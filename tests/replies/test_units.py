"""Figures that are no shares of people: of revenue, of a budget, years, counts, times."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import library
from bot.conversation.moves import Found, Move, Traced
from bot.conversation.state import State
from bot.figures import reason
from bot.figures.findings import Comparison
from bot.knowledge.model import Knowledge, Relation
from bot.replies.compose import Composer
from bot.replies.marks import printed
from bot.replies.reply import Outcome, Reply, plain
from tests import builders
from tests.replies import markup

if TYPE_CHECKING:
    from bot.figures.findings import Finding
    from bot.knowledge.model import Figure

TEMPLATES = library.reply_templates()
UNITS = (
    "% of revenue",
    "% of the budget",
    "% more likely",
    "year",
    "devices",
    "times",
    "websites",
    "respondents",
)


def spending(*figures: tuple[str, Figure]) -> Knowledge:
    """A measure of something other than people, by population."""
    return builders.knowledge(
        builders.measure(
            "bread",
            short="bread money",
            statement="what is spent on bread",
            figures=dict(figures),
            complement=None,
        )
    )


def of(value: object, unit: str, **told: Any) -> Knowledge:  # noqa: ANN401 (any field of Figure)
    return spending(("cio", builders.figure(value, unit=unit, **told)))  # type: ignore[arg-type]


def replied(held: Knowledge, move: Move) -> Reply:
    return Composer(TEMPLATES, held).reply(move, State())


def told(held: Knowledge, finding: Finding | None = None) -> str:
    """The text of the reply to a finding, or to all figures held."""
    reply = replied(held, Found(finding=finding or reason.values(builders.every_reading(held))))
    assert reply.kept_rule
    return plain(reply.text)


@pytest.mark.parametrize(
    ("value", "unit", "relation", "text"),
    [
        ("7.7", "% of revenue", Relation.EXACTLY, "7.7% of revenue"),
        ("12.0", "% of revenue", Relation.EXACTLY, "12% of revenue"),
        ("3.24", "% of revenue", Relation.EXACTLY, "3.24% of revenue"),
        ("2017", "year", Relation.EXACTLY, "2017"),
        ("10", "devices", Relation.ABOUT, "about 10 devices"),
        ("30", "% of staff", Relation.AT_LEAST, "at least 30% of staff"),
        ("2.4", "times", Relation.EXACTLY, "2.4 times"),
        ("76", "% more likely", Relation.EXACTLY, "76% more likely"),
        ("52", "%", Relation.AT_MOST, "at most 52%"),
        ("1100", "respondents", Relation.MORE_THAN, "over 1100 respondents"),
    ],
)
def test_a_figure_is_printed_with_its_unit(value: str, unit: str, relation: Relation, text: str) -> None:
    held = of(value, unit, relation=relation)
    (reading,) = builders.every_reading(held)
    assert printed(reading.figure) == text
    assert text in told(held).lower()


@pytest.mark.parametrize(
    ("unit", "sentence"),
    [
        ("% of revenue", "What is spent on bread: 7.7% of revenue (CIOs)."),
        ("loaves", "What is spent on bread: 7.7 loaves (CIOs)."),
        ("%", "7.7% of CIOs what is spent on bread."),
    ],
)
def test_only_a_share_is_said_of_people(unit: str, sentence: str) -> None:
    assert told(of("7.7", unit)).startswith(sentence)


def test_a_year_as_a_figure_has_no_unit_and_is_no_date_of_the_survey() -> None:
    text = told(of(2017, "year"))
    assert text.startswith("What is spent on bread: 2017 (CIOs).")
    assert "date not stated" in text


def test_the_year_a_figure_stands_for_is_told_beside_its_people() -> None:
    assert "7.7% of revenue (CIOs in 2025)" in told(of("7.7", "% of revenue", period="2025"))


def test_two_quantities_stand_side_by_side_and_nothing_is_made_of_them() -> None:
    both = [("cio", builders.figure(34, unit="websites")), ("cmo", builders.figure(22, unit="websites"))]
    held = spending(*both)
    rows = builders.every_reading(held)
    finding = reason.compare(held, rows)
    assert isinstance(finding, Comparison)
    assert (finding.gap, finding.higher) == (None, None)
    text = told(held, finding)
    assert "34 websites (CIOs) and 22 websites (CMOs)" in text
    for made_up in ("12", "percentage point", "higher", "%"):
        assert made_up not in text


def test_a_row_of_a_list_has_the_unit_too() -> None:
    held = of("7.7", "% of revenue")
    assert "• bread money: CIOs 7.7% of revenue" in told(held, reason.listing(builders.every_reading(held)))


def test_a_theme_has_the_unit_too() -> None:
    measures = [
        builders.measure("bread", survey=survey, figures={"cio": builders.figure(value, unit="% of revenue")})
        for survey, value in (("guilds", 12), ("harbours", "7.7"))
    ]
    held = builders.knowledge(*measures, themes=[builders.theme(*measures)])
    text = told(held, reason.side_by_side(held, held.themes["both"]))
    assert "CIOs 12% of revenue" in text
    assert "CIOs 7.7% of revenue" in text


def test_who_says_so_has_the_unit_too() -> None:
    held = of(10, "devices", relation=Relation.ABOUT)
    reply = replied(held, Traced(readings=builders.every_reading(held)))
    assert reply.kept_rule
    assert "about 10 devices (CIOs)" in plain(reply.text)


def test_what_is_no_share_has_no_rest() -> None:
    held = of(40, "% of revenue")
    reply = replied(held, Found(finding=reason.values(builders.every_reading(held))))
    assert "60" not in plain(reply.text)
    assert reply.outcome is Outcome.ANSWER


@pytest.mark.parametrize(
    ("unit", "drawn"), [("% of revenue", True), ("%", True), ("websites", False), ("year", False)]
)
def test_only_percentages_of_one_kind_are_drawn(unit: str, drawn: bool) -> None:  # noqa: FBT001 (pytest passes it by name)
    held = spending(("cio", builders.figure(12, unit=unit)), ("cmo", builders.figure(20, unit=unit)))
    rows = builders.every_reading(held)
    assert (replied(held, Found(finding=reason.listing(rows))).chart is not None) is drawn


def test_percentages_of_different_things_have_no_scale_in_common() -> None:
    held = spending(("cio", builders.figure(12)), ("cmo", builders.figure(20, unit="% of revenue")))
    assert replied(held, Found(finding=reason.listing(builders.every_reading(held)))).chart is None


values = st.decimals(0, 5000, places=2, allow_nan=False).map(lambda d: d.normalize() + Decimal(0))


@settings(max_examples=20)
@given(values, st.sampled_from(UNITS), st.sampled_from(list(Relation)), st.sampled_from([None, "2025"]))
def test_any_quantity_is_worded_whole_in_every_reply(
    value: Decimal, unit: str, relation: Relation, period: str | None
) -> None:
    held = of(value, unit, relation=relation, period=period)
    rows = builders.every_reading(held)
    text = printed(rows[0].figure)
    moves: list[Move] = [Traced(readings=rows)]
    moves += [
        Found(finding=f)
        for f in (reason.values(rows), reason.listing(rows), reason.sources_agree(held, rows[0].measure))
    ]
    for move in moves:
        reply = replied(held, move)
        assert reply.kept_rule
        assert text.lower() in plain(reply.text).lower()
        assert f"{text} of CIOs" not in plain(reply.text)
        assert markup.faults(reply.text) == []
    assert text in plain(replied(held, moves[1]).more)


# ── The shipped knowledge ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        ("gartner-spend-2025/budget-of-revenue", "7.7% of revenue"),
        ("gartner-forecast-2012/outspending-year", "2017"),
        ("netbiscuits-2013/devices-tested", "about 10 devices"),
        ("ibm-c-suite/outperforming", "76% more likely"),
        ("pwc-digital-iq-6/c-suite-ties", "2.4 times"),
    ],
)
def test_shipped_quantities_read_as_they_were_printed(
    whole_knowledge: Knowledge, measure: str, text: str
) -> None:
    rows = reason.readings(whole_knowledge, whole_knowledge.measures[measure])
    reply = replied(whole_knowledge, Found(finding=reason.compare(whole_knowledge, rows)))
    assert reply.kept_rule
    assert text in plain(reply.text)
