"""Phrasings and other texts of entries: what an edit makes of them, and what is said when it can't."""

from __future__ import annotations

import pytest

from bot.editing.edits import AddPhrasing, Edit, Part, RemovePhrasing, SetText
from bot.editing.parts import parts_of
from tests.editing.comparing import refused, revised
from tests.editing.guild import CLAIM, PRIDE, SHARE, WILLING, after, changed, with_text
from tests.knowledge.guild import ADVICE_FILE, SURVEY_FILE, TEXTS, sound

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
