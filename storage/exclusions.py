"""Appeals that are left out of the figures: who asked, who decided, and what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from storage import tables as t
from storage.batch import Batch
from storage.rows import select_rows, update_of, values_of
from storage.types import first_id

ASKED, GRANTED, REFUSED = "asked", "granted", "refused"


@dataclass(slots=True)
class Exclusion:
    """A request to leave an appeal out of the figures.

    Attributes:
        stage: 1 is decided by the desk; 2 is the appeal against a refusal, decided one level up.
        code: key of the pack's `figures.exclusions`.
        state: `asked`, `granted` or `refused`.
    """

    district: str
    id: int
    ticket_id: int
    stage: int
    code: str
    reason: str
    person: str
    at: datetime
    state: str = ASKED
    decided_by: str | None = None
    decided_at: datetime | None = None
    answer: str | None = None


_x = t.exclusions.c
_SELECT = select_rows(t.exclusions, Exclusion)
_SAVE = update_of(t.exclusions, "district", "id")


def of_ticket(conn: Connection, district: str, ticket_id: int) -> list[Exclusion]:
    """Both stages about a ticket, first first."""
    query = _SELECT.where(_x.district == district, _x.ticket_id == ticket_id).order_by(_x.stage)
    return [Exclusion(*row) for row in conn.execute(query)]


def waiting(conn: Connection, district: str, limit: int = 100) -> list[Exclusion]:
    """What nobody has decided yet, oldest first."""
    query = _SELECT.where(_x.district == district, _x.state == ASKED).order_by(_x.id).limit(limit)
    return [Exclusion(*row) for row in conn.execute(query)]


def of_span(conn: Connection, district: str, since: datetime, until: datetime) -> list[Exclusion]:
    """Everything asked for about appeals opened from `since` to before `until`."""
    query = _SELECT.where(_x.district == district, _x.ticket_id >= first_id(since), _x.ticket_id < first_id(until))
    return [Exclusion(*row) for row in conn.execute(query.order_by(_x.ticket_id, _x.stage))]


def add(batch: Batch, exclusion: Exclusion) -> None:
    """Ask for one."""
    batch.insert(t.exclusions, values_of(exclusion))


def save(batch: Batch, exclusion: Exclusion) -> None:
    """Write a decided one back."""
    batch.change(_SAVE, values_of(exclusion) | {"key_district": exclusion.district, "key_id": exclusion.id})
