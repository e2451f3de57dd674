"""Rooms in which those who work on one appeal talk it over."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Index, PrimaryKeyConstraint, String, Table, Text, UniqueConstraint

from storage.tables.base import code, district, metadata, of_ticket
from storage.types import Instant

rooms = Table(
    "rooms",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("ticket_id", BigInteger, nullable=False),
    Column("channel", String(32), nullable=False),
    code("chat"),
    Column("name", String(64), nullable=False),
    Column("people", JSON, nullable=False),
    Column("members", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("opened_at", Instant),
    Column("reason", Text),
    PrimaryKeyConstraint("district", "id"),
    UniqueConstraint("district", "channel", "chat"),
    of_ticket(),
)
Index("ix_rooms_ticket", rooms.c.district, rooms.c.ticket_id)
