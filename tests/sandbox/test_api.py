"""What the page asks for and has done, over HTTP, with a test in the bot's place."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from tests.botapi.client import Caller
    from tests.sandbox.conftest import Page

BUTTON = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}


def update(bot: Caller, kind: str) -> dict[str, Any]:
    """The newest update of a kind, once it is there."""
    found: list[dict[str, Any]] = []

    def arrived() -> bool:
        found[:] = [each[kind] for each in bot.server.pending() if kind in each]
        return bool(found)

    bot.server.wait(arrived)
    return found[-1]


def meanwhile(request: Any) -> tuple[threading.Thread, list[dict[str, Any]]]:  # noqa: ANN401 - any callable
    """Make a request that waits for the bot; its answer is in the list once the thread has ended."""
    answers: list[dict[str, Any]] = []
    thread = threading.Thread(target=lambda: answers.append(request().json()))
    thread.start()
    return thread, answers


def test_alice_and_bob_are_alone_with_the_bot_and_in_groups_and_alice_has_a_channel(
    page: Page,
) -> None:
    state = page.get("/api/state").json()
    assert [each["name"] for each in state["people"]] == ["Alice", "Bob"]
    told = [(each["kind"], each["members"], len(each["topics"])) for each in state["chats"]]
    assert told == [
        ("private", [page.alice], 0),
        ("supergroup", [page.alice, page.bob], 0),
        ("channel", [page.alice], 0),
        ("private", [page.bob], 0),
        ("supergroup", [page.alice, page.bob], 2),
    ]
    assert not any(each["messages"] for each in state["chats"][:-1])
    assert state["bot"]["awake"] is False


def test_what_is_said_reaches_the_bot_and_its_answer_the_page(page: Page, bot: Caller) -> None:
    number = page.post("say", text="how many?").json()["message"]
    assert update(bot, "message")["text"] == "how many?"
    bot.result("sendMessage", chat_id=page.private, text="<b>83%</b>", parse_mode="HTML")
    asked, answered = page.messages(page.private)
    assert asked["message_id"] == number
    assert answered["entities"] == [{"type": "bold", "offset": 0, "length": 3}]


def test_events_tell_of_messages_edits_typing_and_deletions(page: Page, bot: Caller) -> None:
    page.post("say", text="/start")
    seq = page.get("/api/state").json()["seq"]
    with httpx.stream("GET", f"{page.address}/api/events?after={seq}", timeout=20) as stream:
        lines = (json.loads(line[6:]) for line in stream.iter_lines() if line.startswith("data: "))
        bot.result("sendChatAction", chat_id=page.private, action="typing")
        assert next(lines)["kind"] == "typing"
        sent = bot.result("sendMessage", chat_id=page.private, text="one")["message_id"]
        assert next(lines)["message"]["text"] == "one"
        bot.result("editMessageText", chat_id=page.private, message_id=sent, text="two")
        assert next(lines)["message"]["text"] == "two"
        bot.result("deleteMessage", chat_id=page.private, message_id=sent)
        gone = next(lines)
    assert (gone["kind"], gone["id"]) == ("gone", sent)
    again = f"{page.address}/api/events"
    with httpx.stream("GET", again, headers={"Last-Event-ID": str(gone["seq"] - 1)}, timeout=20) as stream:
        lines = (json.loads(line[6:]) for line in stream.iter_lines() if line.startswith("data: "))
        assert next(lines) == gone


def test_two_members_speak_in_the_group_and_the_bot_hears_what_is_for_it(page: Page, bot: Caller) -> None:
    first = page.post("say", chat=page.team, text="morning").json()["message"]
    page.post("say", chat=page.team, person=page.bob, text="/ask gap", reply_to=first)
    heard = [each["message"] for each in page.server.pending()]
    assert [(each["from"]["id"], each["text"]) for each in heard] == [(page.bob, "/ask gap")]
    assert heard[0]["reply_to_message"]["text"] == "morning"
    assert len(page.messages(page.team)) == 2
    bot.result("sendMessage", chat_id=page.team, text="19 points")


def test_the_admin_posts_in_the_channel_and_so_may_the_bot(page: Page, bot: Caller) -> None:
    first = page.post("say", chat=page.channel, text="/stat budget").json()["message"]
    assert "from" not in update(bot, "channel_post")
    bot.result("sendMessage", chat_id=page.channel, text="83%")
    page.post("say", chat=page.channel, text="thanks", reply_to=first)
    assert [each["text"] for each in page.messages(page.channel)] == ["/stat budget", "83%", "thanks"]


def test_a_press_waits_for_the_bots_answer(page: Page, bot: Caller) -> None:
    page.post("say", text="/start")
    sent = bot.result("sendMessage", chat_id=page.private, text="x", reply_markup=BUTTON)["message_id"]
    thread, answers = meanwhile(lambda: page.post("press", message=sent, data="more"))
    query = update(bot, "callback_query")
    assert query["message"]["message_id"] == sent
    bot.result("answerCallbackQuery", callback_query_id=query["id"], text="Noted", show_alert=True)
    thread.join(20)
    assert (answers[0]["answer"]["text"], answers[0]["answer"]["show_alert"]) == ("Noted", True)


def test_inline_results_come_in_pages_and_a_tapped_one_is_inserted(page: Page, bot: Caller) -> None:
    def typed(offset: str) -> dict[str, Any]:
        request = {"chat": page.team, "person": page.bob, "query": "gap", "offset": offset}
        thread, answers = meanwhile(lambda: page.post("type", **request))
        page.server.wait(lambda: update(bot, "inline_query")["offset"] == offset)
        query = update(bot, "inline_query")
        assert (query["query"], query["chat_type"], query["from"]["id"]) == ("gap", "supergroup", page.bob)
        content = {"message_text": f"<b>{offset or 0}</b>", "parse_mode": "HTML"}
        result = {"type": "article", "id": f"r{offset}", "title": "Gap", "input_message_content": content}
        extra = {"next_offset": "" if offset else "1", "button": {"text": "Ask", "start_parameter": "x"}}
        bot.result("answerInlineQuery", inline_query_id=query["id"], results=[result], **extra)
        thread.join(20)
        return answers[0]

    assert typed("")["answer"]["next_offset"] == "1"
    second = typed("1")
    assert second["answer"]["button"] == {"text": "Ask", "start_parameter": "x"}
    page.post("choose", chat=page.team, person=page.bob, query=second["query"], result="r1")
    (message,) = page.messages(page.team)
    assert (message["text"], message["via_bot"]["is_bot"], message["from"]["id"]) == ("1", True, page.bob)
    wrong = page.post("choose", chat=page.team, person=page.bob, query=second["query"], result="r9")
    assert (wrong.status_code, wrong.json()) == (404, {"error": "no such inline result"})


def test_documents_go_both_ways_and_pictures_are_shown(page: Page, bot: Caller) -> None:
    form = {"chat": str(page.private), "person": str(page.alice), "caption": "my plan"}
    upload = {"file": ("plan.html", b"<script>")}
    httpx.post(f"{page.address}/api/document", data=form, files=upload).raise_for_status()
    sent = update(bot, "message")
    assert (sent["document"]["file_name"], sent["caption"]) == ("plan.html", "my plan")
    back = page.get(f"/files/{sent['document']['file_id']}")
    assert back.content == b"<script>"
    # Whatever it is called, it is not run as a page of the sandbox.
    assert back.headers["Content-Disposition"] == "attachment"
    assert back.headers["Content-Type"] == "application/octet-stream"
    picture = {"photo": ("chart.png", b"picture")}
    httpx.post(f"{bot.base}/sendPhoto", data={"chat_id": str(page.private)}, files=picture).raise_for_status()
    shown = page.messages(page.private)[-1]["photo"][0]["file_id"]
    assert page.get(f"/files/{shown}").headers["Content-Type"] == "image/png"


def test_commands_are_those_of_the_narrowest_scope(page: Page, bot: Caller) -> None:
    def set_for(command: str, **scope: object) -> None:
        listed = [{"command": command, "description": command.title()}]
        bot.result("setMyCommands", commands=listed, **({"scope": scope} if scope else {}))

    def shown(chat: int, person: int) -> list[str]:
        listed = page.get(f"/api/commands?chat={chat}&person={person}").json()
        return [each["command"] for each in listed]

    assert shown(page.private, page.alice) == []
    set_for("any")
    set_for("alone", type="all_private_chats")
    set_for("lead", type="all_chat_administrators")
    assert shown(page.private, page.alice) == ["alone"]
    assert (shown(page.team, page.alice), shown(page.team, page.bob)) == (["lead"], ["any"])
    set_for("here", type="chat", chat_id=page.team)
    assert shown(page.team, page.bob) == ["here"]


def test_what_makes_no_sense_is_refused_in_words(page: Page) -> None:
    assert page.post("say", text=" ").json() == {"error": "text is blank"}
    assert page.post("say").json() == {"error": "text is no text"}
    assert page.post("say", chat="x", text="x").json() == {"error": "chat is no whole number"}
    assert page.post("say", chat=page.bobs, text="x").status_code == 404
    assert page.post("say", chat=page.board, topic=99, text="x").json() == {"error": "no such topic"}
    assert page.post("press", message=99, data="x").json() == {"error": "no such message"}
    assert page.get("/files/none").status_code == 404
    assert httpx.post(f"{page.address}/api/say", content=b"[", timeout=20).status_code == 400


def test_no_other_sites_page_is_listened_to(page: Page) -> None:
    assert page.get("/api/state", Origin="https://example.org").status_code == 403
    assert page.get("/api/state", Host="example.org").status_code == 403
    assert page.get("/api/state", Origin=page.address).status_code == 200


def test_the_page_asks_for_nothing_from_elsewhere(page: Page) -> None:
    index = page.get("/")
    assert "default-src 'self'" in index.headers["Content-Security-Policy"]
    assert "://" not in index.text
    for name in ("main.js", "layout.css", "messages.css"):
        assert page.get(f"/{name}").status_code == 200
