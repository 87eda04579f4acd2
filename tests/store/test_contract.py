"""What every Journal and Calendar promises: the real one, and the stand-in that other tests rely on."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import pytest

from bot.service.ports import (
    Calendar,
    Call,
    CarriedOut,
    Finished,
    Journal,
    KeptQuestion,
    Loss,
    Opinion,
    Outgoing,
    Receipt,
    Received,
    Reminder,
    Tap,
)
from tests.service.fakes import InMemoryJournal
from tests.store.keeping import NOW, journal_at, run, send, update

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
    from pathlib import Path


DAY = timedelta(days=1)
ADA, GRACE, GROUP = 7, 8, -5


class Memory(Journal, Calendar, Protocol):
    """Both ports, which one object implements."""


Story: TypeAlias = "Callable[[Memory], Coroutine[None, None, None]]"
Hold: TypeAlias = "Callable[[Story], None]"


@asynccontextmanager
async def memory(kind: str, folder: Path) -> AsyncIterator[Memory]:
    if kind == "in memory":
        yield InMemoryJournal()
        return
    async with journal_at(folder / "entente.db") as journal:
        yield journal


@pytest.fixture(params=["on disk", "in memory"])
def hold(request: pytest.FixtureRequest, tmp_path: Path) -> Hold:
    """Tells a story to each of the two."""

    def told(story: Story) -> None:
        async def main() -> None:
            async with memory(request.param, tmp_path) as journal:
                await story(journal)

        run(main())

    return told


def keys(updates: Sequence[Received]) -> list[int]:
    return [each.key for each in updates]


def texts(outgoing: Sequence[Outgoing]) -> list[str]:
    return [each.call.payload["text"] for each in outgoing]


def tap(key: str, person: int | None = ADA, chat: int = ADA, **action: Any) -> Tap:  # noqa: ANN401 (JSON)
    return Tap(key=key, chat=chat, person=person, action=action, version="v", expires=NOW + 30 * DAY)


def reminder(at: int, chat: int | None = ADA, person: int | None = ADA, key: str | None = None) -> Reminder:
    """A reminder so many days from now, which says so."""
    payload = {"at": at, "about": "later"}
    return Reminder(at=NOW + at * DAY, kind="say", payload=payload, person=person, chat=chat, key=key)


async def finished(journal: Memory, done: Finished) -> tuple[Outgoing, ...]:
    """Finish an update that is accepted for it."""
    await journal.accept([update(done.key, done.person or 0, done.chat)], NOW)
    return await journal.finish(done)


# ── What comes in ─────────────────────────────────────────────────────────────────────────────────


def test_an_update_is_accepted_once_however_often_it_is_offered(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        first, again = update(5, text="first"), update(5, text="again")
        assert await journal.accept([first, update(6), again], NOW) == (
            replace(first, received=NOW),
            replace(update(6), received=NOW),
        )
        assert keys(await journal.accept([update(6), update(7)], NOW + DAY)) == [7]
        await journal.finish(Finished(key=5, now=NOW))
        await journal.quarantine(6, "odd", NOW)
        assert await journal.accept([update(5), update(6)], NOW) == ()
        assert await journal.accept([], NOW) == ()

    hold(story)


def test_updates_wait_in_the_order_they_came_until_they_are_done_with(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        sent = [replace(update(key), stale_after=30) for key in (900, 901, 12, 13, 14)]
        await journal.accept(sent, NOW)
        assert await journal.pending(10) == tuple(replace(each, received=NOW) for each in sent)
        assert keys(await journal.pending(2)) == [900, 901]
        assert keys(await journal.pending(2, after=901)) == [12, 13]
        await journal.finish(Finished(key=901, now=NOW))
        await journal.finish(Finished(key=13, now=NOW, note="shed"))
        await journal.quarantine(14, "odd", NOW)
        assert keys(await journal.pending(10, after=901)) == [12]
        assert keys(await journal.pending(10, after=77)) == [900, 12]

    hold(story)


def test_what_was_put_aside_or_never_came_leads_to_nothing(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        await journal.accept([update(1), update(2)], NOW)
        await journal.quarantine(1, "odd", NOW)
        await journal.quarantine(99, "never came", NOW)
        for key in (1, 99):
            done = Finished(key=key, now=NOW, person=ADA, chat=ADA, state="{}", calls=[send(ADA)])
            assert await journal.finish(done) == ()
        assert await journal.state(ADA, ADA) is None
        assert len(await journal.finish(Finished(key=2, now=NOW, calls=[send(ADA)]))) == 1
        await journal.quarantine(2, "too late", NOW)
        assert len(await journal.unsent()) == 1

    hold(story)


# ── What it leads to ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("note", ["done", "shed", "stale", "ignored"])
def test_an_update_is_finished_once(hold: Hold, note: str) -> None:
    async def story(journal: Memory) -> None:
        await journal.accept([update(1)], NOW)
        calls = [send(ADA, "a"), send(ADA, "b")]
        done = Finished(key=1, now=NOW, person=ADA, chat=ADA, state='{"n":1}', calls=calls, note=note)
        made = await asyncio.gather(*(journal.finish(done) for _ in range(5)))
        assert sorted(map(len, made)) == [0, 0, 0, 0, 2]
        assert await journal.finish(replace(done, state="{}")) == ()
        assert await journal.state(ADA, ADA) == '{"n":1}'
        assert texts(await journal.unsent()) == ["a", "b"]

    hold(story)


def _whole(key: int) -> Finished:
    """An update that leads to something of every kind."""
    return Finished(
        key=key,
        now=NOW,
        person=ADA,
        chat=ADA,
        state="asked",
        calls=[send(ADA, "answer")],
        taps=[tap("k", say="more")],
        questions=[KeptQuestion(person=ADA, text="wondered", entry=None, outcome="abstain", version="v")],
        opinions=[Opinion(person=ADA, entry="gap", version="v", liked=False, reason="thin")],
        reminders=[reminder(1, key="week")],
        person_facts={"role": "cio"},
    )


UNKEEPABLE = Call(method="sendMessage", chat=ADA, payload={"text": object()})


@pytest.mark.parametrize(
    "broken",
    [
        {"calls": [UNKEEPABLE]},
        {"taps": [tap("k", say=object())]},
        {"reminders": [replace(reminder(1), payload={"at": object()})]},
        {"person": None},
        {"person": None, "state": None, "person_facts": {}, "forget": True},
        {"chat": None},
        {"chat": None, "state": None, "room": "{}"},
    ],
    ids=[
        "call",
        "tap",
        "reminder",
        "nobody's",
        "nobody to forget",
        "a state for no chat",
        "a room of no chat",
    ],
)
def test_all_that_an_update_leads_to_is_kept_or_none_of_it(hold: Hold, broken: dict[str, Any]) -> None:
    async def story(journal: Memory) -> None:
        await journal.accept([update(1)], NOW)
        with pytest.raises((TypeError, ValueError)):
            await journal.finish(replace(_whole(1), **broken))
        assert keys(await journal.pending(9)) == [1]
        assert await journal.unsent() == ()
        assert await journal.state(ADA, ADA) is None
        assert await journal.facts(ADA) == {}
        assert await journal.tap("k", NOW) is None
        assert await journal.due(NOW + DAY) == ()
        assert len(await journal.finish(_whole(1))) == 1
        assert await journal.state(ADA, ADA) == "asked"
        assert await journal.facts(ADA) == {"role": "cio"}
        assert await journal.tap("k", NOW) == tap("k", say="more")
        assert len(await journal.due(NOW + DAY)) == 1

    hold(story)


def test_facts_are_told_changed_and_taken_back(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        told = Finished(key=1, now=NOW, person=ADA, person_facts={"role": "cio", "consent": "yes"})
        await finished(journal, told)
        assert await journal.facts(ADA) == {"role": "cio", "consent": "yes"}
        changed = Finished(key=2, now=NOW, person=ADA, person_facts={"role": "cmo", "consent": None})
        await finished(journal, changed)
        assert await journal.facts(ADA) == {"role": "cmo"}
        assert await journal.facts(GRACE) == {}

    hold(story)


def test_a_conversation_belongs_to_a_person_in_a_chat(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        for key, (person, chat) in enumerate([(ADA, ADA), (ADA, GROUP), (GRACE, GROUP)]):
            done = Finished(key=key, now=NOW, person=person, chat=chat, state=f"{person} in {chat}")
            await finished(journal, done)
        await finished(journal, Finished(key=9, now=NOW, person=ADA, chat=ADA))
        assert await journal.state(ADA, ADA) == f"{ADA} in {ADA}"
        assert await journal.state(ADA, GROUP) == f"{ADA} in {GROUP}"
        assert await journal.state(GRACE, GROUP) == f"{GRACE} in {GROUP}"
        assert await journal.state(GRACE, GRACE) is None

    hold(story)


def test_a_button_works_until_it_expires(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        kept = tap("k9", ask="x", others=[["a", "b"]])
        await finished(journal, Finished(key=1, now=NOW, person=ADA, taps=[kept]))
        assert await journal.tap("k9", NOW) == kept
        assert await journal.tap("k9", NOW + 30 * DAY) is None
        await finished(journal, Finished(key=2, now=NOW + DAY, person=ADA, answered_tap="k9"))
        assert await journal.tap("k9", NOW) == replace(kept, answered=NOW + DAY)
        await finished(journal, Finished(key=3, now=NOW, person=ADA, answered_tap="k8\ud800"))
        assert await journal.tap("k8\ud800", NOW) is None

    hold(story)


def test_a_button_of_a_whole_chat_is_nobodys_and_goes_with_no_one(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        shared = tap("k", None, GROUP, end=True)
        await finished(journal, Finished(key=1, now=NOW, person=ADA, chat=GROUP, taps=[shared, tap("k1")]))
        await finished(journal, Finished(key=2, now=NOW, person=ADA, chat=ADA, forget=True))
        assert await journal.tap("k1", NOW) is None
        assert await journal.tap("k", NOW) == shared

    hold(story)


# ── What goes out ─────────────────────────────────────────────────────────────────────────────────


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


# ── People and places ─────────────────────────────────────────────────────────────────────────────


def test_forgetting_takes_all_of_one_person_and_leaves_what_comes_with_it(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        await finished(journal, _whole(1))
        other = Finished(
            key=2, now=NOW, person=GRACE, chat=GRACE, state="hers", calls=[send(GRACE, "for Grace")]
        )
        await finished(journal, other)
        await journal.accept([update(3, text="still waiting")], NOW)
        forgetting = Finished(
            key=4, now=NOW, person=ADA, chat=ADA, calls=[send(ADA, "Done")], forget=True, taps=[tap("new")]
        )
        assert texts(await finished(journal, forgetting)) == ["Done"]
        assert await journal.state(ADA, ADA) is None
        assert await journal.facts(ADA) == {}
        assert await journal.tap("k", NOW) is None
        assert await journal.tap("new", NOW) == tap("new")
        assert await journal.due(NOW + DAY) == ()
        assert texts(await journal.unsent()) == ["for Grace", "Done"]
        assert await journal.state(GRACE, GRACE) == "hers"
        assert keys(await journal.pending(9)) == [3]
        exported = json.dumps(await journal.export(ADA))
        for word in ("asked", "answer", "more", "wondered", "thin", "cio", "later", "hello"):
            assert word not in exported

    hold(story)


def test_an_export_holds_all_of_one_person_and_nothing_of_others(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        await journal.accept([update(1, ADA, text="what Ada wrote")], NOW)
        await journal.finish(_whole(1))
        await journal.accept([update(2, GRACE, text="what Grace wrote")], NOW)
        await journal.finish(Finished(key=2, now=NOW, person=GRACE, chat=GRACE, state="hers"))
        exported = json.dumps(await journal.export(ADA))
        for word in ("what Ada wrote", "asked", "answer", "more", "wondered", "thin", "cio", "later"):
            assert word in exported
        assert "Grace" not in exported
        assert "hers" not in exported

    hold(story)


def test_a_chat_is_settled_anew_left_as_it_is_and_not_settled_any_more(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        assert await journal.room(GROUP) == ""
        for key, (room, expected) in enumerate([("a", "a"), (None, "a"), ("b", "b"), ("", ""), ("", "")]):
            await finished(journal, Finished(key=key, now=NOW, chat=GROUP, room=room))
            assert await journal.room(GROUP) == expected
            assert await journal.room(GROUP - 1) == ""

    hold(story)


def test_what_was_settled_under_the_new_id_of_a_group_stands(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        await finished(journal, Finished(key=1, now=NOW, chat=GROUP, room="former"))
        await finished(journal, Finished(key=2, now=NOW, chat=GROUP - 1, room="new"))
        await journal.moved(GROUP, GROUP - 1)
        assert (await journal.room(GROUP), await journal.room(GROUP - 1)) == ("", "new")

    hold(story)


def test_a_group_takes_everything_along_to_its_new_id(hold: Hold) -> None:
    old, new = -5, -100_5

    async def story(journal: Memory) -> None:
        plain = Call(method="leaveNothing", chat=old, payload={})
        said = Finished(
            key=1,
            now=NOW,
            person=ADA,
            chat=old,
            state="old",
            calls=[send(old), plain],
            taps=[tap("k", chat=old)],
            room="settled",
            reminders=[reminder(1, old, key="week"), reminder(2, old, key="month"), reminder(3, old)],
        )
        await finished(journal, said)
        arranged = Finished(
            key=2, now=NOW, person=GRACE, chat=new, state="newer", reminders=[reminder(4, new, key="week")]
        )
        await finished(journal, arranged)
        await finished(journal, Finished(key=3, now=NOW, person=GRACE, chat=old, state="older"))
        await journal.accept([update(4, chat=old), update(5, chat=GROUP - 1)], NOW)
        await journal.moved(old, new)
        assert await journal.state(ADA, new) == "old"
        assert await journal.state(GRACE, new) == "newer"
        assert await journal.state(GRACE, old) is None
        assert [each.lane for each in await journal.pending(9)] == [new, GROUP - 1]
        assert [(o.call.chat, o.call.payload.get("chat_id")) for o in await journal.unsent()] == [
            (new, new),
            (new, None),
        ]
        assert await journal.tap("k", NOW) == tap("k", chat=new)
        assert (await journal.room(old), await journal.room(new)) == ("", "settled")
        due = await journal.due(NOW + 9 * DAY)
        assert [(each.payload["at"], each.chat) for each in due] == [(2, new), (3, new), (4, new)]

    hold(story)


# ── The calendar ──────────────────────────────────────────────────────────────────────────────────


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
