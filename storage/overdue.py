"""Tickets past a deadline, by the person who is responsible."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from storage import tables as t
from storage.tickets import UNDER_WAY


@dataclass(frozen=True, slots=True)
class OverdueTicket:
    """A ticket and the earliest of its broken promises."""

    number: str
    category: str
    due_at: datetime


def by_person(conn: Connection, district: str, now: datetime) -> dict[str, list[OverdueTicket]]:
    """Person code → overdue tickets, longest overdue first."""
    c, k, p = t.clocks.c, t.tickets.c, t.ticket_people.c
    query = (
        select(p.person, k.number, k.category, func.min(c.due_at))
        .select_from(t.clocks)
        .join(t.tickets, and_(k.district == c.district, k.id == c.ticket_id))
        .join(t.ticket_people, and_(p.district == k.district, p.ticket_id == k.id))
        .where(
            c.district == district, c.met_at.is_(None), c.stopped_at.is_(None), c.due_at < now,
            k.status.in_(UNDER_WAY), p.part == "assignee",
        )
        .group_by(p.person, k.number, k.category)
        .order_by(func.min(c.due_at), k.number)
    )  # fmt: skip
    found: dict[str, list[OverdueTicket]] = defaultdict(list)
    for person, number, category, due_at in conn.execute(query):
        found[person].append(OverdueTicket(number, category, due_at))
    return dict(found)


def held(conn: Connection, district: str) -> dict[str, list[int]]:
    """Person code → the tickets under way that he is responsible for."""
    k, p = t.tickets.c, t.ticket_people.c
    query = (
        select(p.person, k.id)
        .select_from(t.tickets)
        .join(t.ticket_people, and_(p.district == k.district, p.ticket_id == k.id))
        .where(k.district == district, k.status.in_(UNDER_WAY), p.part == "assignee")
        .order_by(p.person, k.id)
    )
    found: dict[str, list[int]] = defaultdict(list)
    for person, ticket in conn.execute(query):
        found[person].append(ticket)
    return dict(found)
