"""Completions, hints about them, what pictures look like, and what people said they would do by when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.due import create_due
from storage.types import Instant


def create() -> None:
    """Create the tables, and widen that of files."""
    with op.batch_alter_table("files") as table:
        table.add_column(sa.Column("likeness", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("likeness_inside", sa.BigInteger(), nullable=True))
    op.create_table(
        "photo_marks",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("district", "mark", "file_id", name=op.f("pk_photo_marks")),
    )
    op.create_index("ix_photo_marks_file", "photo_marks", ["district", "file_id"])
    _completions()
    _hints()
    _commitments()


def _of_ticket(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["district", "ticket_id"], ["tickets.district", "tickets.id"], name=op.f(f"fk_{table}_tickets")
    )


def _completions() -> None:
    op.create_table(
        "completions",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=191), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("spare", sa.Integer(), nullable=True),
        sa.Column("looked", sa.Integer(), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        _of_ticket("completions"),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_completions")),
    )
    create_due("completions", "district", "next_at")
    op.create_index("ix_completions_person", "completions", ["district", "person", "at"])


def _hints() -> None:
    op.create_table(
        "hints",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=191), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=True),
        sa.Column("verdict_by", sa.String(length=191), nullable=True),
        sa.Column("verdict_at", Instant(), nullable=True),
        _of_ticket("hints"),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_hints")),
        sa.UniqueConstraint("district", "ticket_id", "kind", name=op.f("uq_hints_district_ticket_id_kind")),
    )
    op.create_index("ix_hints_verdict", "hints", ["district", "verdict", "id"])


def _commitments() -> None:
    op.create_table(
        "commitments",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("inbox_id", sa.BigInteger(), nullable=True),
        sa.Column("person", sa.String(length=191), nullable=True),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=True),
        sa.Column("unit", sa.String(length=191), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("remind_at", Instant(), nullable=True),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("settled_by", sa.String(length=16), nullable=True),
        _of_ticket("commitments"),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_commitments")),
    )
    create_due("commitments", "district", "next_at")
    op.create_index("ix_commitments_ticket", "commitments", ["district", "ticket_id"])
    op.create_index("ix_commitments_due_at", "commitments", ["district", "due_at"])
