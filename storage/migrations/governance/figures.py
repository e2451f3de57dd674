"""Exclusions, nominations, counts of earlier years, preventive plans, warnings, and ratings with dimensions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant


def create() -> None:
    """Create the tables; nobody was asked for dimensions before."""
    op.add_column("ratings", sa.Column("dimensions", sa.JSON(none_as_null=True), nullable=True))
    _exclusions()
    _nominations()
    _score_appeals()
    _past_counts()
    _preventions()
    _warnings()


def _exclusions() -> None:
    op.create_table(
        "exclusions",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person", sa.String(length=191), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.String(length=191), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["district", "ticket_id"], ["tickets.district", "tickets.id"], name=op.f("fk_exclusions_tickets")
        ),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_exclusions")),
        sa.UniqueConstraint("district", "ticket_id", "stage", name=op.f("uq_exclusions_district_ticket_id_stage")),
    )
    op.create_index("ix_exclusions_state", "exclusions", ["district", "state", "id"])


def _nominations() -> None:
    op.create_table(
        "nominations",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(length=191), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=191), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_nominations")),
        sa.UniqueConstraint(
            "district", "person", "month", "channel", "account",
            name=op.f("uq_nominations_district_person_month_channel_account"),
        ),
    )  # fmt: skip


def _score_appeals() -> None:
    op.create_table(
        "score_appeals",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(length=191), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("answered_by", sa.String(length=191), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_score_appeals")),
    )
    op.create_index("ix_score_appeals_state", "score_appeals", ["district", "state", "id"])


def _past_counts() -> None:
    op.create_table(
        "past_counts",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit", sa.String(length=191), nullable=False),
        sa.Column("building", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("district", "day", "unit", "building", "category", name=op.f("pk_past_counts")),
    )


def _preventions() -> None:
    op.create_table(
        "preventions",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=191), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("season", sa.String(length=7), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("planned_at", Instant(), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("checked_at", Instant(), nullable=True),
        sa.Column("found", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["district", "ticket_id"], ["tickets.district", "tickets.id"], name=op.f("fk_preventions_tickets")
        ),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_preventions")),
        sa.UniqueConstraint(
            "district", "unit", "category", "season", name=op.f("uq_preventions_district_unit_category_season")
        ),
    )
    waiting = sa.text("next_at IS NOT NULL")
    op.create_index(
        "ix_preventions_due", "preventions", ["district", "next_at"], sqlite_where=waiting, postgresql_where=waiting
    )


def _warnings() -> None:
    op.create_table(
        "warnings",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=191), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("usual", sa.Float(), nullable=False),
        sa.Column("chance", sa.Float(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("district", "unit", "category", "week", name=op.f("pk_warnings")),
    )
