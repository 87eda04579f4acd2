"""The commands people can give, and what the menu says of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.service import taps
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
    Command(name="subscribe", action=Action.SUBSCRIBE, about="Get a figure every week"),
    Command(name="unsubscribe", action=Action.UNSUBSCRIBE, about="End the figure of the week"),
    Command(name="settings", action=Action.SETTINGS, about="Decide how I speak in this chat"),
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


def asked_by(does: taps.Does) -> Action:
    """What a tap asks for."""
    match does:
        case taps.Say() | taps.Choose() | taps.Draw():
            return Action.ASK
        case taps.Give():
            return Action.ROLE
        case taps.Consent():
            return Action.CONSENT
        case taps.Rate():
            return Action.RATE
        case taps.Subscribe():
            return Action.SUBSCRIBE
        case taps.Unsubscribe():
            return Action.UNSUBSCRIBE
        case taps.Adjust():
            return Action.SETTINGS


def menu(kind: ChatKind, *, leads: bool = False) -> tuple[Command, ...]:
    """The commands that work in a kind of chat, for those who lead it too, in the order of the menu."""
    whom = (Who.PERSON, Who.LEADER) if leads else (Who.PERSON,)
    return tuple(command for command in _ALL if any(may(who, command.action, kind) for who in whom))
