"""Figures for teams, as text or as a picture."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.service.incoming import Origin
from bot.service.quoting import tell_figure
from bot.service.visit import Known, Visit
from tests.service.speaking import PlainSpeaker

if TYPE_CHECKING:
    from bot.advisor import Advisor
    from bot.service.ports import Call


def told(advisor: Advisor, words: str, *, pictured: bool) -> Call:
    visit = Visit(
        advisor=advisor,
        speaker=PlainSpeaker(),
        origin=Origin(key=1, chat=-100, chat_kind="channel", person=None, message=5),
        known=Known(),
        now=datetime(2026, 5, 4, tzinfo=UTC),
        keys=lambda: "k",
    )
    tell_figure(advisor, words, visit, pictured=pictured)
    (call,) = visit.done().calls
    return call


def test_a_figure_is_told_as_a_picture_with_the_same_link_where_pictures_are_wanted(
    advisor: Advisor,
) -> None:
    text, picture = (told(advisor, "data protection, CIOs against CMOs", pictured=p) for p in (False, True))
    assert (text.method, picture.method) == ("sendMessage", "sendPhoto")
    assert picture.payload["words"] == text.payload["text"]
    assert picture.payload["links"] == text.payload["links"]


@pytest.mark.parametrize("words", ["data protection among CIOs", "", "the weather in Lisbon"])
def test_what_has_no_picture_is_told_in_words(advisor: Advisor, words: str) -> None:
    assert told(advisor, words, pictured=True) == told(advisor, words, pictured=False)
