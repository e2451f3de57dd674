"""Whole tables of a district, grouped by ticket: for replay output and reports."""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Table, select

from storage import tables as t
from storage.rows import select_rows
from storage.tickets import Ticket


def tickets(conn: Connection, district: str) -> list[Ticket]:
    """Every ticket, oldest first."""
    query = select_rows(t.tickets, Ticket).where(t.tickets.c.district == district).order_by(t.tickets.c.id)
    return [Ticket(*row) for row in conn.execute(query)]


def by_ticket(conn: Connection, district: str, table: Table, *order: str) -> dict[int, list[Any]]:
    """Rows of a table that belongs to tickets: ticket id → rows in this order, ties by primary key."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in conn.execute(select(table).where(table.c.district == district)):
        found[row.ticket_id].append(row)
    # In Python: every PostgreSQL server has its own alphabet.
    in_order = attrgetter(*order, *(column.name for column in table.primary_key))
    for rows in found.values():
        rows.sort(key=in_order)
    return found


def pictures(conn: Connection, district: str) -> dict[int, list[str]]:
    """Inbox id → names of the pictures that came with the message."""
    i = t.inbox.c
    query = select(i.id, i.payload).where(i.district == district)
    return {row.id: list(row.payload.get("images") or ()) for row in conn.execute(query)}


def messages(conn: Connection, district: str) -> list[Any]:
    """What became of every message, in the order they came."""
    i = t.inbox.c
    query = select(i.message_id, i.at, i.chat, i.sender, i.state, i.intent, i.reason, i.ticket_id)
    return list(conn.execute(query.where(i.district == district).order_by(i.id)))
