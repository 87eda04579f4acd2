"""The bot with a database that can't grow while a file is there: ``python -m soak.cramped FILE run``."""

from __future__ import annotations

import sqlite3
import sys
from functools import partial
from pathlib import Path
from typing import Any, Final

from bot.__main__ import main

_ANY: Final = 2**31 - 2


class Cramped(sqlite3.Connection):
    """Finds the disk full whenever the file `full` exists."""

    full = Path()

    def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:  # noqa: ANN401 (SQLite's own)
        """Run a statement; one that begins to write first learns how many pages there may be."""
        if sql.startswith("BEGIN IMMEDIATE"):
            # Fewer than there are means: not one more.
            super().execute(f"PRAGMA max_page_count = {1 if self.full.exists() else _ANY}").fetchone()
        return super().execute(sql, *args)


if __name__ == "__main__":
    Cramped.full = Path(sys.argv.pop(1))
    sqlite3.connect = partial(sqlite3.connect, factory=Cramped)  # type: ignore[assignment]
    main()
