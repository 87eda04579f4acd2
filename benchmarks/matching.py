"""Time and memory of matching a question, beside plain rapidfuzz on the same phrasings.

Each size is built in one process and asked in another, which loads it from the cache as a start of
the bot does, so that memory is told apart.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

from bot import library
from bot.questions import index as indexes
from bot.questions.matcher import Matcher
from bot.questions.repair import Repairer
from bot.questions.words import clean, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.questions.index import Index

SIZES = (500, 2_500, 10_000)
QUESTIONS = 300
PHRASINGS_PER_ENTRY = 12

_OPENINGS = (
    "how many {who} {verb} {what}",
    "what share of {who} {verb} {what}",
    "do {who} {verb} {what}",
    "why do so few {who} {verb} {what}",
    "what should {who} do about {what}",
    "how can we get {who} and {whom} to agree on {what}",
    "is {what} something that {who} {verb}",
    "tell me about {what} for {who}",
    "{who} versus {whom} on {what}",
    "we argue with {whom} over {what}, what do others do",
    "my {who} won't {verb} {what}",
    "who decides on {what}",
)
_WHO = ("CIOs", "CMOs", "chief executives", "finance chiefs", "the IT team", "marketers", "vendors")
_VERBS = ("worry about", "pay for", "own", "plan", "measure", "trust", "neglect", "share")


def run() -> None:
    """Print one line per size: time and memory to build, to load and to answer, and rapidfuzz's."""
    print("phrasings           build       load        answer  p50     p99   extractOne  p50     p99")
    with tempfile.TemporaryDirectory() as cache:
        for size in SIZES:
            for part in ("build", "answer"):
                command = [sys.executable, "-m", "benchmarks.matching", part, str(size), cache]
                subprocess.run(command, check=True)


def build(size: int, cache: Path) -> str:
    """The first half of a line: building an index of so many phrasings, which is left in the cache."""
    encoder = library.static_encoder()
    entries = _entries(size, library.english_words(cache))
    start = time.perf_counter()
    library.load_or_build_index(cache, str(size), lambda: indexes.build(entries, encoder))
    return f"{size:9,}  {time.perf_counter() - start:5.2f} s {peak_memory():4.0f} MB"


def answer(size: int, cache: Path) -> str:
    """The other half: loading it and answering from it, and rapidfuzz on the same phrasings."""
    start = time.perf_counter()
    encoder, english = library.static_encoder(), library.english_words(cache)
    index = library.load_or_build_index(cache, str(size), _not_cached)
    counts = Counter(word for phrasing in index.phrasings for word in tokens(clean(phrasing)))
    repairer, matcher = Repairer(counts, english), Matcher(index, encoder)
    loaded = time.perf_counter() - start

    def ours(question: str) -> None:
        raw = tokens(clean(question))
        matcher.rank(repairer.repair(raw).tokens, raw)

    def plain(question: str) -> None:
        process.extractOne(question, index.phrasings, scorer=fuzz.WRatio)

    chance = random.Random(size)
    questions = [_mistyped(phrasing, chance) for phrasing in chance.choices(index.phrasings, k=QUESTIONS)]
    mine, memory, theirs = _times(ours, questions), peak_memory(), _times(plain, questions)
    return (
        f"  {loaded:5.2f} s {memory:4.0f} MB"
        f"   {mine[0]:6.2f} ms {mine[1]:6.2f} ms     {theirs[0]:6.2f} ms {theirs[1]:6.2f} ms"
    )


def _not_cached() -> Index:
    message = "the index was not found in the cache"
    raise RuntimeError(message)


def peak_memory() -> float:
    """The most memory this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _subjects(english: Iterable[str]) -> list[str]:
    """Words that are common enough to be asked about and too rare to be grammar."""
    return [word for word in list(english)[400:6_000] if len(word) > 4]  # noqa: PLR2004 - no grammar


def _entries(size: int, english: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Entries with so many phrasings in all, the same in every run."""
    chance = random.Random(size)
    subjects = _subjects(english)
    entries = []
    for number in range(-(-size // PHRASINGS_PER_ENTRY)):
        about = chance.sample(subjects, 3)
        count = min(PHRASINGS_PER_ENTRY, size - number * PHRASINGS_PER_ENTRY)
        openings = chance.sample(_OPENINGS, count)
        asked = [
            opening.format(
                who=chance.choice(_WHO),
                whom=chance.choice(_WHO),
                verb=chance.choice(_VERBS),
                what=" ".join(chance.sample(about, 2)),
            )
            for opening in openings
        ]
        entries.append((f"entry-{number}", asked))
    return entries


def _mistyped(phrasing: str, chance: random.Random) -> str:
    """A phrasing with one word more and two neighbouring letters exchanged."""
    at = chance.randrange(1, len(phrasing) - 1)
    return f"please {phrasing[: at - 1]}{phrasing[at]}{phrasing[at - 1]}{phrasing[at + 1 :]}"


def _times(answer: Callable[[str], None], questions: Sequence[str]) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds, after warming up."""
    for question in questions[:20]:
        answer(question)
    taken = []
    for question in questions:
        start = time.perf_counter()
        answer(question)
        taken.append((time.perf_counter() - start) * 1_000)
    return float(np.percentile(taken, 50)), float(np.percentile(taken, 99))


if __name__ == "__main__":
    _, part, size, cache = sys.argv
    if part == "build":
        print(build(int(size), Path(cache)), end="", flush=True)
    else:
        print(answer(int(size), Path(cache)))
