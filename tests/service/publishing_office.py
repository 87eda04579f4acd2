"""A desk in an office: the folder, the archive and the workshop in memory, and who is told what."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from bot.knowledge.parse import parse
from bot.service import editors_taps as taps
from bot.service import taps as service_taps
from bot.service.ports import Errand, Finished
from bot.service.publishing import errands
from bot.service.publishing.desk import Desk
from bot.service.publishing.dialogue import Dialogue
from bot.service.publishing.live import Live, Loaded
from bot.service.versions import Concluded, Draft, Edition, Status
from tests.conftest import advising, matching
from tests.knowledge.guild import SURVEY_FILE, TEXTS
from tests.service.publishing_fakes import Drawer, InMemoryArchive, InMemoryFolder, PlainWorkshop
from tests.service.speaking import PlainSpeaker
from tests.store.keeping import update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.advisor import Advisor
    from bot.service.ports import Outgoing
    from bot.service.publishing.errands import Asked

NOW = datetime(2026, 5, 4, tzinfo=UTC)
EDITH, EMIL, BOB = 3, 4, 7
EVERY_EDITOR = (EDITH, EMIL)
PRIDE = "yeast-survey/starter-pride"
SURVEY = TEXTS[SURVEY_FILE]
#: Both collections print the figure.
PROUDER = {
    path: TEXTS[path].replace("figures.baker = 83", "figures.baker = 84")
    for path in (SURVEY_FILE, "library/barm.toml")
}
WORSE = SURVEY.replace('sources = ["guild-news"]', 'sources = ["nowhere"]', 1)
REVALUED = Dialogue(
    kind="value", about={"entry": PRIDE, "population": "brewer"}, given={"value": "70%"}
).to_json()
#: Seconds after which somebody is told that an examination goes on.
LONG = 0.2
PREVIEW = "<b>This is what it changes.</b>"


@cache
def _advisor(texts: tuple[tuple[str, str], ...]) -> Advisor:
    knowledge, problems = parse(dict(texts))
    assert knowledge is not None
    if problems:
        raise ValueError("these texts can't be loaded")
    return advising(knowledge, matching(knowledge))


async def load(texts: Mapping[str, str]) -> Advisor:
    """An advisor on these texts."""
    return _advisor(tuple(sorted(texts.items())))


class Office:
    """A desk with all its surroundings in memory."""

    def __init__(self) -> None:
        self.archive = InMemoryArchive()
        self.folder = InMemoryFolder(TEXTS)
        self.workshop = PlainWorkshop()
        self.drawer = Drawer()
        self.delivered: list[Outgoing] = []
        self.slept: list[float] = []
        texts = dict(TEXTS)
        self.live = Live(
            Loaded(version=Edition(texts=texts).version, texts=texts, advisor=asyncio.run(load(texts)))
        )
        first = Edition(texts=texts, comment="the first start")
        asyncio.run(self.archive.conclude(Concluded(errand=0, now=NOW, edition=first)))
        self._names, self._keys = count(1), count(1)
        self.employs(self.workshop)

    def employs(self, workshop: PlainWorkshop) -> None:
        """Have a desk that sends its work to this workshop."""
        self.desk = Desk(
            archive=self.archive,
            folder=self.folder,
            workshop=workshop,
            files=self.drawer,
            load=load,
            live=self.live,
            speaker=PlainSpeaker(),
            editors=EVERY_EDITOR,
            deliver=self.delivered.extend,
            clock=lambda: NOW,
            keys=lambda: f"key-{next(self._names)}",
            sleep=self._sleep,
            long=LONG,
        )

    async def _sleep(self, seconds: float) -> None:
        """Sleep until nothing is left to do; then the desk's day is over."""
        self.slept.append(seconds)
        if not self.archive.journal.errands or len(self.slept) > 20:
            raise asyncio.CancelledError

    def does(self, asked: Asked, person: int | None = EDITH) -> list[tuple[int | None, str]]:
        """Have something done; who is told what."""
        return self.takes(errands.errand(asked, person))

    def takes(self, errand: Errand) -> list[tuple[int | None, str]]:
        """Have an errand done by a desk that begins its day; who is told what."""
        self.delivered.clear()

        async def day() -> None:
            await self.archive.ask(errand)
            await self.desk.run()

        with pytest.raises(asyncio.CancelledError):
            asyncio.run(day())
        return [(each.call.chat, each.call.payload["text"]) for each in self.delivered]

    def is_told(self, asked: Asked, beginning: str, person: int | None = EDITH) -> Mapping[str, taps.Does]:
        """Have something done of which one is told as much; what the last buttons do."""
        told = self.does(asked, person)
        assert told, "nothing was told"
        assert all(to == person for to, _ in told)
        assert told[-1][1].startswith(beginning), told[-1][1]
        return self.buttons()

    def buttons(self) -> dict[str, Any]:
        """What can be tapped under what was told last."""
        kept = self.archive.journal.taps
        last = self.delivered[-1].call.payload["buttons"]
        return {label: service_taps.understood(kept[key].action) for label, key in last}

    def sends(self, text: str | bytes, beginning: str, comment: str = "") -> Mapping[str, taps.Does]:
        """Have a file taken."""
        name = f"f{next(self._keys)}"
        self.drawer.held[name] = text.encode() if isinstance(text, str) else text
        return self.is_told(errands.Receive(file=name, comment=comment), beginning)

    def publishes(self, buttons: Mapping[str, taps.Does]) -> None:
        """Publish what was previewed."""
        does = buttons["Publish"]
        assert isinstance(does, taps.Publish)
        self.is_told(errands.Publish(draft=does.draft, why=does.why), "Published: version")

    def drafts(self, status: Status) -> list[Draft]:
        """The drafts of which this has become."""
        return [draft for draft in self.archive.kept_drafts.values() if draft.status is status]

    def stands(self) -> tuple[object, ...]:
        """What must not change where nothing is done."""
        return self.live.now, list(self.archive.published), dict(self.folder.held)

    def happens(self, person: int, **rest: Any) -> None:  # noqa: ANN401 (any field of Finished)
        """Let an update of somebody lead to something."""

        async def happened() -> None:
            key = next(self._keys)
            await self.archive.journal.accept([update(key, person)], NOW)
            await self.archive.journal.finish(Finished(key=key, now=NOW, person=person, chat=person, **rest))

        asyncio.run(happened())
