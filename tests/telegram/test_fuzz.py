"""Updates at random: valid by the schema, and broken."""

from __future__ import annotations

import json
from collections import Counter
from random import Random

from bot.service.incoming import Unreadable
from bot.telegram.updates import Me, read, received
from tests.telegram.generator import mutate, update_at_random

ME = Me(id=42, username="entente_bot")


def test_five_thousand_valid_updates_are_all_read() -> None:
    chance = Random(1)  # noqa: S311 (the same updates in every run)
    seen: Counter[str] = Counter()
    for key in range(5_000):
        update = update_at_random(chance, key)
        kept = received(json.loads(json.dumps(update)))
        assert kept is not None
        incoming = read(kept.raw, ME)
        assert not isinstance(incoming, Unreadable), (incoming, update)
        seen[type(incoming).__name__] += 1
    assert {"Text", "Pressed", "Guest", "Blocked", "Unblocked", "Migrated", "Ignored"} <= seen.keys()


def test_five_thousand_broken_updates_raise_nothing() -> None:
    chance = Random(3)  # noqa: S311 (likewise)
    for key in range(5_000):
        update = mutate(update_at_random(chance, key), chance)
        kept = received(update)
        read(json.dumps(update) if kept is None else kept.raw, ME)
