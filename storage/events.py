"""The history of a ticket: a chain in which each event seals the one before it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam

from storage import rollups
from storage import tables as t
from storage.batch import Batch
from storage.rows import select_rows
from storage.tickets import Ticket

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a ticket.

    Attributes:
        actor: person code, or `resident` or `system`; never a resident's account.
        status: state of the ticket after it.
        hash: SHA-256 over everything here and the hash before: altering or removing an event
            breaks every later one.
    """

    ticket_id: int
    seq: int
    at: datetime
    actor: str
    kind: str
    status: str
    data: dict[str, Any]
    prev_hash: str
    hash: str


_OF_TICKET = (
    select_rows(t.events, Event)
    .where(t.events.c.district == bindparam("district"), t.events.c.ticket_id == bindparam("ticket"))
    .order_by(t.events.c.seq)
)


def seal(ticket_id: int, seq: int, at: datetime, actor: str, kind: str, status: str, data: object, prev: str) -> str:
    """The hash of an event (hex SHA-256 of its canonical JSON)."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    body = json.dumps([ticket_id, seq, moment, actor, kind, status, data, prev], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def append(batch: Batch, ticket: Ticket, at: datetime, actor: str, kind: str, data: dict[str, Any]) -> int:
    """Add an event to the chain of a ticket and count it; returns its sequence number.

    The ticket's state must already be the one after the event; the caller saves the ticket.
    """
    prev = ticket.event_hash or GENESIS
    ticket.event_seq += 1
    # Orders of our own are no appeals, and counted in no rate.
    if kind in rollups.FIGURES and ticket.form == "appeal":
        data = data | {"unit": ticket.unit, "category": ticket.category}
        rollups.count(batch, ticket.district, at, kind, data)
    ticket.event_hash = seal(ticket.id, ticket.event_seq, at, actor, kind, ticket.status, data, prev)
    batch.insert(
        t.events,
        {
            "district": ticket.district, "ticket_id": ticket.id, "seq": ticket.event_seq, "at": at, "actor": actor,
            "kind": kind, "status": ticket.status, "data": data, "prev_hash": prev, "hash": ticket.event_hash,
        },
    )  # fmt: skip
    return ticket.event_seq


def of_ticket(conn: Connection, district: str, ticket_id: int) -> list[Event]:
    """The whole history, oldest first."""
    return [Event(*row) for row in conn.execute(_OF_TICKET, {"district": district, "ticket": ticket_id})]
