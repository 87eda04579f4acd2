"""Inline mode at the fake server: what is typed, shown, tapped, pressed and edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from tests.botapi.client import Caller
    from tests.botapi.server import BotApi

BUTTON = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}
KINDS = ["message", "channel_post", "inline_query", "callback_query", "chosen_inline_result"]


def article(number: str, text: str, **fields: object) -> dict[str, Any]:
    content = {"message_text": text, "parse_mode": "HTML"}
    return {"type": "article", "id": number, "title": number, "input_message_content": content, **fields}


def test_a_query_says_where_it_is_typed_and_from_where_to_go_on(server: BotApi, call: Caller) -> None:
    alice, bob = server.person("Alice"), server.person("Bob")
    board = server.group("Board", alice)
    alice.types_inline("gap", room=board.room, offset="5")
    alice.types_inline("gap", room=server.world.private_room(alice.user))
    bob.types_inline("gap")
    queries = [update["inline_query"] for update in call.result("getUpdates")]
    assert [query.get("chat_type") for query in queries] == ["supergroup", "sender", None]
    assert [query["offset"] for query in queries] == ["5", "", ""]


def test_a_tapped_article_is_a_message_of_whoever_tapped(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    board = server.group("Board", alice)
    call.result("getUpdates", allowed_updates=KINDS)
    asked = alice.types_inline("gap", room=board.room)
    result = article("one", "<b>83%</b>", reply_markup=BUTTON)
    call.result("answerInlineQuery", inline_query_id=asked.id, results=[result], next_offset="1")
    assert asked.answered()["next_offset"] == "1"
    message = alice.chooses("one", asked, room=board.room).raw
    assert message["text"] == "83%"
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 3}]
    assert (message["from"]["id"], message["via_bot"]["id"]) == (alice.id, server.world.bot["id"])
    chosen = call.result("getUpdates")[-1]["chosen_inline_result"]
    assert (chosen["result_id"], chosen["query"]) == ("one", "gap")
    assert server.faults == []


def test_its_buttons_are_known_by_an_id_and_it_can_be_edited_by_it(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    board = server.group("Board", alice)
    asked = alice.types_inline("gap", room=board.room)
    results = [article("one", "83%", reply_markup=BUTTON)]
    call.result("answerInlineQuery", inline_query_id=asked.id, results=results)
    heard = alice.chooses("one", asked, room=board.room)
    alice.forges("more", on=heard)
    pressed = call.result("getUpdates")[-1]["callback_query"]
    assert "message" not in pressed
    number = pressed["inline_message_id"]
    assert call.result("editMessageText", inline_message_id=number, text="64%") is True
    message = board.room.messages[heard.id]
    assert (message["text"], "reply_markup" in message) == ("64%", False)


def test_a_cached_picture_is_shown_and_an_unknown_one_refused(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    alice.starts()
    files = {"photo": ("chart.png", b"picture")}
    sent = httpx.post(f"{call.base}/sendPhoto", data={"chat_id": str(alice.id)}, files=files).json()["result"]
    known = sent["photo"][0]["file_id"]
    assert call.result("sendPhoto", chat_id=alice.id, photo=known)["photo"][0]["file_id"] == known
    asked = alice.types_inline("gap")
    photo = {"type": "photo", "id": "p", "photo_file_id": known, "caption": "83%"}
    wrong = call.refused(
        "answerInlineQuery", inline_query_id=asked.id, results=[photo | {"photo_file_id": "x"}]
    )
    assert "file identifier" in wrong
    call.result("answerInlineQuery", inline_query_id=asked.id, results=[photo])
    message = alice.chooses("p", asked, room=server.world.private_room(alice.user)).raw
    assert (message["photo"][0]["file_id"], message["caption"]) == (known, "83%")
    assert server.faults == []


def test_a_channel_posts_what_is_tapped_and_what_is_uploaded(server: BotApi, call: Caller) -> None:
    alice = server.person("Alice")
    news = server.channel("News")
    asked = alice.types_inline("gap", room=news.room)
    call.result("answerInlineQuery", inline_query_id=asked.id, results=[article("one", "83%")])
    alice.chooses("one", asked, room=news.room)
    news.posts_file("plan.txt", b"plan", caption="Our plan")
    posts = [update["channel_post"] for update in call.result("getUpdates") if "channel_post" in update]
    assert [("from" in post, post.get("text"), post.get("caption")) for post in posts] == [
        (False, "83%", None),
        (False, None, "Our plan"),
    ]
