"""Trouble around the bot that it gets through by itself. ``make soak`` has more of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from soak import faults, flood, odd

if TYPE_CHECKING:
    from pathlib import Path

    from soak.asking import Account

pytestmark = pytest.mark.alone


def hold(account: Account) -> None:
    """Tell the figures, and that nothing was lost, out of order, too early, or needlessly doubled."""
    print(account)  # noqa: T201
    assert account.kept, account


def test_in_the_worst_weather_nothing_is_lost_and_only_uncertain_sends_are_doubled(tmp_path: Path) -> None:
    account = faults.weather(tmp_path, updates=150)
    hold(account)
    assert account.uncertain > 0


def test_an_outage_passes(tmp_path: Path) -> None:
    hold(faults.outage(tmp_path, seconds=4, rate=50))


def test_a_database_that_may_not_grow_is_waited_for(tmp_path: Path) -> None:
    hold(faults.full(tmp_path, seconds=3, rate=50))
    assert "full" in (tmp_path / "bot.log").read_text(encoding="utf-8")


def test_a_database_that_another_program_has_locked_is_waited_for(tmp_path: Path) -> None:
    hold(faults.locked(tmp_path, seconds=3, rate=50))


def test_one_who_sends_hundreds_of_messages_at_once_is_told_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    figures = flood.flood(tmp_path, messages=500, others=20)
    print(figures)  # noqa: T201
    assert figures.kept, figures
    assert figures.shed > 0


def test_odd_updates_end_neither_the_bot_nor_a_chats_turn(tmp_path: Path) -> None:
    figures = odd.odd(tmp_path, updates=500)
    print(figures)  # noqa: T201
    assert figures.kept, figures
    assert figures.unreadable > 0
