"""What every Journal promises of people and places."""

from __future__ import annotations

import json

from bot.service.ports import Call, Finished
from tests.store.keeping import NOW, send, update
from tests.store.memory import (
    ADA,
    DAY,
    GRACE,
    GROUP,
    Hold,
    Memory,
    finished,
    keys,
    reminder,
    tap,
    texts,
    whole,
)


def test_forgetting_takes_all_of_one_person_and_leaves_what_comes_with_it(hold: Hold) -> None:
    async def story(journal: Memory) -> None:
        await finished(journal, whole(1))
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
        await journal.finish(whole(1))
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
