"""The conversation for somebody at the keyboard: colour, history, numbers to pick by."""

from __future__ import annotations

import html
import importlib
import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from bot.replies.reply import with_addresses
from bot.terminal.bars import bars

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from bot.terminal.dialogue import Answer, Dialogue, Suggestion

_PROMPT = "> "
_HINT = "/help shows what you can ask, /quit ends."
_REMEMBERED = 1_000
_WIDEST = 100
_TAG = re.compile(r"<(/?)([a-z]+)[^<>]*>")
_STYLES = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "code": "cyan"}
_BULLET = "• "


class Screen:
    """A terminal with its history of lines, which is kept in a file for its owner's eyes."""

    def __init__(self, history: Path, console: Console | None = None) -> None:
        self._history = history
        self._editing = _line_editing()
        self._console = console or Console(highlight=False)

    def converse(self, dialogue: Dialogue, first: Answer | None) -> None:
        """Hold the conversation until it is ended by ``/quit``, the end of input or an interrupt."""
        self._load_history()
        try:
            if first is not None:
                self.show(first)
            self._console.print(Text(_HINT, style="dim"))
            self._console.print()
            while (answer := self._next(dialogue)) is not None:
                self.show(answer)
        finally:
            self._save_history()

    def show(self, answer: Answer) -> None:
        """Print an answer with its chart, what can be picked next, and how it was understood."""
        width = min(self._console.width, _WIDEST)
        text, listed = answer.text, False
        if answer.choosing:
            text, listed = numbered(text, len(answer.suggestions))
        self._console.print()
        self._console.print(styled(text), width=width)
        if answer.chart is not None:
            self._console.print()
            self._console.print(Text(bars(answer.chart, width), style="cyan"), no_wrap=True, crop=False)
        if answer.explanation:
            self._console.print()
            for line in answer.explanation:
                self._console.print(Text(line, style="dim"))
        if answer.suggestions and not listed:
            self._console.print()
            self._console.print(_row(answer.suggestions), width=width)
        self._console.print()
        if answer.forgot and self._editing is not None:
            self._editing.clear_history()

    def _next(self, dialogue: Dialogue) -> Answer | None:
        while True:
            try:
                line = input(_PROMPT)
            except (EOFError, KeyboardInterrupt):
                self._console.print()
                return None
            if line.strip():
                return dialogue.take(line)

    def _load_history(self) -> None:
        if self._editing is not None:
            self._editing.set_history_length(_REMEMBERED)
            with suppress(OSError):
                self._editing.read_history_file(self._history)

    def _save_history(self) -> None:
        if self._editing is None:
            return
        # History is a convenience: a folder that can't be written is done without.
        with suppress(OSError):
            self._history.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._history, os.O_CREAT | os.O_WRONLY, 0o600))
            self._history.chmod(0o600)
            self._editing.write_history_file(self._history)


def styled(text: str) -> Text:
    """A marked-up text as rich prints it: tags known here as styles, links written out, others dropped."""
    text = with_addresses(text)
    result = Text()
    on: list[str] = []
    at = 0
    for tag in _TAG.finditer(text):
        result.append(html.unescape(text[at : tag.start()]), style=" ".join(on))
        at = tag.end()
        style = _STYLES.get(tag[2])
        if style is not None and not tag[1]:
            on.append(style)
        elif style in on:
            on.remove(style)
    result.append(html.unescape(text[at:]), style=" ".join(on))
    return result


def numbered(text: str, count: int) -> tuple[str, bool]:
    """A list with numbers for bullets, and True; as it is, and False, if it lists something else."""
    pieces = text.split(_BULLET)
    if len(pieces) != count + 1:
        return text, False
    return pieces[0] + "".join(f"{n}  {piece}" for n, piece in enumerate(pieces[1:], start=1)), True


def _row(suggestions: tuple[Suggestion, ...]) -> Text:
    row = Text()
    for number, suggestion in enumerate(suggestions, start=1):
        if number > 1:
            row.append("   ")
        # A label never parts from its number at the end of a line.
        row.append(f"{number}\N{NO-BREAK SPACE}", style="bold cyan")
        row.append(suggestion.label.replace(" ", "\N{NO-BREAK SPACE}"), style="dim")
    return row


def _line_editing() -> ModuleType | None:
    """Python's readline. Not every Python has it; then lines are typed without history."""
    try:
        return importlib.import_module("readline")
    except ImportError:
        return None
