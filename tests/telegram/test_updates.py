"""Updates as they come, and what they say."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.service.incoming import (
    Blocked,
    Guest,
    Ignored,
    Incoming,
    Migrated,
    Pressed,
    Text,
    Unblocked,
    Unreadable,
)
from bot.telegram.updates import ALLOWED, Me, read, received

ME = Me(id=42, username="entente_bot", commands=frozenset({"ask", "help"}))
ANNA = {"id": 7, "is_bot": False, "first_name": "Anna", "language_code": "de"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Anna"}
GROUP = {"id": -100, "type": "supergroup", "title": "Board"}


def message(text: str | None = "hello", **more: object) -> dict[str, Any]:
    said: dict[str, object] = {"message_id": 5, "date": 1, "chat": PRIVATE, "from": ANNA}
    if text is not None:
        said["text"] = text
    return {"update_id": 1, "message": said | more}


def in_group(text: str = "hello", **more: object) -> dict[str, Any]:
    return message(text, **({"chat": GROUP} | more))


def tap(**more: object) -> dict[str, Any]:
    query: dict[str, object] = {
        "id": "q1",
        "from": ANNA,
        "chat_instance": "c",
        "data": "key",
        "message": in_group()["message"],
    }
    return {"update_id": 1, "callback_query": query | more}


def membership(was: str, is_now: str, chat: dict[str, Any] = PRIVATE) -> dict[str, Any]:
    user = {"id": 42, "is_bot": True, "first_name": "E"}
    change = {
        "chat": chat,
        "from": ANNA,
        "date": 1,
        "old_chat_member": {"user": user, "status": was},
        "new_chat_member": {"user": user, "status": is_now},
    }
    return {"update_id": 1, "my_chat_member": change}


def summons(text: object = "@entente_bot data protection", **more: object) -> dict[str, Any]:
    said = in_group()["message"] | {"guest_query_id": "g1", "text": text}
    if isinstance(text, str) and "@entente_bot" in text:
        said["entities"] = mention(text, "@entente_bot")
    return {"update_id": 1, "guest_message": {k: v for k, v in (said | more).items() if v is not None}}


def read_(update: object) -> Incoming | Unreadable:
    return read(json.dumps(update), ME)


def text_of(update: object) -> Text:
    incoming = read_(update)
    assert isinstance(incoming, Text)
    return incoming


def mention(text: str, name: str) -> list[dict[str, Any]]:
    before = text[: text.index(name)].encode("utf-16-le")
    return [{"type": "mention", "offset": len(before) // 2, "length": len(name)}]


def test_a_private_message_is_a_text_addressed_to_the_bot() -> None:
    said = text_of(message("what do CIOs fear?"))
    assert said.text == "what do CIOs fear?"
    assert said.addressed
    assert said.command is None
    origin = said.origin
    assert (origin.key, origin.chat, origin.chat_kind, origin.person) == (1, 7, "private", 7)
    assert (origin.message, origin.thread) == (5, None)


def test_a_command_comes_with_its_argument() -> None:
    said = text_of(message("/Ask  what do CIOs fear?"))
    assert (said.command, said.argument) == ("ask", "what do CIOs fear?")


def test_talk_in_a_group_is_not_addressed() -> None:
    assert not text_of(in_group("hello all")).addressed


@pytest.mark.parametrize("text", ["/ask@Entente_Bot why", "/ask why"])
def test_a_command_in_a_group_is_for_us_by_name_or_because_we_know_it(text: str) -> None:
    said = text_of(in_group(text))
    assert (said.command, said.argument, said.addressed) == ("ask", "why", True)


@pytest.mark.parametrize("text", ["/ask@other_bot why", "/roll"])
def test_other_bots_commands_are_ignored_in_groups(text: str) -> None:
    assert isinstance(read_(in_group(text)), Ignored)


def test_a_path_is_no_command() -> None:
    assert text_of(message("/etc/hosts is broken")).command is None


def test_a_mention_addresses_and_is_taken_out_by_utf_16_offsets() -> None:
    text = "🙂🙂 @Entente_bot, what do CIOs fear?"
    said = text_of(in_group(text, entities=mention(text, "@Entente_bot")))
    assert said.addressed
    assert "@" not in said.text
    assert "what do CIOs fear?" in said.text


def test_a_mention_at_the_start_takes_its_comma_along() -> None:
    text = "@entente_bot, what do CIOs fear?"
    assert text_of(in_group(text, entities=mention(text, "@entente_bot"))).text == "what do CIOs fear?"


def test_a_mention_of_somebody_else_does_not_address() -> None:
    text = "@entente_bot_two hello"
    assert not text_of(in_group(text, entities=mention(text, "@entente_bot_two"))).addressed


def test_a_reply_to_the_bot_addresses_it() -> None:
    replied = {"message_id": 3, "from": {"id": 42}}
    assert text_of(in_group(reply_to_message=replied)).addressed
    assert text_of(in_group(reply_to_message=replied)).by_reply
    named = "@entente_bot why"
    mentioned = in_group(named, reply_to_message=replied, entities=mention(named, "@entente_bot"))
    assert not text_of(mentioned).by_reply
    assert not text_of(in_group("/ask why", reply_to_message=replied)).by_reply
    assert not text_of(in_group(reply_to_message={"message_id": 3, "from": {"id": 8}})).addressed


def test_what_is_said_in_a_topic_the_bot_opened_is_no_reply_to_it() -> None:
    root = {"message_id": 3, "from": {"id": 42}, "forum_topic_created": {"name": "t"}}
    assert not text_of(in_group(reply_to_message=root)).addressed


def test_a_thread_counts_in_topics_alone() -> None:
    assert text_of(in_group(message_thread_id=9, is_topic_message=True)).origin.thread == 9
    assert text_of(in_group(message_thread_id=9)).origin.thread is None


def test_a_chat_with_topics_is_told_apart() -> None:
    update = in_group()
    assert not text_of(update).origin.forum
    update["message"]["chat"]["is_forum"] = True
    assert text_of(update).origin.forum


def test_a_channel_post_comes_from_nobody() -> None:
    post = {"message_id": 5, "date": 1, "chat": {"id": -5, "type": "channel"}, "text": "/ask why"}
    said = text_of({"update_id": 1, "channel_post": post})
    assert (said.origin.person, said.origin.chat_kind, said.command) == (None, "channel", "ask")


def test_what_is_written_in_the_name_of_its_own_chat_is_told_apart() -> None:
    channel = {"id": -5, "type": "channel"}
    post = {"message_id": 5, "date": 1, "chat": channel, "sender_chat": channel, "text": "/ask"}
    assert text_of({"update_id": 1, "channel_post": post}).origin.as_chat
    group = in_group()["message"]["chat"]
    unnamed = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    assert text_of(in_group("/ask", **{"from": unnamed}, sender_chat=group)).origin.as_chat
    assert not text_of(in_group("/ask", **{"from": unnamed}, sender_chat=channel)).origin.as_chat
    assert not text_of(in_group("/ask")).origin.as_chat
    pressed = read_(tap(message={"message_id": 5, "date": 1, "chat": channel, "sender_chat": channel}))
    assert isinstance(pressed, Pressed)
    assert not pressed.origin.as_chat


@pytest.mark.parametrize("number", [1087968824, 136817688, 777000])
def test_telegrams_stand_ins_are_nobody(number: int) -> None:
    sender = {"id": number, "is_bot": number != 777000, "first_name": "x"}
    update = in_group("/ask why", sender_chat=GROUP, **{"from": sender})
    assert text_of(update).origin.person is None


@pytest.mark.parametrize(
    "more",
    [
        {"via_bot": {"id": 9, "is_bot": True, "first_name": "x"}},
        {"from": {"id": 9, "is_bot": True, "first_name": "x"}},
        {"is_automatic_forward": True, "sender_chat": {"id": -5, "type": "channel"}},
    ],
)
def test_bots_and_automatic_forwards_are_ignored(more: dict[str, Any]) -> None:
    assert isinstance(read_(in_group(**more)), Ignored)


def test_edits_and_other_kinds_are_ignored() -> None:
    for kind in ("edited_message", "edited_channel_post", "poll", "chat_boost", "something_new"):
        assert isinstance(read_({"update_id": 1, kind: message()["message"]}), Ignored)


def test_a_picture_is_read_by_its_caption_and_ignored_without() -> None:
    assert text_of(message(None, caption="what is this?", photo=[])).text == "what is this?"
    assert isinstance(read_(message(None, photo=[])), Ignored)


def test_a_tap_names_its_message_and_key() -> None:
    pressed = read_(tap())
    assert isinstance(pressed, Pressed)
    assert (pressed.key, pressed.callback_id) == ("key", "q1")
    assert (pressed.origin.person, pressed.origin.chat, pressed.origin.message) == (7, -100, 5)


def test_a_tap_under_an_inline_message_or_without_data_is_still_answered() -> None:
    query = tap(inline_message_id="x")
    del query["callback_query"]["message"], query["callback_query"]["data"]
    pressed = read_(query)
    assert isinstance(pressed, Pressed)
    assert (pressed.key, pressed.origin.chat) == ("", 7)


def test_blocking_and_coming_back_are_told_apart_from_changed_rights() -> None:
    assert isinstance(read_(membership("member", "kicked")), Blocked)
    assert isinstance(read_(membership("kicked", "member")), Unblocked)
    assert isinstance(read_(membership("left", "administrator", GROUP)), Unblocked)
    assert isinstance(read_(membership("member", "administrator", GROUP)), Ignored)


def test_a_group_that_moved_names_both_ids() -> None:
    update = message(None, chat={"id": -1, "type": "group"}, migrate_to_chat_id=-1001)
    assert read_(update) == Migrated(key=1, old=-1, new=-1001)


def test_the_lane_is_the_chat_and_taps_grow_stale() -> None:
    said, tapped = received(in_group()), received(tap())
    assert said is not None
    assert tapped is not None
    assert (said.lane, said.stale_after) == (-100, None)
    assert (tapped.lane, tapped.stale_after) == (-100, 150)


@pytest.mark.parametrize("update", [[], 1, {}, {"update_id": "1"}, {"update_id": True}, {"update_id": 2**63}])
def test_what_has_no_usable_id_is_not_kept(update: object) -> None:
    assert received(update) is None


@pytest.mark.parametrize("raw", ["", "[]", "{", "[" * 100_000, "null", '{"update_id": 1, "message": 3}'])
def test_what_is_no_update_is_unreadable(raw: str) -> None:
    assert isinstance(read(raw, ME), Unreadable)


def test_ids_past_64_bits_are_unreadable() -> None:
    assert isinstance(read_(message(chat={"id": 2**63, "type": "private"})), Unreadable)


def test_half_a_letter_does_not_travel_on() -> None:
    said = text_of(message("a \ud83d b"))
    said.text.encode()


SAMPLES = (
    message("/ask why", entities=[{"type": "bot_command", "offset": 0, "length": 4}]),
    in_group(
        "@entente_bot hi", entities=[{"type": "mention", "offset": 0, "length": 12}], message_thread_id=3
    ),
    in_group(reply_to_message={"message_id": 3, "from": {"id": 42}}, sender_chat=GROUP),
    message(
        None, caption="x", caption_entities=[{"type": "text_mention", "offset": 0, "length": 1, "user": ANNA}]
    ),
    message(None, migrate_to_chat_id=-1001),
    tap(),
    membership("member", "kicked"),
)
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(codec=None), max_size=5)
    | st.sampled_from(["private", "mention", "restricted", 2**63, -(2**70), 42, 777000]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "from", "chat"]), inner)
    ),
    max_leaves=5,
)


@st.composite
def mutated(draw: st.DrawFn) -> object:
    """An update with some of its values replaced, removed or added to."""
    update = deepcopy(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(1, 4))):
        place: Any = update
        while True:
            name = draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
            if not (isinstance(place[name], dict | list) and place[name] and draw(st.booleans())):
                break
            place = place[name]
        if isinstance(place, dict) and len(place) > 1 and draw(st.booleans()):
            del place[name]
        else:
            place[name] = draw(JUNK)
    return update


@settings(max_examples=1_000)
@given(mutated())
def test_no_update_however_odd_raises(update: object) -> None:
    kept = received(update)
    incoming = read(json.dumps(update) if kept is None else kept.raw, ME)
    if isinstance(incoming, Text):
        (incoming.text + incoming.argument).encode()
    if isinstance(incoming, Pressed):
        (incoming.key + incoming.callback_id).encode()


@given(JUNK)
def test_nothing_that_is_json_raises(update: object) -> None:
    received(update)
    read(json.dumps(update), ME)


# ── Guests ────────────────────────────────────────────────────────────────────────────────────────


def guest_of(update: object) -> Guest:
    incoming = read_(update)
    assert isinstance(incoming, Guest)
    return incoming


def test_telegram_is_asked_for_calls_as_a_guest() -> None:
    assert "guest_message" in ALLOWED


def test_a_guest_is_told_the_words_without_its_name() -> None:
    called = guest_of(summons("🙂 @entente_bot, data protection"))
    assert (called.query_id, called.text) == ("g1", "🙂 , data protection")
    assert guest_of(summons()).text == "data protection"
    assert guest_of(summons("@entente_bot")).text == ""
    assert guest_of(summons(None)).text == ""
    assert guest_of(summons("and the CIOs?")).text == "and the CIOs?"  # a reply to what it said


def test_a_guest_goes_by_its_caller_because_the_chat_s_number_may_be_another_s() -> None:
    update = summons(message_thread_id=9, is_topic_message=True)
    origin = guest_of(update).origin
    assert (origin.chat, origin.person, origin.chat_kind) == (7, 7, "supergroup")
    assert (origin.thread, origin.message) == (None, None)
    kept = received(update)
    assert kept is not None
    assert (kept.lane, kept.stale_after) == (7, 30)


def test_the_words_under_a_picture_call_a_guest_too() -> None:
    caption = "@entente_bot gap"
    called = summons(None, caption=caption, caption_entities=mention(caption, "@entente_bot"))
    assert guest_of(called).text == "gap"


def test_a_command_s_argument_is_what_a_guest_is_asked() -> None:
    for command in ("/stat", "/ask", "/Ask"):
        assert guest_of(summons(f"{command}@entente_bot data protection")).text == "data protection"
    assert isinstance(read_(summons("/stat@other_bot data protection")), Ignored)


def test_a_command_that_is_none_of_a_guest_s_asks_it_nothing() -> None:
    assert guest_of(summons("/subscribe@entente_bot friday 9")).text == ""


@pytest.mark.parametrize(
    "more",
    [
        {"from": ANNA | {"is_bot": True}},
        {"from": ANNA | {"id": 1087968824}},
        {"from": None},
        {"sender_chat": GROUP},
        {"via_bot": ANNA | {"is_bot": True}},
        {"guest_query_id": None},
    ],
)
def test_what_can_not_be_answered_or_is_nobody_s_calls_no_guest(more: dict[str, Any]) -> None:
    assert isinstance(read_(summons(**more)), Ignored)


@pytest.mark.parametrize("more", [{"guest_query_id": 3}, {"text": 3}])
def test_an_odd_call_for_a_guest_is_put_aside(more: dict[str, Any]) -> None:
    assert isinstance(read_(summons(**more)), Unreadable)
