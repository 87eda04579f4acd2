"""The commands people can give, and what the menu says of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.service import editors_taps as editing
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
#: Those of editors, which no other menu shows.
_EDITORS = (
    Command(name="edit", action=Action.EDIT, about="Change a figure or a text"),
    Command(name="new", action=Action.NEW, about="Add a figure or advice"),
    Command(name="unanswered", action=Action.UNANSWERED, about="See what people ask in vain"),
    Command(name="versions", action=Action.VERSIONS, about="See what was published"),
    Command(name="rollback", action=Action.ROLL_BACK, about="Go back to an earlier version"),
    Command(name="download", action=Action.DOWNLOAD, about="Get the files as they are"),
    Command(name="cancel", action=Action.CANCEL, about="End what I asked you for"),
)
_ACTIONS = {command.name: command.action for command in _ALL + _EDITORS} | {"delete": Action.FORGET}


def action(name: str) -> Action | None:
    """What a command asks for, or None if there is no such command."""
    return _ACTIONS.get(name)


def asked_by(does: taps.Does) -> Action:  # noqa: C901, PLR0912 (one case for each)
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
        case editing.KeepSilent() | editing.HearAgain():
            return Action.CORRECTIONS
        case editing.Publish() | editing.Discard() | editing.Compare():
            return Action.PUBLISH
        case editing.RollBack():
            return Action.ROLL_BACK
        case editing.Download():
            return Action.DOWNLOAD
        case editing.Gather():
            return Action.UNANSWERED
        case editing.Open() | editing.Change() | editing.Teach() | editing.Begin():
            return Action.EDIT


def editors_menu() -> tuple[Command, ...]:
    """The commands in the private chat of an editor: everybody's, then those of editors."""
    return (*menu("private"), *_EDITORS)


def menu(kind: ChatKind, *, leads: bool = False) -> tuple[Command, ...]:
    """The commands that work in a kind of chat, for those who lead it too, in the order of the menu."""
    whom = (Who.PERSON, Who.LEADER) if leads else (Who.PERSON,)
    return tuple(command for command in _ALL if any(may(who, command.action, kind) for who in whom))
