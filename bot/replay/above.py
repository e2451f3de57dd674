"""What a replay leaves of umbrella incidents: a line each, beside the tickets that name them as `parent`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from bot.replay.moments import local
from storage import export, incidents
from storage import tables as t
from storage.incidents import FORM, TOLD
from storage.tickets import Ticket


def lines(conn: Connection, district: str) -> Iterator[dict[str, Any]]:
    """Every incident with the numbers of the tickets beneath it, and how many were answered at once."""
    people = export.by_ticket(conn, district, t.ticket_people, "since", "person")
    events = export.by_ticket(conn, district, t.events, "seq")
    told = [row.data.get("incident") for rows in events.values() for row in rows if row.kind == TOLD]
    for ticket in export.tickets(conn, district):
        if ticket.form != FORM:
            continue
        own = people.get(ticket.id, [])
        yield _facts(ticket) | {
            "tickets": [one.number for one in incidents.beneath(conn, district, ticket.id)],
            "told_at_once": told.count(ticket.number),
            "assignees": [row.person for row in own if row.part == "assignee"],
            "participants": [row.person for row in own if row.part == "participant"],
            "progress": [_said(row) for row in events.get(ticket.id, []) if row.kind == "progress"],
        }


def _facts(ticket: Ticket) -> dict[str, Any]:
    return {
        "number": ticket.number, "category": ticket.category, "urgency": ticket.urgency, "status": ticket.status,
        "outcome": ticket.outcome, "unit": ticket.unit, "estate": ticket.estate, "building": ticket.building,
        "evidence": ticket.summary, "level": ticket.level, "opened_at": local(ticket.opened_at),
        "accepted_at": local(ticket.accepted_at), "resolved_at": local(ticket.resolved_at),
        "closed_at": local(ticket.closed_at),
    }  # fmt: skip


def _said(row: Any) -> dict[str, Any]:
    return {"at": local(row.at), "by": row.actor, "text": row.data.get("text")}
