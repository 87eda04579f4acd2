"""What is kept of people: conversations, buttons, facts, questions, opinions.

These are jobs: functions of a connection; those that write are called inside a transaction.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.service.ports import Finished, KeptQuestion, Opinion, Receipt, Tap
from bot.store.database import owe_scrubbing
from bot.store.values import packed, seconds, storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

# The terminal's persons and chats are words, so numbers are written as text there.
_SAVE_STATE = (
    "INSERT INTO session (person, chat, state, updated) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (person, chat) DO UPDATE SET state = excluded.state, updated = excluded.updated"
)
# Whose a button is that is nobody's in particular: no user of Telegram has this number.
_NOBODY = 0
# An update's sender, wherever it stands: message, edited_message, callback_query …
_SENT_BY = (
    "CASE WHEN instr(raw, :id) AND json_valid(raw) THEN EXISTS (SELECT 1 FROM json_each(raw) "
    "WHERE type = 'object' AND json_extract(value, '$.from.id') = :person) ELSE 0 END"
)


def state(connection: sqlite3.Connection, person: int, chat: int) -> str | None:
    """Return a person's conversation in a chat."""
    row = connection.execute(
        "SELECT state FROM session WHERE person = ? AND chat = ?", (str(person), str(chat))
    ).fetchone()
    return None if row is None else str(row[0])


def facts(connection: sqlite3.Connection, person: int) -> Mapping[str, str]:
    """Return what a person told about themselves."""
    return dict(connection.execute("SELECT name, value FROM fact WHERE person = ?", (person,)).fetchall())


def tap(connection: sqlite3.Connection, key: str, now: datetime) -> Tap | None:
    """Return what a button does, None when it is not known or too old."""
    row = connection.execute(
        "SELECT chat, person, action, version, expires, answered FROM tap WHERE key = ? AND expires > ?",
        (storable(key), seconds(now)),
    ).fetchone()
    if row is None:
        return None
    chat, person, action, version, expires, answered = row
    return Tap(
        key=key,
        chat=chat,
        person=None if person == _NOBODY else person,
        action=json.loads(action),
        version=version,
        expires=datetime.fromtimestamp(expires, UTC),
        answered=None if answered is None else datetime.fromtimestamp(answered, UTC),
    )


def keep_taps(connection: sqlite3.Connection, taps: Sequence[Tap]) -> None:
    """Keep what buttons do."""
    connection.executemany(
        "INSERT INTO tap (key, chat, person, action, version, expires) VALUES (?, ?, ?, ?, ?, ?)",
        [(t.key, t.chat, t.person or _NOBODY, packed(t.action), t.version, seconds(t.expires)) for t in taps],
    )


def remember(connection: sqlite3.Connection, done: Finished) -> None:
    """Write all that an update taught about its person."""
    if done.state is not None:
        if done.person is None or done.chat is None:
            raise ValueError("a conversation belongs to a person in a chat")
        updated = done.now.astimezone(UTC).isoformat(timespec="seconds")
        row = (str(done.person), str(done.chat), storable(done.state), updated)
        connection.execute(_SAVE_STATE, row)
    if done.person_facts:
        if done.person is None:
            raise ValueError("facts belong to a person")
        learn(connection, done.person, done.person_facts)
    if done.taps:
        keep_taps(connection, done.taps)
    if done.answered_tap is not None:
        answered = (seconds(done.now), storable(done.answered_tap))
        connection.execute("UPDATE tap SET answered = ? WHERE key = ?", answered)
    if done.none_of_these and done.person is not None:
        _count_as_in_vain(connection, done.person)
    keep_receipts(connection, done.receipts, done.now)
    for question in done.questions:
        _keep_question(connection, question, done.now)
    for opinion in done.opinions:
        _keep_opinion(connection, opinion, done.now)


def forget(connection: sqlite3.Connection, person: int) -> None:
    """Remove everything kept of a person, calls not yet made and raw updates included.

    Raw updates go when they hold the person's number anywhere: a reply of someone else quotes what
    it replies to. Updates that wait stay; they came after this was asked for, or in other chats.
    """
    # An editor's button and a preview may hold the words of a question that its asker let be kept.
    connection.execute(
        "DELETE FROM tap WHERE json_extract(action, '$.do') = 'teach' AND json_extract(action, '$.question') "
        "IN (SELECT text FROM question WHERE person = ?)",
        (person,),
    )
    connection.execute(
        "UPDATE draft SET preview = NULL "
        "WHERE preview IS NOT NULL AND EXISTS (SELECT 1 FROM question WHERE person = ?)",
        (person,),
    )
    connection.execute("DELETE FROM session WHERE person = ?", (str(person),))
    for table in ("fact", "question", "opinion", "tap", "due", "outbox", "receipt"):
        connection.execute(f"DELETE FROM {table} WHERE person = ?", (person,))  # noqa: S608
    connection.execute(
        "UPDATE inbox SET raw = NULL, reason = NULL "
        "WHERE note IS NOT NULL AND raw IS NOT NULL AND (lane = ? OR instr(raw, ?))",
        (person, str(person)),
    )
    owe_scrubbing(connection)
    # A private chat has its person's number.
    connection.execute(
        "UPDATE inbox SET lane = 0, reason = NULL WHERE note IS NOT NULL AND lane = ?", (person,)
    )


