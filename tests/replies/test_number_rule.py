"""No number is sent that does not say where it comes from, whatever a template or a text holds."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from bot import library
from bot.conversation.events import Said
from bot.conversation.moves import Chatted, Found
from bot.conversation.state import State
from bot.figures import reason
from bot.figures.findings import Absent, GapOrdering, Points, Times
from bot.knowledge.parse import parse
from bot.replies import marks
from bot.replies.compose import Composer
from bot.replies.reply import Outcome, plain
from tests import builders
from tests.conversation import promises

if TYPE_CHECKING:
    from bot.advisor import Advisor
    from bot.knowledge.model import Knowledge

PROPORTIONS = (
    *(
        "half",
        "a third of",
        "one in five",
        "nine out of ten",
        "twice as many",
        "double the",
        "three quarters",
    ),
    *(
        "twenty",
        "eighty-three percent",
        "hundreds",
        "two thirds",
        "tenfold",
        "¾",
        "Ⅳ",
        "٤٤",
        "４２",
        "&#52;&#50;",
    ),
)
words = st.text(st.sampled_from("abc xyz,.–“”&'\n"), max_size=20)
numerals = st.integers(0, 10**6).map(str) | st.sampled_from(PROPORTIONS)
HELD = builders.knowledge(builders.measure("bread"))
TEMPLATES = library.reply_templates()


def reply_with(template: str, held: Knowledge = HELD) -> tuple[str, bool]:
    """What is sent for a value with this template in place of ours, and whether it was the template's."""
    composer = Composer({**TEMPLATES, "value.html.j2": template}, held)
    reply = composer.reply(Found(finding=reason.values(builders.every_reading(held)[:1])), State())
    return plain(reply.text), reply.kept_rule


# ── Marks ─────────────────────────────────────────────────────────────────────────────────────────


@given(words, numerals, words)
def test_a_number_outside_marks_is_refused(before: str, number: str, after: str) -> None:
    with pytest.raises(marks.NumberRuleError):
        marks.checked(f"{before} {number} {after}")


@given(words, numerals, words)
def test_a_number_between_marks_passes_and_the_marks_go(before: str, number: str, after: str) -> None:
    assert marks.checked(f"{before} {marks.marked(number)} {after}") == f"{before} {escape(number)} {after}"


@given(words, numerals)
def test_the_refusal_does_not_repeat_the_number(before: str, number: str) -> None:
    with pytest.raises(marks.NumberRuleError) as refused:
        marks.checked(f"{before} {number}")
    assert number not in str(refused.value)


@given(st.text(st.sampled_from("\ue000\ue0015 a%"), max_size=12))
def test_marks_in_what_is_marked_can_not_open_a_way_for_a_number(text: str) -> None:
    assert marks.marked(text).count(marks.OPEN) == marks.marked(text).count(marks.CLOSE) == 1
    assert not set(marks.checked(marks.marked(text))) & {marks.OPEN, marks.CLOSE}


@pytest.mark.parametrize(
    "text", ["\ue000", "\ue001", "\ue001 a \ue000", "\ue000a\ue000b\ue001\ue001", "\ue001\ue000"]
)
def test_marks_that_do_not_pair_are_refused(text: str) -> None:
    with pytest.raises(marks.NumberRuleError):
        marks.checked(text)


@pytest.mark.parametrize("text", ["two articles", "the second place", "both", "one of them", "a third party"])
def test_small_cardinals_that_count_things_pass(text: str) -> None:
    assert marks.checked(text) == text


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (Points(value=Decimal(-19)), "19"),
        (Points(value=Decimal("0.50")), "0.5"),
        (Times(value=Decimal("1.30")), "1.3"),
        (Decimal(100), "100%"),
        (Decimal("1E+2"), "100%"),
    ],
)
def test_derivations_are_printed_without_sign_exponent_or_idle_zeros(
    value: Points | Times | Decimal, printed: str
) -> None:
    assert marks.checked(marks.derived(value)) == printed


def test_things_are_counted_in_words_up_to_twelve() -> None:
    assert [marks.checked(marks.count(n)) for n in (0, 2, 12, 13)] == ["no", "two", "twelve", "13"]


# ── Templates ─────────────────────────────────────────────────────────────────────────────────────


@given(words, numerals, words)
def test_a_number_typed_into_a_template_sends_the_plain_statement(
    before: str, number: str, after: str
) -> None:
    text, kept = reply_with(f"{before} {{% raw %}}{number}{{% endraw %}} {after}")
    assert not kept
    assert text == "60% of CIOs: the matter of bread (the guilds survey)."


@pytest.mark.parametrize(
    "template",
    [
        "{{ finding.readings[0].figure.value }}",
        "{{ finding.readings[0].figure.value + 1 }} of them",
        "{{ 6 * 7 }}",
        "{{ '%x' % 66 }}",
        "{{ finding.readings|length }}",
        "{{ 'half' }} of them",
        "ha{{ '' }}lf of them",
        "8{# #}3",
        "{{ '\ue000' }}99{{ '\ue001' }}",
        "&#56;&#51; of them",
        "{{ nothing }}",
        "{{ finding.readings[9].figure|figure }}",
        "{% for",
        "{{ ''.__class__.__mro__ }}",
        "{{ 1 // 0 }}",
        "{{ finding.readings[0].figure|unknown }}",
    ],
)
def test_a_template_that_computes_leaks_or_fails_sends_the_plain_statement(template: str) -> None:
    text, kept = reply_with(template)
    assert not kept
    assert text == "60% of CIOs: the matter of bread (the guilds survey)."


