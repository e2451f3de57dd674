"""Residents who name an official, and officials who object to their own scorecard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Insert, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import tables as t
from storage.rows import select_rows, values_of

_n, _a = t.nominations.c, t.score_appeals.c
_KEYS = ["district", "person", "month", "channel", "account"]


def _once(dialect: Any) -> Insert:
    statement: Insert = dialect.insert(t.nominations).on_conflict_do_nothing(index_elements=_KEYS)
    return statement.execution_options(preserve_rowcount=True)


_ADD = {"sqlite": _once(sqlite), "postgresql": _once(postgresql)}


@dataclass(frozen=True, slots=True)
class Nomination:
    """A resident names an official for good work; one resident counts once a month for one official."""

    district: str
    id: int
    person: str
    month: str
    channel: str
    account: str
    ticket_id: int | None
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ScoreAppeal:
    """An official objects to his scorecard. `state`: `asked` or `answered`."""

    district: str
    id: int
    person: str
    reason: str
    at: datetime
    state: str = "asked"
    answered_by: str | None = None
    answered_at: datetime | None = None
    answer: str | None = None


def add(conn: Connection, nomination: Nomination) -> bool:
    """Keep it; False when this resident has named him this month already."""
    return conn.execute(_ADD[conn.dialect.name], values_of(nomination)).rowcount == 1


def count(conn: Connection, district: str, person: str, since: datetime, until: datetime) -> int:
    """How many residents named him, once a month each."""
    query = select(func.count()).where(_n.district == district, _n.person == person, _n.at >= since, _n.at < until)
    return int(conn.execute(query).scalar_one())


def object_to_score(conn: Connection, appeal: ScoreAppeal) -> None:
    """Keep an objection."""
    conn.execute(t.score_appeals.insert(), values_of(appeal))


def objections(conn: Connection, district: str, state: str = "asked", limit: int = 100) -> list[ScoreAppeal]:
    """Objections in a state, oldest first."""
    query = select_rows(t.score_appeals, ScoreAppeal).where(_a.district == district, _a.state == state)
    return [ScoreAppeal(*row) for row in conn.execute(query.order_by(_a.id).limit(limit))]


def objection_of(conn: Connection, district: str, person: str) -> ScoreAppeal | None:
    """The objection of a person that nobody has answered yet."""
    query = select_rows(t.score_appeals, ScoreAppeal).where(
        _a.district == district, _a.state == "asked", _a.person == person
    )
    found = conn.execute(query.order_by(_a.id)).first()
    return ScoreAppeal(*found) if found else None


def answer(conn: Connection, district: str, appeal_id: int, by: str, words: str, at: datetime) -> bool:
    """Answer an objection; False when somebody has."""
    waiting = update(t.score_appeals).where(_a.district == district, _a.id == appeal_id, _a.state == "asked")
    return conn.execute(waiting.values(state="answered", answered_by=by, answered_at=at, answer=words)).rowcount == 1
