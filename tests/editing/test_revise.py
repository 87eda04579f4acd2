"""One edit of a small collection at a time: what it makes of the texts, and what is said when it can't."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editing.edits import (
    AddAdvice,
    AddDecoy,
    AddFigure,
    AddMeasure,
    AddPhrasing,
    Edit,
    NewFigure,
    Part,
    RemovePhrasing,
    Revised,
    SetCaveat,
    SetText,
    SetValue,
)
from bot.editing.parts import parts_of
from bot.editing.revise import revise
from bot.knowledge.model import Basis, Ground, Knowledge, Missing, Relation, Stance
from bot.knowledge.parse import parse
from tests.editing.comparing import lines, refused, revised
from tests.knowledge.guild import ADVICE_FILE, SURVEY_FILE, TEXTS, sound

if TYPE_CHECKING:
    from collections.abc import Mapping

PRIDE, WILLING = "yeast-survey/starter-pride", "yeast-survey/share-willing"
CLAIM = "yeast-survey/who-knows-yeast"
SHARE = "share-the-yeast"


def after(edit: Edit, texts: Mapping[str, str] = TEXTS) -> Knowledge:
    """What is known after an edit that leaves all as sound as it was."""
    knowledge, problems = parse({**texts, **revised(texts, edit)})
    assert problems == ()
    assert knowledge is not None
    return knowledge


def changed(edit: Edit, texts: Mapping[str, str] = TEXTS) -> dict[str, tuple[list[str], list[str]]]:
    """The lines that went and came, by file."""
    return {file: lines(texts.get(file, ""), text) for file, text in revised(texts, edit).items()}


def with_text(file: str, old: str, new: str) -> Mapping[str, str]:
    """The collection with something written otherwise."""
    assert old in TEXTS[file]
    return {**TEXTS, file: TEXTS[file].replace(old, new, 1)}


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


# ── Phrasings ───────────────────────────────────────────────────────────────────────────────────


def test_a_phrasing_joins_a_list_on_one_line_there_and_a_longer_one_on_a_line_of_its_own() -> None:
    assert changed(AddPhrasing(entry=WILLING, text="lend barm"))[SURVEY_FILE][1] == [
        'asked_as = ["willing to share yeast", "lend barm"]'
    ]
    assert changed(AddPhrasing(entry=SHARE, text="lend barm")) == {ADVICE_FILE: ([], ['    "lend barm",'])}


def test_an_entry_that_nobody_asked_for_gets_a_list() -> None:
    edit = AddPhrasing(entry=CLAIM, text="yeast experts")
    assert changed(edit) == {SURVEY_FILE: ([], ["asked_as = [", '    "yeast experts",', "]"])}
    assert after(edit).claims[CLAIM].asked_as == ("yeast experts",)


def test_remarks_and_a_missing_comma_in_a_list_are_respected() -> None:
    texts = with_text(
        "decoys.toml", '["what do millers think"]', '[\n  "what do millers think" # one\n  # end\n]'
    )
    edit = AddPhrasing(entry="millers", text="mills")
    added = revised(texts, edit)["decoys.toml"]
    assert '[\n  "what do millers think", # one\n  # end\n  "mills",\n]' in added


def test_something_else_in_the_place_of_a_list_gives_way_to_one() -> None:
    texts = with_text("decoys.toml", '["what do millers think"]', '"what do millers think"')
    assert changed(AddPhrasing(entry="millers", text="mills"), texts)["decoys.toml"][1] == [
        'asked_as = ["mills"]'
    ]
    assert "is no phrasing of" in refused(
        texts, RemovePhrasing(entry="millers", text="what do millers think")
    )


def test_a_phrasing_is_removed_wherever_it_is_listed() -> None:
    edit = RemovePhrasing(entry=PRIDE, text="PROUD of the starter.")
    said = "is the only phrasing of"
    assert said in refused(TEXTS, edit)
    texts = {**TEXTS, **revised(TEXTS, AddPhrasing(entry=PRIDE, text="conceited"))}
    texts[SURVEY_FILE] = texts[SURVEY_FILE].replace(
        '"proud of the starter"', '"proud of the starter", "smug"'
    )
    assert after(edit, texts).measures[PRIDE].asked_as == ("smug", "vain about barm", "conceited")


def test_a_phrasing_that_an_entry_takes_from_another_is_told_to_stand_there() -> None:
    file = "library/advice/share-the-yeast.md"
    text = '+++\nextends = "share-the-yeast"\ntakes = ["vain about barm"]\n+++\n# CMO\n\nAsk.\n'
    said = refused({**TEXTS, file: text}, RemovePhrasing(entry="share-the-yeast", text="Vain about barm?"))
    assert said.startswith(file)
    assert 'from another entry, by its "takes"' in said


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (AddPhrasing(entry=PRIDE, text="Vain about BARM!"), "is a phrasing of"),
        (AddPhrasing(entry=PRIDE, text="?!"), "has no word in it"),
        (AddPhrasing(entry=PRIDE, text=""), '"phrasing" is empty'),
        (AddPhrasing(entry="nobody", text="x"), "unknown entry"),
        (RemovePhrasing(entry=PRIDE, text="vain about farm"), 'did you mean "vain about barm"?'),
        (RemovePhrasing(entry="pride", text="pride everywhere"), "is the only phrasing"),
        (RemovePhrasing(entry=CLAIM, text="anything"), "none is entered"),
    ],
)
def test_a_phrasing_that_cannot_be_added_or_removed_is_told_why(edit: Edit, said: str) -> None:
    assert said in refused(TEXTS, edit)


# ── Texts ───────────────────────────────────────────────────────────────────────────────────────


def test_every_kind_of_entry_tells_its_parts_as_they_read() -> None:
    knowledge = sound()
    assert parts_of(knowledge, PRIDE) == {
        Part.SHORT: "pride in the starter",
        Part.STATEMENT: "are proud of their starter",
        Part.COMPLEMENT: "are not",
    }
    assert parts_of(knowledge, "millers") == {Part.ABOUT: "millers and their mills"}
    assert parts_of(knowledge, SHARE)[Part.STEPS] == "Visit the other guild.\nBring a jar."
    assert parts_of(knowledge, SHARE)[Part.OTHERS] == "Taste first."
    assert parts_of(knowledge, "yeast-survey")[Part.SAMPLE] == "200 members"
    assert parts_of(knowledge, "yeast-survey")[Part.METHOD] == ""
    assert parts_of(knowledge, "nobody") == {}


def test_every_entry_has_parts_and_each_can_be_set() -> None:
    knowledge = sound()
    for entry in knowledge.entries():
        parts = parts_of(knowledge, entry.id)
        assert parts
        for part in parts:
            changed_ = after(SetText(entry=entry.id, part=part, text="Barm rises."))
            assert parts_of(changed_, entry.id) == {**parts, part: "Barm rises."}


def test_a_section_keeps_the_blank_lines_around_it() -> None:
    edit = SetText(entry=SHARE, part=Part.LEAD, text="\nOne.\n\n- two\n")
    new = revised(TEXTS, edit)[ADVICE_FILE]
    assert "# Lead\nOne.\n\n- two\n\n# CIO\nRead" in new


def test_an_addition_to_guidance_is_what_is_changed() -> None:
    texts = {
        **TEXTS,
        "library/advice/share-the-yeast.md": '+++\nextends = "share-the-yeast"\n+++\n# CMO\n\nAsk.\n',
    }
    assert revised(texts, SetText(entry=SHARE, part=Part.CMO, text="Say."))[
        "library/advice/share-the-yeast.md"
    ] == ('+++\nextends = "share-the-yeast"\n+++\n# CMO\n\nSay.\n')
    assert revised(texts, SetText(entry=SHARE, part=Part.CIO, text="Say.")).keys() == {ADVICE_FILE}


def test_a_new_section_stands_in_its_order() -> None:
    definition = '+++\nid = "barm"\nkind = "definition"\n+++\n# CMO\n\nAsk.\n'
    texts = {**TEXTS, "library/advice/barm.md": definition}
    first = revised(texts, SetText(entry="barm", part=Part.LEAD, text="Barm."))
    assert first["library/advice/barm.md"].endswith("+++\n# Lead\n\nBarm.\n\n# CMO\n\nAsk.\n")
    second = revised({**texts, **first}, SetText(entry="barm", part=Part.CIO, text="Tell."))
    assert second["library/advice/barm.md"].endswith("Barm.\n\n# CIO\n\nTell.\n\n# CMO\n\nAsk.\n")
    third = revised({**texts, **second}, SetText(entry="barm", part=Part.OTHERS, text="Taste."))
    assert third["library/advice/barm.md"].endswith("Ask.\n\n# Others\n\nTaste.\n")


def test_a_part_that_need_not_be_there_can_be_removed() -> None:
    edit = SetText(entry="yeast-survey", part=Part.SAMPLE, text=None)
    assert changed(edit) == {SURVEY_FILE: (['sample = "200 members"'], [])}
    assert "sample" not in after(edit).surveys["yeast-survey"].facts


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (SetText(entry=PRIDE, part=Part.STATEMENT, text=None), 'needs its "statement"'),
        (SetText(entry=PRIDE, part=Part.LEAD, text="x"), 'has no "lead", being a measure'),
        (SetText(entry=WILLING, part=Part.COMPLEMENT, text=None), 'there is no "complement" to remove'),
        (SetText(entry=SHARE, part=Part.LEAD, text="One.\n# CIO\nTwo."), 'message:2: "# CIO" would begin'),
        (SetText(entry=SHARE, part=Part.LEAD, text="#"), "would begin another section"),
        (SetText(entry=SHARE, part=Part.LEAD, text=None), '"share-the-yeast" needs its "lead"'),
        (SetText(entry=SHARE, part=Part.STEPS, text=" \n "), '"steps" is empty'),
        (SetText(entry="millers", part=Part.ABOUT, text=""), '"about" is empty'),
    ],
)
def test_a_text_that_cannot_be_set_is_told_why(edit: Edit, said: str) -> None:
    assert said in refused(TEXTS, edit)


# ── Additions ───────────────────────────────────────────────────────────────────────────────────


def test_a_figure_of_a_further_population_stands_below_the_others() -> None:
    figure = NewFigure(value=Decimal(12), relation=Relation.AT_LEAST, period="2013", caveat="few were asked")
    edit = AddFigure(entry="yeast-survey/cellar", population="cook", figure=figure)
    line = 'figures.cook = { value = 12, relation = "at least", period = "2013", caveat = "few were asked" }'
    assert changed(edit) == {"library/barm.toml": ([], [line])}
    assert after(edit).measures["yeast-survey/cellar"].figures["cook"].caveat == "few were asked"


MEASURE = AddMeasure(
    survey="yeast-survey",
    id="oven-pride",
    short="pride in the oven",
    statement="are proud of their oven",
    asked_as=("proud of the oven", "oven vanity"),
    figures={"baker": NewFigure(value=Decimal("51.5")), "cook": NewFigure(value=Decimal(3), unit="ovens")},
    sources=("barm-review",),
    complement="are not",
    reach=("how many boast of heat",),
)


def test_a_new_measure_stands_below_the_last_of_its_survey() -> None:
    knowledge = after(MEASURE)
    measure = knowledge.measures["yeast-survey/oven-pride"]
    assert (measure.short, measure.complement) == ("pride in the oven", "are not")
    assert measure.asked_as == MEASURE.asked_as
    assert {p: (f.value, f.unit) for p, f in measure.figures.items()} == {
        "baker": (Decimal("51.5"), "%"),
        "cook": (Decimal(3), "ovens"),
    }
    ((gone, come),) = changed(MEASURE).values()
    assert gone == []
    assert [line for line in come if line] == [
        "[[measure]]",
        'id = "oven-pride"',
        'short = "pride in the oven"',
        'statement = "are proud of their oven"',
        'sources = ["barm-review"]',
        "figures.baker = 51.5",
        'figures.cook = { value = 3, unit = "ovens" }',
        'complement = "are not"',
        "asked_as = [",
        '    "proud of the oven",',
        '    "oven vanity",',
        "]",
        'reach = ["how many boast of heat"]',
    ]


DECOY = AddDecoy(
    id="ovens", about="ovens", missing=Missing.OTHER, asked_as=("buy an oven", "oven"), near=SHARE
)


def test_a_new_decoy_stands_at_the_end_and_makes_a_file_where_there_is_none() -> None:
    assert after(DECOY).decoys["ovens"].near == SHARE
    assert changed(DECOY)["decoys.toml"][0] == []
    without = {file: text for file, text in TEXTS.items() if file != "decoys.toml"}
    assert revised(without, DECOY)["decoys.toml"].startswith('[[decoy]]\nid = "ovens"\n')


ADVICE = AddAdvice(
    id="bake-together",
    title="Bake together",
    basis=Basis.ADVISER,
    asked_as=("bake as one", "joint baking"),
    sections={Part.LEAD: "Bake.", Part.CIO: "Ask.", Part.CMO: "Ask.", Part.CEO: "Ask.", Part.OTHERS: "Eat."},
    rests_on=(
        Ground(kind="figure", id=PRIDE, population="baker"),
        Ground(kind="source", id="brewers-letter", stance=Stance.OPPOSES),
    ),
    steps=("Light the oven.", "Wait."),
    related=(SHARE,),
    reach=("one oven for both guilds",),
)


def test_new_guidance_is_a_file_named_after_its_id() -> None:
    assert revised(TEXTS, ADVICE).keys() == {"library/advice/bake-together.md"}
    entry = after(ADVICE).advice["bake-together"]
    assert (entry.title, entry.basis, entry.asked_as) == (ADVICE.title, ADVICE.basis, ADVICE.asked_as)
    assert (entry.rests_on, entry.steps, entry.related) == (ADVICE.rests_on, ADVICE.steps, ADVICE.related)
    assert {key: text.strip() for key, text in entry.sections.items()} == ADVICE.sections


def test_a_definition_needs_its_lead_alone() -> None:
    edit = replace(ADVICE, kind="definition", collection="articles", sections={Part.LEAD: "It is bread."})
    assert revised(TEXTS, edit).keys() == {"articles/advice/bake-together.md"}
    assert after(edit).advice["bake-together"].kind == "definition"


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (
            AddFigure(entry=PRIDE, population="cook", figure=NewFigure(value=Decimal(1))),
            'has a figure for "cook" already, change its value',
        ),
        (
            AddFigure(entry=WILLING, population="miller", figure=NewFigure(value=Decimal(1))),
            '"yeast-survey" has no population "miller"',
        ),
        (AddFigure(entry=WILLING, population="cook", figure=NewFigure(value=Decimal(101))), "is 101 %"),
        (replace(MEASURE, id="starter-pride"), "is entered at articles/survey.toml:"),
        (replace(MEASURE, id="No Id"), '"No Id" is no id'),
        (replace(MEASURE, survey="pride"), '"pride" is no survey'),
        (replace(MEASURE, survey="yeast"), 'unknown entry "yeast"'),
        (replace(MEASURE, figures={}), "a measure without figures"),
        (replace(MEASURE, figures={"miller": NewFigure(value=Decimal(1))}), "no population"),
        (replace(MEASURE, sources=("gossip",)), 'unknown source "gossip"'),
        (replace(MEASURE, asked_as=()), "there is no phrasing"),
        (replace(MEASURE, statement=""), '"statement" is empty'),
        (replace(DECOY, id="millers"), "is entered at decoys.toml:1 already, choose another id"),
        (replace(DECOY, id="../x"), "is no id"),
        (replace(DECOY, near="nobody"), 'unknown entry "nobody"'),
        (replace(DECOY, asked_as=("Oven", "oven!")), "is there twice"),
        (replace(ADVICE, id=SHARE), "choose another id"),
        (replace(ADVICE, id="../../x"), "is no id"),
        (replace(ADVICE, collection="../x"), 'there is no collection "../x"'),
        (replace(ADVICE, sections={Part.LEAD: "Bake."}), 'no section "CIO"'),
        (replace(ADVICE, sections={**ADVICE.sections, Part.CMO: " "}), '"cmo" is empty'),
        (replace(ADVICE, steps=("",)), '"steps" is empty'),
    ],
)
def test_an_addition_that_cannot_be_made_is_told_why(edit: Edit, said: str) -> None:
    assert said in refused(TEXTS, edit)


# ── Whatever is written ─────────────────────────────────────────────────────────────────────────

ANYTHING = st.text(st.characters(exclude_categories=())) | st.sampled_from(
    ("+++", "'''", '"""', "\\", 'a" # b', "[[decoy]]", "{{ x }}", "x\n+++\ny", "\x00", "\u2028", "a\rb")
)


