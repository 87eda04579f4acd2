"""What an update leads to: for any update, any person, any chat and any tap."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import count, product
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.state import State
from bot.service import commands, taps
from bot.service import editors_taps as editing
from bot.service.answering import Answering
from bot.service.hours import Hours
from bot.service.incoming import (
    Blocked,
    ChatKind,
    Guest,
    Ignored,
    Incoming,
    Migrated,
    Origin,
    Pressed,
    Sent,
    Text,
    Typed,
    Unblocked,
)
from bot.service.permissions import LENT, Access, Action, Who, may, who
from bot.service.ports import Finished, Reminder, Tap
from bot.service.publishing.dialogue import FACT, Dialogue
from bot.service.room import Room
from bot.service.visit import Known
from tests.replies.markup import faults
from tests.service.fakes import PlainSpeaker
from tests.service.publishing_samples import EVERY_TAP, anything_tapped, dialogues, papers

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.advisor import Advisor

NOW = datetime(2026, 5, 4, tzinfo=UTC)
ALL_DAY = Hours(begin=time(0), end=time(23, 59), zone="UTC")
ME, OTHER, GROUP = 5, 6, -100
KINDS: tuple[ChatKind, ...] = get_args(ChatKind)
NAMES = [command.name for kind in KINDS for command in commands.menu(kind, leads=True)]
FIGURE = "How many CIOs see data protection as a challenge?"
DAY = timedelta(days=1)
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
EDITORS_NAMES = ["edit", "new", "cancel", "download", "versions", "rollback", "unanswered"]


def origin(
    kind: ChatKind = "private", person: int | None = ME, chat: int | None = None, thread: int | None = None
) -> Origin:
    usual = ME if kind == "private" else GROUP
    return Origin(
        key=1,
        chat=usual if chat is None else chat,
        chat_kind=kind,
        person=person,
        message=9,
        thread=thread,
    )


def numbered() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"key-{next(numbers)}"


class Bot:
    """Answers, and remembers what a journal would."""

    def __init__(self, advisor: Advisor, access: Access | None = None) -> None:
        self.answering = Answering(advisor, PlainSpeaker(), access or Access())
        self.known = Known()
        self.taps: dict[str, Tap] = {}
        self.keys = numbered()
        self.now = NOW

    def take(self, incoming: Incoming) -> Finished:
        """Answer one update and keep what it leads to."""
        known = self.known
        if isinstance(incoming, Pressed):
            known = replace(known, tap=self.taps.get(incoming.key))
        done = self.answering.answer(incoming, known, self.now, self.keys)
        facts = {k: v for k, v in {**self.known.facts, **done.person_facts}.items() if v is not None}
        self.known = Known(state=done.state or self.known.state, facts=facts)
        self.taps.update({tap.key: tap for tap in done.taps})
        if done.answered_tap is not None:
            self.taps[done.answered_tap] = replace(self.taps[done.answered_tap], answered=self.now)
        return done

    def say(self, text: str, where: Origin | None = None) -> Finished:
        """A text message."""
        return self.take(Text(origin=where or origin(), text=text, addressed=True))

    def command(self, name: str, argument: str = "") -> Finished:
        """A command, in private."""
        return self.take(
            Text(origin=origin(), text=f"/{name}", command=name, argument=argument, addressed=True)
        )

    def press(self, key: str, where: Origin | None = None) -> Finished:
        """A tap."""
        return self.take(Pressed(origin=where or origin(), key=key, callback_id="c"))


@pytest.fixture
def bot(advisor: Advisor) -> Bot:
    """A bot for everybody."""
    return Bot(advisor)


def texts(done: Finished) -> list[str]:
    return [call.payload["text"] for call in done.calls if "text" in call.payload]


def buttons(done: Finished) -> dict[str, str]:
    return {label: key for call in done.calls for label, key in call.payload.get("buttons", ())}


# ── Anything ──────────────────────────────────────────────────────────────────────────────────────

origins = st.builds(
    Origin,
    key=st.integers(0, 2**31),
    chat=st.sampled_from([ME, OTHER, GROUP, 0]),
    chat_kind=st.sampled_from(KINDS),
    person=st.sampled_from([None, ME, OTHER, 0, *LENT]),
    thread=st.none() | st.integers(0, 9),
    message=st.none() | st.integers(0, 9),
    language=st.none() | st.text(max_size=3),
    as_chat=st.booleans(),
)
anything: st.SearchStrategy[Incoming] = st.one_of(
    st.builds(
        Text,
        origin=origins,
        text=st.text(st.characters(), max_size=80) | st.sampled_from([FIGURE, "", "\ud800"]),
        command=st.none() | st.sampled_from([*NAMES, *EDITORS_NAMES]) | st.text(max_size=10),
        argument=st.text(max_size=20) | st.sampled_from(["cio", "CMO", FIGURE, "fri 9 berlin", "fri"]),
        addressed=st.booleans(),
        by_reply=st.booleans(),
    ),
    st.builds(Sent, origin=origins, file=st.text(max_size=9), caption=st.sampled_from(["", FIGURE, "/new"])),
    st.builds(Pressed, origin=origins, key=st.sampled_from(["known", ""]), callback_id=st.text(max_size=9)),
    st.builds(
        Typed,
        origin=origins,
        query_id=st.text(max_size=9),
        text=st.text(max_size=40) | st.just(FIGURE),
        offset=st.text(max_size=5) | st.sampled_from(["10", "²", "-1", "999"]),
    ),
    st.builds(
        Guest, origin=origins, query_id=st.text(max_size=9), text=st.text(max_size=40) | st.just(FIGURE)
    ),
    st.builds(Blocked, origin=origins),
    st.builds(Unblocked, origin=origins),
    st.builds(Migrated, key=st.integers(), old=st.integers(), new=st.integers()),
    st.builds(Ignored, key=st.integers(), why=st.text(max_size=5)),
)
does: st.SearchStrategy[taps.Does] = st.one_of(
    st.builds(taps.Say, text=st.text(max_size=20), state=st.text(max_size=20)),
    st.builds(taps.Choose, entry=st.none() | st.text(max_size=9), state=st.just("{}"), instead=st.booleans()),
    st.builds(taps.Give, role=st.none() | st.sampled_from(["cio", "pope"])),
    st.builds(taps.Consent, keep=st.booleans()),
    st.builds(
        taps.Rate,
        liked=st.booleans(),
        entry=st.none() | st.text(max_size=5),
        others=st.just((("a", "b"),)),
        reason=st.none() | st.sampled_from(list(taps.REASONS)),
    ),
    st.builds(
        taps.Subscribe,
        day=st.none() | st.integers(0, 6),
        at=st.none() | st.just("09:00"),
        zone=st.just("Europe/Berlin"),
    ),
    st.just(taps.Unsubscribe()),
    st.builds(
        taps.Adjust,
        setting=st.sampled_from(["pictures", "full", "topic", "hours", "page"]),
        value=st.sampled_from(["yes", "no", "hours", "all", "22:00-07:00", "?"]),
    ),
    anything_tapped,
)
actions = does.map(taps.stored) | st.dictionaries(st.sampled_from(["do", "role"]), st.text(max_size=5))
knowns = st.builds(
    Known,
    state=st.none() | st.text(max_size=20) | st.just(State(role="cio").to_json()),
    facts=st.dictionaries(
        st.sampled_from(["role", "consent", "corrections", FACT]),
        st.sampled_from(["cio", "yes", "no", "?"]) | dialogues.map(Dialogue.to_json),
    ),
    tap=st.none()
    | st.builds(
        Tap,
        key=st.just("known"),
        chat=st.sampled_from([ME, GROUP]),
        person=st.sampled_from([None, ME, OTHER]),
        action=actions,
        version=st.just("old"),
        expires=st.sampled_from([NOW - DAY, NOW + DAY]),
    ),
    export=st.none() | st.just({"role": "<cio> & \ud800"}),
    subscription=st.none()
    | st.builds(
        Reminder,
        at=st.just(NOW),
        kind=st.just("weekly"),
        payload=st.sampled_from([{}, {"day": 4, "at": "09:00", "zone": "UTC", "last": None}]),
    ),
    leads=st.sampled_from([True, False, None]),
    room=st.sampled_from(
        [Room(), Room(full=True, off=frozenset({1, 3}), hours=ALL_DAY), Room(hours=ALL_DAY)]
    ),
    papers=papers,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(incoming=anything, known=knowns, listed=st.booleans(), edits=st.booleans())
def test_whatever_arrives_is_answered_or_passed_over(
    bot: Bot, incoming: Incoming, known: Known, *, listed: bool, edits: bool
) -> None:
    mine = frozenset({ME})
    access = Access(allowed=mine if listed else frozenset(), admins=mine if edits else frozenset())
    answering = Answering(bot.answering._advisor, PlainSpeaker(), access)
    done = answering.answer(incoming, known, NOW, numbered())
    shed = answering.put_off(incoming, NOW, numbered(), tell=True)
    assert shed.note == "shed"
    heeded = answering.heeds(incoming, Room(), NOW)
    if known.room == Room():
        assert heeded == (isinstance(incoming, Text) and done.note != "ignored")
    else:
        assert heeded or done.note == "ignored" or not isinstance(incoming, Text)
    if known.room.is_off(3) and done.chat == GROUP and isinstance(incoming, Text):
        about_it = incoming.command == "settings" or incoming.origin.thread not in {None, 0, 1, 3}
        assert about_it or done.calls == ()
    assert heeded == ("sendMessage" in [call.method for call in shed.calls])
    if isinstance(incoming, Pressed):
        assert [call.method for call in done.calls].count("answerCallbackQuery") == 1
    else:
        assert "answerCallbackQuery" not in [call.method for call in done.calls]
    for call in done.calls:
        if call.method != "answerCallbackQuery":
            assert faults(call.payload.get("text", "")) == []
        else:
            assert len(call.payload["text"] or "") <= 200
    assert all(tap.chat == done.chat for tap in done.taps)
    for tap in done.taps:
        does = taps.understood(tap.action)
        assert does is not None
        private = isinstance(incoming, Text | Pressed | Sent) and incoming.origin.chat_kind == "private"
        assert tap.person == (None if taps.shared(does) and not private else done.person)


# ── The table ─────────────────────────────────────────────────────────────────────────────────────


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
            nobodys = {Action.HELP, Action.ASK, Action.TOPICS, Action.SOURCES, Action.PRIVACY, Action.ID}
            assert not allowed_ or action in {*nobodys, Action.STAT} or (leaders and kind != "private")
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
    # Telegram says "/start true" in the group it was added to by that link.
    where = origin("supergroup")
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


def test_an_editor_s_help_lists_the_commands_of_editors_too(advisor: Advisor) -> None:
    bot = Bot(advisor, Access(admins=frozenset({ME})))
    (told,) = texts(bot.command("help"))
    assert all(f"/{name}" in told for name in (*EDITORS_NAMES, "ask", "privacy"))


def test_a_private_figure_is_noted_as_received_and_no_other(bot: Bot) -> None:
    (receipt,) = bot.say(FIGURE).receipts
    assert (receipt.person, receipt.population, receipt.printed) == (ME, "cio", "83%")
    assert bot.say(FIGURE, origin("supergroup")).receipts == ()


# ── Buttons ───────────────────────────────────────────────────────────────────────────────────────


def test_a_button_asks_on_about_the_answer_it_stands_under(bot: Bot) -> None:
    """Even when something else has been spoken of since."""
    first = buttons(bot.say(FIGURE))
    bot.say("How many CMOs find alignment desirable?")
    assert "data protection" in texts(bot.press(first["Who says so?"]))[-1]


def test_a_button_that_sends_more_answers_once_however_fast_it_is_pressed(bot: Bot) -> None:
    shown = buttons(bot.say(FIGURE))
    first = bot.press(shown["Compare both"])
    for wait in (timedelta(0), taps.AGAIN - timedelta(seconds=1)):
        bot.now = NOW + wait
        assert [call.method for call in bot.press(shown["Compare both"]).calls] == ["answerCallbackQuery"]
    # Another button is another wish; and later, or after the clock was set back, so is the same one.
    assert "sendMessage" in [call.method for call in bot.press(shown["Who says so?"]).calls]
    for wait in (taps.AGAIN, -timedelta(hours=1)):
        bot.now = NOW + wait
        assert texts(bot.press(shown["Compare both"]))[-1:] == texts(first)[-1:]


def test_a_choice_becomes_its_answer_in_place(bot: Bot) -> None:
    chosen = taps.stored(taps.Choose(entry="netbiscuits-2013/data-protection", state="{}", instead=True))
    bot.taps["k"] = Tap(key="k", chat=ME, person=ME, action=chosen, version="", expires=NOW + DAY)
    done = bot.press("k")
    assert [call.method for call in done.calls] == ["answerCallbackQuery", "editMessageText"]


def test_a_tap_does_nothing_for_another_person_or_in_another_chat(bot: Bot) -> None:
    for key in buttons(bot.say(FIGURE, origin("supergroup"))).values():
        for elsewhere in (
            origin("supergroup", OTHER),
            origin("supergroup", ME, chat=-200),
            origin("private", ME),
            origin("supergroup", None),
            origin("supergroup", 1087968824),
        ):
            done = bot.press(key, elsewhere)
            assert [call.method for call in done.calls] == ["answerCallbackQuery"]
            assert (done.state, done.opinions, done.taps, dict(done.person_facts)) == (None, (), (), {})


def test_a_key_that_was_made_up_does_nothing(bot: Bot) -> None:
    done = bot.press("made up")
    assert [call.method for call in done.calls] == ["answerCallbackQuery"]
    assert done.state is None


def test_an_old_button_answers_from_what_is_known_now_and_says_so(bot: Bot) -> None:
    key = buttons(bot.say(FIGURE))["Compare both"]
    bot.taps[key] = replace(bot.taps[key], version="another")
    done = bot.press(key)
    assert "changed" in texts(done)[0]
    assert "64%" in texts(done)[1]


def test_a_thumb_down_asks_for_a_reason_in_one_tap(bot: Bot) -> None:
    under = buttons(bot.say(FIGURE))
    done = bot.press(under[taps.DOWN])
    assert [(o.liked, o.reason) for o in done.opinions] == [(False, None)]
    assert done.opinions[0].entry == "netbiscuits-2013/data-protection"
    offered = buttons(done)
    assert offered["Who says so?"] == under["Who says so?"]
    reason = bot.press(offered["It is wrong"])
    assert [(o.liked, o.reason) for o in reason.opinions] == [(False, "wrong")]
    assert set(buttons(reason)) == set(under) - {taps.UP, taps.DOWN}


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


# ── Teams ─────────────────────────────────────────────────────────────────────────────────────────


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
