"""What people put right: one lesson for a message, proposed, reviewed, and learned or not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Insert, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import tables as t
from storage.rows import select_rows, values_of

PROPOSED, ACCEPTED, REJECTED, LEARNED = "proposed", "accepted", "rejected", "learned"
STATES = (PROPOSED, ACCEPTED, REJECTED, LEARNED)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a message should have been taken for.

    Attributes:
        text: the words, without anybody's name or door.
        understood, meant: a category, or an intent for what is no appeal.
        kind, urgency: where a person changed them; None teaches nothing about them.
        source: what the author did: `recategorised`, `no_appeal`, `registered` or `dismissed`.
        author, reviewer: codes of persons.
        state: `proposed`, `accepted`, `rejected`, or `learned` once the model in use was taught it.
    """

    district: str
    inbox_id: int
    text: str
    understood: str
    meant: str
    kind: str | None
    urgency: str | None
    source: str
    author: str
    at: datetime
    state: str = PROPOSED
    reviewer: str | None = None
    reviewed_at: datetime | None = None


_l = t.lessons.c
_SELECT = select_rows(t.lessons, Lesson)
_OF = _SELECT.where(_l.district == bindparam("district"), _l.inbox_id == bindparam("inbox"))


def _put(dialect: Any) -> Insert:
    statement = dialect.insert(t.lessons)
    # What was understood at first stays: it is what the word of people is compared with.
    kept = ("district", "inbox_id", "understood")
    new = {column.name: statement.excluded[column.name] for column in t.lessons.c if column.name not in kept}
    upsert: Insert = statement.on_conflict_do_update(index_elements=["district", "inbox_id"], set_=new)
    return upsert


_PUT = {"sqlite": _put(sqlite), "postgresql": _put(postgresql)}


def put(conn: Connection, lesson: Lesson) -> None:
    """Propose a lesson; the latest word about a message replaces the one before."""
    conn.execute(_PUT[conn.dialect.name], values_of(lesson))


def get(conn: Connection, district: str, inbox_id: int) -> Lesson | None:
    """The lesson of a message."""
    found = conn.execute(_OF, {"district": district, "inbox": inbox_id}).first()
    return None if found is None else Lesson(*found)


def forget(conn: Connection, district: str, inbox_id: int) -> None:
    """People say that it was understood rightly after all."""
    conn.execute(delete(t.lessons).where(_l.district == district, _l.inbox_id == inbox_id))


def listed(
    conn: Connection, district: str, states: Collection[str], limit: int | None = None, before: int | None = None
) -> list[Lesson]:
    """Lessons in these states, those of the newest messages first; `before` ended the page before."""
    query = _SELECT.where(_l.district == district, _l.state.in_(states))
    if before is not None:
        query = query.where(_l.inbox_id < before)
    return [Lesson(*row) for row in conn.execute(query.order_by(_l.inbox_id.desc()).limit(limit))]


def review(conn: Connection, district: str, ids: Collection[int], state: str, reviewer: str, now: datetime) -> int:
    """Accept or reject those of these that wait for a review, or were reviewed otherwise; returns how many."""
    query = update(t.lessons).where(_l.district == district, _l.inbox_id.in_(ids), _l.state != state)
    if state == ACCEPTED:
        query = query.where(_l.state != LEARNED)
    return conn.execute(query.values(state=state, reviewer=reviewer, reviewed_at=now)).rowcount


def reword(conn: Connection, district: str, inbox_id: int, text: str, meant: str) -> None:
    """Hide more of the words, or say better what was meant; what was learned already is a proposal again."""
    query = update(t.lessons).where(_l.district == district, _l.inbox_id == inbox_id)
    changed = query.where((_l.text != text) | (_l.meant != meant))
    conn.execute(changed.values(text=text, meant=meant, state=PROPOSED))


def learned(conn: Connection, lessons: Collection[Lesson]) -> None:
    """The model in use knows these, as they were when it was taught; what people said meanwhile waits."""
    for lesson in lessons:
        query = update(t.lessons).where(_l.district == lesson.district, _l.inbox_id == lesson.inbox_id)
        unchanged = query.where(_l.state == ACCEPTED, _l.text == lesson.text, _l.meant == lesson.meant)
        conn.execute(unchanged.values(state=LEARNED))


def count_by_state(conn: Connection, district: str) -> dict[str, int]:
    """How many lessons are in each state."""
    query = select(_l.state, func.count()).where(_l.district == district).group_by(_l.state)
    return {state: count for state, count in conn.execute(query)}
