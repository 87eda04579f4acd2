"""Who is told that a figure they received was wrong, and in which words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.proofing.changes import Correction
from bot.service.editors_taps import KeepSilent
from bot.service.ports import Receipt
from bot.service.publishing import correcting
from bot.service.publishing.correcting import occasion, told
from tests.replies.markup import faults

if TYPE_CHECKING:
    from bot.advisor import Advisor

NOW = datetime(2026, 5, 4, tzinfo=UTC)
ADA, GRACE = 7, 8


def correction(population: str = "cio", after: str | None = "81%", *, share: bool = True) -> Correction:
    return Correction(
        measure="s/m",
        population=population,
        survey="s",
        statement="see it 24 h a day",
        label="CIOs & <co>",
        share=share,
        before="83%",
        after=after,
    )


def receipt(person: int, printed: str = "83%", population: str = "cio", measure: str = "s/m") -> Receipt:
    return Receipt(person=person, measure=measure, population=population, printed=printed)


def test_who_was_told_what_is_wrong_now_is_told_what_holds() -> None:
    found = told([correction()], [receipt(ADA)], "a slip", NOW)
    assert found.receipts == (receipt(ADA, "81%"),)
    (reminder,) = found.reminders
    assert (reminder.at, reminder.kind, reminder.person, reminder.chat) == (NOW, correcting.KIND, ADA, None)
    assert (reminder.payload["was"], reminder.payload["now"], reminder.payload["why"]) == (
        "83%",
        "81%",
        "a slip",
    )


def test_what_is_told_as_wrong_is_what_they_themselves_were_told() -> None:
    (reminder,) = told([correction()], [receipt(ADA, "over 80%")], "", NOW).reminders
    assert reminder.payload["was"] == "over 80%"


def test_who_was_told_what_holds_now_hears_nothing() -> None:
    assert told([correction()], [receipt(ADA, "81%")], "", NOW) == correcting.Told()


def test_who_was_told_of_other_figures_hears_nothing() -> None:
    others = [receipt(ADA, population="cmo"), receipt(ADA, measure="s/other")]
    assert told([correction()], others, "", NOW) == correcting.Told()


def test_a_figure_that_is_withdrawn_is_told_once() -> None:
    found = told([correction(after=None)], [receipt(ADA), receipt(GRACE, "")], "", NOW)
    assert found.receipts == (receipt(ADA, ""),)
    assert found.reminders[0].payload["now"] == ""
    assert told([correction(after=None)], found.receipts, "", NOW) == correcting.Told()


def test_a_figure_that_comes_back_is_told_to_who_knows_it_as_withdrawn() -> None:
    found = told([correction(after="83%")], [receipt(ADA, "")], "", NOW)
    assert found.receipts == (receipt(ADA, "83%"),)


@pytest.mark.parametrize("share", [True, False])
@pytest.mark.parametrize("why", ["", "a slip in <3> of 9 & half"])
@pytest.mark.parametrize("after", ["81%", None])
def test_a_notice_says_what_was_said_what_holds_and_why(
    advisor: Advisor, *, share: bool, why: str, after: str | None
) -> None:
    found = told([correction(after=after, share=share)], [receipt(ADA)], why, NOW)
    announced = occasion(found.reminders[0], advisor, NOW)
    (reply,) = announced.replies
    assert faults(reply.text) == []
    assert "I said: <b>83%</b>" in reply.text
    assert ("It is: <b>81%</b>" in reply.text) == (after is not None)
    assert ("I hold no figure on that any more" in reply.text) == (after is None)
    assert "24 h a day" in reply.text
    assert ("of 9 &amp; half" in reply.text) == bool(why)
    assert list(announced.buttons) == [("No such notices, please", KeepSilent())]
