"""Versions of the knowledge, drafts of it, what is to be done with them, and who did what.

A text is kept once under the name of what it says, a version as the list of its texts' names. Neither is
ever changed or removed, so that going back is always possible. The functions are jobs: called with a
connection, those that write inside a transaction.
"""

from __future__ import annotations

import json
import zlib
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.knowledge.texts import fingerprint
from bot.service.ports import Deed, Errand, Receipt
from bot.service.versions import (
    AskedInVain,
    Complaint,
    Concluded,
    Draft,
    Publication,
    Status,
    Unwritten,
    Way,
    digest,
)
from bot.store import calendar, outbox, people
from bot.store.database import translated
from bot.store.reading import open_for_reading
from bot.store.values import packed, seconds, storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from bot.service.ports import Outgoing
    from bot.store.reading import Reader
    from bot.store.writer import Writer

_ALL = -1  # to SQLite no limit
_DRAFT = "id, way, base, revised, made, person, status, preview"


class StoreArchive:
    """Implements the service's port Archive, beside the journal on the same file."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def errand(self) -> Errand | None:
        """The errand that waits longest, its attempts counted up; None when none waits."""
        # Looked for first: a look costs nothing, a commit waits for the disk.
        if not await self._reader.read(_waits):
            return None
        return await self._writer.sure(_next_errand)

    async def ask(self, errand: Errand) -> None:
        """Keep an errand that nobody's update asked for; one like it that waits is enough."""
        now = datetime.now(UTC)
        await self._writer.sure(lambda connection: _ask(connection, errand, now))

    async def conclude(self, done: Concluded) -> tuple[Outgoing, ...]:
        """Commit what an errand led to; nothing when it was concluded before."""
        return await self._writer.sure(lambda connection: _conclude(connection, done))

    async def draft(self, id_: str) -> Draft | None:
        """A draft by its id."""
        found = await self._reader.read(lambda connection: _drafts(connection, "id = ?", (storable(id_),)))
        return found[0] if found else None

    async def drafts(self) -> tuple[Draft, ...]:
        """Drafts of which nothing has become yet, ready or refused, the oldest first."""
        waiting = "status IN ('ready', 'refused')"
        return await self._reader.read(lambda connection: _drafts(connection, waiting, ()))

    async def publications(self, limit: int | None = 50) -> tuple[Publication, ...]:
        """What was published, the last, which is live, first; all of it where there is no limit."""
        return await self._reader.read(lambda connection: _publications(connection, limit=limit))

    async def publication(self, number: int) -> Publication | None:
        """A publication by its place in history; None where there is none of that number."""
        found = await self._reader.read(lambda connection: _publications(connection, "number = ?", number))
        return found[0] if found else None

    async def texts(self, version: str) -> Mapping[str, str] | None:
        """The texts of a version by path; None when no version has that name."""
        return await self._reader.read_aside(lambda connection: _texts(connection, version))

    async def unwritten(self) -> tuple[Unwritten, ...]:
        """What the folder does not have yet."""
        return await self._reader.read(_unwritten)

    async def written(self, path: str) -> None:
        """The folder has it now, or is to be left as it is."""
        await self._writer.sure(
            lambda connection: connection.execute("DELETE FROM unwritten WHERE path = ?", (storable(path),))
        )

    async def kept_questions(self, limit: int) -> tuple[str, ...]:
        """Questions that people agreed to keep, each once, the latest first."""
        return await self._reader.read(lambda connection: _kept_questions(connection, limit))

    async def in_vain(self, limit: int) -> tuple[AskedInVain, ...]:
        """Questions that were asked in vain, the latest first."""
        return await self._reader.read(lambda connection: _in_vain(connection, limit))

    async def receipts(self, figures: Sequence[tuple[str, str]]) -> tuple[Receipt, ...]:
        """Who was last told what of these figures (measure and population), and wants to hear of it."""
        return await self._reader.read_aside(lambda connection: _receipts(connection, figures))

    async def deeds(self, limit: int = 100) -> tuple[Deed, ...]:
        """The audit's last lines, the oldest of them first."""
        return await self._reader.read(lambda connection: deeds(connection, limit))


def look_at_deeds(path: Path | str, limit: int) -> tuple[Deed, ...]:
    """Return the audit's last lines of the database at `path`, whether or not a service uses it.

    There are none in a database from before versions were kept. Raises StoreError when it can't be read.
    """
    place = Path(path).expanduser().absolute()
    with translated(place), closing(open_for_reading(place)) as connection:
        connection.execute("PRAGMA busy_timeout = 5000")
        kept = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'deed'").fetchone()
        return deeds(connection, limit) if kept else ()


