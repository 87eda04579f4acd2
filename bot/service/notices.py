"""What the service says of itself and of what it holds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from bot.service import commands, keeping

if TYPE_CHECKING:
    from bot.advisor import Advisor
    from bot.replies.reply import Reply
    from bot.service.incoming import ChatKind, Origin

_MOST: Final = 40
#: Surveys whose figures are all named; of more, their subjects are.
_NAMED: Final = 2
#: Publishers named where there are too many publications to list.
_PUBLISHERS: Final = 24


def topics(advisor: Advisor) -> Reply:
    """What can be asked about, by survey, and the titles of the guidance."""
    held = advisor.knowledge
    surveys = [
        (survey, [measure for measure in held.measures.values() if measure.survey == survey.id])
        for survey in held.surveys.values()
    ]
    return advisor.notice(
        "service_topics",
        "service_topics_more",
        surveys=[(survey, measures) for survey, measures in surveys if measures],
        themes=list(held.themes.values()),
        advice=list(held.advice.values()),
        most=_MOST,
        named=_NAMED,
    )


def sources(advisor: Advisor) -> Reply:
    """The publications and surveys that are quoted; of many, who published them, the most quoted first."""
    held = advisor.knowledge
    publishers = Counter(source.publisher for source in held.sources.values() if source.publisher)
    return advisor.notice(
        "service_sources",
        publications=list(held.sources.values()),
        surveys=list(held.surveys.values()),
        publishers=[name for name, _ in publishers.most_common(_PUBLISHERS)],
        others=max(0, len(publishers) - _PUBLISHERS),
        most=_MOST,
        named=_NAMED,
    )


def privacy(advisor: Advisor, agreed: str | None, *, silent: bool) -> Reply:
    """What is kept, why, for how long.

    ``agreed`` is the person's decision about their questions, ``silent`` that they want no corrections.
    """
    return advisor.notice(
        "service_privacy",
        agreed=agreed,
        silent=silent,
        days=keeping.QUESTION_DAYS,
        tap_days=keeping.BUTTON_DAYS,
        raw_days=keeping.RAW_DAYS,
        figure_days=keeping.FIGURE_DAYS,
    )


def numbers(advisor: Advisor, origin: Origin, person: int | None) -> Reply:
    """The numbers of a person and a chat, for a configuration."""
    return advisor.notice("service_id", person=person, chat=origin.chat)


def commands_of(advisor: Advisor, kind: ChatKind, *, edits: bool) -> str:
    """The commands that work in a kind of chat, for an editor theirs too, as marked-up text."""
    listed = commands.editors_menu() if edits else commands.menu(kind)
    return advisor.notice("service_commands", commands=listed).text
