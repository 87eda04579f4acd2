"""From a reply to the calls of the Bot API that say it.

Limits are Telegram's: a message holds 4,096 UTF-16 units once its markup is read, a keyboard eight
buttons a row, callback data 64 bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.replies.reply import LONGEST
from bot.service.ports import Call
from bot.service.speaker import Link
from bot.telegram.splitting import split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.replies.cards import Card
    from bot.replies.reply import Reply
    from bot.service.incoming import Origin
    from bot.service.speaker import Offered

#: Buttons Telegram shows in one row, and rows that fit under a message without hiding it.
_A_ROW: Final = 8
_ROWS: Final = 2
_DATA_BYTES: Final = 64
_COPY: Final = "Copy"
#: For how long Telegram may show the same cards for the same words without asking again.
_CACHE_SECONDS: Final = 300
#: What a result has to have, though a guest's stands in no list.
_UNSEEN: Final = {"id": "answer", "title": "Answer"}
#: A callback's answer that Telegram shows whole.
_TOAST: Final = 200
# What fits side by side on a phone: characters of all labels in a row, each with its padding.
_ROW_WIDTH: Final = 32
_PADDING: Final = 3


class Speaker:
    """Implements the service's Speaker for Telegram. ``username`` is the bot's own, for links to it."""

    def __init__(self, username: str = "") -> None:
        self._username = username

    def say(
        self,
        reply: Reply,
        origin: Origin,
        buttons: Sequence[tuple[str, str]],
        edit: int | None = None,
        links: Sequence[Link] = (),
    ) -> tuple[Call, ...]:
        """The calls that send a reply to where ``origin`` came from, in its topic.

        A long reply becomes several messages; the keyboard goes under the last, the first one
        replies (in groups) or takes the place of message ``edit``. A blank reply needs no call.
        """
        pieces = split(_folded(reply), LONGEST)
        markup = self._linked(_markup(buttons, reply.copy), links)
        calls = []
        for place, piece in enumerate(pieces):
            payload: dict[str, Any] = {
                "chat_id": origin.chat,
                "text": piece,
                "parse_mode": "HTML",
                "link_preview_options": {"is_disabled": True},
            }
            if place == len(pieces) - 1 and markup["inline_keyboard"]:
                payload["reply_markup"] = markup
            if place == 0 and edit is not None:
                calls.append(_edit("editMessageText", origin.chat, payload | {"message_id": edit}))
                continue
            if origin.thread is not None:
                payload["message_thread_id"] = origin.thread
            if place == 0 and origin.chat_kind != "private" and origin.message is not None:
                payload["reply_parameters"] = {
                    "message_id": origin.message,
                    # The message may be deleted by the time it is answered.
                    "allow_sending_without_reply": True,
                }
            calls.append(Call(method="sendMessage", chat=origin.chat, payload=payload))
        return tuple(calls)

    def document(self, origin: Origin, name: str, text: str) -> Call:
        """The call that sends a text as a file."""
        payload: dict[str, Any] = {"chat_id": origin.chat, "document": {"name": name, "text": text}}
        if origin.thread is not None:
            payload["message_thread_id"] = origin.thread
        return Call(method="sendDocument", chat=origin.chat, payload=payload)

    def picture(
        self, origin: Origin, chart: Mapping[str, Any], words: str = "", links: Sequence[Link] = ()
    ) -> Call:
        """The call that sends a packed chart, to be drawn then, in reply to ``origin.message``."""
        payload: dict[str, Any] = {
            "chat_id": origin.chat,
            "photo": {"chart": dict(chart), "words": split(words, LONGEST)[0] if words else ""},
            "caption": chart["caption"],
            "parse_mode": "HTML",
        }
        if origin.thread is not None:
            payload["message_thread_id"] = origin.thread
        if origin.message is not None:
            payload["reply_parameters"] = {"message_id": origin.message, "allow_sending_without_reply": True}
        markup = self._linked(_markup(()), links)
        if markup["inline_keyboard"]:
            payload["reply_markup"] = markup
        return Call(method="sendPhoto", chat=origin.chat, payload=payload)

    def keyboard(self, origin: Origin, buttons: Sequence[tuple[str, str]], copy: str = "") -> Call:
        """The call that puts other buttons, or none, under the message ``origin.message``."""
        payload = {
            "chat_id": origin.chat,
            "message_id": origin.message,
            "reply_markup": _markup(buttons, copy),
        }
        return _edit("editMessageReplyMarkup", origin.chat, payload)

    def answer(self, callback_id: str, text: str | None = None) -> Call:
        """The call that ends the waiting of whoever tapped; ``text`` is shown briefly.

        It belongs to no chat: nothing that waits in a chat may keep it waiting.
        """
        payload: dict[str, Any] = {"callback_query_id": callback_id}
        if text:
            payload["text"] = text if len(text) <= _TOAST else text[: _TOAST - 1] + "…"
        return Call(method="answerCallbackQuery", chat=None, payload=payload, idempotent=True, transient=True)

    def results(self, query_id: str, offered: Offered) -> Call:
        """The call that shows cards to whoever types."""
        payload: dict[str, Any] = {
            "inline_query_id": query_id,
            "results": [self._result(card, offered.under) for card in offered.cards],
            "next_offset": offered.next_offset,
            "is_personal": offered.personal,
            "cache_time": _CACHE_SECONDS,
        }
        if offered.link is not None and offered.link.payload:
            payload["button"] = {"text": offered.link.label, "start_parameter": offered.link.payload}
        return Call(method="answerInlineQuery", chat=None, payload=payload, idempotent=True, transient=True)

    def as_guest(self, query_id: str, reply: Reply, links: Sequence[Link] = ()) -> Call:
        """The call that puts a reply, as one message, into the chat that called the bot as a guest.

        Repeating it does no harm: Telegram takes one answer to a query.
        """
        shown = {"type": "article", **_UNSEEN, **self._content(reply, links)}
        payload = {"guest_query_id": query_id, "result": shown}
        return Call(method="answerGuestQuery", chat=None, payload=payload, idempotent=True, transient=True)

    def _result(self, card: Card, under: str) -> dict[str, Any]:
        links = (Link(label=under, payload=card.entry_key),) if under else ()
        listed = {"type": "article", "id": card.key, "title": card.title, "description": card.line}
        return listed | self._content(card.reply, links)

    def _content(self, reply: Reply, links: Sequence[Link]) -> dict[str, Any]:
        """What a result becomes once it is in a chat: one message, with what can be tapped by everybody."""
        content: dict[str, Any] = {
            "input_message_content": {
                "message_text": split(_folded(reply), LONGEST)[0],
                "parse_mode": "HTML",
                "link_preview_options": {"is_disabled": True},
            },
        }
        markup = self._linked(_markup((), reply.copy), links)
        return content | ({"reply_markup": markup} if markup["inline_keyboard"] else {})

    def _linked(self, markup: dict[str, Any], links: Sequence[Link]) -> dict[str, Any]:
        """A keyboard with a row of links below; none where the bot does not know its own name."""
        if not links or not self._username:
            return markup
        row = [{"text": link.label, "url": self._address(link)} for link in links]
        return {"inline_keyboard": [*markup["inline_keyboard"], row]}

    def _address(self, link: Link) -> str:
        asks = "startgroup=true" if link.payload is None else f"start={link.payload}"
        return f"https://t.me/{self._username}?{asks}"


def _folded(reply: Reply) -> str:
    """A reply's text with what is one tap away folded below it."""
    if not reply.more.strip():
        return reply.text
    return f"{reply.text.rstrip()}\n<blockquote expandable>{reply.more.strip()}</blockquote>"


