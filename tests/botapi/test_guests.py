"""Guests at the fake server: bots that are called into chats they are no members of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.botapi.people import mentioned

if TYPE_CHECKING:
    from tests.botapi.client import Caller
    from tests.botapi.server import BotApi

LINKED = {"inline_keyboard": [[{"text": "More", "url": "https://t.me/entente_test_bot?start=ask"}]]}


def article(text: str = "<b>83%</b>", **fields: object) -> dict[str, Any]:
    content = {"message_text": text, "parse_mode": "HTML"}
    return {"type": "article", "id": "a", "title": "A", "input_message_content": content, **fields}


def calls(call: Caller) -> list[dict[str, Any]]:
    updates: list[dict[str, Any]] = call.result("getUpdates")
    return [update["guest_message"] for update in updates if "guest_message" in update]


def test_a_mention_where_the_bot_is_no_member_calls_it(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    team = server.group("Team", alice, forum=True, joined=False)
    topic = team.topic("Figures", told=False)
    alice.says("data protection", chat=team)
    assert calls(call) == []
    said = alice.says(mentioned("data protection"), chat=team, topic=topic)
    (message,) = calls(call)
    assert (message["chat"]["id"], message["message_id"]) == (team.id, said.id)
    sent = call.result(
        "answerGuestQuery", guest_query_id=message["guest_query_id"], result=article(reply_markup=LINKED)
    )
    assert sent["inline_message_id"] in server.world.inline_messages
    (heard,) = alice.messages(team)
    assert (heard.text, heard.topic, heard.buttons) == ("83%", topic, ["More"])
    assert heard.raw["guest_bot_caller_user"]["id"] == alice.id
    assert server.faults == []


def test_members_are_no_guests_nor_are_those_who_were_put_out(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    board, team = server.group("Board", alice), server.group("Team", alice)
    team.gives_bot("kicked")
    for place in (board, team):
        alice.says(mentioned("gap"), chat=place)
    assert calls(call) == []


def test_a_bot_that_takes_no_guest_queries_is_not_called(server: BotApi, call: Caller) -> None:
    assert call.result("getMe")["supports_guest_queries"] is True
    server.world.guest = False
    assert call.result("getMe")["supports_guest_queries"] is False
    alice = server.person("Alice")
    alice.says(mentioned("gap"), chat=server.group("Team", alice, joined=False))
    assert calls(call) == []


def test_a_call_is_answered_once_in_time_and_by_its_own_id(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    team = server.group("Team", alice, joined=False)
    alice.says(mentioned("gap"), chat=team)
    (first,) = calls(call)
    number = first["guest_query_id"]
    inline = alice.types_inline("gap")
    for wrong in ("1", inline.id):
        assert "query ID is invalid" in call.refused(
            "answerGuestQuery", guest_query_id=wrong, result=article()
        )
    call.result("answerGuestQuery", guest_query_id=number, result=article())
    again = call.refused("answerGuestQuery", guest_query_id=number, result=article())
    assert "query ID is invalid" in again
    assert "invalid" in call.refused("answerInlineQuery", inline_query_id=number, results=[article()])
    alice.says(mentioned("gap"), chat=team)
    (*_, late) = calls(call)
    server.pass_time(31)
    refused = call.refused("answerGuestQuery", guest_query_id=late["guest_query_id"], result=article())
    assert "too old" in refused
    assert len(alice.messages(team)) == 1
    assert server.faults == []


def test_what_a_guest_may_not_say_is_refused_as_elsewhere(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    alice.says(mentioned("gap"), chat=server.group("Team", alice, joined=False))
    number = calls(call)[0]["guest_query_id"]
    for wrong in (article("<p>83%</p>"), article("x" * 5_000), article(" "), {**article(), "id": "i" * 65}):
        call.refused("answerGuestQuery", guest_query_id=number, result=wrong)
    call.refused("answerGuestQuery", guest_query_id=number, result={"type": "article", "id": "a"})
    call.result("answerGuestQuery", guest_query_id=number, result=article(colour="red"))
    assert any("colour" in fault for fault in server.faults)
