"""A stand-in for what words calls, which keeps apart what it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.service.ports import Call

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.replies.reply import Reply
    from bot.service.incoming import Origin
    from bot.service.speaker import Link, Offered


class PlainSpeaker:
    """A speaker whose calls hold just what it was given."""

    def say(
        self,
        reply: Reply,
        origin: Origin,
        buttons: Sequence[tuple[str, str]],
        edit: int | None = None,
        links: Sequence[Link] = (),
    ) -> tuple[Call, ...]:
        """One call that sends, or edits, the reply."""
        payload: dict[str, Any] = {
            "chat_id": origin.chat,
            "thread": origin.thread,
            "text": reply.text,
            "buttons": [list(button) for button in buttons],
            "links": [[link.label, link.payload] for link in links],
        }
        if edit is not None:
            edited = payload | {"message_id": edit}
            return (Call(method="editMessageText", chat=origin.chat, payload=edited, idempotent=True),)
        return (Call(method="sendMessage", chat=origin.chat, payload=payload),)

    def document(self, origin: Origin, name: str, text: str) -> Call:
        """A call that sends a file."""
        payload = {"chat_id": origin.chat, "document": {"name": name, "text": text}}
        return Call(method="sendDocument", chat=origin.chat, payload=payload)

    def picture(
        self, origin: Origin, chart: Mapping[str, Any], words: str = "", links: Sequence[Link] = ()
    ) -> Call:
        """A call that sends a picture."""
        payload = {
            "chat_id": origin.chat,
            "thread": origin.thread,
            "chart": dict(chart),
            "words": words,
            "links": [[link.label, link.payload] for link in links],
        }
        return Call(method="sendPhoto", chat=origin.chat, payload=payload)

    def keyboard(self, origin: Origin, buttons: Sequence[tuple[str, str]], copy: str = "") -> Call:
        """A call that changes the buttons of a message."""
        payload = {
            "message_id": origin.message,
            "buttons": [list(button) for button in buttons],
            "copy": copy,
        }
        return Call(method="editMessageReplyMarkup", chat=origin.chat, payload=payload, idempotent=True)

    def answer(self, callback_id: str, text: str | None = None) -> Call:
        """A call that answers a tap."""
        payload = {"callback_query_id": callback_id, "text": text}
        return Call(method="answerCallbackQuery", chat=None, payload=payload, idempotent=True, transient=True)

    def as_guest(self, query_id: str, reply: Reply, links: Sequence[Link] = ()) -> Call:
        """A call that answers as a guest."""
        shown = {"text": reply.text, "links": [[link.label, link.payload] for link in links]}
        payload = {"guest_query_id": query_id, **shown}
        return Call(method="answerGuestQuery", chat=None, payload=payload, idempotent=True, transient=True)

    def results(self, query_id: str, offered: Offered) -> Call:
        """A call that shows cards."""
        payload = {
            "inline_query_id": query_id,
            "titles": [card.title for card in offered.cards],
            "texts": [card.reply.text for card in offered.cards],
            "keys": [card.entry_key for card in offered.cards],
            "next_offset": offered.next_offset,
            "link": None if offered.link is None else offered.link.payload,
            "personal": offered.personal,
        }
        return Call(method="answerInlineQuery", chat=None, payload=payload, idempotent=True, transient=True)
