"""Questions to residents after completion, and what they answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from storage import moments
from storage import tables as t
from storage.batch import Batch
from storage.rows import select_rows, update_of, values_of


@dataclass(slots=True)
class Survey:
    """One question to one resident about one completion.

    Attributes:
        round: 1 for the first completion, one more for each reopening.
        state: `planned`, `sent`, `reminded`, `answered`, `silent` (no answer came) or `dropped`.
        next_at: when a tick has to look at it.
    """

    district: str
    id: int
    ticket_id: int
    round: int
    channel: str
    recipient: str
    state: str
    next_at: datetime | None
    sent_at: datetime | None = None
    reminded_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """What a resident said: a score of 1–5, whether it is solved, or words.

    Attributes:
        by: the person who called him and wrote it down; None where he answered himself. The two are never counted
            as one figure.
        result: `solved`, `partly` or `not`; None in older rows and where only a score was given.
        dimensions: scores of 1–5 by dimension of the pack, where it asks for them.
        household: id of the first answer of his household about this ticket; None where this is it, and in older rows.
    """

    district: str
    id: int
    ticket_id: int
    round: int
    channel: str
    account: str
    score: int | None
    solved: bool | None
    comment: str | None
    at: datetime
    by: str | None = None
    result: str | None = None
    dimensions: dict[str, int] | None = None
    household: int | None = None


_s = t.surveys.c
_SELECT = select_rows(t.surveys, Survey)
_DUE = moments.due(t.surveys, Survey)
_OF_TICKET = _SELECT.where(_s.district == bindparam("district"), _s.ticket_id == bindparam("ticket")).order_by(
    _s.round, _s.id
)
_NEXT = moments.next_due(t.surveys)
_SAVE = update_of(t.surveys, "district", "id")
_SET_DIMENSIONS = update_of(t.ratings, "district", "id").values(dimensions=bindparam("dimensions"))
_RATINGS = (
    select_rows(t.ratings, Rating)
    .where(t.ratings.c.district == bindparam("district"), t.ratings.c.ticket_id == bindparam("ticket"))
    .order_by(t.ratings.c.id)
)


def due(conn: Connection, district: str, now: datetime, limit: int) -> list[Survey]:
    """Surveys to look at now; other processes pass over them meanwhile."""
    return [Survey(*row) for row in conn.execute(_DUE, {"district": district, "now": now, "limit": limit})]


def of_ticket(conn: Connection, district: str, ticket_id: int) -> list[Survey]:
    """All surveys about a ticket, first round first."""
    return [Survey(*row) for row in conn.execute(_OF_TICKET, {"district": district, "ticket": ticket_id})]


def unanswered(conn: Connection, district: str, channel: str, limit: int = 100) -> list[Survey]:
    """What was asked on a channel and not answered yet, asked longest ago first."""
    # What is asked has a next moment to look at: the index of those is small.
    asked = _SELECT.where(_s.district == district, _s.next_at.is_not(None), _s.state.in_(("sent", "reminded")))
    query = asked.where(_s.channel == channel).order_by(_s.sent_at, _s.id).limit(limit)
    return [Survey(*row) for row in conn.execute(query)]


def to_call(conn: Connection, district: str, cutoff: datetime, limit: int = 100) -> list[Survey]:
    """What was asked on any channel, reminded of by then, and not answered yet; longest ago first."""
    asked = _SELECT.where(_s.district == district, _s.next_at.is_not(None), _s.state == "reminded")
    query = asked.where(_s.reminded_at <= cutoff).order_by(_s.sent_at, _s.id).limit(limit)
    return [Survey(*row) for row in conn.execute(query)]


def came_back(
    conn: Connection, district: str, ticket_id: int, people: Sequence[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Those of these (channel, account) whose last message about a ticket could not be delivered."""
    o = t.outbox.c
    channels, accounts = ({who[part] for who in people} for part in (0, 1))
    query = select(o.channel, o.recipient, o.state).where(
        o.district == district, o.channel.in_(channels), o.recipient.in_(accounts),
        o.ticket_id == ticket_id, o.state.in_(("sent", "dead")),
    )  # fmt: skip
    last = {(channel, account): state for channel, account, state in conn.execute(query.order_by(o.id))}
    return {who for who, state in last.items() if state == "dead"}


def next_due(conn: Connection, district: str) -> datetime | None:
    """When the next survey wants to be looked at."""
    return conn.execute(_NEXT, {"district": district}).scalar()


def add(batch: Batch, survey: Survey) -> None:
    """Plan a survey."""
    batch.insert(t.surveys, values_of(survey))


def save(batch: Batch, survey: Survey) -> None:
    """Write a changed survey back."""
    batch.change(_SAVE, values_of(survey) | {"key_district": survey.district, "key_id": survey.id})


def add_rating(batch: Batch, rating: Rating) -> None:
    """Keep an answer."""
    batch.insert(t.ratings, values_of(rating))


def set_dimensions(batch: Batch, rating: Rating, scores: dict[str, int]) -> None:
    """Add the scores of dimensions to an answer."""
    keys = {"key_district": rating.district, "key_id": rating.id}
    batch.change(_SET_DIMENSIONS, keys | {"dimensions": scores})


def ratings_of(conn: Connection, district: str, ticket_id: int) -> list[Rating]:
    """All answers about a ticket, first to last."""
    return [Rating(*row) for row in conn.execute(_RATINGS, {"district": district, "ticket": ticket_id})]


def drop(conn: Connection, district: str, ticket_id: int, accounts: Collection[tuple[str, str]]) -> None:
    """Forget what these (channel, account) were asked and answered about a ticket."""
    for channel, account in accounts:
        for table, who in ((t.surveys, t.surveys.c.recipient), (t.ratings, t.ratings.c.account)):
            here = (table.c.district == district, table.c.ticket_id == ticket_id, table.c.channel == channel)
            conn.execute(delete(table).where(*here, who == account))
