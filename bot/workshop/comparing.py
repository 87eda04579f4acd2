"""The second stage: build what would answer, ask everything before and after, and compare."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot import library, making, shelf
from bot.config import EncoderKind
from bot.knowledge.check import check
from bot.knowledge.parse import version_of
from bot.proofing import wire
from bot.proofing.answers import Answered, answered, counted, differences
from bot.proofing.asking import asked, failure, tests
from bot.proofing.changes import changes, corrections
from bot.proofing.covering import covered
from bot.proofing.preview import MOST_DIFFERENCES, Preview, first_problems
from bot.proofing.trials import trial_problems
from bot.replies.compose import Composer
from bot.workshop import sharing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.advisor import Advisor
    from bot.knowledge.model import Knowledge, Problem
    from bot.proofing.asking import EntryTest
    from bot.workshop.job import Job

#: Kept questions beyond these are not asked: the first ones tell, and somebody is waiting.
MOST_KEPT: Final = 1_000

_BATCH: Final = 20  # questions that a process takes at a time
_ANSWERS: Final = "answers"  # the kind of what is kept of a version's answers
_PROGRAM: Final = ("*.py", "*.j2")


def compare(job: Job) -> Preview:
    """All that the texts would change, the base's answers taken from the cache where they lie there."""
    means = making.Means(cache=Path(job.cache), collections=job.collections, encoder=EncoderKind(job.encoder))
    told = Preview(base=_version(job.base, job), version=_version(job.texts, job) or "")
    try:
        new = making.understood(job.texts, means)
    except making.UnreadableError as error:
        return _with_problems(told, error.problems)
    old = _base(job, means)
    # In the time that building an index takes: for this no reader is needed.
    proofread = sharing.aside(partial(_proofread, new))
    matcher = making.matcher(new, means)
    advisor = making.advisor(new, making.kept_reader(new, matcher, job.texts, means))
    questions = _questions(job, old, new)
    before, after = _asked(job, means, questions, advisor, has_base=old is not None)
    found = differences(before, after.answers)
    return _with_problems(
        Preview(
            base=told.base,
            version=told.version,
            changes=changes(old, new) if old is not None else (),
            corrections=corrections(old, new) if old is not None else (),
            tests_asked=len(questions.tests),
            kept_asked=len(questions.kept),
            counts=counted(found),
            differences=found[:MOST_DIFFERENCES],
            coverage=covered(old, new, matcher.index),
        ),
        (*proofread(), *after.problems),
    )


def _base(job: Job, means: making.Means) -> Knowledge | None:
    """What is compared with. A base that can't be read any more is none, so that it can be replaced."""
    try:
        return making.understood(job.base, means) if job.base is not None else None
    except making.UnreadableError:
        return None


def _version(texts: Mapping[str, str] | None, job: Job) -> str | None:
    return version_of(texts, collections=job.collections or None) if texts is not None else None


def _with_problems(preview: Preview, problems: Iterable[Problem]) -> Preview:
    found = tuple(set(problems))
    return replace(preview, problems=first_problems(found), problem_count=len(found))


def _proofread(knowledge: Knowledge) -> tuple[Problem, ...]:
    composer = Composer(library.reply_templates(), knowledge)
    return (*check(knowledge), *trial_problems(knowledge, composer))


# ── Questions ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class _Questions:
    """What is asked: every test of either version, and what people agreed to keep, each once."""

    tests: frozenset[str]
    kept: tuple[str, ...]
    held_to: Mapping[str, tuple[EntryTest, ...]]  # the new version's tests by question


@dataclass(frozen=True, kw_only=True, slots=True)
class _Answers:
    """How questions are answered, and which tests fail by that."""

    answers: Mapping[str, Answered]
    problems: tuple[Problem, ...] = ()


