"""What is wrong with knowledge that could be read: everything that takes more than one value to see.

:func:`bot.knowledge.parse.parse` has reported what it couldn't read and ids that stand for nothing;
both lists together are all that an editor has to mend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.check_entries import entry_problems
from bot.knowledge.check_phrasings import phrasing_problems
from bot.knowledge.check_prose import prose_problems
from bot.knowledge.check_sections import section_problems
from bot.knowledge.check_shares import share_problems

if TYPE_CHECKING:
    from bot.knowledge.model import Knowledge, Problem


def check(knowledge: Knowledge) -> tuple[Problem, ...]:
    """Every problem of knowledge as parsed, sorted by place."""
    found = {
        *entry_problems(knowledge),
        *phrasing_problems(knowledge),
        *prose_problems(knowledge),
        *section_problems(knowledge),
        *share_problems(knowledge),
    }
    return tuple(sorted(found))
