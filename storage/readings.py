"""What the households of a ticket told as facts, each with its door and its moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete

from storage import tables as t
from storage.batch import Batch
from storage.rows import select_rows, values_of

FINE = "fine"  # the measure of a household that says it has no such trouble


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One fact told.

    Attributes:
        inbox_id: the message that tells it.
        measure: one of `nlu.facts.Measure`, or `FINE`.
        low, high: at least and at most, both included; None where the words leave it open.
    """

    district: str
    id: int
    ticket_id: int
    inbox_id: int
    channel: str
    account: str
    building: str | None
    entrance: str | None
    room: str | None
    floor: int | None
    measure: str
    low: float | None
    high: float | None
    unit: str
    at: datetime

    @property
    def value(self) -> float | None:
        """One number for it: the middle of what it may be, or the end that is known."""
        if self.low is None or self.high is None:
            return self.high if self.low is None else self.low
        return (self.low + self.high) / 2


_r = t.readings.c
_SELECT = select_rows(t.readings, ReadingRow)


def add(batch: Batch, row: ReadingRow) -> None:
    """Keep a fact with the rest of the transaction."""
    batch.insert(t.readings, values_of(row))


def of_ticket(conn: Connection, district: str, ticket_id: int) -> list[ReadingRow]:
    """Everything told about a ticket, first told first."""
    query = _SELECT.where(_r.district == district, _r.ticket_id == ticket_id).order_by(_r.at, _r.id)
    return [ReadingRow(*row) for row in conn.execute(query)]


def forget(conn: Connection, district: str, inbox_id: int) -> None:
    """A message was taken back: what it told is gone."""
    conn.execute(delete(t.readings).where(_r.district == district, _r.inbox_id == inbox_id))
