"""Polls of a panel: one question at one time of a project, and one vote of each member."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select, text, update

from storage import tables as t
from storage.rows import select_rows, values_of


@dataclass(frozen=True, slots=True)
class Poll:
    """A question to a panel.

    Attributes:
        phase: `before`, `during` or `after` the project.
        asked: person codes of the members it went to.
        person: who asks.
        next_at: when it ends; None once it has.
    """

    district: str
    id: int
    project: str
    phase: str
    unit: str
    question: str
    options: list[str]
    asked: list[str]
    person: str
    opened_at: datetime
    closes_at: datetime
    next_at: datetime | None


_p, _v = t.polls.c, t.votes.c
_SELECT = select_rows(t.polls, Poll)
_DUE = (
    _SELECT.where(_p.district == bindparam("district"), _p.next_at <= bindparam("now"))
    .order_by(_p.next_at, _p.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_VOTE = text(
    "INSERT INTO votes (district, poll_id, person, option, at) VALUES (:district, :poll, :person, :option, :at) "
    "ON CONFLICT (district, poll_id, person) DO UPDATE SET option = excluded.option, at = excluded.at"
).bindparams(bindparam("at", type_=_v.at.type))


def add(conn: Connection, poll: Poll) -> None:
    """Ask a panel."""
    conn.execute(insert(t.polls), values_of(poll))


def get(conn: Connection, district: str, poll_id: int, *, lock: bool = False) -> Poll | None:
    """The poll with this id."""
    query = _SELECT.where(_p.district == district, _p.id == poll_id)
    found = conn.execute(query.with_for_update() if lock else query).first()
    return Poll(*found) if found else None


def of_project(conn: Connection, district: str, project: str) -> list[Poll]:
    """Everything a panel was asked about a project, first first."""
    query = _SELECT.where(_p.district == district, _p.project == project).order_by(_p.id)
    return [Poll(*row) for row in conn.execute(query)]


def latest(conn: Connection, district: str, limit: int = 50) -> list[Poll]:
    """The newest polls."""
    query = _SELECT.where(_p.district == district).order_by(_p.id.desc()).limit(limit)
    return [Poll(*row) for row in conn.execute(query)]


def due(conn: Connection, district: str, now: datetime, limit: int) -> list[Poll]:
    """Polls that end now; other processes pass over them meanwhile."""
    return [Poll(*row) for row in conn.execute(_DUE, {"district": district, "now": now, "limit": limit})]


def close(conn: Connection, poll: Poll) -> None:
    """No vote counts any more."""
    conn.execute(update(t.polls).where(_p.district == poll.district, _p.id == poll.id).values(next_at=None))


def vote(conn: Connection, poll: Poll, person: str, option: int, at: datetime) -> None:
    """A member votes; a later vote takes the place of an earlier one."""
    values = {"district": poll.district, "poll": poll.id, "person": person, "option": option, "at": at}
    conn.execute(_VOTE, values)


def tally(conn: Connection, poll: Poll) -> list[int]:
    """How many votes each option has, in their order."""
    query = select(_v.option, func.count()).where(_v.district == poll.district, _v.poll_id == poll.id)
    found = {option: count for option, count in conn.execute(query.group_by(_v.option))}
    return [found.get(number, 0) for number in range(len(poll.options))]
