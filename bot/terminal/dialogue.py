"""A line in, an answer out: what the terminal and a pipe have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.conversation.events import AskedForgetting, AskedHelp, Began, Chose, GaveRole, Said
from bot.conversation.moves import Forget
from bot.knowledge.model import Audience
from bot.replies.reply import Outcome
from bot.terminal.explanation import explained

if TYPE_CHECKING:
    from bot.advisor import Advisor, Turn
    from bot.conversation.events import Event
    from bot.conversation.state import State
    from bot.replies.reply import Button, Chart, Reply

COMMANDS = """\
/role cio|cmo|ceo|other   tell your role, so that advice fits it
/more                     caveats and samples behind the last answer
/explain                  show how each question is understood, or stop showing it
/forget                   remove everything kept about you
/quit                     end the conversation"""
_UNKNOWN = "There is no such command. These are:\n" + COMMANDS
_ROLES = "Tell your role as one of: " + ", ".join(f"/role {role}" for role in Audience)
_NO_MORE = "There is nothing more to tell about that."
_EXPLAINING = {True: "Explanations are on.", False: "Explanations are off."}
_OFFERED_ROLES = {
    "I am a CIO": Audience.CIO,
    "I am a CMO": Audience.CMO,
    "I am a CEO": Audience.CEO,
    "I am something else": Audience.OTHER,
}


class Memory(Protocol):
    """What outlives the conversation."""

    def keep(self, state: State) -> None:
        """Keep a state in place of the last."""

    def forget(self) -> None:
        """Remove everything kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """Something that a number picks."""

    label: str
    event: Event


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What is to be shown. ``text`` is marked up; ``choosing`` when it lists the suggestions itself."""

    text: str
    chart: Chart | None = None
    suggestions: tuple[Suggestion, ...] = ()
    choosing: bool = False
    explanation: tuple[str, ...] = ()
    forgot: bool = False


class Dialogue:
    """One person's conversation, line by line.

    With ``numbered``, a line that is the number of a suggestion picks it.
    """

    def __init__(
        self, advisor: Advisor, state: State, memory: Memory, *, numbered: bool, explain: bool = False
    ) -> None:
        self._advisor = advisor
        self._state = state
        self._memory = memory
        self._numbered = numbered
        self._explain = explain
        self._suggestions: tuple[Suggestion, ...] = ()
        self._more = ""

    def begin(self) -> Answer:
        """The greeting, which offers roles."""
        answer = self._told(Began())
        offered = tuple(
            Suggestion(label=label, event=GaveRole(role=role.value)) for label, role in _OFFERED_ROLES.items()
        )
        self._suggestions = answer.suggestions or offered
        return Answer(text=answer.text, suggestions=self._suggestions)

    def take_role(self, role: str) -> Answer:
        """Note a role that was given beforehand."""
        return self._told(GaveRole(role=role))

    def take(self, line: str) -> Answer | None:
        """The answer to a line; None when it ends the conversation."""
        said = line.strip()
        if said.startswith("/"):
            return self._command(said)
        return self._told(self._picked(said) or Said(text=line))

    def _picked(self, said: str) -> Event | None:
        if self._numbered and said.isascii() and said.isdigit() and len(said) == 1:
            place = int(said) - 1
            if 0 <= place < len(self._suggestions):
                return self._suggestions[place].event
        return None

    def _command(self, said: str) -> Answer | None:
        name, _, rest = said[1:].partition(" ")
        match name.lower():
            case "quit" | "exit":
                return None
            case "start":
                return self.begin()
            case "help":
                answer = self._told(AskedHelp())
                return Answer(text=f"{answer.text}\n\n{_escaped(COMMANDS)}", suggestions=answer.suggestions)
            case "role" if rest.strip().lower() in set(Audience):
                return self._told(GaveRole(role=rest.strip().lower()))
            case "role":
                return Answer(text=_escaped(_ROLES))
            case "forget":
                return self._told(AskedForgetting())
            case "more":
                return Answer(text=self._more or _NO_MORE)
            case "explain":
                self._explain = not self._explain
                return Answer(text=_EXPLAINING[self._explain])
            case _:
                return Answer(text=_escaped(_UNKNOWN))

    def _told(self, event: Event) -> Answer:
        turn = self._advisor.turn(event, self._state)
        forgot = any(isinstance(effect, Forget) for effect in turn.effects)
        if forgot:
            self._memory.forget()
        else:
            self._memory.keep(turn.state)
        self._state = turn.state
        reply = turn.replies[-1]
        self._more = reply.more
        self._suggestions = tuple(_suggestion(button) for button in reply.buttons)
        return self._answer(turn, reply, forgot=forgot)

    def _answer(self, turn: Turn, reply: Reply, *, forgot: bool) -> Answer:
        return Answer(
            text="\n\n".join(reply.text for reply in turn.replies),
            chart=reply.chart,
            suggestions=self._suggestions,
            choosing=reply.outcome is Outcome.CHOOSE,
            explanation=explained(turn) if self._explain else (),
            forgot=forgot,
        )


def _suggestion(button: Button) -> Suggestion:
    event = Said(text=button.says) if button.says is not None else Chose(entry=button.chooses)
    return Suggestion(label=button.label, event=event)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
