"""Replies made at random, through the calls that send them, as Telegram's own parser reads them."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.conversation.events import AskedForgetting, AskedHelp, Began, Chose, GaveRole, Said
from bot.conversation.state import State
from bot.replies.reply import LONGEST, plain
from bot.service import notices
from bot.service.incoming import Origin
from bot.telegram.messages import Speaker
from tests.botapi.errors import MisuseError
from tests.botapi.parsing import MAX_ENTITIES, formatted, units
from tests.conversation.test_machine import FOLLOW_UPS, ODD, questions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.advisor import Advisor
    from bot.conversation.events import Event
    from bot.replies.reply import Reply
    from bot.service.ports import Call

_ORIGINS: Final = (
    Origin(key=1, chat=7, chat_kind="private", person=7, message=5),
    Origin(key=1, chat=-1001, chat_kind="supergroup", person=7, thread=9, message=5),
)
_ROLES: Final = (None, "cio", "cmo", "ceo", "other")
_TURNS: Final = 12
#: One reply in so many is made of thirty, to be cut.
_LONG: Final = 20
_MOST: Final = 30
_KEY_LENGTH: Final = 22


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivered:
    """What became of the replies; ``troubles`` tell of each that was refused, changed or too large."""

    replies: int
    messages: int
    longest: int
    kinds: int
    troubles: Sequence[str]

    def __str__(self) -> str:
        told = f"{self.replies} replies of {self.kinds} kinds in {self.messages} messages, "
        return (
            told + f"the longest of {self.longest} units: {len(self.troubles)} refused, cut off or too large"
        )


def deliver(advisor: Advisor, count: int, seed: int = 11) -> Delivered:
    """Make so many replies and let each be parsed."""
    chance = random.Random(seed)
    kinds: Counter[str] = Counter()
    troubles: list[str] = []
    messages = longest = 0
    recent: list[Reply] = []
    for number, made in zip(range(count), _replies(advisor, chance), strict=False):
        kinds[made.kind] += 1
        recent = [*recent[-_MOST:], made]
        reply = _joined(chance.choices(recent, k=_MOST)) if number % _LONG == 0 else made
        buttons = [(button.label, "k" * _KEY_LENGTH) for button in reply.buttons]
        calls = Speaker().say(reply, chance.choice(_ORIGINS), buttons)
        messages += len(calls)
        longest = max(longest, *(units(plain(call.payload["text"])) for call in calls))
        troubles += _troubles(reply, calls)
    return Delivered(
        replies=count, messages=messages, longest=longest, kinds=len(kinds), troubles=tuple(troubles)
    )


def _replies(advisor: Advisor, chance: random.Random) -> Iterator[Reply]:
    """Replies of one conversation after the other, and what the service says of itself, without end."""
    asked = questions(advisor.knowledge)
    known = [entry.id for entry in advisor.knowledge.entries()]
    while True:
        yield from (
            notices.topics(advisor),
            notices.sources(advisor),
            notices.privacy(advisor, chance.choice((None, "yes", "no")), silent=chance.random() < 0.5),
            notices.numbers(advisor, chance.choice(_ORIGINS), 7),
            advisor.notice("service_busy"),
        )
        for _ in range(_TURNS):
            state = State()
            for _ in range(chance.randrange(1, _TURNS)):
                turn = advisor.turn(_event(chance, asked, known), state)
                state = turn.state
                yield from turn.replies


def _event(chance: random.Random, asked: Sequence[str], known: Sequence[str]) -> Event:
    drawn = chance.random()
    if drawn < 0.55:
        return Said(text=chance.choice(asked))
    if drawn < 0.8:
        return Said(text=chance.choice(FOLLOW_UPS))
    if drawn < 0.85:
        return Said(text=f"{chance.choice(asked)} {chance.choice(FOLLOW_UPS)}")
    if drawn < 0.88:
        return Said(text=chance.choice(ODD))
    if drawn < 0.95:
        return Chose(entry=chance.choice((None, *known)))
    return chance.choice((Began(), AskedHelp(), AskedForgetting(), GaveRole(role=chance.choice(_ROLES))))


def _joined(replies: Sequence[Reply]) -> Reply:
    text = "\n\n".join(reply.text for reply in replies)
    return replace(replies[-1], text=text, more="\n\n".join(reply.more for reply in replies))


def _troubles(reply: Reply, calls: Sequence[Call]) -> Iterator[str]:
    """What Telegram would not show as it was meant, in words."""
    shown = ""
    for call in calls:
        text = call.payload["text"]
        try:
            parsed = formatted(text, call.payload["parse_mode"])
        except MisuseError as refusal:
            yield f"{refusal.description}: {text!r}"
            return
        shown += parsed.text
        marked = sum(each["type"] in _MARKED for each in parsed.entities)
        if units(parsed.text) > LONGEST or marked > MAX_ENTITIES:
            yield f"{units(parsed.text)} units with {marked} entities: {text[:100]!r}"
        if parsed.text != plain(text).strip():
            yield f"{parsed.text!r} is shown for {text!r}"
        keyboard = call.payload.get("reply_markup", {}).get("inline_keyboard", ())
        data = [key["callback_data"] for row in keyboard for key in row if "callback_data" in key]
        if any(not 0 < len(each.encode()) <= 64 for each in data):
            yield f"a button's data is too long under {text[:100]!r}"
    if "".join(shown.split()) != "".join(plain(f"{reply.text}{reply.more}").split()):
        yield f"cut off: {plain(reply.text)!r} {plain(reply.more)!r} became {shown!r}"
    labels = [button.label for button in reply.buttons] + ["Copy"] * bool(reply.copy.strip())
    last = calls[-1].payload.get("reply_markup", {}).get("inline_keyboard", ()) if calls else ()
    if [key["text"] for row in last for key in row] != labels:
        yield f"buttons {labels} are not all there"


_MARKED: Final = frozenset(
    {"bold", "italic", "blockquote", "expandable_blockquote", "code", "pre", "text_link"}
)
