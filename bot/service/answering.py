"""What an update leads to: its answer, and what is kept. Pure.

Theory of operation. Everything known is read beforehand (:class:`Known`); the clock and the source
of random keys are arguments. Whatever arrives leads to a Finished: silence, too, is one. A tap is
looked up by its key, and does something only for the person and in the chat it was made for.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.conversation.events import AskedForgetting, AskedHelp, Began, Chose, GaveRole, Said
from bot.knowledge.model import Audience
from bot.replies.reply import Outcome
from bot.service import commands, keeping, losing, notices, quoting, settings, subscribing, taps
from bot.service import editors_taps as editing
from bot.service.incoming import Blocked, Guest, Ignored, Migrated, Pressed, Sent, Text, Typed, Unblocked
from bot.service.permissions import Action, Who, is_for_editors, is_for_leaders, may, who
from bot.service.ports import Finished, KeptQuestion, Opinion
from bot.service.publishing import editorial
from bot.service.publishing.correcting import FACT as CORRECTIONS
from bot.service.room import Room
from bot.service.speaker import Link
from bot.service.visit import Known, Visit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.advisor import Advisor, Turn
    from bot.replies.reply import Reply
    from bot.service.incoming import ChatKind, Incoming, Origin
    from bot.service.permissions import Access
    from bot.service.ports import Tap
    from bot.service.speaker import Speaker

_ROLES: Final = (
    ("CIO", Audience.CIO.value),
    ("CMO", Audience.CMO.value),
    ("CEO", Audience.CEO.value),
    ("Something else", Audience.OTHER.value),
    ("Rather not say", None),
)
_ADD_ME: Final = (Link(label="Add me to a group"),)
#: What is done even in a topic in which nothing is said: who switched it off must be able to switch it on
#: again, and what ends something may always be had.
_HEARD_EVERYWHERE: Final = frozenset({Action.SETTINGS, Action.FORGET, Action.UNSUBSCRIBE})
_OFFERED_ROLES: Final = tuple((label, taps.Give(role=role)) for label, role in _ROLES)


class Answering:
    """Answers updates against one version of the knowledge. A new version makes a new one."""

    def __init__(self, advisor: Advisor, speaker: Speaker, access: Access) -> None:
        self._advisor = advisor
        self._speaker = speaker
        self._access = access

    def answer(self, incoming: Incoming, known: Known, now: datetime, keys: Callable[[], str]) -> Finished:
        """What an update leads to. ``keys`` gives a new key, which nobody can guess, at every call."""
        match incoming:
            case Text():
                return _heard(self._text(incoming, self._visit(incoming.origin, known, now, keys)), known)
            case Sent():
                return _heard(self._sent(incoming, self._visit(incoming.origin, known, now, keys)), known)
            case Pressed():
                visit = self._visit(incoming.origin, known, now, keys)
                return _heard(self._pressed(incoming, visit, now), known)
            case Typed():
                return self._typed(incoming, self._visit(incoming.origin, known, now, keys))
            case Guest():
                return self._called(incoming, self._visit(incoming.origin, known, now, keys))
            case Blocked(origin=origin):
                return Finished(key=origin.key, now=now, loss=losing.chat_lost(origin.chat))
            case Unblocked(origin=origin):
                visit = self._visit(origin, known, now, keys)
                mine = visit.private and visit.person is not None
                return visit.done(person_facts=losing.BACK if mine else {})
            case Migrated(key=key):
                return Finished(key=key, now=now)
            case Ignored(key=key):
                return Finished(key=key, now=now, note="ignored")

    def heeds(self, incoming: Incoming, room: Room, now: datetime) -> bool:
        """Whether it is a text to be acted on: addressed to the bot, where, when and by whom it may be.

        ``room`` is what is settled for its chat.
        """
        match incoming:
            case Text(origin=origin, addressed=True):
                who_ = who(origin, self._access)
                wanted = _wanted(incoming, who_)
                heard = wanted in _HEARD_EVERYWHERE or room.lets_answer(incoming, now)
                return heard and _gets_an_answer(who_, wanted, origin.chat_kind)
            case _:
                return False

    def put_off(self, incoming: Incoming, now: datetime, keys: Callable[[], str], *, tell: bool) -> Finished:
        """What an update leads to that is too much to be answered; ``tell`` that it is, if it is heeded."""
        match incoming:
            case Text(origin=origin) if tell and self.heeds(incoming, Room(), now):
                visit = self._visit(origin, Known(), now, keys)
                visit.tell(self._advisor.notice("service_busy"))
                return visit.done(note="shed")
            case Pressed(origin=origin, callback_id=callback_id):
                visit = self._visit(origin, Known(), now, keys)
                visit.acknowledge(callback_id)
                return visit.done(note="shed")
            case Text() | Sent() | Typed() | Guest() | Blocked() | Unblocked():
                return Finished(key=incoming.origin.key, now=now, note="shed")
            case Migrated(key=key) | Ignored(key=key):
                return Finished(key=key, now=now, note="shed")

    def _visit(self, origin: Origin, known: Known, now: datetime, keys: Callable[[], str]) -> Visit:
        return Visit(
            advisor=self._advisor, speaker=self._speaker, origin=origin, known=known, now=now, keys=keys
        )

    # ── Texts ─────────────────────────────────────────────────────────────────────────────────

    def _text(self, text: Text, visit: Visit) -> Finished:
        if not self.heeds(text, visit.room, visit.now):
            return visit.done(note="ignored")
        who_ = who(text.origin, self._access, leads=bool(visit.known.leads))
        action, kind = _wanted(text, who_), text.origin.chat_kind
        if action is not None and may(who_, action, kind):
            return self._allowed(action, text, visit)
        # What was heard here nevertheless may have been an admin's, if Telegram could not be asked.
        if visit.hushed and visit.known.leads is not None:
            return visit.done(note="ignored")
        if visit.private and who_ is Who.STRANGER:
            visit.tell(self._advisor.notice("service_stranger", person=visit.person))
        elif visit.private:
            visit.tell(self._advisor.notice("service_settings_where" if action else "service_unknown"))
        elif action is not None and who_ is not Who.STRANGER and is_for_leaders(action, kind):
            unsure, weekly_ = visit.known.leads is None, action is Action.SUBSCRIBE
            visit.tell(self._advisor.notice("service_leaders", unsure=unsure, weekly=weekly_))
        else:
            visit.tell(self._advisor.notice("service_private"))
        return visit.done()

    def _sent(self, file: Sent, visit: Visit) -> Finished:
        """A file: of an editor a change of the knowledge, of anybody else nothing but its caption."""
        if may(who(file.origin, self._access), Action.UPLOAD, file.origin.chat_kind):
            return editorial.sent(file, visit)
        if not file.caption:
            return visit.done(note="ignored")
        return self._text(Text(origin=file.origin, text=file.caption, addressed=True), visit)

    def _allowed(self, action: Action, text: Text, visit: Visit) -> Finished:  # noqa: C901, PLR0912 (cases)
        match action:
            case Action.ASK if text.command is not None and not text.argument.strip():
                visit.tell(self._advisor.notice("service_ask"))
            case Action.ASK if text.command is None and (taken := self._taken(text, visit)):
                return taken
            case Action.ASK:
                return self._asked(text.text if text.command is None else text.argument, visit)
            case Action.START if visit.private and (linked := self._linked(text.argument)):
                return self._kept(visit.hold(Chose(entry=linked), visit.known.state), visit)
            case Action.START if visit.private:
                turn = visit.hold(Began(), visit.known.state, extra=_OFFERED_ROLES, links=_ADD_ME)
                return self._kept(turn, visit)
            case Action.START | Action.HELP:
                return self._helped(visit)
            case Action.ROLE:
                return self._role(text.argument.strip().lower(), visit)
            case Action.STAT:
                after = quoting.tell_figure(self._advisor, text.argument, visit, pictured=visit.room.pictures)
                return visit.done(state=after.to_json() if after and visit.person is not None else None)
            case Action.TOPICS | Action.SOURCES | Action.ID:
                visit.tell(self._notice(action, visit))
            case Action.PRIVACY:
                self._privacy(visit, visit.known.facts.get("consent"))
            case Action.EXPORT:
                self._export(visit)
            case Action.FORGET:
                if not visit.hushed:
                    visit.hold(AskedForgetting(), None)
                return visit.done(forget=True)
            case Action.SUBSCRIBE:
                return subscribing.asked(text.argument, visit)
            case Action.UNSUBSCRIBE:
                return subscribing.ended(visit)
            case Action.SETTINGS:
                return settings.asked(text.argument, visit)
            case (
                Action.CONSENT
                | Action.RATE
                | Action.INLINE
                | Action.GUEST
                | Action.CORRECTIONS
                | Action.PUBLISH
            ):
                pass  # no commands
            case _:
                return editorial.asked(action, text.argument, visit)
        return visit.done()

    def _taken(self, text: Text, visit: Visit) -> Finished | None:
        """What a line leads to that an editor was asked for."""
        if not may(who(text.origin, self._access), Action.EDIT, text.origin.chat_kind):
            return None
        return editorial.typed(text.text, visit)

    def _notice(self, action: Action, visit: Visit) -> Reply:
        if action is Action.ID:
            return notices.numbers(self._advisor, visit.origin, visit.person)
        return (notices.topics if action is Action.TOPICS else notices.sources)(self._advisor)

    def _asked(self, question: str, visit: Visit) -> Finished:
        turn = visit.hold(Said(text=question), visit.known.state)
        agreed = visit.private and visit.known.facts.get("consent") == "yes"
        reply = turn.replies[0]
        if not agreed or visit.person is None or reply.outcome is Outcome.SOCIAL:
            return self._kept(turn, visit)
        kept = KeptQuestion(
            person=visit.person,
            # A text from outside may hold halves of characters, which no file can.
            text=question.encode("utf-8", "replace").decode("utf-8"),
            entry=reply.entry,
            outcome=reply.outcome.value,
            version=self._advisor.knowledge.version,
        )
        return self._kept(turn, visit, questions=(kept,))

    def _helped(self, visit: Visit) -> Finished:
        turn = self._advisor.turn(AskedHelp(), visit.conversation(visit.known.state))
        (help_,) = turn.replies
        edits = may(who(visit.origin, self._access), Action.EDIT, visit.origin.chat_kind)
        listed = notices.commands_of(self._advisor, visit.origin.chat_kind, edits=edits)
        told = replace(help_, text=f"{help_.text}\n\n{listed}")
        visit.tell(told, links=_ADD_ME if visit.private else ())
        return self._kept(turn, visit)

    def _role(self, given: str, visit: Visit) -> Finished:
        if given not in set(Audience):
            visit.tell(self._advisor.notice("service_role"), _OFFERED_ROLES)
            return visit.done()
        turn = visit.hold(GaveRole(role=given), visit.known.state)
        return self._kept(turn, visit, person_facts={"role": turn.state.role})

    def _privacy(self, visit: Visit, agreed: str | None, edit: int | None = None) -> None:
        silent = visit.known.facts.get(CORRECTIONS) == "no"
        changes: list[tuple[str, taps.Does]] = []
        who_, kind = who(visit.origin, self._access), visit.origin.chat_kind
        if may(who_, Action.CONSENT, kind) and agreed == "yes":
            changes.append(("Stop keeping my questions", taps.Consent(keep=False, among_all=True)))
        elif may(who_, Action.CONSENT, kind):
            changes.append(("You may keep my questions", taps.Consent(keep=True, among_all=True)))
        if may(who_, Action.CORRECTIONS, kind) and silent:
            changes.append(("Tell me of corrections", editing.HearAgain()))
        elif may(who_, Action.CORRECTIONS, kind):
            changes.append(("Tell me of no corrections", editing.KeepSilent()))
        visit.tell(notices.privacy(self._advisor, agreed, silent=silent), changes, edit=edit)

    def _export(self, visit: Visit) -> None:
        if not visit.known.export:
            visit.tell(self._advisor.notice("service_nothing"))
            return
        written = json.dumps(visit.known.export, ensure_ascii=False, indent=1, default=str)
        visit.hand_over("entente.json", written)

    def _kept(
        self,
        turn: Turn,
        visit: Visit,
        *,
        questions: tuple[KeptQuestion, ...] = (),
        person_facts: Mapping[str, str | None] | None = None,
        none_of_these: bool = False,
    ) -> Finished:
        return visit.done(
            state=turn.state.to_json() if visit.person is not None else None,
            questions=questions,
            person_facts=person_facts or {},
            none_of_these=none_of_these,
        )

    def _linked(self, payload: str) -> str | None:
        """The entry that a link led here from; a payload is written by anybody."""
        return self._advisor.entry_of(payload.strip())

    # ── Cards ─────────────────────────────────────────────────────────────────────────────────

    def _typed(self, typed: Typed, visit: Visit) -> Finished:
        if may(who(typed.origin, self._access), Action.INLINE, typed.origin.chat_kind):
            personal = bool(self._access.allowed)
            visit.offer(typed.query_id, quoting.cards(self._advisor, typed, personal=personal))
        else:
            visit.offer(typed.query_id, quoting.nothing())
        return visit.done()

    def _called(self, guest: Guest, visit: Visit) -> Finished:
        """One card where the bot is a guest; silence to whom it is not for, which others would read."""
        if not may(who(guest.origin, self._access), Action.GUEST, guest.origin.chat_kind):
            return visit.done(note="ignored")
        quoting.tell_as_guest(self._advisor, guest, visit)
        return visit.done()

    # ── Taps ──────────────────────────────────────────────────────────────────────────────────

    def _pressed(self, pressed: Pressed, visit: Visit, now: datetime) -> Finished:
        tap = visit.known.tap
        does = taps.understood(tap.action) if tap is not None else None
        if tap is None or does is None or tap.key != pressed.key or tap.chat != pressed.origin.chat:
            return self._refused(pressed, visit, "unknown")
        if visit.person is None or tap.person not in {None, visit.person}:
            return self._refused(pressed, visit, "foreign")
        if tap.expires <= now:
            return self._refused(pressed, visit, "unknown")
        if (refusal := self._forbids(does, visit)) is not None:
            return self._refused(pressed, visit, refusal)
        if not taps.sends_more(does):
            return self._done(does, tap, pressed.callback_id, visit)
        if tap.answered is not None and timedelta(0) <= now - tap.answered < taps.AGAIN:
            return self._refused(pressed, visit, "answered")
        return replace(self._done(does, tap, pressed.callback_id, visit), answered_tap=tap.key)

    def _done(self, does: taps.Does, tap: Tap, callback_id: str, visit: Visit) -> Finished:
        """What a tap by whom it was made for leads to."""
        changed = tap.version != self._advisor.knowledge.version
        match does:
            case taps.Say(text=text, state=state):
                visit.acknowledge(callback_id, "changed" if changed else None)
                return self._kept(visit.hold(Said(text=text), state), visit)
            case taps.Choose(entry=entry, state=state, instead=instead):
                visit.acknowledge(callback_id, "changed" if changed else None)
                edit = visit.origin.message if instead else None
                turn = visit.hold(Chose(entry=entry), state, edit=edit)
                return self._kept(turn, visit, none_of_these=entry is None and visit.private)
            case taps.Give(role=role):
                visit.acknowledge(callback_id)
                return self._gave_role(role, visit)
            case taps.Consent():
                return self._consented(does, callback_id, visit)
            case taps.Rate():
                return self._rated(does, tap, callback_id, visit)
            case taps.Draw(chart=chart):
                visit.acknowledge(callback_id, "dated" if changed else None)
                visit.show(chart)
                return visit.done()
            case taps.Subscribe():
                visit.acknowledge(callback_id)
                return subscribing.arranged(does, visit, edit=visit.origin.message)
            case taps.Unsubscribe():
                visit.acknowledge(callback_id, "ended")
                return subscribing.ended(visit)
            case taps.Adjust():
                visit.acknowledge(callback_id)
                return settings.adjusted(does, visit, edit=visit.origin.message)
            case _:
                return editorial.pressed(does, callback_id, visit)

    def _forbids(self, does: taps.Does, visit: Visit) -> str | None:
        """The word for why somebody may not do what a button does, or None if they may."""
        action, kind, leads = commands.asked_by(does), visit.origin.chat_kind, visit.known.leads
        who_ = who(visit.origin, self._access, leads=bool(leads))
        if may(who_, action, kind):
            return (
                "hushed"
                if visit.hushed and isinstance(does, taps.Say | taps.Choose | taps.Give | taps.Draw)
                else None
            )
        if who_ is Who.STRANGER or not is_for_leaders(action, kind):
            return "forbidden"
        return "unsure" if leads is None else "leaders"

    def _refused(self, pressed: Pressed, visit: Visit, kind: str) -> Finished:
        visit.acknowledge(pressed.callback_id, kind)
        return visit.done()

    def _gave_role(self, role: str | None, visit: Visit) -> Finished:
        known = {k: v for k, v in visit.known.facts.items() if k != "role"}
        turn = visit.hold(GaveRole(role=role), visit.known.state, edit=visit.origin.message)
        if visit.private and "consent" not in known:
            visit.tell(
                self._advisor.notice("service_consent", days=keeping.QUESTION_DAYS),
                (("Yes, you may", taps.Consent(keep=True)), ("No", taps.Consent(keep=False))),
            )
        return self._kept(turn, visit, person_facts={"role": turn.state.role})

    def _consented(self, consent: taps.Consent, callback_id: str, visit: Visit) -> Finished:
        agreed = "yes" if consent.keep else "no"
        if consent.among_all:
            visit.acknowledge(callback_id, "noted")
            self._privacy(visit, agreed, edit=visit.origin.message)
        else:
            visit.acknowledge(callback_id)
            told = self._advisor.notice("service_consented", keep=consent.keep, days=keeping.QUESTION_DAYS)
            visit.tell(told, edit=visit.origin.message)
        return visit.done(person_facts={"consent": agreed})

    def _rated(self, rated: taps.Rate, tap: Tap, callback_id: str, visit: Visit) -> Finished:
        opinions = () if visit.person is None else (_opinion(rated, tap.version, visit.person),)
        if rated.liked or rated.reason is not None:
            visit.acknowledge(callback_id, "thanks" if rated.liked else "noted")
            visit.keyboard(rated.others, rated.copy)
        else:
            visit.acknowledge(callback_id, "why")
            visit.reasons(rated)
        return visit.done(opinions=opinions)


def _heard(done: Finished, known: Known) -> Finished:
    """Whoever is heard in private can be written to, whatever was thought before."""
    if done.person is None or done.person != done.chat or losing.BLOCKED not in known.facts:
        return done
    return replace(done, person_facts={**losing.BACK, **done.person_facts})


def _opinion(rated: taps.Rate, version: str, person: int) -> Opinion:
    return Opinion(person=person, entry=rated.entry, version=version, liked=rated.liked, reason=rated.reason)


def _wanted(text: Text, who_: Who) -> Action | None:
    """What a text asks for, or None when it is a command there is none of, as far as the sender may know."""
    if text.command is None:
        return Action.ASK
    action = commands.action(text.command)
    hidden = action is not None and is_for_editors(action) and not may(who_, action, text.origin.chat_kind)
    return None if hidden else action


def _gets_an_answer(who_: Who, action: Action | None, kind: ChatKind) -> bool:
    if kind == "private":
        return action is None or who_ not in {Who.NOBODY, Who.UNHEARD}
    if action is None or may(who_, action, kind):
        return action is not None
    # People are told that it is for their private chat or for admins; a channel is nobody to be told.
    told = may(who_, action, "private") or (who_ is Who.PERSON and is_for_leaders(action, kind))
    return told and kind != "channel"
