"""What every Journal promises of what goes out, and of what is lost with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.service.ports import Call, CarriedOut, Finished, Loss
from tests.store.keeping import NOW, send
from tests.store.memory import ADA, DAY, GRACE, GROUP, Hold, Memory, finished, reminder


def test_calls_stay_until_the_first_answer_to_each(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        answer = Call(
            method="answerCallbackQuery", chat=None, payload={"a": [1]}, idempotent=True, transient=True
        )
        calls = [send(ADA, "one 👍"), answer, send(ADA, "c"), send(ADA, "d")]
        first, second, third, fourth = await finished(
            journal, Finished(key=1, now=NOW, person=ADA, calls=calls)
        )
        assert [each.call for each in (first, second, third, fourth)] == calls
        assert await journal.unsent() == (first, second, third, fourth)
        await journal.attempting(first.id)
        await journal.settle(third.id, sent=False, reason="Forbidden", now=NOW)
        await journal.settle(third.id, sent=True, reason=None, now=NOW)
        await journal.attempting(third.id)
        await journal.postpone(third.id, 5.0)
        await journal.attempting(fourth.id)
        await journal.postpone(fourth.id, 1_800_000_000.5)
        for late in (journal.attempting(777), journal.postpone(777, 1.0)):
            await late
        await journal.settle(777, sent=True, reason=None, now=NOW)
        assert await journal.unsent() == (
            replace(first, attempted=True),
            second,
            replace(fourth, not_before=1_800_000_000.5),
        )

    hold(story)


@pytest.mark.parametrize("told", [True, False], ids=["by an update", "by a refusal"])
def test_what_is_lost_ends_together_with_what_told_of_it(hold: Hold, told: bool) -> None:  # noqa: FBT001
    loss = Loss(chat=ADA, person=ADA, facts={"blocked": "yes"}, cancelled=["week"])
    groups = Loss(chat=GROUP, unsettled=True, cancelled=["week"])

    async def lose(journal: Memory, key: int, loss: Loss) -> None:
        if told:
            await finished(journal, Finished(key=key, now=NOW, loss=loss))
            return
        (row,) = await finished(journal, Finished(key=key, now=NOW, calls=[send(loss.chat)]))
        await journal.settle(row.id, sent=False, reason="Forbidden", now=NOW, loss=loss)

    async def story(journal: Memory) -> None:
        for at, chat in enumerate((ADA, GROUP, GRACE), start=1):
            await journal.schedule(reminder(at, chat, None, key="week"))
        await finished(journal, Finished(key=1, now=NOW, person=ADA, person_facts={"role": "cio"}))
        for key, chat in ((2, GROUP), (3, GROUP - 1)):
            await finished(journal, Finished(key=key, now=NOW, chat=chat, room="{}"))
        await lose(journal, 4, loss)
        assert await journal.facts(ADA) == {"role": "cio", "blocked": "yes"}
        assert [each.chat for each in await journal.due(NOW + 9 * DAY)] == [GROUP, GRACE]
        await lose(journal, 5, groups)
        assert [each.chat for each in await journal.due(NOW + 9 * DAY)] == [GRACE]
        assert (await journal.room(GROUP), await journal.room(GROUP - 1)) == ("", "{}")

    hold(story)


def test_a_reminder_for_a_topic_that_is_lost_leads_to_something_else_unless_it_was_replaced(
    hold: Hold,
) -> None:
    async def story(journal: Memory) -> None:
        ids = [await journal.schedule(reminder(2, chat, None, key="week")) for chat in (GROUP, GROUP - 1)]
        await journal.schedule(reminder(3, GROUP - 1, None, key="week"))
        for key, (id_, chat) in enumerate(zip(ids, (GROUP, GROUP - 1), strict=True), start=1):
            ended = CarriedOut(id=id_, now=NOW, reminders=[reminder(1, chat, None, key="told")])
            (row,) = await finished(journal, Finished(key=key, now=NOW, calls=[send(chat)]))
            loss = Loss(chat=chat, ended=ended)
            await journal.settle(row.id, sent=False, reason="topic gone", now=NOW, loss=loss)
        left = await journal.due(NOW + 9 * DAY)
        assert [(each.chat, each.key) for each in left] == [(GROUP, "told"), (GROUP - 1, "week")]

    hold(story)


def test_what_a_late_answer_tells_to_be_lost_is_not(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        loss = Loss(chat=ADA, person=ADA, facts={"blocked": "yes"}, cancelled=["week"])
        await journal.schedule(reminder(1, key="week"))
        (row,) = await finished(journal, Finished(key=1, now=NOW, person=ADA, calls=[send(ADA)]))
        await journal.settle(row.id, sent=True, reason=None, now=NOW)
        for id_ in (row.id, 777):
            await journal.settle(id_, sent=False, reason="Forbidden", now=NOW, loss=loss)
        assert await journal.facts(ADA) == {}
        assert len(await journal.due(NOW + DAY)) == 1

    hold(story)


def test_an_id_never_comes_again(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        seen: set[int] = set()
        for key in range(5):
            (row,) = await finished(journal, Finished(key=key, now=NOW, person=ADA, calls=[send(ADA)]))
            assert row.id not in seen
            seen.add(row.id)
            await journal.settle(row.id, sent=True, reason=None, now=NOW)
            await finished(journal, Finished(key=100 + key, now=NOW, person=ADA, forget=True))

    hold(story)
