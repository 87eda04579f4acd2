"""The port through which replies become calls of the Bot API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.replies.reply import Reply
    from bot.service.incoming import Origin
    from bot.service.ports import Call


class Speaker(Protocol):
    """Turns replies into calls. Pure: it makes none of them."""

    def say(
        self, reply: Reply, origin: Origin, buttons: Sequence[tuple[str, str]], edit: int | None = None
    ) -> tuple[Call, ...]:
        """The calls that send a reply to where ``origin`` came from, in its topic.

        ``buttons`` are labels with their callback data; they go under the last message, and short
        ones stand side by side. With ``edit``, the message of that number becomes the reply.
        ``reply.buttons`` and ``reply.choices`` are not looked at; ``reply.more`` is folded away.
        """

    def document(self, origin: Origin, name: str, text: str) -> Call:
        """The call that sends a text as a file to where ``origin`` came from."""

    def keyboard(self, origin: Origin, buttons: Sequence[tuple[str, str]]) -> Call:
        """The call that puts other buttons, or none, under the message ``origin.message``."""

    def answer(self, callback_id: str, text: str | None = None) -> Call:
        """The call that ends the waiting of whoever tapped; ``text`` is shown briefly."""
