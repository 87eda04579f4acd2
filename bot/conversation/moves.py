"""What the program can do in answer to an event: a closed union of frozen values.

A move says *what* is answered; how it reads is decided by :mod:`bot.replies`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from bot.figures.findings import readings_of

if TYPE_CHECKING:
    from bot.conversation.state import Choice, State
    from bot.figures.findings import Finding, Reading
    from bot.knowledge.model import Advice, Audience, Claim, Dispute, Missing, Source, Survey, Theme
    from bot.questions.question import Question


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A finding about figures.

    ``carried`` names what was taken over from the turn before and not said again. ``premise_failed``
    is set when the question stated a share that is not what was found, ``others`` are the figures of
    other groups that it took for that. ``uncounted`` names roles that were asked for beside those who
    answered, and have no figure.
    """

    finding: Finding
    carried: str | None = None
    premise_failed: bool = False
    others: tuple[Reading, ...] = ()
    uncounted: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Guided:
    """Guidance or a definition, for an audience; ``steps_wanted`` when asked what to do.

    ``assumed`` when it is only the nearest thing to the question and the reply must say so;
    ``alternatives`` are what else may have been meant.
    """

    advice: Advice
    audience: Audience
    steps_wanted: bool = False
    assumed: bool = False
    alternatives: tuple[Choice, ...] = ()
    carried: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """A finding or view without a number."""

    claim: Claim
    assumed: bool = False
    alternatives: tuple[Choice, ...] = ()
    carried: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Traced:
    """Who says so: the sources of figures, of a claim or of guidance.

    ``theme`` is the one in which the figures stood side by side. ``doubted`` when somebody would not believe
    what was said: then more is told of who asked whom, of what differs, and where to report a mistake.
    """

    readings: tuple[Reading, ...] = ()
    claim: Claim | None = None
    advice: Advice | None = None
    theme: Theme | None = None
    doubted: bool = False
    carried: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighed:
    """What lets somebody judge the figures just told, as no source does.

    ``point`` is what was asked: whether they are ``much``, still a fact (``holds``), a cause (``causal``), or
    ``slanted``. ``newer`` is the theme in which a later survey asked nearly the same.
    """

    readings: tuple[Reading, ...]
    point: str
    newer: Theme | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldMore:
    """All figures of what was just shown, with what must be known of them; ``beside`` is held on the same."""

    readings: tuple[Reading, ...]
    beside: tuple[Choice, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldSurvey:
    """What is told of a survey: one fact if ``fact`` is set, else all, with what is not told."""

    survey: Survey
    fact: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldOfEach:
    """One fact of each of several surveys, of those that tell it; ``missing`` where none of them does."""

    surveys: tuple[Survey, ...]
    fact: str
    missing: Missing | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldSurveys:
    """Which surveys are held, and what the first is; with ``years`` those of these years alone, if any."""

    surveys: tuple[Survey, ...]
    years: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldSource:
    """What a publication is, who wrote it, what it rests on."""

    source: Source


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldDispute:
    """Sources that disagree: each version, and what we make of it."""

    dispute: Dispute
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """The question was not clear enough: at most three choices, and "none of these"."""

    choices: tuple[Choice, ...]


#: What is not held when a survey is named that did not ask it.
IN_SURVEY = "in-survey"
#: The same of several surveys that go by the name.
IN_SURVEYS = "in-surveys"

#: Who has no figure where those are asked for who have not been told yet.
ANYBODY_ELSE = "anybody-else"


@dataclass(frozen=True, kw_only=True, slots=True)
class Declined:
    """No source tells. ``about`` names what is missing in the knowledge's words, never the asker's.

    ``nearest`` is the id of an entry offered instead; ``readings`` are its figures, ``apart`` those of
    narrower groups, where others were asked for.
    """

    missing: Missing
    about: str | None = None
    nearest: str | None = None
    readings: tuple[Reading, ...] = ()
    apart: tuple[Reading, ...] = ()
    fact: str | None = None
    carried: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Unread:
    """Nothing in the text could be understood: no words, another language, or a reference to nothing."""

    foreign: bool = False
    lost: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Chatted:
    """Small talk; ``kind`` is a key of words.toml's social table, or ``help``, ``role``, ``forgotten``."""

    kind: str


Move: TypeAlias = (
    Found
    | Guided
    | Claimed
    | Traced
    | Weighed
    | ToldMore
    | ToldSurvey
    | ToldOfEach
    | ToldSurveys
    | ToldSource
    | ToldDispute
    | Offered
    | Declined
    | Unread
    | Chatted
)


def offered(move: Move) -> tuple[Choice, ...]:
    """The choices that a move puts on the table."""
    match move:
        case (
            Offered(choices=choices)
            | Guided(alternatives=choices)
            | Claimed(alternatives=choices)
            | ToldMore(beside=choices)
        ):
            return choices
        case (
            Found()
            | Traced()
            | Weighed()
            | ToldSurvey()
            | ToldOfEach()
            | ToldSurveys()
            | ToldSource()
            | ToldDispute()
            | Declined()
            | Unread()
            | Chatted()
        ):
            return ()


def answering(move: Move) -> tuple[Reading, ...]:
    """The figures that an answer about figures rests on, or that a refusal offers."""
    match move:
        case Found(finding=finding):
            return readings_of(finding)
        case Traced(readings=rows) | Declined(readings=rows):
            return rows
        case (
            Guided()
            | Claimed()
            | Weighed()
            | ToldMore()
            | ToldSurvey()
            | ToldOfEach()
            | ToldSurveys()
            | ToldSource()
            | ToldDispute()
            | Offered()
            | Unread()
            | Chatted()
        ):
            return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Forget:
    """Effect: remove everything kept about this person in this chat."""


Effect: TypeAlias = Forget


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """The outcome of one event: the next state, the move, and what is to be done besides.

    ``question`` is the text as read, for explanations; None for events without text.
    """

    state: State
    move: Move
    effects: tuple[Effect, ...] = ()
    question: Question | None = None
    confidence: float | None = None
