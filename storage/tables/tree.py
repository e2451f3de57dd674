"""The district, its tree of units and the people in it; an import replaces them as a whole."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, String, Table, Time

from storage.tables.base import code, district, metadata

districts = Table(
    "districts",
    metadata,
    Column("code", String(64), primary_key=True),
    code("name"),
    code("policy"),
    Column("version", Integer, nullable=False),
)

units = Table(
    "units",
    metadata,
    district(),
    code("code"),
    Column("kind", String(32), nullable=False),
    code("name"),
    code("parent", nullable=True),
    Column("aliases", JSON, nullable=False),
    Column("buildings", Integer),
    Column("categories", JSON, nullable=False),
    Column("position", Integer, nullable=False),
    PrimaryKeyConstraint("district", "code"),
)

people = Table(
    "people",
    metadata,
    district(),
    code("code"),
    code("name"),
    Column("phone", String(64)),
    PrimaryKeyConstraint("district", "code"),
)

accounts = Table(
    "accounts",
    metadata,
    district(),
    Column("channel", String(32), nullable=False),
    code("account"),
    code("person"),
    Column("position", Integer, nullable=False),
    PrimaryKeyConstraint("district", "channel", "account"),
    ForeignKeyConstraint(["district", "person"], ["people.district", "people.code"]),
)

duties = Table(
    "duties",
    metadata,
    district(),
    Column("position", Integer, nullable=False),
    code("person"),
    Column("role", String(64), nullable=False),
    code("unit"),
    code("title", nullable=True),
    Column("starts_on", Date),
    Column("ends_on", Date),
    code("deputy", nullable=True),
    Column("skills", JSON, nullable=False),
    PrimaryKeyConstraint("district", "position"),
    ForeignKeyConstraint(["district", "person"], ["people.district", "people.code"]),
    ForeignKeyConstraint(["district", "unit"], ["units.district", "units.code"]),
)

rosters = Table(
    "rosters",
    metadata,
    district(),
    Column("position", Integer, nullable=False),
    code("unit"),
    code("person"),
    Column("days", JSON, nullable=False),
    Column("starts", Time, nullable=False),
    Column("ends", Time, nullable=False),
    PrimaryKeyConstraint("district", "position"),
    ForeignKeyConstraint(["district", "person"], ["people.district", "people.code"]),
    ForeignKeyConstraint(["district", "unit"], ["units.district", "units.code"]),
)

chats = Table(
    "chats",
    metadata,
    district(),
    Column("channel", String(32), nullable=False),
    code("id"),
    Column("kind", String(32), nullable=False),
    code("unit"),
    PrimaryKeyConstraint("district", "channel", "id"),
    ForeignKeyConstraint(["district", "unit"], ["units.district", "units.code"]),
)
