"""Every move has a reply, and every reply is sound: brief, marked up as Telegram wants it, traced."""

from __future__ import annotations

import html
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import library
from bot.conversation.events import Chose
from bot.conversation.moves import (
    Chatted,
    Claimed,
    Declined,
    Found,
    Guided,
    Move,
    Offered,
    ToldDispute,
    ToldMore,
    ToldOfEach,
    ToldSource,
    ToldSurvey,
    ToldSurveys,
    Traced,
    Unread,
    Weighed,
)
from bot.conversation.state import Choice, State
from bot.figures import reason
from bot.figures.findings import Absent, Finding, Reading
from bot.knowledge.model import Advice, Audience, Basis, Ground, Knowledge, Missing, Relation, Stance
from bot.replies.compose import Composer
from bot.replies.reply import BRIEF, Kind, Outcome, Reply, plain
from tests import builders
from tests.replies import markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.advisor import Advisor

TEMPLATES = library.reply_templates()
SOCIAL = ("start", "help", "role", "forgotten", "none", "gone", "greeting", "thanks", "identity", "upset")
WILD = 'Bread & <b>butter</b> "so" > '

BREAD = builders.measure("bread", figures={"cio": 83, "cmo": 64})
SALT = builders.measure("salt", figures={"cio": 50, "cmo": builders.figure(50, relation=Relation.MORE_THAN)})
FLOUR = builders.measure("flour", figures={"cio": 30, "cmo": 20})
ROPE = builders.measure("rope", survey="harbours", figures={"cio": 12})
ADVICE = Advice(
    id="share-bread",
    kind="advice",
    title="Sharing bread",
    asked_as=("how to share bread",),
    rests_on=(Ground(kind="figure", id=BREAD.id, population="cio"), Ground(kind="claim", id="guilds/yeast")),
    basis=Basis.ADVISER,
    sections=MappingProxyType(
        {"lead": f'Share it: {{{{ figure("{BREAD.id}", "cio") }}}} do.', "cio": "You first.", "other": "All."}
    ),
    steps=("Bake it.", "Break it."),
)
DISPUTED = builders.dispute(BREAD, tell="always")
HELD = replace(
    builders.knowledge(
        BREAD,
        SALT,
        FLOUR,
        ROPE,
        disputes=[DISPUTED],
        themes=[builders.theme(BREAD, ROPE)],
        claims=[builders.claim("yeast"), builders.claim("salt", by="survey")],
    ),
    advice=MappingProxyType({ADVICE.id: ADVICE}),
)


def of(measure: str, *people: str) -> list[Reading]:
    """The readings of a measure for these populations."""
    return [builders.reading(HELD, measure, p) for p in people]


def findings() -> Iterator[Finding]:
    """One finding of every kind, and the variants that are worded differently."""
    both, mixed = of(BREAD.id, "cio", "cmo"), of(SALT.id, "cio", "cmo")
    flour = of(FLOUR.id, "cio", "cmo")
    gaps = reason.gaps(HELD, "guilds", "cio", "cmo")
    everything = builders.every_reading(HELD)
    yield reason.values(both[:1])
    yield reason.values(both)
    yield reason.compare(HELD, both)
    yield reason.compare(HELD, mixed)
    yield reason.compare(HELD, [*both, *mixed])
    yield reason.gap(HELD, *both)
    yield reason.gap(HELD, *mixed)
    yield reason.gap(HELD, *flour)
    yield reason.ratio(HELD, *flour)
    yield reason.order(everything)
    yield reason.order([*both, *mixed])
    yield reason.order([both[0], mixed[0]])
    yield reason.rank_gaps(gaps)
    yield reason.rank_gaps((*gaps, *gaps), largest_first=False)
    yield reason.extreme_gap(gaps, largest_first=True)
    for place in (1, 2, 3):
        yield reason.extreme_value([*both, *mixed], largest_first=True, place=place, role="cio")
    yield reason.rest(both)
    yield reason.listing(everything)
    yield reason.side_by_side(HELD, HELD.themes["both"])
    yield reason.sources_agree(HELD, SALT)
    yield reason.sources_agree(HELD, BREAD)