@given(text=ANYTHING, part=st.sampled_from((Part.LEAD, Part.TITLE, Part.STEPS, Part.OTHERS)))
def test_whatever_is_written_in_guidance_reads_like_that_or_is_refused(text: str, part: Part) -> None:
    found = revise(TEXTS, SetText(entry=SHARE, part=part, text=text))
    if isinstance(found, Revised):
        knowledge, _ = parse({**TEXTS, **found.texts})
        assert knowledge is not None
        told = parts_of(knowledge, SHARE)
        assert told[part].split() == text.split()
        assert {**told, part: ""} == {**parts_of(sound(), SHARE), part: ""}


@given(text=ANYTHING)
def test_whatever_is_written_on_a_card_reads_like_that_or_is_refused(text: str) -> None:
    for edit in (
        SetText(entry=PRIDE, part=Part.SHORT, text=text),
        AddPhrasing(entry=CLAIM, text=text),
        SetCaveat(entry=WILLING, population="baker", text=text),
        replace(DECOY, about=text),
    ):
        found = revise(TEXTS, edit)
        if isinstance(found, Revised):
            knowledge, problems = parse({**TEXTS, **found.texts})
            assert knowledge is not None
            assert problems == ()
            told = (
                knowledge.measures[PRIDE].short,
                *knowledge.claims[CLAIM].asked_as,
                knowledge.measures[WILLING].figures["baker"].caveat,
                *(decoy.about for decoy in knowledge.decoys.values()),
            )
            assert " ".join(text.split()) in told


