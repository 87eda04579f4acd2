"""The settings: where each comes from, and how a wrong one is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import (
    _KEYS,
    Config,
    ConfigError,
    EncoderKind,
    Mode,
    StoreSettings,
    TelegramSettings,
    load_config,
)

ROOT = Path(__file__).parent.parent
TOKEN = "12345:a-secret-nobody-may-see"  # noqa: S105 - made up


def written(folder: Path, text: str) -> Path:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    return file


def test_nothing_needs_to_be_set() -> None:
    config = load_config(None, {})
    assert config == Config()
    assert config.store.path.name == "entente.db"
    assert config.store.path.parent.name == "entente"
    assert config.telegram.mode is Mode.POLLING
    assert config.telegram.api_url == "https://api.telegram.org"
    assert config.knowledge.path is None
    assert config.matching.encoder is EncoderKind.DEFAULT
    assert config.answering.processes == 0


def test_the_example_as_it_stands_changes_nothing() -> None:
    assert load_config(ROOT / "config.example.toml", {}) == Config()


def uncommented_example() -> str:
    example = (ROOT / "config.example.toml").read_text(encoding="utf-8")
    return re.sub(r"(?m)^# (\w+ = )", r"\1", example)


def test_the_example_explains_every_key() -> None:
    text = uncommented_example()
    for section, keys in _KEYS.items():
        table = text.split(f"[{section}]")[1].split("\n[")[0]
        assert re.findall(r"(?m)^(\w+) = ", table) == list(keys)


def test_the_example_uncommented_loads(tmp_path: Path) -> None:
    text = re.sub(r"(?m)^token_file.*\n", "", uncommented_example())
    config = load_config(written(tmp_path, text), {})
    assert config.telegram.admins == (12345, 67890)
    assert config.telegram.read_token() == "12345:letters-and-digits"
    assert config.telegram.webhook_url == "https://example.org/telegram"
    assert config.store.path == Path.home() / ".local/share/entente/entente.db"
    assert config.knowledge.path == tmp_path / "knowledge"
    assert config.knowledge.collections == ("articles",)


def test_the_environment_replaces_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, '[telegram]\nadmins = [1]\nmode = "polling"\n[knowledge]\npath = "mine"\n')
    environ = {
        "ENTENTE_TELEGRAM_ADMINS": "7, -100123,",
        "ENTENTE_TELEGRAM_MODE": "webhook",
        "ENTENTE_TELEGRAM_API_URL": "http://127.0.0.1:8081/",
        "ENTENTE_TELEGRAM_TOKEN": TOKEN,
        "ENTENTE_KNOWLEDGE_COLLECTIONS": "articles,library",
        "ENTENTE_STORE_PATH": "here.db",
        "ENTENTE_MATCHING_ENCODER": "accurate",
        "ENTENTE_ANSWERING_PROCESSES": " 3 ",
        "ENTENTE_KNOWLEDGE_PATH": " ",
        "HOME_OF_SOMETHING_ELSE": "ignored",
    }
    config = load_config(file, environ)
    assert config.telegram.admins == (7, -100123)
    assert config.telegram.mode is Mode.WEBHOOK
    assert config.telegram.api_url == "http://127.0.0.1:8081"
    assert config.telegram.read_token() == TOKEN
    assert config.knowledge.collections == ("articles", "library")
    assert config.knowledge.path == tmp_path / "mine"
    assert config.store.path == Path.cwd() / "here.db"
    assert config.matching.encoder is EncoderKind.ACCURATE
    assert config.answering.processes == 3


def test_the_token_can_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(f"{TOKEN}\n", encoding="utf-8")
    secret.chmod(0o600)
    config = load_config(written(tmp_path, '[telegram]\ntoken_file = "secret"\n'), {})
    assert config.telegram.read_token() == TOKEN


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602])
def test_a_secret_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    secret = tmp_path / "secret"
    secret.write_text(TOKEN, encoding="utf-8")
    secret.chmod(mode)
    with pytest.raises(ConfigError, match="chmod 600"):
        TelegramSettings(token_file=secret).read_token()
    for key in ("token", "webhook_secret"):
        file = written(tmp_path, f"[telegram]\n{key} = '{TOKEN}'\n")
        load_config(file, {})
        file.chmod(mode)
        with pytest.raises(ConfigError, match="chmod 600") as refused:
            load_config(file, {})
        assert TOKEN not in str(refused.value)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (TelegramSettings(), "token is not set; ask @BotFather"),
        (TelegramSettings(token="hunter2"), "token does not look like one"),  # noqa: S106 - made up
        (TelegramSettings(token_file=Path("/nowhere/secret")), "token_file: /nowhere/secret can't be read"),
    ],
)
def test_a_missing_token_is_told_when_it_is_needed(settings: TelegramSettings, message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)) as wrong:
        settings.read_token()
    assert "hunter2" not in str(wrong.value)


def test_the_token_is_never_shown() -> None:
    config = load_config(None, {"ENTENTE_TELEGRAM_TOKEN": TOKEN})
    assert TOKEN not in f"{config} {config!r} {config.telegram}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[telegram]\ntokn = 'x'", "unknown key tokn in [telegram]; did you mean token?"),
        ("[storage]\npath = 'x'", "unknown section [storage]; did you mean store?"),
        ("[zzz]", "unknown section [zzz]; known are telegram, store, knowledge, matching"),
        ("store = 'x.db'", "store must be a section, written [store]"),
        ("[telegram]\ntoken = 5", "[telegram] token must be text in quotes"),
        ("[telegram]\ntoken = 'a'\ntoken_file = 'b'", "token and token_file are both set"),
        ("[telegram]\nadmins = 5", "[telegram] admins must be a list in square brackets"),
        ("[telegram]\nadmins = [true]", "[telegram] admins must be a list of Telegram's whole numbers"),
        ("[telegram]\nallowed = ['me']", "[telegram] allowed must be a list of Telegram's whole numbers"),
        ("[telegram]\nmode = 'pulling'", "[telegram] mode must be 'polling' or 'webhook'"),
        ("[telegram]\napi_url = 'telegram'", "[telegram] api_url must be an address"),
        ("[telegram]\napi_url = 'http://host:port'", "[telegram] api_url must be an address"),
        ("[telegram]\nwebhook_url = 'http://example.org'", "[telegram] webhook_url must be an address"),
        ("[telegram]\nlisten = 'localhost'", "[telegram] listen must be a host and a port"),
        ("[telegram]\nlisten = '[::1]:70000'", "[telegram] listen must be a host and a port"),
        ("[telegram]\ntransport = 'curl'", "[telegram] transport must be 'aiohttp' or 'httpx'"),
        ("[store]\npath = ''", "[store] path must name a file or folder"),
        (
            "[store]\npath = '~nobody-of-that-name/x.db'",
            "[store] path names a home folder that does not exist",
        ),
        ("[knowledge]\ncollections = ['../etc']", "[knowledge] collections must be a list of folder names"),
        ("[matching]\nencoder = 'best'", "[matching] encoder must be 'default' or 'accurate'"),
        *(
            (f"[answering]\nprocesses = {value}", "[answering] processes must be a whole number from 0 to 64")
            for value in ("-1", "65", "'2'", "true", "1.5")
        ),
        ("[telegram\n", "not valid TOML"),
    ],
)
def test_a_wrong_setting_is_named_with_what_would_be_right(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        load_config(written(tmp_path, text), {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"[telegram]\n'{TOKEN}' = 1", "unknown key [token] in [telegram]; known are token, token_file"),
        (f"['{TOKEN}']", "unknown section [[token]]; known are telegram"),
        (f"['{TOKEN}']\n['{TOKEN}']", "not valid TOML: Cannot declare ('[token]',) twice (at line 2"),
        (f"[telegram]\n{'s' * 32} = 1", "unknown key […] in [telegram]"),
        (f"[telegram]\n{'s' * 31} = 1", f"unknown key {'s' * 31} in [telegram]"),
    ],
)
def test_a_secret_in_the_wrong_place_is_not_repeated(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)) as wrong:
        load_config(written(tmp_path, text), {})
    assert TOKEN not in str(wrong.value)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        (
            "ENTENTE_TELEGRAM_TOKKEN",
            TOKEN,
            "ENTENTE_TELEGRAM_TOKKEN in the environment; did you mean ENTENTE_TELEGRAM_TOKEN?",
        ),
        ("ENTENTE_TELEGRAM_ALLOWED", "[1001]", "whole numbers, such as 12345,67890"),
        ("ENTENTE_KNOWLEDGE_COLLECTIONS", '["articles"]', "folder names, such as articles"),
        ("ENTENTE_TELEGRAM_ADMINS", "me", "[telegram] admins (from ENTENTE_TELEGRAM_ADMINS) must be a list"),
    ],
)
def test_a_wrong_variable_is_named_and_its_value_is_not(variable: str, value: str, message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)) as wrong:
        load_config(None, {variable: value})
    assert TOKEN not in str(wrong.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml: No such file"):
        load_config(tmp_path / "nowhere.toml", {})
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9")
    with pytest.raises(ConfigError, match="save it as UTF-8"):
        load_config(tmp_path / "latin.toml", {})


@given(st.dictionaries(st.sampled_from(_KEYS["telegram"]), st.text(st.characters(exclude_characters="\0"))))
def test_whatever_the_environment_holds_gives_settings_or_one_clear_error(values: dict[str, str]) -> None:
    try:
        config = load_config(
            None, {f"ENTENTE_TELEGRAM_{key}".upper(): value for key, value in values.items()}
        )
    except ConfigError as error:
        assert "[telegram]" in str(error)  # noqa: PT017 - either outcome is right
    else:
        assert config.store == StoreSettings()
