"""What channels must remember, and the files people send."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, PrimaryKeyConstraint, String, Table, Text

from storage.tables.base import code, district, due, metadata
from storage.types import Instant

# Access tokens, cursors, reply windows, nonces: small, and mostly with an end.
notes = Table(
    "notes",
    metadata,
    district(),
    Column("channel", String(32), nullable=False),
    code("name"),
    Column("value", JSON, nullable=False),
    Column("until", Instant),
    PrimaryKeyConstraint("district", "channel", "name"),
)
due(notes, "until")

# A file people sent: wanted from its platform, then kept by the hash of its content.
# `next_at`: when it is fetched while it is wanted; afterwards when somebody looks whether it is still needed.
files = Table(
    "files",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("inbox_id", BigInteger, nullable=False),
    Column("channel", String(32), nullable=False),
    Column("reference", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Instant),
    Column("hash", String(64)),
    Column("type", String(64)),
    Column("size", BigInteger),
    Column("taken_at", Instant),
    Column("likeness", BigInteger),
    Column("likeness_inside", BigInteger),
    Column("reason", Text),
    Column("created_at", Instant, nullable=False),
    PrimaryKeyConstraint("district", "id"),
)
due(files, "next_at")
Index("ix_files_inbox", files.c.district, files.c.inbox_id)
Index("ix_files_hash", files.c.hash)
