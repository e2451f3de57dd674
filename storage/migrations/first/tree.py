"""The first version of the tables of the district's tree; never changed, only migrated from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Create them."""
    _districts()
    _people()
    _units()
    _accounts()
    _chats()
    _duties()


def _districts() -> None:
    op.create_table(
        "districts",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=191), nullable=False),
        sa.Column("policy", sa.String(length=191), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_districts")),
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=191), nullable=False),
        sa.Column("name", sa.String(length=191), nullable=False),
        sa.Column("phone", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("district", "code", name=op.f("pk_people")),
    )


def _units() -> None:
    op.create_table(
        "units",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=191), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=191), nullable=False),
        sa.Column("parent", sa.String(length=191), nullable=True),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("buildings", sa.Integer(), nullable=True),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("district", "code", name=op.f("pk_units")),
    )


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=191), nullable=False),
        sa.Column("person", sa.String(length=191), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district", "person"], ["people.district", "people.code"], name=op.f("fk_accounts_people")
        ),
        sa.PrimaryKeyConstraint("district", "channel", "account", name=op.f("pk_accounts")),
    )


def _chats() -> None:
    op.create_table(
        "chats",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=191), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("unit", sa.String(length=191), nullable=False),
        sa.ForeignKeyConstraint(["district", "unit"], ["units.district", "units.code"], name=op.f("fk_chats_units")),
        sa.PrimaryKeyConstraint("district", "channel", "id", name=op.f("pk_chats")),
    )


def _duties() -> None:
    op.create_table(
        "duties",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=191), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=191), nullable=False),
        sa.Column("title", sa.String(length=191), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("deputy", sa.String(length=191), nullable=True),
        sa.ForeignKeyConstraint(
            ["district", "person"], ["people.district", "people.code"], name=op.f("fk_duties_people")
        ),
        sa.ForeignKeyConstraint(["district", "unit"], ["units.district", "units.code"], name=op.f("fk_duties_units")),
        sa.PrimaryKeyConstraint("district", "position", name=op.f("pk_duties")),
    )
