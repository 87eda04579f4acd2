"""Calls that are to be made, kept from the moment they are decided until Telegram has answered.

These are jobs: functions of a connection, called inside a transaction. A call's content is removed
as soon as it is settled; that it was made, and when, is kept as long as the update it answers.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.service.ports import Call, Outgoing
from bot.store.values import packed, seconds, storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime


def commission(
    connection: sqlite3.Connection, calls: Sequence[Call], *, key: int | None, person: int | None
) -> tuple[Outgoing, ...]:
    """Keep calls that are to be made, in order, for an update and the person who gets them."""
    outgoing = []
    for call in calls:
        cursor = connection.execute(
            "INSERT INTO outbox (key, person, chat, method, payload, idempotent, transient) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (key, person, call.chat, call.method, packed(call.payload), call.idempotent, call.transient),
        )
        outgoing.append(Outgoing(id=cursor.lastrowid or 0, call=call))
    return tuple(outgoing)


def unsent(connection: sqlite3.Connection) -> tuple[Outgoing, ...]:
    """Return calls that are not settled, in the order they were decided on."""
    rows = connection.execute(
        "SELECT id, method, chat, payload, idempotent, transient, attempted, not_before "
        "FROM outbox WHERE settled IS NULL ORDER BY id"
    )
    return tuple(
        Outgoing(
            id=id_,
            call=Call(
                method=method,
                chat=chat,
                payload=json.loads(payload),
                idempotent=bool(idempotent),
                transient=bool(transient),
            ),
            attempted=bool(attempted),
            not_before=not_before,
        )
        for id_, method, chat, payload, idempotent, transient, attempted, not_before in rows
    )


def attempt(connection: sqlite3.Connection, id_: int) -> None:
    """Note that a send is about to start."""
    connection.execute("UPDATE outbox SET attempted = 1 WHERE id = ? AND settled IS NULL", (id_,))


def postpone(connection: sqlite3.Connection, id_: int, not_before: float) -> None:
    """Note that a send was refused for now, so did not arrive, and when it may be tried again."""
    connection.execute(
        "UPDATE outbox SET attempted = 0, not_before = ? WHERE id = ? AND settled IS NULL", (not_before, id_)
    )


def settle(
    connection: sqlite3.Connection, id_: int, *, sent: bool, reason: str | None, now: datetime
) -> bool:
    """Note Telegram's answer, the first one for good, and remove the content; whether it was the first."""
    cursor = connection.execute(
        "UPDATE outbox SET settled = ?, sent = ?, reason = ?, payload = NULL "
        "WHERE id = ? AND settled IS NULL",
        (seconds(now), sent, None if reason is None else storable(reason), id_),
    )
    return cursor.rowcount == 1
