"""Who may do what: in any chat, on any list, and with no hint of what others may."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import pytest

from bot.service import commands, taps
from bot.service import editors_taps as editing
from bot.service.answering import Answering
from bot.service.incoming import Sent, Text
from bot.service.permissions import LENT, Access, Action, Who, may, who
from bot.service.ports import Tap
from bot.service.publishing.dialogue import FACT, Dialogue
from bot.service.room import Room
from bot.service.visit import Known
from tests.service.answering_bot import (
    DAY,
    EDITORS_NAMES,
    FIGURE,
    GROUP,
    KINDS,
    ME,
    NOW,
    OTHER,
    Bot,
    numbered,
    origin,
    texts,
)
from tests.service.publishing_samples import EVERY_TAP
from tests.service.speaking import PlainSpeaker

if TYPE_CHECKING:
    from bot.advisor import Advisor

EDITORS = {
    Action.EDIT,
    Action.NEW,
    Action.CANCEL,
    Action.UPLOAD,
    Action.DOWNLOAD,
    Action.VERSIONS,
    Action.PUBLISH,
    Action.ROLL_BACK,
    Action.UNANSWERED,
}
OWN = editing.KeepSilent | editing.HearAgain
EDITORS_TAPS = [does for does in EVERY_TAP if not isinstance(does, OWN)]


def test_no_action_is_open_to_more_than_it_should_be() -> None:
    """Every cell of people × chats × lists × actions, against rules written another way."""
    cells = 0
    people = [None, ME, OTHER, *LENT]
    lists = [(a, b) for a in (set(), {ME}, {GROUP}, {OTHER}) for b in (set(), {ME}, {OTHER})]
    leading = product((False, True), (False, True))
    for person, kind, (allowed, admins), (leads, as_chat), action in product(
        people, KINDS, lists, leading, Action
    ):
        cells += 1
        where = origin(kind, person, chat=person if kind == "private" and person else GROUP)
        where = replace(where, as_chat=as_chat)
        access = Access(admins=frozenset(admins), allowed=frozenset(allowed))
        sender = who(where, access, leads=leads)
        allowed_ = may(sender, action, kind)
        real = person is not None and person not in LENT
        inside = not allowed or where.chat in allowed or (real and person in allowed | admins)
        own = {Action.FORGET, Action.EXPORT, Action.PRIVACY, Action.ID, Action.CORRECTIONS}
        leaders = action in {Action.SUBSCRIBE, Action.UNSUBSCRIBE, Action.SETTINGS}
        if kind == "channel":
            assert not allowed_ or action is Action.STAT or leaders
        if kind != "private" and leaders:
            assert allowed_ == (inside and (leads or as_chat))
        if not inside:
            assert not allowed_ or action in own
        if not real:
            helping = {Action.START, Action.HELP, Action.TOPICS, Action.SOURCES, Action.PRIVACY, Action.ID}
            nobodys = helping | {Action.ASK, Action.STAT}
            assert not allowed_ or action in nobodys or (leaders and kind != "private")
        if action is Action.GUEST:
            # Nobody is told to lead where the bot is no member.
            assert allowed_ == (real and inside and kind != "channel" and sender is not Who.LEADER)
        if action in {Action.EXPORT, Action.CONSENT, Action.INLINE, Action.CORRECTIONS}:
            assert not allowed_ or kind == "private"
        assert (sender is Who.ADMIN) == (real and kind == "private" and person in admins)
        if action in EDITORS:
            assert allowed_ == (real and kind == "private" and person in admins)
        elif real and inside and kind == "private":
            assert allowed_ == (action is not Action.SETTINGS)
    assert cells >= 1_000


@pytest.mark.parametrize("name", EDITORS_NAMES)
def test_nobody_else_gets_a_hint_that_there_are_commands_for_editors(advisor: Advisor, name: str) -> None:
    """Whoever writes it wherever, it is answered as a command that somebody made up is."""
    people = [None, ME, OTHER, *LENT]
    lists = [(allowed, admins) for allowed in (set(), {ME}, {GROUP}) for admins in (set(), {OTHER}, {ME})]
    for person, kind, (allowed, admins), as_chat in product(people, KINDS, lists, (False, True)):
        where = origin(kind, person, chat=person if kind == "private" and person else GROUP)
        where = replace(where, as_chat=as_chat)
        if kind == "private" and person in admins:
            continue
        answering = Answering(
            advisor, PlainSpeaker(), Access(admins=frozenset(admins), allowed=frozenset(allowed))
        )
        told, heeded, shed = [], [], []
        for command in (name, "frobnicate"):
            text = f"/{command} data protection"
            asked = Text(origin=where, text=text, command=command, argument="data protection", addressed=True)
            known = Known(leads=True, facts={FACT: Dialogue(kind="figure").to_json()})
            told.append(answering.answer(asked, known, NOW, numbered()))
            heeded.append(answering.heeds(asked, Room(), NOW))
            shed.append(answering.put_off(asked, NOW, numbered(), tell=True))
        assert told[0] == told[1]
        assert heeded[0] == heeded[1]
        assert shed[0] == shed[1]
        assert not told[0].errands
        assert not told[0].deeds


def test_a_file_of_anybody_else_leads_to_nothing(advisor: Advisor) -> None:
    for person, kind, admins in product([None, ME, *LENT], KINDS, (set(), {OTHER}, {ME})):
        where = origin(kind, person, chat=person if kind == "private" and person else GROUP)
        if kind == "private" and person in admins:
            continue
        answering = Answering(advisor, PlainSpeaker(), Access(admins=frozenset(admins)))
        done = answering.answer(Sent(origin=where, file="f"), Known(), NOW, numbered())
        assert (done.calls, done.errands, done.deeds, done.note) == ((), (), (), "ignored")


def test_the_caption_of_a_file_is_answered_like_any_question(bot: Bot) -> None:
    done = bot.take(Sent(origin=origin(), file="f", caption=FIGURE))
    assert "83%" in texts(done)[0]
    assert done.errands == ()


def test_what_somebody_was_asked_for_as_an_editor_is_forgotten_with_the_right_to_it(bot: Bot) -> None:
    bot.known = Known(facts={FACT: Dialogue(kind="phrasing", about={"entry": "x"}).to_json()})
    done = bot.say(FIGURE)
    assert "83%" in texts(done)[0]
    assert done.errands == ()


def test_a_button_of_an_editor_does_nothing_once_they_are_none(bot: Bot) -> None:
    for does in EDITORS_TAPS:
        kept = Tap(key="k", chat=ME, person=ME, action=taps.stored(does), version="", expires=NOW + DAY)
        bot.taps["k"] = kept
        done = bot.press("k")
        assert [call.method for call in done.calls] == ["answerCallbackQuery"]
        assert (done.errands, done.deeds, dict(done.person_facts)) == ((), (), {})


def test_no_menu_but_that_of_editors_shows_their_commands(bot: Bot) -> None:
    shown = {
        each.name for kind in KINDS for leads in (False, True) for each in commands.menu(kind, leads=leads)
    }
    assert not shown & set(EDITORS_NAMES)
    assert {each.name for each in commands.editors_menu()} == {
        each.name for each in commands.menu("private")
    } | set(EDITORS_NAMES)
    for kind in KINDS:
        done = bot.take(Text(origin=origin(kind), text="/help", command="help", addressed=True))
        assert not [name for name in EDITORS_NAMES for text in texts(done) if f"/{name}" in text]
