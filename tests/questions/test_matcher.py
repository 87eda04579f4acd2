"""Ranking entries for a question."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import library
from bot.questions import index as indexes
from bot.questions.matcher import Match, Matcher
from bot.questions.repair import Repairer
from bot.questions.words import clean, tokens
from tests.questions import bakery

if TYPE_CHECKING:
    from bot.questions.encoder import StaticEncoder
    from bot.questions.index import Index

ANSWER, CHOOSE = 0.5, 0.2


@pytest.fixture(scope="module")
def matcher(bakery_index: Index, encoder: StaticEncoder) -> Matcher:
    return Matcher(bakery_index, encoder)


@pytest.fixture(scope="module")
def repairer() -> Repairer:
    phrasings = [phrasing for _, asked in bakery.FAQ for phrasing in asked]
    words = Counter(word for phrasing in phrasings for word in tokens(clean(phrasing)))
    return Repairer(words, library.english_words())


def ranked(matcher: Matcher, repairer: Repairer, question: str) -> tuple[Match, ...]:
    raw = tokens(clean(question))
    return matcher.rank(repairer.repair(raw).tokens, raw)


@pytest.mark.parametrize(("question", "entry"), bakery.ASKED)
def test_a_question_in_other_words_and_with_typos_finds_its_entry(
    matcher: Matcher, repairer: Repairer, question: str, entry: str
) -> None:
    best = ranked(matcher, repairer, question)[0]
    assert best.entry == entry
    assert best.probability > ANSWER


@pytest.mark.parametrize("question", bakery.UNANSWERABLE)
def test_a_question_about_something_else_is_not_answered(
    matcher: Matcher, repairer: Repairer, question: str
) -> None:
    assert ranked(matcher, repairer, question)[0].probability < ANSWER


def test_many_questions_about_something_else_offer_no_choice_either(
    matcher: Matcher, repairer: Repairer
) -> None:
    tops = [ranked(matcher, repairer, question)[0] for question in bakery.UNANSWERABLE]
    assert sum(top.probability < CHOOSE for top in tops) >= len(tops) / 3


def test_a_match_names_its_nearest_phrasing(matcher: Matcher) -> None:
    best = matcher.rank(tokens("may I pay by phone please"))[0]
    assert best.phrasing == "may I pay by phone"
    assert best.similarity > 0.8


def test_what_the_entry_does_not_speak_of_is_unexplained(matcher: Matcher) -> None:
    whole = matcher.rank(tokens("order a birthday cake"))[0]
    part = matcher.rank(tokens("order a birthday cake insurance"))[0]
    assert whole.entry == part.entry == "birthday-cake"
    assert whole.explained == 1
    assert part.explained < 0.8
    assert matcher.rank(("the", "and"))[0].explained == 1


def test_a_choice_of_entries_is_ranked_as_if_the_others_had_not_been_learned(matcher: Matcher) -> None:
    question = tokens("can I pay for the cake by card")
    everything = {match.entry: match for match in matcher.rank(question)}
    some = matcher.rank(question, among={"birthday-cake", "jobs", "unheard-of"})
    assert [match.entry for match in some] == ["birthday-cake", "jobs"]
    assert everything["birthday-cake"].probability <= some[0].probability


@pytest.mark.parametrize("limit", [0, 1, 3, 10, 99])
def test_no_more_than_asked_for_are_ranked(matcher: Matcher, limit: int) -> None:
    assert len(matcher.rank(("bread",), limit=limit)) == min(limit, len(bakery.FAQ))


def test_nothing_is_found_where_nothing_is_asked_or_known(matcher: Matcher, encoder: StaticEncoder) -> None:
    assert matcher.rank(()) == ()
    assert Matcher(indexes.build([], encoder), encoder).rank(("bread",)) == ()
    silent = Matcher(indexes.build([("a", []), ("b", ["bread"])], encoder), encoder)
    assert [match.entry for match in silent.rank(("bread",))] == ["b"]


def test_an_index_of_another_encoder_is_refused(bakery_index: Index, encoder: StaticEncoder) -> None:
    arrays = bakery_index.to_arrays()
    other = indexes.Index.from_arrays(arrays)
    object.__setattr__(other, "encoder", "another")
    with pytest.raises(ValueError, match="another"):
        Matcher(other, encoder)


def test_two_wordings_are_more_alike_than_two_subjects(matcher: Matcher) -> None:
    assert matcher.similarity("do you deliver", "Do you deliver?") == pytest.approx(1, abs=1e-3)
    alike = matcher.similarity("can you deliver bread", "is there a bread delivery")
    assert alike > matcher.similarity("can you deliver bread", "are you hiring")
    assert matcher.similarity("", "are you hiring") == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.one_of(
        st.text(max_size=400),
        st.lists(st.sampled_from(["do", "gluten", "free", "bread", "44", "%", "teh", "cake", "ﷺ"])).map(
            " ".join
        ),
        st.text(max_size=20).map(lambda text: text * 500),
    )
)
def test_any_text_is_ranked_soundly(matcher: Matcher, repairer: Repairer, text: str) -> None:
    matches = ranked(matcher, repairer, text)
    probabilities = [match.probability for match in matches]
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0 <= match.probability <= 1 for match in matches)
    assert all(0 <= match.explained <= 1 + 1e-9 for match in matches)
    assert len({match.entry for match in matches}) == len(matches)
    assert bool(matches) == bool(tokens(clean(text)))


def test_a_stored_index_ranks_as_the_one_it_was_made_from(
    matcher: Matcher, bakery_index: Index, encoder: StaticEncoder
) -> None:
    again = Matcher(indexes.Index.from_arrays(bakery_index.to_arrays()), encoder)
    for question, _ in bakery.ASKED:
        assert again.rank(tokens(question)) == matcher.rank(tokens(question))
