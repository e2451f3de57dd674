"""The first version of every table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table of the first version."""
    op.create_table(
        "buttons",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("outbox_id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=191), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_buttons")),
    )
    op.create_index(
        "ix_buttons_offered", "buttons", ["district", "channel", "recipient", "action", "outbox_id"], unique=False
    )
    op.create_table(
        "counters",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=191), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("district", "name", name=op.f("pk_counters")),
    )
    op.create_table(
        "dialogues",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=191), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("district", "channel", "account", name=op.f("pk_dialogues")),
    )
    op.create_index(
        "ix_dialogues_due",
        "dialogues",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("expires_at IS NOT NULL"),
        postgresql_where=sa.text("expires_at IS NOT NULL"),
    )
    op.create_table(
        "districts",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=191), nullable=False),
        sa.Column("policy", sa.String(length=191), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_districts")),
    )
    op.create_table(
        "inbox",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=191), nullable=False),
        sa.Column("chat", sa.String(length=191), nullable=True),
        sa.Column("sender", sa.String(length=191), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", Instant(), nullable=True),
        sa.Column("intent", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("handled_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("district", "channel", "message_id", name=op.f("uq_inbox_district_channel_message_id")),
    )
    op.create_index(
        "ix_inbox_due",
        "inbox",
        ["next_attempt_at"],
        unique=False,
        sqlite_where=sa.text("next_attempt_at IS NOT NULL"),
        postgresql_where=sa.text("next_attempt_at IS NOT NULL"),
    )
    op.create_index("ix_inbox_talk", "inbox", ["district", "channel", "chat", "id"], unique=False)
    op.create_table(
        "meta",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
    op.create_table(
        "outbox",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=191), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=191), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("card", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", Instant(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("district", "key", name=op.f("uq_outbox_district_key")),
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["next_attempt_at"],
        unique=False,
        sqlite_where=sa.text("next_attempt_at IS NOT NULL"),
        postgresql_where=sa.text("next_attempt_at IS NOT NULL"),
    )
    op.create_index("ix_outbox_recipient", "outbox", ["district", "channel", "recipient", "id"], unique=False)
    op.create_table(
        "people",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=191), nullable=False),
        sa.Column("name", sa.String(length=191), nullable=False),
        sa.Column("phone", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("district", "code", name=op.f("pk_people")),
    )
    op.create_table(
        "residents",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=191), nullable=False),
        sa.Column("name", sa.String(length=191), nullable=True),
        sa.Column("unit", sa.String(length=191), nullable=True),
        sa.Column("building", sa.String(length=32), nullable=True),
        sa.Column("entrance", sa.String(length=32), nullable=True),
        sa.Column("room", sa.String(length=32), nullable=True),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("district", "channel", "account", name=op.f("pk_residents")),
    )
    op.create_table(
        "rollups",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("unit", sa.String(length=191), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("figure", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("district", "month", "unit", "category", "figure", name=op.f("pk_rollups")),
    )
    op.create_table(
        "tickets",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("urgency", sa.String(length=16), nullable=False),
        sa.Column("track", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=191), nullable=False),
        sa.Column("estate", sa.String(length=191), nullable=True),
        sa.Column("building", sa.String(length=32), nullable=True),
        sa.Column("entrance", sa.String(length=32), nullable=True),
        sa.Column("room", sa.String(length=32), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("chat", sa.String(length=191), nullable=True),
        sa.Column("reporter", sa.String(length=191), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("parent", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("dispatched_at", Instant(), nullable=True),
        sa.Column("accepted_at", Instant(), nullable=True),
        sa.Column("resolved_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("last_message_at", Instant(), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("extended", sa.Integer(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.Column("event_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("district", "number", name=op.f("uq_tickets_district_number")),
    )
    op.create_index("ix_tickets_chat", "tickets", ["district", "channel", "chat", "last_message_at"], unique=False)
    op.create_index("ix_tickets_reporter", "tickets", ["district", "channel", "reporter", "id"], unique=False)
    op.create_index("ix_tickets_status", "tickets", ["district", "status", "id"], unique=False)
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
    op.create_table(
        "clocks",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("remind_at", Instant(), nullable=True),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("met_at", Instant(), nullable=True),
        sa.Column("stopped_at", Instant(), nullable=True),
        sa.Column("breached_at", Instant(), nullable=True),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district", "ticket_id"], ["tickets.district", "tickets.id"], name=op.f("fk_clocks_tickets")
        ),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_clocks")),
    )
    op.create_index(
        "ix_clocks_due",
        "clocks",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index("ix_clocks_ticket", "clocks", ["district", "ticket_id"], unique=False)
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
    op.create_table(
        "events",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.String(length=191), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["district", "ticket_id"], ["tickets.district", "tickets.id"], name=op.f("fk_events_tickets")
        ),
        sa.PrimaryKeyConstraint("district", "ticket_id", "seq", name=op.f("pk_events")),
    )
    op.create_table(
        "ratings",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=191), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("solved", sa.Boolean(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district", "ticket_id"], ["tickets.district", "tickets.id"], name=op.f("fk_ratings_tickets")
        ),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_ratings")),
    )
    op.create_table(
        "supporters",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=191), nullable=False),
        sa.Column("building", sa.String(length=32), nullable=True),
        sa.Column("entrance", sa.String(length=32), nullable=True),
        sa.Column("since", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district", "ticket_id"], ["tickets.district", "tickets.id"], name=op.f("fk_supporters_tickets")
        ),
        sa.PrimaryKeyConstraint("district", "ticket_id", "channel", "account", name=op.f("pk_supporters")),
    )
    op.create_table(
        "surveys",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=191), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("reminded_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["district", "ticket_id"], ["tickets.district", "tickets.id"], name=op.f("fk_surveys_tickets")
        ),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_surveys")),
        sa.UniqueConstraint(
            "district",
            "ticket_id",
            "round",
            "channel",
            "recipient",
            name=op.f("uq_surveys_district_ticket_id_round_channel_recipient"),
        ),
    )
    op.create_index(
        "ix_surveys_due",
        "surveys",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_table(
        "ticket_messages",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("inbox_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.String(length=191), nullable=False),
        sa.Column("sender", sa.String(length=191), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district", "ticket_id"], ["tickets.district", "tickets.id"], name=op.f("fk_ticket_messages_tickets")
        ),
        sa.PrimaryKeyConstraint("district", "ticket_id", "inbox_id", name=op.f("pk_ticket_messages")),
    )
    op.create_table(
        "ticket_people",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(length=191), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district", "ticket_id"], ["tickets.district", "tickets.id"], name=op.f("fk_ticket_people_tickets")
        ),
        sa.PrimaryKeyConstraint("district", "ticket_id", "person", name=op.f("pk_ticket_people")),
    )
    op.create_index("ix_ticket_people_person", "ticket_people", ["district", "person", "ticket_id"], unique=False)
