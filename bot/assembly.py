"""Where the parts meet: from settings to an advisor that answers.

The command line decides what is wanted; everything here says what it takes. The heavy parts are
imported when they are needed, so that ``--help`` and a wrong option answer at once.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.config import ConfigError, EncoderKind, Mode, TelegramSettings, Transport, load_config

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.advisor import Advisor
    from bot.knowledge.model import Knowledge, Problem
    from bot.making import Means
    from bot.questions.coverage import Coverage
    from bot.telegram.app import Reach
    from bot.telegram.webhook import WebhookSettings

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
    """What to answer from (``collections`` empty: all of them), with what, and where things are kept.

    ``processes`` answer besides the service's own.
    """

    folder: Path
    collections: tuple[str, ...]
    store: Path
    telegram: TelegramSettings = field(default_factory=TelegramSettings)
    encoder: EncoderKind = EncoderKind.DEFAULT
    processes: int = 0

    @property
    def cache(self) -> Path:
        """The folder for what is slow to compute, beside the store; it may be deleted at any time."""
        return self.store.parent / "cache"

    @property
    def means(self) -> Means:
        """What it takes to make an advisor, but for the texts."""
        from bot.making import Means

        return Means(cache=self.cache, collections=self.collections, encoder=self.encoder)


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
        telegram=settings.telegram,
        encoder=settings.matching.encoder,
        processes=settings.answering.processes,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """The folder's texts by path, and what of its chosen collections was not read and why."""

    texts: Mapping[str, str]
    unread: tuple[Problem, ...]


def read_knowledge(setup: Setup, read: Read | None = None) -> tuple[Knowledge | None, tuple[Problem, ...]]:
    """What the folder says, and all that kept it from being read as it was meant."""
    from bot.knowledge.parse import parse

    read = read or read_folder(setup)
    knowledge, problems = parse(read.texts, collections=setup.collections or None)
    return knowledge, tuple(sorted({*read.unread, *problems}))


def read_folder(setup: Setup) -> Read:
    """What the folder holds at this moment."""
    from bot import library

    chosen = setup.collections or None
    texts, unread = library.read_texts(setup.folder, chosen)
    if chosen is not None:
        # The other collections are not answered from, but what refers to them is no mistake.
        texts = library.read_texts(setup.folder)[0] | texts
    return Read(texts=texts, unread=unread)


def make_advisor(setup: Setup, read: Read | None = None) -> Advisor:
    """An advisor on the folder's knowledge; what it takes long to make of it is kept in the cache.

    ``read`` is what it held when it was read before; else it is read now.
    Raises BrokenKnowledgeError when anything in it could not be read: half of what is known would
    give half answers without a word. Raises MissingDataError when a package lacks its data.
    """
    from bot import making

    read = read or read_folder(setup)
    if read.unread:
        raise BrokenKnowledgeError(setup.folder, read_knowledge(setup, read)[1])
    try:
        return making.make_advisor(read.texts, setup.means)
    except making.UnreadableError as error:
        raise BrokenKnowledgeError(setup.folder, error.problems) from error


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """What the folder says, what is wrong with it, and how its entries' phrasings keep apart.

    ``knowledge`` is None when nothing could be read, ``coverage`` when not all of it could.
    """

    knowledge: Knowledge | None
    problems: tuple[Problem, ...]
    coverage: Coverage | None = None


def proofread(setup: Setup) -> Proof:
    """What the folder says, and everything that can be said against it.

    Replies are worded and the entries' own tests asked only when all of it could be read: what is
    missing would make a dozen problems of one.
    """
    knowledge, problems = read_knowledge(setup)
    if knowledge is None:
        return Proof(knowledge=None, problems=problems)
    if problems:
        from bot.knowledge.check import check

        return Proof(knowledge=knowledge, problems=tuple(sorted({*problems, *check(knowledge)})))
    from bot import making
    from bot.proofing import proof
    from bot.questions.coverage import coverage

    matcher = making.matcher(knowledge, setup.means)
    problems = proof(knowledge, making.advisor(knowledge, making.reader(knowledge, matcher, setup.means)))
    return Proof(knowledge=knowledge, problems=problems, coverage=coverage(matcher.index))


def reach(settings: TelegramSettings) -> Reach:
    """How to reach Telegram. Raises ConfigError, which names the key."""
    from bot.telegram.app import Reach

    return Reach(
        token=settings.read_token(),
        api_url=settings.api_url,
        proxy=settings.proxy or None,
        httpx=settings.transport is Transport.HTTPX,
        webhook=_webhook(settings) if settings.mode is Mode.WEBHOOK else None,
        editors=tuple(settings.admins),
    )


def _webhook(settings: TelegramSettings) -> WebhookSettings:
    from bot.telegram.webhook import WebhookSettings

    if not settings.webhook_url:
        raise ConfigError('[telegram] webhook_url is not set; mode = "webhook" needs the address to post to')
    host, _, port = settings.listen.rpartition(":")
    try:
        return WebhookSettings(
            url=settings.webhook_url,
            secret=settings.webhook_secret,
            host=host.strip("[]"),
            port=int(port),
            path=urlsplit(settings.webhook_url).path or "/",
        )
    except ValueError as error:
        raise ConfigError(f"[telegram] webhook_secret: {error}") from error