def keep_errand(connection: sqlite3.Connection, errand: Errand, now: datetime) -> None:
    """Keep something that is to be done."""
    connection.execute(
        "INSERT INTO errand (kind, payload, person, asked) VALUES (?, ?, ?, ?)",
        (errand.kind, packed(errand.payload), errand.person, seconds(now)),
    )


def keep_deed(connection: sqlite3.Connection, deed: Deed) -> None:
    """Write a line of the audit."""
    connection.execute(
        'INSERT INTO deed (at, person, did, what, "before", "after") VALUES (?, ?, ?, ?, ?, ?)',
        (
            seconds(deed.at),
            deed.person,
            storable(deed.did),
            *(storable(t) for t in (deed.what, deed.before, deed.after)),
        ),
    )


def deeds(connection: sqlite3.Connection, limit: int) -> tuple[Deed, ...]:
    """Return the audit's last lines, the oldest of them first."""
    rows = connection.execute(
        'SELECT at, person, did, what, "before", "after" FROM deed ORDER BY id DESC LIMIT ?', (limit,)
    ).fetchall()
    return tuple(
        Deed(
            at=datetime.fromtimestamp(at, UTC), person=person, did=did, what=what, before=before, after=after
        )
        for at, person, did, what, before, after in reversed(rows)
    )


def _publications(
    connection: sqlite3.Connection, where: str = "TRUE", *values: object, limit: int | None = None
) -> tuple[Publication, ...]:
    rows = connection.execute(
        f"SELECT number, version, at, person, comment FROM publication WHERE {where} "  # noqa: S608
        "ORDER BY number DESC LIMIT ?",
        (*values, _ALL if limit is None else limit),
    )
    return tuple(
        Publication(
            number=number,
            version=version,
            at=datetime.fromtimestamp(at, UTC),
            person=person,
            comment=comment,
        )
        for number, version, at, person, comment in rows
    )


def _waits(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM errand LIMIT 1").fetchone() is not None


def _next_errand(connection: sqlite3.Connection) -> Errand | None:
    row = connection.execute(
        "SELECT id, kind, payload, person, attempts FROM errand ORDER BY id LIMIT 1"
    ).fetchone()
    if row is None:
        return None
    id_, kind, payload, person, attempts = row
    connection.execute("UPDATE errand SET attempts = attempts + 1 WHERE id = ?", (id_,))
    return Errand(id=id_, kind=kind, payload=json.loads(payload), person=person, attempts=attempts + 1)


def _ask(connection: sqlite3.Connection, errand: Errand, now: datetime) -> None:
    like = connection.execute(
        "SELECT 1 FROM errand WHERE kind = ? AND payload = ? AND person IS ?",
        (errand.kind, packed(errand.payload), errand.person),
    ).fetchone()
    if like is None:
        keep_errand(connection, errand, now)


def _conclude(connection: sqlite3.Connection, done: Concluded) -> tuple[Outgoing, ...]:
    # Errands that a start makes for itself have no row; all others are concluded once.
    if done.errand and not connection.execute("DELETE FROM errand WHERE id = ?", (done.errand,)).rowcount:
        return ()
    for draft in done.drafts:
        _keep_draft(connection, draft)
    if done.edition is not None:
        _keep_texts(connection, done.edition.version, done.edition.texts)
        connection.execute(
            "INSERT INTO publication (version, at, person, comment) VALUES (?, ?, ?, ?)",
            (
                done.edition.version,
                seconds(done.now),
                done.edition.person,
                storable(done.edition.comment),
            ),
        )
    for each in done.unwritten:
        _keep_unwritten(connection, each)
    for deed in done.deeds:
        keep_deed(connection, deed)
    people.keep_receipts(connection, done.receipts, done.now)
    for reminder in done.reminders:
        calendar.schedule(connection, reminder)
    people.keep_taps(connection, done.taps)
    # Each goes to the private chat of an admin, who can ask to be forgotten like anybody.
    return tuple(
        outgoing
        for call in done.calls
        for outgoing in outbox.commission(connection, (call,), key=None, person=call.chat)
    )


def _keep_draft(connection: sqlite3.Connection, draft: Draft) -> None:
    # What was previewed holds people's questions, and is of no use once the draft is done with.
    waits = draft.status in {Status.READY, Status.REFUSED}
    connection.execute(
        f"INSERT INTO draft ({_DRAFT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "  # noqa: S608
        "base = excluded.base, revised = excluded.revised, status = excluded.status, "
        "preview = excluded.preview",
        (
            storable(draft.id),
            draft.way,
            draft.base,
            json.dumps(dict(draft.revised)),
            seconds(draft.made),
            draft.person,
            draft.status,
            draft.preview if waits else None,
        ),
    )


def _kept_questions(connection: sqlite3.Connection, limit: int) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT text FROM question GROUP BY text ORDER BY MAX(id) DESC LIMIT ?", (limit,)
    )
    return tuple(text for (text,) in rows)


