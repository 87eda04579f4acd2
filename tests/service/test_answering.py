"""What an update leads to: for any update, any person, any chat and any tap."""

from __future__ import annotations

from datetime import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.state import State
from bot.service import taps
from bot.service.answering import Answering
from bot.service.hours import Hours
from bot.service.incoming import (
    Blocked,
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
from bot.service.permissions import LENT, Access
from bot.service.ports import Reminder, Tap
from bot.service.publishing.dialogue import FACT, Dialogue
from bot.service.room import Room
from bot.service.visit import Known
from tests.replies.markup import faults
from tests.service.answering_bot import (
    DAY,
    EDITORS_NAMES,
    FIGURE,
    GROUP,
    KINDS,
    ME,
    NAMES,
    NOW,
    OTHER,
    Bot,
    numbered,
)
from tests.service.publishing_samples import anything_tapped, dialogues, papers
from tests.service.speaking import PlainSpeaker

ALL_DAY = Hours(begin=time(0), end=time(23, 59), zone="UTC")
origins = st.builds(
    Origin,
    key=st.integers(0, 2**31),
    chat=st.sampled_from([ME, OTHER, GROUP, 0]),
    chat_kind=st.sampled_from(KINDS),
    person=st.sampled_from([None, ME, OTHER, 0, *LENT]),
    thread=st.none() | st.integers(0, 9),
    message=st.none() | st.integers(0, 9),
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
