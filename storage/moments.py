"""Rows of a ticket that wait for their next moment: the two questions every tick asks, each one indexed query."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, Table, and_, bindparam, func, select

from storage import tables as t
from storage.rows import select_rows


def due(table: Table, row_type: type[Any]) -> Select[Any]:
    """The rows to look at now, longest waiting first; other processes pass over them meanwhile.

    Bind `district`, `now` and `limit`. The ticket is locked as well: a press holds the ticket and then wants this
    row, so that a tick that holds the row and then wants the ticket would lock both out.
    """
    c = table.c
    return (
        select_rows(table, row_type)
        .where(c.district == bindparam("district"), c.next_at <= bindparam("now"))
        .join(t.tickets, and_(t.tickets.c.district == c.district, t.tickets.c.id == c.ticket_id))
        .order_by(c.next_at, c.id)
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True, of=(table, t.tickets))
    )


def next_due(table: Table) -> Select[Any]:
    """When the next row wants to be looked at; bind `district`."""
    c = table.c
    return select(func.min(c.next_at)).where(c.district == bindparam("district"), c.next_at.is_not(None))
