"""The first stage: read the texts, look for what is wrong with them, word what the changed files hold.

It costs little, and what is meant to do harm shows here.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from bot.knowledge.check import check
from bot.knowledge.parse import parse, version_of
from bot.proofing.preview import Preview, first_problems
from bot.proofing.trials import trials_of
from bot.replies.compose import Composer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.knowledge.model import Knowledge, Problem
    from bot.workshop.job import Job

#: Entries are worded for so long; the second stage words them all.
_WORDING_SECONDS: Final = 1.5


def read(job: Job) -> Preview:
    """Only problems: of the texts themselves, and of replies that the changed files make."""
    found: set[Problem] = set()
    knowledge, problems = parse(job.texts, collections=job.collections or None)
    found.update(problems)
    if knowledge is not None:
        found.update(check(knowledge))
    # What is missing would make a dozen problems of one.
    if knowledge is not None and not found:
        found.update(_misworded(knowledge, job))
    return Preview(
        base=None,
        version=version_of(job.texts, collections=job.collections or None),
        problems=first_problems(tuple(found)),
        problem_count=len(found),
    )


def _misworded(knowledge: Knowledge, job: Job) -> Iterator[Problem]:
    composer = Composer(job.templates or {}, knowledge)
    changed = frozenset(job.changed)
    ending = time.monotonic() + _WORDING_SECONDS
    for entry in knowledge.entries():
        if entry.place.file in changed:
            yield from trials_of(entry, knowledge, composer)
        if time.monotonic() > ending:
            return
