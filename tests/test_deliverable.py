"""Telegram shows every reply, and all of it. ``make soak`` makes more of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from soak import replies

if TYPE_CHECKING:
    from bot.advisor import Advisor


def test_telegrams_parser_refuses_none_of_two_thousand_replies_and_cuts_nothing_off(advisor: Advisor) -> None:
    delivered = replies.deliver(advisor, 2_000)
    print(delivered)  # noqa: T201
    assert delivered.troubles == ()
    assert delivered.kinds >= 15
    assert delivered.messages > delivered.replies
    assert 3_500 < delivered.longest <= 4_096
