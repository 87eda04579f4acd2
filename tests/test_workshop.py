"""The workshop: what it finds in real processes, and that nothing of a hostile text gets out of them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import making
from bot.knowledge.parse import parse
from bot.making import Means
from bot.proofing.answers import Severity
from bot.proofing.changes import FigureChange
from bot.proofing.halting import Halted, Reason, Stage
from bot.proofing.preview import Preview
from bot.workshop import examining, processes, sharing
from bot.workshop.examining import Workshop
from bot.workshop.processes import Limits
from soak import small
from tests.knowledge import guild

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.knowledge.model import Knowledge

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="limits are those of Linux"),
    pytest.mark.alone,
]

SOUND: Mapping[str, str] = small.TEXTS
_REACHING = "how many are proud of what rises"
ROOMY = Limits(seconds=60, megabytes=1024, by_the_clock=60)
_MODULE = "tests.misbehaving"


def changed(old: str, new: str, file: str = guild.SURVEY_FILE) -> dict[str, str]:
    assert old in SOUND[file]
    return {**SOUND, file: SOUND[file].replace(old, new, 1)}


def workshop(folder: Path) -> Workshop:
    # A busy machine must not make a test fail that is not about time.
    return Workshop(
        Means(cache=folder / "cache"), reading=replace(examining.READING, seconds=60, by_the_clock=60)
    )


def examined(
    folder: Path, texts: Mapping[str, str], base: Mapping[str, str] | None = SOUND, kept: tuple[str, ...] = ()
) -> Preview:
    found = asyncio.run(workshop(folder).examine(base, texts, kept))
    assert isinstance(found, Preview), found
    return found


def ran(what: str, limits: Limits = ROOMY, **more: int) -> bytes | Halted:
    return asyncio.run(processes.run(Stage.READING, what.encode(), limits, module=_MODULE, **more))


def alive(process: int) -> bool:
    """Whether it runs: one that has ended may wait for a while to be taken note of."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def gone(numbers: str) -> bool:
    return not any(alive(int(number)) for number in numbers.split())


