"""Who was told a figure that is corrected or withdrawn, and that they are told so, once.

Of each figure it is kept as what a person was last told, in print. A correction compares that with
what is printed now: who was told of a slip that was mended before they asked hears nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.service.announcing import Announcement
from bot.service.editors_taps import KeepSilent
from bot.service.ports import Reminder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.advisor import Advisor
    from bot.proofing.changes import Correction
    from bot.service.ports import Receipt

KIND: Final = "correction"
#: The fact under which it is kept that somebody does not want such notices.
FACT: Final = "corrections"


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What people know once they are told, and what tells them."""

    receipts: Sequence[Receipt] = ()
    reminders: Sequence[Reminder] = ()


def told(corrections: Sequence[Correction], known: Sequence[Receipt], why: str, now: datetime) -> Told:
    """Whom a new version makes to be told what: ``known`` are receipts of the figures it corrects."""
    corrected = {(each.measure, each.population): each for each in corrections}
    receipts, reminders = [], []
    for receipt in known:
        correction = corrected.get((receipt.measure, receipt.population))
        printed = "" if correction is None or correction.after is None else correction.after
        if correction is None or printed == receipt.printed:
            continue
        receipts.append(replace(receipt, printed=printed))
        payload = {
            "measure": receipt.measure,
            "population": receipt.population,
            "statement": correction.statement,
            "share": correction.share,
            "label": correction.label,
            "was": receipt.printed,
            "now": printed,
            "why": why,
        }
        reminders.append(Reminder(at=now, kind=KIND, payload=payload, person=receipt.person))
    return Told(receipts=tuple(receipts), reminders=tuple(reminders))


def occasion(reminder: Reminder, advisor: Advisor, _now: datetime) -> Announcement:
    """Words the notice: what was said, what holds now, and why."""
    reply = advisor.notice("service_corrected", **dict(reminder.payload))
    return Announcement(replies=(reply,), buttons=(("No such notices, please", KeepSilent()),))
