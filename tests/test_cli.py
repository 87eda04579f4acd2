"""The program as its users start it: ``python -m bot``, end to end."""

from __future__ import annotations

import json
import os
import pty
import select
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import entente
from tests.warmth import filled

ROOT = Path(__file__).parent.parent
KEYS = [
    *("id", "outcome", "kind", "entry", "confidence", "ranking", "choices", "numbers", "nearest", "missing"),
    *("sources", "text"),
]
FIGURE = "How many CIOs see data protection as a challenge?"
PATIENCE_SECONDS = 30


class Program:
    """Starts the program with a store of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / "data" / "entente.db"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ENTENTE_")}
        self.environment = {**kept, "ENTENTE_STORE_PATH": str(self.store), "PYTHONPATH": str(ROOT)}

    def command(self, *arguments: str) -> list[str]:
        """What is typed to start it."""
        return [sys.executable, "-m", "bot", *arguments]

    def run(self, *arguments: str, given: str | bytes = b"") -> subprocess.CompletedProcess[str]:
        """Start it, give it its input and wait for its end."""
        done = subprocess.run(
            self.command(*arguments),
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            cwd=self.folder,
            env=self.environment,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The program, from a folder that holds nothing but the cache."""
    shutil.copytree(filled(), tmp_path / "data" / "cache")
    return Program(tmp_path)


def line(id_: str, *turns: str) -> str:
    return json.dumps({"id": id_, "turns": turns}) + "\n"


# ── chat ──────────────────────────────────────────────────────────────────────────────────────────


def test_chat_answers_a_pipe_line_by_line(program: Program) -> None:
    done = program.run("chat", given=f"{FIGURE}\nand the CMOs?\nwho says so?\n")
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.index("83%") < done.stdout.index("64%") < done.stdout.rindex("Time to Team Up")
    assert "\x1b" not in done.stdout
    assert done.stdout.endswith("\n\n")


def test_chat_remembers_next_time_what_was_spoken_of_and_to_whom(program: Program) -> None:
    program.run("chat", "--role", "cio", given=f"{FIGURE}\n")
    assert "64%" in program.run("chat", given="and the CMOs?\n").stdout
    assert stat.S_IMODE(program.store.stat().st_mode) == 0o600
    assert b'"role":"cio"' in program.store.read_bytes()


def test_chat_forgets_without_a_trace(program: Program) -> None:
    program.run("chat", "--role", "cmo", given=f"{FIGURE}\n")
    (program.store.parent / "history").write_text(FIGURE)
    program.run("chat", given="/forget\n")
    assert not (program.store.parent / "history").exists()
    assert "64%" not in program.run("chat", given="and the CMOs?\n").stdout
    assert b"cmo" not in program.store.read_bytes()


def test_chat_withstands_what_is_no_text(program: Program) -> None:
    done = program.run("chat", given=b"\xff\xfe\0\n\n" + b"x" * 100_000 + b"\n\r\n" + FIGURE.encode())
    assert done.returncode == 0
    assert "83%" in done.stdout


def test_chat_says_what_would_mend_a_store_it_can_not_use(program: Program) -> None:
    program.store.write_bytes(b"this is no database, but long enough to be taken for one" * 100)
    done = program.run("chat", given="hello\n")
    assert done.returncode == 1
    assert "not an Entente database" in done.stderr
    assert "Traceback" not in done.stderr


def test_chat_explains_on_request(program: Program) -> None:
    assert "ranking    0." in program.run("chat", "--explain", given=f"{FIGURE}\n").stdout


