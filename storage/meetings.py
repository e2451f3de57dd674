"""What was held: its agenda, who was invited, its minutes and the tasks they made; and the lists a district keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, and_, select, update

from storage import tables as t
from storage.batch import Batch
from storage.rows import select_rows, values_of
from storage.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Meeting:
    """Something that came round, with what it was about.

    Attributes:
        cadence: its name in the pack; kind: what sort it is.
        planned_at: the moment of the rule; made_at: when it was really made.
        sections: [title, [line, …]] of the agenda or the list.
        people: person codes of those who got it.
    """

    district: str
    id: int
    cadence: str
    kind: str
    unit: str
    planned_at: datetime
    made_at: datetime
    sections: list[list[object]]
    people: list[str] = field(default_factory=list)
    minutes: str | None = None
    minuted_at: datetime | None = None
    minuted_by: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A line of minutes that became an order."""

    district: str
    meeting_id: int
    ticket_id: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of one of a district's lists (资源、需求、项目)."""

    district: str
    id: int
    list: str
    unit: str
    text: str
    person: str
    at: datetime
    closed_at: datetime | None = None


_m, _t, _k, _l = t.meetings.c, t.meeting_tasks.c, t.tickets.c, t.listed.c
_SELECT = select_rows(t.meetings, Meeting)


def add(batch: Batch, meeting: Meeting) -> None:
    """Keep what was held."""
    batch.insert(t.meetings, values_of(meeting))


def get(conn: Connection, district: str, meeting_id: int) -> Meeting | None:
    """The meeting with this id."""
    found = conn.execute(_SELECT.where(_m.district == district, _m.id == meeting_id)).first()
    return Meeting(*found) if found else None


def latest(
    conn: Connection, district: str, *, kinds: Iterable[str] = (), before: int | None = None, limit: int = 50
) -> list[Meeting]:
    """What was held, newest first; `before` is the id that ended the page before."""
    query = _SELECT.where(_m.district == district)
    if wanted := list(kinds):
        query = query.where(_m.kind.in_(wanted))
    if before is not None:
        query = query.where(_m.id < before)
    return [Meeting(*row) for row in conn.execute(query.order_by(_m.id.desc()).limit(limit))]


def keep_minutes(conn: Connection, meeting: Meeting, minutes: str, by: str, at: datetime) -> None:
    """Write the minutes of a meeting; what was written before is in them."""
    query = update(t.meetings).where(_m.district == meeting.district, _m.id == meeting.id)
    conn.execute(query.values(minutes=minutes, minuted_by=by, minuted_at=at))


def add_task(batch: Batch, task: Task) -> None:
    """A line of the minutes became an order."""
    batch.insert(t.meeting_tasks, values_of(task))


def tasks(conn: Connection, district: str, meeting_ids: Iterable[int]) -> list[tuple[Ticket, datetime]]:
    """The orders of meetings with when each is due, first first."""
    ticket = select_rows(t.tickets, Ticket)
    query = (
        ticket.add_columns(_t.due_at)
        .join(t.meeting_tasks, and_(_t.district == _k.district, _t.ticket_id == _k.id))
        .where(_k.district == district, _t.meeting_id.in_(list(meeting_ids)))
        .order_by(_k.id)
    )
    return [(Ticket(*row[:-1]), row[-1]) for row in conn.execute(query)]


def all_tasks(conn: Connection, district: str, units: Iterable[str], since: datetime) -> list[tuple[Ticket, datetime]]:
    """The tasks of every meeting of these units that are open, or were finished since then."""
    ticket = select_rows(t.tickets, Ticket)
    query = (
        ticket.add_columns(_t.due_at)
        .join(t.meeting_tasks, and_(_t.district == _k.district, _t.ticket_id == _k.id))
        .join(t.meetings, and_(_m.district == _t.district, _m.id == _t.meeting_id))
        .where(_k.district == district, _m.unit.in_(list(units)))
        .order_by(_k.id)
    )
    found = [(Ticket(*row[:-1]), row[-1]) for row in conn.execute(query)]
    return [(one, due) for one, due in found if (one.resolved_at or one.closed_at or since) >= since]


def add_listed(conn: Connection, row: Listed) -> None:
    """Put something on a list."""
    conn.execute(t.listed.insert(), values_of(row))


def on_lists(conn: Connection, district: str, units: Iterable[str]) -> list[Listed]:
    """What stands on the lists of these units, first first."""
    query = select_rows(t.listed, Listed).where(
        _l.district == district, _l.unit.in_(list(units)), _l.closed_at.is_(None)
    )
    return [Listed(*row) for row in conn.execute(query.order_by(_l.id))]


def strike(conn: Connection, district: str, listed_id: int, at: datetime) -> bool:
    """Take something off its list; whether it stood there."""
    query = update(t.listed).where(_l.district == district, _l.id == listed_id, _l.closed_at.is_(None))
    return conn.execute(query.values(closed_at=at)).rowcount == 1


def count(conn: Connection, district: str) -> dict[str, int]:
    """How often each cadence came round."""
    found: dict[str, int] = {}
    for (name,) in conn.execute(select(_m.cadence).where(_m.district == district)):
        found[name] = found.get(name, 0) + 1
    return found
