"""Cards for teams: typed for anywhere, called for as a guest, in groups and channels, and behind a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.conversation.state import State
from bot.service.incoming import ChatKind, Guest, Text, Typed
from bot.service.permissions import LENT, Access
from bot.service.visit import Known
from tests.service.answering_bot import (
    FIGURE,
    GROUP,
    ME,
    NAMES,
    NOW,
    OTHER,
    Bot,
    buttons,
    numbered,
    origin,
    texts,
)

if TYPE_CHECKING:
    from bot.advisor import Advisor


def typed(text: str, offset: str = "", person: int | None = ME) -> Typed:
    return Typed(origin=origin(person=person), query_id="q", text=text, offset=offset)


def test_what_somebody_types_gets_a_page_of_cards_that_all_may_see(bot: Bot) -> None:
    (call,) = bot.take(typed("data protection")).calls
    assert call.method == "answerInlineQuery"
    assert call.payload["titles"][0] == "Data protection: CIOs"
    assert not call.payload["personal"]
    assert call.payload["link"] is None


def test_pages_follow_each_other_until_there_are_no_more(bot: Bot) -> None:
    seen: list[str] = []
    offset, pages = "", 0
    while pages == 0 or offset:
        (call,) = bot.take(typed("", offset)).calls
        seen += call.payload["keys"]
        offset, pages = call.payload["next_offset"], pages + 1
    assert pages > 1
    assert len(seen) == len(bot.answering._advisor.look_up("")[0])


def test_nothing_found_leads_to_the_private_chat(bot: Bot) -> None:
    (call,) = bot.take(typed("the weather in Lisbon")).calls
    assert call.payload["titles"] == []
    assert call.payload["link"] == "ask"


def test_whom_it_is_not_for_gets_no_card(advisor: Advisor) -> None:
    bot = Bot(advisor, Access(allowed=frozenset({OTHER})))
    (mine,) = bot.take(typed("data protection")).calls
    (theirs,) = bot.take(typed("data protection", person=OTHER)).calls
    assert mine.payload["titles"] == []
    assert theirs.payload["titles"] != []
    assert mine.payload["personal"]
    assert theirs.payload["personal"]


def called(text: str, kind: ChatKind = "supergroup", person: int | None = ME) -> Guest:
    return Guest(origin=origin(kind, person, chat=person or 0), query_id="g", text=text)


@pytest.mark.parametrize("kind", ["private", "group", "supergroup"])
def test_a_guest_gives_the_card_that_a_stat_gives_and_keeps_nothing(bot: Bot, kind: ChatKind) -> None:
    words = "data protection among CIOs"
    bot.known = Known(state=State(role="cmo").to_json(), facts={"consent": "yes", "role": "cmo"})
    done = bot.take(called(words, kind))
    asked = Text(origin=origin("group"), text=words, command="stat", argument=words, addressed=True)
    (call,), (stat,) = done.calls, bot.take(asked).calls
    assert (call.method, call.chat, call.idempotent, call.transient) == ("answerGuestQuery", None, True, True)
    assert call.payload["guest_query_id"] == "g"
    assert call.payload["text"] == stat.payload["text"]
    assert call.payload["links"] == stat.payload["links"]
    assert (done.state, done.taps, done.receipts, done.questions, dict(done.person_facts)) == (
        *(None, (), (), ()),
        {},
    )


def test_a_guest_called_without_words_tells_how_to_call_it(bot: Bot) -> None:
    (told,) = texts(bot.take(called(" ")))
    assert "behind my name" in told
    assert "/stat" not in told


def test_a_guest_that_nothing_is_known_of_says_so(bot: Bot) -> None:
    (told,) = texts(bot.take(called("the weather in Lisbon")))
    assert not any(character.isdigit() for character in told)


def test_a_guest_is_silent_to_whom_it_is_not_for(advisor: Advisor) -> None:
    bot = Bot(advisor, Access(allowed=frozenset({OTHER, GROUP}), admins=frozenset({9})))
    for person in (ME, None, *LENT):
        done = bot.take(called(FIGURE, person=person))
        assert (done.calls, done.note) == ((), "ignored")
    for person in (OTHER, 9):
        assert texts(bot.take(called(FIGURE, person=person)))
    assert bot.take(called(FIGURE, kind="channel", person=OTHER)).calls == ()


def test_a_guest_that_has_too_much_to_do_is_silent(bot: Bot) -> None:
    shed = bot.answering.put_off(called(FIGURE), NOW, numbered(), tell=True)
    assert (shed.calls, shed.note) == ((), "shed")


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
@pytest.mark.parametrize("person", [None, ME])
def test_a_stat_is_one_card_without_thumbs_or_questions(bot: Bot, kind: ChatKind, person: int | None) -> None:
    where = origin(kind, None if kind == "channel" else person, thread=7)
    words = "data protection among CIOs"
    done = bot.take(Text(origin=where, text=f"/stat {words}", command="stat", argument=words, addressed=True))
    (call,) = done.calls
    assert "83%" in call.payload["text"]
    assert call.payload["thread"] == 7
    assert call.payload["buttons"] == []
    assert [label for label, _ in call.payload["links"]] == ["More in private"]


@pytest.mark.parametrize("kind", ["private", "supergroup"])
def test_who_asks_on_after_a_stat_asks_about_its_card(bot: Bot, kind: ChatKind) -> None:
    where = origin(kind)
    bot.take(Text(origin=where, text="/role", command="role", argument="cmo", addressed=True))
    bot.say("Who should own mobile?", where)
    told = State.from_json(bot.known.state).role
    words = "data protection"
    bot.take(Text(origin=where, text=f"/stat {words}", command="stat", argument=words, addressed=True))
    assert State.from_json(bot.known.state).role == told
    assert "for data protection" in texts(bot.say("who says so?", where))[-1]


def test_a_stat_that_might_mean_several_shows_the_likeliest(bot: Bot) -> None:
    (call,) = bot.command("stat", "ownership").calls
    assert "%" in call.payload["text"] or call.payload["text"]


def test_a_channel_is_answered_to_a_stat_and_to_nothing_else(bot: Bot) -> None:
    where = origin("channel", None)
    for name in sorted(set(NAMES) - {"stat"}):
        done = bot.take(Text(origin=where, text=f"/{name}", command=name, addressed=True))
        assert done.calls == (), name
    assert bot.say(FIGURE, where).calls == ()


def test_a_link_from_a_card_opens_its_entry_in_private(bot: Bot) -> None:
    (call,) = bot.take(typed("data protection")).calls
    (told,) = bot.command("start", call.payload["keys"][0]).calls
    assert "83%" in told.payload["text"]


@pytest.mark.parametrize("payload", ["ask", "true", "0" * 24, "<b>"])
def test_a_link_that_names_no_entry_is_a_start_like_any_other(bot: Bot, payload: str) -> None:
    assert "CIO" in buttons(bot.command("start", payload))
