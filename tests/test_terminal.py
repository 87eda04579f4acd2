"""The conversation on a terminal, as far as it can be told without one."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from bot.conversation.state import State
from bot.replies.reply import Bar, Chart
from bot.terminal.bars import bars
from bot.terminal.dialogue import Answer, Dialogue
from bot.terminal.explanation import shortened
from bot.terminal.piped import converse
from bot.terminal.screen import Screen, numbered, styled

if TYPE_CHECKING:
    from pathlib import Path

    from bot.advisor import Advisor


class InMemory:
    """Keeps states as the store would."""

    def __init__(self) -> None:
        self.states: list[State] = []

    def keep(self, state: State) -> None:
        """Keep a state, and those before it."""
        self.states.append(state)

    def forget(self) -> None:
        """Remove everything kept."""
        self.states.clear()


def dialogue(advisor: Advisor, memory: InMemory | None = None, *, explain: bool = False) -> Dialogue:
    return Dialogue(advisor, State(), memory or InMemory(), numbered=True, explain=explain)


def told(of: Dialogue, line: str) -> Answer:
    answer = of.take(line)
    assert answer is not None
    return answer


def bar(label: str, value: str, printed: str, group: str = "data protection") -> Bar:
    return Bar(label=label, value=Decimal(value), printed=printed, role="cio", group=group)


# ── Bars ──────────────────────────────────────────────────────────────────────────────────────────


def test_bars_share_one_scale_from_zero_to_a_hundred() -> None:
    chart = Chart(title="", bars=(bar("CIOs", "100", "100%"), bar("CMOs", "50", "50%")), note="A survey")
    assert bars(chart, 31).splitlines() == [
        "Data protection",
        "  CIOs " + "█" * 19 + " 100%",
        "  CMOs " + "█" * 10 + " 50%",
        "A survey",
    ]


def test_a_bound_stands_behind_its_bar_as_it_was_printed() -> None:
    assert bars(Chart(title="", bars=(bar("CMOs", "50", "over 50%"),), note=""), 60).endswith("█ over 50%")


def test_a_title_stands_for_the_name_of_a_single_group() -> None:
    chart = Chart(title="fear leaks", bars=(bar("CIOs", "9", "9%"),), note="")
    assert bars(chart, 60).splitlines()[0] == "Fear leaks"
    assert "Data protection" not in bars(chart, 60)


@pytest.mark.parametrize(("value", "least"), [("0", 0), ("0.1", 1), ("250", 50)])
def test_something_is_never_drawn_as_nothing_nor_beyond_the_scale(value: str, least: int) -> None:
    assert bars(Chart(title="", bars=(bar("CIOs", value, "x"),), note=""), 500).count("█") == least


@pytest.mark.parametrize("width", [0, 10, 40, 80])
def test_bars_can_be_told_apart_at_any_width(width: int) -> None:
    chart = Chart(title="", bars=(bar("CIOs", "80", "80%"), bar("CMOs", "40", "40%")), note="")
    _, first, second = bars(chart, width).splitlines()
    assert abs(first.count("█") - 2 * second.count("█")) <= 1


# ── Dialogue ──────────────────────────────────────────────────────────────────────────────────────


def test_the_greeting_offers_roles_by_number(advisor: Advisor) -> None:
    memory = InMemory()
    held = dialogue(advisor, memory)
    assert len(held.begin().suggestions) == 4
    told(held, "2")
    assert memory.states[-1].role == "cmo"


def test_a_number_presses_the_button_under_the_last_answer(advisor: Advisor) -> None:
    held = dialogue(advisor)
    first = told(held, "How many CIOs see data protection as a challenge?")
    labels = [suggestion.label for suggestion in first.suggestions]
    assert "64%" in told(held, str(labels.index("Compare both") + 1)).text


def test_a_number_that_is_not_offered_is_something_said(advisor: Advisor) -> None:
    held = dialogue(advisor)
    held.begin()
    assert told(held, "9").text


def test_roles_are_told_by_command_and_by_no_other_name(advisor: Advisor) -> None:
    memory = InMemory()
    held = dialogue(advisor, memory)
    told(held, "/role CEO")
    assert memory.states[-1].role == "ceo"
    assert "/role cio" in told(held, "/role astronaut").text
    assert "/role cio" in told(held, "/role").text
    assert memory.states[-1].role == "ceo"


def test_forgetting_leaves_nothing_in_memory(advisor: Advisor) -> None:
    memory = InMemory()
    held = dialogue(advisor, memory)
    told(held, "/role cio")
    assert told(held, "/forget").forgot
    assert memory.states == []


def test_more_tells_what_is_behind_an_answer_once_there_is_one(advisor: Advisor) -> None:
    held = dialogue(advisor)
    assert "nothing more" in told(held, "/more").text
    told(held, "How many CIOs see data protection as a challenge?")
    assert "sample not stated" in told(held, "/more").text


def test_an_unknown_command_is_named_as_such_and_the_known_are_told(advisor: Advisor) -> None:
    assert "no such command" in told(dialogue(advisor), "/dance").text
    assert "/forget" in told(dialogue(advisor), "/help").text


@pytest.mark.parametrize("line", ["/quit", "/exit", " /QUIT "])
def test_quitting_ends_the_conversation(advisor: Advisor, line: str) -> None:
    assert dialogue(advisor).take(line) is None


def test_explanations_show_the_parse_and_the_ranking_and_can_be_switched(advisor: Advisor) -> None:
    held = dialogue(advisor, explain=True)
    shown = "\n".join(told(held, "How many CIOs worry about data protecton?").explanation)
    assert "protecton → protection" in shown
    assert "roles      cio" in shown
    assert "ranking    0." in shown
    told(held, "/explain")
    assert told(held, "and the CMOs?").explanation == ()


def test_what_others_wrote_is_shown_without_control_characters_and_not_endlessly() -> None:
    assert shortened("a\x1b[2Jb\0") == "a\N{REPLACEMENT CHARACTER}[2Jb\N{REPLACEMENT CHARACTER}"
    assert len(shortened("x" * 1_000)) == 300


# ── Pipe ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_pipe_gets_one_plain_answer_a_line_in_order(advisor: Advisor) -> None:
    lines = [
        b"How many CIOs see data protection as a challenge?\n",
        b"\n",
        b"\xff\0\xfe\r\n",
        b"and the CMOs?\n",
        b"/quit\n",
        b"never read\n",
    ]
    out = io.StringIO()
    converse(dialogue(advisor), lines, out)
    text = out.getvalue()
    assert text.endswith("\n\n")
    assert "<" not in text
    assert "&#" not in text
    assert text.index("83%") < text.index("64%")


# ── Screen ────────────────────────────────────────────────────────────────────────────────────────


def test_marked_up_text_becomes_styles_and_nothing_else() -> None:
    text = styled("<b>83%</b> of <i>CIOs <b>&amp;</b> co</i> &lt;b&gt; <a href='x'>link</a>")
    assert text.plain == "83% of CIOs & co <b> link"
    assert [str(span.style) for span in text.spans][:2] == ["bold", "italic"]


def test_choices_get_numbers_where_the_text_lists_just_them() -> None:
    assert numbered("Which?\n• one\n• two", 2) == ("Which?\n1  one\n2  two", True)
    assert numbered("Which?\n• one", 2) == ("Which?\n• one", False)


def test_a_screen_shows_the_answer_its_chart_and_what_to_pick(advisor: Advisor, tmp_path: Path) -> None:
    out = io.StringIO()
    screen = Screen(tmp_path / "history", Console(file=out, width=80, highlight=False))
    screen.show(told(dialogue(advisor), "Compare CIOs and CMOs on data protection"))
    shown = out.getvalue().replace("\N{NO-BREAK SPACE}", " ")
    assert "█ 83%" in shown
    assert "2 Who says so?" in shown
