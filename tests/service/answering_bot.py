"""A bot without a journal: what is said to it, and what it answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, get_args

from bot.service import commands
from bot.service.answering import Answering
from bot.service.incoming import ChatKind, Incoming, Origin, Pressed, Text
from bot.service.permissions import Access
from bot.service.visit import Known
from tests.service.speaking import PlainSpeaker

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.advisor import Advisor
    from bot.service.ports import Finished, Tap

NOW = datetime(2026, 5, 4, tzinfo=UTC)
ME, OTHER, GROUP = 5, 6, -100
KINDS: tuple[ChatKind, ...] = get_args(ChatKind)
NAMES = [command.name for kind in KINDS for command in commands.menu(kind, leads=True)]
EDITORS_NAMES = ["edit", "new", "cancel", "download", "versions", "rollback", "unanswered"]
FIGURE = "How many CIOs see data protection as a challenge?"
DAY = timedelta(days=1)


def origin(
    kind: ChatKind = "private", person: int | None = ME, chat: int | None = None, thread: int | None = None
) -> Origin:
    """Where something comes from: from me in private, or from me in the group."""
    usual = ME if kind == "private" else GROUP
    return Origin(
        key=1,
        chat=usual if chat is None else chat,
        chat_kind=kind,
        person=person,
        message=9,
        thread=thread,
    )


def numbered() -> Callable[[], str]:
    """Keys that count up."""
    numbers = count(1)
    return lambda: f"key-{next(numbers)}"


class Bot:
    """Answers, and remembers what a journal would."""

    def __init__(self, advisor: Advisor, access: Access | None = None) -> None:
        self.answering = Answering(advisor, PlainSpeaker(), access or Access())
        self.known = Known()
        self.taps: dict[str, Tap] = {}
        self.keys = numbered()
        self.now = NOW

    def take(self, incoming: Incoming) -> Finished:
        """Answer one update and keep what it leads to."""
        known = self.known
        if isinstance(incoming, Pressed):
            known = replace(known, tap=self.taps.get(incoming.key))
        done = self.answering.answer(incoming, known, self.now, self.keys)
        facts = {k: v for k, v in {**self.known.facts, **done.person_facts}.items() if v is not None}
        self.known = Known(state=done.state or self.known.state, facts=facts)
        self.taps.update({tap.key: tap for tap in done.taps})
        if done.answered_tap is not None:
            self.taps[done.answered_tap] = replace(self.taps[done.answered_tap], answered=self.now)
        return done

    def say(self, text: str, where: Origin | None = None) -> Finished:
        """A text message."""
        return self.take(Text(origin=where or origin(), text=text, addressed=True))

    def command(self, name: str, argument: str = "", where: Origin | None = None) -> Finished:
        """A command, in private if no other place is named."""
        return self.take(
            Text(origin=where or origin(), text=f"/{name}", command=name, argument=argument, addressed=True)
        )

    def press(self, key: str, where: Origin | None = None) -> Finished:
        """A tap."""
        return self.take(Pressed(origin=where or origin(), key=key, callback_id="c"))


def texts(done: Finished) -> list[str]:
    """What was said."""
    return [call.payload["text"] for call in done.calls if "text" in call.payload]


def buttons(done: Finished) -> dict[str, str]:
    """The keys of the buttons that were shown, by their labels."""
    return {label: key for call in done.calls for label, key in call.payload.get("buttons", ())}
