"""What inspectors look at: every completion, what may be wrong with it, and what pictures look like."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.tables.base import code, district, due, metadata, of_ticket
from storage.types import Instant

# `spare`: seconds that were left of the promise to resolve; `next_at`: when somebody looks whether anything is odd.
completions = Table(
    "completions",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("ticket_id", BigInteger, nullable=False),
    Column("round", Integer, nullable=False),
    code("person"),
    Column("words", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("spare", Integer),
    Column("looked", Integer, nullable=False),
    Column("next_at", Instant),
    PrimaryKeyConstraint("district", "id"),
    of_ticket(),
)
due(completions, "next_at")
Index("ix_completions_person", completions.c.district, completions.c.person, completions.c.at)

hints = Table(
    "hints",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("ticket_id", BigInteger, nullable=False),
    Column("kind", String(32), nullable=False),
    code("person", nullable=True),
    Column("evidence", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Column("verdict", String(16)),
    Column("verdict_by", String(191)),
    Column("verdict_at", Instant),
    PrimaryKeyConstraint("district", "id"),
    UniqueConstraint("district", "ticket_id", "kind"),
    of_ticket(),
)
Index("ix_hints_verdict", hints.c.district, hints.c.verdict, hints.c.id)

# A quarter of what a picture looks like, so that what looks nearly the same is found by an index.
photo_marks = Table(
    "photo_marks",
    metadata,
    district(),
    Column("mark", Integer, nullable=False),
    Column("file_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("district", "mark", "file_id"),
)
Index("ix_photo_marks_file", photo_marks.c.district, photo_marks.c.file_id)
