"""What people ask in vain: told to editors in groups, and never by whom it was asked."""

from __future__ import annotations

from bot.service import editors_taps as taps
from bot.service.ports import KeptQuestion, Opinion
from bot.service.publishing import errands
from bot.service.publishing.dialogue import Dialogue
from tests.service.publishing_office import BOB, PREVIEW, PRIDE, Office

TRAMS = "what is the price of a tram to the harbour"
TOLD = Dialogue(
    kind="decoy", given={"subject": "tram tickets", "phrasings": "tram price\ntram to the harbour"}
)


def test_a_question_that_is_put_out_of_scope_stays_until_that_is_published(office: Office) -> None:
    kept = KeptQuestion(person=BOB, text=TRAMS, entry=None, outcome="abstain", version="v")
    office.happens(BOB, questions=[kept])
    office.is_told(errands.Gather(), f"<b>{TRAMS}")
    preview = office.is_told(errands.Revise(dialogue=TOLD.to_json()), PREVIEW)
    office.is_told(errands.Gather(), f"<b>{TRAMS}")
    office.publishes(preview)
    office.is_told(errands.Gather(), "Nothing was asked in vain")
    assert (
        "One question on a subject that is out of scope is left out."
        in office.delivered[-1].call.payload["text"]
    )
    office.is_told(errands.RollBack(number=1), "Rolled back")
    office.is_told(errands.Gather(), f"<b>{TRAMS}")


def test_a_question_that_is_taught_leaves_with_the_phrasing_s_publication(office: Office) -> None:
    kept = KeptQuestion(person=BOB, text=TRAMS, entry=None, outcome="none of these", version="v")
    office.happens(BOB, questions=[kept])
    taught = Dialogue(kind="phrasing", about={"entry": PRIDE}, given={"phrasing": TRAMS})
    office.publishes(office.is_told(errands.Revise(dialogue=taught.to_json()), PREVIEW))
    office.is_told(errands.Gather(), "Nothing was asked in vain")


def test_what_people_ask_in_vain_is_told_grouped_and_without_them(office: Office) -> None:
    office.is_told(errands.Gather(), "Nothing was asked in vain")
    for number, (text, outcome) in enumerate(
        [
            ("how vain are brewers about their starter", "abstain"),
            ("how vain are brewers about their starters", "none of these"),
            ("what is the price of a tram to the harbour", "abstain"),
        ]
    ):
        kept = KeptQuestion(person=1_000_000 + number, text=text, entry=None, outcome=outcome, version="v")
        office.happens(1_000_000 + number, questions=[kept])
    liked = KeptQuestion(person=BOB, text="who keeps it", entry=PRIDE, outcome="answer", version="v")
    opinion = Opinion(person=BOB, entry=PRIDE, version="v", liked=False, reason="wrong")
    office.happens(BOB, questions=[liked], opinions=[opinion])
    buttons = office.is_told(errands.Gather(), "<b>how vain are brewers about their starter")
    text = office.delivered[-1].call.payload["text"]
    assert "None of these: one" in text
    assert "Unanswered: one" in text
    assert "(1 of 3)" in text
    assert "100000" not in text
    assert taps.Teach(question="how vain are brewers about their starters") in buttons.values() or (
        taps.Teach(question="how vain are brewers about their starter") in buttons.values()
    )
    assert buttons["Next ›"] == taps.Gather(first=1)
