"""How much somebody told lately."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from storage import mergings
from storage import tables as t
from storage.batch import Batch
from storage.tickets import TicketMessage
from storage.types import first_id

_k, _i = t.tickets.c, t.inbox.c


def opened(conn: Connection, district: str, who: tuple[str, str], since: datetime) -> set[int]:
    """The tickets somebody (channel, account) opened since then."""
    query = select(_k.id).where(
        _k.district == district, _k.channel == who[0], _k.reporter == who[1], _k.id >= first_id(since)
    )
    return set(conn.execute(query).scalars())


def said(conn: Connection, district: str, who: tuple[str, str], chat: str | None, since: datetime) -> int:
    """How many messages somebody wrote in one place since then."""
    query = select(func.count()).where(
        _i.district == district, _i.channel == who[0], _i.chat == chat, _i.id >= first_id(since), _i.sender == who[1]
    )
    return int(conn.execute(query).scalar_one())


def written(batch: Batch, ticket_id: int) -> list[TicketMessage]:
    """Messages that this transaction adds to a ticket."""
    return mergings.written(batch, ticket_id)
