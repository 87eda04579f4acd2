"""What every Calendar promises."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.service.ports import CarriedOut, Finished, Receipt
from tests.store.keeping import NOW, send
from tests.store.memory import ADA, DAY, GROUP, UNKEEPABLE, Hold, Memory, finished, reminder, tap, texts


def test_reminders_are_due_in_the_order_of_their_times(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        second = await journal.schedule(reminder(2))
        await finished(journal, Finished(key=1, now=NOW, person=ADA, reminders=[reminder(1)]))
        third = await journal.schedule(reminder(2, GROUP, None))
        assert await journal.due(NOW) == ()
        first, *others = await journal.due(NOW + 2 * DAY)
        assert first == replace(reminder(1), id=first.id)
        assert others == [replace(reminder(2), id=second), replace(reminder(2, GROUP, None), id=third)]
        assert await journal.due(NOW + 9 * DAY, 2) == (first, others[0])

    hold(story)


def test_a_reminder_is_carried_out_once_with_all_it_leads_to(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        id_ = await journal.schedule(reminder(1, key="week"))
        done = CarriedOut(
            id=id_,
            now=NOW,
            calls=[send(ADA, "a"), send(ADA, "b")],
            taps=[tap("k")],
            reminders=[reminder(8, key="week")],
            receipts=[Receipt(person=ADA, measure="s/m", population="cio", printed="83%")],
        )
        made = await asyncio.gather(*(journal.carry_out(done) for _ in range(4)))
        assert sorted(map(len, made)) == [0, 0, 0, 2]
        assert texts(await journal.unsent()) == ["a", "b"]
        assert await journal.tap("k", NOW) == tap("k")
        assert [each.payload for each in await journal.due(NOW + 9 * DAY)] == [reminder(8).payload]
        assert "83%" in str((await journal.export(ADA))["figures received"])
        await finished(journal, Finished(key=1, now=NOW, person=ADA, forget=True))
        assert await journal.unsent() == ()

    hold(story)


@pytest.mark.parametrize(
    "broken", [{"calls": [UNKEEPABLE]}, {"reminders": [replace(reminder(1), payload={"at": object()})]}]
)
def test_a_reminder_is_carried_out_wholly_or_not_at_all(hold: Hold, broken: dict[str, Any]) -> None:
    async def story(journal: Memory) -> None:
        id_ = await journal.schedule(reminder(1))
        done = CarriedOut(id=id_, now=NOW, calls=[send(ADA)], taps=[tap("k")], reminders=[reminder(8)])
        with pytest.raises(TypeError):
            await journal.carry_out(replace(done, **broken))
        assert [each.id for each in await journal.due(NOW + 9 * DAY)] == [id_]
        assert await journal.tap("k", NOW) is None
        assert await journal.unsent() == ()

    hold(story)


def test_the_last_reminder_with_a_key_in_a_chat_takes_the_place_of_the_others(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        old = await journal.schedule(reminder(1, key="week"))
        await journal.schedule(reminder(2, GROUP, key="week"))
        await journal.schedule(reminder(3))
        await journal.schedule(reminder(4))
        new = await journal.schedule(reminder(5, key="week"))
        assert new != old
        # Who has read the old one a moment before.
        assert await journal.carry_out(CarriedOut(id=old, now=NOW, calls=[send(ADA)])) == ()
        due = await journal.due(NOW + 9 * DAY)
        assert [each.payload["at"] for each in due] == [2, 3, 4, 5]

    hold(story)


def test_a_reminder_can_be_cancelled_by_its_key_in_its_chat(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        for each in (reminder(1, key="week"), reminder(2, GROUP, key="week"), reminder(3)):
            await journal.schedule(each)
        await finished(journal, Finished(key=1, now=NOW, chat=ADA, cancelled=["week", "no such"]))
        assert [each.payload["at"] for each in await journal.due(NOW + 9 * DAY)] == [2, 3]

    hold(story)


def test_a_reminder_is_found_by_its_key_in_its_chat(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        for each in (reminder(1, key="week"), reminder(2, GROUP, None, key="week"), reminder(3)):
            await journal.schedule(each)
        found = await journal.reminder(GROUP, "week")
        assert found is not None
        assert replace(found, id=0) == reminder(2, GROUP, None, key="week")
        assert await journal.reminder(GROUP, "month") is None
        assert await journal.reminder(GROUP - 1, "week") is None

    hold(story)


def test_a_reminder_that_nobody_can_word_keeps_up_no_other(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        bad = await journal.schedule(reminder(1, key="week"))
        good = await journal.schedule(reminder(2))
        await journal.put_aside(bad, "nobody words this kind")
        await journal.put_aside(777, "no such")
        assert [each.id for each in await journal.due(NOW + 9 * DAY, 1)] == [good]
        again = await journal.schedule(reminder(3, key="week"))
        assert [each.id for each in await journal.due(NOW + 9 * DAY)] == [good, again]

    hold(story)
