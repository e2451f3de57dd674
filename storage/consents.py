"""What each group was told, or asked, before anybody listens there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert

from storage import meta, tree
from storage import tables as t
from storage.rows import select_rows, values_of

# `asked`: an official was asked to ask; `agreed`, `refused`: what he says the group said; `told`: it got the notice.
ASKED, AGREED, REFUSED, TOLD = "asked", "agreed", "refused", "told"


@dataclass(frozen=True, slots=True)
class Consent:
    """Where one group stands.

    Attributes:
        at: since when, of `told` from when the notice may be read; person: who said so, of `agreed` and `refused`.
        text: the notice as it was sent there, once it was.
    """

    district: str
    channel: str
    chat: str
    state: str
    at: datetime
    person: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """When somebody last looked for groups to tell.

    Attributes:
        version: of the tree now; mark: what was looked at then, empty when never.
        later: not before, where the last look failed.
    """

    version: int
    mark: str
    later: datetime | None


_c = t.consents.c
_SELECT = select_rows(t.consents, Consent)


def get(conn: Connection, district: str, channel: str, chat: str) -> Consent | None:
    """Where a group stands; None where it was neither told nor asked."""
    found = conn.execute(_SELECT.where(_c.district == district, _c.channel == channel, _c.chat == chat)).first()
    return None if found is None else Consent(*found)


def put(conn: Connection, consent: Consent) -> None:
    """Keep where a group stands now."""
    c = consent
    conn.execute(delete(t.consents).where(_c.district == c.district, _c.channel == c.channel, _c.chat == c.chat))
    conn.execute(insert(t.consents).values(values_of(consent)))


def looked(conn: Connection, district: str) -> Looked:
    """When somebody last looked."""
    kept = meta.get(conn, _mark(district), "")
    later = datetime.fromisoformat(kept["later"]) if isinstance(kept, dict) else None
    return Looked(tree.version(conn, district), "" if later else str(kept), later)


def look(conn: Connection, district: str, mark: str) -> bool:
    """Look now; False where another process was faster."""
    return meta.claim(conn, _mark(district), mark)


def look_later(conn: Connection, district: str, at: datetime) -> None:
    """Looking failed: again then."""
    meta.put(conn, _mark(district), {"later": at.isoformat()})


def _mark(district: str) -> str:
    return f"groups:{district}"[:64]


def listed(conn: Connection, district: str) -> list[Consent]:
    """Every group that was told or asked."""
    return [Consent(*row) for row in conn.execute(_SELECT.where(_c.district == district).order_by(_c.at, _c.chat))]
