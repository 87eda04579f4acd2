"""Whatever happens in whatever order, the journal agrees with a plain account of what was promised."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.service.ports import Finished
from bot.store.journal import StoreJournal
from tests.store.keeping import NOW, send, update

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")

keys = st.integers(0, 12)
people = st.integers(1, 3)


class _Account(RuleBasedStateMachine):
    """Updates and calls beside lists that say how they should stand."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        self.seen: set[int] = set()
        self.waiting: list[int] = []
        self.aside: list[int] = []
        self.unsent: list[tuple[int, str, bool]] = []
        self.states: dict[int, str] = {}
        self.owner: dict[int, int] = {}
        self.now = NOW

    def wait(self, story: Coroutine[None, None, T]) -> T:
        return self.loop.run_until_complete(asyncio.wait_for(story, 30))

    @initialize()
    def start(self) -> None:
        self.journal = self.wait(StoreJournal.open(self.folder / "entente.db"))

    @rule()
    def restart(self) -> None:
        self.wait(self.journal.close())
        self.start()

    @rule(offered=st.lists(keys, max_size=6))
    def accept(self, offered: list[int]) -> None:
        fresh = self.wait(self.journal.accept([update(key) for key in offered], self.now))
        expected = [key for key in dict.fromkeys(offered) if key not in self.seen]
        assert [each.key for each in fresh] == expected
        self.seen.update(expected)
        self.waiting += expected

    @rule(key=keys, person=people, answers=st.integers(0, 3), forget=st.booleans())
    def finish(self, key: int, person: int, answers: int, forget: bool) -> None:  # noqa: FBT001
        texts = [f"{key}/{number}" for number in range(answers)]
        done = Finished(
            key=key,
            now=self.now,
            person=person,
            chat=person,
            state=f"after {key}",
            calls=[send(person, text) for text in texts],
            forget=forget,
        )
        outgoing = self.wait(self.journal.finish(done))
        if key not in self.waiting:
            assert outgoing == ()
            return
        self.waiting.remove(key)
        if forget:
            self.unsent = [each for each in self.unsent if self.owner[each[0]] != person]
        assert not {each.id for each in outgoing} & set(self.owner), "an id came again"
        self.owner |= {each.id: person for each in outgoing}
        self.unsent += [(each.id, text, False) for each, text in zip(outgoing, texts, strict=True)]
        self.states[person] = f"after {key}"

    @rule(key=keys)
    def quarantine(self, key: int) -> None:
        self.wait(self.journal.quarantine(key, "no reason", self.now))
        if key in self.waiting:
            self.waiting.remove(key)
            self.aside.append(key)

    @rule(chosen=st.none() | st.lists(keys, max_size=3, unique=True))
    def replay(self, chosen: list[int] | None) -> None:
        # Forgetting may have taken the content, without which there is nothing to replay.
        replayable = [each.key for each, _ in self.wait(self.journal.quarantined())]
        assert set(replayable) <= set(self.aside)
        again = [key for key in replayable if chosen is None or key in chosen]
        if chosen is not None:
            again.sort(key=chosen.index)
        assert self.wait(self.journal.replay(chosen)) == len(again)
        self.aside = [key for key in self.aside if key not in again]
        self.waiting += again

    @rule(data=st.data(), what=st.sampled_from(["attempting", "postpone", "sent", "dead"]))
    def deliver(self, data: st.DataObject, what: str) -> None:
        id_ = data.draw(st.sampled_from(sorted(self.owner) or [77]))
        match what:
            case "attempting":
                self.wait(self.journal.attempting(id_))
            case "postpone":
                self.wait(self.journal.postpone(id_, 5.0))
            case _:
                self.wait(self.journal.settle(id_, sent=what == "sent", reason=None, now=self.now))
                self.unsent = [each for each in self.unsent if each[0] != id_]
        attempted = what == "attempting"
        self.unsent = [(i, text, attempted if i == id_ else was) for i, text, was in self.unsent]

    @rule()
    def tidy_the_same_day(self) -> None:
        self.now += timedelta(minutes=1)
        self.wait(self.journal.tidy(self.now))

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        assert [each.key for each in self.wait(self.journal.pending(99))] == self.waiting
        unsent = self.wait(self.journal.unsent())
        assert [(o.id, o.call.payload["text"], o.attempted) for o in unsent] == self.unsent
        for person in (1, 2, 3):
            assert self.wait(self.journal.state(person, person)) == self.states.get(person)

    def teardown(self) -> None:
        self.wait(self.journal.close())
        self.loop.close()
        shutil.rmtree(self.folder)


_Account.TestCase.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
TestTheJournalAgreesWithAPlainAccount = _Account.TestCase
