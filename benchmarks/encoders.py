"""What each encoder costs, and how many questions are answered as expected with it.

Each encoder's index is built in one process and asked in another, which loads it from the cache as a
start of the bot does, so that memory is told apart.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.matching import peak_memory
from bot import assembly, exchange, library
from bot.config import EncoderKind
from bot.conversation.events import Said
from bot.conversation.state import State
from bot.evaluation import evaluate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.advisor import Advisor

_ROOT = Path(__file__).parent.parent
_TESTS = _ROOT / "knowledge" / "tests"


@dataclass(frozen=True, kw_only=True, slots=True)
class Questions:
    """Files of the lines that ``eval`` reads, the table of titles for them, and what shall answer."""

    files: Sequence[Path] = tuple(
        _TESTS / name for name in ("heldout.jsonl", "heldout-2.jsonl", "nothing.jsonl")
    )
    titles: Path = _ROOT / "tests" / "titles.toml"
    # What the files that ship were written for; empty: everything.
    collections: Sequence[str] = ("articles",)


def run(questions: Questions | None = None) -> None:
    """Print each encoder's cost, and then, side by side, how it fared with each sort of question.

    Without ``questions``: with what was written for the articles alone, and then for everything.
    """
    whole = Questions(files=(_TESTS / "library.jsonl", _TESTS / "nothing.jsonl"), collections=())
    for number, asked in enumerate((questions,) if questions else (Questions(), whole)):
        print("\n" * bool(number) + f"asked of {' and '.join(asked.collections) or 'everything'}")
        _compare(asked)


def _compare(asked: Questions) -> None:
    print("encoder      build               load               a turn   p50      p99")
    found: dict[str, dict[str, str]] = {}
    for kind in EncoderKind:
        with tempfile.TemporaryDirectory() as folder:
            parts = [_measured(part, kind, Path(folder), asked) for part in ("build", "answer")]
        print(f"{kind.value:<10}", *dict.fromkeys(part["told"] for part in parts))
        if "scores" in parts[-1]:
            found[kind.value] = parts[-1]["scores"]
    print()
    print(f"{'answered as expected':<40}" + "".join(f"{name:>24}" for name in found))
    for sort in next(iter(found.values())):
        print(f"{sort:<40}" + "".join(f"{scores[sort]:>24}" for scores in found.values()))


def _measured(part: str, kind: EncoderKind, folder: Path, questions: Questions) -> dict[str, Any]:
    """What a process of its own says of one encoder."""
    wanted = [part, kind.value, folder, questions.titles, ",".join(questions.collections), *questions.files]
    command = [sys.executable, "-m", "benchmarks.encoders", *map(str, wanted)]
    said: dict[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return said


def _build(setup: assembly.Setup) -> dict[str, Any]:
    """What a first start costs, which leaves the index in the cache."""
    start = time.perf_counter()
    assembly.make_advisor(setup)
    return {"told": f"{time.perf_counter() - start:6.2f} s {peak_memory():5.0f} MB"}


def _answer(setup: assembly.Setup, questions: Questions) -> dict[str, Any]:
    """What a start with a full cache and the questions cost, and how these are answered."""
    start = time.perf_counter()
    advisor = assembly.make_advisor(setup)
    started = time.perf_counter() - start
    lines = {file.name: _lines(file) for file in questions.files}
    taken = [time for asked in lines.values() for line in asked for time in _times(advisor, line)]
    cost = (
        f"  {started:6.2f} s {peak_memory():5.0f} MB"
        f"      {np.percentile(taken, 50):8.1f} ms {np.percentile(taken, 99):5.1f} ms"
    )
    titles = {
        title: entries
        for title, entries in tomllib.loads(questions.titles.read_text(encoding="utf-8")).items()
        if any(advisor.knowledge.entry(entry) for entry in entries)
    }
    scores = {}
    for name, asked in lines.items():
        for sort, answerable in (("", True), (", not to be answered", False)):
            card = evaluate([line for line in asked if _answerable(line) == answerable], advisor, titles)
            if card.verdicts:
                wrong = sum(len(verdict.wrong) for verdict in card.verdicts)
                told = f", {wrong} wrong" if wrong else ""
                scores[name + sort] = f"{card.passed} of {len(card.verdicts)}{told}"
    return {"told": cost, "scores": scores}


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _answerable(line: dict[str, Any]) -> bool:
    """Whether an answer, or a choice, is what is expected."""
    return bool(line["about"]) if "about" in line else line["expect"]["outcome"] != "abstain"


def _times(advisor: Advisor, line: dict[str, Any]) -> Iterator[float]:
    """Milliseconds of each turn of a conversation."""
    turns = (line["text"],) if "text" in line else exchange.parse(line).turns
    state = State()
    for text in turns:
        start = time.perf_counter()
        state = advisor.turn(Said(text=text), state).state
        yield (time.perf_counter() - start) * 1_000


def _main(part: str, kind: str, folder: str, titles: str, collections: str, *files: str) -> dict[str, Any]:
    asked = Questions(
        files=[Path(file) for file in files],
        titles=Path(titles),
        collections=[name for name in collections.split(",") if name],
    )
    setup = assembly.Setup(
        folder=library.knowledge_folder(),
        collections=tuple(asked.collections),
        store=Path(folder) / "entente.db",
        encoder=EncoderKind(kind),
    )
    try:
        return _build(setup) if part == "build" else _answer(setup, asked)
    except library.MissingDataError as error:
        return {"told": f"not measured: {error}"}


if __name__ == "__main__":
    print(json.dumps(_main(*sys.argv[1:])))
