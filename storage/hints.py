"""What may be wrong with a completion, for inspectors; and the completions themselves, as they are looked at."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import moments
from storage import tables as t
from storage.batch import Batch
from storage.rows import select_rows, update_of, values_of

REAL, FALSE = "real", "false"


@dataclass(slots=True)
class Completion:
    """Somebody said that a ticket is done.

    Attributes:
        round: 1 for the first time, one more for each reopening.
        words: what he said of it.
        spare: seconds left of the promise to resolve; negative when it was late, None without such a promise.
        looked: how often somebody looked whether anything is odd.
        next_at: when somebody looks next.
    """

    district: str
    id: int
    ticket_id: int
    round: int
    person: str
    words: str
    at: datetime
    spare: int | None
    looked: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Hint:
    """Something an inspector should look at. It accuses nobody.

    Attributes:
        evidence: what it rests on: moments, tickets, files.
        verdict: `real` or `false`, once somebody has looked.
    """

    district: str
    id: int
    ticket_id: int
    kind: str
    person: str | None
    evidence: dict[str, Any] = field(hash=False)
    at: datetime
    verdict: str | None = None
    verdict_by: str | None = None
    verdict_at: datetime | None = None


_c, _h = t.completions.c, t.hints.c
_COMPLETION = select_rows(t.completions, Completion)
_HINT = select_rows(t.hints, Hint)
_DUE = moments.due(t.completions, Completion)
_NEXT = moments.next_due(t.completions)
_SAVE = update_of(t.completions, "district", "id")
_ONCE = ["district", "ticket_id", "kind"]
_ADD = {
    name: dialect.insert(t.hints).on_conflict_do_nothing(index_elements=_ONCE)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


def complete(batch: Batch, completion: Completion) -> None:
    """Somebody said that a ticket is done."""
    batch.insert(t.completions, values_of(completion))


def save(batch: Batch, completion: Completion) -> None:
    """Write a completion back that was looked at."""
    batch.change(_SAVE, values_of(completion) | {"key_district": completion.district, "key_id": completion.id})


def due(conn: Connection, district: str, now: datetime, limit: int) -> list[Completion]:
    """Completions to look at now, longest waiting first; other processes pass over them meanwhile."""
    return [Completion(*row) for row in conn.execute(_DUE, {"district": district, "now": now, "limit": limit})]


def next_due(conn: Connection, district: str) -> datetime | None:
    """When the next completion wants to be looked at."""
    return conn.execute(_NEXT, {"district": district}).scalar()


def of_person(conn: Connection, district: str, person: str, since: datetime, until: datetime) -> list[Completion]:
    """What somebody called done from `since` to before `until`, latest first."""
    query = _COMPLETION.where(_c.district == district, _c.person == person, _c.at >= since, _c.at < until)
    return [Completion(*row) for row in conn.execute(query.order_by(_c.at.desc(), _c.id.desc()))]


def add(conn: Connection, hint: Hint) -> bool:
    """Hint at something; False when this ticket has such a hint already."""
    return conn.execute(_ADD[conn.dialect.name], values_of(hint)).rowcount == 1


def listed(conn: Connection, district: str, *, open_only: bool, limit: int, before: int | None = None) -> list[Hint]:
    """A page of hints, newest first: those nobody has looked at, or those somebody has."""
    query = _HINT.where(_h.district == district, _h.verdict.is_(None) if open_only else _h.verdict.is_not(None))
    if before is not None:
        query = query.where(_h.id < before)
    return [Hint(*row) for row in conn.execute(query.order_by(_h.id.desc()).limit(limit))]


def of_ticket(conn: Connection, district: str, ticket_id: int) -> list[Hint]:
    """Everything hinted at on a ticket, first first."""
    query = _HINT.where(_h.district == district, _h.ticket_id == ticket_id).order_by(_h.id)
    return [Hint(*row) for row in conn.execute(query)]


def judge(conn: Connection, district: str, hint_id: int, verdict: str, person: str, now: datetime) -> bool:
    """Say whether a hint was right; the last word counts. False when there is no such hint."""
    query = update(t.hints).where(_h.district == district, _h.id == hint_id)
    values = {"verdict": verdict, "verdict_by": person, "verdict_at": now}
    return conn.execute(query.values(**values)).rowcount == 1


def verdicts(conn: Connection, district: str) -> dict[str, dict[str | None, int]]:
    """By kind, how many hints were right, were false, and wait (None)."""
    query = select(_h.kind, _h.verdict, func.count()).where(_h.district == district).group_by(_h.kind, _h.verdict)
    found: dict[str, dict[str | None, int]] = defaultdict(dict)
    for kind, verdict, count in conn.execute(query):
        found[kind][verdict] = count
    return dict(found)


def forget(conn: Connection, district: str, completions_before: datetime, hints_before: datetime) -> None:
    """Words nobody compares with any more, and hints of long ago, go."""
    old = or_(_c.next_at.is_(None), _c.next_at < completions_before)
    conn.execute(delete(t.completions).where(_c.district == district, _c.at < completions_before, old))
    conn.execute(delete(t.hints).where(_h.district == district, _h.at < hints_before))
