"""A question that names a survey: which one it means, and what may answer for it."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.model import Ground, Knowledge
from bot.questions import phrasing
from bot.questions.phrasing import SOURCE, SURVEY
from bot.questions.scope import Scopes
from bot.questions.vocabulary import Mention, skipped
from bot.questions.words import stems, tokens
from tests import builders

BREAD = builders.measure("bread", short="love of bread", asked_as=("love of bread", "bread"))
SALT = builders.measure("salt", short="love of salt", asked_as=("love of salt", "salt"))
ROLLS = builders.measure(
    "bread", survey="harbours", short="love of rolls", asked_as=("the bread they love", "rolls")
)
NETS = builders.measure("nets", survey="harbours", short="love of nets", asked_as=("love of nets",))
ROPE = builders.measure("rope", survey="markets", short="love of rope", asked_as=("love of rope",))
ADVICE = (
    builders.advice("of-guilds", Ground(kind="figure", id=BREAD.id), Ground(kind="source", id="release")),
    builders.advice("of-both", Ground(kind="figure", id=BREAD.id), Ground(kind="claim", id="harbours/tide")),
    builders.advice("of-harbours", Ground(kind="claim", id="harbours/tide")),
    builders.advice("of-nobody", Ground(kind="source", id="release")),
)
HELD = builders.dated(
    replace(
        builders.knowledge(
            BREAD,
            SALT,
            ROLLS,
            NETS,
            ROPE,
            claims=[builders.claim("yeast"), builders.claim("tide", survey="harbours")],
            disputes=[builders.dispute(BREAD), builders.dispute(NETS)],
            themes=[
                builders.theme(BREAD, ROLLS, id_="across"),
                builders.theme(BREAD, SALT, ROPE, id_="mostly-guilds"),
            ],
        ),
        advice=MappingProxyType({a.id: a for a in ADVICE}),
    ),
    guilds="2013",
    harbours="2013 and 2014",
)
SCOPES = Scopes(HELD, skipped(["how many"]))


def title(id_: str, start: int = 0, words: int = 1) -> Mention:
    return Mention(start=start, end=start + words, id=SURVEY + id_)


def measures(text: str, *surveys: str) -> list[str]:
    """The measures that a text names where these surveys may answer."""
    return [m.id for m in SCOPES.terms(surveys).find(stems(tokens(text)))]


# ── Which survey is meant ─────────────────────────────────────────────────────────────────────────


def test_a_name_of_several_surveys_means_them_all() -> None:
    assert SCOPES.named([title("guilds"), title("harbours")], []) == ("guilds", "harbours")


def test_several_names_mean_the_survey_that_has_them_all() -> None:
    names = [title("guilds"), title("harbours"), title("harbours", start=3)]
    assert SCOPES.named(names, []) == ("harbours",)


def test_names_of_different_surveys_mean_each_of_them() -> None:
    assert SCOPES.named([title("guilds"), title("harbours", start=3)], []) == ("guilds", "harbours")


@pytest.mark.parametrize(
    ("years", "meant"),
    [
        (["2014"], ("harbours",)),
        (["2013"], ("guilds", "harbours")),
        (["2013", "2014"], ("guilds", "harbours")),
        (["1999"], ("guilds", "harbours", "markets")),
        ([], ("guilds", "harbours", "markets")),
    ],
)
def test_a_year_picks_among_the_surveys_of_a_name_unless_it_is_of_none(
    years: list[str], meant: tuple[str, ...]
) -> None:
    """A year of none of them is refused later, by name; it must not lead to some other survey."""
    names = [title("guilds"), title("harbours"), title("markets")]
    assert SCOPES.named(names, years) == meant


def test_a_year_alone_and_a_publication_name_no_survey() -> None:
    assert SCOPES.named([], ["2013"]) == ()
    assert SCOPES.named([Mention(start=0, end=2, id=f"{SOURCE}release")], ["2013"]) == ()


mentions = st.builds(
    title,
    st.sampled_from(["guilds", "harbours", "markets"]),
    st.integers(0, 3),
)


@given(st.lists(mentions, max_size=6), st.lists(st.sampled_from(["2013", "2014", "1999"]), max_size=2))
def test_what_is_meant_was_named_and_something_is_meant_where_something_was_named(
    names: list[Mention], years: list[str]
) -> None:
    meant = SCOPES.named(names, years)
    assert len(set(meant)) == len(meant)
    assert {SURVEY + s for s in meant} <= {m.id for m in names}
    assert bool(meant) == bool(names)


# ── What may answer ───────────────────────────────────────────────────────────────────────────────


def test_where_no_survey_or_all_of_them_are_named_anything_may_answer() -> None:
    assert SCOPES.entries(()) is None
    assert SCOPES.entries(("guilds", "harbours", "markets")) is None
    assert SCOPES.terms(()) is SCOPES.everything


def test_only_what_is_of_the_survey_named_may_answer() -> None:
    assert SCOPES.entries(("guilds",)) == frozenset(
        ["guilds", BREAD.id, SALT.id, "guilds/yeast", f"{BREAD.id}-dispute", "mostly-guilds", "of-guilds"]
    )
    assert SCOPES.entries(("harbours",)) == frozenset(
        ["harbours", ROLLS.id, NETS.id, "harbours/tide", f"{NETS.id}-dispute", "of-harbours"]
    )


def test_a_theme_may_answer_where_two_of_it_are_of_the_surveys_named() -> None:
    found = SCOPES.entries(("guilds", "harbours"))
    assert found is not None
    assert {"across", "mostly-guilds"} <= found
    assert "across" not in (SCOPES.entries(("guilds",)) or ())


def test_guidance_may_answer_where_every_figure_and_finding_it_rests_on_is_of_the_surveys_named() -> None:
    found = SCOPES.entries(("guilds", "harbours"))
    assert found is not None
    assert {"of-guilds", "of-both", "of-harbours"} <= found
    assert "of-nobody" not in found


def test_publications_on_a_survey_may_answer_for_it() -> None:
    sources = {s.id: replace(s, derives_from=("guilds",)) for s in HELD.sources.values() if s.id == "release"}
    known = replace(HELD, sources=MappingProxyType({**HELD.sources, **sources}))
    scopes = Scopes(known, frozenset())
    assert "release" in (scopes.entries(("guilds",)) or ())
    assert "release" not in (scopes.entries(("harbours",)) or ())


def test_words_that_several_surveys_use_name_a_measure_once_the_survey_is_named() -> None:
    assert measures("bread they love so much") == []
    assert measures("bread they love so much", "guilds") == [BREAD.id]
    assert measures("bread they love so much", "harbours") == [ROLLS.id]


def test_no_measure_of_another_survey_is_found_where_one_is_named() -> None:
    assert measures("love of rope") == [ROPE.id]
    assert measures("love of rope", "guilds") == []


def test_a_scope_is_made_once() -> None:
    assert SCOPES.terms(("guilds",)) is SCOPES.terms(("guilds",))
    assert SCOPES.entries(("guilds",)) is SCOPES.entries(("guilds",))


# ── The shipped knowledge ─────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def scopes(whole_knowledge: Knowledge) -> Scopes:
    """The scopes of all collections."""
    return Scopes(whole_knowledge, phrasing.not_content(whole_knowledge))


def test_what_may_answer_for_a_shipped_survey_has_no_figure_of_another(
    whole_knowledge: Knowledge, scopes: Scopes
) -> None:
    known = whole_knowledge
    for survey in known.surveys:
        found = scopes.entries((survey,))
        assert found is not None
        assert survey in found
        assert found >= {m.id for m in known.measures.values() if m.survey == survey}
        for measure in found & set(known.measures):
            assert known.measures[measure].survey == survey
        for advice in found & set(known.advice):
            figures = [g.id for g in known.advice[advice].rests_on if g.kind == "figure"]
            assert {known.measures[f].survey for f in figures} <= {survey}, advice


def test_every_shipped_survey_is_told_from_others_by_a_name_of_its_own(whole_knowledge: Knowledge) -> None:
    """A publisher's name may mean several; some name of each must mean it alone."""
    named: dict[str, set[str]] = {}
    for id_, name in phrasing.titles(whole_knowledge):
        if id_.startswith(SURVEY):
            named.setdefault(" ".join(tokens(name)), set()).add(id_.removeprefix(SURVEY))
    alone = {next(iter(surveys)) for surveys in named.values() if len(surveys) == 1}
    assert alone == set(whole_knowledge.surveys)