def _edit(method: str, chat: int, payload: dict[str, Any]) -> Call:
    return Call(method=method, chat=chat, payload=payload, idempotent=True)


def _markup(buttons: Sequence[tuple[str, str]], copy: str = "") -> dict[str, Any]:
    """A keyboard of labels with their data; one more button at its end copies a line."""
    for label, data in buttons:
        if not label.strip() or not 0 < len(data.encode()) <= _DATA_BYTES:
            raise ValueError(f"a button needs a label and up to {_DATA_BYTES} bytes of data")
    keys: list[dict[str, Any]] = [{"text": label, "callback_data": data} for label, data in buttons]
    if copy.strip():
        keys.append({"text": _COPY, "copy_text": {"text": copy}})
    keyboard, taken = [], 0
    for length in _rows([key["text"] for key in keys]):
        keyboard.append(keys[taken : taken + length])
        taken += length
    return {"inline_keyboard": keyboard}


def _rows(labels: Sequence[str]) -> list[int]:
    """How many buttons go into each row.

    One row while the labels fit on a phone, else two of nearly the same width. More than two rows
    of eight are not refused, they take a third.
    """
    widths = [len(label) + _PADDING for label in labels]

    def wide(row: Sequence[int]) -> int:
        # Telegram makes all buttons of a row as wide as each other.
        return len(row) * max(row)

    if not widths:
        return []
    if len(widths) <= _A_ROW and (wide(widths) <= _ROW_WIDTH or len(widths) == 1):
        return [len(widths)]
    if len(widths) > _ROWS * _A_ROW:
        return [_A_ROW, *_rows(labels[_A_ROW:])]
    cuts = range(max(1, len(widths) - _A_ROW), min(_A_ROW, len(widths) - 1) + 1)
    cut = min(cuts, key=lambda at: max(wide(widths[:at]), wide(widths[at:])))
    return [cut, len(widths) - cut]