def moves(held: Knowledge = HELD) -> Iterator[Move]:  # noqa: C901 (one of each, one after the other)
    """One move of every kind, and the variants that are worded differently."""
    for finding in findings():
        yield Found(finding=finding)
        yield Found(finding=finding, carried="the matter of bread", premise_failed=True)
    for advice in held.advice.values():
        for audience in Audience:
            yield Guided(advice=advice, audience=audience)
            yield Guided(advice=advice, audience=audience, steps_wanted=True, carried="bread")
        yield Traced(advice=advice)
    for claim in held.claims.values():
        yield Claimed(claim=claim)
        yield Traced(claim=claim, carried="bread")
    for measure in held.measures.values():
        yield Traced(readings=reason.readings(held, measure))
        yield Traced(readings=reason.readings(held, measure), doubted=True, carried=measure.short)
        yield Traced(readings=reason.readings(held, measure)[:1], carried=measure.short)
    yield Traced(readings=tuple(builders.every_reading(held)), theme=held.themes.get("both"), carried="bread")
    for point in ("holds", "causal", "much", "slanted"):
        yield Weighed(readings=reason.readings(held, BREAD), point=point, newer=held.themes.get("both"))
        yield Weighed(readings=tuple(builders.every_reading(held)), point=point)
    for survey in held.surveys.values():
        yield ToldSurvey(survey=survey)
        yield from (ToldSurvey(survey=survey, fact=fact) for fact in survey.facts)
    beside = tuple(Choice(id=each.id, label=each.short) for each in held.measures.values())[:2]
    yield ToldMore(readings=tuple(builders.every_reading(held)), beside=beside)
    yield ToldMore(readings=tuple(builders.every_reading(held))[:1])
    for fact in ("sample", "fieldwork", "margin_of_error"):
        yield ToldOfEach(surveys=tuple(held.surveys.values()), fact=fact)
        yield ToldOfEach(surveys=tuple(held.surveys.values()), fact=fact, missing=Missing.OTHER)
    yield ToldSurveys(surveys=tuple(held.surveys.values()))
    yield ToldSurveys(surveys=tuple(held.surveys.values()), years=("2013",))
    yield ToldSurveys(surveys=(), years=("1999", "2001"))
    yield from (ToldSource(source=s) for s in held.sources.values())
    for dispute in held.disputes.values():
        rows = tuple(r for m in dispute.measures for r in reason.readings(held, held.measures[m]))
        yield ToldDispute(dispute=dispute, readings=rows)
        yield ToldDispute(dispute=dispute)
    for missing in Missing:
        yield Declined(missing=missing)
        yield Declined(missing=missing, about="the price of flour", carried="bread")
        for nearest in (next(iter(held.measures)), next(iter(held.claims)), next(iter(held.advice))):
            yield Declined(missing=missing, nearest=nearest)
        measure = next(iter(held.measures.values()))
        yield Declined(missing=missing, nearest=measure.id, readings=reason.readings(held, measure))
    yield from (
        Declined(missing=Missing.OTHER, fact=f)
        for f in ("sample", "fieldwork", "countries", "margin_of_error")
    )
    yield Declined(missing=Missing.MEASURE, about="rest", readings=tuple(of(SALT.id, "cmo")))
    yield Declined(missing=Missing.BREAKDOWN, about="pooled", readings=tuple(of(BREAD.id, "cio")))
    yield Offered(choices=tuple(Choice(id=i, label=i) for i in (BREAD.id, SALT.id, ADVICE.id)))
    yield from (Unread(foreign=foreign) for foreign in (True, False))
    yield from (Chatted(kind=kind) for kind in SOCIAL)


def replied(move: Move, held: Knowledge = HELD, role: str | None = None) -> Reply:
    """The reply to a move."""
    return Composer(TEMPLATES, held).reply(move, State(role=role))


def test_the_moves_tried_here_are_of_every_kind() -> None:
    assert {type(m) for m in moves()} == set(get_args(Move))
    kinds = {type(m.finding) for m in moves() if isinstance(m, Found)}
    assert kinds == set(get_args(Finding)) - {Absent}


@pytest.mark.parametrize("move", list(moves()), ids=lambda move: type(move).__name__)
def test_every_move_has_a_reply_by_its_own_template(move: Move) -> None:
    reply = replied(move, role="cio")
    assert reply.kept_rule, reply.text
    assert plain(reply.text).strip()
    assert markup.faults(reply.text) == []
    assert markup.faults(reply.more) == []
    assert "None" not in plain(reply.text).replace("None of these", "")
    assert "Undefined" not in reply.text


@pytest.mark.parametrize("kind", [*SOCIAL, "no such kind"])
def test_small_talk_never_falls_silent(kind: str) -> None:
    assert plain(replied(Chatted(kind=kind)).text).strip()


def test_every_kind_of_small_talk_in_the_shipped_words_has_its_own_reply(knowledge: Knowledge) -> None:
    texts = [replied(Chatted(kind=kind)).text for kind in knowledge.words.social]
    assert all(texts)
    assert len(set(texts)) == len(texts)