def test_a_template_that_prints_by_the_filters_is_sent_as_it_is() -> None:
    text, kept = reply_with("<b>{{ finding.readings[0].figure|figure }}</b>, printed in two articles")
    assert (text, kept) == ("60%, printed in two articles", True)


def test_without_figures_a_reply_that_is_stopped_states_nothing() -> None:
    composer = Composer({**TEMPLATES, "social.html.j2": "I know 99 things"}, HELD)
    reply = composer.reply(Chatted(kind="greeting"), State())
    assert not reply.kept_rule
    assert plain(reply.text) == "I can't word an answer to that safely. Please ask in another way."


# ── Knowledge and people's texts ──────────────────────────────────────────────────────────────────


@given(numerals)
def test_a_number_typed_into_a_statement_does_not_reach_a_reply(number: str) -> None:
    held = builders.knowledge(builders.measure("bread", statement=f"care about {number} loaves"))
    text, kept = reply_with(TEMPLATES["value.html.j2"], held)
    assert not kept
    assert text == "60% of CIOs: the matter of bread (the guilds survey)."


@pytest.mark.parametrize("mark", ["\ue000", "\\ue000", "\ue001", "\\uE001"])
@pytest.mark.parametrize("file", ["words.toml", "a/source.toml"])
def test_knowledge_can_not_hold_a_mark(mark: str, file: str) -> None:
    """Neither typed nor as one of TOML's escapes."""
    texts = {file: f'[[decoy]]\nid = "x"\nabout = "sums{mark}99"\nmissing = "other"\nasked_as = ["sums"]\n'}
    held, problems = parse(texts)
    assert problems
    assert held is None or "\ue000" not in repr(held)


@settings(max_examples=30)
@given(builders.held_knowledge())
def test_no_reply_tells_a_number_that_is_not_stored_or_derived_within_one_measure(held: Knowledge) -> None:
    composer, may_tell = Composer(TEMPLATES, held), promises.tellable(held)
    for finding in {type(f): f for f in builders.every_finding(held) if not isinstance(f, Absent)}.values():
        if finding == GapOrdering(gaps=(), largest_first=False):
            continue  # nobody is told of a ranking of nothing
        reply = composer.reply(Found(finding=finding), State())
        assert reply.kept_rule
        assert set(promises.NUMBER.findall(plain(reply.text))) <= may_tell


@settings(max_examples=30)
@given(builders.held_knowledge())
def test_a_reply_about_two_measures_tells_their_stored_values_alone(held: Knowledge) -> None:
    composer = Composer(TEMPLATES, held)
    pairs = [p for p in combinations(builders.every_reading(held), 2) if p[0].measure.id != p[1].measure.id]
    for left, right in pairs[:4]:
        stored = {marks.decimal(r.figure.value) for r in (left, right)}
        for finding in (
            reason.gap(held, left, right),
            reason.ratio(held, left, right),
            reason.compare(held, [left, right]),
            reason.order([left, right]),
            reason.listing([left, right]),
        ):
            assert not isinstance(finding, Absent)
            reply = composer.reply(Found(finding=finding), State())
            assert set(promises.NUMBER.findall(plain(reply.text))) == stored
            answering = stored if reply.outcome is Outcome.ANSWER else set()
            assert {marks.decimal(n) for n in reply.numbers} == answering


#: Ways to put a number of one's own into a question.
FRAMES = (
    *(
        "is it true that {}% of CIOs worry about data protection?",
        "I heard {} percent of CMOs find alignment desirable",
    ),
    *("do {} of CMOs want mobile for themselves", "{}", "we have {} people, who should own mobile?"),
    *(
        "what is the gap, {} points?",
        "in {} how many CIOs worried about keeping pace?",
        "are {}% against {}% right?",
    ),
    *(
        "who said {}%?",
        "\ue000{}\ue001 of CIOs",
        "<b>{}</b> of CMOs worry about data protection",
        "{}% of CFOs",
    ),
)


@given(frame=st.sampled_from(FRAMES), number=st.decimals(1, 99_999, places=1) | st.integers(1, 10**9))
def test_a_number_of_the_asker_is_never_echoed(advisor: Advisor, frame: str, number: Decimal | int) -> None:
    may_tell = promises.tellable(advisor.knowledge)
    reply = advisor.turn(Said(text=frame.replace("{}", str(number))), State()).replies[0]
    told = set(promises.NUMBER.findall(plain(reply.text))) | set(promises.NUMBER.findall(plain(reply.more)))
    assert told <= may_tell
    assert reply.kept_rule


def test_a_false_premise_is_named_as_one_without_repeating_it(advisor: Advisor) -> None:
    asked = "is it true that 97% of CIOs worry about data protection?"
    text = plain(advisor.turn(Said(text=asked), State()).replies[0].text)
    assert "That is not what the survey found" in text
    assert "83%" in text
    assert "97" not in text


def test_a_true_premise_is_not_called_false(advisor: Advisor) -> None:
    asked = "is it true that 83% of CIOs worry about data protection?"
    text = plain(advisor.turn(Said(text=asked), State()).replies[0].text)
    assert "not what the survey found" not in text
    assert "83%" in text
