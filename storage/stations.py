"""Stations (便民服务驿站) as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert

from storage import tables as t
from storage.rows import select_rows, values_of


@dataclass(frozen=True, slots=True)
class Station:
    """A place where people find small services.

    Attributes:
        level: 1 offers most; what a level offers is the pack's.
        unit: the unit it stands in.
        hours: as people write them, e.g. "周一至周五 09:00-17:00" or "24小时".
        services: what it offers, where that differs from its level.
        lat, lon: degrees; None where nobody wrote them down.
    """

    code: str
    name: str
    level: int
    address: str
    unit: str
    hours: str
    phone: str | None
    services: list[str]
    lat: float | None = None
    lon: float | None = None


_s = t.stations.c
_ALL = select_rows(t.stations, Station).where(_s.district == bindparam("district")).order_by(_s.position)


def listed(conn: Connection, district: str) -> list[Station]:
    """Every station, in the order of the file."""
    return [Station(*row) for row in conn.execute(_ALL, {"district": district})]


def replace_all(conn: Connection, district: str, found: Sequence[Station]) -> None:
    """Put these stations in the place of the present ones."""
    conn.execute(delete(t.stations).where(_s.district == district))
    rows = [{"district": district, "position": number} | values_of(one) for number, one in enumerate(found)]
    if rows:
        conn.execute(insert(t.stations), rows)