def comes_true(what: Callable[[], bool]) -> bool:
    ending = time.monotonic() + 30
    while not what() and time.monotonic() < ending:
        time.sleep(0.05)
    return what()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the sound knowledge is known already."""
    made: Path = tmp_path_factory.mktemp("workshop")
    assert examined(made, SOUND, base=None).publishable
    return made


# ── What it finds ─────────────────────────────────────────────────────────────────────────────────


def test_no_change_gives_an_empty_preview(folder: Path) -> None:
    found = examined(folder, SOUND, kept=("are bakers proud", "what does beer cost"))
    assert found.publishable
    assert found.base == found.version
    assert (found.changes, found.corrections, found.counts, found.differences) == ((), (), (), ())
    assert found.tests_asked == sum(len(e.reach) + len(e.not_) for e in _knowledge().entries())
    # One of the two is a test already.
    assert found.kept_asked == 1
    assert found.coverage is not None
    assert (found.coverage.untested, found.coverage.drawn, found.coverage.near_duplicates) == ((), (), ())


def _knowledge() -> Knowledge:
    held, problems = parse(SOUND)
    assert held is not None
    assert problems == ()
    return held


def test_a_changed_figure_is_told_with_the_answers_that_it_changes(folder: Path) -> None:
    kept = ("how many bakers are proud of the starter",)
    found = examined(folder, changed("figures.baker = 83", "figures.baker = 84"), kept=kept)
    (change,) = found.changes
    assert change.figures == (FigureChange(population="baker", label="bakers", before="83%", after="84%"),)
    assert [(c.before, c.after) for c in found.corrections] == [("83%", "84%")]
    told = {d.question: d for d in found.differences}
    assert told[kept[0]].severity is Severity.NUMBERS
    assert "83%" in told[kept[0]].before.text
    assert "84%" in told[kept[0]].after.text
    assert sum(c.count for c in found.counts) == len(found.differences)
    assert found.publishable


def test_what_was_examined_is_loaded_and_not_built_when_it_is_published(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = changed("200 members", "300 members")
    assert examined(folder, texts).publishable
    for what in ("parse", "Reader", "index.build"):
        monkeypatch.setattr(f"bot.making.{what}", lambda *_: pytest.fail("built anew"))
    advisor = making.make_advisor(texts, Means(cache=folder / "cache"))
    assert advisor.knowledge.surveys["yeast-survey"].facts["sample"] == "300 members"


def test_a_test_that_fails_forbids_to_publish_and_is_named(folder: Path) -> None:
    found = examined(folder, changed(_REACHING, "how do millers think of it"))
    assert not found.publishable
    assert 'the test "how do millers think of it" comes to a refusal' in found.problems[0].what
    assert found.problems[0].place.file == guild.SURVEY_FILE


def test_a_test_that_was_taken_away_is_asked_all_the_same(folder: Path) -> None:
    found = examined(folder, changed(_REACHING, "how many of them are proud of the starter"))
    assert found.publishable
    assert found.tests_asked == examined(folder, SOUND).tests_asked + 1


def test_a_reply_that_breaks_the_number_rule_is_a_problem(folder: Path) -> None:
    found = examined(folder, changed("Taste first.", "Taste 83 of them.", guild.ADVICE_FILE))
    assert any("the number" in problem.what for problem in found.problems)
    assert found.changes == ()


def test_texts_that_can_not_be_read_are_told_as_problems_alone(folder: Path) -> None:
    found = examined(folder, changed("[survey]", "[survey"))
    assert found.problems[0].place.file == guild.SURVEY_FILE
    assert found.coverage is None
    assert found.base != found.version


def test_answers_of_the_base_are_kept_but_never_what_people_asked(folder: Path) -> None:
    asked = "how do we share a starter with somebody of the harbour"
    found = examined(folder, changed("figures.baker = 71", "figures.baker = 70"), kept=(asked,))
    assert found.kept_asked == 1
    files = list((folder / "cache").iterdir())
    assert any(file.name.startswith("answers-") for file in files)
    assert not any(b"harbour" in file.read_bytes() for file in files)


def test_without_a_base_nothing_is_compared(tmp_path: Path) -> None:
    found = examined(tmp_path, SOUND, base=None, kept=("are bakers proud",))
    assert (found.base, found.kept_asked, found.changes, found.differences) == (None, 0, (), ())
    assert found.coverage is not None
    assert found.coverage.entries > 0


# ── What hostile texts come to ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "{% for x in range(10**9) %}{% for y in range(10**9) %}.{% endfor %}{% endfor %}",
        '{{ "x" * 10**10 }}',
        "{{ " + "(" * 20_000 + ")" * 20_000 + " }}",
        "{% if 1 %}" * 10_000,
        "{{ " + "9" * 20_000 + " ** 9999999 }}",
    ],
    ids=["loops", "memory", "nesting", "blocks", "giant integer"],
)
def test_a_hostile_section_comes_to_problems_or_a_halt(folder: Path, text: str) -> None:
    texts = changed("Taste first.", text, guild.ADVICE_FILE)
    began = time.monotonic()
    found = asyncio.run(Workshop(Means(cache=folder / "cache")).examine(SOUND, texts))
    assert isinstance(found, Halted) or not found.publishable
    assert time.monotonic() - began < examining.READING.by_the_clock + 60


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000 + "]" * 100_000,
        "a = " + "9" * 200_000,
        "a" + ".a" * 100_000 + " = 1",
        "\0\ud800",
    ],
    ids=["nesting", "giant integer", "dotted key", "odd characters"],
)
def test_a_hostile_file_comes_to_problems_or_a_halt(folder: Path, text: str) -> None:
    found = asyncio.run(
        Workshop(Means(cache=folder / "cache")).examine(SOUND, {**SOUND, "articles/x.toml": text})
    )
    assert isinstance(found, Halted) or not found.publishable


# ── What keeps a process within its limits ────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("what", "seconds", "by_the_clock", "reason"),
    [
        ("loop", 1, 60, Reason.TOO_LONG),
        ("loop", 60, 1, Reason.UNFINISHED),
        ("sleep /dev/null", 60, 1, Reason.UNFINISHED),
    ],
)
def test_a_process_that_does_not_end_is_ended(
    what: str, seconds: int, by_the_clock: int, reason: Reason
) -> None:
    began = time.monotonic()
    halted = Halted(stage=Stage.READING, reason=reason, limit=1)
    assert ran(what, Limits(seconds=seconds, megabytes=256, by_the_clock=by_the_clock)) == halted
    assert time.monotonic() - began < 60


def test_a_process_that_gets_little_of_a_busy_machine_has_longer_by_the_clock() -> None:
    assert ran("rest 2", Limits(seconds=1, megabytes=256, by_the_clock=60)) == b"rested"


def test_where_no_processor_time_is_counted_the_clock_gives_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    assert examining.COMPARING.patience == 600
    monkeypatch.setattr(processes, "counts_processor_time", lambda: False)
    assert (examining.READING.patience, examining.COMPARING.patience) == (5, 60)


def test_processor_time_counts_too() -> None:
    halted = Halted(stage=Stage.READING, reason=Reason.TOO_LONG, limit=60)
    assert ran("SIGXCPU") == halted


def test_a_process_that_eats_memory_is_ended() -> None:
    halted = Halted(stage=Stage.READING, reason=Reason.TOO_MUCH_MEMORY, limit=100)
    assert ran("eat", Limits(seconds=60, megabytes=100, by_the_clock=60)) == halted


def test_a_process_that_says_too_much_is_ended() -> None:
    assert ran("flood", most_bytes=1_000_000) == Halted(stage=Stage.READING, reason=Reason.TOO_MUCH_SAID)


def test_a_process_that_breaks_is_told_from_one_that_dies(tmp_path: Path) -> None:
    assert ran("nonsense") == Halted(stage=Stage.READING, reason=Reason.BROKE)
    died = Halted(stage=Stage.READING, reason=Reason.DIED, signal=signal.SIGABRT)
    assert ran(f"leave {tmp_path / 'numbers'}") == died


@pytest.mark.parametrize("what", ["sleep", "leave"])
def test_nothing_that_a_process_started_is_left(tmp_path: Path, what: str) -> None:
    numbers = tmp_path / "numbers"
    assert isinstance(ran(f"{what} {numbers}", Limits(seconds=2, megabytes=256, by_the_clock=2)), Halted)
    assert len(numbers.read_text().split()) == 2
    assert comes_true(lambda: gone(numbers.read_text()))


def test_a_process_is_ended_with_the_task_that_waits_for_it(tmp_path: Path) -> None:
    numbers = tmp_path / "numbers"

    async def cancelled() -> None:
        running = processes.run(Stage.READING, f"sleep {numbers}".encode(), ROOMY, module=_MODULE)
        task = asyncio.create_task(running)
        while not (numbers.exists() and len(numbers.read_text().split()) == 2):  # noqa: ASYNC110 (no event tells)
            await asyncio.sleep(0.05)
        assert not gone(numbers.read_text())
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(asyncio.wait_for(cancelled(), 60))
    assert comes_true(lambda: gone(numbers.read_text()))


def test_a_process_ends_with_a_bot_that_is_killed(tmp_path: Path) -> None:
    numbers = tmp_path / "numbers"
    source = (
        "import asyncio\nfrom bot.workshop.processes import *\n"
        f"job, limits = {f'wait {numbers}'.encode()!r}, Limits(seconds=60, megabytes=256, by_the_clock=60)\n"
        f"asyncio.run(run(Stage.READING, job, limits, module={_MODULE!r}))"
    )
    with subprocess.Popen([sys.executable, "-c", source]) as bot:
        assert comes_true(lambda: numbers.exists() and bool(numbers.read_text()))
        assert not gone(numbers.read_text())
        bot.kill()
    assert comes_true(lambda: gone(numbers.read_text()))


def test_a_process_knows_no_secret_and_leaves_no_image(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTENTE_TELEGRAM_TOKEN", "12345:secret")
    monkeypatch.setenv("SOME_PASSWORD", "secret")
    said = ran("tell")
    assert isinstance(said, bytes)
    told = json.loads(said)
    assert "secret" not in str(told["environment"])
    assert not any(name.startswith("ENTENTE_") for name in told["environment"])
    assert told["core"] == [0, 0]
    assert told["group"] is True


@pytest.mark.parametrize("stage", [Stage.READING, Stage.COMPARING])
def test_a_stage_without_room_halts(folder: Path, stage: Stage) -> None:
    tight = replace(ROOMY, megabytes=60)
    made = Workshop(
        Means(cache=folder / "cache"),
        reading=replace(tight, megabytes=30) if stage is Stage.READING else ROOMY,
        comparing=tight,
    )
    found = asyncio.run(made.examine(SOUND, SOUND))
    assert isinstance(found, Halted)
    assert found.stage is stage


@pytest.mark.parametrize(
    "said", [b"", b"{}", b"[]", b"\xff", Preview(base=None, version="x").to_json().encode()]
)
def test_what_a_process_says_is_believed_only_where_it_is_the_preview_of_these_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    async def says(stage: Stage, job: bytes, limits: Limits) -> bytes:  # noqa: ARG001 (as it is called)
        return said

    monkeypatch.setattr(processes, "run", says)
    found = asyncio.run(workshop(tmp_path).examine(SOUND, SOUND))
    assert found == Halted(stage=Stage.READING, reason=Reason.BROKE)


# ── Sharing ───────────────────────────────────────────────────────────────────────────────────────


def in_a_copy(work: str) -> int:
    """The exit status of a process that does this; a copy of the test run itself would do harm."""
    source = f"import os, signal, time\nfrom bot.workshop.sharing import *\n{work}"
    return os.waitstatus_to_exitcode(
        os.waitpid(os.posix_spawn(sys.executable, [sys.executable, "-c", source], os.environ), 0)[1]
    )


def test_tasks_are_shared_and_come_back_in_order() -> None:
    work = (
        "me = os.getpid()\n"
        "found = shared([lambda n=n: (n, os.getpid(), time.sleep(0.01)) for n in range(MOST_TASKS)])\n"
        "assert [n for n, *_ in found] == list(range(MOST_TASKS))\n"
        "assert len({who for _, who, _ in found}) == 2 and me in {who for _, who, _ in found}\n"
        "assert shared([]) == []"
    )
    assert in_a_copy(work) == 0


@pytest.mark.parametrize(
    ("work", "status"),
    [("1 / 0", 1), ("bytes(10**18)", 70), ("os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL)],
)
def test_a_copy_that_fails_is_told(work: str, status: int) -> None:
    source = (
        f"wait = aside(lambda: {work})\n"
        f"try: wait()\nexcept EndedError as error: assert error.status == {int(status)}, error\n"
        "else: raise AssertionError"
    )
    assert in_a_copy(source) == 0
    assert sharing.EndedError(status).status == status
