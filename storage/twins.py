"""Tickets that may tell one trouble: what speaks for it, and what people made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_, update

from storage import tables as t
from storage.batch import Batch
from storage.rows import select_rows, values_of
from storage.tickets import UNDER_WAY, Ticket

SUGGESTED, MERGED, APART = "suggested", "merged", "apart"


@dataclass(frozen=True, slots=True)
class Twin:
    """A ticket and an older one that may be about the same.

    Attributes:
        score: how much alike their words are, 0 to 1.
        evidence: `shared` words, `hours` between them, `building`: whether both are in the same one; `heard`: how
            probably the words that opened the one belonged to the other, where a group's listener thought of it.
        state: `suggested`, `merged`, or `apart`: somebody said that it is something else.
        decided_by: person code, or `system`.
    """

    district: str
    ticket_id: int
    older_id: int
    score: float
    evidence: dict[str, Any]
    state: str
    at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None

    def beside(self, ticket_id: int) -> int:
        """The other of the two."""
        return self.older_id if self.ticket_id == ticket_id else self.ticket_id


_w, _k = t.twins.c, t.tickets.c
_DECIDE = (
    update(t.twins)
    .where(
        _w.district == bindparam("key_district"),
        or_(
            (_w.ticket_id == bindparam("key_one")) & (_w.older_id == bindparam("key_other")),
            (_w.ticket_id == bindparam("key_other")) & (_w.older_id == bindparam("key_one")),
        ),
    )
    .values(state=bindparam("state"), decided_by=bindparam("decided_by"), decided_at=bindparam("decided_at"))
)


def candidates(
    conn: Connection, district: str, category: str, units: list[str], since: datetime, limit: int
) -> list[Ticket]:
    """Appeals of a category under way in these units since then, newest first; nothing confidential."""
    query = select_rows(t.tickets, Ticket).where(
        _k.district == district, _k.unit.in_(units), _k.category == category, _k.opened_at >= since,
        _k.status.in_(UNDER_WAY), _k.form == "appeal", _k.confidential.is_(False),
    )  # fmt: skip
    return [Ticket(*row) for row in conn.execute(query.order_by(_k.id.desc()).limit(limit))]


def recent(conn: Connection, district: str, since: datetime, limit: int) -> list[Ticket]:
    """Appeals of a district since then, newest first; nothing confidential, nothing that was none."""
    query = select_rows(t.tickets, Ticket).where(
        _k.district == district, _k.opened_at >= since, _k.form == "appeal", _k.confidential.is_(False),
        or_(_k.outcome.is_(None), _k.outcome.not_in(("no_appeal", "cancelled"))),
    )  # fmt: skip
    return [Ticket(*row) for row in conn.execute(query.order_by(_k.id.desc()).limit(limit))]


def add(batch: Batch, twin: Twin) -> None:
    """Keep a suggestion beside its ticket; what is gathered of the pair already gains its evidence."""
    pair = (twin.ticket_id, twin.older_id)
    before = next((row for row in batch.rows(t.twins) if (row["ticket_id"], row["older_id"]) == pair), None)
    if before is None:
        batch.insert(t.twins, values_of(twin))
    else:
        before["evidence"] = twin.evidence | before["evidence"]


def of_ticket(conn: Connection, district: str, ticket_id: int) -> list[Twin]:
    """The pairs a ticket is in, most alike first."""
    query = select_rows(t.twins, Twin).where(
        _w.district == district, or_(_w.ticket_id == ticket_id, _w.older_id == ticket_id)
    )
    found = [Twin(*row) for row in conn.execute(query)]
    return sorted(found, key=lambda one: (-one.score, one.ticket_id, one.older_id))


def decide(batch: Batch, district: str, pair: tuple[int, int], state: str, by: str, now: datetime) -> None:
    """Somebody said what two tickets are, if that was ever asked."""
    keys = {"key_district": district, "key_one": pair[0], "key_other": pair[1]}
    batch.change(_DECIDE, keys | {"state": state, "decided_by": by, "decided_at": now})
