"""How likely something must be to be answered with, offered, or taken for granted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Thresholds:
    """What likelihoods are enough for. All are shares between 0 and 1."""

    #: To answer, whatever the rest of the question says.
    certain: float = 0.5
    #: The same for a question with a word that only questions about something not held use.
    despite: float = 0.6
    #: To answer if the entry is ahead of the next by ``ahead`` and its phrasings have the share
    #: ``explained`` of what the question is about.
    answer: float = 0.2
    ahead: float = 0.05
    explained: float = 0.6
    #: To be offered, if the phrasings have the share ``touched`` of it.
    choose: float = 0.11
    touched: float = 0.25
    #: For a measure to be meant that a question of other words names by its terms.
    mentioned: float = 0.2
    #: To be meant where the question names a measure that the guidance rests on.
    bearing: float = 0.12
    #: For a measure to answer beside a likelier entry without a number being asked for.
    beside: float = 0.6
    #: For an entry to be offered beside a likelier subject that is not held.
    beside_decoy: float = 0.6
    #: For measures to be as likely as the likeliest, so that their theme answers.
    level: float = 0.6
    #: For small talk: the share of the text that is small talk, and its likelihood.
    small: float = 0.6
    talk: float = 0.3
    #: For the nearest guidance to answer, said to be only that, whatever words the question has.
    nearest: float = 0.2
    #: The same where all words of the question are such as entries use.
    homely: float = 0.15
    #: The same where a word of the question is in no entry and the rest explains little of it.
    strange: float = 0.3
