"""The settings: one TOML file, any key of which the environment can replace.

``[telegram] token`` is ``ENTENTE_TELEGRAM_TOKEN`` in the environment, and so on for every key;
lists are separated by commas there. ``config.example.toml`` explains each key.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from contextlib import suppress
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlsplit

from platformdirs import user_data_path
from rapidfuzz import fuzz, process

from bot.telegram.secrets import scrub

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PREFIX: Final = "ENTENTE_"
_PORTS: Final = 65_536
_MOST_PROCESSES: Final = 64
# The part of a token that is secret has 35 signs, a webhook's secret 32 at least.
_LONGEST_NAME: Final = 31
C = TypeVar("C", bound=StrEnum)


class ConfigError(Exception):
    """A setting that can't be used. The message names the key and what would be right, never a token.

    Wherever a token was put by mistake, as a key, a section or a path, the message holds a mark instead.
    """

    def __init__(self, message: str) -> None:
        super().__init__(scrub(message))


class Mode(StrEnum):
    """How updates arrive from Telegram."""

    POLLING = "polling"
    WEBHOOK = "webhook"


class Transport(StrEnum):
    """What carries the calls to Telegram."""

    AIOHTTP = "aiohttp"
    HTTPX = "httpx"


class EncoderKind(StrEnum):
    """What compares the meaning of a question with that of the phrasings."""

    DEFAULT = "default"
    ACCURATE = "accurate"


@dataclass(frozen=True, kw_only=True, slots=True)
class TelegramSettings:
    """Which bot this is, and who may do what with it."""

    token: str = field(default="", repr=False)
    token_file: Path | None = None
    api_url: str = "https://api.telegram.org"
    mode: Mode = Mode.POLLING
    webhook_url: str = ""
    webhook_secret: str = field(default="", repr=False)
    listen: str = "127.0.0.1:8443"
    # May hold a password.
    proxy: str = field(default="", repr=False)
    transport: Transport = Transport.AIOHTTP
    admins: tuple[int, ...] = ()
    # Empty: everybody.
    allowed: tuple[int, ...] = ()

    def read_token(self) -> str:
        """Return the bot's token, from its file if one is named; ConfigError when there is none.

        Read when it is needed, so that the terminal works without one.
        """
        token = self.token
        if self.token_file is not None:
            try:
                _refuse_shared(self.token_file, "token_file")
                token = self.token_file.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise ConfigError(
                    f"[telegram] token_file: {self.token_file} can't be read; name a text file that holds it"
                ) from error
        if not token:
            raise ConfigError(
                "[telegram] token is not set; ask @BotFather for one and put it into the configuration, "
                "a token_file, or ENTENTE_TELEGRAM_TOKEN (`make chat` needs none)"
            )
        if not re.fullmatch(r"\d+:\S+", token, re.ASCII):
            raise ConfigError(
                "[telegram] token does not look like one; @BotFather's are a number, a colon, letters"
            )
        return token


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreSettings:
    """Where conversations are kept."""

    path: Path = field(default_factory=lambda: user_data_path("entente", appauthor=False) / "entente.db")


@dataclass(frozen=True, kw_only=True, slots=True)
class KnowledgeSettings:
    """What Entente answers from."""

    # None: the folder that came with the program.
    path: Path | None = None
    # Empty: all.
    collections: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchingSettings:
    """How questions are matched."""

    encoder: EncoderKind = EncoderKind.DEFAULT


@dataclass(frozen=True, kw_only=True, slots=True)
class AnsweringSettings:
    """Where answers are worked out."""

    # Besides the service's own.
    processes: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """Every setting."""

    telegram: TelegramSettings = field(default_factory=TelegramSettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    knowledge: KnowledgeSettings = field(default_factory=KnowledgeSettings)
    matching: MatchingSettings = field(default_factory=MatchingSettings)
    answering: AnsweringSettings = field(default_factory=AnsweringSettings)


_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "telegram": tuple(key.name for key in fields(TelegramSettings)),
    "store": tuple(key.name for key in fields(StoreSettings)),
    "knowledge": tuple(key.name for key in fields(KnowledgeSettings)),
    "matching": tuple(key.name for key in fields(MatchingSettings)),
    "answering": tuple(key.name for key in fields(AnsweringSettings)),
}


def load_config(path: Path | None, environ: Mapping[str, str]) -> Config:
    """Read the settings of the file at `path` (None: no file), replaced by those in `environ`.

    Relative paths in the file count from the file's folder, those in the environment from the
    working directory. An empty variable counts as not set. Raises ConfigError.
    """
    tables = {} if path is None else _read(path)
    variables = _variables(environ)
    folder = Path() if path is None else path.parent
    telegram, store, knowledge, matching, answering = (
        _Section(name=name, written=tables.get(name, {}), variables=variables[name], folder=folder)
        for name in _KEYS
    )
    if telegram.has("token") and telegram.has("token_file"):
        raise ConfigError("[telegram] token and token_file are both set; keep one of them")
    if path is not None and {"token", "webhook_secret"} & telegram.written.keys():
        _refuse_shared(path, "token")
    default = Config()
    return Config(
        telegram=TelegramSettings(
            token=telegram.text("token", default.telegram.token),
            token_file=telegram.path("token_file", default.telegram.token_file),
            api_url=telegram.url("api_url", default.telegram.api_url),
            mode=telegram.choice("mode", default.telegram.mode, Mode),
            webhook_url=telegram.url("webhook_url", "", ("https",)),
            webhook_secret=telegram.text("webhook_secret", ""),
            listen=telegram.address("listen", default.telegram.listen),
            proxy=telegram.url("proxy", ""),
            transport=telegram.choice("transport", default.telegram.transport, Transport),
            admins=telegram.ids("admins"),
            allowed=telegram.ids("allowed"),
        ),
        store=StoreSettings(path=store.path("path", default.store.path) or default.store.path),
        knowledge=KnowledgeSettings(
            path=knowledge.path("path", default.knowledge.path), collections=knowledge.names("collections")
        ),
        matching=MatchingSettings(encoder=matching.choice("encoder", default.matching.encoder, EncoderKind)),
        answering=AnsweringSettings(
            processes=answering.number("processes", default.answering.processes, _MOST_PROCESSES)
        ),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Section:
    """One table of the file together with its variables, read key by key."""

    name: str
    written: Mapping[str, object] = field(repr=False)
    variables: Mapping[str, str] = field(repr=False)
    folder: Path

    def has(self, key: str) -> bool:
        return key in self.variables or key in self.written

    def text(self, key: str, default: str) -> str:
        value = self.variables.get(key, self.written.get(key, default))
        if not isinstance(value, str):
            raise self._wrong(key, "must be text in quotes")
        return value.strip()

    def path(self, key: str, default: Path | None) -> Path | None:
        if not self.has(key):
            return default
        text = self.text(key, "")
        if not text or "\0" in text:
            raise self._wrong(key, "must name a file or folder")
        folder = Path() if key in self.variables else self.folder
        try:
            return (folder / Path(text).expanduser()).absolute()
        except RuntimeError as error:  # the home of a user who does not exist
            raise self._wrong(key, "names a home folder that does not exist") from error

    def url(self, key: str, default: str, schemes: tuple[str, ...] = ("http", "https")) -> str:
        text = self.text(key, default)
        if not text and not default:
            return ""
        try:
            parts = urlsplit(text)
            usable = parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:  # a port that is no number, a broken IPv6 address
            usable = False
        if not usable:
            raise self._wrong(key, f"must be an address such as {schemes[-1]}://api.telegram.org")
        return text.rstrip("/")

    def address(self, key: str, default: str) -> str:
        text = self.text(key, default)
        host, _, port = text.rpartition(":")
        if not host or not re.fullmatch(r"\d{1,5}", port, re.ASCII) or not 0 < int(port) < _PORTS:
            raise self._wrong(key, "must be a host and a port, such as 127.0.0.1:8443")
        return text

    def choice(self, key: str, default: C, choices: type[C]) -> C:
        text = self.text(key, default)
        try:
            return choices(text)
        except ValueError as error:
            raise self._wrong(key, f"must be {' or '.join(repr(str(c)) for c in choices)}") from error

    def number(self, key: str, default: int, most: int) -> int:
        value = self.variables.get(key, self.written.get(key, default))
        if (
            isinstance(value, str)
            and key in self.variables
            and re.fullmatch(r"\d{1,9}", value.strip(), re.ASCII)
        ):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise self._wrong(key, f"must be a whole number from 0 to {most}")
        return value

    def ids(self, key: str) -> tuple[int, ...]:
        numbers = []
        for item in self._items(key):
            if isinstance(item, str) and re.fullmatch(r"-?\d{1,18}", item, re.ASCII):
                numbers.append(int(item))
            elif isinstance(item, int) and not isinstance(item, bool):
                numbers.append(item)
            else:
                such = "12345,67890" if key in self.variables else "[12345, 67890]"
                raise self._wrong(key, f"must be a list of Telegram's whole numbers, such as {such}")
        return tuple(numbers)

    def names(self, key: str) -> tuple[str, ...]:
        names = []
        for item in self._items(key):
            # A folder right inside the knowledge, never a way out of it.
            if not isinstance(item, str) or not re.fullmatch(r"[\w-]+", item):
                such = "articles" if key in self.variables else '["articles"]'
                raise self._wrong(key, f"must be a list of folder names, such as {such}")
            names.append(item)
        return tuple(names)

    def _items(self, key: str) -> list[object]:
        if key in self.variables:
            return [item.strip() for item in self.variables[key].split(",") if item.strip()]
        value = self.written.get(key, [])
        if not isinstance(value, list):
            raise self._wrong(key, "must be a list in square brackets")
        return value

    def _wrong(self, key: str, mend: str) -> ConfigError:
        variable = f" (from {_PREFIX}{self.name.upper()}_{key.upper()})" if key in self.variables else ""
        return ConfigError(f"[{self.name}] {key}{variable} {mend}")


def _refuse_shared(path: Path, key: str) -> None:
    """A secret that others on the machine can read is none."""
    with suppress(OSError):  # said better by whoever reads it
        if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ConfigError(f"[telegram] {key}: others can read {path}; do `chmod 600` on it")


def _read(path: Path) -> Mapping[str, Mapping[str, object]]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}; start from config.example.toml") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 text; save it as UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{path}: not valid TOML: {_discreet(str(error))}") from error
    tables = {}
    for name, table in content.items():
        if name not in _KEYS:
            raise ConfigError(f"{path}: unknown section [{_discreet(name)}]{_nearest(name, _KEYS)}")
        if not isinstance(table, dict):
            raise ConfigError(f"{path}: {name} must be a section, written [{name}]")
        for key in table:
            if key not in _KEYS[name]:
                nearest = _nearest(key, _KEYS[name])
                raise ConfigError(f"{path}: unknown key {_discreet(key)} in [{name}]{nearest}")
        tables[name] = table
    return tables


def _discreet(words: str) -> str:
    """Words of the file without any so long that it is rather a secret in the wrong place than a name."""
    return re.sub(rf"[\w-]{{{_LONGEST_NAME + 1},}}", "[…]", scrub(words))


def _variables(environ: Mapping[str, str]) -> Mapping[str, Mapping[str, str]]:
    known = {f"{_PREFIX}{name}_{key}".upper(): (name, key) for name, keys in _KEYS.items() for key in keys}
    found: dict[str, dict[str, str]] = {name: {} for name in _KEYS}
    for variable, value in environ.items():
        if not variable.startswith(_PREFIX) or not value.strip():
            continue
        if variable not in known:
            raise ConfigError(f"unknown variable {variable} in the environment{_nearest(variable, known)}")
        name, key = known[variable]
        found[name][key] = value
    return found


def _nearest(word: str, known: Iterable[str]) -> str:
    best = process.extractOne(word, list(known), scorer=fuzz.ratio, score_cutoff=50)
    return f"; did you mean {best[0]}?" if best else f"; known are {', '.join(known)}"
