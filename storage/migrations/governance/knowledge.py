"""Answers before tickets: what is known, who was given an answer, stations, and broadcasts for missing people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant


def create() -> None:
    """Create the tables."""
    _knowledge()
    _answers()
    _stations()
    _broadcasts()


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _of_ticket(table: str) -> sa.ForeignKeyConstraint:
    columns, found = ["district", "ticket_id"], ["tickets.district", "tickets.id"]
    return sa.ForeignKeyConstraint(columns, found, name=op.f(f"fk_{table}_tickets"))


def _knowledge() -> None:
    op.create_table(
        "knowledge",
        _text("district", 64),
        _text("id", 64),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        _text("source", 191),
        _text("phone", 64, nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        _text("place", 191, nullable=True),
        _text("category", 64, nullable=True),
        sa.Column("next_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_knowledge")),
    )
    where = sa.text("next_at IS NOT NULL")
    op.create_index(
        "ix_knowledge_due", "knowledge", ["district", "next_at"], sqlite_where=where, postgresql_where=where
    )


def _answers() -> None:
    op.create_table(
        "answers",
        _text("district", 64),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("inbox_id", sa.BigInteger(), nullable=False),
        _text("entry", 64, nullable=True),
        sa.Column("offered", sa.JSON(), nullable=False),
        _text("channel", 32),
        _text("account", 191),
        sa.Column("issue", sa.JSON(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        _text("state", 16),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        _of_ticket("answers"),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_answers")),
    )
    op.create_index("ix_answers_account", "answers", ["district", "channel", "account", "id"])


def _stations() -> None:
    op.create_table(
        "stations",
        _text("district", 64),
        _text("code", 191),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("name", 191),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        _text("unit", 191),
        _text("hours", 191),
        _text("phone", 64, nullable=True),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("district", "code", name=op.f("pk_stations")),
    )


def _broadcasts() -> None:
    op.create_table(
        "broadcasts",
        _text("district", 64),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        _text("token", 32),
        _text("person", 191),
        sa.Column("text", sa.Text(), nullable=False),
        _text("phone", 64),
        sa.Column("photos", sa.JSON(), nullable=False),
        sa.Column("chats", sa.JSON(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        _of_ticket("broadcasts"),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_broadcasts")),
        sa.UniqueConstraint("district", "token", name=op.f("uq_broadcasts_district_token")),
    )
    op.create_index("ix_broadcasts_ticket", "broadcasts", ["district", "ticket_id"])
