"""Every kind of problem, with its place, what is wrong and what would be right."""

from __future__ import annotations

import pytest

from bot.knowledge.parse import parse
from tests.knowledge.guild import (
    ADVICE_FILE,
    SURVEY_FILE,
    TEXTS,
    line_of,
    problems_of,
    sound,
    spoilt,
)
from tests.knowledge.slips_in_advice import SLIPS_IN_ADVICE
from tests.knowledge.slips_in_data import SLIPS_IN_DATA

PRIDE = line_of(SURVEY_FILE, '[[measure]]\nid = "starter-pride"')
DISPUTE = line_of(SURVEY_FILE, "[[dispute]]")

KNOCK_ON = (
    "is no id",
    "unknown question",
    "unknown table",
    "entered at",
    "[survey], once",
    "no head",
    "unknown section",
    "# CEO",
    '"CIO"',
)


@pytest.mark.parametrize(("file", "old", "new", "line", "message"), SLIPS_IN_DATA + SLIPS_IN_ADVICE)
def test_one_slip_makes_one_problem_at_its_line(
    file: str, old: str, new: str, line: int, message: str
) -> None:
    found = spoilt(file, old, new)
    problem = f"{file}:{line}: {message}"
    assert problem in found
    # Where a name is wrong, what needs the right one may miss it; other slips make no second problem.
    if not any(knock_on in problem for knock_on in KNOCK_ON):
        assert found == [problem]


def test_numbers_are_all_found_in_one_text() -> None:
    found = spoilt(SURVEY_FILE, '"the letter gives no reason"', '"half of it is true, 12 parts"')
    assert found == [
        f'{SURVEY_FILE}:{DISPUTE}: the number "12" typed into "note", say it without, or enter a figure',
        f'{SURVEY_FILE}:{DISPUTE}: the number "half" typed into "note", say it without, or enter a figure',
    ]


def test_a_ground_must_be_one_thing() -> None:
    found = spoilt(ADVICE_FILE, 'claim = "yeast-survey/who-knows-yeast"', 'clam = "x"')
    assert found == [
        f"{ADVICE_FILE}:1: a ground that is not one thing, write one of figure, claim, source",
        f'{ADVICE_FILE}:1: unknown key "clam" in rests_on, did you mean "claim"?',
    ]


def test_an_entry_is_named_like_its_file() -> None:
    found = spoilt(ADVICE_FILE, 'id = "share-the-yeast"', 'id = "share-yeast"')
    assert (
        f'{ADVICE_FILE}:1: the id "share-yeast" is not the file\'s name, write "share-the-yeast" or rename it'
        in found
    )


def test_numbers_in_names_and_facts_pass() -> None:
    """The title "Yeast in 2013" and a sample of "200 members" are named facts."""
    assert spoilt(SURVEY_FILE, '"the letter gives no reason"', '"Yeast in 2013 gives no reason"') == []


def test_problems_come_all_at_once_sorted_and_once_each() -> None:
    texts = {
        **TEXTS,
        SURVEY_FILE: TEXTS[SURVEY_FILE].replace("71", "171").replace("29", "-29"),
        "decoys.toml": TEXTS["decoys.toml"].replace("role", "roll"),
    }
    _, problems = parse(texts)
    assert [problem.place.file for problem in problems] == [SURVEY_FILE, SURVEY_FILE, "decoys.toml"]
    assert list(problems) == sorted(set(problems))


def test_a_broken_file_is_one_problem_and_not_one_for_each_reference_into_it() -> None:
    assert spoilt(SURVEY_FILE, "figures.baker = 83", "figures.baker = 83%") == [
        f"{SURVEY_FILE}:{PRIDE + 5}: not TOML: Expected newline or end of document after a statement",
    ]


def test_an_extension_of_nothing_known_is_one_problem() -> None:
    found = spoilt("library/barm.toml", 'extends = "yeast-survey"', 'extends = "something-else"')
    assert found == ['library/barm.toml:1: unknown survey "something-else", known: "yeast-survey"']


def test_a_survey_loaded_later_cannot_be_extended() -> None:
    texts = {name.replace("library/barm", "articles/barm"): text for name, text in TEXTS.items()}
    texts["library/survey.toml"] = texts.pop(SURVEY_FILE)
    found = [str(problem) for problem in parse(texts)[1]]
    assert 'articles/barm.toml:1: "yeast-survey" is loaded later, add to it in library/ or after' in found


def test_tables_of_a_survey_need_one() -> None:
    texts = {**TEXTS, "articles/more.toml": '\n[[claim]]\nid = "loose"\n'}
    assert [str(problem) for problem in problems_of(texts)] == [
        "articles/more.toml:2: a claim without a survey, write [survey] at the top of the file",
    ]


def test_files_in_no_collection_are_reported() -> None:
    texts = {**TEXTS, "loose.toml": "", "articles/loose.md": ""}
    assert [str(problem) for problem in problems_of(texts)] == [
        "articles/loose.md:1: Markdown outside an advice folder, move it into articles/advice/",
        "loose.toml:1: the file is in no collection, move it into articles/",
    ]


def test_ids_that_stand_for_nothing_are_left_out_of_what_is_known() -> None:
    text = TEXTS[SURVEY_FILE].replace("figures.baker = 83", "figures.miller = 83")
    known, problems = parse({**TEXTS, SURVEY_FILE: text})
    assert known is not None
    assert len(problems) == 1
    assert "miller" not in known.measures["yeast-survey/starter-pride"].figures
    assert sound().measures.keys() == known.measures.keys()
