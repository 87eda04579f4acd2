"""Everything that can be said against a version of the knowledge: what ``check`` prints.

The knowledge's own problems are found by looking (:mod:`bot.knowledge.check`). The rest shows only
in use: every reply that an entry can make is worded (:mod:`bot.proofing.trials`), and every test
that an editor wrote beside an entry is asked (:mod:`bot.proofing.asking`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.check import check
from bot.proofing.asking import entry_tests
from bot.proofing.trials import trial_problems

if TYPE_CHECKING:
    from bot.advisor import Advisor
    from bot.knowledge.model import Knowledge, Problem

__all__ = ["entry_tests", "proof"]


def proof(knowledge: Knowledge, advisor: Advisor) -> tuple[Problem, ...]:
    """Every problem of ``knowledge``, sorted by place. ``advisor`` must answer from that knowledge."""
    found = {*check(knowledge), *trial_problems(knowledge, advisor), *entry_tests(knowledge, advisor)}
    return tuple(sorted(found))
