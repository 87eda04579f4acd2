"""From texts to an advisor; what it takes long to make on the way is kept in the cache.

A version that was tried before is made in about a second: everything is kept under names of what it
was made from, so that whoever made it, the next one finds it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import library, shelf
from bot.advisor import Advisor
from bot.config import EncoderKind
from bot.knowledge.parse import parse
from bot.questions import index
from bot.questions.matcher import Matcher
from bot.questions.reader import Reader, phrasings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bot.knowledge.model import Knowledge, Problem
    from bot.questions.encoder import Encoder


class UnreadableError(Exception):
    """Not all of the texts could be read as they were meant; ``problems`` say why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


@dataclass(frozen=True, kw_only=True, slots=True)
class Means:
    """What an advisor is made with: which collections (none named: all), what understands, what is kept."""

    cache: Path
    collections: tuple[str, ...] = ()
    encoder: EncoderKind = EncoderKind.DEFAULT


def make_advisor(texts: Mapping[str, str], means: Means) -> Advisor:
    """An advisor on what these texts say, by path within the knowledge folder.

    Raises UnreadableError, and MissingDataError when a package lacks its data.
    """
    knowledge, asked = _understood(texts, means)
    return advisor(knowledge, kept_reader(knowledge, _matcher(knowledge, asked, means), texts, means))


def understood(texts: Mapping[str, str], means: Means) -> Knowledge:
    """What these texts say, as it was read before where it was. Raises UnreadableError."""
    return _understood(texts, means)[0]


def matcher(knowledge: Knowledge, means: Means) -> Matcher:
    """The matcher of knowledge as read, its index from the cache where it lies there."""
    return _matcher(knowledge, _named(knowledge), means)


def reader(knowledge: Knowledge, matcher: Matcher, means: Means) -> Reader:
    """A reader of that knowledge, made anew."""
    return Reader(knowledge, matcher, library.english_words(means.cache))


def kept_reader(knowledge: Knowledge, matcher: Matcher, texts: Mapping[str, str], means: Means) -> Reader:
    """The reader of what these texts say, from the cache where it lies there."""
    english = library.english_words(means.cache)
    return shelf.kept(
        means.cache,
        ("reader", key(texts, means.collections)),
        lambda: Reader(knowledge, matcher, english),
        {"knowledge": knowledge, "matcher": matcher, "english": english},
    )


def advisor(knowledge: Knowledge, reader: Reader) -> Advisor:
    """An advisor with the templates that ship with the program."""
    return Advisor(knowledge, reader, templates=library.reply_templates())


def key(texts: Mapping[str, str], collections: Sequence[str] = ()) -> str:
    """A name for what is made of these texts by this version of the program."""
    return shelf.key([*collections, "", *(part for text in sorted(texts.items()) for part in text)])


def _understood(texts: Mapping[str, str], means: Means) -> tuple[Knowledge, str]:
    """The knowledge of these texts, and a name for what it teaches the matcher."""

    def read() -> tuple[Knowledge, str]:
        knowledge, problems = parse(texts, collections=means.collections or None)
        if knowledge is None or problems:
            raise UnreadableError(problems)
        return knowledge, _named(knowledge)

    return shelf.kept(means.cache, ("knowledge", key(texts, means.collections)), read)


def _matcher(knowledge: Knowledge, asked: str, means: Means) -> Matcher:
    encoder = _encoder(means.encoder)
    solved = library.load_or_build_index(
        means.cache, f"{encoder.name}\0{asked}", lambda: index.build(_asked(knowledge), encoder)
    )
    return Matcher(solved, encoder)


def _asked(knowledge: Knowledge) -> list[tuple[str, list[str]]]:
    return [(entry, list(texts)) for entry, texts in phrasings(knowledge)]


def _named(knowledge: Knowledge) -> str:
    """A name that differs with what is asked.

    The same knowledge asks otherwise in another version of the program.
    """
    return hashlib.sha256(repr(_asked(knowledge)).encode("utf-8", "surrogatepass")).hexdigest()


def _encoder(kind: EncoderKind) -> Encoder:
    match kind:
        case EncoderKind.DEFAULT:
            return library.static_encoder()
        case EncoderKind.ACCURATE:
            return library.sentence_encoder()
