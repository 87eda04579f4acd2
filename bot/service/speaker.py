"""The port through which replies become calls of the Bot API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.replies.cards import Card
    from bot.replies.reply import Reply
    from bot.service.incoming import Origin
    from bot.service.ports import Call


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A button that opens the bot: in private with a payload, or, without one, to be put into a group."""

    label: str
    payload: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """What is shown to whoever types: cards, and where the next page begins ("" where there is none).

    ``link`` stands above the cards, ``under`` below each card that is put into a chat, with the key of
    its entry as payload. ``personal`` when others may see something else.
    """

    cards: Sequence[Card]
    next_offset: str = ""
    link: Link | None = None
    under: str = ""
    personal: bool = False


class Speaker(Protocol):
    """Turns replies into calls. Pure: it makes none of them."""

    def say(
        self,
        reply: Reply,
        origin: Origin,
        buttons: Sequence[tuple[str, str]],
        edit: int | None = None,
        links: Sequence[Link] = (),
    ) -> tuple[Call, ...]:
        """The calls that send a reply to where ``origin`` came from, in its topic.

        ``buttons`` are labels with their callback data; they go under the last message, and short
        ones stand side by side. With ``edit``, the message of that number becomes the reply.
        ``links`` go in a row below them, and work for everybody, as does the button that copies
        ``reply.copy``. ``reply.buttons`` and ``reply.choices`` are not looked at; ``reply.more`` is
        folded away.
        """

    def document(self, origin: Origin, name: str, text: str) -> Call:
        """The call that sends a text as a file to where ``origin`` came from."""

    def picture(
        self, origin: Origin, chart: Mapping[str, Any], words: str = "", links: Sequence[Link] = ()
    ) -> Call:
        """The call that sends a packed chart, to be drawn then, in reply to ``origin.message``.

        ``words``, marked up, are sent where no picture can be; blank, its caption is.
        """

    def keyboard(self, origin: Origin, buttons: Sequence[tuple[str, str]], copy: str = "") -> Call:
        """The call that puts other buttons, or none, under the message ``origin.message``.

        One more copies the line ``copy``, if that is not blank.
        """

    def answer(self, callback_id: str, text: str | None = None) -> Call:
        """The call that ends the waiting of whoever tapped; ``text`` is shown briefly."""

    def as_guest(self, query_id: str, reply: Reply, links: Sequence[Link] = ()) -> Call:
        """The call that puts a reply, as one message, into the chat that called the bot as a guest."""

    def results(self, query_id: str, offered: Offered) -> Call:
        """The call that shows cards to whoever types; a tap puts one into their chat."""
