"""Replies as calls, within Telegram's limits."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies.reply import Kind, Outcome, Reply, plain
from bot.service.incoming import Origin
from bot.service.speaker import Link
from bot.telegram.messages import Speaker
from bot.telegram.pictures import in_words
from bot.telegram.splitting import split
from tests.replies.markup import faults

PRIVATE = Origin(key=1, chat=7, chat_kind="private", person=7, message=5)
TOPIC = Origin(key=1, chat=-100, chat_kind="supergroup", person=7, thread=9, message=5)


def reply(text: str, more: str = "") -> Reply:
    return Reply(text=text, more=more, outcome=Outcome.ANSWER, kind=Kind.VALUE)


def units(marked_up: str) -> int:
    return len(plain(marked_up).encode("utf-16-le")) // 2


def test_a_reply_in_private_is_one_plain_send() -> None:
    (call,) = Speaker().say(reply("<b>83%</b> of CIOs"), PRIVATE, ())
    assert (call.method, call.chat, call.idempotent, call.transient) == ("sendMessage", 7, False, False)
    assert call.payload == {
        "chat_id": 7,
        "text": "<b>83%</b> of CIOs",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }


def test_a_reply_in_a_topic_stays_there_and_answers_the_message_even_if_it_is_deleted() -> None:
    (call,) = Speaker().say(reply("x"), TOPIC, ())
    assert call.payload["message_thread_id"] == 9
    assert call.payload["reply_parameters"] == {"message_id": 5, "allow_sending_without_reply": True}


def test_what_is_one_tap_away_is_folded() -> None:
    (call,) = Speaker().say(reply("x", more="caveats"), PRIVATE, ())
    assert call.payload["text"] == "x\n<blockquote expandable>caveats</blockquote>"


def test_an_edit_takes_the_place_of_a_message() -> None:
    first, second = Speaker().say(reply("word " * 1000), TOPIC, [("A", "a")], edit=33)
    assert (first.method, first.payload["message_id"], first.idempotent) == ("editMessageText", 33, True)
    assert "message_thread_id" not in first.payload
    assert "reply_markup" not in first.payload
    assert second.method == "sendMessage"
    assert second.payload["reply_markup"]["inline_keyboard"] == [[{"text": "A", "callback_data": "a"}]]


def test_a_blank_reply_needs_no_call() -> None:
    assert Speaker().say(reply(" <b> </b>\n"), PRIVATE, ()) == ()


def test_other_buttons_or_none_can_be_put_under_a_message() -> None:
    call = Speaker().keyboard(TOPIC, ())
    assert call.method == "editMessageReplyMarkup"
    assert call.payload == {"chat_id": -100, "message_id": 5, "reply_markup": {"inline_keyboard": []}}
    assert call.idempotent


def test_answers_to_taps_belong_to_no_chat_and_are_not_retried() -> None:
    call = Speaker().answer("q", "x" * 300)
    assert (call.chat, call.idempotent, call.transient) == (None, True, True)
    assert len(call.payload["text"]) == 200


@given(st.lists(st.text("aé🙂", min_size=1, max_size=40), max_size=16))
def test_up_to_sixteen_buttons_stand_in_two_rows_in_their_order(labels: list[str]) -> None:
    (call,) = Speaker().say(reply("x"), PRIVATE, [(label, "k") for label in labels])
    rows = call.payload.get("reply_markup", {"inline_keyboard": []})["inline_keyboard"]
    assert [button["text"] for row in rows for button in row] == labels
    assert len(rows) <= 2
    assert all(1 <= len(row) <= 8 for row in rows)


def test_short_labels_stand_side_by_side() -> None:
    (call,) = Speaker().say(reply("x"), PRIVATE, [("👍", "a"), ("👎", "b")])
    assert len(call.payload["reply_markup"]["inline_keyboard"]) == 1


def test_all_buttons_of_a_row_get_the_width_of_its_longest() -> None:
    labels = ["The gap", "Who says so?", "What to do", "Picture", "👍", "👎"]
    (call,) = Speaker().say(
        replace(reply("x"), copy="83% of CIOs"), PRIVATE, [(label, "k") for label in labels]
    )
    rows = call.payload["reply_markup"]["inline_keyboard"]
    assert [len(row) for row in rows] == [3, 4]
    assert rows[1][-1] == {"text": "Copy", "copy_text": {"text": "83% of CIOs"}}


def test_a_line_to_be_copied_stays_when_other_buttons_are_put_under_a_message() -> None:
    call = Speaker().keyboard(TOPIC, (), "83% of CIOs")
    ((key,),) = call.payload["reply_markup"]["inline_keyboard"]
    assert key["copy_text"] == {"text": "83% of CIOs"}


def test_a_picture_goes_where_it_was_asked_for_with_its_links_and_the_words_in_its_place() -> None:
    link = Link(label="More", payload="ask")
    call = Speaker("entente_bot").picture(TOPIC, {"caption": "<i>A survey</i>"}, "<b>83%</b>", (link,))
    assert call.payload["message_thread_id"] == TOPIC.thread
    assert call.payload["reply_parameters"]["message_id"] == TOPIC.message
    assert call.payload["reply_markup"]["inline_keyboard"][0][0]["url"].endswith("?start=ask")
    assert in_words(call).payload["text"] == "<b>83%</b>"
    assert in_words(Speaker().picture(TOPIC, {"caption": "c"})).payload["text"] == "c"


def test_a_link_without_a_payload_puts_the_bot_into_a_group() -> None:
    links = (Link(label="Add me to a group"),)
    (call,) = Speaker("entente_bot").say(reply("x"), PRIVATE, [("A", "a")], links=links)
    *_, last = call.payload["reply_markup"]["inline_keyboard"]
    assert last == [{"text": "Add me to a group", "url": "https://t.me/entente_bot?startgroup=true"}]
    (nameless,) = Speaker().say(reply("x"), PRIVATE, (), links=links)
    assert "reply_markup" not in nameless.payload


def test_a_guest_says_all_in_one_message_that_belongs_to_no_chat() -> None:
    link = Link(label="More in private", payload="ask")
    told = replace(reply("word " * 2000, more="caveats"), copy="83% of CIOs")
    call = Speaker("entente_bot").as_guest("g", told, (link,))
    assert (call.method, call.chat, call.idempotent, call.transient) == ("answerGuestQuery", None, True, True)
    result = call.payload["result"]
    assert (call.payload["guest_query_id"], result["type"]) == ("g", "article")
    assert units(result["input_message_content"]["message_text"]) <= 4096
    assert [[b["text"] for b in row] for row in result["reply_markup"]["inline_keyboard"]] == [
        ["Copy"],
        ["More in private"],
    ]
    (said,) = Speaker().say(reply("x", more="caveats"), PRIVATE, ())
    content = Speaker().as_guest("g", reply("x", more="caveats")).payload["result"]
    assert content["input_message_content"]["message_text"] == said.payload["text"]
    assert "reply_markup" not in content


def test_data_past_64_bytes_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        Speaker().say(reply("x"), PRIVATE, [("A", "ü" * 33)])


def test_a_long_text_is_cut_between_paragraphs() -> None:
    first, second = split("a" * 3000 + "\n\n" + "b" * 3000, 4096)
    assert (first, second) == ("a" * 3000, "b" * 3000)


def test_a_long_paragraph_is_cut_between_sentences_then_words() -> None:
    first, _ = split("x" * 2500 + ". " + "y " * 2000, 4096)
    assert first.endswith("x.")
    pieces = split("word " * 2000, 4096)
    assert all(re.fullmatch(r"(word ?)+", piece) for piece in pieces)


def test_a_letter_made_of_several_is_not_cut() -> None:
    family = "👨\u200d👩\u200d👧"
    pieces = split(family * 800, 4096)
    assert len(pieces) > 1
    assert all(piece.startswith("👨") and piece.endswith("👧") for piece in pieces)


def test_tags_open_at_a_cut_are_closed_and_opened_again() -> None:
    inner = "word " * 1500
    pieces = split(f"<b>bold <i>{inner}</i></b>", 4096)
    assert len(pieces) == 2
    assert pieces[0].endswith("</i></b>")
    assert pieces[1].startswith("<b><i>")


def test_a_folded_quote_goes_on_folded() -> None:
    pieces = split(f"<blockquote expandable>{'word ' * 1500}</blockquote>", 4096)
    assert all(p.startswith("<blockquote expandable>") and p.endswith("</blockquote>") for p in pieces)


@pytest.mark.parametrize("letter", ["x", "🙂", "&amp;"])
def test_what_fits_into_a_message_stays_whole(letter: str) -> None:
    longest = 200 * units(plain(letter))
    assert split(letter * 200, longest) == (letter * 200,)
    assert len(split(letter * 201, longest)) == 2


def test_a_hundred_entities_are_the_most_in_one_message() -> None:
    pieces = split("<b>x</b> " * 250, 4096)
    assert len(pieces) == 3
    assert all(piece.count("<b>") <= 100 for piece in pieces)


PARTS = st.lists(
    st.tuples(
        st.sampled_from(["", "b", "i"]),
        st.text("ab é🙂\u0301&<.\n ", max_size=60),
    ),
    max_size=30,
)


@given(PARTS, st.integers(20, 300))
def test_no_piece_is_too_long_and_only_white_space_is_lost(
    parts: list[tuple[str, str]], longest: int
) -> None:
    marked_up = "".join(
        f"<{tag}>{said}</{tag}>" if tag else said
        for tag, words in parts
        for said in [words.replace("&", "&amp;").replace("<", "&lt;")]
    )
    pieces = split(marked_up, longest)
    assert all(units(piece) <= longest for piece in pieces)
    assert all(plain(piece).strip() for piece in pieces)
    assert not any(faults(piece) for piece in pieces)
    squeezed = ["".join(plain(text).split()) for text in (marked_up, "".join(pieces))]
    assert squeezed[0] == squeezed[1]
