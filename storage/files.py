"""Files people sent: wanted, fetched once, kept by the hash of their content, and removed in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select

from storage import likeness as looks
from storage import tables as t
from storage.likeness import Likeness
from storage.rows import select_rows, update_of, values_of
from storage.tickets import FINAL


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it lies in the store.

    Attributes:
        hash: SHA-256 of the stored content, in hex.
        taken_at: when the camera says it took the picture.
        likeness, likeness_inside: what the whole picture looks like, and what it looks like without its edges.
    """

    hash: str
    type: str
    size: int
    taken_at: datetime | None = None
    likeness: int | None = None
    likeness_inside: int | None = None


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that came with a message.

    Attributes:
        reference: what its channel calls it.
        state: `wanted`, `kept`, `refused` for good, or `over` while its content is being taken away.
        next_at: when it is fetched; once that is over, when to look whether it is still needed.
        reason: why it is not kept, for people.
    """

    district: str
    id: int
    inbox_id: int
    channel: str
    reference: str
    created_at: datetime
    next_at: datetime | None
    state: str = "wanted"
    attempts: int = 0
    hash: str | None = None
    type: str | None = None
    size: int | None = None
    taken_at: datetime | None = None
    reason: str | None = None
    likeness: int | None = None
    likeness_inside: int | None = None


_f, _m, _t = t.files.c, t.ticket_messages.c, t.tickets.c
_SELECT = select_rows(t.files, FileRow)
_HERE = _f.district == bindparam("district")
_GET = _SELECT.where(_HERE, _f.id == bindparam("id"))
_NEXT = select(func.min(_f.next_at)).where(_HERE, _f.next_at.is_not(None))
_DUE = (
    _SELECT.where(_HERE, _f.next_at <= bindparam("now"))
    .order_by(_f.next_at, _f.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_LEASE = update_of(t.files, "district", "id").values(attempts=_f.attempts + 1, next_at=bindparam("until"))
# Whoever slept past his lease says nothing about a file that another has by then.
_LEASED = update_of(t.files, "district", "id").where(_f.state == "wanted", _f.next_at == bindparam("key_until"))
_KEPT = _LEASED.values(
    state="kept", next_at=bindparam("look_at"), hash=bindparam("hash"), type=bindparam("type"),
    size=bindparam("size"), taken_at=bindparam("taken_at"), reason=None,
    likeness=bindparam("likeness"), likeness_inside=bindparam("likeness_inside"),
)  # fmt: skip
_REFUSED = _LEASED.values(state="refused", next_at=bindparam("look_at"), reason=bindparam("why"))
_LATER = _LEASED.values(next_at=bindparam("at"), reason=bindparam("why"))
_OVER = update_of(t.files, "district", "id").values(state="over")
_LOOK = update_of(t.files, "district", "id").values(next_at=bindparam("at"))


def add(conn: Connection, rows: Sequence[FileRow]) -> None:
    """Want files, or know those that came with their content, in the transaction that stores their message."""
    if rows:
        conn.execute(insert(t.files), [values_of(row) for row in rows])
    for row in rows:
        _look_at(conn, row, row)


def claim(conn: Connection, district: str, now: datetime, lease: timedelta, limit: int) -> list[FileRow]:
    """Wanted files to fetch now; if the fetcher dies they come back after the lease.

    The rows say when the lease ends (`next_at`) and how often it was tried before (`attempts`).
    """
    query = _DUE.where(_f.state == "wanted")
    rows = [FileRow(*row) for row in conn.execute(query, {"district": district, "now": now, "limit": limit})]
    if rows:
        conn.execute(_LEASE, [_key(row) | {"until": now + lease} for row in rows])
    return [replace(row, next_at=now + lease) for row in rows]


def old(conn: Connection, district: str, now: datetime, limit: int) -> list[FileRow]:
    """Files no longer wanted, of which somebody should look now whether they are still needed."""
    query = _DUE.where(_f.state != "wanted")
    return [FileRow(*row) for row in conn.execute(query, {"district": district, "now": now, "limit": limit})]


def next_due(conn: Connection, district: str) -> datetime | None:
    """When the next file wants to be fetched or looked at."""
    return conn.execute(_NEXT, {"district": district}).scalar()


def keep(conn: Connection, row: FileRow, found: Kept, look_at: datetime) -> bool:
    """A leased file lies in the store; False when the lease was over."""
    values = values_of(found) | {"look_at": look_at}
    kept = conn.execute(_KEPT, _leased(row) | values).rowcount == 1
    if kept:
        _look_at(conn, row, found)
    return kept


def refuse(conn: Connection, row: FileRow, why: str, look_at: datetime) -> None:
    """A leased file will never be kept."""
    conn.execute(_REFUSED, _leased(row) | {"why": why, "look_at": look_at})


def later(conn: Connection, row: FileRow, at: datetime, why: str) -> None:
    """A leased file could not be fetched for now."""
    conn.execute(_LATER, _leased(row) | {"at": at, "why": why})


def look_later(conn: Connection, row: FileRow, at: datetime) -> None:
    """The file is still needed: look again then."""
    conn.execute(_LOOK, _key(row) | {"at": at})


def over(conn: Connection, row: FileRow) -> None:
    """The file is no longer needed; its row stays due until its content is gone and it is removed."""
    conn.execute(_OVER, _key(row))


def remove(conn: Connection, district: str, ids: Sequence[int]) -> None:
    """Forget these files, whose content is gone."""
    conn.execute(delete(t.files).where(_f.district == district, _f.id.in_(ids)))
    looks.forget(conn, district, ids)


def unused(conn: Connection, digest: str) -> bool:
    """Whether no file of any district is kept by this content any more."""
    return conn.execute(select(_f.id).where(_f.hash == digest, _f.state == "kept").limit(1)).first() is None


def get(conn: Connection, district: str, file_id: int) -> FileRow | None:
    """The file with this id."""
    found = conn.execute(_GET, {"district": district, "id": file_id}).first()
    return None if found is None else FileRow(*found)


def by_inbox(conn: Connection, district: str, inbox_ids: Iterable[int]) -> dict[int, list[FileRow]]:
    """The files of these messages, in the order they were sent."""
    query = _SELECT.where(_f.district == district, _f.inbox_id.in_(list(inbox_ids))).order_by(_f.id)
    found: dict[int, list[FileRow]] = {}
    for row in conn.execute(query):
        file = FileRow(*row)
        found.setdefault(file.inbox_id, []).append(file)
    return found


def of_ticket(conn: Connection, district: str, ticket_id: int) -> list[FileRow]:
    """The files of all messages that belong to a ticket, oldest first."""
    belongs = and_(_m.district == _f.district, _m.inbox_id == _f.inbox_id)
    query = _SELECT.join(t.ticket_messages, belongs).where(_f.district == district, _m.ticket_id == ticket_id)
    return [FileRow(*row) for row in conn.execute(query.order_by(_f.id))]


def ended(conn: Connection, row: FileRow) -> tuple[bool, datetime | None]:
    """Whether a file's message belongs to any ticket, and when the last of them ended (None: one has not)."""
    ends = func.coalesce(_t.closed_at, _t.last_message_at)
    query = select(_t.status, ends).join(t.ticket_messages, and_(_m.district == _t.district, _m.ticket_id == _t.id))
    rows = [*conn.execute(query.where(_m.district == row.district, _m.inbox_id == row.inbox_id))]
    if any(status not in FINAL for status, _ in rows):
        return True, None
    return bool(rows), max((at for _, at in rows), default=None)


def count_by_state(conn: Connection, district: str) -> dict[str, int]:
    """How many files are wanted, kept and refused."""
    query = select(_f.state, func.count()).where(_f.district == district).group_by(_f.state)
    return {state: count for state, count in conn.execute(query)}


def _look_at(conn: Connection, row: FileRow, found: Kept | FileRow) -> None:
    if found.likeness is not None:
        looks.keep(conn, row.district, row.id, Likeness(found.likeness, found.likeness_inside))


def _key(row: FileRow) -> dict[str, object]:
    return {"key_district": row.district, "key_id": row.id}


def _leased(row: FileRow) -> dict[str, object]:
    return _key(row) | {"key_until": row.next_at}
