"""Who does not want to be recorded, and what groups were told before anybody listens there."""

from __future__ import annotations

from sqlalchemy import JSON, Column, PrimaryKeyConstraint, String, Table, Text

from storage.tables.base import code, district, metadata
from storage.types import Instant

# Without the account nobody could keep to the wish. Records that others bring have names only: of his are kept
# keyed digests (`names`), so that he is left out there too.
unrecorded = Table(
    "unrecorded",
    metadata,
    district(),
    Column("channel", String(32), nullable=False),
    code("account"),
    Column("since", Instant, nullable=False),
    Column("names", JSON(none_as_null=True)),
    PrimaryKeyConstraint("district", "channel", "account"),
)

consents = Table(
    "consents",
    metadata,
    district(),
    Column("channel", String(32), nullable=False),
    code("chat"),
    Column("state", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    code("person", nullable=True),
    Column("text", Text),
    PrimaryKeyConstraint("district", "channel", "chat"),
)
