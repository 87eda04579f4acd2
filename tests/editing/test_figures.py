"""Values and caveats of figures: what an edit makes of the texts, and what is said when it can't."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.editing.edits import AddPhrasing, Edit, SetCaveat, SetValue
from bot.knowledge.model import Relation
from tests.editing.comparing import refused, revised
from tests.editing.guild import CLAIM, PRIDE, SHARE, WILLING, after, changed, with_text
from tests.knowledge.guild import SURVEY_FILE, TEXTS

# ── Values ──────────────────────────────────────────────────────────────────────────────────────


def test_a_bare_number_stays_bare() -> None:
    edit = SetValue(entry=PRIDE, population="brewer", value=Decimal("70.25"))
    assert changed(edit) == {SURVEY_FILE: (["figures.brewer = 64.5"], ["figures.brewer = 70.25"])}
    assert after(edit).measures[PRIDE].figures["brewer"].value == Decimal("70.25")


def test_a_relation_stands_right_behind_the_value_and_goes_when_it_is_exact() -> None:
    edit = SetValue(entry=WILLING, population="baker", value=Decimal(40), relation=Relation.ABOUT)
    rest = 'caveat = "the exact share is not printed" }'
    old = f'figures.baker = {{ value = 50, relation = "more than", {rest}'
    assert changed(edit)[SURVEY_FILE] == (
        [old],
        [f'figures.baker = {{ value = 40, relation = "about", {rest}'],
    )
    exact = replace(edit, relation=Relation.EXACTLY)
    assert changed(exact)[SURVEY_FILE] == ([old], [f"figures.baker = {{ value = 40, {rest}"])


def test_a_value_that_two_files_enter_is_changed_in_both() -> None:
    edit = SetValue(entry=PRIDE, population="baker", value=Decimal(82))
    gone, come = ["figures.baker = 83"], ["figures.baker = 82"]
    assert changed(edit) == {SURVEY_FILE: (gone, come), "library/barm.toml": (gone, come)}
    assert after(edit).measures[PRIDE].figures["baker"].value == Decimal(82)


def test_a_file_that_disagrees_keeps_its_value() -> None:
    texts = with_text("library/barm.toml", "figures.baker = 83", "figures.baker = 71")
    edit = SetValue(entry=PRIDE, population="baker", value=Decimal(82))
    assert changed(edit, texts).keys() == {SURVEY_FILE}


def test_an_addition_is_one_wherever_its_file_stands_in_the_folder() -> None:
    early = '[survey]\nextends = "yeast-survey"\n[[measure]]\nid = "starter-pride"\nfigures.baker = 71\n'
    edit = SetValue(entry=PRIDE, population="baker", value=Decimal(82))
    assert changed(edit, {**TEXTS, "articles/again.toml": early}).keys() == {SURVEY_FILE, "library/barm.toml"}


def test_a_remark_behind_a_value_stays() -> None:
    texts = with_text(SURVEY_FILE, "figures.brewer = 64.5", "figures.brewer=64.5   # as printed")
    edit = SetValue(entry=PRIDE, population="brewer", value=Decimal(60))
    assert changed(edit, texts)[SURVEY_FILE][1] == ["figures.brewer=60   # as printed"]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (SetValue(entry=PRIDE, population="baker", value=Decimal(101)), '"figures.baker" is 101 %'),
        (SetValue(entry=PRIDE, population="baker", value=Decimal(-1)), "a share lies between 0 and 100"),
        (SetValue(entry=PRIDE, population="baker", value=Decimal("NaN")), "no number anyone measured"),
        (SetValue(entry=PRIDE, population="baker", value=Decimal("Infinity")), "no number anyone measured"),
        (SetValue(entry=PRIDE, population="baker", value=Decimal("1e-9")), "no number anyone measured"),
        (SetValue(entry=PRIDE, population="backer", value=Decimal(1)), 'did you mean "baker"?'),
        (SetValue(entry=PRIDE, population="baker", value=Decimal(83)), "nothing would change"),
        (SetValue(entry=CLAIM, population="baker", value=Decimal(1)), "is no measure"),
        (SetValue(entry=PRIDE + "s", population="baker", value=Decimal(1)), f'did you mean "{PRIDE}"?'),
        (SetValue(entry="", population="", value=Decimal(1)), "unknown entry"),
    ],
)
def test_a_value_that_cannot_be_set_is_told_why(edit: Edit, said: str) -> None:
    assert said in refused(TEXTS, edit)


@pytest.mark.parametrize(
    "figures", ["figures = { baker = 83, brewer = 64.5 }", "[measure.figures]\nbaker = 83"]
)
def test_figures_that_are_gathered_in_a_table_are_left_to_the_editor(figures: str) -> None:
    text = TEXTS[SURVEY_FILE].replace("figures.baker = 83\nfigures.brewer = 64.5\n", "")
    text = text.replace('reach = ["how many are proud of what rises"]', f'reach = ["how many"]\n{figures}')
    texts = {**TEXTS, SURVEY_FILE: text}
    said = "are not on lines of their own, write figures.baker = … there"
    assert said in refused(texts, SetValue(entry=PRIDE, population="baker", value=Decimal(1)))


def test_an_entry_of_a_file_that_cannot_be_read_is_told_with_what_is_wrong_there() -> None:
    texts = with_text("decoys.toml", "about = ", "about ")
    said = refused(texts, AddPhrasing(entry="millers", text="mills"))
    assert said.startswith("decoys.toml:3: not TOML")


# ── Caveats ─────────────────────────────────────────────────────────────────────────────────────


def test_a_bare_figure_with_a_caveat_becomes_a_table_and_without_it_is_bare_again() -> None:
    edit = SetCaveat(entry=PRIDE, population="brewer", text='a\n "guess"')
    new = 'figures.brewer = { value = 64.5, caveat = "a \\"guess\\"" }'
    assert changed(edit) == {SURVEY_FILE: (["figures.brewer = 64.5"], [new])}
    texts = {**TEXTS, **revised(TEXTS, edit)}
    assert revised(texts, replace(edit, text=None)) == {SURVEY_FILE: TEXTS[SURVEY_FILE]}


def test_a_caveat_of_the_measure_stands_below_its_figures() -> None:
    texts = {**TEXTS, **revised(TEXTS, SetCaveat(entry=WILLING, text="asked twice"))}
    assert '}\ncaveat = "asked twice"\nreach' in texts[SURVEY_FILE]
    assert revised(texts, SetCaveat(entry=WILLING, text=None)) == {SURVEY_FILE: TEXTS[SURVEY_FILE]}


def test_caveats_of_two_files_become_one() -> None:
    texts = with_text(SURVEY_FILE, 'complement = "are not"', 'complement = "are not"\ncaveat = "one"')
    texts = {
        **texts,
        "library/barm.toml": TEXTS["library/barm.toml"].replace(
            "figures.cook", 'caveat = "two"\nfigures.cook'
        ),
    }
    edit = SetCaveat(entry=PRIDE, text="three")
    assert after(edit, texts).measures[PRIDE].caveat == "three"
    assert after(replace(edit, text=None), texts).measures[PRIDE].caveat is None


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (SetCaveat(entry=PRIDE, text=None), "there is no caveat to remove"),
        (SetCaveat(entry=PRIDE, text=" \n"), '"caveat" is empty'),
        (SetCaveat(entry=PRIDE, text="\ud800"), "half a surrogate pair"),
        (SetCaveat(entry=PRIDE, text="x" * 3_001), "more than 3,000 characters, shorten it"),
        (SetCaveat(entry=PRIDE, population="nobody", text="x"), "has no figure for"),
        (SetCaveat(entry=SHARE, text="x"), "is no measure"),
    ],
)
def test_a_caveat_that_cannot_be_set_is_told_why(edit: Edit, said: str) -> None:
    assert said in refused(TEXTS, edit)
