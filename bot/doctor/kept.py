"""What the running product knows and this process does not: its notes about channels, and its groups. Read only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.commands import opening
from bot.settings import Settings
from handlers.org import Org
from storage import health, migrate, notes, tree
from storage.database import Database, StorageError
from storage.health import ChannelHealth


@dataclass(frozen=True, slots=True)
class Known:
    """The database, as far as there is one of this version with a district in it."""

    database: Database | None = None
    district: str = ""

    def note(self, channel: str, name: str) -> Any:
        """What a channel remembers under a name; None where nothing is."""
        if self.database is None:
            return None
        with self.database.read() as conn:
            return notes.get(conn, self.district, channel, name, datetime.now(UTC))

    def bound(self, channel: str, chat: str) -> bool:
        """Whether the org file binds this group."""
        if self.database is None:
            return False
        with self.database.read() as conn:
            found = tree.load(conn, self.district)
        return found is not None and Org(found, [channel]).chat(channel, chat) is not None

    def failing(self, since: datetime) -> list[ChannelHealth]:
        """Channels on which something went wrong since then."""
        if self.database is None:
            return []
        with self.database.read() as conn:
            found = health.by_channel(conn, self.district, since)
        return [one for _, one in sorted(found.items()) if one.failure is not None]


@contextmanager
def opened(settings: Settings) -> Iterator[Known]:
    """The database in force; where it cannot be read nothing is known, and the database's own lines say why."""
    if opening.missing(settings):
        yield Known()
        return
    try:
        database = Database(settings.url)
    except StorageError:
        yield Known()
        return
    try:
        yield Known(database, district) if (district := _district(database)) else Known()
    finally:
        database.close()


def _district(database: Database) -> str:
    try:
        with database.read() as conn:
            return next(iter(tree.district_codes(conn)), "") if migrate.current(conn) == migrate.head() else ""
    except StorageError:
        return ""
