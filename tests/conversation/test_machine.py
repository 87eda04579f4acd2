"""No sequence of events raises, breaks a promise, or leaves a state that can't go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.conversation.events import AskedForgetting, AskedHelp, Began, Chose, Event, GaveRole, Said
from bot.conversation.moves import Forget
from bot.conversation.state import State
from tests.conversation import promises

if TYPE_CHECKING:
    from bot.advisor import Advisor
    from bot.knowledge.model import Knowledge

FOLLOW_UPS = (
    *(
        "and the CIOs?",
        "what about CMOs",
        "and CEOs?",
        "why?",
        "who says so?",
        "what's the gap?",
        "compare both",
    ),
    *("and the runner-up?", "third place?", "which of those is bigger?", "no, the other one", "in Germany?"),
    *(
        "so what should I do?",
        "and us?",
        "my counterpart",
        "1",
        "2",
        "3",
        "none of these",
        "first",
        "yes",
        "no",
    ),
    *("list everything", "rank the gaps", "lowest figure", "how many did not?", "is it true that 99% agree?"),
    *("which article?", "thanks", "hello", "help", "who are you", "/start", "trend over time", "on average"),
)
ODD = (
    "",
    " ",
    "?",
    "🤖🔥",
    "<b>x</b>",
    "{{ 7*7 }}",
    "\ue00042\ue001",
    "1e999",
    "⅔ of CIOs",
    "a" * 5_000,
    "%" * 50,
)


def questions(knowledge: Knowledge) -> list[str]:
    """Real questions: what entries are asked as, and what must come to them."""
    return sorted({p for e in knowledge.entries() for p in (*e.asked_as[:6], *e.reach)})


def test_no_sequence_of_events_breaks_a_conversation(advisor: Advisor) -> None:
    knowledge = advisor.knowledge
    may_tell = promises.tellable(knowledge)
    known = [e.id for e in knowledge.entries()]
    asked = questions(knowledge)
    text = st.one_of(
        st.sampled_from(FOLLOW_UPS),
        st.sampled_from(asked),
        st.builds("{} {}".format, st.sampled_from(asked), st.sampled_from(FOLLOW_UPS)),
        st.builds("{}{}".format, st.sampled_from(asked), st.text(max_size=5)),
        st.text(max_size=40) | st.sampled_from(ODD),
    )

    class Conversation(RuleBasedStateMachine):
        """One person's conversation, kept in a store between any two events."""

        def __init__(self) -> None:
            super().__init__()
            self.state = State()

        def happens(self, event: Event) -> None:
            turn = advisor.turn(event, self.state)
            again = advisor.turn(event, promises.stored(self.state))
            assert (turn.state, turn.replies, turn.effects) == (again.state, again.replies, again.effects)
            assert promises.broken(turn, knowledge, may_tell) == []
            self.state = turn.state

        @rule(text=text)
        def somebody_says(self, text: str) -> None:
            self.happens(Said(text=text))

        @rule(entry=st.none() | st.sampled_from(known) | st.text(max_size=5))
        def somebody_chooses(self, entry: str | None) -> None:
            self.happens(Chose(entry=entry))

        @rule(role=st.sampled_from([None, "cio", "cmo", "ceo", "other", "king", ""]))
        def somebody_gives_a_role(self, role: str | None) -> None:
            self.happens(GaveRole(role=role))

        @rule(event=st.sampled_from([Began(), AskedHelp()]))
        def somebody_asks_what_this_is(self, event: Event) -> None:
            self.happens(event)

        @rule()
        def somebody_asks_to_be_forgotten(self) -> None:
            self.happens(AskedForgetting())
            assert self.state == State()
            assert advisor.turn(AskedForgetting(), self.state).effects == (Forget(),)

        @invariant()
        def the_conversation_can_go_on(self) -> None:
            assert promises.stored(self.state) == self.state
            assert len(self.state.choices) <= 3

        def teardown(self) -> None:
            turn = advisor.turn(Said(text="how many CMOs worry about data protection?"), self.state)
            assert [str(n) for n in turn.replies[0].numbers] == ["64"]

    run_state_machine_as_test(Conversation, settings=settings(max_examples=150, stateful_step_count=20))
