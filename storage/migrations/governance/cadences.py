"""What comes round: cadences, what was held and its tasks, visits, the three lists, polls and votes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant


def create() -> None:
    """Create the tables."""
    _cadences()
    _meetings()
    _meeting_tasks()
    _visits()
    _listed()
    _polls()
    _votes()
    _households()


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _due(table: str) -> None:
    where = sa.text("next_at IS NOT NULL")
    op.create_index(
        f"ix_{table}_due", table, ["district", "next_at"], sqlite_where=where, postgresql_where=where
    )  # fmt: skip


def _cadences() -> None:
    op.create_table(
        "cadences",
        _text("district", 64),
        _text("name", 64),
        _text("unit", 191),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("last_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("district", "name", "unit", name=op.f("pk_cadences")),
    )
    _due("cadences")


def _meetings() -> None:
    op.create_table(
        "meetings",
        _text("district", 64),
        sa.Column("id", sa.BigInteger(), nullable=False),
        _text("cadence", 64),
        _text("kind", 16),
        _text("unit", 191),
        sa.Column("planned_at", Instant(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=True),
        sa.Column("minuted_at", Instant(), nullable=True),
        _text("minuted_by", 191, nullable=True),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_meetings")),
    )
    op.create_index("ix_meetings_unit", "meetings", ["district", "unit", "cadence", "id"])


def _meeting_tasks() -> None:
    op.create_table(
        "meeting_tasks",
        _text("district", 64),
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district", "meeting_id"], ["meetings.district", "meetings.id"], name=op.f("fk_meeting_tasks_meetings")
        ),
        sa.ForeignKeyConstraint(
            ["district", "ticket_id"], ["tickets.district", "tickets.id"], name=op.f("fk_meeting_tasks_tickets")
        ),
        sa.PrimaryKeyConstraint("district", "meeting_id", "ticket_id", name=op.f("pk_meeting_tasks")),
    )


def _visits() -> None:
    op.create_table(
        "visits",
        _text("district", 64),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("meeting_id", sa.BigInteger(), nullable=True),
        _text("unit", 191),
        _text("building", 32, nullable=True),
        _text("person", 191),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("planned_at", Instant(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("tickets", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district", "meeting_id"], ["meetings.district", "meetings.id"], name=op.f("fk_visits_meetings")
        ),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_visits")),
    )
    op.create_index("ix_visits_person", "visits", ["district", "person", "id"])


def _listed() -> None:
    op.create_table(
        "listed",
        _text("district", 64),
        sa.Column("id", sa.BigInteger(), nullable=False),
        _text("list", 32),
        _text("unit", 191),
        sa.Column("text", sa.Text(), nullable=False),
        _text("person", 191),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_listed")),
    )
    op.create_index("ix_listed_unit", "listed", ["district", "unit", "id"])


def _polls() -> None:
    op.create_table(
        "polls",
        _text("district", 64),
        sa.Column("id", sa.BigInteger(), nullable=False),
        _text("project", 64),
        _text("phase", 16),
        _text("unit", 191),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        _text("person", 191),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closes_at", Instant(), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_polls")),
    )
    _due("polls")
    op.create_index("ix_polls_project", "polls", ["district", "project", "id"])


def _votes() -> None:
    op.create_table(
        "votes",
        _text("district", 64),
        sa.Column("poll_id", sa.BigInteger(), nullable=False),
        _text("person", 191),
        sa.Column("option", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["district", "poll_id"], ["polls.district", "polls.id"], name=op.f("fk_votes_polls")),
        sa.PrimaryKeyConstraint("district", "poll_id", "person", name=op.f("pk_votes")),
    )


def _households() -> None:
    op.create_table(
        "households",
        _text("district", 64),
        sa.Column("id", sa.BigInteger(), nullable=False),
        _text("unit", 191),
        _text("building", 32, nullable=True),
        _text("room", 32, nullable=True),
        _text("channel", 32),
        _text("account", 191),
        sa.Column("facts", sa.JSON(), nullable=False),
        _text("person", 191),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("agreed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_households")),
        sa.UniqueConstraint("district", "channel", "account", name=op.f("uq_households_district_channel_account")),
    )
    op.create_index("ix_households_unit", "households", ["district", "unit"])
