"""The commands people can give, and what the menu says of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.service.permissions import Action, Who, may

if TYPE_CHECKING:
    from bot.service.incoming import ChatKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A command, without its slash."""

    name: str
    action: Action
    about: str


_ALL = (
    Command(name="ask", action=Action.ASK, about="Ask a question"),
    Command(name="stat", action=Action.STAT, about="Get one figure on a card"),
    Command(name="topics", action=Action.TOPICS, about="See what I can speak of"),
    Command(name="sources", action=Action.SOURCES, about="See whom I quote"),
    Command(name="role", action=Action.ROLE, about="Tell me your role, so that advice fits it"),
    Command(name="help", action=Action.HELP, about="See how to ask"),
    Command(name="privacy", action=Action.PRIVACY, about="Read what I keep, and decide about it"),
    Command(name="export", action=Action.EXPORT, about="Get everything I keep about you"),
    Command(name="forget", action=Action.FORGET, about="Have everything I keep about you removed"),
    Command(name="id", action=Action.ID, about="See your number and this chat's"),
    Command(name="start", action=Action.START, about="Begin"),
)
_ACTIONS = {command.name: command.action for command in _ALL} | {"delete": Action.FORGET}


def action(name: str) -> Action | None:
    """What a command asks for, or None if there is no such command."""
    return _ACTIONS.get(name)


def menu(kind: ChatKind) -> tuple[Command, ...]:
    """The commands that work in a kind of chat, in the order of the menu."""
    return tuple(command for command in _ALL if may(Who.PERSON, command.action, kind))
