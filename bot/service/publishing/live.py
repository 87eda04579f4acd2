"""What is answered from at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.advisor import Advisor


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """A version of the knowledge, ready to answer from."""

    version: str
    texts: Mapping[str, str]
    advisor: Advisor


class Live:
    """The one place where it stands which version is live.

    Whoever answers takes ``now`` once for each update, so that no answer mixes two versions.
    """

    def __init__(self, loaded: Loaded) -> None:
        self.now = loaded

    def swap(self, loaded: Loaded) -> None:
        """Answer from another version, from the next update on."""
        self.now = loaded