# ── Markup ────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=30)
@given(st.text(st.sampled_from("<>&\"'b/i xy;#"), max_size=30))
def test_whatever_stands_in_the_knowledge_is_escaped(text: str) -> None:
    wild = builders.measure("bread", short=f"x{text}", statement=f"care {text}", complement=f"x{text}")
    held = builders.knowledge(wild)
    rows = builders.every_reading(held)
    for finding in (
        reason.compare(held, rows),
        reason.listing(rows),
        reason.rest(rows),
        reason.gap(held, *rows),
    ):
        reply = replied(Found(finding=finding, carried=f"x{text}"), held)
        assert markup.faults(reply.text) == []
        assert markup.faults(reply.more) == []


def test_what_looks_like_a_tag_in_the_knowledge_is_shown_as_it_stands() -> None:
    held = builders.knowledge(builders.measure("bread", statement=f"like {WILD} bread"))
    text = replied(Found(finding=reason.values(builders.every_reading(held)[:1])), held).text
    assert html.escape("like Bread & <b>butter</b>", quote=False) in text
    assert "like Bread & <b>butter</b>" in plain(text)


@given(st.text(max_size=60))
def test_plain_text_of_anything_escaped_is_that_text(text: str) -> None:
    assert plain(f"<b>{html.escape(text)}</b>") == text


# ── What goes with a text ─────────────────────────────────────────────────────────────────────────


def test_a_figure_comes_with_its_people_its_survey_its_date_and_its_source() -> None:
    text = plain(replied(Found(finding=reason.values(of(ROPE.id, "cio")))).text)
    for told in ("12% of CIOs", "harbours survey", "date not stated", "The coverage"):
        assert told in text


def test_a_date_is_told_where_there_is_one() -> None:
    held = builders.knowledge(builders.measure("bread"), facts={"fieldwork": "May 2013"})
    text = plain(replied(Found(finding=reason.values(builders.every_reading(held)[:1])), held).text)
    assert "May 2013" in text
    assert "not stated" not in text


@pytest.mark.parametrize(
    ("facts", "told"), [({"sample": "200 members"}, "200 members"), ({}, "sample not stated")]
)
def test_sample_and_caveat_are_one_tap_away(facts: dict[str, str], told: str) -> None:
    held = builders.knowledge(builders.measure("bread", caveat="the wording is not known"), facts=facts)
    reply = replied(Found(finding=reason.values(builders.every_reading(held)[:1])), held)
    assert told in plain(reply.more)
    assert "wording is not known" in plain(reply.more)
    assert "wording is not known" not in plain(reply.text)


def test_what_guidance_rests_on_is_one_tap_away() -> None:
    reply = replied(Guided(advice=ADVICE, audience=Audience.CIO))
    more = plain(reply.more)
    assert reply.kept_rule
    for told in ("83% of CIOs", "the guilds survey", "Rests on", "The coverage", "date not stated"):
        assert told in more
    assert "64%" not in more
    assert [(s.measure, s.population, s.printed) for s in reply.stated] == [(BREAD.id, "cio", "83%")]


def test_a_figure_that_guidance_folds_away_counts_as_told() -> None:
    quiet = replace(ADVICE, sections=MappingProxyType({"lead": "Share it."}))
    reply = replied(Guided(advice=quiet, audience=Audience.CIO))
    assert "83%" not in plain(reply.text)
    assert [s.printed for s in reply.stated] == ["83%"]


@pytest.mark.parametrize("stance", list(Stance))
def test_a_long_list_of_grounds_is_cut_and_counted(stance: Stance) -> None:
    measures = [builders.measure(f"grain-{letter}", figures={"cio": 83}) for letter in "abcde"]
    held = builders.knowledge(*measures)
    rests_on = tuple(Ground(kind="figure", id=m.id, stance=stance) for m in measures)
    advice = replace(ADVICE, rests_on=rests_on, sections=MappingProxyType({"lead": "Share."}))
    more = plain(replied(Guided(advice=advice, audience=Audience.CIO), held).more)
    assert more.count("83%") == 3
    assert "And two more of its figures." in more
    assert ("Against it" in more) == (stance is Stance.OPPOSES)


def test_a_survey_without_any_fact_is_told_of_too() -> None:
    reply = replied(ToldSurvey(survey=HELD.surveys["guilds"]))
    assert reply.kept_rule
    assert "guilds survey" in plain(reply.text)


def test_a_gap_in_a_disputed_measure_names_whose_wording_it_follows() -> None:
    both = builders.figure(30, sources=("coverage", "commentary"))
    other = builders.figure(20, sources=("coverage", "commentary"))
    measure = builders.measure("bread", figures={"cio": both, "cmo": other})
    held = builders.knowledge(measure, disputes=[builders.dispute(measure, tell="always")])
    text = plain(replied(Found(finding=reason.gap(held, *builders.every_reading(held))), held).text)
    assert "In the wording of “The commentary”" in text
    assert "The sources leave it open" in text or "the sources leave it open" in text


