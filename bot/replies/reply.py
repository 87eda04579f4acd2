"""What is sent: one model that the terminal and Telegram both render."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.conversation.state import Choice
    from bot.knowledge.model import Missing

#: The first message stays below this many characters; the rest is one tap away.
BRIEF = 700
#: UTF-16 units of the line that a button copies.
LONGEST_COPY = 256
#: Telegram counts at most this many UTF-16 units in a message.
LONGEST = 4096


class Outcome(StrEnum):
    """How a question fared."""

    ANSWER = "answer"
    CHOOSE = "choose"
    ABSTAIN = "abstain"
    SOCIAL = "social"


class Kind(StrEnum):
    """What sort of reply it is. The values are promised to programs that read them."""

    VALUE = "value"
    COMPARE = "compare"
    GAP = "gap"
    RATIO = "ratio"
    RANKING = "ranking"
    LIST = "list"
    COMPLEMENT = "complement"
    THEME = "theme"
    SOURCE = "source"
    ABOUT = "about"
    DEFINITION = "definition"
    ADVICE = "advice"
    CLAIM = "claim"
    DISPUTE = "dispute"
    ASSESSMENT = "assessment"
    CLARIFY = "clarify"
    REFUSAL = "refusal"
    GREETING = "greeting"
    HELP = "help"


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """Something to tap: it says ``says`` in the person's stead, or picks the entry ``chooses``.

    Both None means "none of these".
    """

    label: str
    says: str | None = None
    chooses: str | None = None


class End(StrEnum):
    """Where a bar ends: at its value, or somewhere on this side of it, where a bound was printed."""

    EXACT = "exact"
    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One bar of a chart: a value in percent, in words ("over 50%") and whose it is.

    ``group`` names what several bars have in common, ``detail`` says more of it in a picture.
    """

    label: str
    value: Decimal
    printed: str
    role: str
    group: str = ""
    detail: str = ""
    end: End = End.EXACT


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """Figures to be drawn, with what must stand in the picture. At least one bar.

    ``note`` names the surveys where there is room for no more. ``foot`` has them with date, sample
    and caveats, line by line; ``remark`` goes below the title. ``caption`` stands under the picture,
    marked up. Bars end at ``top``; that is the whole if ``whole``.
    """

    title: str
    bars: tuple[Bar, ...]
    note: str
    remark: str = ""
    foot: tuple[str, ...] = ()
    maker: str = ""
    caption: str = ""
    top: Decimal = Decimal(100)
    whole: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Stated:
    """A figure that a reply tells: of which measure and population, and how it is printed ("over 50%")."""

    measure: str
    population: str
    printed: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """One message with all that goes with it.

    ``text`` and ``more`` are marked up in the subset of HTML that Telegram knows; ``more`` is what
    is one tap away (sources in full, caveats). ``numbers`` are the figures and derivations that
    answer, in order, with the bound for a figure printed as one. ``stated`` are the stored figures that
    stand in it. ``copy`` is one
    line of plain text that states the figures with their survey, to be pasted elsewhere; blank where
    there is none that short. ``kept_rule`` is False when the
    number rule stopped the reply first written and the plain statement went out in its stead.
    """

    text: str
    outcome: Outcome
    kind: Kind
    more: str = ""
    entry: str | None = None
    numbers: tuple[Decimal, ...] = ()
    nearest: str | None = None
    missing: Missing | None = None
    sources: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    buttons: tuple[Button, ...] = ()
    chart: Chart | None = None
    copy: str = ""
    stated: tuple[Stated, ...] = ()
    kept_rule: bool = field(default=True)


_TAG = re.compile(r"</?[a-z][^<>]*>")
_LINK = re.compile(r'<a href="([^"<>]*)">(.*?)</a>', re.DOTALL)


def units(text: str) -> int:
    """The length of a text as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(text: str) -> str:
    """A marked-up text as plain text: tags dropped, entities resolved."""
    return html.unescape(_TAG.sub("", text))


def spelled(text: str) -> str:
    """A marked-up text as plain text, with the address of each link for where none can be tapped."""
    return plain(with_addresses(text))


def with_addresses(text: str) -> str:
    """A marked-up text with the address of each link written out behind it in place of the link."""
    return _LINK.sub(r"\2 (\1)", text)
