"""What people put right in how a group was listened to, message by message, and whether they took it back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from storage import tables as t
from storage.rows import select_rows, values_of


@dataclass(frozen=True, slots=True)
class Correction:
    """One message of a deed.

    Attributes:
        deed_id: the same for everything that was put right at once.
        deed: `move`, `split`, `merge`, `unmerge`, `set_aside`, `attach`, `register` or `dismiss`.
        was_id, now_id: the ticket it belonged to, and the one it belongs to since; None for none.
        weighed: what the listener had chosen: `options`, `because` and `told`, see `storage.heard.Heard`.
        kept: what is needed to take it back.
    """

    district: str
    id: int
    deed_id: int
    inbox_id: int
    at: datetime
    author: str
    deed: str
    was_id: int | None
    now_id: int | None
    weighed: dict[str, Any]
    kept: dict[str, Any] = field(default_factory=dict)
    undone_at: datetime | None = None


_c = t.corrections.c
_SELECT = select_rows(t.corrections, Correction)


def add(conn: Connection, rows: Sequence[Correction]) -> None:
    """Keep a deed."""
    if rows:
        conn.execute(insert(t.corrections), [values_of(row) for row in rows])


def of_deed(conn: Connection, district: str, deed_id: int) -> list[Correction]:
    """The messages of one deed, in the order they came."""
    query = _SELECT.where(_c.district == district, _c.deed_id == deed_id).order_by(_c.inbox_id)
    return [Correction(*row) for row in conn.execute(query)]


def newest(conn: Connection, district: str, author: str) -> int:
    """The last deed of somebody; 0 when he has done none."""
    query = select(func.max(_c.deed_id)).where(_c.district == district, _c.author == author)
    return int(conn.execute(query).scalar() or 0)


def undone(conn: Connection, district: str, deed_ids: Collection[int], now: datetime) -> None:
    """These were taken back: nobody learns from them."""
    query = update(t.corrections).where(_c.district == district, _c.deed_id.in_(list(deed_ids)))
    conn.execute(query.values(undone_at=now))


def forget_kept(conn: Connection, district: str, inbox_id: int) -> None:
    """What a message was before it was moved tells of a door: it goes with its words."""
    query = update(t.corrections).where(_c.district == district, _c.inbox_id == inbox_id)
    conn.execute(query.values(kept={}))


def standing(conn: Connection, district: str) -> list[Correction]:
    """All that were not taken back, oldest first."""
    query = _SELECT.where(_c.district == district, _c.undone_at.is_(None)).order_by(_c.id)
    return [Correction(*row) for row in conn.execute(query)]


def since(conn: Connection, district: str, author: str, deed_id: int) -> set[int]:
    """The deeds of somebody after one."""
    query = select(_c.deed_id).where(_c.district == district, _c.author == author, _c.deed_id > deed_id).distinct()
    return set(conn.execute(query).scalars())
