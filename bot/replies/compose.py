"""A move → a reply: worded, gated, and with what can be tapped next.

Every text goes through the number rule. Should it stop one, the plain statement of the finding is
sent through the same gate, and at the very last a sentence that states nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.conversation.moves import Found, Move, offered
from bot.conversation.state import State
from bot.replies import buttons
from bot.replies.cards import Card, card
from bot.replies.charts import Charter
from bot.replies.drafts.drafter import Drafter
from bot.replies.environment import Templates
from bot.replies.marks import checked, printed
from bot.replies.prose import CallError
from bot.replies.reply import LONGEST_COPY, Chart, Kind, Outcome, Reply, Stated, plain, units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.conversation.lookup import Pick
    from bot.figures.findings import Reading
    from bot.knowledge.model import Knowledge
    from bot.replies.drafts.draft import Draft


#: Replies that state figures to be quoted, and how many of them a quotation holds at most.
_STATING: Final = frozenset({Kind.VALUE, Kind.COMPARE, Kind.GAP})
_COPIED: Final = 4
#: Replies that are kept worded: about what a version that holds all the library can be asked for.
_KEPT: Final = 1_024


class Composer:
    """Words moves against one version of the knowledge."""

    def __init__(self, templates: Mapping[str, str], knowledge: Knowledge) -> None:
        """``templates``: template source by file name."""
        self._knowledge = knowledge
        self._templates = Templates(templates, knowledge)
        self._drafter = Drafter(self._templates, knowledge)
        self._charter = Charter(self._templates, knowledge)
        self._kept = lru_cache(maxsize=_KEPT)(self._reply)

    def reply(self, move: Move, state: State) -> Reply:
        """The reply that a move makes, given the state after it. Never raises.

        Of the state, only the role is ever worded. What was worded lately is not worded anew: most
        questions are about few entries, and wording takes as long as understanding.
        """
        return self._kept(move, state.role)

    def _reply(self, move: Move, role: str | None) -> Reply:
        try:
            return self.trial(move, State(role=role))
        except (CallError, KeyError):
            # Guidance that cites what is not held: check names the place, a person gets no half answer.
            text = self._nothing_stated()
            return Reply(text=text, outcome=Outcome.ABSTAIN, kind=Kind.REFUSAL, kept_rule=False)

    def trial(self, move: Move, state: State) -> Reply:
        """The same, for checking: raises CallError or KeyError for guidance that cites what is not held."""
        draft = self._drafter.draft(move, state)
        text, kept = self._worded(draft)
        more = self._more(draft)
        return Reply(
            text=text,
            outcome=draft.outcome,
            kind=draft.kind,
            more=more,
            entry=draft.entry,
            numbers=draft.numbers,
            nearest=draft.nearest,
            missing=draft.missing,
            sources=draft.sources,
            choices=offered(move),
            buttons=buttons.after(move, self._knowledge),
            chart=self._chart(move),
            copy=self._copy(draft),
            stated=tuple(stated((*draft.readings, *draft.behind), plain(f"{text}\n{more}"))),
            kept_rule=kept,
        )

    def notice(self, template: str, more: str | None = None, **values: object) -> Reply:
        """What is said of the service itself, under the same rule; ``more`` is a template, too."""
        text = self._gated(template, values)
        kept = text is not None
        return Reply(
            text=text if text is not None else self._nothing_stated(),
            outcome=Outcome.SOCIAL,
            kind=Kind.HELP,
            more=(self._gated(more, values) or "") if more is not None else "",
            kept_rule=kept,
        )

    def card(self, pick: Pick) -> Card:
        """A pick as a card to be quoted elsewhere; the same for everybody."""
        title = self._gated(
            "card_title", {"kind": pick.kind.value, "subject": pick.subject, "groups": pick.groups}
        )
        return card(pick, plain(title or pick.kind.value), self.reply(pick.move, State()))

    # ── Text ──────────────────────────────────────────────────────────────────────────────────

    def _worded(self, draft: Draft) -> tuple[str, bool]:
        """The draft's text and True, or where it can't be sent the plain statement and False."""
        text = self._gated(draft.template, draft.values, draft.rendered)
        if text is not None:
            return text, True
        stated = self._gated("plain", {"readings": draft.readings})
        return (stated if stated is not None else self._nothing_stated()), False

    def _gated(self, template: str, values: Mapping[str, object], rendered: str | None = None) -> str | None:
        """A text, rendered already or now, that keeps the number rule; None for any other."""
        try:
            return checked(self._templates.render(template, **values) if rendered is None else rendered)
        except Exception:  # noqa: BLE001 (whatever a template does, somebody gets an answer)
            return None

    def _nothing_stated(self) -> str:
        """The sentence that states nothing, where all else can't be sent."""
        return checked(self._templates.render("plain", readings=()))

    def _chart(self, move: Move) -> Chart | None:
        """A chart of what was found; None where there is none, or its words can't be sent."""
        if not isinstance(move, Found):
            return None
        try:
            return self._charter.chart(move.finding)
        except Exception:  # noqa: BLE001 (whatever a template does, the answer does not depend on it)
            return None

    def _copy(self, draft: Draft) -> str:
        """The figures of a reply in one line with their survey; blank where that is too long."""
        if draft.kind not in _STATING or not 0 < len(draft.readings) <= _COPIED:
            return ""
        for where in (True, False):
            text = self._gated("copy", {"readings": draft.readings, "printed": where})
            line = " ".join(plain(text or "").split())
            if units(line) <= LONGEST_COPY:
                return line
        return ""

    def _more(self, draft: Draft) -> str:
        """What is one tap away: samples and caveats of figures, what guidance rests on."""
        template = draft.more or ("more" if draft.readings else None)
        values = {**draft.values, "readings": draft.readings}
        return (self._gated(template, values) or "") if template is not None else ""


def stated(rows: Iterable[Reading], text: str) -> Iterator[Stated]:
    """Which of these figures stand in a text as they are printed."""
    for row in rows:
        told = printed(row.figure)
        if told in text:
            yield Stated(measure=row.measure.id, population=row.figure.population, printed=told)
