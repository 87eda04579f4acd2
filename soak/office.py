"""An admin who publishes and goes back while the bot is killed, or while many people ask."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.opening import opened
from bot.replies.reply import plain
from bot.service.editors_taps import Publish
from bot.service.ports import Tap
from bot.service.taps import stored
from bot.service.versions import Concluded
from bot.store.journal import StoreJournal
from bot.store.reading import open_for_reading
from soak import small
from soak.publisher import draft_of, set_up
from soak.publishing import NEW, OLD, PATIENCE_SECONDS, Kills, broken, standing, unsettled, wait
from tests.botapi import BotApi, BotProcess, Crowd

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.botapi import Heard, Person

#: From the tap or the command; a publication takes about half of that.
_TAPPED_SECONDS: Final = 1.0
#: Which part of the kills waits until the desk has something to do.
_BEGUN: Final = 0.7
_FEWEST: Final = 2
_BEGUN_SECONDS: Final = 0.4
_LATE_SECONDS: Final = 1.0
_NOTICE: Final = "A figure I gave you has been"


def bot_kills(root: Path, *, kills: int, seed: int = 6) -> Kills:
    """Let an admin publish and go back in turns, and kill the bot each time, sometimes once more at once.

    Whatever was asked for is done once, and what is answered is one version or the other.
    """
    chance = random.Random(seed)
    folder = small.written(root / "knowledge")
    with BotApi() as server:
        office = Office(server, root, folder, drafts=kills)
        amidst = behind = killed = 0
        troubles: list[str] = []
        with office.bot as bot:
            bot.wait_until_polling()
            while killed < kills:
                wanted = office.asks_for_the_other()
                again = True
                while again and killed < kills:
                    if chance.random() < _BEGUN:
                        wait(partial(office.begun, wanted))
                        time.sleep(chance.uniform(0.0, _BEGUN_SECONDS))
                    else:
                        time.sleep(chance.uniform(0.0, _TAPPED_SECONDS))
                    bot.kill()
                    killed += 1
                    now = standing(bot.store)
                    amidst += now.errands > 0
                    behind += now.unwritten > 0
                    troubles += [f"kill {killed}: {trouble}" for trouble in broken(now, folder)]
                    bot.start().wait_until_polling(PATIENCE_SECONDS)
                    again = chance.random() < 0.25
                troubles += [f"after kill {killed}: {trouble}" for trouble in office.answers(either=True)]
                if not wait(partial(office.settled, wanted)):
                    troubles.append(f"after kill {killed}: what was asked for is not done")
                troubles += [f"settled after kill {killed}: {trouble}" for trouble in office.answers()]
            bot.terminate()
        now = standing(bot.store)
        troubles += unsettled(now, folder)
        troubles += [str(fault) for fault in server.faults]
        if "Traceback" in bot.printed:
            troubles.append("something failed, see the log")
        return Kills(
            kills=killed, publications=len(now.versions), amidst=amidst, behind=behind, troubles=troubles
        )


class Office:
    """An admin of a bot on the small knowledge, with drafts at hand, and somebody who asks."""

    def __init__(self, server: BotApi, root: Path, folder: Path, *, drafts: int) -> None:
        self.bot = BotProcess(server, root)
        self.editor = server.person("Edith")
        self._asker = server.person("Alice")
        self._folder = folder
        self._published = 1
        self._drafts = iter(range(drafts))
        self.bot.environment |= {
            "ENTENTE_TELEGRAM_ADMINS": str(self.editor.id),
            "ENTENTE_KNOWLEDGE_PATH": str(folder),
        }
        asyncio.run(self._prepare(drafts))

    async def _prepare(self, drafts: int) -> None:
        """Keep drafts of the new version that can be published whenever the old one is live."""
        setup = set_up(self.bot.store, self._folder)
        journal = await StoreJournal.open(setup.store)
        loaded = await opened(setup, journal.archive)
        now, person = datetime.now(UTC), self.editor.id
        await journal.archive.conclude(
            Concluded(
                errand=0,
                now=now,
                drafts=[draft_of(NEW, OLD, f"draft-{number}", person) for number in range(drafts)],
                taps=[
                    Tap(
                        key=f"publish-{number}",
                        chat=person,
                        person=person,
                        action=stored(Publish(draft=f"draft-{number}")),
                        version=loaded.version,
                        expires=now + timedelta(days=1),
                    )
                    for number in range(drafts)
                ],
            )
        )
        await journal.close()

    @property
    def expected(self) -> frozenset[str]:
        """What is to be answered once everything is done that was asked for."""
        return small.OLD if self._published % 2 else small.NEW

    def asks_for_the_other(self) -> int:
        """Publish where the old version is live, else go back; how many publications that makes."""
        if self._published % 2:
            said = self.editor.says("/versions")
            tapped = self.editor.sees(lambda heard: heard.id > said.id, seconds=PATIENCE_SECONDS)
            self.editor.forges(f"publish-{next(self._drafts)}", on=tapped)
        else:
            self.editor.says("/rollback 1")
        self._published += 1
        return self._published

    def begun(self, versions: int) -> bool:
        """Whether the desk has something to do, or has done it: so many versions have gone live."""
        published, errands, unwritten = self._counts()
        return bool(errands or unwritten) or published >= versions

    def settled(self, versions: int) -> bool:
        """Whether so many versions have gone live, and nothing is left to do."""
        return self._counts() == (versions, 0, 0)

    def _counts(self) -> tuple[int, int, int]:
        """Publications, errands, and files that the folder lacks."""
        with closing(open_for_reading(self.bot.store)) as connection:
            counts = connection.execute(
                "SELECT (SELECT COUNT(*) FROM publication), (SELECT COUNT(*) FROM errand), "
                "(SELECT COUNT(*) FROM unwritten)"
            ).fetchone()
        return int(counts[0]), int(counts[1]), int(counts[2])

    def answers(self, *, either: bool = False) -> Iterator[str]:
        """What is wrong with what a person is answered: it is of one version, and of which one."""
        for question in (small.QUESTION, small.GAP):
            said = self._asker.says(question)
            heard = self._asker.sees(partial(_answers, said), seconds=PATIENCE_SECONDS)
            version = small.version_told(heard.text)
            if version is None:
                yield f"the answer is of no version: {heard.text!r}"
            elif not either and version != self.expected:
                yield "the answer is of the version that is live no more"


def _answers(said: Heard, heard: Heard) -> bool:
    return heard.id > said.id and not heard.text.startswith(_NOTICE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Switching:
    """What people were answered while versions changed under them.

    ``misplaced`` counts people who got their answers in another order than they asked; ``mixed`` are
    answers with figures of both versions, or of none; ``faults`` what no bot should ever do.
    """

    asked: int
    seconds: float
    publications: int
    old: int
    new: int
    missing: int
    doubled: int
    misplaced: int
    mixed: Sequence[str]
    notices: int
    troubles: Sequence[str]

    @property
    def kept(self) -> bool:
        """Whether every question was answered once, from one version."""
        return not (self.missing or self.doubled or self.misplaced or self.mixed or self.troubles)

    def __str__(self) -> str:
        told = f"{self.asked} asked at {self.asked / self.seconds:.0f} a second around {self.publications} "
        told += f"publications: {self.old} answered from the old version, {self.new} from the new one, "
        told += f"{self.missing} lost, {self.doubled} doubled, {self.misplaced} out of order, "
        told += f"{len(self.mixed)} mixed; {self.notices} notices of corrections; "
        return "; ".join((f"{told}{len(self.troubles)} troubles", *self.mixed[:2], *self.troubles[:3]))


def switching(root: Path, *, seconds: float, rate: float = 100.0) -> Switching:
    """Let many people ask, so many a second together, while an admin publishes and goes back in turns."""
    folder = small.written(root / "knowledge")
    with BotApi() as server:
        office = Office(server, root, folder, drafts=int(seconds * 2) + 2)
        troubles: list[str] = []
        publications = 1
        with office.bot as bot:
            bot.wait_until_polling()
            crowd = Crowd(server, size=max(20, int(rate)), rate=rate, words=_in_turn)
            began = time.monotonic()
            with crowd:
                # However slow the machine, it is gone back and forth at least once.
                while time.monotonic() - began < seconds or publications <= _FEWEST:
                    publications = office.asks_for_the_other()
                    if not wait(partial(office.settled, publications)):
                        troubles.append(f"publication {publications} never happened")
                        break
            asking = time.monotonic() - began
            wait(lambda: len(_heard(server, crowd)) >= crowd.total)
            time.sleep(_LATE_SECONDS)
            troubles += office.answers()
            bot.terminate()
            troubles += ["something failed, see the log"] if "Traceback" in bot.printed else []
        troubles += unsettled(standing(bot.store), folder)
        troubles += [str(fault) for fault in server.faults]
        return _counted(server, crowd, publications, asking, troubles)


def _in_turn(_person: Person, number: int) -> str:
    return (small.QUESTION, small.GAP)[number % 2]


def _heard(server: BotApi, crowd: Crowd) -> Sequence[tuple[int, str]]:
    """What the people of a crowd were answered, in order."""
    sent = [(sent.chat or 0, str(sent.params["text"])) for sent in server.sent()]
    return [(chat, text) for chat, text in sent if chat in crowd.said and not text.startswith(_NOTICE)]


def _counted(
    server: BotApi, crowd: Crowd, publications: int, seconds: float, troubles: Sequence[str]
) -> Switching:
    heard = _heard(server, crowd)
    told = [small.version_told(plain(text)) for _, text in heard]
    answered: dict[int, list[bool]] = {person: [] for person in crowd.said}
    for person, text in heard:
        answered[person].append(plain(text).startswith(small.GAP_BEGINS))
    missing = doubled = misplaced = 0
    for person, said in crowd.said.items():
        wanted = [question == small.GAP for question in said]
        missing += max(0, len(wanted) - len(answered[person]))
        doubled += max(0, len(answered[person]) - len(wanted))
        misplaced += len(wanted) == len(answered[person]) and wanted != answered[person]
    return Switching(
        asked=crowd.total,
        seconds=seconds,
        publications=publications,
        old=told.count(small.OLD),
        new=told.count(small.NEW),
        missing=missing,
        doubled=doubled,
        misplaced=misplaced,
        mixed=[text for (_, text), version in zip(heard, told, strict=True) if version is None],
        notices=sum(str(sent.params["text"]).startswith(_NOTICE) for sent in server.sent()),
        troubles=troubles,
    )
