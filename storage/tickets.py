"""Tickets, and the messages and people that belong to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, select, text

from storage import tables as t
from storage.batch import Batch
from storage.rows import select_rows, update_of, values_of

UNDER_WAY = ("open", "dispatched", "returned", "accepted", "waiting")
# The ways an order comes in.
SOURCES = ("private", "group", "hotline", "scan", "web", "official", "visit", "meeting", "season")
FINAL = ("closed", "merged", "out_of_scope")


@dataclass(slots=True)
class Ticket:
    """One order on its way; the fields are the columns of `tickets`.

    Attributes:
        level: rung of the ladder that has it now; 0 is nearest to the resident.
        unit: the unit it is counted for; the district while the place is unknown.
        parent: the order above it: an umbrella incident, or the appeal on which a whistle was blown.
        form: `appeal` of a resident; `part` of another order, for one department; `wish`; `task` of our own.
        grade: how big it is, in the grades of the policy pack; it decides the track.
        source: the way it came in, one of `SOURCES`.
        route: the rule of the policy pack that chose its ladder; None is the pack's own ladder.
        method: how it was settled, in the methods of the policy pack.
        confidential: shown to those who have to do with it, and to nobody else.
        event_seq, event_hash: the end of its event chain.
    """

    district: str
    id: int
    number: str
    category: str
    kind: str
    urgency: str
    track: str
    status: str
    level: int
    unit: str
    estate: str | None
    building: str | None
    entrance: str | None
    room: str | None
    channel: str
    chat: str | None
    reporter: str
    summary: str
    opened_at: datetime
    last_message_at: datetime
    parent: int | None = None
    dispatched_at: datetime | None = None
    accepted_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    resolution: str | None = None
    rating: int | None = None
    outcome: str | None = None
    reopened: int = 0
    returned: int = 0
    extended: int = 0
    form: str = "appeal"
    grade: str = "general"
    source: str = "private"
    route: str | None = None
    method: str | None = None
    confidential: bool = False
    event_seq: int = 0
    event_hash: str = ""


@dataclass(frozen=True, slots=True)
class TicketPerson:
    """Somebody who has to do with a ticket: `assignee` now responsible, `participant` told."""

    ticket_id: int
    person: str
    part: str
    since: datetime


@dataclass(frozen=True, slots=True)
class TicketMessage:
    """A message that belongs to a ticket: `opening`, `more`, `photo` or `me_too`."""

    ticket_id: int
    inbox_id: int
    message_id: str
    sender: str
    part: str
    at: datetime


_t, _p, _m = t.tickets.c, t.ticket_people.c, t.ticket_messages.c
_SELECT = select_rows(t.tickets, Ticket)
_HERE = _t.district == bindparam("district")
_GET = _SELECT.where(_HERE, _t.id == bindparam("id"))
_GET_LOCKED = _GET.with_for_update()
_BY_NUMBER = _SELECT.where(_HERE, _t.number == bindparam("number"))
_BY_REPORTER = (
    _SELECT.where(_HERE, _t.channel == bindparam("channel"), _t.reporter == bindparam("account"))
    .order_by(_t.id.desc())
    .limit(bindparam("limit"))
)
_THREADS = (
    _SELECT.where(
        _HERE,
        _t.channel == bindparam("channel"),
        _t.chat == bindparam("chat"),
        _t.last_message_at >= bindparam("since"),
    )
    .order_by(_t.last_message_at.desc(), _t.id.desc())
    .limit(50)
)
_PEOPLE = select_rows(t.ticket_people, TicketPerson).where(
    _p.district == bindparam("district"), _p.ticket_id == bindparam("ticket")
)
_MESSAGES = (
    select_rows(t.ticket_messages, TicketMessage)
    .where(_m.district == bindparam("district"), _m.ticket_id == bindparam("ticket"))
    .order_by(_m.inbox_id)
)
_HELD = (
    _SELECT.join(t.ticket_people, and_(_p.district == _t.district, _p.ticket_id == _t.id))
    .where(_HERE, _p.person == bindparam("person"), _p.part == "assignee", _t.status.not_in([*FINAL, "resolved"]))
    .order_by(_t.id.desc())
    .limit(bindparam("limit"))
)
_SAVE = update_of(t.tickets, "district", "id")
_SET_PART = update_of(t.ticket_people, "district", "ticket_id", "person").values(part=bindparam("part"))
_NEXT_NUMBER = text(
    "INSERT INTO counters (district, name, value) VALUES (:district, :name, 1) "
    "ON CONFLICT (district, name) DO UPDATE SET value = counters.value + 1 RETURNING value"
)


def _ticket(row: Any) -> Ticket | None:
    return None if row is None else Ticket(*row)


def get(conn: Connection, district: str, ticket_id: int, *, lock: bool = False) -> Ticket | None:
    """The ticket, locked against other writers on PostgreSQL when it is going to be changed."""
    return _ticket(conn.execute(_GET_LOCKED if lock else _GET, {"district": district, "id": ticket_id}).first())


def by_number(conn: Connection, district: str, number: str) -> Ticket | None:
    """The ticket people call by this number."""
    return _ticket(conn.execute(_BY_NUMBER, {"district": district, "number": number}).first())


def of_reporter(conn: Connection, district: str, channel: str, account: str, limit: int = 5) -> list[Ticket]:
    """A resident's own tickets, newest first."""
    values = {"district": district, "channel": channel, "account": account, "limit": limit}
    return [Ticket(*row) for row in conn.execute(_BY_REPORTER, values)]


