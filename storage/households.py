"""家庭档案: what a household agreed to be known for, and nothing else; withdrawn means deleted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from storage import tables as t
from storage.rows import select_rows, values_of


@dataclass(frozen=True, slots=True)
class Household:
    """A household's file.

    Attributes:
        channel, account: of the resident who was asked, and may withdraw.
        facts: keys of the pack's `governance.households.fields`.
        person: who asked.
        agreed_at: None while the resident has not answered: then nobody uses it.
    """

    district: str
    id: int
    unit: str
    building: str | None
    room: str | None
    channel: str
    account: str
    facts: list[str]
    person: str
    asked_at: datetime
    agreed_at: datetime | None = None


_h, _r = t.households.c, t.residents.c
_SELECT = select_rows(t.households, Household)


def living_at(conn: Connection, district: str, unit: str, building: str, room: str) -> list[tuple[str, str]]:
    """(channel, account) of those who told us that they live there."""
    query = select(_r.channel, _r.account).where(
        _r.district == district, _r.unit == unit, _r.building == building, _r.room == room
    )
    return sorted((channel, account) for channel, account in conn.execute(query))


def put(conn: Connection, home: Household) -> None:
    """Ask anew: what was kept of this household before is gone."""
    forget(conn, home.district, home.channel, home.account)
    conn.execute(insert(t.households), values_of(home))


def of(conn: Connection, district: str, channel: str, account: str) -> Household | None:
    """A resident's own file."""
    here = (_h.district == district, _h.channel == channel, _h.account == account)
    found = conn.execute(_SELECT.where(*here)).first()
    return Household(*found) if found else None


def agree(conn: Connection, home: Household, at: datetime) -> None:
    """The resident agrees."""
    conn.execute(update(t.households).where(_h.district == home.district, _h.id == home.id).values(agreed_at=at))


def forget(conn: Connection, district: str, channel: str, account: str) -> bool:
    """Delete a resident's file; whether there was one."""
    here = (_h.district == district, _h.channel == channel, _h.account == account)
    return conn.execute(delete(t.households).where(*here)).rowcount > 0


def agreed(conn: Connection, district: str, units: Iterable[str]) -> list[Household]:
    """The files of these units to which residents agreed."""
    query = _SELECT.where(_h.district == district, _h.unit.in_(list(units)), _h.agreed_at.is_not(None))
    return [Household(*row) for row in conn.execute(query.order_by(_h.id))]


def forget_unanswered(conn: Connection, district: str, before: datetime) -> int:
    """Delete what nobody agreed to in time; returns how many."""
    query = delete(t.households).where(_h.district == district, _h.agreed_at.is_(None), _h.asked_at < before)
    return conn.execute(query).rowcount
