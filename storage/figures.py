"""What the figures are counted from: appeals of a span of time, with everything that was done and said about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select

from storage import doors, holding
from storage import tables as t
from storage.rows import select_rows
from storage.types import first_id

_k, _c, _s, _r, _e, _p, _x = (
    table.c for table in (t.tickets, t.clocks, t.surveys, t.ratings, t.events, t.ticket_people, t.exclusions)
)

_Own = Mapping[int, tuple[str, str]]  # by ticket the account of a reporter who did it himself
_Question = tuple[int, tuple[str, str], datetime | None]  # about which ticket, to which account, sent when


@dataclass(frozen=True, slots=True)
class Fact:
    """An appeal as it stands now; the columns of `tickets` the figures need."""

    id: int
    number: str
    category: str
    urgency: str
    status: str
    unit: str
    building: str | None
    summary: str
    opened_at: datetime
    accepted_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    outcome: str | None
    reopened: int
    confidential: bool
    channel: str
    reporter: str = ""


@dataclass(frozen=True, slots=True)
class Promised:
    """A clock."""

    ticket_id: int
    kind: str
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    stopped_at: datetime | None
    breached_at: datetime | None


@dataclass(frozen=True, slots=True)
class Said:
    """An answer; `by` is who took it down on the telephone, `channel` and `account` whose it is.

    Attributes:
        household: id of the first answer of his household, as `storage.surveys.Rating` has it.
    """

    ticket_id: int
    id: int
    score: int | None
    solved: bool | None
    by: str | None
    dimensions: dict[str, int] | None
    round: int = 1
    result: str | None = None
    channel: str = ""
    account: str = ""
    household: int | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything about the appeals of a span of time; all but `facts` by ticket, oldest first.

    Attributes:
        asked: when somebody was asked whether it is solved.
        resolved: who called it done, and when.
        holders: who has it now.
        excluded: the code under which a ticket is left out, by decision.
        households: (channel, account) of everybody who was asked whether it is solved, with the result or after it.
        own_work: the tickets that their reporter has, had or called done himself, with his (channel, account). What he
            says of them is 办结: neither his answers nor his being asked are among `ratings`, `asked`, `households`.
        doors: who told his door of a ticket that some share.
    """

    facts: list[Fact]
    clocks: dict[int, list[Promised]]
    ratings: dict[int, list[Said]]
    asked: dict[int, list[datetime]]
    resolved: dict[int, list[tuple[str, datetime]]]
    holders: dict[int, list[str]]
    excluded: dict[int, str]
    households: dict[int, set[tuple[str, str]]] = field(default_factory=dict)
    own_work: _Own = field(default_factory=dict)
    doors: dict[int, doors.Told] = field(default_factory=dict)


def read(conn: Connection, district: str, since: datetime, until: datetime) -> Rows:
    """Appeals opened from `since` to before `until`, and no order of our own."""
    query = select_rows(t.tickets, Fact).where(*_span(t.tickets, district, since, until, "id"), _k.form == "appeal")
    facts = [Fact(*row) for row in conn.execute(query.order_by(_k.id))]
    own = holding.own_work(conn, district, {fact.id: (fact.channel, fact.reporter) for fact in facts})
    questions = _questions(conn, district, since, until, own)
    return Rows(
        facts,
        _clocks(conn, district, since, until),
        _ratings(conn, district, since, until, own),
        _asked(questions),
        _resolved(conn, district, since, until),
        _holders(conn, district, since, until),
        _excluded(conn, district, since, until),
        _households(questions),
        own,
        doors.of_span(conn, district, since, until),
    )


def _span(
    table: Table, district: str, since: datetime, until: datetime, column: str = "ticket_id"
) -> tuple[ColumnElement[bool], ...]:
    # Identifiers are in order of time: the primary key finds a month without another index.
    here = table.c[column]
    return table.c.district == district, here >= first_id(since), here < first_id(until)


def _clocks(conn: Connection, district: str, since: datetime, until: datetime) -> dict[int, list[Promised]]:
    query = select_rows(t.clocks, Promised).where(*_span(t.clocks, district, since, until))
    return _grouped(Promised(*row) for row in conn.execute(query.order_by(_c.ticket_id, _c.started_at, _c.id)))


def _ratings(conn: Connection, district: str, since: datetime, until: datetime, own: _Own) -> dict[int, list[Said]]:
    query = select_rows(t.ratings, Said).where(*_span(t.ratings, district, since, until))
    found = (Said(*row) for row in conn.execute(query.order_by(_r.ticket_id, _r.id)))
    return _grouped(one for one in found if own.get(one.ticket_id) != (one.channel, one.account))


def _grouped(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.ticket_id].append(row)
    return found


def _questions(conn: Connection, district: str, since: datetime, until: datetime, own: _Own) -> list[_Question]:
    """What residents were asked; an official who did it himself is none."""
    query = select(_s.ticket_id, _s.channel, _s.recipient, _s.sent_at).where(*_span(t.surveys, district, since, until))
    rows = conn.execute(query.order_by(_s.ticket_id, _s.round))
    found = [(ticket_id, (channel, account), at) for ticket_id, channel, account, at in rows]
    return [one for one in found if own.get(one[0]) != one[1]]


def _asked(questions: Iterable[_Question]) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = defaultdict(list)
    for ticket_id, _, at in questions:
        if at is not None:
            found[ticket_id].append(at)
    return found


def _households(questions: Iterable[_Question]) -> dict[int, set[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for ticket_id, who, _ in questions:
        found[ticket_id].add(who)
    return found


def _resolved(
    conn: Connection, district: str, since: datetime, until: datetime
) -> dict[int, list[tuple[str, datetime]]]:
    query = select(_e.ticket_id, _e.actor, _e.at).where(*_span(t.events, district, since, until), _e.kind == "resolved")
    found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    for ticket_id, actor, at in conn.execute(query.order_by(_e.ticket_id, _e.seq)):
        found[ticket_id].append((actor, at))
    return found


def _holders(conn: Connection, district: str, since: datetime, until: datetime) -> dict[int, list[str]]:
    query = select(_p.ticket_id, _p.person).where(
        *_span(t.ticket_people, district, since, until), _p.part == "assignee"
    )
    found: dict[int, list[str]] = defaultdict(list)
    for ticket_id, person in conn.execute(query):
        found[ticket_id].append(person)
    return found


def _excluded(conn: Connection, district: str, since: datetime, until: datetime) -> dict[int, str]:
    query = select(_x.ticket_id, _x.code).where(*_span(t.exclusions, district, since, until), _x.state == "granted")
    return {ticket_id: code for ticket_id, code in conn.execute(query)}
