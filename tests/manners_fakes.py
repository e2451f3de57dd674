"""A town whose groups are real ones: they get the notice and the evening digest."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from handlers.messages import Outcome
from storage import outbox, tables
from storage.database import Database
from storage.outbox import OutboxRow
from storage.types import CHINA
from tests.fakes import Town
from tests.life_fakes import packed

GROUP = "g-jy"
_IDENTIFIER = re.compile(r"\d{16,}")
REAL = "extends: default\ngroups:\n  rehearsal: []\n"


def real(database: Database, folder: Path, more: str = "") -> Town:
    """A town whose groups are told things unasked; `more`: lines of its pack below `groups`."""
    return packed(database, folder, f"{REAL}{more}")


def hears(town: Town, sender: str, text: str = "", **more: Any) -> Outcome | None:
    """Somebody speaks in the group."""
    return town.says(sender, text, group=GROUP, **more)


def recalls(town: Town, sender: str, message_id: str, *, group: str | None = GROUP) -> Outcome | None:
    """Somebody takes a message back."""
    return town.says(sender, group=group, recalls=message_id)


def aloud(town: Town, *kinds: str) -> list[str]:
    """What the group was told."""
    return [row.text for row in town.received(GROUP) if not kinds or row.kind in kinds]


def at_what_time(row: OutboxRow) -> str:
    """When something was sent: "16 19:30"."""
    assert isinstance(row.sent_at, datetime)
    return f"{row.sent_at.astimezone(CHINA):%d %H:%M}"


def everything(town: Town) -> str:
    """All that lies in the database, as text: for asking whether something does not.

    Without identifiers: a room's number may stand in one by chance.
    """
    with town.product.database.read() as conn:
        found = [conn.execute(table.select()).all() for table in tables.metadata.sorted_tables]
    return _IDENTIFIER.sub("#", "\n".join(str(row) for rows in found for row in rows))


def sent_at_all(town: Town) -> list[OutboxRow]:
    """Everything that was owed to anybody."""
    with town.product.database.read() as conn:
        return outbox.everything(conn, town.product.district)
