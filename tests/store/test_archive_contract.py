"""What every Archive promises: the real one, and the stand-in that the tests of the desk rely on."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from bot.service.ports import Deed, Errand, Finished, KeptQuestion, Opinion, Receipt, Reminder, Tap
from bot.service.versions import (
    AskedInVain,
    Complaint,
    Concluded,
    Draft,
    Edition,
    Publication,
    Status,
    Unwritten,
    Way,
)
from tests.service.fakes import InMemoryJournal
from tests.service.publishing_fakes import InMemoryArchive
from tests.store.keeping import NOW, journal_at, run, send, update

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine
    from pathlib import Path

    from bot.service.versions import Archive
    from tests.store.memory import Memory

    Story: TypeAlias = Callable[[Archive, Memory], Coroutine[None, None, None]]
    Hold: TypeAlias = Callable[[Story], None]

DAY = timedelta(days=1)
ADA, GRACE, EDITH = 7, 8, 9
TEXTS = {"a.toml": "a = 1\n", "b.md": "+++\n+++\nproße 👍 \ud800"}


@asynccontextmanager
async def opened(kind: str, folder: Path) -> AsyncIterator[tuple[Archive, Memory]]:
    if kind == "in memory":
        journal = InMemoryJournal()
        yield InMemoryArchive(journal), journal
        return
    async with journal_at(folder / "entente.db") as kept:
        yield kept.archive, kept


@pytest.fixture(params=["on disk", "in memory"])
def hold(request: pytest.FixtureRequest, tmp_path: Path) -> Hold:
    """Tells a story to each of the two."""

    def told(story: Story) -> None:
        async def main() -> None:
            async with opened(request.param, tmp_path) as (archive, journal):
                await story(archive, journal)

        run(main())

    return told


def draft(id_: str, status: Status = Status.READY, day: int = 0, **changed: Any) -> Draft:  # noqa: ANN401 (any field)
    given = {"way": Way.CHAT, "base": "v", "revised": {"a.toml": "ä", "b.md": None}, "person": EDITH}
    return Draft(**{"id": id_, "status": status, "made": NOW + day * DAY, **given, **changed})


def deed(did: str, person: int | None = EDITH) -> Deed:
    return Deed(at=NOW, person=person, did=did, what="a.toml", before="was\n", after="is 👍")


def receipt(person: int, printed: str = "83%", measure: str = "s/m", population: str = "cio") -> Receipt:
    return Receipt(person=person, measure=measure, population=population, printed=printed)


async def ordered(archive: Archive, **payload: object) -> Errand:
    """An errand that waits, as it is taken."""
    await archive.ask(Errand(kind="look", payload=payload, person=EDITH))
    taken = await archive.errand()
    assert taken is not None
    return taken


async def published(archive: Archive, texts: dict[str, str], comment: str = "") -> None:
    edition = Edition(texts=texts, person=EDITH, comment=comment)
    await archive.conclude(Concluded(errand=0, now=NOW, edition=edition))


class Person:
    """Somebody who uses the bot, each time by an update of their own."""

    _last = 0

    def __init__(self, journal: Memory, number: int) -> None:
        self._journal = journal
        self.number = number

    async def does(self, day: int = 0, **rest: Any) -> None:  # noqa: ANN401 (any field of Finished)
        """Do something that is finished so many days from now."""
        Person._last += 1
        await self._journal.accept([update(Person._last, self.number)], NOW)
        done = Finished(key=Person._last, now=NOW + day * DAY, person=self.number, chat=self.number, **rest)
        await self._journal.finish(done)

    async def asks(self, text: str, outcome: str = "answer", entry: str | None = None, day: int = 0) -> None:
        """Ask something that may be kept."""
        kept = KeptQuestion(person=self.number, text=text, entry=entry, outcome=outcome, version="v")
        await self.does(day=day, questions=[kept])

    async def thinks(self, entry: str | None, *, liked: bool, day: int = 0) -> None:
        """Say what they think of an answer."""
        opinion = Opinion(person=self.number, entry=entry, version="v", liked=liked)
        await self.does(day=day, opinions=[opinion])


# ── Errands ───────────────────────────────────────────────────────────────────────────────────────


def test_errands_wait_in_the_order_they_were_asked_for_and_count_how_often_they_were_taken(
    hold: Hold,
) -> None:
    async def story(archive: Archive, journal: Memory) -> None:
        assert await archive.errand() is None
        ordered_ = Errand(kind="publish", payload={"draft": "d", "why": "ü"}, person=EDITH)
        await Person(journal, EDITH).does(errands=[ordered_])
        await archive.ask(Errand(kind="look", payload={}))
        first = await archive.errand()
        assert first is not None
        assert replace(first, id=0) == replace(ordered_, attempts=1)
        again = await archive.errand()
        assert again == replace(first, attempts=2)
        await archive.conclude(Concluded(errand=first.id, now=NOW))
        second = await archive.errand()
        assert second is not None
        assert (second.kind, second.person, second.attempts) == ("look", None, 1)
        assert second.id != first.id
        await archive.conclude(Concluded(errand=second.id, now=NOW))
        assert await archive.errand() is None

    hold(story)


def test_what_is_asked_for_twice_waits_once(hold: Hold) -> None:
    async def story(archive: Archive, _journal: Memory) -> None:
        for errand in (
            Errand(kind="look", payload={}),
            Errand(kind="look", payload={}),
            Errand(kind="look", payload={}, person=EDITH),
            Errand(kind="tell", payload={"kind": "k", "why": "1"}),
            Errand(kind="tell", payload={"kind": "k", "why": "2"}),
        ):
            await archive.ask(errand)
        kinds = []
        while (errand_ := await archive.errand()) is not None:
            kinds.append((errand_.kind, errand_.person))
            await archive.conclude(Concluded(errand=errand_.id, now=NOW))
        assert kinds == [("look", None), ("look", EDITH), ("tell", None), ("tell", None)]

    hold(story)


def whole(errand: Errand) -> Concluded:
    """An errand that led to something of every kind."""
    tap = Tap(
        key="k", chat=EDITH, person=EDITH, action={"do": "discard"}, version="v", expires=NOW + 30 * DAY
    )
    return Concluded(
        errand=errand.id,
        now=NOW,
        drafts=[draft("d")],
        edition=Edition(texts=TEXTS, person=EDITH, comment="why"),
        unwritten=[Unwritten(path="a.toml", over=None, text="a")],
        deeds=[deed("published")],
        calls=[send(EDITH, "Published"), send(GRACE, "It is live")],
        taps=[tap],
        reminders=[Reminder(at=NOW, kind="correction", payload={"was": "83%"}, person=ADA)],
        receipts=[receipt(ADA)],
    )


def test_an_errand_is_concluded_once_with_all_that_it_led_to(hold: Hold) -> None:
    async def story(archive: Archive, journal: Memory) -> None:
        done = whole(await ordered(archive))
        made = await asyncio.gather(*(archive.conclude(done) for _ in range(4)))
        assert sorted(map(len, made)) == [0, 0, 0, 2]
        outgoing = await journal.unsent()
        assert [row.call for row in outgoing] == list(done.calls)
        assert await archive.errand() is None
        assert await archive.draft("d") == draft("d")
        assert [each.number for each in await archive.publications()] == [1]
        assert await archive.unwritten() == tuple(done.unwritten)
        assert await archive.deeds() == (deed("published"),)
        assert await journal.tap("k", NOW) == done.taps[0]
        assert [each.person for each in await journal.due(NOW)] == [ADA]
        assert await archive.receipts([("s/m", "cio")]) == (receipt(ADA),)

    hold(story)


@pytest.mark.parametrize("field", ["calls", "taps", "reminders"])
def test_an_errand_is_concluded_wholly_or_not_at_all(hold: Hold, field: str) -> None:
    async def story(archive: Archive, journal: Memory) -> None:
        errand = await ordered(archive)
        done = whole(errand)
        broken = {
            "calls": replace(done, calls=[replace(done.calls[0], payload={"text": object()})]),
            "taps": replace(done, taps=[replace(done.taps[0], action={"do": object()})]),
            "reminders": replace(done, reminders=[replace(done.reminders[0], payload={"was": object()})]),
        }
        with pytest.raises(TypeError):
            await archive.conclude(broken[field])
        assert await archive.errand() == replace(errand, attempts=2)
        assert await archive.draft("d") is None
        assert await archive.publications() == ()
        assert await archive.unwritten() == ()
        assert await archive.deeds() == ()
        assert await archive.receipts([("s/m", "cio")]) == ()
        assert await journal.unsent() == ()
        assert await journal.due(NOW) == ()

    hold(story)


def test_who_asks_to_be_forgotten_takes_along_what_the_desk_was_to_send(hold: Hold) -> None:
    async def story(archive: Archive, journal: Memory) -> None:
        await archive.conclude(whole(await ordered(archive)))
        await Person(journal, GRACE).does(forget=True)
        assert [row.call.chat for row in await journal.unsent()] == [EDITH]

    hold(story)


# ── Versions and drafts ───────────────────────────────────────────────────────────────────────────


def test_versions_are_kept_under_their_own_name_and_never_changed(hold: Hold) -> None:
    async def story(archive: Archive, _journal: Memory) -> None:
        other = {**TEXTS, "a.toml": "a = 2\n"}
        await published(archive, TEXTS, "first")
        await published(archive, other, "second")
        await published(archive, TEXTS, "back")
        history = await archive.publications()
        name, second = Edition(texts=TEXTS).version, Edition(texts=other).version
        assert history == (
            Publication(number=3, version=name, at=NOW, person=EDITH, comment="back"),
            Publication(number=2, version=second, at=NOW, person=EDITH, comment="second"),
            Publication(number=1, version=name, at=NOW, person=EDITH, comment="first"),
        )
        assert await archive.publications(limit=1) == history[:1]
        assert await archive.publication(2) == history[1]
        assert await archive.publication(0) is None
        assert await archive.publication(4) is None
        assert await archive.texts(name) == TEXTS
        assert await archive.texts(second) == other
        assert await archive.texts("no such \ud800") is None

    hold(story)


def test_history_is_told_as_far_back_as_is_wanted(hold: Hold) -> None:
    async def story(archive: Archive, _journal: Memory) -> None:
        for number in range(1, 61):
            await published(archive, {"a.toml": f"a = {number % 2}\n"})
        assert [each.number for each in await archive.publications()] == list(range(60, 10, -1))
        assert [each.number for each in await archive.publications(limit=None)] == list(range(60, 0, -1))
        first = await archive.publication(1)
        assert first is not None
        assert await archive.texts(first.version) == {"a.toml": "a = 1\n"}

    hold(story)


def test_drafts_wait_until_something_becomes_of_them(hold: Hold) -> None:
    async def story(archive: Archive, _journal: Memory) -> None:
        drafts = [
            draft("later", day=2, preview="{}"),
            draft("first", day=1, person=None, way=Way.FOLDER),
            draft("refused", Status.REFUSED),
            draft("gone", Status.DISCARDED),
        ]
        await archive.conclude(Concluded(errand=0, now=NOW, drafts=drafts))
        assert await archive.drafts() == (drafts[2], drafts[1], drafts[0])
        assert await archive.draft("refused") == drafts[2]
        assert await archive.draft("no such \ud800") is None
        put = replace(drafts[0], status=Status.PUBLISHED)
        await archive.conclude(Concluded(errand=0, now=NOW, drafts=[put]))
        assert await archive.drafts() == (drafts[2], drafts[1])
        assert await archive.draft("later") == replace(put, preview=None), "it tells of people's questions"
        overtaken = replace(drafts[1], status=Status.OVERTAKEN, preview="{}")
        await archive.conclude(Concluded(errand=0, now=NOW, drafts=[overtaken]))
        assert await archive.drafts() == (drafts[2],)
        assert await archive.draft("first") == replace(overtaken, preview=None)

    hold(story)


def test_what_the_folder_lacks_is_known_until_it_is_written(hold: Hold) -> None:
    """Where a text is replaced before it was written, the folder still holds what lay under the first."""

    async def story(archive: Archive, _journal: Memory) -> None:
        first = [
            Unwritten(path="b", over="was b", text="b"),
            Unwritten(path="a", over="was a", text="a"),
            Unwritten(path="c", over="was c", text=None),
        ]
        await archive.conclude(Concluded(errand=0, now=NOW, unwritten=first))
        again = Unwritten(path="a", over="a", text="newer")
        await archive.conclude(Concluded(errand=0, now=NOW, unwritten=[again]))
        assert await archive.unwritten() == (replace(again, over="was a"), first[0], first[2])
        await archive.written("a")
        await archive.written("no such \ud800")
        assert await archive.unwritten() == (first[0], first[2])

    hold(story)


def test_the_audit_grows_in_order_by_whomever_something_was_done(hold: Hold) -> None:
    async def story(archive: Archive, journal: Memory) -> None:
        assert await archive.deeds() == ()
        await Person(journal, EDITH).does(deeds=[deed("proposed"), deed("discarded")])
        await archive.conclude(Concluded(errand=0, now=NOW, deeds=[deed("published", None)]))
        assert await archive.deeds() == (deed("proposed"), deed("discarded"), deed("published", None))
        assert await archive.deeds(limit=2) == (deed("discarded"), deed("published", None))
        await Person(journal, EDITH).does(forget=True)
        assert len(await archive.deeds()) == 3

    hold(story)


# ── What people were told, and what they asked ────────────────────────────────────────────────────

FIGURE = [("s/m", "cio")]


def test_of_each_figure_it_is_kept_what_somebody_was_told_last(hold: Hold) -> None:
    async def story(archive: Archive, journal: Memory) -> None:
        ada, grace = Person(journal, ADA), Person(journal, GRACE)
        await grace.does(receipts=[receipt(GRACE, "80%")])
        await ada.does(receipts=[receipt(ADA, "82%"), receipt(ADA, "64%", population="cmo")])
        await ada.does(receipts=[receipt(ADA, "83%")])
        assert await archive.receipts(FIGURE) == (receipt(ADA, "83%"), receipt(GRACE, "80%"))
        assert await archive.receipts([("s/m", "cmo"), ("s/other", "cio")]) == (
            receipt(ADA, "64%", population="cmo"),
        )
        await archive.conclude(Concluded(errand=0, now=NOW, receipts=[receipt(ADA, "")]))
        assert (await archive.receipts(FIGURE))[0] == receipt(ADA, "")

    hold(story)


def test_who_does_not_want_notices_or_has_blocked_the_bot_is_left_out(hold: Hold) -> None:
    async def story(archive: Archive, journal: Memory) -> None:
        ada, grace = Person(journal, ADA), Person(journal, GRACE)
        for person in (ada, grace):
            await person.does(receipts=[receipt(person.number)])
        await ada.does(person_facts={"corrections": "no"})
        assert await archive.receipts(FIGURE) == (receipt(GRACE),)
        await grace.does(person_facts={"blocked": "yes"})
        assert await archive.receipts(FIGURE) == ()
        await ada.does(person_facts={"corrections": None})
        await grace.does(person_facts={"blocked": None, "corrections": "yes"})
        assert await archive.receipts(FIGURE) == (receipt(ADA), receipt(GRACE))

    hold(story)


def test_receipts_are_exported_and_forgotten(hold: Hold) -> None:
    async def story(archive: Archive, journal: Memory) -> None:
        await Person(journal, ADA).does(receipts=[receipt(ADA, "over 81%")])
        await Person(journal, GRACE).does(receipts=[receipt(GRACE, "under 19%")])
        exported = json.dumps(await journal.export(ADA))
        assert "over 81%" in exported
        assert "under 19%" not in exported
        await Person(journal, ADA).does(forget=True)
        assert "over 81%" not in json.dumps(await journal.export(ADA))
        assert await archive.receipts(FIGURE) == (receipt(GRACE, "under 19%"),)

    hold(story)


def test_kept_questions_come_once_each_the_latest_first(hold: Hold) -> None:
    async def story(archive: Archive, journal: Memory) -> None:
        ada, grace = Person(journal, ADA), Person(journal, GRACE)
        for person, text in ((ada, "one"), (grace, "two"), (grace, "three"), (ada, "two")):
            await person.asks(text)
        assert await archive.kept_questions(9) == ("two", "three", "one")
        assert await archive.kept_questions(2) == ("two", "three")
        await ada.does(forget=True)
        assert await archive.kept_questions(9) == ("three", "two")

    hold(story)


def test_asked_in_vain_is_what_was_declined_disliked_or_met_by_none_of_the_choices(hold: Hold) -> None:
    async def story(archive: Archive, journal: Memory) -> None:
        ada, grace = Person(journal, ADA), Person(journal, GRACE)
        await ada.asks("declined", "abstain", "s/n")
        await ada.thinks("s/n", liked=False)
        await ada.asks("answered", "answer", "s/m")
        await ada.asks("offered", "choose")
        await ada.does(none_of_these=True)
        await grace.asks("well offered", "choose")
        await grace.asks("then answered", "answer", "s/m")
        await grace.does(none_of_these=True)
        await grace.thinks("s/m", liked=False)
        await ada.thinks("s/m", liked=True)
        assert await archive.in_vain(9) == (
            AskedInVain(text="then answered", complaint=Complaint.DISLIKED, entry="s/m"),
            AskedInVain(text="offered", complaint=Complaint.NONE_OF_THESE),
            AskedInVain(text="declined", complaint=Complaint.UNANSWERED),
        )
        assert len(await archive.in_vain(2)) == 2
        await ada.does(forget=True)
        assert [each.text for each in await archive.in_vain(9)] == ["then answered"]

    hold(story)


def test_only_what_was_asked_before_it_is_meant_by_a_thumb_down(hold: Hold) -> None:
    """Nor another person's question, or one of whose keeping there was no word."""

    async def story(archive: Archive, journal: Memory) -> None:
        ada, grace = Person(journal, ADA), Person(journal, GRACE)
        await ada.asks("before", "answer", "s/m", day=1)
        await ada.asks("last before", "answer", "s/m", day=2)
        await grace.asks("another's", "answer", "s/m", day=2)
        await ada.thinks("s/m", liked=False, day=3)
        await ada.asks("after", "answer", "s/m", day=4)
        await grace.thinks("s/other", liked=False, day=5)
        assert [each.text for each in await archive.in_vain(9)] == ["last before"]
        await ada.thinks("s/m", liked=True, day=6)
        assert await archive.in_vain(9) == ()

    hold(story)
