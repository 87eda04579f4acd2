"""Figures for teams: cards as one types, one card for a command, and links into the private chat. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.conversation.events import Said
from bot.conversation.state import State
from bot.replies.cards import key_of
from bot.replies.packing import packed
from bot.replies.reply import Outcome
from bot.service.speaker import Link, Offered

if TYPE_CHECKING:
    from bot.advisor import Advisor
    from bot.replies.reply import Reply
    from bot.service.incoming import Guest, Typed
    from bot.service.visit import Visit

#: Cards on a page: as many as somebody looks through before typing on.
PAGE: Final = 10
#: Opens the private chat with nothing in particular.
ASK: Final = "ask"
_MORE: Final = "More in private"
_NOTHING: Final = "Nothing here on that. Ask me in private"
_LONGEST_OFFSET: Final = 3


def cards(advisor: Advisor, typed: Typed, *, personal: bool) -> Offered:
    """The page of cards that an inline query asks for; where there are none, the way to the private chat."""
    first = int(typed.offset) if typed.offset.isdecimal() and len(typed.offset) <= _LONGEST_OFFSET else 0
    found, more = advisor.look_up(typed.text, first, PAGE)
    nothing = not found and not first
    return Offered(
        cards=found,
        next_offset=str(first + PAGE) if more else "",
        link=Link(label=_NOTHING, payload=ASK) if nothing else None,
        under=_MORE,
        personal=personal,
    )


def nothing() -> Offered:
    """What is shown to those whom it is not for."""
    return Offered(cards=(), personal=True)


def tell_figure(advisor: Advisor, words: str, visit: Visit, *, pictured: bool = False) -> State | None:
    """One card on some words, without anything around it; with ``pictured`` its picture, if it has one.

    Returns where the conversation of whoever asked stands after it, so that "who says so?" asks of this
    card; None where it is left as it was.
    """
    if not words.strip():
        visit.tell(advisor.notice("service_stat", guest=False))
        return None
    reply, after = _answer(advisor, words)
    links = () if visit.private else (_onward(reply),)
    if pictured and reply.chart is not None:
        visit.show(packed(reply.chart), reply.text, links)
    else:
        visit.tell(reply, links=links)
    # The card is the same for everybody; the conversation still knows whose it is.
    return replace(after, role=visit.conversation(visit.known.state).role) if after is not None else None


def tell_as_guest(advisor: Advisor, guest: Guest, visit: Visit) -> None:
    """The same card, as the one message that a guest may put into a chat."""
    words = guest.text.strip()
    reply = _answer(advisor, words)[0] if words else advisor.notice("service_stat", guest=True)
    visit.tell_as_guest(guest.query_id, reply, (_onward(reply),))


def _onward(reply: Reply) -> Link:
    """The way on from a card into the private chat."""
    return Link(label=_MORE, payload=key_of(reply.entry) if reply.entry else ASK)


def _answer(advisor: Advisor, words: str) -> tuple[Reply, State | None]:
    """The answer of a conversation that begins, with its state; where it asks back, the likeliest card."""
    turn = advisor.turn(Said(text=words), State())
    reply = turn.replies[0]
    if reply.outcome in {Outcome.ANSWER, Outcome.ABSTAIN}:
        return reply, turn.state
    found, _ = advisor.look_up(words, 0, 1)
    return (found[0].reply if found else advisor.notice("service_stat_none")), None
