"""Umbrella incidents: which one is open where, the tickets beneath it, and the households counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, func, select, text, update

from storage import tables as t
from storage.rows import select_rows
from storage.tickets import UNDER_WAY, Ticket
from storage.types import first_id

FORM = "incident"
# Of a ticket beneath: what it did by following, when somebody was answered at once, and that it was taken out.
FOLLOWED, TOLD, DETACHED = "followed", "told_at_once", "detached"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place and a category with one umbrella incident at most; `building` is empty where all of the unit is meant."""

    district: str
    category: str
    unit: str
    building: str = ""

    @property
    def key(self) -> dict[str, str]:
        """The same as column values."""
        return {"district": self.district, "category": self.category, "unit": self.unit, "building": self.building}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An account counted into a ticket, and since when it has the trouble.

    Attributes:
        since: when its words came, even where they were put into this ticket later.
    """

    ticket_id: int
    channel: str
    account: str
    building: str | None
    since: datetime


_i, _k, _s, _e, _n = t.incidents.c, t.tickets.c, t.supporters.c, t.events.c, t.inbox.c
_SELECT = select_rows(t.tickets, Ticket)
_LOCK = text(
    "INSERT INTO incidents (district, category, unit, building) VALUES (:district, :category, :unit, :building) "
    "ON CONFLICT (district, category, unit, building) DO UPDATE SET category = excluded.category RETURNING ticket_id"
)
_HOLD = update(t.incidents).where(
    _i.district == bindparam("key_district"), _i.category == bindparam("key_category"),
    _i.unit == bindparam("key_unit"), _i.building == bindparam("key_building"),
)  # fmt: skip


def holder(conn: Connection, slot: Slot) -> int | None:
    """The incident that is open there; of several processes none waits."""
    query = select(_i.ticket_id).where(
        _i.district == slot.district, _i.category == slot.category, _i.unit == slot.unit, _i.building == slot.building
    )
    found = conn.execute(query).scalar()
    return None if found is None else int(found)


def lock(conn: Connection, slot: Slot) -> int | None:
    """The same, and everybody else who asks this way waits until this transaction is over."""
    found = conn.execute(_LOCK, slot.key).scalar()
    return None if found is None else int(found)


def hold(conn: Connection, slot: Slot, incident: int | None) -> None:
    """This incident is open there from now on; None: no more."""
    keys = {f"key_{name}": value for name, value in slot.key.items()}
    conn.execute(_HOLD.values(ticket_id=incident), keys)


def free(conn: Connection, district: str, incident: int) -> None:
    """The incident is over, wherever it was open."""
    query = update(t.incidents).where(_i.district == district, _i.ticket_id == incident)
    conn.execute(query.values(ticket_id=None))


def near(conn: Connection, slot: Slot) -> list[Ticket]:
    """Appeals under way of the unit and category, first first."""
    query = _SELECT.where(
        _k.district == slot.district, _k.unit == slot.unit, _k.category == slot.category, _k.form == "appeal",
        _k.status.in_(UNDER_WAY),
    )  # fmt: skip
    return [Ticket(*row) for row in conn.execute(query.order_by(_k.id))]


def beneath(conn: Connection, district: str, incident: int) -> list[Ticket]:
    """The tickets of an incident, first first; whistles blown on it are parts, and not among them."""
    query = _SELECT.where(_k.district == district, _k.parent == incident, _k.form == "appeal")
    return [Ticket(*row) for row in conn.execute(query.order_by(_k.id))]


def neighbours(conn: Connection, district: str, tickets: Iterable[int]) -> list[Neighbour]:
    """Who was counted into these tickets, first come first."""
    words = t.supporters.outerjoin(t.inbox, and_(_n.district == _s.district, _n.id == _s.inbox_id))
    query = select(_s.ticket_id, _s.channel, _s.account, _s.building, _s.since, _n.received_at).select_from(words)
    rows = conn.execute(query.where(_s.district == district, _s.ticket_id.in_(list(tickets))))
    found = (Neighbour(*row[:4], min(row.since, row.received_at or row.since)) for row in rows)
    return sorted(found, key=lambda one: (one.since, one.channel, one.account))


def last(conn: Connection, district: str, kind: str, tickets: Iterable[int]) -> dict[int, datetime]:
    """When this happened to these tickets last; those to which it never did are left out."""
    query = select(_e.ticket_id, func.max(_e.at, type_=_e.at.type)).where(
        _e.district == district, _e.ticket_id.in_(list(tickets)), _e.kind == kind
    )
    return {ticket_id: at for ticket_id, at in conn.execute(query.group_by(_e.ticket_id))}


def lockable(conn: Connection, district: str, tickets: Iterable[int]) -> set[int]:
    """Those of these tickets that nobody else is at work on; they are locked now."""
    query = select(_k.id).where(_k.district == district, _k.id.in_(list(tickets))).order_by(_k.id)
    return {int(row) for row in conn.execute(query.with_for_update(skip_locked=True)).scalars()}


def listed(conn: Connection, district: str, *, under_way: bool, limit: int = 100) -> list[Ticket]:
    """Incidents, newest first: those under way, or those that are over."""
    state = _k.status.in_(UNDER_WAY) if under_way else _k.status.not_in(UNDER_WAY)
    query = _SELECT.where(_k.district == district, _k.form == FORM, state).order_by(_k.id.desc()).limit(limit)
    return [Ticket(*row) for row in conn.execute(query)]


def counts(conn: Connection, district: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Incidents opened, and residents answered at once, from `since` to before `until`; no rate counts either."""
    opened = select(func.count()).where(
        _k.district == district, _k.form == FORM, _k.id >= first_id(since), _k.id < first_id(until)
    )
    told = select(func.count()).where(_e.district == district, _e.kind == TOLD, _e.at >= since, _e.at < until)
    return int(conn.execute(opened).scalar_one()), int(conn.execute(told).scalar_one())