def typed(program: Program, *lines: str) -> str:
    """What a terminal shows when these lines are typed, each once the program waits for it."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(program.folder)
        command = program.command("chat")
        os.execve(command[0], command, {**program.environment, "TERM": "xterm"})  # noqa: S606 - no shell is meant
    shown = bytearray()
    try:
        for text in (*lines, "/quit"):
            _until_prompted(terminal, shown)
            os.write(terminal, f"{text}\n".encode())
        _until_prompted(terminal, shown)
    finally:
        _, status = os.waitpid(pid, 0)
        os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0
    return shown.decode(errors="replace")


def _until_prompted(terminal: int, shown: bytearray) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    seen = len(shown)
    while b"\n> " not in shown[seen:] and time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                read = os.read(terminal, 65_536)
            except OSError:  # how a terminal says that its program has ended
                return
            if not read:
                return
            shown += read


def test_in_a_terminal_the_first_start_greets_and_numbers_pick(program: Program) -> None:
    shown = typed(program, "1", "Compare CIOs and CMOs on data protection", "2")
    assert "I am Entente" in shown
    assert "speak to you as a CIO" in shown
    assert "█" in shown
    assert b'"role":"cio"' in program.store.read_bytes()
    history = program.store.parent / "history"
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    assert "I am Entente" not in typed(program)


# ── ask ───────────────────────────────────────────────────────────────────────────────────────────


def test_ask_answers_each_question_by_itself_and_keeps_nothing(program: Program) -> None:
    done = program.run("ask", FIGURE, "How many CMOs see data protection as a challenge?")
    assert done.returncode == 0
    assert done.stdout.index("83%") < done.stdout.index("64%")
    assert not program.store.exists()


def test_ask_answers_without_a_place_to_keep_a_cache(program: Program) -> None:
    shutil.rmtree(program.store.parent)
    program.store.parent.write_text("in the way")
    assert "83%" in program.run("ask", FIGURE).stdout


def test_json_lines_are_answered_in_order_with_the_promised_keys(program: Program) -> None:
    given = (
        "\ufeff" + line("b", FIGURE) + "\n  \r\n" + line("a", FIGURE, "and the CMOs?") + line("b", "hello")
    )
    done = program.run("ask", "--jsonl", given=given)
    answers = [json.loads(text) for text in done.stdout.splitlines()]
    assert done.returncode == 0
    assert done.stderr == ""
    assert [list(answer) for answer in answers] == [KEYS] * 3
    assert [answer["id"] for answer in answers] == ["b", "a", "b"]
    assert [answer["numbers"] for answer in answers] == [[83], [64], []]


@pytest.mark.parametrize("bad", [b"{nonsense}", b'{"id": "c"}', b'{"id": "c", "turns": ["\xff"]}', b"[]"])
def test_an_unusable_line_is_named_after_the_answers_before_it(program: Program, bad: bytes) -> None:
    given = b"\n" + line("a", FIGURE).encode() + bad + b"\n" + line("z", FIGURE).encode()
    done = program.run("ask", "--jsonl", given=given)
    assert done.returncode == 2
    assert [json.loads(text)["id"] for text in done.stdout.splitlines()] == ["a"]
    assert "line 3: " in done.stderr


def test_a_text_that_no_file_can_hold_comes_back_as_it_was_given(program: Program) -> None:
    done = program.run("ask", "--jsonl", given='{"id": "\\ud800\\u2028", "turns": ["\\udfff"]}')
    assert done.returncode == 0
    assert json.loads(done.stdout)["id"] == "\ud800\u2028"


def test_a_reader_that_goes_away_ends_it_quietly(program: Program) -> None:
    with subprocess.Popen(
        program.command("ask", "--jsonl"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=program.folder,
        env=program.environment,
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(line("a", FIGURE).encode())
        running.stdin.flush()
        assert running.stdout.readline()
        running.stdout.close()
        running.stdin.write(line("b", FIGURE).encode() * 3)
        running.stdin.close()
        assert running.stderr is not None
        assert running.stderr.read() == b""
        assert running.wait(PATIENCE_SECONDS) == 141


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_ends_it_quietly(program: Program, number: signal.Signals, status: int) -> None:
    with subprocess.Popen(
        program.command("ask", "--jsonl"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=program.folder,
        env=program.environment,
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(line("a", FIGURE).encode())
        running.stdin.flush()
        assert running.stdout.readline()
        running.send_signal(number)
        _, told = running.communicate(timeout=PATIENCE_SECONDS)
        assert running.returncode == status
        assert told.strip() == b""


@pytest.mark.parametrize("arguments", [(), ("--jsonl", "and a question"), ("--role", "astronaut", "x")])
def test_ask_refuses_what_makes_no_sense(program: Program, arguments: tuple[str, ...]) -> None:
    done = program.run("ask", *arguments)
    assert done.returncode == 2
    assert done.stdout == ""


# ── Knowledge and settings ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def broken(program: Program) -> Path:
    """A copy of the shipped knowledge with a slip in it."""
    folder = program.folder / "broken"
    shutil.copytree(ROOT / "knowledge", folder)
    with (folder / "articles" / "survey.toml").open("a") as survey:
        survey.write('\n[[measure]]\nid = "new"\nsurprise = 3\n')
    return folder


def test_check_prints_every_problem_and_fails(program: Program, broken: Path) -> None:
    done = program.run("check", "--knowledge", str(broken))
    assert done.returncode == 1
    assert "articles/survey.toml:" in done.stdout
    assert "surprise" in done.stdout
    assert "problems" in done.stderr


def test_broken_knowledge_gives_no_half_answers(program: Program, broken: Path) -> None:
    for command in (("ask", FIGURE), ("ask", "--jsonl"), ("chat",)):
        done = program.run(*command, "--knowledge", str(broken), given=line("a", FIGURE))
        assert done.returncode == 1
        assert done.stdout == ""
        assert "surprise" in done.stderr


@pytest.mark.parametrize(
    "arguments", [("--collection", "artcles"), ("--knowledge", "nowhere"), ("--config", "nowhere.toml")]
)
def test_a_name_that_stands_for_nothing_is_told(program: Program, arguments: tuple[str, ...]) -> None:
    done = program.run("ask", FIGURE, *arguments)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert arguments[1].removesuffix(".toml") in done.stderr


def test_a_collection_answers_by_itself(program: Program) -> None:
    assert "83%" in program.run("ask", FIGURE, "--collection", "articles").stdout


def test_settings_come_from_the_file_of_the_folder_or_from_the_one_named(program: Program) -> None:
    (program.folder / "config.toml").write_text('[knowledge]\npath = "nowhere"\n')
    assert program.run("ask", FIGURE).returncode == 1
    (program.folder / "other.toml").write_text('[knowledge]\ncollections = ["articles"]\n')
    assert program.run("ask", FIGURE, "--config", "other.toml").returncode == 0
    (program.folder / "config.toml").write_text("[knowlege]\n")
    assert "did you mean knowledge?" in program.run("ask", FIGURE).stderr


# ── eval ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_encoder_that_is_not_installed_is_told_with_its_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    environment = {
        "ENTENTE_STORE_PATH": str(tmp_path / "entente.db"),
        "ENTENTE_MATCHING_ENCODER": "accurate",
    }
    done = CliRunner().invoke(entente, ["ask", FIGURE], env=environment)
    assert done.exit_code == 1
    assert "[matching] encoder" in done.output
    assert "`make accurate`" in done.output


def test_eval_tells_what_failed_and_sums_up(program: Program) -> None:
    expected = {"outcome": "answer", "numbers_all": [83]}
    lines = [
        json.dumps({"id": "q1", "category": "value", "turns": [FIGURE], "expect": expected}),
        "",
        json.dumps(
            {"id": "q2", "category": "value", "turns": [FIGURE], "expect": expected | {"numbers_all": [12]}}
        ),
        json.dumps({"text": FIGURE, "about": "Data protection", "in": "topics"}),
    ]
    (program.folder / "questions.jsonl").write_text("\n".join(lines))
    (program.folder / "titles.toml").write_text('"Data protection" = ["netbiscuits-2013/data-protection"]\n')
    done = program.run("eval", "questions.jsonl", "--titles", "titles.toml")
    assert done.returncode == 0, done.stderr
    assert "q2 (value)\n" in done.stdout
    assert "  lacks 12\n" in done.stdout
    assert "q1" not in done.stdout
    assert done.stdout.endswith("2 of 3 passed, no wrong number\n")


@pytest.mark.parametrize("bad", ["{", "[]", '{"id": "a", "turns": ["x"]}'])
def test_eval_names_the_line_it_can_not_use(program: Program, bad: str) -> None:
    (program.folder / "questions.jsonl").write_text(f"\n{bad}\n")
    done = program.run("eval", "questions.jsonl")
    assert done.returncode == 2
    assert "line 2: " in done.stderr


# ── Help ──────────────────────────────────────────────────────────────────────────────────────────


def test_every_command_and_option_says_what_it_is_for() -> None:
    for name, command in entente.commands.items():
        assert command.help, name
        for parameter in command.params:
            told = parameter.param_type_name == "argument" or getattr(parameter, "help", None)
            assert told, f"{name} {parameter.name}"
        assert CliRunner().invoke(entente, [name, "--help"]).exit_code == 0


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in entente.commands:
        assert f"python -m bot {name}" in readme


def test_the_readme_shows_what_the_program_says(program: Program) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    exchange = readme.split("```text\n", 1)[1].split("\n```", 1)[0]
    turns = [text.partition("\n")[0] for text in ("\n" + exchange).split("\n> ")[1:]]
    given = "".join(line(str(number), *turns[:number]) for number in range(1, len(turns) + 1))
    answers = [
        json.loads(text)["text"] for text in program.run("ask", "--jsonl", given=given).stdout.splitlines()
    ]
    said = "".join(f"> {turn}\n{answer}\n" for turn, answer in zip(turns, answers, strict=True))
    assert exchange.split() == said.split(), "paste what it says now"


# ── run, status ───────────────────────────────────────────────────────────────────────────────────


def test_run_without_a_token_says_how_to_get_one_and_what_needs_none(program: Program) -> None:
    done = program.run("run")
    assert done.returncode == 1
    assert "@BotFather" in done.stderr
    assert "make chat" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_webhook_without_a_long_secret_is_refused(program: Program) -> None:
    program.environment |= {
        "ENTENTE_TELEGRAM_TOKEN": "12345:made-up",
        "ENTENTE_TELEGRAM_MODE": "webhook",
        "ENTENTE_TELEGRAM_WEBHOOK_URL": "https://example.org/hook",
        "ENTENTE_TELEGRAM_WEBHOOK_SECRET": "too-short",
    }
    done = program.run("run")
    assert done.returncode == 1
    assert "[telegram] webhook_secret" in done.stderr
    assert "too-short" not in done.stderr


def test_status_of_a_service_that_never_ran_is_not_well(program: Program) -> None:
    done = program.run("status")
    assert done.returncode == 1
    assert "last good poll: never" in done.stdout
    assert "/setprivacy" in done.stdout
    assert "Traceback" not in done.stderr