def _in_vain(connection: sqlite3.Connection, limit: int) -> tuple[AskedInVain, ...]:
    # An opinion is on the answer that was given last by that entry, so on the question before it; which
    # counts once, however much speaks against its answer.
    rows = connection.execute(
        "SELECT text, complaint, entry FROM ("
        "SELECT id, text, CASE outcome WHEN 'abstain' THEN 'unanswered' ELSE outcome END AS complaint, "
        "NULL AS entry FROM question WHERE outcome IN ('abstain', 'none of these') "
        "UNION ALL SELECT MAX(q.id), q.text, 'disliked', q.entry FROM opinion o JOIN question q "
        "ON q.person = o.person AND q.entry = o.entry AND q.version = o.version AND q.asked <= o.given "
        "WHERE o.liked = 0 GROUP BY o.id HAVING q.outcome NOT IN ('abstain', 'none of these')) "
        "ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    return tuple(AskedInVain(text=t, complaint=Complaint(c), entry=e) for t, c, e in rows)


def _receipts(connection: sqlite3.Connection, figures: Sequence[tuple[str, str]]) -> tuple[Receipt, ...]:
    found: list[Receipt] = []
    for measure, population in figures:
        rows = connection.execute(
            "SELECT person, printed FROM receipt WHERE measure = ? AND population = ? AND NOT EXISTS ("
            "SELECT 1 FROM fact WHERE fact.person = receipt.person "
            "AND (name, value) IN (VALUES ('corrections', 'no'), ('blocked', 'yes'))) ORDER BY person",
            (measure, population),
        )
        found.extend(
            Receipt(person=person, measure=measure, population=population, printed=printed)
            for person, printed in rows
        )
    return tuple(found)


def _drafts(connection: sqlite3.Connection, where: str, values: Sequence[Any]) -> tuple[Draft, ...]:
    rows = connection.execute(f"SELECT {_DRAFT} FROM draft WHERE {where} ORDER BY made, id", tuple(values))  # noqa: S608
    return tuple(
        Draft(
            id=id_,
            way=Way(way),
            base=base,
            revised=json.loads(revised),
            made=datetime.fromtimestamp(made, UTC),
            person=person,
            status=Status(status),
            preview=preview,
        )
        for id_, way, base, revised, made, person, status, preview in rows
    )


def _keep_texts(connection: sqlite3.Connection, version: str, texts: Mapping[str, str]) -> None:
    if connection.execute("SELECT 1 FROM version WHERE name = ?", (version,)).fetchone():
        return
    names = {path: digest(text) for path, text in texts.items()}
    connection.executemany(
        "INSERT OR IGNORE INTO text (name, packed) VALUES (?, ?)",
        [(names[path], zlib.compress(text.encode("utf-8", "surrogatepass"))) for path, text in texts.items()],
    )
    connection.execute("INSERT INTO version (name, texts) VALUES (?, ?)", (version, json.dumps(names)))


def _texts(connection: sqlite3.Connection, version: str) -> Mapping[str, str] | None:
    """The texts of a version; None where it is not there, or not any more what its name says."""
    row = connection.execute("SELECT texts FROM version WHERE name = ?", (storable(version),)).fetchone()
    if row is None:
        return None
    try:
        found = {path: _text(connection, name) for path, name in json.loads(row[0]).items()}
    except (ValueError, TypeError, AttributeError, zlib.error):  # nothing that was written so
        return None
    whole = {path: text for path, text in found.items() if text is not None}
    return whole if fingerprint(whole) == version else None


def _text(connection: sqlite3.Connection, name: str) -> str | None:
    held = connection.execute("SELECT packed FROM text WHERE name = ?", (name,)).fetchone()
    return zlib.decompress(held[0]).decode("utf-8", "surrogatepass") if held is not None else None


def _keep_unwritten(connection: sqlite3.Connection, each: Unwritten) -> None:
    # What an earlier one was to be written over is what still lies there.
    connection.execute(
        'INSERT INTO unwritten (path, "over", text) VALUES (?, ?, ?) '
        "ON CONFLICT (path) DO UPDATE SET text = excluded.text",
        (storable(each.path), each.over, None if each.text is None else storable(each.text)),
    )


def _unwritten(connection: sqlite3.Connection) -> tuple[Unwritten, ...]:
    rows = connection.execute('SELECT path, "over", text FROM unwritten ORDER BY path')
    return tuple(Unwritten(path=path, over=over, text=text) for path, over, text in rows)