def moved(connection: sqlite3.Connection, old: int, new: int) -> None:
    """Let everything of a chat go over to its new id."""
    connection.execute("UPDATE inbox SET lane = ? WHERE note IS NULL AND lane = ?", (new, old))
    connection.execute(
        "UPDATE outbox SET chat = ?, payload = CASE WHEN json_type(payload, '$.chat_id') IS NULL "
        "THEN payload ELSE json_set(payload, '$.chat_id', ?) END WHERE settled IS NULL AND chat = ?",
        (new, new, old),
    )
    # What was arranged anew under the new id stands.
    connection.execute(
        "DELETE FROM due WHERE chat = ? AND key IN (SELECT key FROM due WHERE chat = ?)", (old, new)
    )
    for table in ("tap", "due"):
        connection.execute(f"UPDATE {table} SET chat = ? WHERE chat = ?", (new, old))  # noqa: S608
    # Who has already spoken under the new id goes on from there.
    connection.execute("UPDATE OR IGNORE session SET chat = ? WHERE chat = ?", (str(new), str(old)))
    connection.execute("DELETE FROM session WHERE chat = ?", (str(old),))


def export(connection: sqlite3.Connection, person: int) -> Mapping[str, Any]:
    """Return everything kept of a person, ready for JSON; of others, nothing."""
    known = {"person": person, "id": str(person)}

    def rows(columns: str, table: str, where: str = "person = :person") -> list[dict[str, Any]]:
        statement = f"SELECT {columns} FROM {table} WHERE {where} ORDER BY 1"  # noqa: S608
        cursor = connection.execute(statement, known)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    return {
        "person": person,
        "facts": dict(facts(connection, person)),
        "conversations": rows("chat, state, updated", "session", "person = :id"),
        "questions": rows("asked, text, entry, outcome, version", "question"),
        "opinions": rows("given, entry, version, liked, reason", "opinion"),
        "figures received": rows("told, measure, population, printed", "receipt"),
        "buttons": rows("expires, chat, action, version", "tap"),
        "reminders": rows("at, kind, payload, chat, key", "due"),
        "messages received": rows("received, raw", "inbox", f"raw IS NOT NULL AND {_SENT_BY}"),
        "messages sent": rows("id, chat, method, payload, settled, sent, reason", "outbox"),
    }


def keep_receipts(connection: sqlite3.Connection, receipts: Sequence[Receipt], now: datetime) -> None:
    """Keep what people were told of figures, each in place of what they were told of it before."""
    connection.executemany(
        "INSERT INTO receipt (person, measure, population, printed, told) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (person, measure, population) DO UPDATE SET "
        "printed = excluded.printed, told = excluded.told",
        [(r.person, r.measure, r.population, r.printed, seconds(now)) for r in receipts],
    )


def _count_as_in_vain(connection: sqlite3.Connection, person: int) -> None:
    """Note that nothing of what was offered for the last kept question was meant."""
    connection.execute(
        "UPDATE question SET outcome = 'none of these' WHERE outcome = 'choose' "
        "AND id = (SELECT MAX(id) FROM question WHERE person = ?)",
        (person,),
    )


def learn(connection: sqlite3.Connection, person: int, told: Mapping[str, str | None]) -> None:
    """Keep facts about a person; None removes one."""
    for name, value in told.items():
        if value is None:
            connection.execute("DELETE FROM fact WHERE person = ? AND name = ?", (person, name))
        else:
            connection.execute(
                "INSERT INTO fact (person, name, value) VALUES (?, ?, ?) "
                "ON CONFLICT (person, name) DO UPDATE SET value = excluded.value",
                (person, name, storable(value)),
            )


def _keep_question(connection: sqlite3.Connection, question: KeptQuestion, now: datetime) -> None:
    connection.execute(
        "INSERT INTO question (person, text, entry, outcome, version, asked) VALUES (?, ?, ?, ?, ?, ?)",
        (
            question.person,
            storable(question.text),
            question.entry,
            question.outcome,
            question.version,
            seconds(now),
        ),
    )


def _keep_opinion(connection: sqlite3.Connection, opinion: Opinion, now: datetime) -> None:
    """Keep the latest opinion on an answer alone: a reason follows its thumb, minds change."""
    connection.execute(
        "DELETE FROM opinion WHERE person = ? AND entry IS ? AND version = ?",
        (opinion.person, opinion.entry, opinion.version),
    )
    reason = None if opinion.reason is None else storable(opinion.reason)
    connection.execute(
        "INSERT INTO opinion (person, entry, version, liked, reason, given) VALUES (?, ?, ?, ?, ?, ?)",
        (opinion.person, opinion.entry, opinion.version, opinion.liked, reason, seconds(now)),
    )
