"""Quick figures for teams, through a server that behaves like Telegram's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.botapi import BotApi, BotProcess
from tests.botapi.people import mentioned

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "data protection"


def test_words_typed_in_any_chat_are_offered_as_complete_cards(server: BotApi, bot: BotProcess) -> None:
    answer = server.person("Alice").types_inline(WORDS).answered()
    first, *others = answer["results"]
    assert first["title"] == "Data protection: CIOs"
    assert "83%" in first["input_message_content"]["message_text"]
    assert "Netbiscuits survey, September 2013" in first["input_message_content"]["message_text"]
    assert first["reply_markup"]["inline_keyboard"][-1][0]["url"].startswith("https://t.me/")
    assert others
    assert bot.running


def test_no_words_are_paged_and_no_match_leads_to_the_private_chat(server: BotApi, bot: BotProcess) -> None:
    alice = server.person("Alice")
    page = alice.types_inline("").answered()
    assert (len(page["results"]), page["next_offset"]) == (10, "10")
    nothing = alice.types_inline("the weather in Lisbon").answered()
    assert nothing["results"] == []
    assert nothing["button"]["start_parameter"] == "ask"
    assert bot.running


def test_a_stat_in_a_topic_and_in_a_channel_is_one_card_with_its_source(
    server: BotApi, bot: BotProcess
) -> None:
    alice = server.person("Alice")
    team = server.group("Team", alice, forum=True)
    topic = team.topic("Figures")
    channel = server.channel("News")
    alice.says(f"/stat {WORDS}", chat=team, topic=topic)
    heard = alice.hears(team)
    assert "83%" in heard.text
    assert heard.raw["message_thread_id"] == topic
    channel.posts(f"/stat {WORDS}")
    server.wait(lambda: server.sent(channel.id))
    (sent,) = server.sent(channel.id)
    assert "83%" in sent.params["text"]
    assert "Time to Team Up" in sent.params["text"]
    assert bot.running


def test_a_guest_puts_one_card_into_a_chat_it_never_joined(server: BotApi, bot: BotProcess) -> None:
    alice = server.person("Alice")
    team = server.group("Team", alice, forum=True, joined=False)
    topic = team.topic("Figures", told=False)
    alice.says(mentioned(f"{WORDS} among CIOs"), chat=team, topic=topic)
    heard = alice.hears(team)
    assert "83%" in heard.text
    assert "Time to Team Up" in heard.text
    assert heard.topic == topic
    assert heard.buttons == ["Copy", "More in private"]
    alice.starts(heard.button("More in private")["url"].partition("start=")[2])
    assert "83%" in alice.hears().text
    alice.says(mentioned(""), chat=team)
    assert "behind my name" in alice.hears(team).text
    alice.says(WORDS, chat=team)
    alice.says("/id")
    assert str(alice.id) in alice.hears().text
    assert len(alice.messages(team)) == 2
    assert (server.refusals, bot.running) == ([], True)


def test_a_bot_put_into_a_group_from_its_help_says_how_to_ask_and_else_is_silent(
    server: BotApi, bot: BotProcess
) -> None:
    alice = server.person("Alice")
    alice.says("/help")
    address = alice.hears().button("Add me to a group")["url"]
    assert address == "https://t.me/entente_test_bot?startgroup=true"
    quiet, team = (server.group(title, alice, joined=False) for title in ("Quiet", "Team"))
    for group in (quiet, team):
        group.gives_bot("member")
    # What Telegram lets whoever opened that link say.
    alice.says("/start@entente_test_bot true", chat=team)
    assert "/ask" in alice.hears(team).text
    alice.says("/id")
    alice.hears()
    assert (len(alice.messages(team)), alice.messages(quiet)) == (1, [])
    assert bot.running


def test_a_call_for_a_guest_that_is_too_old_is_left_alone(server: BotApi, tmp_path: Path) -> None:
    with BotProcess(server, tmp_path) as started:
        bot = started.wait_until_polling()
        alice = server.person("Alice")
        team = server.group("Team", alice, joined=False)
        assert bot.terminate() == 0
        alice.says(mentioned(WORDS), chat=team)
        server.pass_time(31)
        bot.start().wait_until_polling()
        alice.says(mentioned("ownership"), chat=team)
        alice.hears(team)
        assert len(alice.messages(team)) == 1
    assert server.refusals == []


def test_a_link_under_a_card_goes_on_in_private(server: BotApi, bot: BotProcess) -> None:
    alice, bob = server.person("Alice"), server.person("Bob")
    card = alice.types_inline(WORDS).answered()["results"][0]
    address = card["reply_markup"]["inline_keyboard"][-1][0]["url"]
    bob.starts(address.partition("start=")[2])
    assert "83%" in bob.hears().text
    assert bot.running
