"""What can be quoted elsewhere: a card that is complete in itself, with its line in a list."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.replies.reply import plain

if TYPE_CHECKING:
    from bot.conversation.lookup import Pick
    from bot.replies.reply import Reply

#: Characters of a card's one-line description; Telegram cuts what does not fit a phone.
LINE: Final = 120
_KEY_BYTES: Final = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """A quotation: ``title`` and ``line`` stand in a list, ``reply`` is what is put into a chat.

    ``key`` identifies the card, ``entry_key`` its entry in a link; both fit wherever Telegram takes an id.
    """

    key: str
    entry_key: str
    title: str
    line: str
    reply: Reply


def key_of(id_: str) -> str:
    """A short name for an id, of letters and digits; the same in every version."""
    return hashlib.blake2b(id_.encode(), digest_size=_KEY_BYTES).hexdigest()


def card(pick: Pick, title: str, reply: Reply) -> Card:
    """The card of a pick, from its title and reply as they were worded."""
    return Card(
        key=key_of(f"{pick.kind.value} {pick.id}"),
        entry_key=key_of(pick.entry),
        title=title,
        line=_line(reply),
        reply=reply,
    )


def _line(reply: Reply) -> str:
    """The beginning of a reply as one line, cut between words."""
    words = " ".join(plain(reply.text).split())
    if len(words) <= LINE:
        return words
    return words[: LINE - 1].rsplit(" ", 1)[0].rstrip(" ,;:–") + "…"
