"""What the groups of a district told during a day, for their evening digests."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, or_

from storage import meta
from storage import tables as t
from storage.rows import select_rows
from storage.tickets import UNDER_WAY, Ticket
from storage.types import first_id

_k = t.tickets.c
_NOT_COUNTED = ("no_appeal", "cancelled")
# What is older, and done only today, is no matter of the day.
OLDEST = timedelta(days=60)


def matters(conn: Connection, district: str, since: datetime) -> list[Ticket]:
    """The appeals told in any group that are under way, or were told or done since then, oldest first.

    Nothing confidential, nothing that was put into another, taken back or no appeal after all.
    """
    query = select_rows(t.tickets, Ticket).where(
        _k.district == district, _k.chat.is_not(None), _k.form == "appeal", _k.confidential.is_(False),
        _k.status.not_in(("merged", "out_of_scope")), func.coalesce(_k.outcome, "").not_in(_NOT_COUNTED),
        _k.id >= first_id(since - OLDEST),
        or_(_k.id >= first_id(since), _k.resolved_at >= since, _k.status.in_(UNDER_WAY)),
    )  # fmt: skip
    return [Ticket(*row) for row in conn.execute(query.order_by(_k.id))]


def last(conn: Connection, district: str) -> str:
    """The day of the last digests, as 2026-11-16; empty before the first."""
    return str(meta.get(conn, _key(district), ""))


def begin(conn: Connection, district: str, day: str) -> bool:
    """Send the digests of a day; False where another process does."""
    return meta.claim(conn, _key(district), day)


def _key(district: str) -> str:
    return f"evening:{district}"[:64]
