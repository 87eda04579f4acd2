"""One update being answered: gathers the calls and buttons of its answer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.conversation.state import State
from bot.knowledge.model import Audience
from bot.replies.packing import packed
from bot.replies.reply import Outcome, plain
from bot.service import keeping, taps
from bot.service.permissions import person
from bot.service.ports import Call, Finished, Receipt, Tap
from bot.service.room import Room
from bot.service.versions import Papers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bot.advisor import Advisor, Turn
    from bot.conversation.events import Event
    from bot.replies.reply import Button, Reply
    from bot.service.incoming import Origin
    from bot.service.ports import Reminder
    from bot.service.speaker import Link, Offered, Speaker
    from bot.service.taps import Does

    Buttons = Sequence[tuple[str, Does]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What is kept about the sender and their tap. ``export`` only when it was asked for.

    ``papers`` are an editor's, ``subscription`` is the chat's, and ``leads`` tells whether the sender is an
    admin of this group or channel (None: Telegram could not be asked); each is looked up only where the
    answer depends on it.
    ``room`` is what is settled for the chat.
    """

    state: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    tap: Tap | None = None
    export: Mapping[str, Any] | None = None
    subscription: Reminder | None = None
    papers: Papers = field(default_factory=Papers)
    leads: bool | None = False
    room: Room = field(default_factory=Room)


