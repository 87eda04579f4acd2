"""What is said and what is kept, in private chats and in groups."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.service.incoming import Text, Unblocked
from bot.service.permissions import Access
from bot.service.visit import Known
from tests.service.answering_bot import (
    EDITORS_NAMES,
    FIGURE,
    GROUP,
    ME,
    NAMES,
    OTHER,
    Bot,
    buttons,
    origin,
    texts,
)

if TYPE_CHECKING:
    from bot.advisor import Advisor


# ── Private chats ─────────────────────────────────────────────────────────────────────────────────


def test_a_start_asks_for_the_role_and_then_separately_for_consent(bot: Bot) -> None:
    offered = buttons(bot.command("start"))
    assert {"CIO", "CMO", "CEO"} <= set(offered)
    done = bot.press(offered["CMO"])
    assert done.person_facts == {"role": "cmo"}
    assert [call.method for call in done.calls] == [
        "answerCallbackQuery",
        "editMessageText",
        "sendMessage",
    ]
    assert "90 days" in texts(done)[-1]
    agreed = bot.press(buttons(done)["Yes, you may"])
    assert agreed.person_facts == {"consent": "yes"}


@pytest.mark.parametrize("name", ["start", "help"])
def test_the_bot_can_be_put_into_a_group_from_where_it_explains_itself_in_private(
    bot: Bot, name: str
) -> None:
    (call,) = bot.command(name).calls
    assert call.payload["links"] == [["Add me to a group", None]]
    # Telegram says "/start true" in the group it was added to by that link, for an anonymous admin, too.
    for where in (origin("supergroup"), replace(origin("supergroup", None), as_chat=True)):
        added = Text(origin=where, text=f"/{name} true", command=name, argument="true", addressed=True)
        (call,) = bot.take(added).calls
        assert call.payload["links"] == []
        assert "/ask" in call.payload["text"]


def test_being_let_into_a_group_is_no_reason_to_speak(bot: Bot) -> None:
    assert bot.take(Unblocked(origin=origin("supergroup"))).calls == ()


@pytest.mark.parametrize(("consent", "kept"), [(None, 0), ("no", 0), ("yes", 1)])
def test_a_question_is_kept_only_after_a_yes(bot: Bot, consent: str | None, kept: int) -> None:
    bot.known = Known(facts={"consent": consent} if consent else {})
    done = bot.say(FIGURE)
    assert [question.text for question in done.questions] == [FIGURE] * kept


def test_a_question_in_a_group_is_never_kept(bot: Bot) -> None:
    bot.known = Known(facts={"consent": "yes"})
    assert bot.say(FIGURE, origin("supergroup")).questions == ()


@pytest.mark.parametrize("name", sorted(set(NAMES)))
def test_every_command_of_the_menu_is_answered_by_its_own_words(bot: Bot, name: str) -> None:
    done = bot.command(name)
    assert texts(done)
    assert not any("can't word" in text for text in texts(done))


def test_what_is_kept_comes_out_whole_as_a_file(bot: Bot) -> None:
    kept = {"questions": ["<why> é " * 300] * 20}
    bot.known = Known(export=kept)
    (call,) = bot.command("export").calls
    assert json.loads(call.payload["document"]["text"]) == kept


def test_forgetting_removes_all_and_keeps_no_state(bot: Bot) -> None:
    done = bot.command("forget")
    assert done.forget
    assert done.state is None
    assert done.taps == ()


def test_whoever_wants_no_notices_of_corrections_can_have_them_back(bot: Bot) -> None:
    told = bot.command("privacy")
    assert "365 days" in texts(told)[0]
    silent = bot.press(buttons(told)["Tell me of no corrections"])
    assert silent.person_facts == {"corrections": "no"}
    assert "hear no more of corrections" in texts(silent)[-1]
    told = bot.command("privacy")
    assert "You want to hear nothing of that." in texts(told)[0]
    again = bot.press(buttons(told)["Tell me of corrections"])
    assert again.person_facts == {"corrections": None}
    assert "You will be told" in texts(again)[-1]


@pytest.mark.parametrize("corrections", ["yes", "no"])
def test_the_list_of_what_is_kept_has_no_gap(bot: Bot, corrections: str) -> None:
    bot.known = Known(facts={"corrections": corrections})
    (told,) = texts(bot.command("privacy"))
    listed = told[told.index("•") : told.rindex("•")]
    assert all(line.startswith("• ") for line in listed.splitlines())
    assert not any(line.endswith(" ") for line in told.splitlines())


def test_a_decision_about_questions_leaves_what_is_kept_and_the_other_choices_in_place(bot: Bot) -> None:
    shown = bot.command("privacy")
    for label, fact, said in (
        ("You may keep my questions", "yes", "You have agreed."),
        ("Stop keeping my questions", "no", "You have said no."),
    ):
        shown = bot.press(buttons(shown)[label])
        assert [call.method for call in shown.calls] == ["answerCallbackQuery", "editMessageText"]
        assert shown.person_facts == {"consent": fact}
        assert "What I keep" in texts(shown)[-1]
        assert said in texts(shown)[-1]
        assert "Tell me of no corrections" in buttons(shown)


def test_an_editor_s_help_lists_the_commands_of_editors_too(advisor: Advisor) -> None:
    bot = Bot(advisor, Access(admins=frozenset({ME})))
    (told,) = texts(bot.command("help"))
    assert all(f"/{name}" in told for name in (*EDITORS_NAMES, "ask", "privacy"))


def test_a_private_figure_is_noted_as_received_and_no_other(bot: Bot) -> None:
    (receipt,) = bot.say(FIGURE).receipts
    assert (receipt.person, receipt.population, receipt.printed) == (ME, "cio", "83%")
    assert bot.say(FIGURE, origin("supergroup")).receipts == ()


def test_a_card_counts_as_received_in_private_alone(bot: Bot) -> None:
    (receipt,) = bot.command("stat", "data protection among CIOs").receipts
    assert (receipt.person, receipt.population, receipt.printed) == (ME, "cio", "83%")
    assert bot.command("stat", "data protection among CIOs", origin("supergroup")).receipts == ()


# ── Groups ────────────────────────────────────────────────────────────────────────────────────────


def test_a_group_hears_nothing_unless_the_bot_is_addressed(bot: Bot) -> None:
    done = bot.take(Text(origin=origin("group"), text=FIGURE, addressed=False))
    assert (done.calls, done.note) == ((), "ignored")


def test_an_anonymous_admin_is_answered_and_nothing_is_kept(bot: Bot) -> None:
    done = bot.say(FIGURE, origin("supergroup", 1087968824, thread=7))
    assert "83%" in texts(done)[0]
    assert done.calls[0].payload["thread"] == 7
    assert (done.person, done.state, done.taps) == (None, None, ())


def test_a_company_s_bot_tells_a_stranger_their_number_and_nothing_else(advisor: Advisor) -> None:
    bot = Bot(advisor, Access(allowed=frozenset({OTHER, GROUP})))
    (told,) = texts(bot.say(FIGURE))
    assert "83%" not in told
    assert str(ME) in told
    assert "83%" in texts(bot.say(FIGURE, origin("group")))[0]
