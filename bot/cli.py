"""The command line: ``chat``, ``run``, ``status``, ``audit``, ``replay``, ``ask``, ``check`` and ``eval``."""

from __future__ import annotations

import os
import sys
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Concatenate, NoReturn, ParamSpec

import click

from bot import assembly
from bot.assembly import BrokenKnowledgeError, Setup
from bot.telegram.secrets import scrub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.conversation.state import State
    from bot.knowledge.model import Problem
    from bot.store import Sessions

    P = ParamSpec("P")

#: What a shell reports for a program that ended by the signal: 128 and its number.
INTERRUPTED, READER_GONE = 130, 141

#: A service that has not heard from Telegram for longer than this is not well.
_SILENCE_SECONDS = 90
_BOTFATHER = """\
At @BotFather:
  group privacy: leave /setprivacy enabled. Commands, mentions and replies reach the bot all the same;
  disabled, every message of a group would be sent here, only to be passed over.
  inline mode: turn it on with /setinline, so that the bot's name and some words, typed in any
  chat, offer cards; without it nothing of that reaches the bot.
  guest mode: turn it on in the bot's settings, so that it can be called into chats that it has not
  joined; without it nothing of that reaches the bot."""

#: Phrasings worth a look that ``check`` lists of each kind.
_FIRST_FEW = 5
_PERSON, _CHAT = "local", "terminal"
_ROLES = click.Choice(["cio", "cmo", "ceo", "other"], case_sensitive=False)


class _UnusableError(click.ClickException):
    """What was read can't be used; the message names the line."""

    exit_code = 2


