"""How the tests run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from bot import library, making
from bot.advisor import Advisor
from bot.knowledge.parse import parse
from bot.making import Means
from bot.questions import index as indexes
from bot.questions.matcher import Matcher
from bot.questions.reader import Reader, phrasings
from tests.warmth import filled, share

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.knowledge.model import Knowledge
    from tests.botapi import BotApi, BotProcess

# The same examples on every run: a red build must be about the change that made it red. New examples
# are searched for with HYPOTHESIS_PROFILE=search.
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=60,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("search", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_configure(config: pytest.Config) -> None:
    """The marks that tests may have."""
    config.addinivalue_line("markers", 'slow: takes many seconds (leave out with -m "not slow")')


def held(*collections: str) -> Knowledge:
    """What these collections hold, or all of them; nothing may be wrong with it."""
    texts, unread = library.read_texts(library.knowledge_folder(), collections or None)
    found, problems = parse(texts, collections=collections or None)
    assert (*unread, *problems) == ()
    assert found is not None
    return found


def matching(knowledge: Knowledge) -> Matcher:
    """The matcher of some knowledge, as the program builds it."""
    encoder = library.static_encoder()
    return Matcher(indexes.build(list(phrasings(knowledge)), encoder), encoder)


def advising(knowledge: Knowledge, matcher: Matcher) -> Advisor:
    """An advisor, as the program makes it."""
    reader = Reader(knowledge, matcher, library.english_words())
    return Advisor(knowledge, reader, templates=library.reply_templates())


@pytest.fixture(scope="session", autouse=True)
def _shared_warmth(tmp_path_factory: pytest.TempPathFactory) -> None:
    """One cache for the processes that share the tests among themselves."""
    place = tmp_path_factory.getbasetemp()
    share(place.parent if "PYTEST_XDIST_WORKER" in os.environ else place)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The two founding articles."""
    return held("articles")


@pytest.fixture(scope="session")
def matcher(knowledge: Knowledge) -> Matcher:
    """The matcher of the founding articles."""
    return making.matcher(knowledge, Means(cache=filled("articles"), collections=("articles",)))


@pytest.fixture(scope="session")
def advisor(knowledge: Knowledge, matcher: Matcher) -> Advisor:
    """An advisor on the founding articles."""
    return advising(knowledge, matcher)


@pytest.fixture(scope="session")
def whole_knowledge() -> Knowledge:
    """All collections that ship with the program."""
    return held()


@pytest.fixture(scope="session")
def whole_advisor() -> Advisor:
    """An advisor on all collections, as the program makes it when it was started before."""
    texts, _ = library.read_texts(library.knowledge_folder())
    return making.make_advisor(texts, Means(cache=filled()))


@pytest.fixture
def server() -> Iterator[BotApi]:
    """A server that finds no fault with the bot."""
    # Only here: most tests need none of what the server takes a second to import.
    from tests.botapi import BotApi  # noqa: PLC0415

    with BotApi() as started:
        yield started
        assert started.faults == []


@pytest.fixture
def bot(server: BotApi, tmp_path: Path) -> Iterator[BotProcess]:
    """A bot that runs, and keeps its token to itself."""
    from tests.botapi import BotProcess  # noqa: PLC0415

    with BotProcess(server, tmp_path) as started:
        yield started.wait_until_polling()
        assert server.token not in started.printed