def threads(conn: Connection, district: str, channel: str, chat: str, since: datetime) -> list[Ticket]:
    """The tickets of a group that were spoken of since then, latest first."""
    values = {"district": district, "channel": channel, "chat": chat, "since": since}
    return [Ticket(*row) for row in conn.execute(_THREADS, values)]


def held_by(conn: Connection, district: str, person: str, limit: int = 50) -> list[Ticket]:
    """What a person has to do now, newest first."""
    return [Ticket(*row) for row in conn.execute(_HELD, {"district": district, "person": person, "limit": limit})]


def listed(
    conn: Connection, district: str, statuses: Iterable[str] = (), limit: int = 100, before: int | None = None
) -> list[Ticket]:
    """A page of tickets, newest first; `before` is the id that ended the page before."""
    query = _SELECT.where(_HERE)
    if wanted := list(statuses):
        query = query.where(_t.status.in_(wanted))
    if before is not None:
        query = query.where(_t.id < before)
    query = query.order_by(_t.id.desc()).limit(limit)
    return [Ticket(*row) for row in conn.execute(query, {"district": district})]


def count_by_status(conn: Connection, district: str) -> dict[str, int]:
    """How many tickets are in each state."""
    query = select(_t.status, func.count()).where(_t.district == district)
    return {status: count for status, count in conn.execute(query.group_by(_t.status))}


def people_of(conn: Connection, ticket: Ticket) -> list[TicketPerson]:
    """Everybody who has to do with the ticket, in the order they came in."""
    rows = conn.execute(_PEOPLE, {"district": ticket.district, "ticket": ticket.id})
    # In Python: every PostgreSQL server has its own alphabet.
    return sorted((TicketPerson(*row) for row in rows), key=lambda row: (row.since, row.person))


def messages_of(conn: Connection, ticket: Ticket) -> list[TicketMessage]:
    """The messages that belong to the ticket, in the order they came."""
    rows = conn.execute(_MESSAGES, {"district": ticket.district, "ticket": ticket.id})
    return [TicketMessage(*row) for row in rows]


def next_in_series(conn: Connection, district: str, series: str) -> int:
    """The next number of a series, counting from 1."""
    return int(conn.execute(_NEXT_NUMBER, {"district": district, "name": series}).scalar_one())


def add(batch: Batch, ticket: Ticket) -> None:
    """Insert a new ticket; call once everything about it is set."""
    batch.insert(t.tickets, values_of(ticket))


def save(batch: Batch, ticket: Ticket) -> None:
    """Write a changed ticket back."""
    values = values_of(ticket)
    batch.change(_SAVE, values | {"key_district": ticket.district, "key_id": ticket.id})


def add_message(batch: Batch, ticket: Ticket, message: TicketMessage) -> None:
    """Let a message belong to the ticket."""
    batch.insert(t.ticket_messages, {"district": ticket.district} | values_of(message))


def add_person(batch: Batch, ticket: Ticket, person: TicketPerson) -> None:
    """Bring a person in who had nothing to do with the ticket yet."""
    batch.insert(t.ticket_people, {"district": ticket.district} | values_of(person))


def set_part(batch: Batch, ticket: Ticket, person: str, part: str) -> None:
    """Change what a person is to the ticket."""
    keys = {"key_district": ticket.district, "key_ticket_id": ticket.id, "key_person": person}
    batch.change(_SET_PART, keys | {"part": part})
