"""From a reply to the calls of the Bot API that say it.

Limits are Telegram's: a message holds 4,096 UTF-16 units once its markup is read, a keyboard eight
buttons a row, callback data 64 bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.replies.reply import LONGEST
from bot.service.ports import Call
from bot.telegram.splitting import split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.replies.reply import Reply
    from bot.service.incoming import Origin

#: Buttons Telegram shows in one row, and rows that fit under a message without hiding it.
_A_ROW: Final = 8
_ROWS: Final = 2
_DATA_BYTES: Final = 64
#: A callback's answer that Telegram shows whole.
_TOAST: Final = 200
# What fits side by side on a phone: characters of all labels in a row, each with its padding.
_ROW_WIDTH: Final = 32
_PADDING: Final = 3


class Speaker:
    """Implements the service's Speaker for Telegram."""

    def say(
        self, reply: Reply, origin: Origin, buttons: Sequence[tuple[str, str]], edit: int | None = None
    ) -> tuple[Call, ...]:
        """The calls that send a reply to where ``origin`` came from, in its topic.

        A long reply becomes several messages; the keyboard goes under the last, the first one
        replies (in groups) or takes the place of message ``edit``. A blank reply needs no call.
        """
        text = reply.text
        if reply.more.strip():
            text = f"{text.rstrip()}\n<blockquote expandable>{reply.more.strip()}</blockquote>"
        pieces = split(text, LONGEST)
        calls = []
        for place, piece in enumerate(pieces):
            payload: dict[str, Any] = {
                "chat_id": origin.chat,
                "text": piece,
                "parse_mode": "HTML",
                "link_preview_options": {"is_disabled": True},
            }
            if place == len(pieces) - 1 and buttons:
                payload["reply_markup"] = _markup(buttons)
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

    def keyboard(self, origin: Origin, buttons: Sequence[tuple[str, str]]) -> Call:
        """The call that puts other buttons, or none, under the message ``origin.message``."""
        payload = {
            "chat_id": origin.chat,
            "message_id": origin.message,
            "reply_markup": _markup(buttons),
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


def _edit(method: str, chat: int, payload: dict[str, Any]) -> Call:
    return Call(method=method, chat=chat, payload=payload, idempotent=True)


def _markup(buttons: Sequence[tuple[str, str]]) -> dict[str, Any]:
    for label, data in buttons:
        if not label.strip() or not 0 < len(data.encode()) <= _DATA_BYTES:
            raise ValueError(f"a button needs a label and up to {_DATA_BYTES} bytes of data")
    rows = _rows([label for label, _ in buttons])
    keyboard, taken = [], 0
    for length in rows:
        row = buttons[taken : taken + length]
        keyboard.append([{"text": label, "callback_data": data} for label, data in row])
        taken += length
    return {"inline_keyboard": keyboard}


def _rows(labels: Sequence[str]) -> list[int]:
    """How many buttons go into each row.

    One row while the labels fit on a phone, else two of nearly the same width. More than two rows
    of eight are not refused, they take a third.
    """
    widths = [len(label) + _PADDING for label in labels]
    if not widths:
        return []
    if len(widths) <= _A_ROW and (sum(widths) <= _ROW_WIDTH or len(widths) == 1):
        return [len(widths)]
    if len(widths) > _ROWS * _A_ROW:
        return [_A_ROW, *_rows(labels[_A_ROW:])]
    cuts = range(max(1, len(widths) - _A_ROW), min(_A_ROW, len(widths) - 1) + 1)
    cut = min(cuts, key=lambda at: max(sum(widths[:at]), sum(widths[at:])))
    return [cut, len(widths) - cut]