@settings(max_examples=settings().max_examples // 3)
@given(text=ANYTHING, value=st.decimals())
def test_whatever_is_named_gets_an_answer(text: str, value: Decimal) -> None:
    for edit in (
        SetValue(entry=text, population=text, value=value),
        SetValue(entry=PRIDE, population="baker", value=value),
        RemovePhrasing(entry=PRIDE, text=text),
        AddFigure(entry=WILLING, population=text, figure=NewFigure(value=value, unit=text)),
        replace(ADVICE, id=text, kind=text, collection=text),
        replace(MEASURE, survey=text),
    ):
        revise(TEXTS, edit)


def test_an_edit_after_which_a_file_could_not_be_read_is_not_made() -> None:
    texts = {**TEXTS, "decoys.toml": TEXTS["decoys.toml"] + "# mills\n" * 32_700}
    assert "the file is larger than 256 KiB" in refused(texts, replace(DECOY, about="x" * 2_900))


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "[" * 100_000, "x" * 1_000_000, "+++", '"""'])
def test_a_text_that_cannot_be_read_stands_in_nobodys_way(text: str) -> None:
    texts = {**TEXTS, "library/bad.toml": text, "library/advice/bad.md": text}
    assert changed(DECOY, texts).keys() == {"decoys.toml"}
    assert "unknown entry" in refused(texts, AddPhrasing(entry="nobody", text="x"))
