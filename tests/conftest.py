"""How the tests run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from bot import library
from bot.advisor import Advisor
from bot.knowledge.parse import parse
from bot.questions import index as indexes
from bot.questions.matcher import Matcher
from bot.questions.reader import phrasings

if TYPE_CHECKING:
    from bot.knowledge.model import Knowledge

# The same examples on every run: a red build must be about the change that made it red. New examples
# are searched for with HYPOTHESIS_PROFILE=search.
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("search", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """All collections that ship with the program."""
    texts, unread = library.read_texts(library.knowledge_folder())
    held, problems = parse(texts)
    assert (*unread, *problems) == ()
    assert held is not None
    return held


@pytest.fixture(scope="session")
def matcher(knowledge: Knowledge) -> Matcher:
    """The matcher of the shipped knowledge."""
    encoder = library.static_encoder()
    return Matcher(indexes.build(list(phrasings(knowledge)), encoder), encoder)


@pytest.fixture(scope="session")
def advisor(knowledge: Knowledge, matcher: Matcher) -> Advisor:
    """An advisor on the shipped knowledge, as the program makes it."""
    return Advisor(knowledge, matcher, english=library.english_words(), templates=library.reply_templates())