class _Quiet(click.Group):
    """A group that an interrupt, or a reader that went away, ends without a word."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that was named."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            # Python flushes once more on its way out, which must not fail again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(READER_GONE)
        return result


@click.group(cls=_Quiet, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def entente() -> None:
    """Answers that help CIOs and CMOs work together, each number with its source."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that can't show a character gets another in its place, never an error.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def _with_setup(command: Callable[Concatenate[Setup, P], None]) -> Callable[..., None]:
    """Give a command the options that all have, as one Setup, and say what is wrong with them."""

    @click.option(
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Settings; config.toml of this folder unless named.",
    )
    @click.option(
        "--knowledge", type=click.Path(path_type=Path, file_okay=False), help="Answer from this folder."
    )
    @click.option(
        "--collection",
        "collections",
        multiple=True,
        metavar="NAME",
        help="Only from this part of it. Repeatable.",
    )
    @wraps(command)
    def with_options(
        config: Path | None,
        knowledge: Path | None,
        collections: Sequence[str],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        with _explained():
            command(assembly.set_up(config, knowledge, collections), *args, **kwargs)

    return with_options


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what stops the program into a message with what would mend it, and exit status 1.

    What it names, a path or an address, may be a token that was set in the wrong place.
    """
    try:
        yield
    except BrokenKnowledgeError as error:
        _list(error.problems, err=True)
        told = scrub(f"{error.folder} can't be answered from until this is mended")
        raise click.ClickException(told) from error
    except Exception as error:
        # Most of these live in modules that not every command needs.
        if type(error).__name__ in {"ConfigError", "MissingDataError", "StoreError", "IntakeError"}:
            raise click.ClickException(scrub(str(error))) from error
        raise


def _list(problems: Iterable[Problem], *, err: bool = False) -> None:
    for problem in problems:
        click.echo(scrub(str(problem)), err=err)


@entente.command()
@click.option("--role", type=_ROLES, help="Who you are, so that advice fits.")
@click.option("--explain", is_flag=True, help="Show how each question is understood.")
@_with_setup
def chat(setup: Setup, role: str | None, *, explain: bool) -> None:
    """Hold a conversation in the terminal, or with a pipe.

    From a pipe, each line is answered by its text and a blank line. You are remembered until you
    say /forget.
    """
    from bot.conversation.state import State
    from bot.store import Sessions, open_database
    from bot.terminal.dialogue import Dialogue

    history = setup.store.parent / "history"
    with closing(open_database(setup.store)) as database:
        advisor = assembly.make_advisor(setup)
        memory = _Kept(Sessions(database), history)
        stored = memory.stored()
        interactive = sys.stdin.isatty() and sys.stdout.isatty()
        state = State.from_json(stored)
        dialogue = Dialogue(advisor, state, memory, numbered=interactive, explain=explain)
        given = dialogue.take_role(role) if role is not None else None
        if not interactive:
            from bot.terminal.piped import converse

            converse(dialogue, sys.stdin.buffer, sys.stdout)
            return
        from bot.terminal.screen import Screen

        sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
        Screen(history).converse(dialogue, given or (dialogue.begin() if stored is None else None))


class _Kept:
    """What is remembered of the one person at this terminal."""

    def __init__(self, sessions: Sessions, history: Path) -> None:
        self._sessions = sessions
        self._history = history

    def stored(self) -> str | None:
        return self._sessions.load(_PERSON, _CHAT)

    def keep(self, state: State) -> None:
        """Keep a state in place of the last."""
        self._sessions.save(_PERSON, _CHAT, state.to_json(), datetime.now(UTC))

    def forget(self) -> None:
        """Remove the conversation, and the lines that were typed."""
        with suppress(FileNotFoundError):
            self._history.unlink()
        self._sessions.forget(_PERSON)


@entente.command()
@click.option("--verbose", is_flag=True, help="Log what libraries and parts do, too.")
@_with_setup
def run(setup: Setup, *, verbose: bool) -> None:
    """Answer on Telegram until a signal ends it.

    Logs JSON lines to standard error, without what people write. What was taken in and not answered
    when it ends is answered after the next start.
    """
    import asyncio
    import logging
    import signal

    from bot.serving import serve
    from bot.store import only_instance
    from bot.telegram.secrets import set_up_logging

    asked_to_end = False

    def end(*_: object) -> NoReturn:
        # Until it serves, and listens for signals itself, nothing is begun that would have to be finished.
        # What is being imported may swallow the exit; then it ends as soon as it would serve.
        nonlocal asked_to_end
        asked_to_end = True
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
    reach = assembly.reach(setup.telegram)
    set_up_logging(logging.DEBUG if verbose else logging.INFO, reach.token, setup.telegram.webhook_secret)
    setup.store.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with only_instance(setup.store):
        asyncio.run(serve(setup, reach, ending=lambda: asked_to_end))


@entente.command()
@_with_setup
def status(setup: Setup) -> None:
    """Tell how the service on this database fares.

    Exit status 1 when it has not heard from Telegram for 90 seconds, or never.
    """
    from bot.store.journal import look

    counts, marks = look(setup.store) if setup.store.exists() else ({}, {})
    heard = marks.get("poll")
    age = None if heard is None else (datetime.now(UTC) - heard).total_seconds()
    click.echo("last good poll: " + ("never" if age is None else f"{max(0, age):.0f} s ago"))
    for name, number in counts.items():
        click.echo(f"{name}: {number}")
    click.echo(_BOTFATHER)
    if age is None or age > _SILENCE_SECONDS:
        raise click.exceptions.Exit(1)


@entente.command()
@click.option("--last", default=50, show_default=True, type=click.IntRange(1), help="How many lines.")
@_with_setup
def audit(setup: Setup, last: int) -> None:
    """Tell who changed what of the knowledge, when; the latest comes last.

    Whether or not the service runs. Editors are told by their numbers, as in the configuration.
    """
    from bot.store.archive import look_at_deeds

    for deed in look_at_deeds(setup.store, last) if setup.store.exists() else ():
        who = "nobody" if deed.person is None else str(deed.person)
        click.echo(f"{deed.at:%Y-%m-%d %H:%M:%S} UTC  {who}  {deed.did}  {deed.what}")
        if deed.before:
            click.echo(f"    before: {deed.before}")
        for number, line in enumerate(deed.after.splitlines()):
            click.echo(f"    {line}" if number or len(deed.after.splitlines()) > 1 else f"    after: {line}")


@entente.command()
@_with_setup
def replay(setup: Setup) -> None:
    """Let updates that could not be read or answered, and reminders that could not be worded, wait again.

    The next start of `run` takes them up.
    """
    import asyncio

    from bot.store import only_instance
    from bot.store.journal import StoreJournal

    async def replayed() -> int:
        journal = await StoreJournal.open(setup.store)
        try:
            return await journal.replay()
        finally:
            await journal.close()

    with only_instance(setup.store):
        click.echo(f"{asyncio.run(replayed())} put back; the next start of `run` takes them up")


@entente.command()
@click.argument("questions", nargs=-1, metavar='"QUESTION" …')
@click.option("--role", type=_ROLES, help="Who asks, so that advice fits.")
@click.option("--jsonl", is_flag=True, help="Read conversations from standard input, one JSON object a line.")
@_with_setup
def ask(setup: Setup, questions: Sequence[str], role: str | None, *, jsonl: bool) -> None:
    """Answer each question by itself, and keep nothing.

    With --jsonl, each line of standard input is {"id": "…", "turns": ["…"]}, with "role" if you
    like, and one JSON object is printed for each.
    """
    if jsonl and (questions or role):
        raise click.UsageError("--jsonl reads questions and roles from standard input; leave them out here")
    if not jsonl and not questions:
        raise click.UsageError('Ask something: ask "How many CMOs find alignment desirable?"')
    if jsonl:
        _ask_lines(setup)
        return
    from bot.exchange import Conversation, hold
    from bot.replies.reply import spelled

    advisor = assembly.make_advisor(setup)
    for number, question in enumerate(questions):
        if number:
            click.echo()
        # An argument may hold bytes that are no text.
        text = question.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        turn = hold(Conversation(id=str(number), turns=(text,), role=role), advisor)
        click.echo(spelled(turn.replies[0].text))


def _ask_lines(setup: Setup) -> None:
    import json

    from bot.exchange import UnusableInputError, hold, read, record

    advisor = assembly.make_advisor(setup)
    for number, line in _numbered(sys.stdin.buffer):
        try:
            conversation = read(line.decode("utf-8"))
            answer = record(conversation.id, hold(conversation, advisor))
        except (UnusableInputError, UnicodeDecodeError) as error:
            raise _UnusableError(f"line {number}: {error}") from error
        # In ASCII, so that no reader takes a character of a text for the end of its line. Flushed,
        # as whoever writes the lines may be waiting for each answer.
        print(json.dumps(answer), flush=True)  # noqa: T201


@entente.command()
@click.option("--all", "whole", is_flag=True, help="List every phrasing worth a look.")
@_with_setup
def check(setup: Setup, *, whole: bool) -> None:
    """Validate the knowledge: every problem with its place and what would be right.

    Where nothing is wrong it also tells how well the entries are covered by tests, and which of their
    phrasings lie close to those of others.
    """
    proof = assembly.proofread(setup)
    knowledge, problems = proof.knowledge, proof.problems
    _list(problems)
    if problems or knowledge is None:
        raise click.ClickException(f"{len(problems)} problem{'s' if len(problems) != 1 else ''}")
    counts = {
        "surveys": knowledge.surveys,
        "sources": knowledge.sources,
        "measures": knowledge.measures,
        "claims": knowledge.claims,
        "disputes": knowledge.disputes,
        "themes": knowledge.themes,
        "advice and definitions": knowledge.advice,
        "decoys": knowledge.decoys,
    }
    held = ", ".join(f"{name} {len(entries)}" for name, entries in counts.items() if entries)
    click.echo(f"No problem found ({held}).")
    if proof.coverage is not None:
        from bot.terminal.coverage import covered

        for line in covered(knowledge, proof.coverage, most=None if whole else _FIRST_FEW):
            click.echo(line)


@entente.command("eval")
@click.argument("file", type=click.File("rb"))
@click.option(
    "--titles",
    type=click.File("rb"),
    help="TOML that gives, for each title a topic may have, the ids that answer it.",
)
@_with_setup
def evaluate(setup: Setup, file: Iterable[bytes], titles: IO[bytes] | None) -> None:
    """Ask the questions of FILE and hold the answers against those expected.

    A line of FILE is a conversation with what its last answer must hold ("expect"), or a question
    with the title of what it is about ("text", "about").
    """
    from bot import evaluation
    from bot.exchange import UnusableInputError
    from bot.terminal import scorecard

    asked = _read_all(file)
    known = _read_titles(titles) if titles is not None else {}
    try:
        card = evaluation.evaluate(asked, assembly.make_advisor(setup), known)
    except UnusableInputError as error:
        raise _UnusableError(str(error)) from error
    for line in scorecard.lines(card):
        click.echo(line)


def _read_all(file: Iterable[bytes]) -> list[Any]:
    """What each line holds, None for a blank one."""
    import json

    held: list[Any] = []
    for number, line in _numbered(file):
        held += [None] * (number - 1 - len(held))
        try:
            held.append(json.loads(line.decode("utf-8")))
        except (ValueError, RecursionError) as error:
            raise _UnusableError(f"line {number}: not JSON; write one object a line") from error
    return held


def _read_titles(file: IO[bytes]) -> dict[str, list[str]]:
    import tomllib

    try:
        titles = tomllib.loads(file.read().decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _UnusableError(f"{file.name}: not valid TOML: {error}") from error
    for title, entries in titles.items():
        if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
            raise _UnusableError(f"{file.name}: {title!r} must be a list of ids, in quotes")
    return titles


def _numbered(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines that hold something, each with its number in the file."""
    for number, line in enumerate(lines, start=1):
        held = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if held.strip():
            yield number, held
