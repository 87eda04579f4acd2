"""What is offered on words as somebody types them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.lookup import MOST
from bot.replies.cards import LINE, key_of
from tests.replies.markup import faults

if TYPE_CHECKING:
    from bot.advisor import Advisor
    from bot.replies.cards import Card

RESULT_ID_BYTES = 64


def cards(advisor: Advisor, text: str) -> tuple[Card, ...]:
    return advisor.look_up(text)[0]


def titles(advisor: Advisor, text: str) -> list[str]:
    return [card.title for card in cards(advisor, text)]


def test_figures_come_first_then_comparisons_then_guidance(advisor: Advisor) -> None:
    found = titles(advisor, "data protection")
    assert found[:3] == [
        "Data protection: CIOs",
        "Data protection: CMOs",
        "Data protection: CIOs and CMOs, compared",
    ]
    assert "Should a marketer care about data protection" in found[3:]


def test_a_role_leaves_only_its_figures(advisor: Advisor) -> None:
    found = titles(advisor, "data protection CMOs")
    assert found[0] == "Data protection: CMOs"
    assert "Data protection: CIOs" not in found


@pytest.mark.parametrize("typed", ["data prot", "Data Prote", "keeping pa"])
def test_a_word_need_not_be_typed_to_its_end(advisor: Advisor, typed: str) -> None:
    assert cards(advisor, typed), typed


def test_a_role_that_nobody_asked_gets_no_figure_of_another(advisor: Advisor) -> None:
    assert not [card for card in cards(advisor, "CFOs on data protection") if card.reply.numbers]


def test_a_year_that_nobody_asked_gets_no_figure_of_another(advisor: Advisor) -> None:
    assert not [card for card in cards(advisor, "data protection 1999") if card.reply.numbers]


@pytest.mark.parametrize("typed", ["how is the weather in Lisbon", "pasta recipe"])
def test_on_what_no_source_tells_nothing_is_offered(advisor: Advisor, typed: str) -> None:
    assert cards(advisor, typed) == ()


def test_no_words_get_the_figures_that_guidance_rests_on_most(whole_advisor: Advisor) -> None:
    found = cards(whole_advisor, "")
    assert len(found) == MOST
    assert found == cards(whole_advisor, "  ?! 🙈")


def test_pages_make_up_the_whole_list(whole_advisor: Advisor) -> None:
    whole, more = whole_advisor.look_up("martech")
    pages = [whole_advisor.look_up("martech", first, 10) for first in range(0, len(whole), 10)]
    assert not more
    assert tuple(card for page, _ in pages for card in page) == whole
    assert [further for _, further in pages] == [True] * (len(pages) - 1) + [False]


def test_a_link_names_an_entry_and_nothing_else(advisor: Advisor) -> None:
    for entry in advisor.knowledge.entries():
        assert advisor.entry_of(key_of(entry.id)) == entry.id
    assert advisor.entry_of("") is None
    assert advisor.entry_of("netbiscuits-2013/data-protection") is None


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["cio", "cmo", "data", "martech", "alignment", "2014", "who"])).map(" ".join)
)
@settings(max_examples=60)
def test_whatever_is_typed_every_card_can_be_put_into_a_chat(whole_advisor: Advisor, typed: str) -> None:
    found, more = whole_advisor.look_up(typed)
    assert len(found) <= MOST
    assert not more or len(found) == MOST
    assert len({card.key for card in found}) == len(found)
    for card in found:
        assert len(card.key.encode()) <= RESULT_ID_BYTES
        assert card.title.strip()
        assert 0 < len(card.line) <= LINE
        assert "\n" not in card.title + card.line
        assert faults(card.reply.text) == []
        assert card.reply.kept_rule
        assert not card.reply.numbers or card.reply.sources


def test_the_list_is_the_same_whoever_types_and_whenever(whole_advisor: Advisor) -> None:
    for one, other in pairwise([cards(whole_advisor, "alignment") for _ in range(3)]):
        assert one == other