def _questions(job: Job, old: Knowledge | None, new: Knowledge) -> _Questions:
    held_to: dict[str, list[EntryTest]] = {}
    for test in tests(new):
        held_to.setdefault(test.question, []).append(test)
    # A test that is taken away must not take from sight what it held.
    gone = [test.question for test in tests(old)] if old is not None else []
    every = frozenset((*held_to, *gone))
    kept = dict.fromkeys(question for question in job.kept if question not in every)
    return _Questions(
        tests=every,
        # Without a base there is nothing to compare their answers with.
        kept=tuple(kept)[:MOST_KEPT] if old is not None else (),
        held_to={question: tuple(held) for question, held in held_to.items()},
    )


def _asked(
    job: Job, means: making.Means, questions: _Questions, advisor: Advisor, *, has_base: bool
) -> tuple[Mapping[str, Answered], _Answers]:
    """How all of it was answered before, and is now."""
    every = (*sorted(questions.tests), *questions.kept)
    known = _recorded(job.base, means) if has_base and job.base is not None else {}
    unknown = [question for question in every if question not in known] if has_base else []
    base = making.make_advisor(job.base, means) if unknown and job.base is not None else None
    tasks = [partial(_ask, batch, advisor, questions.held_to) for batch in _batches(every)]
    both = tasks + [partial(_ask, batch, base, {}) for batch in _batches(unknown) if base is not None]
    found = sharing.shared(both)
    before = {**known, **_joined(found[len(tasks) :]).answers}
    after = _joined(found[: len(tasks)])
    _record(job.texts, means, {q: after.answers[q] for q in questions.held_to})
    if job.base is not None and unknown:
        _record(job.base, means, {q: how for q, how in before.items() if q in questions.tests})
    return {q: before[q] for q in every if q in before}, after


def _batches(questions: Sequence[str]) -> Iterator[Sequence[str]]:
    # However many they are, two lists of them are no more tasks than can be shared.
    size = max(_BATCH, -(-len(questions) // (sharing.MOST_TASKS // 2)))
    for first in range(0, len(questions), size):
        yield questions[first : first + size]


def _ask(
    questions: Sequence[str], advisor: Advisor, held_to: Mapping[str, tuple[EntryTest, ...]]
) -> _Answers:
    answers: dict[str, Answered] = {}
    problems: list[Problem] = []
    for question in questions:
        turn = asked(question, advisor)
        answers[question] = answered(turn.replies[0])
        failures = (failure(test, turn) for test in held_to.get(question, ()))
        problems += [problem for problem in failures if problem is not None]
    return _Answers(answers=answers, problems=tuple(problems))


def _joined(found: Iterable[_Answers]) -> _Answers:
    told = tuple(found)
    return _Answers(
        answers={question: how for each in told for question, how in each.answers.items()},
        problems=tuple(problem for each in told for problem in each.problems),
    )


# ── What is known of answers ──────────────────────────────────────────────────────────────────


def _recorded(texts: Mapping[str, str], means: making.Means) -> dict[str, Answered]:
    """How the tests of a version were answered when it was examined; nothing where that is not known."""
    found = shelf.found(means.cache, (_ANSWERS, _key(texts, means)))
    if not isinstance(found, dict):
        return {}
    return {question: wire.read(how, Answered) for question, how in found.items()}


def _record(texts: Mapping[str, str], means: making.Means, answers: Mapping[str, Answered]) -> None:
    """Keep how the tests of a version are answered; never what people asked, which is theirs."""
    written = {question: wire.written(how) for question, how in answers.items()}
    shelf.keep(means.cache, (_ANSWERS, _key(texts, means)), written)


def _key(texts: Mapping[str, str], means: making.Means) -> str:
    """Differs with the texts, with what understands, and with any part of the program: all of it answers."""
    program = hashlib.sha256()
    here = Path(making.__file__).parent
    for file in sorted(file for pattern in _PROGRAM for file in here.rglob(pattern)):
        program.update(hashlib.sha256(file.read_bytes()).digest())
    made = making.key(texts, means.collections)
    return hashlib.sha256(f"{made} {means.encoder} {program.hexdigest()}".encode()).hexdigest()[:32]
