"""The nicknames under which an account stands in imported records."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, and_, not_, select

from storage import tables as t

_i, _m, _k, _r = t.inbox.c, t.ticket_messages.c, t.tickets.c, t.residents.c


def begun(conn: Connection, district: str, records: str, channel: str, account: str) -> list[str]:
    """Who, on the channel of records, told what began tickets of this account: people said that it is he.

    Args:
        records: the channel of what was said in records.
    """
    query = (
        select(_i.sender)
        .join(t.ticket_messages, and_(_m.district == _i.district, _m.inbox_id == _i.id, _m.part == "opening"))
        .join(t.tickets, and_(_k.district == _m.district, _k.id == _m.ticket_id))
        .where(_i.district == district, _i.channel == records, _k.channel == channel, _k.reporter == account)
    )
    return sorted(set(conn.execute(query).scalars()))


def borne_by_others(
    conn: Connection, district: str, records: str, who: tuple[str, str], names: Collection[str], units: Collection[str]
) -> set[str]:
    """Those of these names that another account bears there; without units anywhere."""
    query = select(_r.name).where(_r.district == district, _r.name.in_(list(names)), _r.channel != records)
    query = query.where(not_(and_(_r.channel == who[0], _r.account == who[1])))
    if units:
        query = query.where(_r.unit.in_(list(units)))
    return set(conn.execute(query).scalars())