def test_a_gap_says_who_is_above_whom_and_by_how_many_percentage_points() -> None:
    held = builders.knowledge(builders.measure("bread", figures={"cio": 60, "cmo": 61}))
    first, second = builders.every_reading(held)
    assert "CIOs are 1 percentage point below CMOs" in plain(
        replied(Found(finding=reason.gap(held, first, second)), held).text
    )
    assert "CMOs are 1 percentage point above CIOs" in plain(
        replied(Found(finding=reason.gap(held, second, first)), held).text
    )


def test_a_bound_is_printed_as_one() -> None:
    reply = replied(Found(finding=reason.values(of(SALT.id, "cmo"))))
    assert "over 50%" in plain(reply.text).lower()
    assert reply.numbers == (Decimal(50),)


def test_a_complement_uses_the_measures_own_words() -> None:
    held = builders.knowledge(builders.measure("bread", figures={"cio": 83}))
    reply = replied(Found(finding=reason.rest(builders.every_reading(held))), held)
    assert "17% of CIOs did not name it" in plain(reply.text)
    assert reply.numbers == (Decimal(17),)


def test_opinion_is_called_opinion_and_a_finding_is_not() -> None:
    author = plain(replied(Claimed(claim=HELD.claims["guilds/yeast"])).text)
    survey = plain(replied(Claimed(claim=HELD.claims["guilds/salt"])).text)
    assert "opinion" in author
    assert "opinion" not in survey
    assert "The coverage" in author
    assert "The coverage" in survey


def test_a_disagreement_shows_both_sides() -> None:
    text = plain(replied(ToldDispute(dispute=DISPUTED, readings=tuple(of(BREAD.id, "cio", "cmo")))).text)
    for told in ("one thing to each", "the same to both", "The coverage", "The commentary"):
        assert told in text


@pytest.mark.parametrize("missing", list(Missing))
def test_a_refusal_states_no_number_as_its_answer_and_names_what_is_missing(missing: Missing) -> None:
    reply = replied(Declined(missing=missing, nearest=BREAD.id, readings=tuple(of(BREAD.id, "cio"))))
    assert (reply.outcome, reply.kind, reply.missing) == (Outcome.ABSTAIN, Kind.REFUSAL, missing)
    assert (reply.numbers, reply.nearest) == ((), BREAD.id)


def test_choices_are_on_the_buttons_with_none_of_these() -> None:
    choices = tuple(Choice(id=i, label=i) for i in (BREAD.id, SALT.id))
    reply = replied(Offered(choices=choices))
    assert (reply.outcome, reply.choices) == (Outcome.CHOOSE, choices)
    assert [b.chooses for b in reply.buttons] == [BREAD.id, SALT.id, None]


def test_a_chart_has_the_figures_of_its_text_and_only_percentages() -> None:
    reply = replied(Found(finding=reason.compare(HELD, of(BREAD.id, "cio", "cmo"))))
    assert reply.chart is not None
    assert [(b.label, b.printed) for b in reply.chart.bars] == [("CIOs", "83%"), ("CMOs", "64%")]
    assert tuple(b.value for b in reply.chart.bars) == reply.numbers[:2]
    held = builders.knowledge(
        builders.measure("bread", figures={p: builders.figure(9, unit="loaves") for p in ("cio", "cmo")})
    )
    assert replied(Found(finding=reason.listing(builders.every_reading(held))), held).chart is None


def test_advice_that_calls_for_a_figure_nobody_holds_is_not_sent_and_raises_nothing() -> None:
    broken = replace(ADVICE, sections=MappingProxyType({"lead": '{{ figure("no/such", "cio") }} do.'}))
    held = replace(HELD, advice=MappingProxyType({ADVICE.id: broken}))
    for move in (
        Guided(advice=broken, audience=Audience.CIO),
        Declined(missing=Missing.CAUSE, nearest=broken.id),
    ):
        assert not replied(move, held).kept_rule


# ── The shipped knowledge ─────────────────────────────────────────────────────────────────────────


def test_every_entry_that_ships_is_worded_within_one_message_for_everybody(advisor: Advisor) -> None:
    for entry in advisor.knowledge.entries():
        for role in Audience:
            reply = advisor.turn(Chose(entry=entry.id), State(role=role.value)).replies[0]
            assert reply.kept_rule, entry.id
            assert len(plain(reply.text)) <= BRIEF, entry.id
            assert markup.faults(reply.text) == [], entry.id


def test_what_else_may_be_meant_can_be_a_survey_with_a_year_in_its_name() -> None:
    others = (Choice(id="guilds", label="the 2013 survey of bakers"),)
    reply = replied(Guided(advice=ADVICE, audience=Audience.CIO, assumed=True, alternatives=others))
    assert reply.kept_rule
    assert "the 2013 survey of bakers" in reply.text
