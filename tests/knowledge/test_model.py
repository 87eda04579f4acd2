"""By which years a survey may be asked for, and under which it stands."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import builders

if TYPE_CHECKING:
    from bot.knowledge.model import Survey

GUILDS = builders.knowledge().surveys["guilds"]


def survey(name: str = "The guilds", short: str = "the guilds", **facts: str) -> Survey:
    return replace(GUILDS, name=name, short=short, facts=MappingProxyType(facts))


@pytest.mark.parametrize(
    ("told", "years", "year"),
    [
        (survey(), set(), ""),
        (survey(fieldwork="September 2013"), {"2013"}, "2013"),
        (survey(published="8 March 2014"), {"2014"}, "2014"),
        (survey(fieldwork="December 2013 to January 2014"), {"2013", "2014"}, "2014"),
        (survey(fieldwork="May 2012", published="2013"), {"2012", "2013"}, "2012"),
        (survey(name="The Guilds in 2026", published="late 2025"), {"2025", "2026"}, "2025"),
        (survey(short="the 2016 guilds", name="Guilds 2016-2017"), {"2016", "2017"}, "2016"),
        (survey(name="The Guilds of 1999"), {"1999"}, "1999"),
        (survey(fieldwork="in spring", sample="2015 members"), set(), ""),
        (survey(name="Guilds 20155 and 3013"), set(), ""),
    ],
)
def test_a_survey_may_be_asked_for_by_every_year_told_of_it_and_stands_under_one(
    told: Survey, years: set[str], year: str
) -> None:
    """That of its fieldwork before that of publication, and both before a year in its name."""
    assert told.years == years
    assert told.year == year


@given(st.text("12 09-.", max_size=14), st.text("12 09-.", max_size=14), st.text("12 09-.", max_size=14))
def test_the_year_a_survey_stands_under_is_one_it_may_be_asked_for_by(
    fieldwork: str, published: str, name: str
) -> None:
    told = survey(name=name, fieldwork=fieldwork, published=published)
    assert (told.year in told.years) if told.years else told.year == ""