class Visit:
    """Somebody in a chat, what is known of them, and what they are told."""

    def __init__(  # noqa: PLR0913 (what makes an answer a function of its arguments)
        self,
        *,
        advisor: Advisor,
        speaker: Speaker,
        origin: Origin,
        known: Known,
        now: datetime,
        keys: Callable[[], str],
    ) -> None:
        """``keys`` gives a new key, which nobody can guess, at every call."""
        self.advisor = advisor
        self.origin = origin
        self.known = known
        self.person = person(origin)
        self._speaker = speaker
        self.now = now
        self._keys = keys
        self._calls: list[Call] = []
        self._taps: list[Tap] = []
        self._receipts: list[Receipt] = []

    @property
    def private(self) -> bool:
        """Whether nobody else reads along."""
        return self.origin.chat_kind == "private"

    @property
    def room(self) -> Room:
        """What is settled for the chat; for a private one, nothing."""
        return self.known.room

    @property
    def forum(self) -> bool:
        """Whether the chat has topics."""
        return self.origin.forum or self.origin.thread is not None

    @property
    def hushed(self) -> bool:
        """Whether nothing is to be said in this topic."""
        return self.room.is_off(self.origin.thread)

    def conversation(self, state: str | None) -> State:
        """A conversation as stored, with the role that the person has told since, in whatever chat."""
        role = self.known.facts.get("role")
        conversation = State.from_json(state)
        return replace(conversation, role=role) if role in set(Audience) else conversation

    def hold(
        self,
        event: Event,
        state: str | None,
        *,
        edit: int | None = None,
        extra: Buttons = (),
        links: Sequence[Link] = (),
    ) -> Turn:
        """Answer an event in a conversation, with what can be tapped next."""
        turn = self.advisor.turn(event, self.conversation(state))
        kept = turn.state.to_json()
        for number, reply in enumerate(turn.replies):
            self.tell(
                reply,
                (*(self._next(button, reply, kept) for button in reply.buttons), *_picture(reply), *extra),
                edit=edit if number == 0 else None,
                rated=reply.outcome in {Outcome.ANSWER, Outcome.ABSTAIN},
                links=links,
            )
        return turn

    def tell(
        self,
        reply: Reply,
        buttons: Buttons = (),
        *,
        edit: int | None = None,
        rated: bool = False,
        links: Sequence[Link] = (),
    ) -> None:
        """Say something; buttons only to whom they can be bound: a person, or all who lead the chat.

        Links are for everybody. Figures that are told in private are noted as received.
        """
        self._receive(reply)
        pressed = [(label, does) for label, does in buttons if self.person or taps.shared(does)]
        keyed = tuple((label, self._keyed(does)) for label, does in pressed)
        if rated and self.person:
            keyed = (*keyed, *self._thumbs(reply, keyed))
        self._calls.extend(self._speaker.say(self._shaped(reply), self.origin, keyed, edit, links))

    def offer(self, query_id: str, offered: Offered) -> None:
        """Show cards to whoever types."""
        self._calls.append(self._speaker.results(query_id, offered))

    def tell_as_guest(self, query_id: str, reply: Reply, links: Sequence[Link]) -> None:
        """Say something, once, in a chat that the bot is no member of."""
        self._calls.append(self._speaker.as_guest(query_id, reply, links))

    def hand_over(self, name: str, text: str) -> None:
        """Send a text as a file."""
        self._calls.append(self._speaker.document(self.origin, name, text))

    def show(self, chart: Mapping[str, Any], words: str = "", links: Sequence[Link] = ()) -> None:
        """Send a packed chart as a picture in reply; ``words`` where none can be sent."""
        self._calls.append(self._speaker.picture(self.origin, chart, words, links))

    def reasons(self, rated: taps.Rate) -> None:
        """Offer reasons for a thumb down beside the buttons that stay, that which copies among them."""
        offered = tuple(
            (label, self._keyed(replace(rated, reason=reason))) for reason, label in taps.REASONS.items()
        )
        self.keyboard((*offered, *rated.others), rated.copy)

    def keyboard(self, keyed: taps.Labelled, copy: str = "") -> None:
        """Put other buttons under the message that was tapped, and one that copies a line."""
        self._calls.append(self._speaker.keyboard(self.origin, keyed, copy))

    def acknowledge(self, callback_id: str, kind: str | None = None) -> None:
        """End the waiting of whoever tapped, with a brief word if ``kind`` names one."""
        word = plain(self.advisor.notice("service_brief", kind=kind).text) if kind is not None else None
        self._calls.append(self._speaker.answer(callback_id, word))

    def done(self, **rest: Any) -> Finished:  # noqa: ANN401 (fields of Finished)
        """All of it, to be committed."""
        return Finished(
            key=self.origin.key,
            now=self.now,
            person=self.person,
            chat=self.origin.chat,
            calls=tuple(self._calls),
            taps=tuple(self._taps),
            receipts=tuple(self._receipts),
            **rest,
        )

    def _receive(self, reply: Reply) -> None:
        """Note which figures somebody is told in private, so that they can be told when one was wrong."""
        if self.person is not None and self.private:
            self._receipts.extend(
                Receipt(person=self.person, measure=s.measure, population=s.population, printed=s.printed)
                for s in reply.stated
            )

    def _shaped(self, reply: Reply) -> Reply:
        """A reply as it is wanted in this chat: what of an answer is one tap away, or all of it at once."""
        if not self.room.full or reply.outcome is Outcome.SOCIAL or not reply.more.strip():
            return reply
        return replace(reply, text=f"{reply.text.rstrip()}\n\n{reply.more.strip()}", more="")

    def _next(self, button: Button, reply: Reply, kept: str) -> tuple[str, Does]:
        if button.says is not None:
            return button.label, taps.Say(text=button.says, state=kept)
        choosing = reply.outcome is Outcome.CHOOSE
        return button.label, taps.Choose(entry=button.chooses, state=kept, instead=choosing)

    def _thumbs(self, reply: Reply, others: taps.Labelled) -> taps.Labelled:
        up = taps.Rate(liked=True, entry=reply.entry, others=others, copy=reply.copy)
        return ((taps.UP, self._keyed(up)), (taps.DOWN, self._keyed(replace(up, liked=False))))

    def _keyed(self, does: Does) -> str:
        everybodys = taps.shared(does) and not self.private
        if self.person is None and not everybodys:
            message = "a button needs somebody to press it"
            raise ValueError(message)
        tap = Tap(
            key=self._keys(),
            chat=self.origin.chat,
            person=None if everybodys else self.person,
            action=taps.stored(does),
            version=self.advisor.knowledge.version,
            expires=self.now + timedelta(days=keeping.BUTTON_DAYS),
        )
        self._taps.append(tap)
        return tap.key


def _picture(reply: Reply) -> Buttons:
    """The button that shows a reply's chart, if it has one."""
    return ((taps.PICTURE, taps.Draw(chart=packed(reply.chart))),) if reply.chart is not None else ()
