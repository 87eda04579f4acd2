"""Where the parts meet: from settings to an advisor that answers.

The command line decides what is wanted; everything here says what it takes. The heavy parts are
imported when they are needed, so that ``--help`` and a wrong option answer at once.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import load_config

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.advisor import Advisor
    from bot.knowledge.model import Knowledge, Problem

#: Read when no other file is named.
_CONFIG = Path("config.toml")


class BrokenKnowledgeError(Exception):
    """The knowledge can't be answered from; ``problems`` say why, each with its place."""

    def __init__(self, folder: Path, problems: Sequence[Problem]) -> None:
        super().__init__(f"{folder}: {len(problems)} problems")
        self.folder = folder
        self.problems = tuple(problems)


@dataclass(frozen=True, kw_only=True, slots=True)
class Setup:
    """What to answer from (``collections`` empty: all of them) and where things are kept."""

    folder: Path
    collections: tuple[str, ...]
    store: Path

    @property
    def cache(self) -> Path:
        """The folder for what is slow to compute, beside the store; it may be deleted at any time."""
        return self.store.parent / "cache"


def set_up(config: Path | None, knowledge: Path | None, collections: Sequence[str]) -> Setup:
    """The settings: options first, then the environment, then the file, then what is usual.

    Without ``config``, ``config.toml`` of the working directory is read if there is one. Raises
    ConfigError.
    """
    from bot import library

    path = config or (_CONFIG if _CONFIG.is_file() else None)
    settings = load_config(path, os.environ)
    return Setup(
        folder=knowledge or settings.knowledge.path or library.knowledge_folder(),
        collections=tuple(collections) or settings.knowledge.collections,
        store=settings.store.path,
    )


def read_knowledge(setup: Setup) -> tuple[Knowledge | None, tuple[Problem, ...]]:
    """What the folder says, and all that kept it from being read as it was meant."""
    from bot import library
    from bot.knowledge.parse import parse

    chosen = setup.collections or None
    texts, unread = library.read_texts(setup.folder, chosen)
    if chosen is not None:
        # The other collections are not answered from, but what refers to them is no mistake.
        texts = library.read_texts(setup.folder)[0] | texts
    knowledge, problems = parse(texts, collections=chosen)
    return knowledge, tuple(sorted({*unread, *problems}))


def make_advisor(setup: Setup) -> Advisor:
    """An advisor on the folder's knowledge.

    Raises BrokenKnowledgeError when anything in it could not be read: half of what is known would
    give half answers without a word. Raises MissingDataError when a package lacks its data.
    """
    knowledge, problems = read_knowledge(setup)
    if knowledge is None or problems:
        raise BrokenKnowledgeError(setup.folder, problems)
    return advisor_on(knowledge, setup.cache)


def proofread(setup: Setup) -> tuple[Knowledge | None, tuple[Problem, ...]]:
    """What the folder says, and everything that can be said against it.

    Replies are worded and the entries' own tests asked only when all of it could be read: what is
    missing would make a dozen problems of one.
    """
    knowledge, problems = read_knowledge(setup)
    if knowledge is None:
        return None, problems
    if problems:
        from bot.knowledge.check import check

        return knowledge, tuple(sorted({*problems, *check(knowledge)}))
    from bot.proofing import proof

    return knowledge, proof(knowledge, advisor_on(knowledge, setup.cache))


def advisor_on(knowledge: Knowledge, cache: Path | None) -> Advisor:
    """An advisor on knowledge as read; ``cache`` None computes everything anew."""
    from bot import library
    from bot.advisor import Advisor
    from bot.questions import index
    from bot.questions.matcher import Matcher
    from bot.questions.reader import phrasings

    encoder = library.static_encoder()
    asked = [(entry, list(texts)) for entry, texts in phrasings(knowledge)]
    # Named by what it is made from: the same knowledge asks otherwise in another version of the program.
    name = hashlib.sha256(f"{encoder.name}\0{asked!r}".encode("utf-8", "surrogatepass")).hexdigest()
    solved = library.load_or_build_index(cache, name, lambda: index.build(asked, encoder))
    return Advisor(
        knowledge,
        Matcher(solved, encoder),
        english=library.english_words(cache),
        templates=library.reply_templates(),
    )
