"""Chat records that wait for somebody to confirm what becomes of them."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Index, PrimaryKeyConstraint, String, Table

from storage.tables.base import code, district, metadata
from storage.types import Instant

# `data` has the words of a record while it waits, and none of them once it is settled.
imports = Table(
    "imports",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    code("source"),
    code("unit", nullable=True),
    Column("channel", String(32)),
    code("chat", nullable=True),
    code("taken_by"),
    Column("at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("data", JSON, nullable=False),
    Column("settled_at", Instant),
    PrimaryKeyConstraint("district", "id"),
)
Index("ix_imports_at", imports.c.district, imports.c.at)
