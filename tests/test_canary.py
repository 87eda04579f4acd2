"""A token that would sing if it came out goes down every path of errors, at DEBUG, and is silent."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from tests.botapi import BotApi, BotProcess, RefusedError, Trouble
from tests.botapi import errors as words
from tests.botapi.process import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SECRET: Final = "CANARY-Sings-Where-It-Should-Not-7316"  # noqa: S105 (it opens nothing)
TOKEN: Final = f"424242:{SECRET}"
VERBOSE: Final = ("-m", "bot", "run", "--verbose")
QUESTION: Final = "How many CIOs see data protection as a challenge?"
#: A library that fails and tells the address it was to call, which the token is part of.
TELLTALE: Final = """
import sys
from bot.telegram.transport import AiohttpRequest
async def tell(self, url, method, **rest): raise ValueError(url)
AiohttpRequest.do_request = tell
sys.argv[1:] = ["run", "--verbose"]
from bot.__main__ import main
main()
"""
#: A part of the service that breaks, with the token in its hands and in its words.
CRASH: Final = """
import sys
from bot.telegram import app
async def crash(access, *rest, **named):
    try:
        raise KeyError(access)
    except KeyError as error:
        raise RuntimeError(f"broken with {access}") from error
app.serve = crash
sys.argv[1:] = ["run", "--verbose"]
from bot.__main__ import main
main()
"""


def songs(printed: str, *folders: Path) -> list[str]:
    """Where the token is found: in what was printed, or in which of the files below the folders."""
    files = (file for folder in folders for file in folder.rglob("*") if file.is_file())
    places = {"printed": printed.encode()} | {str(file): file.read_bytes() for file in files}
    return [place for place, content in places.items() if SECRET.lower().encode() in content.lower()]


@pytest.fixture
def server() -> Iterator[BotApi]:
    """A server that knows the canary, and never hears it but in the address."""
    with BotApi(TOKEN) as started:
        yield started
        assert SECRET not in str([call.params for call in started.ledger])


@pytest.fixture(params=["aiohttp", "httpx"])
def bot(server: BotApi, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[BotProcess]:
    """A talkative bot, on either transport. Whatever happens, the token is nowhere."""
    environment = {"ENTENTE_TELEGRAM_TRANSPORT": str(request.param)}
    with BotProcess(server, tmp_path, environment=environment, command=VERBOSE) as started:
        started.wait_until_polling()
        yield started
        started.kill()
        assert songs(started.printed, tmp_path) == []


def test_a_token_that_is_taken_back_and_a_start_with_it(server: BotApi, bot: BotProcess) -> None:
    server.wait(lambda: server.intake.held)
    server.revoked = True
    server.do(server.intake.interrupt)
    server.wait(lambda: "does not know this token" in bot.printed, 20)
    bot.kill()
    bot.start()
    assert bot.wait(30) == 1


def test_another_program_that_polls(server: BotApi, bot: BotProcess) -> None:
    server.wait(lambda: server.intake.held)
    server.do(server.intake.interrupt)
    server.wait(lambda: "another program polls" in bot.printed, 20)


def test_all_that_can_become_of_calls(server: BotApi, bot: BotProcess) -> None:
    alice = server.person("Alice")
    alice.starts()
    alice.hears()
    server.weather.appoint("getUpdates", *Trouble)
    server.weather.appoint(
        "sendMessage",
        *list(Trouble)[:2],
        words.too_many(1),
        *list(Trouble)[2:],
        RefusedError("Bad Request: can't parse entities: unsupported start tag"),
        RefusedError(words.NO_RIGHTS),
        words.too_many(1),
        RefusedError("Not Found", code=404),
        RefusedError("Conflict: something else", code=409),
        RefusedError(f"Bad Request: {TOKEN} may not"),
        RefusedError(f"Bad Request: nor {SECRET}", code=418),
        RefusedError(words.BLOCKED),
    )
    for _ in range(8):
        alice.says(QUESTION)
    server.wait(lambda: not server.weather._appointed["sendmessage"], 60)
    server.weather.outage(1)
    server.wait(lambda: "a call is dead" in bot.printed)


def test_updates_that_can_not_be_read_and_an_end(server: BotApi, bot: BotProcess) -> None:
    server.post({"message": {"message_id": "x", "chat": {"id": []}}})
    server.post({"callback_query": {"id": [], "data": 1}})
    server.wait(lambda: "put aside" in bot.printed)
    assert bot.terminate() == 0


def test_a_library_that_tells_the_address_it_called(server: BotApi, tmp_path: Path) -> None:
    with BotProcess(server, tmp_path, command=("-c", TELLTALE)) as bot:
        server.wait(lambda: "can't be reached" in bot.printed, 30)
    assert "[token]" in bot.printed
    assert songs(bot.printed, tmp_path) == []


def test_a_part_that_crashes_with_the_token_in_its_hands(server: BotApi, tmp_path: Path) -> None:
    with BotProcess(server, tmp_path, command=("-c", CRASH)) as bot:
        assert bot.wait(30) == 1
    assert "Traceback" in bot.printed
    assert songs(bot.printed, tmp_path) == []


def test_a_token_of_no_bot_at_all(tmp_path: Path) -> None:
    environment = {"ENTENTE_TELEGRAM_TOKEN": TOKEN}
    with (
        BotApi("99:of-another-bot") as other,
        BotProcess(other, tmp_path, environment=environment, command=VERBOSE) as bot,
    ):
        assert bot.wait(30) == 1
    assert "does not know this token" in bot.printed
    assert songs(bot.printed, tmp_path) == []


def test_an_address_to_listen_at_that_is_a_token(server: BotApi, tmp_path: Path) -> None:
    environment = {
        "ENTENTE_TELEGRAM_MODE": "webhook",
        "ENTENTE_TELEGRAM_WEBHOOK_URL": "https://example.org/telegram",
        "ENTENTE_TELEGRAM_WEBHOOK_SECRET": "s" * 32,
        "ENTENTE_TELEGRAM_LISTEN": f"{TOKEN}:8443",
    }
    with BotProcess(server, tmp_path, environment=environment, command=VERBOSE) as bot:
        assert bot.wait(30) == 1
    assert "can't listen on [token]:8443" in bot.printed
    assert songs(bot.printed, tmp_path) == []


CONFIGS: Final = {
    "readable by all": f'[telegram]\ntoken = "{TOKEN}"\n',
    "not TOML": f'[telegram]\ntoken = "{TOKEN}\n',
    "a key misspelt": f'[telegram]\ntokn = "{TOKEN}"\n',
    "no text": f'[telegram]\ntoken = ["{TOKEN}"]\n',
    "no token": f'[telegram]\ntoken = "{SECRET}"\n',
    "a secret as an address": f'[telegram]\napi_url = "{TOKEN}"\n',
    "a short secret": (
        f'[telegram]\ntoken = "{TOKEN}"\nmode = "webhook"\nwebhook_url = "https://example.org/x"\n'
        f'webhook_secret = "{SECRET[:20]}"\n'
    ),
    "a key": f'[telegram]\n"{TOKEN}" = 1\n',
    "a key without quotes": f"[telegram]\n{TOKEN} = 1\n",
    "half of it as a key": f"[telegram]\n{SECRET} = 1\n",
    "a value without quotes": f"[telegram]\ntoken = {TOKEN}\n",
    "a section": f'["{TOKEN}"]\n',
    "half of it as a section": f"[{SECRET}]\n",
    "a section within one": f'[telegram."{TOKEN}"]\n',
    "a section twice": f'["{TOKEN}"]\n["{TOKEN}"]\n',
    "half of it as a section twice": f"[{SECRET}]\n[{SECRET}]\n",
    "a key of a table twice": f'store = {{"{TOKEN}" = 1, "{TOKEN}" = 2}}\n',
    "the name of a file": f'[telegram]\ntoken_file = "{TOKEN}"\n',
    "knowledge": f'[telegram]\ntoken = "{TOKEN}"\n[knowledge]\npath = "{TOKEN}"\n',
    "two of them": f'[telegram]\ntoken = "{TOKEN}"\ntoken_file = "x"\n',
}


@pytest.mark.parametrize("case", CONFIGS)
def test_a_configuration_that_can_not_be_used(case: str, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(CONFIGS[case], encoding="utf-8")
    config.chmod(0o644 if case == "readable by all" else 0o600)
    result = run({}, "run", "--verbose", "--config", str(config))
    assert result.returncode != 0
    assert SECRET[:20].lower() not in (result.stdout + result.stderr).lower()


@pytest.mark.parametrize(
    "name", ["TELEGRAM_TOKEN", "TELEGRAM_API_URL", "TELEGRAM_ADMINS", "TELEGRAM_MODE", "TELEGRAM_PROXY"]
)
def test_a_variable_that_can_not_be_used(name: str, tmp_path: Path) -> None:
    given = {f"ENTENTE_{name}": f"x{TOKEN} ", "ENTENTE_STORE_PATH": str(tmp_path / "x.db")}
    result = run(given, "run", "--verbose")
    assert result.returncode != 0
    assert songs(result.stdout + result.stderr, tmp_path) == []


def run(given: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ENTENTE_")}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env={**kept, **given},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
