"""The line that a button copies: the figures of a reply with their survey, complete in itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings

from bot import library
from bot.conversation.moves import Found
from bot.conversation.state import State
from bot.figures import reason
from bot.replies.compose import Composer
from bot.replies.reply import LONGEST_COPY, Kind, units
from tests import builders
from tests.conversation import promises

if TYPE_CHECKING:
    from bot.figures.findings import Finding
    from bot.knowledge.model import Knowledge

TEMPLATES = library.reply_templates()
BREAD = builders.measure("bread", figures={"cio": 83, "cmo": 64})
HELD = builders.knowledge(BREAD)


def copied(finding: Finding, held: Knowledge = HELD) -> str:
    return Composer(TEMPLATES, held).reply(Found(finding=finding), State()).copy


def test_it_states_the_figures_with_survey_date_and_source() -> None:
    line = copied(reason.compare(HELD, reason.readings(HELD, BREAD)))
    source = "The guilds survey, date not stated, in “The coverage”"
    assert line == f"83% of CIOs and 64% of CMOs care about bread ({source})"


def test_where_sources_disagree_it_says_so() -> None:
    held = builders.knowledge(BREAD, disputes=[builders.dispute(BREAD, tell="always")])
    assert "the sources differ on it" in copied(
        reason.values([builders.reading(held, BREAD.id, "cio")]), held
    )


def test_what_is_too_long_is_left_out_source_first() -> None:
    for length, there in ((204, "The guilds survey"), (300, "")):
        measure = builders.measure("bread", statement="knead " * (length // 6))
        held = builders.knowledge(measure)
        line = copied(reason.values([builders.reading(held, measure.id, "cio")]), held)
        assert there in line
        assert "coverage" not in line
        assert bool(line) is bool(there)


@settings(max_examples=20)
@given(builders.held_knowledge())
def test_any_line_fits_its_button_and_tells_only_numbers_that_are_stored(held: Knowledge) -> None:
    composer, may_tell = Composer(TEMPLATES, held), promises.tellable(held)
    for finding in {type(f): f for f in builders.every_finding(held)}.values():
        reply = composer.reply(Found(finding=finding), State())
        assert units(reply.copy) <= LONGEST_COPY
        assert set(promises.NUMBER.findall(reply.copy)) <= may_tell
        assert not reply.copy or reply.kind in {Kind.VALUE, Kind.COMPARE, Kind.GAP}


def test_most_figures_that_ship_can_be_copied(whole_knowledge: Knowledge) -> None:
    composer = Composer(TEMPLATES, whole_knowledge)
    lines = [
        composer.reply(Found(finding=reason.values([row])), State()).copy
        for row in builders.every_reading(whole_knowledge)
    ]
    assert all(units(line) <= LONGEST_COPY for line in lines)
    assert sum(map(bool, lines)) > 0.95 * len(lines)
