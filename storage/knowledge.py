"""The knowledge file as rows, and who was given which answer."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from storage import meta
from storage import tables as t
from storage.batch import Batch
from storage.rows import select_rows, update_of, values_of

# What became of an answer: given and not judged yet, offered as one of several, judged, or a ticket after all.
GIVEN, OFFERED, SOLVED, FAILED = "given", "offered", "solved", "failed"
OPEN = (GIVEN, OFFERED)


@dataclass(frozen=True, slots=True)
class Entry:
    """A question people ask, in several forms, and its answer.

    Attributes:
        source: who says so; phone, link: where more is known.
        valid_until: the last day on which it is answered with; None is for ever.
        place: the unit whose residents it is for; None is everybody.
        next_at: when the desk is told that it expires, or has; None where nobody has to be.
    """

    id: str
    questions: list[str]
    answer: str
    source: str
    phone: str | None = None
    link: str | None = None
    valid_until: date | None = None
    place: str | None = None
    category: str | None = None
    next_at: datetime | None = None

    def valid(self, today: date) -> bool:
        """Whether it may be answered with."""
        return self.valid_until is None or today <= self.valid_until


@dataclass(frozen=True, slots=True)
class Answer:
    """What a resident was answered, or asked whether he meant it.

    Attributes:
        inbox_id: his own words; entry: what he was told, None while several are offered.
        offered: entries of which he was asked whether one was meant.
        issue: how his words were understood, to open a ticket with them; empty when they were no appeal.
    """

    district: str
    id: int
    inbox_id: int
    entry: str | None
    offered: list[str]
    channel: str
    account: str
    issue: dict[str, Any]
    at: datetime
    state: str
    ticket_id: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How an entry fared."""

    asked: int = 0
    solved: int = 0
    failed: int = 0


_k, _a = t.knowledge.c, t.answers.c
_SELECT = select_rows(t.knowledge, Entry)
_ANSWERS = select_rows(t.answers, Answer)
_ALL = _SELECT.where(_k.district == bindparam("district")).order_by(_k.position)
_DUE = (
    _SELECT.where(_k.district == bindparam("district"), _k.next_at <= bindparam("now"))
    .order_by(_k.next_at, _k.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_JUDGE = update_of(t.answers, "district", "id").values(
    entry=bindparam("entry"), state=bindparam("state"), ticket_id=bindparam("ticket_id")
)
_NEXT = select(func.min(_k.next_at)).where(_k.district == bindparam("district"), _k.next_at.is_not(None))


def version(conn: Connection, district: str) -> str:
    """Another word after each change, never one that was there before; empty where there never were entries."""
    return str(meta.get(conn, _key(district), ""))


def entries(conn: Connection, district: str) -> list[Entry]:
    """Every entry, in the order of the file."""
    return [Entry(*row) for row in conn.execute(_ALL, {"district": district})]


def get(conn: Connection, district: str, entry: str) -> Entry | None:
    """The entry with this id."""
    found = conn.execute(_SELECT.where(_k.district == district, _k.id == entry)).first()
    return Entry(*found) if found else None


def replace_all(conn: Connection, district: str, found: Sequence[Entry]) -> None:
    """Put these entries in the place of the present ones; what was answered before stays counted."""
    _changed(conn, district)
    conn.execute(delete(t.knowledge).where(_k.district == district))
    rows = [{"district": district, "position": number} | values_of(one) for number, one in enumerate(found)]
    if rows:
        conn.execute(insert(t.knowledge), rows)


def put(conn: Connection, district: str, entry: Entry) -> None:
    """Change an entry, or add it at the end."""
    _changed(conn, district)
    done = conn.execute(update(t.knowledge).where(_k.district == district, _k.id == entry.id).values(values_of(entry)))
    if done.rowcount == 0:
        last = conn.execute(select(func.max(_k.position)).where(_k.district == district)).scalar()
        row = {"district": district, "position": 0 if last is None else last + 1}
        conn.execute(insert(t.knowledge), row | values_of(entry))


def remove(conn: Connection, district: str, entry: str) -> None:
    """Answer with it no more."""
    _changed(conn, district)
    conn.execute(delete(t.knowledge).where(_k.district == district, _k.id == entry))


def due(conn: Connection, district: str, now: datetime, limit: int) -> list[Entry]:
    """Entries of which the desk has to be told now; other processes pass over them meanwhile."""
    return [Entry(*row) for row in conn.execute(_DUE, {"district": district, "now": now, "limit": limit})]


def next_due(conn: Connection, district: str) -> datetime | None:
    """When the desk has to be told next."""
    return conn.execute(_NEXT, {"district": district}).scalar()


def told(conn: Connection, district: str, entry: Entry, next_at: datetime | None) -> None:
    """The desk was told; the next time is then."""
    conn.execute(update(t.knowledge).where(_k.district == district, _k.id == entry.id).values(next_at=next_at))


def give(conn: Connection, answer: Answer) -> None:
    """Keep what somebody was answered."""
    conn.execute(insert(t.answers), values_of(answer))


def given(conn: Connection, district: str, answer_id: int, *, lock: bool = False) -> Answer | None:
    """What was answered."""
    query = _ANSWERS.where(_a.district == district, _a.id == answer_id)
    found = conn.execute(query.with_for_update() if lock else query).first()
    return Answer(*found) if found else None


def newest(conn: Connection, district: str, channel: str, account: str) -> Answer | None:
    """The last thing somebody was answered."""
    query = _ANSWERS.where(_a.district == district, _a.channel == channel, _a.account == account)
    found = conn.execute(query.order_by(_a.id.desc()).limit(1)).first()
    return Answer(*found) if found else None


def judge(batch: Batch, answer: Answer) -> None:
    """Write what became of an answer, with the ticket that was opened in the same work."""
    keys = {"key_district": answer.district, "key_id": answer.id}
    batch.change(_JUDGE, keys | {"entry": answer.entry, "state": answer.state, "ticket_id": answer.ticket_id})


def tallies(conn: Connection, district: str, ids: Iterable[str] = ()) -> dict[str, Tally]:
    """How each entry fared, those that nobody was told left out."""
    query = select(_a.entry, _a.state, func.count()).where(_a.district == district, _a.entry.is_not(None))
    if wanted := list(ids):
        query = query.where(_a.entry.in_(wanted))
    found: dict[str, dict[str, int]] = {}
    for entry, state, count in conn.execute(query.group_by(_a.entry, _a.state)):
        found.setdefault(entry, {})[state] = count
    return {
        entry: Tally(sum(states.values()), states.get(SOLVED, 0), states.get(FAILED, 0))
        for entry, states in found.items()
    }


def _changed(conn: Connection, district: str) -> None:
    meta.put(conn, _key(district), secrets.token_hex(8))


def _key(district: str) -> str:
    return f"knowledge:{district}"
