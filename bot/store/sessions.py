"""Where a conversation stands, per person and chat."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from bot.store.database import StoreError, empty_log, owe_scrubbing, place_of, rebuild, translated, writing

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database


class Sessions:
    """The table of conversations. Every method may raise StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._place = place_of(database)

    def load(self, person: str, chat: str) -> str | None:
        """Return the state last saved for this person in this chat, None if there is none."""
        with translated(self._place):
            row = self._database.execute(
                "SELECT state FROM session WHERE person = ? AND chat = ?", (person, chat)
            ).fetchone()
        return None if row is None else str(row[0])

    def save(self, person: str, chat: str, state: str, now: datetime) -> None:
        """Keep `state` in place of what was there; it is on disk when this returns.

        `now` carries its time zone. `state` is text without lone surrogates, which no file can hold:
        they raise UnicodeEncodeError, and nothing is changed.
        """
        if now.tzinfo is None:
            raise ValueError("a time without its zone says nothing")
        updated = now.astimezone(UTC).isoformat(timespec="seconds")
        with writing(self._database, self._place):
            self._database.execute(
                "INSERT INTO session (person, chat, state, updated) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (person, chat) DO UPDATE SET state = excluded.state, updated = excluded.updated",
                (person, chat, state, updated),
            )

    def forget(self, person: str) -> int:
        """Remove all that is kept of this person, in every chat; return how many rows that were.

        When this returns, nothing of it is left in the database's files either. StoreError when
        another program keeps reading them: the rows are gone then, and forgetting again, once it has
        ended, clears the files.
        """
        with writing(self._database, self._place):
            removed = self._database.execute("DELETE FROM session WHERE person = ?", (person,)).rowcount
            owe_scrubbing(self._database.conn)
        with translated(self._place):
            rebuild(self._database.conn)
            # The write-ahead log still holds pages as they were.
            emptied = empty_log(self._database.conn)
        if not emptied:
            trouble = "another program reads what was just forgotten"
            raise StoreError(self._place, trouble, "end that program and forget again")
        return int(removed)
